#ifndef PL_PAINT_BOX_ROWS_H
#define PL_PAINT_BOX_ROWS_H

#include "paint/box.h"

/**
 * What a box covers, row by row: of an upright one on whole pixels only the rows of its corners are
 * rasterised, as it covers those between wholly.
 */
struct pl_box_rows {
    struct pl_rect rect;         /**< that it covers something of */
    int whole_from, whole_to;    /**< rows that are covered wholly */
    struct pl_mask above, below; /**< coverage of the rows before and after those */
};

/** Rasterises what has to be, within `clip`, of those of its rows that are in `band`; pl_box_rows_finish
 * releases it, also after failure. */
bool pl_box_rows_init(struct pl_box_rows *rows, const struct pl_round_box *box, double degrees,
                      struct pl_rect clip, struct pl_rect band, struct pl_raster *raster,
                      struct placard_error *error);

/** Coverage of row y, which is one of `rect`, from its left end on; NULL where all of it is covered. */
const uint8_t *pl_box_rows_get(const struct pl_box_rows *rows, int y);

void pl_box_rows_finish(struct pl_box_rows *rows);

#endif
