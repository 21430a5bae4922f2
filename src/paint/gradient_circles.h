#ifndef PL_PAINT_GRADIENT_CIRCLES_H
#define PL_PAINT_GRADIENT_CIRCLES_H

#include "base/vector.h"
#include "paint/gradient_eights.h"

#include <math.h>
#include <string.h>

/**
 * Where pixels of radial gradients are on the axis: of paint/gradient_eights.c alone, for its two kinds of
 * code.
 */

/*
 * Whoever changes a step of the arithmetic changes pixels: each lane does what one pixel needs, in this
 * order, with and without wide registers.
 */

/* Pixels made at a time: what is found of them stays in the nearest cache. The errors that are allowed for
 * below and in linear_entries() grow with it. */
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

/* Two circles, and what is the same for all points. */
struct circles {
    struct pl_fill_line line;
    double x1, y1, cdx, cdy, r1, dr, a;
};

static inline struct circles circles_of(const struct pl_fill *fill, const struct pl_fill_line *line) {
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

/* The place of t where its circle has a radius of 0 or more (SVG 2, canvas). */
static inline double place_of(const struct circles *c, double t) {
    return c->r1 + t * c->dr >= 0 ? on_axis(t) : PL_FILL_NOWHERE;
}

/* Where circles of the same slope as a cone's side meet: the equation is not of the second degree. */
static inline bool is_flat(const struct circles *c) {
    return fabs(c->a) < 1e-12;
}

static inline void flat_places(const struct circles *c, int from, int count, double *places) {
    for (int i = 0; i < count; i++) {
        struct terms terms = terms_of(c, from + i);
        places[i] = terms.b == 0 ? PL_FILL_NOWHERE : place_of(c, terms.c / (2 * terms.b));
    }
}

/* The largest t whose circle goes through the point, and of points that have none the other one. */
PL_INLINE double radial_place(const struct circles *c, int i) {
    double sign = c->a > 0 ? 1 : -1;
    struct terms terms = terms_of(c, i);
    double under = terms.b * terms.b - c->a * terms.c;
    if (under < 0) {
        return PL_FILL_NOWHERE;
    }
    double root = sign * sqrt(under);
    double place = place_of(c, (terms.b + root) / c->a);
    return place <= 1 ? place : place_of(c, (terms.b - root) / c->a);
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

/* The same of many. Compilers compare fours one by one where they have no registers for them. */
PL_INLINE void radial_places(const struct circles *circles, int from, int count, double *places, bool wide) {
    struct circles c = *circles;
    double sign = c.a > 0 ? 1 : -1;
    double b[PIECE];
    double under[PIECE];
    for (int i = 0; i < count && !wide; i++) {
        places[i] = radial_place(&c, from + i);
    }
    for (int i = 0; i < count && wide; i++) {
        struct terms terms = terms_of(&c, from + i);
        b[i] = terms.b;
        under[i] = terms.b * terms.b - c.a * terms.c;
    }
    for (int i = 0; i < count && wide; i += 4) {
        four v[3] = {{0}, {0}, (four){0} + PL_FILL_NOWHERE};
        memcpy(&v[0], b + i, sizeof v[0]);
        memcpy(&v[1], under + i, sizeof v[1]);
        four_longs rooted = v[1] >= 0;
        if (is_any(&rooted)) {
            v[1] = (four){sqrt(v[1][0]), sqrt(v[1][1]), sqrt(v[1][2]), sqrt(v[1][3])} * sign;
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
 * by up to (2 |p| + 381) 2^-24 as floats, d then by (2 d + 270) 2^-23, and d k - r1 k + 0.5 in all, where it
 * is from 0 to 2049, by less than (900 + r1 k / 2 + 34 k) 2^-20. What is closer than that to another entry is
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

static inline struct rings rings_of(const struct circles *c) {
    double per_pixel = PL_FILL_TABLE / c->dr;
    double first = 0.5 - c->r1 * per_pixel;
    double doubt = (1024 + (c->r1 + 40) * fabs(per_pixel)) / (1 << 20);
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

/* Finds those too. */
static inline void make_sure(const struct circles *c, int from, int count, int32_t *entries) {
    for (int i = 0; i < count; i += 2) {
        uint64_t two;
        memcpy(&two, entries + i, sizeof two);
        for (int k = i; (two & UINT64_C(0x8000000080000000)) != 0 && k < i + 2; k++) {
            entries[k] = entries[k] == UNSURE ? entry_of(radial_place(c, from + k)) : entries[k];
        }
    }
}

#endif
