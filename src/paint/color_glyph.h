#ifndef PL_PAINT_COLOR_GLYPH_H
#define PL_PAINT_COLOR_GLYPH_H

#include "base/error.h"
#include "base/pixmap.h"
#include "paint/font.h"
#include "paint/raster.h"

#include <stdbool.h>

/**
 * Draws a glyph of a colour face, from its bitmaps (CBDT, sbix) or its coloured layers (COLR), at `size`
 * pixels per em, with its origin at (x, y) and turned by `degrees` clockwise about it, into a pixmap that
 * just holds what of it is within `clip`, of which it is a band (base/pixmap.h) where `band` has only some of
 * the rows. A glyph that shows nothing leaves the pixmap empty, and so does one of more than `most` pixels;
 * `*bounds` is what it touches of `clip`.
 */
bool pl_color_glyph_draw(struct pl_face *face, uint32_t glyph, double size, double x, double y,
                         double degrees, struct pl_rect clip, struct pl_rect band, long long most,
                         struct pl_raster *raster, struct pl_pixmap *out, struct pl_rect *bounds,
                         struct placard_error *error);

/** Paints one straight onto a pixmap whose top left pixel is (left, top): the same pixels, without one of its
 * own. */
bool pl_color_glyph_paint(struct pl_face *face, uint32_t glyph, double size, double x, double y,
                          double degrees, struct pl_raster *raster, struct pl_pixmap *pixmap, int left,
                          int top, struct placard_error *error);

/** The pixels that it touches, or a few more. */
struct pl_rect pl_color_glyph_bounds(struct pl_face *face, uint32_t glyph, double size, double x, double y,
                                     double degrees);

#endif
