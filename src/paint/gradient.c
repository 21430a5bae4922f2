#include "paint/gradient.h"

#include "base/color.h"
#include "base/memory.h"
#include "paint/turn.h"

#include <math.h>
#include <stdlib.h>

enum { TABLE = 2048 };

enum { RED, GREEN, BLUE, ALPHA, CHANNELS };

/* Between two stops. */
struct pl_fill_segment {
    double offset, span;
    double from[CHANNELS], rise[CHANNELS];
};

/* The segment behind so many stops. */
static void make_segment(const struct pl_fill *fill, int after, struct pl_fill_segment *out) {
    const struct pl_gradient *g = fill->gradient;
    const struct pl_stop *b = &g->stops[after < g->count ? after : g->count - 1];
    const struct pl_stop *a = after > 0 ? &g->stops[after - 1] : b;
    const double from[] = {a->color.r, a->color.g, a->color.b, a->color.a * a->opacity};
    const double to[] = {b->color.r, b->color.g, b->color.b, b->color.a * b->opacity};
    out->offset = a->offset;
    out->span = b->offset - a->offset;
    for (int i = 0; i < CHANNELS; i++) {
        out->from[i] = from[i];
        out->rise[i] = to[i] - from[i];
    }
}

/* Channels are mixed before they are multiplied by alpha, as SVG and canvas do. */
static inline uint32_t color_in(const struct pl_fill_segment *s, double t, double opacity) {
    double f = s->span > 0 ? (t - s->offset) / s->span : 0;
    double alpha = (s->from[ALPHA] + s->rise[ALPHA] * f) / 255 * opacity;
    uint32_t red = (uint32_t)(int)((s->from[RED] + s->rise[RED] * f) * alpha + 0.5);
    uint32_t green = (uint32_t)(int)((s->from[GREEN] + s->rise[GREEN] * f) * alpha + 0.5);
    uint32_t blue = (uint32_t)(int)((s->from[BLUE] + s->rise[BLUE] * f) * alpha + 0.5);
    return (uint32_t)(int)(alpha * 255 + 0.5) << 24 | red << 16 | green << 8 | blue;
}

/* How many of the stops are not behind t, of which there are at least `after`. */
static inline int stops_until(const struct pl_gradient *g, int after, double t) {
    while (after < g->count && g->stops[after].offset <= t) {
        after++;
    }
    return after;
}

/* The colour at t along the axis. */
static uint32_t color_at(const struct pl_fill *fill, double t) {
    struct pl_fill_segment segment;
    make_segment(fill, stops_until(fill->gradient, 0, t), &segment);
    return color_in(&segment, t, fill->opacity);
}

/* Hard edges lie between entries of the table: with them the exact colour is taken. */
static bool has_edges(const struct pl_gradient *gradient) {
    for (int i = 1; i < gradient->count; i++) {
        if (gradient->stops[i].offset - gradient->stops[i - 1].offset < 2.0 / TABLE) {
            return true;
        }
    }
    return false;
}

static bool is_vertical(const struct pl_fill *fill) {
    return fill->gradient->type == PL_GRADIENT_LINEAR && fill->x1 == fill->x2 && fill->y1 != fill->y2 &&
           fill->turn_sin == 0;
}

void pl_fill_init(struct pl_fill *fill, const struct pl_gradient *gradient, struct pl_color color,
                  struct pl_box box, double opacity) {
    *fill = (struct pl_fill){.opacity = opacity, .x = box.x, .y = box.y, .turn_cos = 1};
    color.a = (uint8_t)(color.a * opacity + 0.5);
    fill->pixel = pl_color_pixel(color);
    if (gradient->type == PL_GRADIENT_NONE) {
        return;
    }
    fill->gradient = gradient;
    fill->exact = has_edges(gradient);
    double sx = gradient->percentage ? box.width : 1;
    double sy = gradient->percentage ? box.height : 1;
    fill->x1 = gradient->x1 * sx;
    fill->y1 = gradient->y1 * sy;
    fill->x2 = gradient->x2 * sx;
    fill->y2 = gradient->y2 * sy;
    /* An axis without length has no direction: SVG 2 paints the last stop. */
    double length =
        (fill->x2 - fill->x1) * (fill->x2 - fill->x1) + (fill->y2 - fill->y1) * (fill->y2 - fill->y1);
    if (gradient->type == PL_GRADIENT_LINEAR && !(length > 1e-12)) {
        fill->pixel = color_at(fill, 1);
        fill->gradient = NULL;
    }
}

void pl_fill_rotate(struct pl_fill *fill, struct pl_box box, double degrees) {
    pl_turn(degrees, &fill->turn_cos, &fill->turn_sin);
    fill->pivot_x = box.x + box.width / 2;
    fill->pivot_y = box.y + box.height / 2;
}

bool pl_fill_is_run(const struct pl_fill *fill, int y, uint32_t *pixel) {
    if (!fill->gradient) {
        *pixel = fill->pixel;
        return true;
    }
    if (!is_vertical(fill)) {
        return false;
    }
    *pixel = color_at(fill, fmin(1, fmax(0, (y + 0.5 - fill->y - fill->y1) / (fill->y2 - fill->y1))));
    return true;
}

/* Colours, or where colours are found: looking for them costs the same with any number of stops. */
static bool make_tables(struct pl_fill *fill) {
    const struct pl_gradient *g = fill->gradient;
    fill->table = pl_calloc(TABLE + 1, sizeof *fill->table);
    fill->segments = pl_calloc((size_t)g->count + 1, sizeof *fill->segments);
    if (!fill->table || !fill->segments) {
        free(fill->segments);
        fill->segments = NULL;
        free(fill->table);
        fill->table = NULL;
        return false;
    }
    for (int i = 0; i <= g->count; i++) {
        make_segment(fill, i, &fill->segments[i]);
    }
    int after = 0;
    for (int i = 0; i <= TABLE; i++) {
        double t = (double)i / TABLE;
        after = stops_until(g, after, t);
        fill->table[i] = fill->exact ? (uint32_t)after : color_in(&fill->segments[after], t, fill->opacity);
    }
    return true;
}

static bool make_room(struct pl_fill *fill, int count) {
    if (!fill->segments && !make_tables(fill)) {
        return false;
    }
    if (count > fill->row_size) {
        uint32_t *row = pl_realloc(fill->row, (size_t)count, sizeof *row);
        if (!row) {
            return false;
        }
        fill->row = row;
        fill->row_size = count;
    }
    return true;
}

/* Most pixels are in the same segment as the one before. */
static inline uint32_t look_up(struct pl_fill *fill, double t) {
    double at = t > 0 ? t < 1 ? t : 1 : 0; /* fmin() and fmax() are calls */
    if (!fill->exact) {
        return fill->table[(int)(at * TABLE + 0.5)];
    }
    const struct pl_gradient *g = fill->gradient;
    int after = fill->last;
    if ((after > 0 && g->stops[after - 1].offset > at) ||
        (after < g->count && g->stops[after].offset <= at)) {
        after = fill->last = stops_until(g, (int)fill->table[(int)(at * TABLE)], at);
    }
    return color_in(&fill->segments[after], at, fill->opacity);
}

static void linear_row(struct pl_fill *fill, double x, double y, double dx, double dy, int count) {
    double ax = fill->x2 - fill->x1;
    double ay = fill->y2 - fill->y1;
    double length = ax * ax + ay * ay;
    double t = ((x - fill->x1) * ax + (y - fill->y1) * ay) / length;
    double step = (dx * ax + dy * ay) / length;
    for (int i = 0; i < count; i++) {
        fill->row[i] = look_up(fill, t + step * i);
    }
}

/* Two circles: what is the same for all points. */
struct circles {
    double cdx, cdy, r1, dr, a;
};

/* The largest t whose circle goes through the point and has a radius of 0 or more (SVG 2, canvas). */
static inline bool radial_t(const struct circles *circles, double px, double py, double *t) {
    double r1 = circles->r1;
    double dr = circles->dr;
    double a = circles->a;
    double b = px * circles->cdx + py * circles->cdy + r1 * dr;
    double c = px * px + py * py - r1 * r1;
    if (fabs(a) < 1e-12) {
        if (b == 0) {
            return false;
        }
        *t = c / (2 * b);
        return r1 + *t * dr >= 0;
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

static void radial_row(struct pl_fill *fill, double x, double y, double dx, double dy, int count) {
    struct circles c = {fill->x2 - fill->x1, fill->y2 - fill->y1, fill->gradient->r1,
                        fill->gradient->r2 - fill->gradient->r1, 0};
    c.a = c.cdx * c.cdx + c.cdy * c.cdy - c.dr * c.dr;
    for (int i = 0; i < count; i++) {
        double t;
        bool there = radial_t(&c, x + dx * i - fill->x1, y + dy * i - fill->y1, &t);
        fill->row[i] = there ? look_up(fill, t) : 0;
    }
}

const uint32_t *pl_fill_row(struct pl_fill *fill, int x, int y, int count) {
    if (!make_room(fill, count)) {
        return NULL;
    }
    /* From the canvas back into the gradient's own plane. */
    double px = x + 0.5 - fill->pivot_x;
    double py = y + 0.5 - fill->pivot_y;
    double gx = fill->pivot_x + px * fill->turn_cos + py * fill->turn_sin - fill->x;
    double gy = fill->pivot_y - px * fill->turn_sin + py * fill->turn_cos - fill->y;
    if (fill->gradient->type == PL_GRADIENT_RADIAL) {
        radial_row(fill, gx, gy, fill->turn_cos, -fill->turn_sin, count);
    } else {
        linear_row(fill, gx, gy, fill->turn_cos, -fill->turn_sin, count);
    }
    return fill->row;
}

void pl_fill_finish(struct pl_fill *fill) {
    free(fill->table);
    free(fill->segments);
    free(fill->row);
    *fill = (struct pl_fill){0};
}
