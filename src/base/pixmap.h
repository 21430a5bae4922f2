#ifndef PL_BASE_PIXMAP_H
#define PL_BASE_PIXMAP_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The largest picture, by side and by area: 32,767 is what a 16-bit fixed point still addresses. */
#define PL_SIDE_LIMIT 32767
#define PL_AREA_LIMIT (100 * 1000 * 1000)

/** Why a picture is without the ICC profile of its source. */
enum pl_profile_loss {
    PL_PROFILE_KEPT,    /**< it is not: it has the profile, or there was none */
    PL_PROFILE_FOREIGN, /**< it is for pixels of another kind than RGB */
    PL_PROFILE_DAMAGED,
    PL_PROFILE_LARGE,
};

/**
 * A picture: premultiplied ARGB, 8 bits a channel, each pixel a native-endian uint32_t with alpha on top,
 * rows aligned to 16 bytes: cairo's CAIRO_FORMAT_ARGB32. All zero is an empty one.
 */
struct pl_pixmap {
    int width;
    int height;
    ptrdiff_t stride; /**< bytes from one row to the next */
    uint32_t *pixels;
    bool opaque;   /**< every pixel's alpha is known to be 255 */
    bool straight; /**< its colours are not multiplied by alpha: to compare and to encode, not to draw */
    enum pl_profile_loss profile_dropped; /**< why the source's ICC profile is not kept */
    unsigned char *icc;                   /**< the source's RGB profile, or NULL */
    size_t icc_size;
    struct pl_lazy *lazy; /**< what of it is made and drawn on: base/lazy.h; NULL where all of it is there */
    int from, to; /**< rows that there is memory for, where it is for some only, a band; 0 and 0 for all */
};

/** Fails with PLACARD_LIMIT when the sides or their product are over the limits; `what` starts the message.
 */
bool pl_size_check(const char *what, int64_t width, int64_t height, struct placard_error *error);

/** Allocates rows for a picture of that size; the pixels are not initialised. */
bool pl_pixmap_init(struct pl_pixmap *pixmap, int width, int height, struct placard_error *error);

/** The same with memory for a band of so many rows, the first of the picture. Only rows of the band may be
 * read or written; pl_pixmap_move has it stand for others. */
bool pl_pixmap_init_band(struct pl_pixmap *pixmap, int width, int height, int rows,
                         struct placard_error *error);

/** Gives a band memory for another number of rows. */
bool pl_pixmap_resize_band(struct pl_pixmap *pixmap, int rows, struct placard_error *error);

/** Gives `to` what is said of the other's picture, but for its size: whether it is opaque, its profile. */
bool pl_pixmap_copy_head(struct pl_pixmap *to, const struct pl_pixmap *from, struct placard_error *error);

/** Gives all pixels the same value. */
void pl_pixmap_fill(struct pl_pixmap *pixmap, uint32_t pixel);
void pl_pixmap_finish(struct pl_pixmap *pixmap);

/** Leaves nothing of a picture but its size and memory, for another one. */
void pl_pixmap_strip(struct pl_pixmap *pixmap);

/** Of base/lazy.h; NULL is fine. */
void pl_lazy_destroy(struct pl_lazy *lazy);

/** Has the memory of a band stand for the rows from `from` to `to`, of which there are no more than it has.
 */
static inline void pl_pixmap_move(struct pl_pixmap *pixmap, int from, int to) {
    pixmap->from = from;
    pixmap->to = to;
}

/** Behind the last row that there is memory for. */
static inline int pl_pixmap_end(const struct pl_pixmap *pixmap) {
    return pixmap->to > 0 ? pixmap->to : pixmap->height;
}

/** Whether its memory is so little, that of four megapixels, that it may lie idle for the next picture. */
static inline bool pl_pixmap_may_idle(const struct pl_pixmap *pixmap) {
    return (long long)pixmap->stride * pixmap->height <= 16LL * 1024 * 1024;
}

static inline uint32_t *pl_pixmap_row(const struct pl_pixmap *pixmap, int y) {
    return (uint32_t *)(void *)((unsigned char *)pixmap->pixels + (y - pixmap->from) * pixmap->stride);
}

/** `a * b / 255`, rounded to nearest, exact for all bytes. */
static inline uint32_t pl_mul255(uint32_t a, uint32_t b) {
    uint32_t t = a * b + 128;
    return (t + (t >> 8)) >> 8;
}

/** Multiplies the colours of straight pixels by their alpha; `to` may be `from`. */
void pl_premultiply_row(uint32_t *to, const uint32_t *from, int width);

/** The AND of all pixels: its alpha is 255 where every pixel's is. */
uint32_t pl_common_bits(const uint32_t *row, int width);

/** A premultiplied pixel with its alpha divided out, rounded to nearest; without alpha it is 0. */
static inline uint32_t pl_unpremultiply(uint32_t pixel) {
    uint32_t alpha = pixel >> 24;
    if (alpha == 255 || alpha == 0) {
        return alpha ? pixel : 0;
    }
    /* Rounded up, the reciprocal is close enough for every numerator that occurs; what is more than its alpha
     * is no premultiplied colour, and would not fit. */
    uint32_t reciprocal = ((1U << 24) + alpha - 1) / alpha;
    uint32_t straight = alpha << 24;
    for (int shift = 0; shift < 24; shift += 8) {
        uint32_t value = pixel >> shift & 255;
        value = value < alpha ? value : alpha;
        straight |= ((value * 255 + alpha / 2) * reciprocal >> 24) << shift;
    }
    return straight;
}

#endif
