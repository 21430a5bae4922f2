#include "paint/sampler.h"

#include "base/memory.h"
#include "base/vector.h"
#include "paint/sampler_eights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* Where fmin() and fmax() would be calls. */
static inline double part_of_one(double v) {
    return v < 0 ? 0 : v > 1 ? 1 : v;
}

/* How much of a pixel the target covers, by the distances of its middle from the edges. */
static double edge_coverage(double inside, double side) {
    return part_of_one(inside + 0.5) * part_of_one(side - inside + 0.5);
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

/* ---- turned ones ---- */

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
    while (from < s->count && !is_deep_inside(s, y, from)) {
        from += PL_PIXELS;
    }
    from = from < s->count ? from : s->count;
    int to = s->count;
    while (to > from && !is_deep_inside(s, y, to - 1)) {
        to -= PL_PIXELS;
    }
    to = to < from + PL_PIXELS ? from : to;
    any_pixels(s, y, 0, from);
    if (from < to) {
        pl_sampler_inside(s, y, from, to);
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
    s->columns.paired_from = s->columns.paired_to = from;
    for (int i = from; i < to; i++) {
        double u = across(s, i) * s->per_x - 0.5;
        int first = floor_int(u);
        s->columns.first[i] = (uint32_t)clamp(first, s->image->width - 1);
        s->columns.part[i] = (uint32_t)((u - first) * 256);
        s->columns.paired_from = first < 0 ? i + 1 : s->columns.paired_from;
        s->columns.paired_to = first < s->image->width - 1 ? i + 1 : s->columns.paired_to;
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
    const struct pl_sampled_columns *columns = &s->columns;
    for (int i = s->whole_from; i < columns->paired_from; i++) {
        out[i] = in[0];
    }
    if (columns->paired_to - columns->paired_from >= PL_PIXELS) {
        pl_sampler_stretch(columns, in, out);
    } else {
        for (int i = columns->paired_from; i < columns->paired_to; i++) {
            out[i] = mix(in[columns->first[i]], in[columns->first[i] + 1], columns->part[i]);
        }
    }
    for (int i = columns->paired_to; i < s->whole_to; i++) {
        out[i] = in[s->image->width - 1];
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
    int i = from;
    if (s->opacity < 255) {
        i += pl_sampler_fade(s->row + from, s->whole_to - from, s->opacity);
    }
    for (; s->opacity < 255 && i < s->whole_to; i++) {
        s->row[i] = scaled(s->row[i], s->opacity);
    }
}

bool pl_sampler_init(struct pl_sampler *sampler) {
    size_t count = (size_t)sampler->count + 1;
    sampler->row = pl_calloc(count, sizeof *sampler->row);
    if (sampler->sin != 0 || sampler->cos != 1) {
        return sampler->row != NULL;
    }
    sampler->upright = true;
    sampler->columns.first = pl_calloc(count, sizeof *sampler->columns.first);
    sampler->columns.part = pl_calloc(count, sizeof *sampler->columns.part);
    for (int i = 0; i < 2; i++) {
        sampler->stretched[i] = pl_calloc(count, sizeof *sampler->row);
        sampler->stretched_rows[i] = -1;
    }
    if (!sampler->row || !sampler->columns.first || !sampler->columns.part || !sampler->stretched[0] ||
        !sampler->stretched[1]) {
        return false;
    }
    find_columns(sampler);
    return true;
}

const uint32_t *pl_sampler_row(struct pl_sampler *sampler, int y) {
    double z = sampler->pivot_y + (y + 0.5 - sampler->pivot_y) - sampler->target.y;
    if (!sampler->upright) {
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
    free(sampler->columns.first);
    free(sampler->columns.part);
    free(sampler->stretched[0]);
    free(sampler->stretched[1]);
    *sampler = (struct pl_sampler){0};
}
