#ifndef PL_PAINT_GRADIENT_EIGHTS_H
#define PL_PAINT_GRADIENT_EIGHTS_H

#include "paint/gradient.h"

/** Rows of gradients, eight pixels at a time: of paint/gradient.c alone. */

/** How fine the table is; behind its end is what no circle covers, and room for a whole vector to be read. */
enum { PL_FILL_TABLE = 2048, PL_FILL_ENTRIES = PL_FILL_TABLE + 2 + 7 };

/** The place on the axis that stands for none. */
#define PL_FILL_NOWHERE ((PL_FILL_TABLE + 1.0) / PL_FILL_TABLE)

enum { PL_FILL_RED, PL_FILL_GREEN, PL_FILL_BLUE, PL_FILL_ALPHA, PL_FILL_CHANNELS };

/** Between two stops. */
struct pl_fill_segment {
    double offset, span;
    double least, past; /**< the first place that is in it, and the first behind it */
    double from[PL_FILL_CHANNELS], rise[PL_FILL_CHANNELS];
    bool level;     /**< nothing rises */
    uint32_t pixel; /**< of one that is level */
};

/** Channels are mixed before they are multiplied by alpha, as SVG and canvas do. */
static inline uint32_t pl_fill_color(const struct pl_fill_segment *s, double t, double opacity) {
    double f = s->span > 0 ? (t - s->offset) / s->span : 0;
    double alpha = (s->from[PL_FILL_ALPHA] + s->rise[PL_FILL_ALPHA] * f) / 255 * opacity;
    uint32_t red = (uint32_t)(int)((s->from[PL_FILL_RED] + s->rise[PL_FILL_RED] * f) * alpha + 0.5);
    uint32_t green = (uint32_t)(int)((s->from[PL_FILL_GREEN] + s->rise[PL_FILL_GREEN] * f) * alpha + 0.5);
    uint32_t blue = (uint32_t)(int)((s->from[PL_FILL_BLUE] + s->rise[PL_FILL_BLUE] * f) * alpha + 0.5);
    return (uint32_t)(int)(alpha * 255 + 0.5) << 24 | red << 16 | green << 8 | blue;
}

/** A row in the gradient's own plane: where the middle of its first pixel is, and how far on the next one. */
struct pl_fill_line {
    double x, y, dx, dy;
};

/** Pixels past the last one that may be written. */
enum { PL_FILL_TAIL = 7 };

/** The pixels of a row from `from` to `to`, and up to PL_FILL_TAIL more. */
void pl_fill_eights(struct pl_fill *fill, const struct pl_fill_line *line, int from, int to, uint32_t *out);

/** About what one of these pixels costs, where filling one with a colour is 1. */
int pl_fill_eights_work(const struct pl_fill *fill);

#endif
