#include "paint/stroke.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

enum { DEEPEST = 6 }; /* halvings of a piece */

static const double tolerance =
    0.25; /* pixels between an offset curve and the parabolas that stand for it, as in Skia */
static const double miter_limit = 4;

struct vec {
    double x, y;
};

struct pen {
    struct pl_raster *raster;
    double radius;
    enum pl_join join;
};

static struct vec add(struct vec a, struct vec b, double times) {
    return (struct vec){a.x + b.x * times, a.y + b.y * times};
}

static double cross(struct vec a, struct vec b) {
    return a.x * b.y - a.y * b.x;
}

static double dot(struct vec a, struct vec b) {
    return a.x * b.x + a.y * b.y;
}

static struct vec normal(struct vec tangent) {
    return (struct vec){-tangent.y, tangent.x};
}

static bool unit(struct vec *v) {
    double length = sqrt(dot(*v, *v));
    if (length < 1e-9) {
        return false;
    }
    *v = (struct vec){v->x / length, v->y / length};
    return true;
}

void pl_contour_add(struct pl_contour *contour, int degree, const double *x, const double *y) {
    if (!pl_reserve((void **)&contour->pieces, &contour->capacity, contour->count + 1,
                    sizeof *contour->pieces)) {
        contour->failed = true;
        return;
    }
    struct pl_piece *piece = &contour->pieces[contour->count++];
    *piece = (struct pl_piece){.degree = degree};
    for (int i = 0; i <= degree; i++) {
        piece->x[i] = x[i];
        piece->y[i] = y[i];
    }
}

/* ---- points and directions of a piece ---- */

static struct vec point_at(const struct pl_piece *p, double t) {
    struct vec q[4] = {{0, 0}};
    for (int i = 0; i <= p->degree; i++) {
        q[i] = (struct vec){p->x[i], p->y[i]};
    }
    for (int level = p->degree; level > 0; level--) {
        for (int i = 0; i < level; i++) {
            q[i] = add(q[i], add(q[i + 1], q[i], -1), t);
        }
    }
    return q[0];
}

/* The direction at t; where the curve stands still there, that of what it comes from or goes to. */
static bool tangent_at(const struct pl_piece *p, double t, struct vec *out) {
    int n = p->degree;
    struct vec d[3] = {{0, 0}};
    for (int i = 0; i < n; i++) {
        d[i] = (struct vec){p->x[i + 1] - p->x[i], p->y[i + 1] - p->y[i]};
    }
    struct vec v = n == 1 ? d[0] : add(d[0], add(d[1], d[0], -1), t);
    if (n == 3) {
        struct vec w = add(d[1], add(d[2], d[1], -1), t);
        v = add(v, add(w, v, -1), t);
    }
    for (int i = 0; i < n && dot(v, v) < 1e-12; i++) {
        v = t < 0.5 ? d[i] : d[n - 1 - i];
    }
    *out = v;
    return unit(out);
}

/* ---- one side of a piece ---- */

static void line(const struct pen *pen, struct vec a, struct vec b, bool back) {
    pl_raster_jump(pen->raster, back ? b.x : a.x, back ? b.y : a.y);
    pl_raster_line(pen->raster, back ? a.x : b.x, back ? a.y : b.y);
}

static void parabola(const struct pen *pen, struct vec a, struct vec c, struct vec b, bool back) {
    struct vec from = back ? b : a;
    struct vec to = back ? a : b;
    pl_raster_jump(pen->raster, from.x, from.y);
    pl_raster_quadratic(pen->raster, c.x, c.y, to.x, to.y);
}

/* Where the tangents at both ends meet; false where they run along each other or apart. */
static bool tangents_meet(struct vec a, struct vec ta, struct vec b, struct vec tb, struct vec *out) {
    double turn = cross(ta, tb);
    if (fabs(turn) < 1e-6) {
        return false;
    }
    struct vec ab = add(b, a, -1);
    double s = cross(ab, tb) / turn;
    double r = cross(ab, ta) / turn;
    if (s < 0 || r > 0) {
        return false;
    }
    *out = add(a, ta, s);
    return true;
}

/* The side of a piece that lies `side` radii along its normal, between two of its parameters. */
static void offset_curve(const struct pen *pen, const struct pl_piece *p, double t0, double t1, double side,
                         int depth) {
    struct vec ta = {0, 0};
    struct vec tb = ta;
    struct vec tm = ta;
    double middle = (t0 + t1) / 2;
    if (!tangent_at(p, t0, &ta) || !tangent_at(p, t1, &tb) || !tangent_at(p, middle, &tm)) {
        return;
    }
    double far = side * pen->radius;
    struct vec a = add(point_at(p, t0), normal(ta), far);
    struct vec b = add(point_at(p, t1), normal(tb), far);
    struct vec m = add(point_at(p, middle), normal(tm), far);
    struct vec c;
    bool meets = tangents_meet(a, ta, b, tb, &c);
    struct vec guess = {(a.x + b.x) / 2, (a.y + b.y) / 2};
    if (meets) {
        guess = (struct vec){(guess.x + c.x) / 2, (guess.y + c.y) / 2};
    }
    bool close = fabs(dot(add(guess, m, -1), normal(tm))) <= tolerance && dot(ta, tb) > 0;
    if (!close && depth < DEEPEST) {
        offset_curve(pen, p, t0, middle, side, depth + 1);
        offset_curve(pen, p, middle, t1, side, depth + 1);
    } else if (meets) {
        parabola(pen, a, c, b, side < 0);
    } else {
        line(pen, a, b, side < 0);
    }
}

/* Where a cubic bends the other way; between such places it is a plain arc. */
static int inflections(const struct pl_piece *p, double out[2]) {
    if (p->degree != 3) {
        return 0;
    }
    struct vec a = {p->x[1] - p->x[0], p->y[1] - p->y[0]};
    struct vec b = {p->x[2] - 2 * p->x[1] + p->x[0], p->y[2] - 2 * p->y[1] + p->y[0]};
    struct vec c = {p->x[3] + 3 * (p->x[1] - p->x[2]) - p->x[0], p->y[3] + 3 * (p->y[1] - p->y[2]) - p->y[0]};
    double qa = cross(b, c);
    double qb = cross(a, c);
    double qc = cross(a, b);
    double under = qb * qb - 4 * qa * qc;
    double roots[2] = {-1, -1};
    if (fabs(qa) < 1e-9) {
        roots[0] = fabs(qb) > 1e-9 ? -qc / qb : -1;
    } else if (under >= 0) {
        double q = -(qb + copysign(sqrt(under), qb)) / 2;
        roots[0] = q / qa;
        roots[1] = q != 0 ? qc / q : -1;
    }
    int count = 0;
    for (int i = 0; i < 2; i++) {
        if (roots[i] > 1e-4 && roots[i] < 1 - 1e-4) {
            out[count++] = roots[i];
        }
    }
    if (count == 2 && out[0] > out[1]) {
        double swap = out[0];
        out[0] = out[1];
        out[1] = swap;
    }
    return count;
}

static void stroke_piece(const struct pen *pen, const struct pl_piece *p) {
    struct vec t = {0, 0};
    if (p->degree == 1) {
        if (tangent_at(p, 0, &t)) {
            struct vec a = {p->x[0], p->y[0]};
            struct vec b = {p->x[1], p->y[1]};
            struct vec n = normal(t);
            line(pen, add(a, n, pen->radius), add(b, n, pen->radius), false);
            line(pen, add(a, n, -pen->radius), add(b, n, -pen->radius), true);
        }
        return;
    }
    double stops[4] = {0};
    int count = inflections(p, stops + 1);
    stops[count + 1] = 1;
    for (int i = 0; i <= count; i++) {
        offset_curve(pen, p, stops[i], stops[i + 1], 1, 0);
        offset_curve(pen, p, stops[i], stops[i + 1], -1, 0);
    }
}

/* ---- corners ---- */

/* From one end of an outer corner to the other: `from` and `to` are unit normals that point outwards. */
static void join_outside(const struct pen *pen, struct vec at, struct vec from, struct vec to, bool back) {
    double r = pen->radius;
    struct vec a = add(at, from, r);
    struct vec b = add(at, to, r);
    double cosine = fmax(-1, fmin(1, dot(from, to)));
    double angle = acos(cosine);
    if (pen->join == PL_JOIN_ROUND) {
        /* In quarters; each goes from its start towards a right angle from it. */
        double sign = cross(from, to) < 0 ? -1 : 1;
        pl_raster_jump(pen->raster, back ? b.x : a.x, back ? b.y : a.y);
        struct vec u = back ? to : from;
        double turn = back ? -sign : sign;
        while (angle > 1e-6) {
            double part = fmin(angle, M_PI / 2);
            struct vec v = {-u.y * turn, u.x * turn};
            pl_raster_arc(pen->raster, u.x * r, u.y * r, v.x * r, v.y * r, part);
            u = (struct vec){u.x * cos(part) + v.x * sin(part), u.y * cos(part) + v.y * sin(part)};
            angle -= part;
        }
        return;
    }
    double half_sine = sqrt((1 + cosine) / 2); /* of half the angle that the corner leaves */
    if (pen->join == PL_JOIN_MITER && half_sine * miter_limit >= 1) {
        struct vec tip = add(at, add(from, to, 1), r / (1 + cosine));
        line(pen, a, tip, back);
        line(pen, tip, b, back);
        return;
    }
    line(pen, a, b, back);
}

static void stroke_corner(const struct pen *pen, struct vec at, struct vec before, struct vec after) {
    struct vec n0 = normal(before);
    struct vec n1 = normal(after);
    double turn = cross(before, after);
    if (fabs(turn) < 1e-6 && dot(before, after) > 0) {
        return;
    }
    /* Turning towards the normal, its side is the inner one: it goes back to the corner itself and out again.
     */
    double inner = turn > 0 ? 1 : -1;
    struct vec from = add(at, n0, inner * pen->radius);
    struct vec to = add(at, n1, inner * pen->radius);
    line(pen, from, at, inner < 0);
    line(pen, at, to, inner < 0);
    struct vec out0 = {n0.x * -inner, n0.y * -inner};
    struct vec out1 = {n1.x * -inner, n1.y * -inner};
    join_outside(pen, at, out0, out1, inner > 0);
}

void pl_contour_stroke(struct pl_contour *contour, double width, enum pl_join join,
                       struct pl_raster *raster) {
    struct pen pen = {raster, width / 2, join};
    struct vec before = {0, 0};
    bool known = false;
    pl_raster_close(raster);
    /* The corner at the start needs the direction that the contour comes back with. */
    for (size_t i = contour->count; i > 0 && !known; i--) {
        known = tangent_at(&contour->pieces[i - 1], 1, &before);
    }
    for (size_t i = 0; i < contour->count; i++) {
        const struct pl_piece *p = &contour->pieces[i];
        struct vec after = before;
        if (!tangent_at(p, 0, &after)) {
            continue;
        }
        stroke_corner(&pen, (struct vec){p->x[0], p->y[0]}, before, after);
        stroke_piece(&pen, p);
        tangent_at(p, 1, &before);
    }
    pl_raster_jump(raster, raster->x, raster->y);
    raster->failed = raster->failed || contour->failed;
    contour->count = 0;
    contour->failed = false;
}

void pl_contour_finish(struct pl_contour *contour) {
    free(contour->pieces);
    *contour = (struct pl_contour){0};
}
