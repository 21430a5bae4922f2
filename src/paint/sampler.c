#include "paint/sampler.h"

#include "base/memory.h"
#include "base/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The two picture pixels that one of the row is mixed of, and by how much of 256 the second. */
struct pl_sampled_column {
    int first, second;
    uint32_t part;
};

/* Two colour channels at once. */
static inline uint32_t mix(uint32_t a, uint32_t b, uint32_t t) {
    uint32_t rb = (a & 0xff00ff) * (256 - t) + (b & 0xff00ff) * t;
    uint32_t ag = (a >> 8 & 0xff00ff) * (256 - t) + (b >> 8 & 0xff00ff) * t;
    return ((rb + 0x800080) >> 8 & 0xff00ff) | ((ag + 0x800080) & 0xff00ff00);
}

static inline int clamp(int v, int most) {
    return v < 0 ? 0 : v > most ? most : v;
}

/* As floor(), which is a call on processors that are not the newest. */
static inline int floor_int(double v) {
    int whole = (int)v;
    return whole - (v < whole);
}

/* Linear interpolation; beyond its edges the picture goes on as its last pixels. */
static inline uint32_t sample(const struct pl_pixmap *image, double u, double v) {
    int fu = floor_int(u);
    int fv = floor_int(v);
    uint32_t tu = (uint32_t)((u - fu) * 256);
    uint32_t tv = (uint32_t)((v - fv) * 256);
    int x0 = clamp(fu, image->width - 1);
    int x1 = clamp(fu + 1, image->width - 1);
    const uint32_t *above = pl_pixmap_row(image, clamp(fv, image->height - 1));
    const uint32_t *below = pl_pixmap_row(image, clamp(fv + 1, image->height - 1));
    return mix(mix(above[x0], above[x1], tu), mix(below[x0], below[x1], tu), tv);
}

/* How much of a pixel the target covers, by the distances of its middle from the edges. */
static double edge_coverage(double inside, double side) {
    return fmin(1, fmax(0, inside + 0.5)) * fmin(1, fmax(0, side - inside + 0.5));
}

/* Whether that is all. */
static inline bool is_inside(double inside, double side) {
    return inside + 0.5 >= 1 && side - inside + 0.5 >= 1;
}

static inline uint32_t scaled(uint32_t pixel, uint32_t by) {
    uint32_t rb = (pixel & 0xff00ff) * by + 0x800080;
    uint32_t ag = (pixel >> 8 & 0xff00ff) * by + 0x800080;
    rb = (rb + (rb >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
    ag = (ag + (ag >> 8 & 0xff00ff)) & 0xff00ff00;
    return rb | ag;
}

/* Pixels of the row from `from` to `to`, whatever the turn. */
static void any_pixels(const struct pl_sampler *s, int y, int from, int to) {
    double py = y + 0.5 - s->pivot_y;
    double py_sin = py * s->sin;
    double py_cos = py * s->cos;
    for (int i = from; i < to; i++) {
        double px = s->x + i + 0.5 - s->pivot_x;
        double x = s->pivot_x + px * s->cos + py_sin - s->target.x;
        double z = s->pivot_y - px * s->sin + py_cos - s->target.y;
        uint32_t by = s->opacity;
        if (!is_inside(x, s->target.width) || !is_inside(z, s->target.height)) {
            double covered = edge_coverage(x, s->target.width) * edge_coverage(z, s->target.height);
            by = (uint32_t)(covered * s->opacity + 0.5);
        }
        s->row[i] = by == 0 ? 0 : sample(s->image, x * s->per_x - 0.5, z * s->per_y - 0.5);
        if (by != 255 && by != 0) {
            s->row[i] = scaled(s->row[i], by);
        }
    }
}

/* ---- inside of turned ones, eight pixels at a time ---- */

typedef double four __attribute__((vector_size(32)));
typedef int32_t four_numbers __attribute__((vector_size(16)));

/* Whole parts of coordinates in the picture, and what is beyond them, of 256. */
PL_INLINE void split(const four *v, int32_t *whole, uint32_t *part) {
    four_numbers down = __builtin_convertvector(*v, four_numbers);
    down += __builtin_convertvector(*v < __builtin_convertvector(down, four), four_numbers);
    four rest = (*v - __builtin_convertvector(down, four)) * 256;
    four_numbers parts = __builtin_convertvector(rest, four_numbers);
    memcpy(whole, &down, sizeof down);
    memcpy(part, &parts, sizeof parts);
}

PL_INLINE void mix_eight(pl_pixels *a, const pl_pixels *b, const uint32_t *parts) {
    const uint32_t even_bytes = 0xff00ff;
    pl_pixels t;
    memcpy(&t, parts, sizeof t);
    pl_words second = (pl_words)(t | t << 16);
    pl_words first = 256 - second;
    pl_words rb = (pl_words)(*a & even_bytes) * first + (pl_words)(*b & even_bytes) * second + 128;
    pl_words ag = (pl_words)(*a >> 8 & even_bytes) * first + (pl_words)(*b >> 8 & even_bytes) * second + 128;
    *a = (pl_pixels)(rb >> 8) | ((pl_pixels)ag & ~even_bytes);
}

/* As scaled() does. */
PL_INLINE void scale_eight(pl_pixels *pixels, uint32_t by) {
    const uint32_t even_bytes = 0xff00ff;
    uint16_t factor = (uint16_t)by;
    pl_words rb = PL_MUL_WORDS((pl_words)(*pixels & even_bytes), factor);
    pl_words ag = PL_MUL_WORDS((pl_words)(*pixels >> 8 & even_bytes), factor);
    *pixels = (pl_pixels)rb | (pl_pixels)ag << 8;
}

static inline bool is_in_picture(const struct pl_pixmap *image, int x, int y) {
    return x >= 0 && x < image->width - 1 && y >= 0 && y < image->height - 1;
}

/* The four picture pixels that each pixel is mixed of. */
PL_INLINE void load_inside(const struct pl_pixmap *image, const int32_t *x, const int32_t *y,
                           uint32_t corners[4][PL_PIXELS]) {
    ptrdiff_t stride = image->stride / (ptrdiff_t)sizeof(uint32_t);
    for (int i = 0; i < PL_PIXELS; i++) {
        const uint32_t *above = image->pixels + y[i] * stride + x[i];
        corners[0][i] = above[0];
        corners[1][i] = above[1];
        corners[2][i] = above[stride];
        corners[3][i] = above[stride + 1];
    }
}

static void load_clamped(const struct pl_pixmap *image, const int32_t *x, const int32_t *y,
                         uint32_t corners[4][PL_PIXELS]) {
    for (int i = 0; i < PL_PIXELS; i++) {
        int x0 = clamp(x[i], image->width - 1);
        int x1 = clamp(x[i] + 1, image->width - 1);
        const uint32_t *above = pl_pixmap_row(image, clamp(y[i], image->height - 1));
        const uint32_t *below = pl_pixmap_row(image, clamp(y[i] + 1, image->height - 1));
        corners[0][i] = above[x0];
        corners[1][i] = above[x1];
        corners[2][i] = below[x0];
        corners[3][i] = below[x1];
    }
}

/* The same steps as any_pixels takes, so that the same comes out. */
PL_INLINE void eight_pixels(const struct pl_sampler *s, int y, int at) {
    double py = y + 0.5 - s->pivot_y;
    double py_sin = py * s->sin;
    double py_cos = py * s->cos;
    int32_t x[PL_PIXELS], z[PL_PIXELS];
    uint32_t tx[PL_PIXELS], tz[PL_PIXELS];
    uint32_t corners[4][PL_PIXELS];
    for (int i = 0; i < PL_PIXELS; i += 4) {
        four px = (four){0, 1, 2, 3} + (double)(s->x + at + i) + 0.5 - s->pivot_x;
        four u = (s->pivot_x + px * s->cos + py_sin - s->target.x) * s->per_x - 0.5;
        four v = (s->pivot_y - px * s->sin + py_cos - s->target.y) * s->per_y - 0.5;
        split(&u, x + i, tx + i);
        split(&v, z + i, tz + i);
    }
    if (is_in_picture(s->image, x[0], z[0]) && is_in_picture(s->image, x[PL_PIXELS - 1], z[PL_PIXELS - 1])) {
        load_inside(s->image, x, z, corners);
    } else {
        load_clamped(s->image, x, z, corners);
    }
    pl_pixels p[4];
    memcpy(p, corners, sizeof p);
    mix_eight(&p[0], &p[1], tx);
    mix_eight(&p[2], &p[3], tx);
    mix_eight(&p[0], &p[2], tz);
    if (s->opacity < 255) {
        scale_eight(&p[0], s->opacity);
    }
    memcpy(s->row + at, &p[0], sizeof p[0]);
}

PL_WIDE static void eights_wide(const struct pl_sampler *s, int y, int from, int to) {
    for (int i = from; i < to; i += PL_PIXELS) {
        eight_pixels(s, y, i);
    }
}

static void eights_narrow(const struct pl_sampler *s, int y, int from, int to) {
    for (int i = from; i < to; i += PL_PIXELS) {
        eight_pixels(s, y, i);
    }
}

/* Whether a pixel is a good way from the target's edges. */
static bool is_deep_inside(const struct pl_sampler *s, int y, int i) {
    double px = s->x + i + 0.5 - s->pivot_x;
    double py = y + 0.5 - s->pivot_y;
    double x = s->pivot_x + px * s->cos + py * s->sin - s->target.x;
    double z = s->pivot_y - px * s->sin + py * s->cos - s->target.y;
    return x > 2 && x < s->target.width - 2 && z > 2 && z < s->target.height - 2;
}

/* All between two such pixels are such. */
static void turned_pixels(const struct pl_sampler *s, int y) {
    int from = 0;
    int end = s->count - PL_PIXELS;
    while (from < end && !is_deep_inside(s, y, from)) {
        from += PL_PIXELS;
    }
    int to = s->count > from ? s->count - 1 - (s->count - 1 - from) % PL_PIXELS : from;
    while (to > from && !is_deep_inside(s, y, to)) {
        to -= PL_PIXELS;
    }
    any_pixels(s, y, 0, from);
    if (pl_has_wide()) {
        eights_wide(s, y, from, to);
    } else {
        eights_narrow(s, y, from, to);
    }
    any_pixels(s, y, to, s->count);
}

/* ---- upright ones ---- */

static double across(const struct pl_sampler *s, int i) {
    return s->pivot_x + (s->x + i + 0.5 - s->pivot_x) - s->target.x;
}

static void find_columns(struct pl_sampler *s) {
    int from = 0;
    int to = s->count;
    while (from < to && !is_inside(across(s, from), s->target.width)) {
        from++;
    }
    while (to > from && !is_inside(across(s, to - 1), s->target.width)) {
        to--;
    }
    s->whole_from = from;
    s->whole_to = to;
    for (int i = from; i < to; i++) {
        double u = across(s, i) * s->per_x - 0.5;
        int first = floor_int(u);
        s->columns[i] =
            (struct pl_sampled_column){clamp(first, s->image->width - 1),
                                       clamp(first + 1, s->image->width - 1), (uint32_t)((u - first) * 256)};
    }
}

/* A row of the picture, as wide as it is on the canvas. Of two, the one that is not `kept` makes way. */
static const uint32_t *stretch(struct pl_sampler *s, int y, int kept) {
    for (int i = 0; i < 2; i++) {
        if (s->stretched_rows[i] == y) {
            return s->stretched[i];
        }
    }
    int place = s->stretched_rows[0] == kept ? 1 : 0;
    const uint32_t *in = pl_pixmap_row(s->image, y);
    uint32_t *out = s->stretched[place];
    for (int i = s->whole_from; i < s->whole_to; i++) {
        const struct pl_sampled_column *column = &s->columns[i];
        out[i] = mix(in[column->first], in[column->second], column->part);
    }
    s->stretched_rows[place] = y;
    return out;
}

PL_INLINE void mix_pixels(const uint32_t *a, const uint32_t *b, uint32_t t, int count, uint32_t *out) {
    const uint32_t even_bytes = 0xff00ff;
    uint16_t second = (uint16_t)t;
    uint16_t first = (uint16_t)(256 - t);
    int i = 0;
    for (; i + PL_PIXELS <= count; i += PL_PIXELS) {
        pl_pixels p, q;
        memcpy(&p, a + i, sizeof p);
        memcpy(&q, b + i, sizeof q);
        pl_words rb = (pl_words)(p & even_bytes) * first + (pl_words)(q & even_bytes) * second + 128;
        pl_words ag =
            (pl_words)(p >> 8 & even_bytes) * first + (pl_words)(q >> 8 & even_bytes) * second + 128;
        p = (pl_pixels)(rb >> 8) | ((pl_pixels)ag & ~even_bytes);
        memcpy(out + i, &p, sizeof p);
    }
    for (; i < count; i++) {
        out[i] = mix(a[i], b[i], t);
    }
}

PL_WIDE static void mix_wide(const uint32_t *a, const uint32_t *b, uint32_t t, int count, uint32_t *out) {
    mix_pixels(a, b, t, count, out);
}

static void mix_narrow(const uint32_t *a, const uint32_t *b, uint32_t t, int count, uint32_t *out) {
    mix_pixels(a, b, t, count, out);
}

static void upright_pixels(struct pl_sampler *s, double z) {
    double v = z * s->per_y - 0.5;
    int first = floor_int(v);
    uint32_t part = (uint32_t)((v - first) * 256);
    int y0 = clamp(first, s->image->height - 1);
    int y1 = clamp(first + 1, s->image->height - 1);
    int from = s->whole_from;
    const uint32_t *above = stretch(s, y0, y1);
    const uint32_t *below = part > 0 ? stretch(s, y1, y0) : above;
    if (pl_has_wide()) {
        mix_wide(above + from, below + from, part, s->whole_to - from, s->row + from);
    } else {
        mix_narrow(above + from, below + from, part, s->whole_to - from, s->row + from);
    }
    for (int i = from; s->opacity < 255 && i < s->whole_to; i++) {
        s->row[i] = scaled(s->row[i], s->opacity);
    }
}

bool pl_sampler_init(struct pl_sampler *sampler) {
    size_t count = (size_t)sampler->count + 1;
    sampler->row = pl_calloc(count, sizeof *sampler->row);
    if (sampler->sin != 0 || sampler->cos != 1) {
        return sampler->row != NULL;
    }
    sampler->columns = pl_calloc(count, sizeof *sampler->columns);
    for (int i = 0; i < 2; i++) {
        sampler->stretched[i] = pl_calloc(count, sizeof *sampler->row);
        sampler->stretched_rows[i] = -1;
    }
    if (!sampler->row || !sampler->columns || !sampler->stretched[0] || !sampler->stretched[1]) {
        return false;
    }
    find_columns(sampler);
    return true;
}

const uint32_t *pl_sampler_row(struct pl_sampler *sampler, int y) {
    double z = sampler->pivot_y + (y + 0.5 - sampler->pivot_y) - sampler->target.y;
    if (!sampler->columns) {
        turned_pixels(sampler, y);
    } else if (is_inside(z, sampler->target.height)) {
        any_pixels(sampler, y, 0, sampler->whole_from);
        upright_pixels(sampler, z);
        any_pixels(sampler, y, sampler->whole_to, sampler->count);
    } else {
        any_pixels(sampler, y, 0, sampler->count);
    }
    return sampler->row;
}

void pl_sampler_finish(struct pl_sampler *sampler) {
    free(sampler->row);
    free(sampler->columns);
    free(sampler->stretched[0]);
    free(sampler->stretched[1]);
    *sampler = (struct pl_sampler){0};
}
