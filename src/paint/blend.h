#ifndef PL_PAINT_BLEND_H
#define PL_PAINT_BLEND_H

#include "base/pixmap.h"
#include "base/style.h"
#include "paint/mask.h"

#include <stdint.h>

/** All pixels of a pixmap. */
static inline struct pl_rect pl_pixmap_rect(const struct pl_pixmap *pixmap) {
    return (struct pl_rect){0, 0, pixmap->width, pixmap->height};
}

/** Those that there is memory for: less than all of a band (base/pixmap.h). What is drawn is cut by this, and
 * comes out as it would of the whole. */
static inline struct pl_rect pl_pixmap_band(const struct pl_pixmap *pixmap) {
    return (struct pl_rect){0, pixmap->from, pixmap->width, pl_pixmap_end(pixmap)};
}

/** All four bytes of a pixel times `by` / 255, rounded as pl_mul255() does. */
static inline uint32_t pl_pixel_scale(uint32_t pixel, uint32_t by) {
    const uint32_t even_bytes = 0xff00ff;
    uint32_t rb = (pixel & even_bytes) * by + 0x800080;
    uint32_t ag = ((pixel >> 8) & even_bytes) * by + 0x800080;
    rb = ((rb + ((rb >> 8) & even_bytes)) >> 8) & even_bytes;
    ag = (ag + ((ag >> 8) & even_bytes)) & ~even_bytes;
    return rb | ag;
}

/** Source-over of one premultiplied pixel. */
static inline uint32_t pl_pixel_over(uint32_t to, uint32_t source) {
    return source + pl_pixel_scale(to, 255 - (source >> 24));
}

/** The least coverage by which a premultiplied pixel that is not transparent shows at all: rounded, what is
 * less is nothing. */
static inline int pl_blend_least(uint32_t pixel) {
    int alpha = (int)(pixel >> 24);
    return (127 + alpha) / alpha;
}

/** Source-over of one premultiplied pixel along a row; `coverage` has a byte a pixel, or is NULL where all is
 * covered. */
void pl_blend_run(uint32_t *row, int count, uint32_t pixel, const uint8_t *coverage);

/** The same where what is `next` pixels on is painted after it, as the row below is; 0 where nothing is. That
 * is fetched from memory meanwhile, where this has anything. */
void pl_blend_run_ahead(uint32_t *row, int count, uint32_t pixel, const uint8_t *coverage, ptrdiff_t next);

/** Source-over of a row of premultiplied pixels. */
void pl_blend_pixels(uint32_t *row, int count, const uint32_t *pixels, const uint8_t *coverage);

/** Paints a colour wherever a mask, moved by (dx, dy), covers the picture. */
void pl_blend_mask(struct pl_pixmap *pixmap, const struct pl_mask *mask, int dx, int dy,
                   struct pl_color color);

/** Paints one picture over another at (x, y), all of it as translucent as `opacity` (0 to 255) says. */
void pl_blend_pixmap(struct pl_pixmap *pixmap, const struct pl_pixmap *from, int x, int y, int opacity);

/** A colour with its alpha multiplied by an opacity from 0 to 1. */
struct pl_color pl_color_fade(struct pl_color color, double opacity);

#endif
