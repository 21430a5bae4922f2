#ifndef PL_PAINT_GRADIENT_H
#define PL_PAINT_GRADIENT_H

#include "base/style.h"

#include <stdbool.h>
#include <stdint.h>

/** What a shape is filled with: one colour, or a gradient made ready. All zero paints nothing. */
struct pl_fill {
    const struct pl_gradient *gradient; /**< NULL for one colour */
    uint32_t pixel;                     /**< that colour, premultiplied */
    double opacity;
    double x, y;               /**< canvas position of the gradient's origin */
    double x1, y1, x2, y2;     /**< its axis in pixels from there */
    double turn_cos, turn_sin; /**< rotation of its plane about (pivot_x, pivot_y) on the canvas */
    double pivot_x, pivot_y;
    bool exact;      /**< hard edges: colours are computed, not looked up */
    uint32_t *table; /**< colours along the axis, where rows are not of one colour; with hard edges how many
                          stops are behind the places that colours would be of */
    struct pl_fill_segment *segments; /**< between stops */
    int last;                         /**< the one that a colour was found in */
    uint32_t *row;                    /**< room for pixels of a row */
    int row_size;
    int kept_x, kept; /**< where all rows are the same: how many pixels of those that begin there are made */
};

/** One colour, or the gradient over `box` where there is one. pl_fill_finish releases it. */
void pl_fill_init(struct pl_fill *fill, const struct pl_gradient *gradient, struct pl_color color,
                  struct pl_box box, double opacity);

/** Turns the gradient by `degrees` clockwise about the middle of `box`. */
void pl_fill_rotate(struct pl_fill *fill, struct pl_box box, double degrees);

/** About what a pixel of it costs, where filling one with a colour is 1. */
int pl_fill_work(const struct pl_fill *fill);

/** Whether row y is of one colour, which then goes into `*pixel`. */
bool pl_fill_is_run(const struct pl_fill *fill, int y, uint32_t *pixel);

/**
 * The premultiplied pixels from `from` to `to` of the row that begins at x, y; they live until the next call.
 * NULL when memory is out.
 */
const uint32_t *pl_fill_row(struct pl_fill *fill, int x, int y, int from, int to);

void pl_fill_finish(struct pl_fill *fill);

#endif
