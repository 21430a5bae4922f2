#ifndef PL_PAINT_PAINTER_H
#define PL_PAINT_PAINTER_H

#include "paint/font.h"
#include "paint/glyph.h"
#include "paint/levels.h"
#include "paint/raster.h"

/** What drawing needs besides the picture: one for each thread, kept from poster to poster. */
struct pl_painter {
    struct pl_fonts fonts;
    struct pl_glyph_cache glyphs;
    struct pl_raster raster;
    struct pl_levels levels; /**< of the pictures of the poster that is being drawn */
};

/** By when what is drawn next has to be done; the deadline stays the caller's, and NULL is none. */
void pl_painter_limit(struct pl_painter *painter, struct pl_deadline *deadline);

/** Releases all of it. */
void pl_painter_finish(struct pl_painter *painter);

#endif
