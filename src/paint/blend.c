#include "paint/blend.h"

#include "base/color.h"

#include <string.h>

/* Rows are taken four pixels at a time, as sixteen bytes: loops of that length become vector instructions. */
enum { BLOCK = 4, BYTES = 16 };

/* One byte's worth of what pl_mul255 does, in the width that vectors of bytes widen to. */
static inline uint16_t mul_byte(uint16_t a, uint16_t b) {
    uint16_t t = (uint16_t)(a * b + 128);
    return (uint16_t)((uint16_t)(t + (t >> 8)) >> 8);
}

static inline void over_block(uint8_t *restrict to, const uint8_t *restrict source) {
    uint16_t keep[BYTES];
    for (int i = 0; i < BYTES; i++) {
        keep[i] = (uint16_t)(255 - source[i | 3]);
    }
    for (int i = 0; i < BYTES; i++) {
        to[i] = (uint8_t)(source[i] + mul_byte(to[i], keep[i]));
    }
}

static inline void scale_block(uint8_t *restrict out, const uint8_t *restrict source,
                               const uint8_t *restrict coverage) {
    uint16_t wide[BYTES];
    for (int i = 0; i < BYTES; i++) {
        wide[i] = coverage[i >> 2];
    }
    for (int i = 0; i < BYTES; i++) {
        out[i] = (uint8_t)mul_byte(source[i], wide[i]);
    }
}

static inline uint32_t scale_pixel(uint32_t pixel, uint32_t by) {
    uint32_t rb = (pixel & 0xff00ff) * by + 0x800080;
    uint32_t ag = ((pixel >> 8) & 0xff00ff) * by + 0x800080;
    rb = ((rb + ((rb >> 8) & 0xff00ff)) >> 8) & 0xff00ff;
    ag = (ag + ((ag >> 8) & 0xff00ff)) & 0xff00ff00;
    return rb | ag;
}

static inline uint32_t over_pixel(uint32_t to, uint32_t source) {
    return source + scale_pixel(to, 255 - (source >> 24));
}

/* Nothing to keep of what is beneath, or nothing to add to it. */
static void run_uncovered(uint32_t *row, int count, uint32_t pixel) {
    if (pixel >> 24 == 255) {
        for (int i = 0; i < count; i++) {
            row[i] = pixel;
        }
        return;
    }
    uint8_t source[BYTES];
    uint16_t keep = (uint16_t)(255 - (pixel >> 24));
    for (int i = 0; i < BLOCK; i++) {
        memcpy(source + i * 4, &pixel, 4);
    }
    uint8_t *bytes = (uint8_t *)row;
    int i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        for (int k = 0; k < BYTES; k++) {
            bytes[i * 4 + k] = (uint8_t)(source[k] + mul_byte(bytes[i * 4 + k], keep));
        }
    }
    for (; i < count; i++) {
        row[i] = over_pixel(row[i], pixel);
    }
}

void pl_blend_run(uint32_t *row, int count, uint32_t pixel, const uint8_t *coverage) {
    if (pixel >> 24 == 0) {
        return;
    }
    if (!coverage) {
        run_uncovered(row, count, pixel);
        return;
    }
    uint8_t source[BYTES];
    for (int i = 0; i < BLOCK; i++) {
        memcpy(source + i * 4, &pixel, 4);
    }
    int i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        uint32_t four;
        memcpy(&four, coverage + i, 4);
        if (four == 0) {
            continue;
        }
        if (four == 0xffffffff && pixel >> 24 == 255) {
            for (int k = 0; k < BLOCK; k++) {
                row[i + k] = pixel;
            }
            continue;
        }
        uint8_t scaled[BYTES];
        scale_block(scaled, source, coverage + i);
        over_block((uint8_t *)(row + i), scaled);
    }
    for (; i < count; i++) {
        row[i] = over_pixel(row[i], scale_pixel(pixel, coverage[i]));
    }
}

void pl_blend_pixels(uint32_t *row, int count, const uint32_t *pixels, const uint8_t *coverage) {
    int i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        const uint8_t *source = (const uint8_t *)(pixels + i);
        uint8_t scaled[BYTES];
        if (coverage) {
            scale_block(scaled, source, coverage + i);
            source = scaled;
        }
        over_block((uint8_t *)(row + i), source);
    }
    for (; i < count; i++) {
        row[i] = over_pixel(row[i], coverage ? scale_pixel(pixels[i], coverage[i]) : pixels[i]);
    }
}

void pl_blend_mask(struct pl_pixmap *pixmap, const struct pl_mask *mask, int dx, int dy,
                   struct pl_color color) {
    struct pl_rect moved = {mask->x + dx, mask->y + dy, mask->x + dx + mask->width,
                            mask->y + dy + mask->height};
    struct pl_rect r = pl_rect_intersect(moved, (struct pl_rect){0, 0, pixmap->width, pixmap->height});
    uint32_t pixel = pl_color_pixel(color);
    for (int y = r.y0; y < r.y1; y++) {
        pl_blend_run(pl_pixmap_row(pixmap, y) + r.x0, r.x1 - r.x0, pixel,
                     pl_mask_row(mask, y - moved.y0) + (r.x0 - moved.x0));
    }
}

void pl_blend_pixmap(struct pl_pixmap *pixmap, const struct pl_pixmap *from, int x, int y, int opacity) {
    struct pl_rect whole = {x, y, x + from->width, y + from->height};
    struct pl_rect r = pl_rect_intersect(whole, (struct pl_rect){0, 0, pixmap->width, pixmap->height});
    uint8_t coverage[256];
    memset(coverage, opacity, sizeof coverage);
    for (int row = r.y0; row < r.y1; row++) {
        uint32_t *to = pl_pixmap_row(pixmap, row);
        const uint32_t *source = pl_pixmap_row(from, row - y) - x;
        for (int at = r.x0; at < r.x1; at += 256) {
            int count = r.x1 - at < 256 ? r.x1 - at : 256;
            pl_blend_pixels(to + at, count, source + at, opacity == 255 ? NULL : coverage);
        }
    }
}

struct pl_color pl_color_fade(struct pl_color color, double opacity) {
    color.a = (uint8_t)(color.a * opacity + 0.5);
    return color;
}
