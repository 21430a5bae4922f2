#ifndef PL_PAINT_RASTER_H
#define PL_PAINT_RASTER_H

#include "base/deadline.h"
#include "base/error.h"
#include "paint/mask.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * Turns outlines into coverage as the browser's analytic rasteriser does: the ends of edges snap to quarters
 * of a pixel vertically, areas between them are exact, and overlapping parts count once (the nonzero rule).
 * All zero is an empty one; its memory is reused from outline to outline.
 */
struct pl_raster {
    struct pl_edge *edges;
    size_t count, capacity;
    double start_x, start_y; /* of the current contour */
    double x, y;             /* the pen */
    double least_x, most_x;  /* of all edges */
    int least_y, most_y;     /* in quarters of a pixel */
    bool failed;
    float *row; /* change of coverage from pixel to pixel */
    size_t row_capacity;
    bool *changed; /* parts of the row that have such changes */
    size_t changed_capacity;
    struct pl_edge **active;
    size_t active_capacity;
    struct pl_deadline *deadline; /**< of all that is drawn with it; or NULL */
};

/** Forgets the outline, keeps the memory. */
void pl_raster_reset(struct pl_raster *raster);

/** Canvas coordinates in pixels, y down. Contours close by themselves. */
void pl_raster_move(struct pl_raster *raster, double x, double y);
void pl_raster_line(struct pl_raster *raster, double x, double y);
void pl_raster_quadratic(struct pl_raster *raster, double x1, double y1, double x2, double y2);
void pl_raster_cubic(struct pl_raster *raster, double x1, double y1, double x2, double y2, double x3,
                     double y3);

/**
 * A piece of an ellipse from the pen on: with its middle at pen - u, the points middle + u cos(t) + v sin(t)
 * for t from 0 to `angle`, which is at most a quarter turn (radians).
 */
void pl_raster_arc(struct pl_raster *raster, double ux, double uy, double vx, double vy, double angle);

/**
 * Puts the pen down elsewhere without closing anything: for outlines whose pieces come in any order, and
 * which close when all of them are there. The next move or fill adds nothing to it.
 */
void pl_raster_jump(struct pl_raster *raster, double x, double y);

void pl_raster_close(struct pl_raster *raster);

/** Shapes of up to this width and area, rows being of whole fours, show also what is nearly nothing. */
enum { PL_RASTER_SMALL = 32, PL_RASTER_SMALL_AREA = 1024 };

/** The pixels that the outline touches. */
struct pl_rect pl_raster_bounds(const struct pl_raster *raster);

/** Makes `mask` the outline's coverage within `clip`. */
bool pl_raster_fill(struct pl_raster *raster, struct pl_rect clip, struct pl_mask *mask,
                    struct placard_error *error);

/** The same of a part of `whole`, which is made what it is when all of that is filled. */
bool pl_raster_fill_part(struct pl_raster *raster, struct pl_rect whole, struct pl_rect part,
                         struct pl_mask *mask, struct placard_error *error);

void pl_raster_finish(struct pl_raster *raster);

#endif
