#include "paint/gradient.h"
#include "paint/turn.h"
#include "pictures.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>

/* Rows of gradients beside what a gradient is, written down one pixel at a time: they are the same to the
 * bit. */

enum { TABLE = 2048 };

/* ---- the definition ---- */

static int stops_until(const struct pl_gradient *g, double t) {
    int after = 0;
    while (after < g->count && g->stops[after].offset <= t) {
        after++;
    }
    return after;
}

static uint32_t defined_color(const struct pl_fill *fill, double t) {
    const struct pl_gradient *g = fill->gradient;
    int after = stops_until(g, t);
    const struct pl_stop *b = &g->stops[after < g->count ? after : g->count - 1];
    const struct pl_stop *a = after > 0 ? &g->stops[after - 1] : b;
    double span = b->offset - a->offset;
    double f = span > 0 ? (t - a->offset) / span : 0;
    double opaque = a->color.a * a->opacity;
    double alpha = (opaque + (b->color.a * b->opacity - opaque) * f) / 255 * fill->opacity;
    uint32_t red = (uint32_t)((a->color.r + (b->color.r - a->color.r) * f) * alpha + 0.5);
    uint32_t green = (uint32_t)((a->color.g + (b->color.g - a->color.g) * f) * alpha + 0.5);
    uint32_t blue = (uint32_t)((a->color.b + (b->color.b - a->color.b) * f) * alpha + 0.5);
    return (uint32_t)(alpha * 255 + 0.5) << 24 | red << 16 | green << 8 | blue;
}

/* Colours are those of the nearest of TABLE places, except where stops are closer than two of these. */
static uint32_t defined_at(const struct pl_fill *fill, double t) {
    const struct pl_gradient *g = fill->gradient;
    double at = t > 0 ? t < 1 ? t : 1 : 0;
    for (int i = 1; i < g->count; i++) {
        if (g->stops[i].offset - g->stops[i - 1].offset < 2.0 / TABLE) {
            return defined_color(fill, at);
        }
    }
    return defined_color(fill, (double)(int)(at * TABLE + 0.5) / TABLE);
}

/* The largest t whose circle goes through the point and has a radius of 0 or more. */
static bool defined_radial(const struct pl_fill *fill, double px, double py, double *t) {
    double cdx = fill->x2 - fill->x1;
    double cdy = fill->y2 - fill->y1;
    double r1 = fill->gradient->r1;
    double dr = fill->gradient->r2 - r1;
    double a = cdx * cdx + cdy * cdy - dr * dr;
    double b = px * cdx + py * cdy + r1 * dr;
    double c = px * px + py * py - r1 * r1;
    if (fabs(a) < 1e-12) {
        *t = b == 0 ? 0 : c / (2 * b);
        return b != 0 && r1 + *t * dr >= 0;
    }
    double under = b * b - a * c;
    if (under < 0) {
        return false;
    }
    double root = sqrt(under);
    *t = a > 0 ? (b + root) / a : (b - root) / a;
    if (r1 + *t * dr >= 0) {
        return true;
    }
    *t = a > 0 ? (b - root) / a : (b + root) / a;
    return r1 + *t * dr >= 0;
}

static uint32_t defined_pixel(const struct pl_fill *fill, int x, int y, int i) {
    double px = x + 0.5 - fill->pivot_x;
    double py = y + 0.5 - fill->pivot_y;
    double gx = fill->pivot_x + px * fill->turn_cos + py * fill->turn_sin - fill->x;
    double gy = fill->pivot_y - px * fill->turn_sin + py * fill->turn_cos - fill->y;
    double dx = fill->turn_cos;
    double dy = -fill->turn_sin;
    if (fill->gradient->type == PL_GRADIENT_RADIAL) {
        double t;
        return defined_radial(fill, gx + dx * i - fill->x1, gy + dy * i - fill->y1, &t) ? defined_at(fill, t)
                                                                                        : 0;
    }
    double ax = fill->x2 - fill->x1;
    double ay = fill->y2 - fill->y1;
    double length = ax * ax + ay * ay;
    double t = ((gx - fill->x1) * ax + (gy - fill->y1) * ay) / length;
    double step = (dx * ax + dy * ay) / length;
    return defined_at(fill, t + step * i);
}

/* ---- gradients of all kinds ---- */

static int random_below(uint32_t *state, int most) {
    return (int)(picture_random(state) % (uint32_t)most);
}

static double random_part(uint32_t *state) {
    return picture_random(state) / 16777216.0;
}

/* Whole, half or neither; near, or far beyond any canvas. */
static double random_coordinate(uint32_t *state) {
    static const double reaches[] = {3, 100, 1000, 1000, 4000, 1e6};
    double v = (random_part(state) * 2 - 0.5) * reaches[random_below(state, 6)];
    int kind = random_below(state, 3);
    return kind == 0 ? floor(v) : kind == 1 ? floor(v) + 0.5 : v;
}

static struct pl_color random_color(uint32_t *state) {
    uint32_t bits = picture_random(state);
    static const uint8_t alphas[] = {0, 128, 255, 255, 77, 1};
    return (struct pl_color){(uint8_t)bits, (uint8_t)(bits >> 8), (uint8_t)(bits >> 16),
                             alphas[random_below(state, 6)]};
}

static void make_stops(uint32_t *state, struct pl_gradient *g) {
    bool edges = random_below(state, 3) == 0;
    g->count = random_below(state, 4) > 0 ? 1 + random_below(state, 5) : 1 + random_below(state, 64);
    double from = random_below(state, 3) == 0 ? random_part(state) / 2 : 0;
    double width = random_below(state, 3) == 0 ? (1 - from) * random_part(state) : 1 - from;
    for (int i = 0; i < g->count; i++) {
        struct pl_stop *stop = &g->stops[i];
        *stop = (struct pl_stop){from + width * i / fmax(1, g->count - 1),
                                 random_below(state, 4) == 0 ? random_part(state) : 1, random_color(state)};
        if (i > 0 && edges && random_below(state, 2) == 0) {
            stop->offset = stop[-1].offset + (random_below(state, 2) == 0 ? 0 : 1e-5);
        }
        stop->offset = fmin(1, i > 0 ? fmax(stop->offset, stop[-1].offset) : stop->offset);
        if (i > 0 && random_below(state, 4) == 0) {
            stop->color = stop[-1].color;
            stop->opacity = stop[-1].opacity;
        }
    }
}

static void make_axis(uint32_t *state, struct pl_gradient *g) {
    *g = (struct pl_gradient){.type = PL_GRADIENT_LINEAR,
                              .stops = g->stops,
                              .x1 = random_coordinate(state),
                              .y1 = random_coordinate(state),
                              .x2 = random_coordinate(state),
                              .y2 = random_coordinate(state)};
    int kind = random_below(state, 4);
    g->x2 = kind == 0 ? g->x1 : g->x2;
    g->y2 = kind == 1 ? g->y1 : g->y2;
    if (random_below(state, 3) == 0) {
        g->percentage = true;
        g->x1 = random_below(state, 3) / 2.0;
        g->y1 = random_below(state, 3) / 2.0;
        g->x2 = random_below(state, 3) / 2.0;
        g->y2 = random_part(state);
    }
}

enum { RINGS, THICK_RINGS, INNER, OUTER, TOUCHING, ALIKE, ANY, CIRCLES };

/* By where the circles are to each other, either of them the larger one. */
static void make_circles(uint32_t *state, struct pl_gradient *g) {
    make_axis(state, g);
    int kind = random_below(state, CIRCLES + 2) % CIRCLES;
    double r = fabs(random_coordinate(state)) + 0.25;
    double distance = hypot(g->x2 - g->x1, g->y2 - g->y1);
    g->type = PL_GRADIENT_RADIAL;
    g->r1 = kind == RINGS         ? 0
            : kind == THICK_RINGS ? r * random_part(state) * 20
                                  : fabs(random_coordinate(state));
    g->r2 = g->r1 + r;
    if (kind == RINGS || kind == THICK_RINGS) {
        g->x2 = g->x1;
        g->y2 = g->y1;
    } else if (kind == INNER) {
        g->r2 = g->r1 + distance * (1 + random_part(state));
    } else if (kind == OUTER) {
        g->r2 = g->r1 + distance * random_part(state);
    } else if (kind == TOUCHING) {
        g->percentage = false;
        g->x1 = floor(g->x1);
        g->x2 = g->x1 + 60;
        g->y2 = g->y1;
        g->r2 = g->r1 + 60;
    } else if (kind == ALIKE) {
        g->r2 = g->r1;
    }
    if (random_below(state, 3) == 0) {
        double other = g->r1;
        g->r1 = g->r2;
        g->r2 = other;
    }
}

static void make_fill(uint32_t *state, const struct pl_gradient *g, struct pl_fill *fill) {
    static const double sizes[] = {64, 100, 1024, 2048, 4096, 777.5, 30000};
    static const double degrees[] = {90, 180, 270, 45, 30, 1, -77.7};
    struct pl_box box = {random_below(state, 2000) - 1000, random_below(state, 2000) - 1000,
                         sizes[random_below(state, 7)], sizes[random_below(state, 7)]};
    box.x += random_below(state, 2) == 0 ? 0 : random_part(state);
    pl_fill_init(fill, g, (struct pl_color){0, 0, 0, 255}, box,
                 random_below(state, 2) == 0 ? 1 : random_part(state));
    if (random_below(state, 3) == 0) {
        pl_fill_rotate(fill, box, degrees[random_below(state, 7)]);
    }
}

/* A row near where the gradient changes, or anywhere, or one that begins above or below the one before; and a
 * part of it. */
static void check_row(uint32_t *state, struct pl_fill *fill, int i, int *before) {
    bool at_first = random_below(state, 2) == 0;
    double reach = i % 2 == 0 ? 4 : 2000;
    double near_x = fill->x + (at_first ? fill->x1 : fill->x2) - random_part(state) * reach;
    double near_y = fill->y + (at_first ? fill->y1 : fill->y2) - (random_part(state) - 0.5) * reach;
    int x = i % 4 == 3 || fabs(near_x) > 1e6 ? random_below(state, 20000) - 10000 : (int)near_x;
    int y = i % 4 == 3 || fabs(near_y) > 1e6 ? random_below(state, 20000) - 10000 : (int)near_y;
    x = i > 0 && random_below(state, 3) == 0 ? *before : x;
    *before = x;
    int from = random_below(state, 3) == 0 ? random_below(state, 3000) : 0;
    int count = random_below(state, 2) == 0 ? 1 + random_below(state, 17) : 1 + random_below(state, 700);
    const uint32_t *row = pl_fill_row(fill, x, y, from, from + count);
    ck_assert_ptr_nonnull(row);
    for (int k = 0; k < count; k++) {
        uint32_t defined = defined_pixel(fill, x, y, from + k);
        if (row[k] != defined) {
            ck_abort_msg("at %d + %d + %d, %d: %08x, not %08x", x, from, k, y, row[k], defined);
        }
    }
}

static void check_gradients(uint32_t state, void (*make)(uint32_t *, struct pl_gradient *), int gradients) {
    for (int i = 0; i < gradients; i++) {
        struct pl_stop stops[64];
        struct pl_gradient gradient = {.stops = stops};
        struct pl_fill fill;
        int x = 0;
        make(&state, &gradient);
        make_stops(&state, &gradient);
        make_fill(&state, &gradient, &fill);
        for (int row = 0; fill.gradient && row < 8; row++) {
            check_row(&state, &fill, row, &x);
        }
        pl_fill_finish(&fill);
    }
}

START_TEST(linear_rows_are_defined) {
    check_gradients(1, make_axis, 3000);
}
END_TEST

START_TEST(radial_rows_are_defined) {
    check_gradients(2, make_circles, 6000);
}
END_TEST

/* Of an axis of 4096 pixels every second pixel is as near to one place of the table as to the next. */
START_TEST(halfway_between_two_places) {
    struct pl_stop stops[] = {{0, 1, {255, 0, 0, 255}}, {1, 1, {0, 255, 255, 0}}};
    struct pl_gradient gradient = {
        .type = PL_GRADIENT_LINEAR, .percentage = true, .x2 = 1, .y2 = 1, .stops = stops, .count = 2};
    struct pl_fill fill;
    int differing = 0;
    pl_fill_init(&fill, &gradient, stops[0].color, (struct pl_box){0, 0, 2048, 2048}, 1);
    for (int y = 0; y < 2048; y += 31) {
        const uint32_t *row = pl_fill_row(&fill, 0, y, 0, 2048);
        ck_assert_ptr_nonnull(row);
        for (int x = 0; x < 2048; x++) {
            differing += row[x] != defined_pixel(&fill, 0, y, x);
        }
    }
    ck_assert_int_eq(differing, 0);
    pl_fill_finish(&fill);
}
END_TEST

/* All rows of a gradient across are one, whose pixels are made as they are asked for. */
START_TEST(one_row_in_parts) {
    struct pl_stop stops[] = {{0, 1, {255, 0, 0, 255}}, {1, 1, {0, 255, 255, 0}}};
    struct pl_gradient gradient = {.type = PL_GRADIENT_LINEAR, .x2 = 900, .stops = stops, .count = 2};
    static const int parts[][3] = {{3, 10, 20}, {3, 0, 5},  {3, 100, 101},
                                   {7, 4, 300}, {7, 0, 12}, {3, 0, 999}};
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, stops[0].color, (struct pl_box){0, 0, 2048, 2048}, 1);
    for (int i = 0; i < 6; i++) {
        const uint32_t *row = pl_fill_row(&fill, parts[i][0], i, parts[i][1], parts[i][2]);
        ck_assert_ptr_nonnull(row);
        for (int k = parts[i][1]; k < parts[i][2]; k++) {
            ck_assert_uint_eq(row[k - parts[i][1]], defined_pixel(&fill, parts[i][0], i, k));
        }
    }
    pl_fill_finish(&fill);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {linear_rows_are_defined, radial_rows_are_defined,
                                  halfway_between_two_places, one_row_in_parts, NULL};
    return unit_run("fill_rows", tests);
}
