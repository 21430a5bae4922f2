#include "paint/blend.h"

#include "base/color.h"
#include "base/lazy.h"
#include "base/vector.h"

#include <string.h>

/*
 * Eight pixels are two vectors of words: red and blue, alpha and green. No byte has to move to another place
 * than a shift takes it to.
 */
static const uint32_t even_bytes = 0xff00ff;

/* A byte for each pixel, in both of its words. */
#define TWICE(byte_of_each) ((pl_words)((byte_of_each) | (byte_of_each) << 16))

PL_INLINE void load_pixels(const uint32_t *from, pl_pixels *v) {
    memcpy(v, from, sizeof *v);
}

PL_INLINE void scale(pl_pixels *pixels, const pl_words *by) {
    pl_words rb = (pl_words)(*pixels & even_bytes);
    pl_words ag = (pl_words)*pixels >> 8;
    rb = PL_MUL_WORDS(rb, *by);
    ag = ag * *by + 128;
    ag += ag >> 8; /* what shifts would take away is masked */
    *pixels = (pl_pixels)rb | ((pl_pixels)ag & ~even_bytes);
}

typedef uint8_t eight_bytes __attribute__((vector_size(PL_PIXELS)));
typedef uint16_t eight_words __attribute__((vector_size(2 * PL_PIXELS)));

PL_INLINE void scale_covered(pl_pixels *pixels, const uint8_t *coverage) {
    eight_bytes eight;
    memcpy(&eight, coverage, sizeof eight);
    eight_words words = __builtin_convertvector(eight, eight_words); /* GCC 12 is slow in one step */
    pl_pixels c = __builtin_convertvector(words, pl_pixels);
    pl_words by = TWICE(c);
    scale(pixels, &by);
}

PL_INLINE void over(uint32_t *row, const pl_pixels *source) {
    pl_pixels to;
    load_pixels(row, &to);
    pl_pixels rest = 255 - (*source >> 24);
    pl_words by = TWICE(rest);
    scale(&to, &by);
    to += *source;
    memcpy(row, &to, sizeof to);
}

static void fill_run(uint32_t *row, int count, uint32_t pixel) {
    for (int i = 0; i < count; i++) {
        row[i] = pixel;
    }
}

PL_INLINE void blend_uncovered(uint32_t *row, int count, uint32_t pixel) {
    pl_pixels source = (pl_pixels){0} + pixel;
    int i = 0;
    for (; i + PL_PIXELS <= count; i += PL_PIXELS) {
        over(row + i, &source);
    }
    for (; i < count; i++) {
        row[i] = pl_pixel_over(row[i], pixel);
    }
}

/* Pixels of a row that are looked at together: blurred shadows change little from one to the next. */
enum { TOGETHER = 4 * PL_PIXELS };

static inline uint64_t load_eight(const uint8_t *from) {
    uint64_t eight;
    memcpy(&eight, from, sizeof eight);
    return eight;
}

/* Whether all of them are covered alike. */
static inline bool is_level(const uint8_t *coverage) {
    uint64_t all = coverage[0] * UINT64_C(0x0101010101010101);
    return ((load_eight(coverage) ^ all) | (load_eight(coverage + 8) ^ all) |
            (load_eight(coverage + 16) ^ all) | (load_eight(coverage + 24) ^ all)) == 0;
}

typedef uint8_t pixel_bytes __attribute__((vector_size(4 * PL_PIXELS)));

/* Of a source whose alpha is at most this little is taken away: as many steps as its alpha. */
enum { FAINT = 3 };

/*
 * What over() does, of eight pixels at once that all get the same: to * (255 - alpha) / 255, rounded, is to
 * less to * alpha / 255, rounded, as no product is halfway between two multiples of 255. And that is how many
 * of `alpha` thresholds are not above it.
 */
PL_INLINE void blend_faint(uint32_t *row, uint32_t source) {
    static const uint8_t steps[FAINT + 1][FAINT] = {{0}, {128}, {64, 192}, {43, 128, 213}};
    int alpha = (int)(source >> 24);
    pixel_bytes thresholds[FAINT];
    pixel_bytes added = (pixel_bytes)((pl_pixels){0} + source);
    for (int i = 0; i < FAINT; i++) {
        thresholds[i] = (pixel_bytes){0} + steps[alpha][i];
    }
    for (int i = 0; i < TOGETHER; i += PL_PIXELS) {
        pixel_bytes to;
        memcpy(&to, row + i, sizeof to);
        pixel_bytes left = to + added;
        for (int k = 0; k < alpha; k++) {
            left += (pixel_bytes)(to >= thresholds[k]); /* -1 where it is */
        }
        memcpy(row + i, &left, sizeof left);
    }
}

/* Pixels that all get the same. */
PL_INLINE void blend_level(uint32_t *row, uint32_t source) {
    pl_pixels covered = (pl_pixels){0} + source;
    if (source >> 24 <= FAINT) {
        if (source != 0) {
            blend_faint(row, source);
        }
        return;
    }
    for (int i = 0; i < TOGETHER; i += PL_PIXELS) {
        if (source >> 24 == 255) {
            memcpy(row + i, &covered, sizeof covered);
        } else {
            over(row + i, &covered);
        }
    }
}

PL_INLINE void blend_eight(uint32_t *row, uint32_t pixel, const uint8_t *coverage) {
    pl_pixels source = (pl_pixels){0} + pixel;
    uint64_t eight;
    memcpy(&eight, coverage, sizeof eight);
    if (eight == 0) {
        return;
    }
    if (eight == UINT64_MAX && pixel >> 24 == 255) {
        memcpy(row, &source, sizeof source);
        return;
    }
    scale_covered(&source, coverage);
    over(row, &source);
}

/* Two lines of a processor's cache: what it does not foresee, as most of the row may be passed over. */
static inline void fetch(const uint32_t *pixels) {
    __builtin_prefetch(pixels, 1);
    __builtin_prefetch(pixels + TOGETHER / 2, 1);
}

PL_INLINE void blend_covered(uint32_t *row, int count, uint32_t pixel, const uint8_t *coverage,
                             ptrdiff_t next) {
    int i = 0;
    for (; i + TOGETHER <= count; i += TOGETHER) {
        bool level = is_level(coverage + i);
        if (level && coverage[i] == 0) {
            continue;
        }
        fetch(row + i + next);
        if (level) {
            blend_level(row + i, coverage[i] == 255 ? pixel : pl_pixel_scale(pixel, coverage[i]));
            continue;
        }
        for (int at = i; at < i + TOGETHER; at += PL_PIXELS) {
            blend_eight(row + at, pixel, coverage + at);
        }
    }
    for (; i + PL_PIXELS <= count; i += PL_PIXELS) {
        blend_eight(row + i, pixel, coverage + i);
    }
    for (; i < count; i++) {
        row[i] = pl_pixel_over(row[i], pl_pixel_scale(pixel, coverage[i]));
    }
}

PL_INLINE void blend_pixels(uint32_t *row, int count, const uint32_t *pixels, const uint8_t *coverage) {
    int i = 0;
    for (; i + PL_PIXELS <= count; i += PL_PIXELS) {
        pl_pixels source;
        uint64_t eight = UINT64_MAX;
        load_pixels(pixels + i, &source);
        if (coverage) {
            memcpy(&eight, coverage + i, sizeof eight);
        }
        if (eight != UINT64_MAX) {
            scale_covered(&source, coverage + i);
        }
        over(row + i, &source);
    }
    for (; i < count; i++) {
        row[i] = pl_pixel_over(row[i], coverage ? pl_pixel_scale(pixels[i], coverage[i]) : pixels[i]);
    }
}

PL_WIDE static void run_wide(uint32_t *row, int count, uint32_t pixel, const uint8_t *coverage,
                             ptrdiff_t next) {
    if (coverage) {
        blend_covered(row, count, pixel, coverage, next);
    } else {
        blend_uncovered(row, count, pixel);
    }
}

static void run_narrow(uint32_t *row, int count, uint32_t pixel, const uint8_t *coverage, ptrdiff_t next) {
    if (coverage) {
        blend_covered(row, count, pixel, coverage, next);
    } else {
        blend_uncovered(row, count, pixel);
    }
}

void pl_blend_run_ahead(uint32_t *row, int count, uint32_t pixel, const uint8_t *coverage, ptrdiff_t next) {
    if (pixel >> 24 == 0) {
        return;
    }
    if (!coverage && pixel >> 24 == 255) {
        fill_run(row, count, pixel);
    } else if (pl_has_wide()) {
        run_wide(row, count, pixel, coverage, next);
    } else {
        run_narrow(row, count, pixel, coverage, next);
    }
}

void pl_blend_run(uint32_t *row, int count, uint32_t pixel, const uint8_t *coverage) {
    pl_blend_run_ahead(row, count, pixel, coverage, 0);
}

PL_WIDE static void pixels_wide(uint32_t *row, int count, const uint32_t *pixels, const uint8_t *coverage) {
    blend_pixels(row, count, pixels, coverage);
}

static void pixels_narrow(uint32_t *row, int count, const uint32_t *pixels, const uint8_t *coverage) {
    blend_pixels(row, count, pixels, coverage);
}

void pl_blend_pixels(uint32_t *row, int count, const uint32_t *pixels, const uint8_t *coverage) {
    if (pl_has_wide()) {
        pixels_wide(row, count, pixels, coverage);
    } else {
        pixels_narrow(row, count, pixels, coverage);
    }
}

void pl_blend_mask(struct pl_pixmap *pixmap, const struct pl_mask *mask, int dx, int dy,
                   struct pl_color color) {
    struct pl_rect moved = {mask->x + dx, mask->y + dy, mask->x + dx + mask->width,
                            mask->y + dy + mask->height};
    struct pl_rect r = pl_rect_intersect(moved, pl_pixmap_band(pixmap));
    uint32_t pixel = pl_color_pixel(color);
    pl_pixmap_touch(pixmap, r.x0, r.y0, r.x1, r.y1);
    for (int y = r.y0; y < r.y1; y++) {
        pl_blend_run_ahead(pl_pixmap_row(pixmap, y) + r.x0, r.x1 - r.x0, pixel,
                           pl_mask_row(mask, y - moved.y0) + (r.x0 - moved.x0),
                           y + 1 < r.y1 ? pixmap->stride / (ptrdiff_t)sizeof(uint32_t) : 0);
    }
}

void pl_blend_pixmap(struct pl_pixmap *pixmap, const struct pl_pixmap *from, int x, int y, int opacity) {
    struct pl_rect all = {x, y + from->from, x + from->width, y + pl_pixmap_end(from)};
    struct pl_rect r = pl_rect_intersect(all, pl_pixmap_band(pixmap));
    uint8_t coverage[256];
    memset(coverage, opacity, sizeof coverage);
    pl_pixmap_touch(pixmap, r.x0, r.y0, r.x1, r.y1);
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
