#ifndef PL_PAINT_STROKE_H
#define PL_PAINT_STROKE_H

#include "base/style.h"
#include "paint/raster.h"

#include <stdbool.h>
#include <stddef.h>

/** A piece of an outline; lines and parabolas leave out points. */
struct pl_piece {
    int degree; /**< 1, 2 or 3 */
    double x[4], y[4];
};

/** A closed outline to be stroked, piece by piece. All zero is an empty one. */
struct pl_contour {
    struct pl_piece *pieces;
    size_t count, capacity;
    bool failed;
};

void pl_contour_add(struct pl_contour *contour, int degree, const double *x, const double *y);

/**
 * Adds the line of that width along a closed contour to a rasteriser, and empties the contour. Its corners
 * are joined outside as asked, mitres of more than four half widths bevelled (CSS's and SVG's initial limit);
 * inside they overlap, which the nonzero rule fills.
 */
void pl_contour_stroke(struct pl_contour *contour, double width, enum pl_join join, struct pl_raster *raster);

void pl_contour_finish(struct pl_contour *contour);

#endif
