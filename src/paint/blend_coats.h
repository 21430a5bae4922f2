#ifndef PL_PAINT_BLEND_COATS_H
#define PL_PAINT_BLEND_COATS_H

#include <stddef.h>
#include <stdint.h>

/** Several colours laid over the same row of a picture, one after the other. */

/** One of them: a premultiplied pixel over those of the row from `from` to `to`, with a byte of coverage for
 * each. */
struct pl_row_coat {
    uint32_t pixel;
    int from, to;
    const uint8_t *coverage;
};

/** Source-over of all of them, the first one first: the same as pl_blend_run_ahead of each in turn. */
void pl_blend_coats(uint32_t *row, const struct pl_row_coat *coats, int count, ptrdiff_t next);

#endif
