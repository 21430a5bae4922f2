#ifndef PL_PAINT_GLYPH_H
#define PL_PAINT_GLYPH_H

#include "base/error.h"
#include "base/memory.h"
#include "base/pixmap.h"
#include "base/style.h"
#include "paint/contrast.h"
#include "paint/font.h"
#include "paint/mask.h"
#include "paint/raster.h"
#include "paint/stroke.h"

#include <stdbool.h>
#include <stdint.h>

/** How glyphs are drawn: everything but which glyph of which face, and where. */
struct pl_glyph_style {
    double size;         /**< pixels per em */
    double matrix[4];    /**< xx, xy, yx, yy: x' = xx x + xy y; y down; identity for upright text */
    double stroke_width; /**< 0 to fill the outline, else the width of a line along it */
    enum pl_join join;
    int contrast; /**< which of the tables of contrast.h the coverage goes through, or PL_CONTRAST_NONE */
};

/** One drawn glyph. */
struct pl_glyph {
    struct pl_mask mask;    /**< relative to the whole pixel that the origin is in */
    struct pl_pixmap color; /**< the same pixels of a colour face, whose alpha the mask is; else empty */
    struct pl_rect bounds;  /**< what it touches; of a huge one that is all there is, and the rest is drawn
                                where it is seen */
    bool huge;
};

/** A glyph that is too large to be kept for long: what it was drawn as, at a place within a pixel. */
struct pl_large_glyph {
    struct pl_face *face;
    uint32_t glyph;
    struct pl_glyph_style style;
    double x, y;
    struct pl_rect bounds; /**< relative to the whole pixel that the origin is in */
    struct pl_mask mask;   /**< the same; empty where it is not kept */
    int draws;
    unsigned long used;
};

enum { PL_LARGE_GLYPHS = 32 };

/** Drawn glyphs, kept for the next time. All zero is an empty one. */
struct pl_glyph_cache {
    struct pl_glyph_entry **slots;
    size_t slot_count, count;
    size_t bytes;          /**< of all masks */
    struct pl_arena arena; /**< of entries and their masks: they go together, so that they leave no holes */
    struct pl_mask drawn;  /**< what an outline is drawn to, before its mask is put away */
    struct pl_raster raster;
    struct pl_contour contour;
    uint8_t contrast[PL_CONTRAST_LEVELS][256];
    bool contrast_made[PL_CONTRAST_LEVELS];
    struct pl_large_glyph large[PL_LARGE_GLYPHS]; /**< of the text that is being drawn */
    unsigned long large_clock;
};

void pl_glyph_cache_finish(struct pl_glyph_cache *cache);

/**
 * Adds a glyph whose origin is at (x, y) on the canvas to a mask, clipped to it. Positions count to a quarter
 * of a pixel across, and for text that is not upright down too; upright baselines are on whole pixels. The
 * mask may have some of the rows alone of what is asked for, `all`.
 */
bool pl_glyph_draw(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                   const struct pl_glyph_style *style, double x, double y, struct pl_rect all,
                   struct pl_mask *to, struct placard_error *error);

/** The pixels that it would touch. */
bool pl_glyph_bounds(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                     const struct pl_glyph_style *style, double x, double y, struct pl_rect *out,
                     struct placard_error *error);

/**
 * Whether what a glyph at `to` covers within `all` is what it covers at `from`, moved by whole pixels (dx,
 * dy), as long as it is not cut more there: not where its place in a pixel is another, nor where `all` cuts
 * it so that it is rounded otherwise.
 */
bool pl_glyph_moves(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                    const struct pl_glyph_style *style, const double from[2], const double to[2], int dx,
                    int dy, struct pl_rect all, bool *moves, struct placard_error *error);

/** Paints a glyph of a colour face over the picture, whose top left pixel is at (left, top) of the canvas. */
bool pl_glyph_paint(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                    const struct pl_glyph_style *style, double x, double y, struct pl_pixmap *pixmap,
                    int left, int top, int opacity, struct placard_error *error);

/** Releases the large glyphs of a text that is drawn. */
void pl_large_glyphs_forget(struct pl_glyph_cache *cache);

#endif
