#ifndef PL_PAINT_BOX_H
#define PL_PAINT_BOX_H

#include "base/error.h"
#include "base/pixmap.h"
#include "base/style.h"
#include "paint/gradient.h"
#include "paint/mask.h"
#include "paint/raster.h"

#include <stdbool.h>

/** A box with rounded corners on the canvas, in pixels. */
struct pl_round_box {
    struct pl_box box;
    double rx[4], ry[4];     /**< from the top left clockwise */
    double pivot_x, pivot_y; /**< that it is turned about, at first its middle */
    bool
        opaque; /**< what fills it hides what is beneath: its shadows go on under it, so that no seam shows */
};

/** Turns radii into pixels and shrinks all by one factor where two overrun a side (CSS Backgrounds 3,
 * section 5.5). */
void pl_round_box_init(struct pl_round_box *out, struct pl_box box, const struct pl_radii *radii);

/** Edges moved to whole pixels, as a browser does to boxes: each edge to its nearest. */
struct pl_box pl_box_snap(struct pl_box box);

/** Whole pixels around a box that is turned about (x, y), by degrees clockwise, and one more on each side. */
struct pl_rect pl_box_turned_bounds(struct pl_box box, double degrees, double x, double y);

/** Adds the outline to a rasteriser, turned by `degrees` clockwise. */
void pl_round_box_trace(const struct pl_round_box *box, double degrees, struct pl_raster *raster);

/** Fills the box. */
bool pl_round_box_fill(struct pl_pixmap *pixmap, const struct pl_round_box *box, double degrees,
                       struct pl_fill *fill, struct pl_raster *raster, struct placard_error *error);

/** Paints the shadows of the box that are inset or that are not, the first on top: outside of it, or inside;
 * colours faded by `opacity`. */
bool pl_round_box_shadows(struct pl_pixmap *pixmap, const struct pl_round_box *box, double degrees,
                          const struct pl_shadow *shadows, int count, bool inset, double opacity,
                          struct pl_raster *raster, struct placard_error *error);

#endif
