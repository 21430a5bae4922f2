#include "base/memory.h"
#include "paint/raster.h"
#include "paint/raster_edge.h"

#include <float.h>
#include <limits.h>
#include <math.h>

struct point {
    double x, y;
};

void pl_raster_reset(struct pl_raster *raster) {
    raster->count = 0;
    raster->least_x = DBL_MAX;
    raster->most_x = -DBL_MAX;
    raster->least_y = INT_MAX;
    raster->most_y = INT_MIN;
    raster->failed = false;
    raster->x = raster->y = raster->start_x = raster->start_y = 0;
}

static int snap(double y) {
    const double most = 1 << 28; /* far off any canvas, and what int still adds up */
    return (int)floor(fmin(fmax(y * QUARTERS, -most), most) + 0.5);
}

/* Adds an edge from (x, top) whose end is `slope` further to the right for every quarter. */
static void add_edge(struct pl_raster *raster, double x, int top, int bottom, double slope, int winding) {
    if (top == bottom) {
        return;
    }
    if (!pl_reserve((void **)&raster->edges, &raster->capacity, raster->count + 1, sizeof *raster->edges)) {
        raster->failed = true;
        return;
    }
    double end = x + slope * (bottom - top);
    raster->least_x = fmin(raster->least_x, fmin(x, end));
    raster->most_x = fmax(raster->most_x, fmax(x, end));
    raster->least_y = top < raster->least_y ? top : raster->least_y;
    raster->most_y = bottom > raster->most_y ? bottom : raster->most_y;
    raster->edges[raster->count++] =
        (struct pl_edge){.x = x, .slope = slope, .top = top, .bottom = bottom, .winding = winding};
}

static void add_line(struct pl_raster *raster, struct point a, struct point b) {
    int winding = 1;
    if (a.y > b.y) {
        struct point swap = a;
        a = b;
        b = swap;
        winding = -1;
    }
    int top = snap(a.y);
    int bottom = snap(b.y);
    if (top < bottom) {
        add_edge(raster, a.x, top, bottom, (b.x - a.x) / (bottom - top), winding);
    }
}

void pl_raster_close(struct pl_raster *raster) {
    add_line(raster, (struct point){raster->x, raster->y}, (struct point){raster->start_x, raster->start_y});
    raster->x = raster->start_x;
    raster->y = raster->start_y;
}

void pl_raster_move(struct pl_raster *raster, double x, double y) {
    pl_raster_close(raster);
    raster->x = raster->start_x = x;
    raster->y = raster->start_y = y;
}

void pl_raster_jump(struct pl_raster *raster, double x, double y) {
    raster->x = raster->start_x = x;
    raster->y = raster->start_y = y;
}

void pl_raster_line(struct pl_raster *raster, double x, double y) {
    add_line(raster, (struct point){raster->x, raster->y}, (struct point){x, y});
    raster->x = x;
    raster->y = y;
}

/* Bends of a curve, in sixty-fourths of a quarter pixel, to the power of two of segments that show none of
 * it. */
static int segments_shift(double dx, double dy) {
    dx = fabs(dx);
    dy = fabs(dy);
    double distance = dx > dy ? dx + dy / 2 : dy + dx / 2;
    unsigned scaled = distance > 1e8 ? 1U << 24 : ((unsigned)distance + 16) >> 5;
    int bits = 0;
    while (scaled >> bits > 0) {
        bits++;
    }
    return bits / 2; /* each doubling takes three quarters of the bend away */
}

static struct point cubic_at(const struct point p[4], double t) {
    double u = 1 - t;
    double a = u * u * u;
    double b = 3 * u * u * t;
    double c = 3 * u * t * t;
    double d = t * t * t;
    return (struct point){a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                          a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y};
}

/*
 * A curve that only goes down, in even steps. It is moved as a whole to where its start was snapped to, the
 * ends of its edges snap one by one, and the last edge ends where the curve's own end is snapped to.
 */
static void add_falling_cubic(struct pl_raster *raster, const struct point p[4], int shift, int winding) {
    int steps = 1 << shift;
    int last = snap(p[3].y);
    int top = snap(p[0].y);
    double moved = (double)top / QUARTERS - p[0].y;
    double old_x = p[0].x;
    for (int i = 1; i <= steps; i++) {
        struct point new = p[3];
        int bottom = last;
        if (i < steps) {
            new = cubic_at(p, (double)i / steps);
            bottom = snap(new.y + moved);
        }
        /* A moved curve may get to the end before its last edge, which is then left out. */
        bool over = bottom > last;
        bottom = over ? last : bottom;
        if (bottom > top) {
            add_edge(raster, old_x, top, bottom, (new.x - old_x) / (bottom - top), winding);
            top = bottom;
        }
        old_x = new.x;
        if (over) {
            return;
        }
    }
}

static double third_bend(double a, double b, double c, double d) {
    double one = fabs(8 * a - 15 * b + 6 * c + d) / 27;
    double two = fabs(a + 6 * b - 15 * c + 8 * d) / 27;
    return one > two ? one : two;
}

static void add_monotone(struct pl_raster *raster, struct point p[4], int shift) {
    int winding = 1;
    if (p[0].y > p[3].y) {
        struct point a = p[0];
        struct point b = p[1];
        p[0] = p[3];
        p[1] = p[2];
        p[2] = b;
        p[3] = a;
        winding = -1;
    }
    if (shift < 0) {
        const double unit = QUARTERS * 64;
        shift = segments_shift(third_bend(p[0].x, p[1].x, p[2].x, p[3].x) * unit,
                               third_bend(p[0].y, p[1].y, p[2].y, p[3].y) * unit) +
                1;
    }
    add_falling_cubic(raster, p, shift > 6 ? 6 : shift, winding);
}

/* Splits p at t into `left` and what remains in p. */
static void split(struct point p[4], double t, struct point left[4]) {
#define MIX(a, b) ((struct point){(a).x + ((b).x - (a).x) * t, (a).y + ((b).y - (a).y) * t})
    struct point ab = MIX(p[0], p[1]);
    struct point bc = MIX(p[1], p[2]);
    struct point cd = MIX(p[2], p[3]);
    struct point abc = MIX(ab, bc);
    struct point bcd = MIX(bc, cd);
    struct point middle = MIX(abc, bcd);
#undef MIX
    left[0] = p[0];
    left[1] = ab;
    left[2] = abc;
    left[3] = middle;
    p[0] = middle;
    p[1] = bcd;
    p[2] = cd;
}

/* Where the curve turns vertically, in order, strictly inside it. */
static int vertical_turns(const struct point p[4], double turns[2]) {
    double a = p[3].y - 3 * p[2].y + 3 * p[1].y - p[0].y;
    double b = 2 * (p[2].y - 2 * p[1].y + p[0].y);
    double c = p[1].y - p[0].y;
    double roots[2];
    int found = 0;
    if (fabs(a) < 1e-9) {
        if (fabs(b) > 1e-12) {
            roots[found++] = -c / b;
        }
    } else {
        double under = b * b - 4 * a * c;
        if (under >= 0) {
            double q = -(b + copysign(sqrt(under), b)) / 2;
            roots[found++] = q / a;
            if (q != 0) {
                roots[found++] = c / q;
            }
        }
    }
    int count = 0;
    for (int i = 0; i < found; i++) {
        if (roots[i] > 1e-6 && roots[i] < 1 - 1e-6) {
            turns[count++] = roots[i];
        }
    }
    if (count == 2 && turns[0] > turns[1]) {
        double swap = turns[0];
        turns[0] = turns[1];
        turns[1] = swap;
    }
    return count;
}

static void add_curve(struct pl_raster *raster, struct point p[4], int shift) {
    raster->x = p[3].x;
    raster->y = p[3].y;
    double turns[2];
    int count = vertical_turns(p, turns);
    double from = 0;
    for (int i = 0; i < count; i++) {
        struct point left[4];
        split(p, (turns[i] - from) / (1 - from), left);
        from = turns[i];
        /* Rounding must not leave a piece that turns once more at its end. */
        left[2].y = left[3].y;
        p[1].y = p[0].y;
        add_monotone(raster, left, shift);
    }
    add_monotone(raster, p, shift);
}

void pl_raster_cubic(struct pl_raster *raster, double x1, double y1, double x2, double y2, double x3,
                     double y3) {
    struct point p[4] = {{raster->x, raster->y}, {x1, y1}, {x2, y2}, {x3, y3}};
    add_curve(raster, p, -1);
}

/*
 * A parabola that only goes down. Where it falls steeply its edges end on whole pixels, along their own
 * slope; else on the nearest quarters.
 */
static void add_falling_quadratic(struct pl_raster *raster, const struct point p[3], int shift, int winding) {
    int steps = 1 << shift;
    int last = snap(p[2].y);
    int top = snap(p[0].y);
    double moved = (double)top / QUARTERS - p[0].y;
    struct point old = p[0];
    double x = p[0].x;
    for (int i = 1; i <= steps; i++) {
        double t = (double)i / steps;
        double u = 1 - t;
        struct point new = {u * u * p[0].x + 2 * u * t * p[1].x + t * t * p[2].x,
                            u * u * p[0].y + 2 * u * t * p[1].y + t * t * p[2].y};
        double rise = new.y - old.y;
        double slope = rise > 0 ? (new.x - old.x) / rise : 0; /* per pixel */
        int bottom = last;
        double end = p[2].x;
        if (i < steps && rise * steps >= 2) {
            double whole = floor(fmin(fmax(new.y + moved, -(1 << 26)), 1 << 26) + 0.5);
            bottom = (int)whole * QUARTERS < last ? (int)whole * QUARTERS : last;
            end = new.x + slope *((double)bottom / QUARTERS - new.y - moved);
        } else if (i < steps) {
            bottom = snap(new.y + moved) < last ? snap(new.y + moved) : last;
            end = new.x;
        }
        if (bottom > top) {
            add_edge(raster, x, top, bottom, (end - x) / (bottom - top), winding);
            top = bottom;
        }
        x = end;
        old = new;
    }
}

static void add_monotone_quadratic(struct pl_raster *raster, struct point a, struct point b, struct point c) {
    int winding = a.y > c.y ? -1 : 1;
    struct point p[3] = {winding < 0 ? c : a, b, winding < 0 ? a : c};
    const double unit = QUARTERS * 64;
    int shift = segments_shift((2 * b.x - a.x - c.x) / 4 * unit, (2 * b.y - a.y - c.y) / 4 * unit);
    add_falling_quadratic(raster, p, shift < 1 ? 1 : shift > 6 ? 6 : shift, winding);
}

void pl_raster_quadratic(struct pl_raster *raster, double x1, double y1, double x2, double y2) {
    struct point a = {raster->x, raster->y};
    struct point b = {x1, y1};
    struct point c = {x2, y2};
    raster->x = x2;
    raster->y = y2;
    double bend = a.y - 2 * b.y + c.y;
    double t = bend != 0 ? (a.y - b.y) / bend : -1;
    if (t <= 1e-6 || t >= 1 - 1e-6) {
        add_monotone_quadratic(raster, a, b, c);
        return;
    }
    /* Both halves are level where they meet. */
    struct point ab = {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
    struct point bc = {b.x + (c.x - b.x) * t, b.y + (c.y - b.y) * t};
    struct point turn = {ab.x + (bc.x - ab.x) * t, ab.y + (bc.y - ab.y) * t};
    ab.y = bc.y = turn.y;
    add_monotone_quadratic(raster, a, ab, turn);
    add_monotone_quadratic(raster, turn, bc, c);
}

/* How many parabolas, as a power of two, keep within a quarter of a pixel of an arc (Skia's bound for
 * conics). */
static int arc_shift(double radius, double angle) {
    double w = cos(angle / 2) - 1;
    double k = fabs(w / (4 * (2 + w)));
    double error = k * 2 * radius * sin(angle / 2) * sin(angle / 2) / cos(angle / 2);
    int shift = 0;
    while (shift < 5 && error > 0.25) {
        error /= 4;
        shift++;
    }
    return shift;
}

void pl_raster_arc(struct pl_raster *raster, double ux, double uy, double vx, double vy, double angle) {
    double cx = raster->x - ux;
    double cy = raster->y - uy;
    double radius = sqrt(fmax(ux * ux + uy * uy, vx * vx + vy * vy));
    int pieces = 1 << arc_shift(radius, angle);
    double step = angle / pieces;
    double reach = 1 / cos(step / 2); /* of the control points, where the tangents meet */
    for (int i = 0; i < pieces; i++) {
        double middle = step * (i + 0.5);
        double end = step * (i + 1);
        double a = cos(middle) * reach;
        double b = sin(middle) * reach;
        pl_raster_quadratic(raster, cx + ux * a + vx * b, cy + uy * a + vy * b,
                            cx + ux * cos(end) + vx * sin(end), cy + uy * cos(end) + vy * sin(end));
    }
}

static int pixel_floor(double v) {
    return v < -1e9 ? -1000000000 : v > 1e9 ? 1000000000 : (int)floor(v);
}

struct pl_rect pl_raster_bounds(const struct pl_raster *raster) {
    if (raster->count == 0) {
        return (struct pl_rect){0, 0, 0, 0};
    }
    return (struct pl_rect){pixel_floor(raster->least_x), pixel_floor((double)raster->least_y / QUARTERS),
                            pixel_floor(raster->most_x) + 1,
                            -pixel_floor(-(double)raster->most_y / QUARTERS)};
}
