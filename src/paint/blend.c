#include "paint/blend.h"

#include "base/color.h"
#include "paint/vector.h"

#include <string.h>

enum { BLOCK = 4 }; /* pixels in a vector */

/* Four pixels, a word a channel. */
struct block {
    pl_words low, high;
};

static inline struct block widen(pl_bytes v) {
    return (struct block){pl_low(v), pl_high(v)};
}

/* The same pixel four times. */
static inline struct block repeat(uint32_t pixel) {
    return widen((pl_bytes)(pl_pixels){pixel, pixel, pixel, pixel});
}

/* Each pixel's alpha in all of its channels. */
static inline pl_words alphas(pl_words v) {
    return PL_SHUFFLE(pl_words, v, v, PL_ALPHA, PL_ALPHA, PL_ALPHA, PL_ALPHA, PL_ALPHA + 4, PL_ALPHA + 4,
                      PL_ALPHA + 4, PL_ALPHA + 4);
}

/* Four bytes of coverage, each for all channels of its pixel. */
static inline struct block spread(uint32_t coverage) {
    pl_words c = pl_low((pl_bytes)(pl_pixels){coverage});
    return (struct block){PL_SHUFFLE(pl_words, c, c, 0, 0, 0, 0, 1, 1, 1, 1),
                          PL_SHUFFLE(pl_words, c, c, 2, 2, 2, 2, 3, 3, 3, 3)};
}

static inline struct block scale(struct block source, struct block by) {
    return (struct block){pl_mul_words(source.low, by.low), pl_mul_words(source.high, by.high)};
}

static inline void over(uint32_t *row, struct block source) {
    struct block to = widen(pl_load(row));
    to.low = source.low + pl_mul_words(to.low, 255 - alphas(source.low));
    to.high = source.high + pl_mul_words(to.high, 255 - alphas(source.high));
    pl_store(row, pl_pack(to.low, to.high));
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

static void run_uncovered(uint32_t *row, int count, uint32_t pixel) {
    if (pixel >> 24 == 255) {
        for (int i = 0; i < count; i++) {
            row[i] = pixel;
        }
        return;
    }
    struct block source = repeat(pixel);
    int i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        over(row + i, source);
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
    struct block source = repeat(pixel);
    int i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        uint32_t four;
        memcpy(&four, coverage + i, sizeof four);
        if (four == 0) {
            continue;
        }
        if (four != 0xffffffff) {
            over(row + i, scale(source, spread(four)));
        } else if (pixel >> 24 == 255) {
            for (int k = 0; k < BLOCK; k++) {
                row[i + k] = pixel;
            }
        } else {
            over(row + i, source);
        }
    }
    for (; i < count; i++) {
        row[i] = over_pixel(row[i], scale_pixel(pixel, coverage[i]));
    }
}

void pl_blend_pixels(uint32_t *row, int count, const uint32_t *pixels, const uint8_t *coverage) {
    int i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        struct block source = widen(pl_load(pixels + i));
        if (coverage) {
            uint32_t four;
            memcpy(&four, coverage + i, sizeof four);
            source = scale(source, spread(four));
        }
        over(row + i, source);
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
