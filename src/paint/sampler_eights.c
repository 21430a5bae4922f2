#include "paint/sampler_eights.h"

#include "base/vector.h"

#include <string.h>

typedef double four __attribute__((vector_size(32)));
typedef int32_t four_numbers __attribute__((vector_size(16)));
typedef int32_t eight_numbers __attribute__((vector_size(32)));
typedef int64_t four_longs __attribute__((vector_size(32)));
typedef uint64_t four_pairs __attribute__((vector_size(32)));

/* What pixels of a row have in common. */
enum { AHEAD = 12 }; /* rows of the canvas: soon enough to be there, late enough to still be there */

struct turned_row {
    four py_sin, py_cos, sin, cos, pivot_x, pivot_y, left, top;
    four per_x, per_y; /* 256ths of a picture pixel */
    intptr_t ahead;    /* bytes to what a row further down the canvas will need of the picture */
};

PL_INLINE void turned_row_init(struct turned_row *row, const struct pl_sampler *s, int y) {
    const four none = {0};
    double py = y + 0.5 - s->pivot_y;
    *row = (struct turned_row){.py_sin = none + py * s->sin,
                               .py_cos = none + py * s->cos,
                               .sin = none + s->sin,
                               .cos = none + s->cos,
                               .pivot_x = none + s->pivot_x,
                               .pivot_y = none + s->pivot_y,
                               .left = none + s->target.x,
                               .top = none + s->target.y,
                               .per_x = none + s->per_x * 256,
                               .per_y = none + s->per_y * 256,
                               .ahead = (intptr_t)(AHEAD * s->sin * s->per_x) * (intptr_t)sizeof(uint32_t) +
                                        (intptr_t)(AHEAD * s->cos * s->per_y) * s->image->stride};
}

/* As floor() does: adding so much leaves a double no digits behind the point. */
PL_INLINE void floor_four(const four *v, four_numbers *out) {
    const double large = 6755399441055744.0; /* 1.5 * 2^52 */
    four nearest = (*v + large) - large;
    nearest -= (four)((four_longs)(nearest > *v) & (four_longs)((four){0} + 1));
    *out = __builtin_convertvector(nearest, four_numbers);
}

/* Where eight pixels of the row are in the picture, in 256ths of its pixels: the same steps as for single
 * pixels, so that the same comes out. */
PL_INLINE void find_places(const struct turned_row *row, int first, eight_numbers *x, eight_numbers *y) {
    four_numbers across[2], down[2];
    for (int i = 0; i < 2; i++) {
        four px = (four){0, 1, 2, 3} + (double)(first + 4 * i) + 0.5 - row->pivot_x;
        four u = (row->pivot_x + px * row->cos + row->py_sin - row->left) * row->per_x - 128;
        four v = (row->pivot_y - px * row->sin + row->py_cos - row->top) * row->per_y - 128;
        floor_four(&u, &across[i]);
        floor_four(&v, &down[i]);
    }
    *x = __builtin_shufflevector(across[0], across[1], 0, 1, 2, 3, 4, 5, 6, 7);
    *y = __builtin_shufflevector(down[0], down[1], 0, 1, 2, 3, 4, 5, 6, 7);
}

/* Pixels as two vectors of words: red and blue, alpha and green. */
struct channels {
    pl_words rb, ag;
};

PL_INLINE void take_apart(const pl_pixels *pixels, struct channels *out) {
    const uint32_t even_bytes = 0xff00ff;
    *out = (struct channels){(pl_words)(*pixels & even_bytes), (pl_words)(*pixels >> 8 & even_bytes)};
}

/* By `parts` of 256 each, which are in both words. */
PL_INLINE void mix_eight(struct channels *a, const struct channels *b, const pl_words *parts) {
    pl_words rest = 256 - *parts;
    a->rb = (a->rb * rest + b->rb * *parts + 128) >> 8;
    a->ag = (a->ag * rest + b->ag * *parts + 128) >> 8;
}

PL_INLINE void fade_eight(struct channels *pixels, uint32_t by) {
    uint16_t factor = (uint16_t)by;
    pixels->rb = PL_MUL_WORDS(pixels->rb, factor);
    pixels->ag = PL_MUL_WORDS(pixels->ag, factor);
}

PL_INLINE void put_together(const struct channels *pixels, uint32_t *to) {
    pl_pixels out = (pl_pixels)pixels->rb | (pl_pixels)pixels->ag << 8;
    memcpy(to, &out, sizeof out);
}

static inline uint64_t load_pair(const uint32_t *at) {
    uint64_t pair;
    memcpy(&pair, at, sizeof pair);
    return pair;
}

/* Eight pairs of neighbours, apart. */
PL_INLINE void load_pairs(const uint32_t *pixels, const uint32_t *at, pl_pixels *first, pl_pixels *second) {
    /* In this order no pixel has to move from one half of a register to the other. */
    four_pairs a = {load_pair(pixels + at[0]), load_pair(pixels + at[1]), load_pair(pixels + at[4]),
                    load_pair(pixels + at[5])};
    four_pairs b = {load_pair(pixels + at[2]), load_pair(pixels + at[3]), load_pair(pixels + at[6]),
                    load_pair(pixels + at[7])};
    *first = __builtin_shufflevector((pl_pixels)a, (pl_pixels)b, 0, 2, 8, 10, 4, 6, 12, 14);
    *second = __builtin_shufflevector((pl_pixels)a, (pl_pixels)b, 1, 3, 9, 11, 5, 7, 13, 15);
}

/* The four picture pixels that each pixel is mixed of. */
PL_INLINE void load_inside(const struct pl_pixmap *image, const eight_numbers *x, const eight_numbers *y,
                           intptr_t ahead, pl_pixels corners[4]) {
    int32_t stride = (int32_t)(image->stride / (ptrdiff_t)sizeof(uint32_t));
    eight_numbers offsets = *y * stride + *x; /* of no more than PL_AREA_LIMIT */
    uint32_t at[PL_PIXELS];
    memcpy(at, &offsets, sizeof at);
    /* Of each eight pixels one: others need its neighbours. Nothing else foresees what a turned row needs. */
    __builtin_prefetch(
        (const void *)((uintptr_t)image->pixels + at[0] * sizeof(uint32_t) + (uintptr_t)ahead));
    load_pairs(image->pixels, at, &corners[0], &corners[1]);
    load_pairs(image->pixels + stride, at, &corners[2], &corners[3]);
}

static inline int clamp(int v, int most) {
    return v < 0 ? 0 : v > most ? most : v;
}

static void load_clamped(const struct pl_pixmap *image, const eight_numbers *x, const eight_numbers *y,
                         pl_pixels corners[4]) {
    uint32_t pixels[4][PL_PIXELS];
    for (int i = 0; i < PL_PIXELS; i++) {
        int x0 = clamp((*x)[i], image->width - 1);
        int x1 = clamp((*x)[i] + 1, image->width - 1);
        const uint32_t *above = pl_pixmap_row(image, clamp((*y)[i], image->height - 1));
        const uint32_t *below = pl_pixmap_row(image, clamp((*y)[i] + 1, image->height - 1));
        pixels[0][i] = above[x0];
        pixels[1][i] = above[x1];
        pixels[2][i] = below[x0];
        pixels[3][i] = below[x1];
    }
    memcpy(corners, pixels, sizeof pixels);
}

PL_INLINE void eight_pixels(const struct pl_sampler *s, const struct turned_row *row, bool inside, int at) {
    eight_numbers x, y;
    pl_pixels corners[4];
    struct channels mixed[4];
    find_places(row, s->x + at, &x, &y);
    pl_pixels tx = (pl_pixels)x & 255;
    pl_pixels ty = (pl_pixels)y & 255;
    pl_words across = (pl_words)(tx | tx << 16);
    pl_words down = (pl_words)(ty | ty << 16);
    x >>= 8;
    y >>= 8;
    if (inside) {
        load_inside(s->image, &x, &y, row->ahead, corners);
    } else {
        load_clamped(s->image, &x, &y, corners);
    }
    for (int i = 0; i < 4; i++) {
        take_apart(&corners[i], &mixed[i]);
    }
    mix_eight(&mixed[0], &mixed[1], &across);
    mix_eight(&mixed[2], &mixed[3], &across);
    mix_eight(&mixed[0], &mixed[2], &down);
    if (s->opacity < 255) {
        fade_eight(&mixed[0], s->opacity);
    }
    put_together(&mixed[0], s->row + at);
}

static inline bool is_in_picture(const struct pl_sampler *s, const eight_numbers *x, const eight_numbers *y,
                                 int i) {
    int px = (*x)[i] >> 8;
    int py = (*y)[i] >> 8;
    return px >= 0 && px < s->image->width - 1 && py >= 0 && py < s->image->height - 1;
}

/* Whether none of the row's pixels is mixed of what is beyond the picture: the first and last aren't. */
PL_INLINE void find_inside(const struct pl_sampler *s, const struct turned_row *row, int from, int to,
                           bool *inside) {
    eight_numbers x, y;
    find_places(row, s->x + from, &x, &y);
    *inside = is_in_picture(s, &x, &y, 0);
    find_places(row, s->x + to - PL_PIXELS, &x, &y);
    *inside = *inside && is_in_picture(s, &x, &y, PL_PIXELS - 1);
}

/* The last eight may be made once more in part. */
PL_INLINE void eights(const struct pl_sampler *s, int y, int from, int to) {
    struct turned_row row;
    bool inside;
    turned_row_init(&row, s, y);
    find_inside(s, &row, from, to, &inside);
    for (int i = from; inside && i < to; i += PL_PIXELS) {
        eight_pixels(s, &row, true, i + PL_PIXELS <= to ? i : to - PL_PIXELS);
    }
    for (int i = from; !inside && i < to; i += PL_PIXELS) {
        eight_pixels(s, &row, false, i + PL_PIXELS <= to ? i : to - PL_PIXELS);
    }
}

PL_WIDE static void eights_wide(const struct pl_sampler *s, int y, int from, int to) {
    eights(s, y, from, to);
}

static void eights_narrow(const struct pl_sampler *s, int y, int from, int to) {
    eights(s, y, from, to);
}

void pl_sampler_inside(const struct pl_sampler *sampler, int y, int from, int to) {
    if (pl_has_wide()) {
        eights_wide(sampler, y, from, to);
    } else {
        eights_narrow(sampler, y, from, to);
    }
}

/* ---- upright ones ---- */

PL_INLINE void stretch(const struct pl_sampled_columns *columns, const uint32_t *in, uint32_t *out) {
    int to = columns->paired_to;
    for (int i = columns->paired_from; i < to; i += PL_PIXELS) {
        int at = i + PL_PIXELS <= to ? i : to - PL_PIXELS;
        pl_pixels pair[2];
        pl_pixels parts;
        struct channels mixed[2];
        load_pairs(in, columns->first + at, &pair[0], &pair[1]);
        memcpy(&parts, columns->part + at, sizeof parts);
        pl_words across = (pl_words)(parts | parts << 16);
        take_apart(&pair[0], &mixed[0]);
        take_apart(&pair[1], &mixed[1]);
        mix_eight(&mixed[0], &mixed[1], &across);
        put_together(&mixed[0], out + at);
    }
}

PL_WIDE static void stretch_wide(const struct pl_sampled_columns *columns, const uint32_t *in,
                                 uint32_t *out) {
    stretch(columns, in, out);
}

static void stretch_narrow(const struct pl_sampled_columns *columns, const uint32_t *in, uint32_t *out) {
    stretch(columns, in, out);
}

void pl_sampler_stretch(const struct pl_sampled_columns *columns, const uint32_t *in, uint32_t *out) {
    if (pl_has_wide()) {
        stretch_wide(columns, in, out);
    } else {
        stretch_narrow(columns, in, out);
    }
}

PL_INLINE int fade(uint32_t *row, int count, uint32_t by) {
    int i = 0;
    for (; i + PL_PIXELS <= count; i += PL_PIXELS) {
        pl_pixels pixels;
        struct channels channels;
        memcpy(&pixels, row + i, sizeof pixels);
        take_apart(&pixels, &channels);
        fade_eight(&channels, by);
        put_together(&channels, row + i);
    }
    return i;
}

PL_WIDE static int fade_wide(uint32_t *row, int count, uint32_t by) {
    return fade(row, count, by);
}

static int fade_narrow(uint32_t *row, int count, uint32_t by) {
    return fade(row, count, by);
}

int pl_sampler_fade(uint32_t *row, int count, uint32_t by) {
    return pl_has_wide() ? fade_wide(row, count, by) : fade_narrow(row, count, by);
}
