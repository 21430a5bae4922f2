#ifndef PL_PAINT_BOX_INSIDE_H
#define PL_PAINT_BOX_INSIDE_H

#include "paint/box.h"
#include "paint/mask.h"

/**
 * Of the rows y0 to y1 of `rows` those columns, of its columns, that a box covers wholly and for `far` pixels
 * on every side: not all of them, but most where there are many. An empty rectangle where it finds none.
 */
struct pl_rect pl_round_box_inside(const struct pl_round_box *box, double degrees, int far,
                                   struct pl_rect rows);

#endif
