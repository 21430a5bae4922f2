#ifndef PL_PAINT_ENLARGE_H
#define PL_PAINT_ENLARGE_H

#include "paint/mask.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Rows of a mask each of whose pixels stands for a square of `step` pixels a side (a power of two), smoothed
 * into the next ones. They are made one by one, so that what is as large as the canvas is never in memory.
 */
struct pl_enlarged {
    const struct pl_mask *mask;
    int step;
    struct pl_rect rect; /**< pixels that rows have: what of the mask shows, in the clip */
    int first;           /* of the cells between the middles of the mask's pixels that rows need */
    int cells;
    uint16_t *mixed;
    uint8_t *row;
    uint8_t *levels;  /* of the row at the middles of the mask's pixels */
    uint8_t *nothing; /* a row of the mask above and below it */
};

/** The mask has to stay. What is below `least`, of 1 to 128, shows nothing, and may be left out at its edges.
 * False where there is no memory; finish it in any case. */
bool pl_enlarged_init(struct pl_enlarged *enlarged, const struct pl_mask *mask, int step, int least,
                      struct pl_rect clip);

/** Coverage of the pixels of row y of the rectangle, until the next is asked for. */
const uint8_t *pl_enlarged_row(struct pl_enlarged *enlarged, int y);

void pl_enlarged_finish(struct pl_enlarged *enlarged);

#endif
