#ifndef PL_PAINT_INK_H
#define PL_PAINT_INK_H

#include "base/error.h"
#include "paint/mask.h"
#include "paint/text.h"

#include <stdbool.h>

/** What a text consists of, from the bottom up: each part casts its shadows onto what is beneath it. */
enum pl_text_part { PL_PART_UNDER_LINE, PL_PART_GLYPHS, PL_PART_LINE_THROUGH };

/** A text about to be painted: where everything of it is. */
struct pl_ink {
    struct pl_painter *painter;
    const struct pl_layout *layout;
    const struct pl_text_block *block;
    const struct pl_text_look *look;
    double cos, sin, pivot_x, pivot_y; /**< of its rotation on the canvas */
};

/** One coat of a part: filled, or the line along the outlines of glyphs, moved. */
struct pl_coat {
    enum pl_text_part part;
    int line;            /**< of the layout, or -1 for all */
    double stroke_width; /**< 0 to fill */
    double dx, dy;
    int step;        /**< pixels of the canvas a pixel of the mask is wide and high, as of pl_blur_step */
    int contrast;    /**< as of struct pl_glyph_style */
    bool plain_only; /**< without glyphs of colour faces, which pl_ink_paint_colors paints */
};

/** The pixels that a coat touches, or more of them; what lies outside of `clip` need not count. */
bool pl_ink_bounds(const struct pl_ink *ink, const struct pl_coat *coat, struct pl_rect clip,
                   struct pl_rect *out, struct placard_error *error);

/** Makes `mask` the coat's coverage within `clip`, of its rows that are in `band`. */
bool pl_ink_cover(const struct pl_ink *ink, const struct pl_coat *coat, struct pl_rect clip,
                  struct pl_rect band, struct pl_mask *mask, struct placard_error *error);

/** Whether what a coat of glyphs covers within `clip` is what another one, which differs by where it is moved
 * alone, covers, moved by (dx, dy) whole pixels: see pl_glyph_moves. */
bool pl_ink_moves(const struct pl_ink *ink, const struct pl_coat *coat, const struct pl_coat *other, int dx,
                  int dy, struct pl_rect clip, bool *moves, struct placard_error *error);

/** Paints the coat's glyphs of colour faces over a picture whose top left pixel is at (left, top) of the
 * canvas. */
bool pl_ink_paint_colors(const struct pl_ink *ink, const struct pl_coat *coat, struct pl_pixmap *pixmap,
                         int left, int top, int opacity, struct placard_error *error);

#endif
