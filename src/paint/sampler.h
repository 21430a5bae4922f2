#ifndef PL_PAINT_SAMPLER_H
#define PL_PAINT_SAMPLER_H

#include "base/pixmap.h"
#include "base/style.h"

#include <stdbool.h>
#include <stdint.h>

/** What the pixels of each row of an upright picture are mixed of: a picture pixel and, in those of them that
 * have one, its neighbour, by `part` of 256. */
struct pl_sampled_columns {
    uint32_t *first, *part;
    int paired_from, paired_to;
};

/** Makes rows of a picture that is stretched and turned, by linear interpolation. */
struct pl_sampler {
    const struct pl_pixmap *image;
    struct pl_box target; /**< on the canvas, before it is turned about the pivot */
    double cos, sin, pivot_x, pivot_y;
    double per_x, per_y; /**< picture pixels per canvas pixel */
    uint32_t opacity;    /**< 0 to 255 */
    int x, count;        /**< the pixels of a row of the canvas that are wanted */

    /* The sampler's own. Of a picture that stands upright all rows have the same columns, and the picture's
     * rows are stretched once each. */
    uint32_t *row;
    bool upright;
    struct pl_sampled_columns columns;
    int whole_from, whole_to; /* columns that the target covers wholly */
    uint32_t *stretched[2];
    int stretched_rows[2];
};

/** Makes room for rows; false where there is no memory. Finish it in any case. */
bool pl_sampler_init(struct pl_sampler *sampler);

/** The pixels of a row of the canvas, premultiplied, until the next are asked for. */
const uint32_t *pl_sampler_row(struct pl_sampler *sampler, int y);

void pl_sampler_finish(struct pl_sampler *sampler);

#endif
