#include "paint/gradient_eights.h"

#include "base/vector.h"

#include <math.h>

#if PL_CHOICE
#include <immintrin.h>
#endif

/*
 * Whoever changes a step of the arithmetic changes pixels: each lane does what one pixel needs, in this
 * order, with and without wide registers.
 */

/* Pixels made at a time: what is found of them stays in the nearest cache. */
enum { PIECE = 128 };

/* An entry of the table that has to be found exactly. */
enum { UNSURE = -1 };

typedef double four __attribute__((vector_size(32)));
typedef int32_t four_numbers __attribute__((vector_size(16)));
typedef int64_t four_longs __attribute__((vector_size(32)));

static inline double on_axis(double t) {
    return t > 0 ? t < 1 ? t : 1 : 0;
}

/* Compilers have no vectors of two branches. */
PL_INLINE void four_on_axis(four *t) {
    four_longs above = *t > 0;
    four_longs within = *t < 1;
    four_longs one = (four_longs)((four){0} + 1);
    *t = (four)(((((four_longs)*t & within) | (one & ~within))) & above);
}

static inline int32_t entry_of(double place) {
    return (int32_t)(place * PL_FILL_TABLE + 0.5);
}

PL_INLINE void entries_of(const double *places, int count, int32_t *entries) {
    for (int i = 0; i < count; i++) {
        entries[i] = entry_of(places[i]);
    }
}

/* ---- places on the axis ---- */

struct axis {
    double t, step;
};

static struct axis axis_of(const struct pl_fill *fill, const struct pl_fill_line *line) {
    double ax = fill->x2 - fill->x1;
    double ay = fill->y2 - fill->y1;
    double length = ax * ax + ay * ay;
    return (struct axis){((line->x - fill->x1) * ax + (line->y - fill->y1) * ay) / length,
                         (line->dx * ax + line->dy * ay) / length};
}

/* Rounded as it is, no sum is less than that of a pixel before it, or none is more: between two pixels that
 * are within the axis all are. */
static bool is_within(const struct axis *axis, int from, int count) {
    double first = axis->t + axis->step * from;
    double last = axis->t + axis->step * (from + count - 1);
    return first > 0 && first < 1 && last > 0 && last < 1;
}

PL_INLINE void linear_places(const struct axis *axis, int from, int count, double *places) {
    double t = axis->t;
    double step = axis->step;
    for (int i = 0; i < count; i++) {
        places[i] = t + step * (from + i);
    }
    for (int i = 0; i < count && !is_within(axis, from, count); i++) {
        places[i] = on_axis(places[i]);
    }
}

/* As whole numbers, of which an entry has so many. */
enum { FINE_BITS = 19, FINE = 1 << FINE_BITS };

/* The entries of pixels that are within the axis, unless one of them is so close to another entry that it
 * takes all digits to tell: the first pixel's place is off by less than 1, the step by half of that. */
PL_INLINE bool linear_entries(const struct axis *axis, int from, int count, int32_t *entries) {
    const int32_t doubt = 2 + PIECE / 2;
    int32_t first = (int32_t)(((axis->t + axis->step * from) * PL_FILL_TABLE + 0.5) * FINE);
    int32_t step = (int32_t)floor(axis->step * PL_FILL_TABLE * FINE + 0.5);
    int32_t unsure = 0;
    for (int i = 0; i < count; i++) {
        int32_t at = first + step * i;
        unsure |= ((at + doubt) & (FINE - 1)) - 2 * doubt; /* less than 0 where it is so close */
        entries[i] = at >> FINE_BITS;
    }
    return unsure >= 0;
}

/* Two circles, and what is the same for all points. */
struct circles {
    struct pl_fill_line line;
    double x1, y1, cdx, cdy, r1, dr, a;
};

static struct circles circles_of(const struct pl_fill *fill, const struct pl_fill_line *line) {
    struct circles c = {.line = *line,
                        .x1 = fill->x1,
                        .y1 = fill->y1,
                        .cdx = fill->x2 - fill->x1,
                        .cdy = fill->y2 - fill->y1,
                        .r1 = fill->gradient->r1,
                        .dr = fill->gradient->r2 - fill->gradient->r1};
    c.a = c.cdx * c.cdx + c.cdy * c.cdy - c.dr * c.dr;
    return c;
}

/* Of the equation that t solves, a t^2 - 2 b t + c = 0. */
struct terms {
    double b, c;
};

static inline struct terms terms_of(const struct circles *c, int i) {
    double px = c->line.x + c->line.dx * i - c->x1;
    double py = c->line.y + c->line.dy * i - c->y1;
    return (struct terms){px * c->cdx + py * c->cdy + c->r1 * c->dr, px * px + py * py - c->r1 * c->r1};
}

/* The place of t where its circle has a radius of 0 or more (SVG 2, canvas); without a root there is no t. */
static inline double place_of(const struct circles *c, double t, double otherwise) {
    return c->r1 + t * c->dr >= 0 ? on_axis(t) : otherwise;
}

/* Where circles of the same slope as a cone's side meet: the equation is not of the second degree. */
static bool is_flat(const struct circles *c) {
    return fabs(c->a) < 1e-12;
}

static void flat_places(const struct circles *c, int from, int count, double *places) {
    for (int i = 0; i < count; i++) {
        struct terms terms = terms_of(c, from + i);
        places[i] = terms.b == 0 ? PL_FILL_NOWHERE : place_of(c, terms.c / (2 * terms.b), PL_FILL_NOWHERE);
    }
}

/* The largest t whose circle goes through the point, and of points that have none the other one. */
static double radial_place(const struct circles *c, int i) {
    double sign = c->a > 0 ? 1 : -1;
    struct terms terms = terms_of(c, i);
    double root = sqrt(terms.b * terms.b - c->a * terms.c);
    double other = place_of(c, (terms.b - sign * root) / c->a, PL_FILL_NOWHERE);
    return place_of(c, (terms.b + sign * root) / c->a, other);
}

PL_INLINE void four_places(const struct circles *c, const four *b, const four *root, four *out) {
    const four_longs nowhere = (four_longs)((four){0} + PL_FILL_NOWHERE);
    four t = (*b + *root) / c->a;
    four_longs there = c->r1 + t * c->dr >= 0;
    four_on_axis(&t);
    *out = (four)(((four_longs)t & there) | (nowhere & ~there));
}

PL_INLINE bool is_any(const four_longs *lanes) {
    return ((*lanes)[0] | (*lanes)[1] | (*lanes)[2] | (*lanes)[3]) != 0;
}

/* The same of many. */
PL_INLINE void radial_places(const struct circles *circles, int from, int count, double *places) {
    struct circles c = *circles;
    double sign = c.a > 0 ? 1 : -1;
    double b[PIECE];
    double under[PIECE];
    for (int i = 0; i < count; i++) {
        struct terms terms = terms_of(&c, from + i);
        b[i] = terms.b;
        under[i] = terms.b * terms.b - c.a * terms.c;
    }
    for (int i = 0; i < count; i += 4) {
        four v[3] = {{0}, {0}, (four){0} + PL_FILL_NOWHERE};
        memcpy(&v[0], b + i, sizeof v[0]);
        memcpy(&v[1], under + i, sizeof v[1]);
        four_longs rooted = v[1] >= 0;
        if (is_any(&rooted)) {
            v[1] = (four){sqrt(under[i]), sqrt(under[i + 1]), sqrt(under[i + 2]), sqrt(under[i + 3])} * sign;
            four_places(&c, &v[0], &v[1], &v[2]);
        }
        four_longs missing = rooted & (v[2] > 1);
        if (is_any(&missing)) {
            four first = v[2];
            v[1] = -v[1];
            four_places(&c, &v[0], &v[1], &v[2]);
            v[2] = (four)(((four_longs)v[2] & missing) | ((four_longs)first & ~missing));
        }
        memcpy(places + i, &v[2], sizeof v[2]);
    }
}

/* ---- circles about one point ---- */

/*
 * Then the place is (d - r1) / (r2 - r1) at the distance d, and its entry in the table is mostly known
 * without most of its digits. Let k be 2048 / (r2 - r1). Coordinates that begin anew with each piece are off
 * by up to (2 |p| + 190) 2^-24 as floats, d then by (2 d + 135) 2^-23, and d k - r1 k + 0.5 in all, where it
 * is from 0 to 2049, by less than (900 + r1 k / 2 + 17 k) 2^-20. What is closer than that to another entry is
 * found as pixels of other circles are.
 */
struct rings {
    float per_pixel, first; /* in steps of which an entry has STEPS */
    int32_t doubt;
    int32_t least; /* bits of a distance below which rounding may hide the circle */
    bool usable;
};

enum { STEP_BITS = 16, STEPS = 1 << STEP_BITS };

/* In the order of floats that are not below 0. */
static inline int32_t bits_of(float v) {
    int32_t bits;
    memcpy(&bits, &v, sizeof bits);
    return bits;
}

static struct rings rings_of(const struct circles *c) {
    double per_pixel = PL_FILL_TABLE / c->dr;
    double first = 0.5 - c->r1 * per_pixel;
    double doubt = (1024 + (c->r1 + 32) * fabs(per_pixel)) / (1 << 20);
    bool usable = c->cdx == 0 && c->cdy == 0 && !is_flat(c) && doubt < 0.25;
    return (struct rings){.per_pixel = (float)(per_pixel * STEPS),
                          .first = (float)(first * STEPS),
                          .doubt = usable ? (int32_t)(doubt * STEPS) + 2 : 0,
                          .least = bits_of((float)(c->r1 / (1 << 19))),
                          .usable = usable};
}

/* The same of them, of which compilers know the instructions. */
static inline float between(float v, float least, float most) {
    int32_t bits = bits_of(v);
    bits = bits > bits_of(least) ? bits : bits_of(least);
    bits = bits < bits_of(most) ? bits : bits_of(most);
    memcpy(&v, &bits, sizeof v);
    return v;
}

/* Whether all of them are found; else some are UNSURE. */
PL_INLINE bool ring_entries(const struct circles *c, const struct rings *rings, int from, int count,
                            int32_t *entries) {
    struct rings r = *rings;
    float x = (float)(c->line.x + c->line.dx * from - c->x1);
    float y = (float)(c->line.y + c->line.dy * from - c->y1);
    float dx = (float)c->line.dx;
    float dy = (float)c->line.dy;
    int32_t any = 0;
    for (int i = 0; i < count; i++) {
        float px = x + dx * (float)i;
        float py = y + dy * (float)i;
        float distance = sqrtf(px * px + py * py);
        float at = between(distance * r.per_pixel + r.first, 0.5F * STEPS, (PL_FILL_TABLE + 0.5F) * STEPS);
        int32_t steps = (int32_t)at;
        int32_t close = ((steps + r.doubt) & (STEPS - 1)) - 2 * r.doubt; /* less than 0 where it is */
        int32_t hidden = bits_of(distance) - r.least;
        int32_t unsure = (close | hidden) >> 31;
        entries[i] = (steps >> STEP_BITS) | unsure;
        any |= unsure;
    }
    return any == 0;
}

static void make_sure(const struct circles *c, int from, int count, int32_t *entries) {
    for (int i = 0; i < count; i += 2) {
        uint64_t two;
        memcpy(&two, entries + i, sizeof two);
        for (int k = i; (two & UINT64_C(0x8000000080000000)) != 0 && k < i + 2; k++) {
            entries[k] = entries[k] == UNSURE ? entry_of(radial_place(c, from + k)) : entries[k];
        }
    }
}

/* ---- colours ---- */

PL_INLINE void look_up_each(const uint32_t *table, const int32_t *entries, int count, uint32_t *out) {
    for (int i = 0; i < count; i++) {
        out[i] = table[entries[i]];
    }
}

#if PL_CHOICE
/* Eight neighbours are often of eight entries that follow each other, or fewer. */
PL_WIDE static void look_up_wide(const uint32_t *table, const int32_t *entries, int count, uint32_t *out) {
    const __m256i beyond = _mm256_set1_epi32(~7);
    for (int i = 0; i < count; i += PL_PIXELS) {
        const int32_t *at = entries + i;
        const int32_t *least = at[0] < at[7] ? at : at + 7;
        __m256i steps = _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)(const void *)at),
                                         _mm256_set1_epi32(*least));
        if (_mm256_testz_si256(steps, beyond)) {
            __m256i colors = _mm256_loadu_si256((const __m256i *)(const void *)(table + *least));
            _mm256_storeu_si256((__m256i *)(void *)(out + i), _mm256_permutevar8x32_epi32(colors, steps));
        } else {
            look_up_each(table, at, PL_PIXELS, out + i);
        }
    }
}
#endif

PL_INLINE void look_up(const uint32_t *table, const int32_t *entries, int count, uint32_t *out, bool wide) {
#if PL_CHOICE
    if (wide) {
        look_up_wide(table, entries, count, out);
        return;
    }
#endif
    look_up_each(table, entries, count, out);
}

/* The number of stops that are not behind the place; most pixels are in the same segment as the one before.
 */
static const struct pl_fill_segment *segment_at(struct pl_fill *fill, double place) {
    const struct pl_fill_segment *segments = fill->segments;
    if (place < segments[fill->last].least || place >= segments[fill->last].past) {
        int after = (int)fill->table[(int)(place * PL_FILL_TABLE)];
        while (place >= segments[after].past) {
            after++;
        }
        fill->last = after;
    }
    return &segments[fill->last];
}

static void color_each(struct pl_fill *fill, const double *places, uint32_t *out) {
    for (int i = 0; i < PL_PIXELS; i++) {
        out[i] = places[i] > 1 ? 0 : pl_fill_color(segment_at(fill, places[i]), places[i], fill->opacity);
    }
}

PL_INLINE bool are_in(const struct pl_fill_segment *segment, const double *places) {
    four p[2]; /* not copied at once: what is stored in other parts than it is read in is waited for */
    memcpy(&p[0], places, sizeof p[0]);
    memcpy(&p[1], places + 4, sizeof p[1]);
    four_longs out = (four_longs)(p[0] < segment->least) | (four_longs)(p[1] < segment->least) |
                     (four_longs)(p[0] >= segment->past) | (four_longs)(p[1] >= segment->past);
    return !is_any(&out);
}

typedef uint32_t four_pixels __attribute__((vector_size(16)));

PL_INLINE void add_channel(const four *value, int shift, four_pixels *to) {
    *to |= (four_pixels) __builtin_convertvector(*value + 0.5, four_numbers) << shift;
}

/* As pl_fill_color(), of a segment that rises. */
PL_INLINE void color_four(const struct pl_fill_segment *s, const double *places, double opacity,
                          uint32_t *out) {
    const double *from = s->from;
    const double *rise = s->rise;
    four f;
    memcpy(&f, places, sizeof f);
    f = (f - s->offset) / s->span;
    four alpha = (four){0} + from[PL_FILL_ALPHA] / 255 * opacity;
    if (rise[PL_FILL_ALPHA] != 0) {
        alpha = (from[PL_FILL_ALPHA] + rise[PL_FILL_ALPHA] * f) / 255 * opacity;
    }
    four channels[] = {(from[PL_FILL_RED] + rise[PL_FILL_RED] * f) * alpha,
                       (from[PL_FILL_GREEN] + rise[PL_FILL_GREEN] * f) * alpha,
                       (from[PL_FILL_BLUE] + rise[PL_FILL_BLUE] * f) * alpha, alpha * 255};
    four_pixels pixels = {0};
    add_channel(&channels[PL_FILL_RED], 16, &pixels);
    add_channel(&channels[PL_FILL_GREEN], 8, &pixels);
    add_channel(&channels[PL_FILL_BLUE], 0, &pixels);
    add_channel(&channels[PL_FILL_ALPHA], 24, &pixels);
    memcpy(out, &pixels, sizeof pixels);
}

PL_INLINE void color_places(struct pl_fill *fill, const double *places, int count, uint32_t *out) {
    for (int i = 0; i < count; i += PL_PIXELS) {
        const struct pl_fill_segment *segment = &fill->segments[fill->last];
        if (!are_in(segment, places + i)) {
            color_each(fill, places + i, out + i);
        } else if (segment->level) {
            pl_pixels level = (pl_pixels){0} + segment->pixel;
            memcpy(out + i, &level, sizeof level);
        } else {
            color_four(segment, places + i, fill->opacity, out + i);
            color_four(segment, places + i + 4, fill->opacity, out + i + 4);
        }
    }
}

/* ---- rows ---- */

PL_INLINE void linear_row(struct pl_fill *fill, const struct pl_fill_line *line, int from, int count,
                          uint32_t *out, bool wide) {
    struct axis axis = axis_of(fill, line);
    for (int i = 0; i < count; i += PIECE) {
        int piece = count - i < PIECE ? count - i : PIECE;
        double places[PIECE];
        int32_t entries[PIECE];
        if (fill->exact) {
            linear_places(&axis, from + i, piece, places);
            color_places(fill, places, piece, out + i);
            continue;
        }
        if (!is_within(&axis, from + i, piece) || !linear_entries(&axis, from + i, piece, entries)) {
            linear_places(&axis, from + i, piece, places);
            entries_of(places, piece, entries);
        }
        look_up(fill->table, entries, piece, out + i, wide);
    }
}

PL_INLINE void radial_row(struct pl_fill *fill, const struct pl_fill_line *line, int from, int count,
                          uint32_t *out, bool wide) {
    struct circles circles = circles_of(fill, line);
    struct rings rings = rings_of(&circles);
    for (int i = 0; i < count; i += PIECE) {
        int piece = count - i < PIECE ? count - i : PIECE;
        double places[PIECE];
        int32_t entries[PIECE];
        if (rings.usable && !fill->exact) {
            if (!ring_entries(&circles, &rings, from + i, piece, entries)) {
                make_sure(&circles, from + i, piece, entries);
            }
            look_up(fill->table, entries, piece, out + i, wide);
            continue;
        }
        if (is_flat(&circles)) {
            flat_places(&circles, from + i, piece, places);
        } else {
            radial_places(&circles, from + i, piece, places);
        }
        if (fill->exact) {
            color_places(fill, places, piece, out + i);
            continue;
        }
        entries_of(places, piece, entries);
        look_up(fill->table, entries, piece, out + i, wide);
    }
}

PL_INLINE void row(struct pl_fill *fill, const struct pl_fill_line *line, int from, int count, uint32_t *out,
                   bool wide) {
    if (fill->gradient->type == PL_GRADIENT_RADIAL) {
        radial_row(fill, line, from, count, out, wide);
    } else {
        linear_row(fill, line, from, count, out, wide);
    }
}

PL_WIDE static void row_wide(struct pl_fill *fill, const struct pl_fill_line *line, int from, int count,
                             uint32_t *out) {
    row(fill, line, from, count, out, true);
}

static void row_narrow(struct pl_fill *fill, const struct pl_fill_line *line, int from, int count,
                       uint32_t *out) {
    row(fill, line, from, count, out, false);
}

void pl_fill_eights(struct pl_fill *fill, const struct pl_fill_line *line, int from, int to, uint32_t *out) {
    int count = (to - from + PL_FILL_TAIL) / PL_PIXELS * PL_PIXELS;
    if (pl_has_wide()) {
        row_wide(fill, line, from, count, out);
    } else {
        row_narrow(fill, line, from, count, out);
    }
}
