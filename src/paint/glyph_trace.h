#ifndef PL_PAINT_GLYPH_TRACE_H
#define PL_PAINT_GLYPH_TRACE_H

#include "paint/glyph.h"

#include <stdbool.h>
#include <stdint.h>

/** Pixels per em: from here on glyphs are drawn as shapes, where they are exactly. */
enum { PL_LARGEST_CACHED = 256 };

/** Puts a glyph's outline, origin at (x, y), into the cache's rasteriser; a glyph without one leaves it
 * empty. Fails for memory only. */
bool pl_glyph_trace(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                    const struct pl_glyph_style *style, double x, double y);

#endif
