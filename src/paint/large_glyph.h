#ifndef PL_PAINT_LARGE_GLYPH_H
#define PL_PAINT_LARGE_GLYPH_H

#include "paint/glyph.h"

#include <stdbool.h>
#include <stdint.h>

/** Glyphs that are too large for the cache, drawn as shapes: those that a text has again and again are kept
 * until it is drawn. */

/** As pl_glyph_draw. */
bool pl_large_glyph_draw(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                         const struct pl_glyph_style *style, double x, double y, struct pl_rect all,
                         struct pl_mask *to, struct placard_error *error);

/** As pl_glyph_bounds. */
bool pl_large_glyph_bounds(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                           const struct pl_glyph_style *style, double x, double y, struct pl_rect *out,
                           struct placard_error *error);

/** As pl_glyph_moves. */
bool pl_large_glyph_moves(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                          const struct pl_glyph_style *style, const double from[2], const double to[2],
                          int dx, int dy, struct pl_rect all, bool *moves, struct placard_error *error);

#endif
