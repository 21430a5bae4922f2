#include "paint/box.h"

#include "base/lazy.h"
#include "paint/blend.h"
#include "paint/box_rows.h"
#include "paint/turn.h"

#include <math.h>
#include <string.h>

void pl_round_box_init(struct pl_round_box *out, struct pl_box box, const struct pl_radii *radii) {
    *out = (struct pl_round_box){
        .box = box, .pivot_x = box.x + box.width / 2, .pivot_y = box.y + box.height / 2};
    for (int i = 0; i < 4; i++) {
        struct pl_radius r = radii->corner[i];
        out->rx[i] = r.percent ? r.value / 100 * box.width : r.value;
        out->ry[i] = r.percent ? r.value / 100 * box.height : r.value;
    }
    const double *rx = out->rx;
    const double *ry = out->ry;
    double sums[4] = {rx[0] + rx[1], ry[1] + ry[2], rx[2] + rx[3], ry[3] + ry[0]};
    double factor = 1;
    for (int i = 0; i < 4; i++) {
        double side = i % 2 ? box.height : box.width;
        if (sums[i] > side) {
            factor = fmin(factor, side / sums[i]);
        }
    }
    for (int i = 0; i < 4; i++) {
        out->rx[i] *= factor;
        out->ry[i] *= factor;
        if (out->rx[i] <= 0 || out->ry[i] <= 0) {
            out->rx[i] = out->ry[i] = 0;
        }
    }
}

struct pl_box pl_box_snap(struct pl_box box) {
    double x0 = floor(box.x + 0.5);
    double y0 = floor(box.y + 0.5);
    double x1 = floor(box.x + box.width + 0.5);
    double y1 = floor(box.y + box.height + 0.5);
    return (struct pl_box){x0, y0, x1 - x0, y1 - y0};
}

/* What is beyond any canvas, and still an int. */
static int far_pixel(double v) {
    return (int)fmin(fmax(v, -1e8), 1e8);
}

struct pl_rect pl_box_turned_bounds(struct pl_box box, double degrees, double x, double y) {
    double cosine, sine;
    pl_turn(degrees, &cosine, &sine);
    double least_x = INFINITY;
    double least_y = INFINITY;
    double most_x = -INFINITY;
    double most_y = -INFINITY;
    for (int i = 0; i < 4; i++) {
        double px = box.x + (i & 1 ? box.width : 0) - x;
        double py = box.y + (i & 2 ? box.height : 0) - y;
        double tx = x + px * cosine - py * sine;
        double ty = y + px * sine + py * cosine;
        least_x = fmin(least_x, tx);
        least_y = fmin(least_y, ty);
        most_x = fmax(most_x, tx);
        most_y = fmax(most_y, ty);
    }
    return (struct pl_rect){far_pixel(floor(least_x)) - 1, far_pixel(floor(least_y)) - 1,
                            far_pixel(ceil(most_x)) + 1, far_pixel(ceil(most_y)) + 1};
}

/* ---- outlines ---- */

struct turn {
    double cos, sin, x, y;
};

static double turn_x(const struct turn *t, double x, double y) {
    return t->x + (x - t->x) * t->cos - (y - t->y) * t->sin;
}

static double turn_y(const struct turn *t, double x, double y) {
    return t->y + (x - t->x) * t->sin + (y - t->y) * t->cos;
}

static void line(struct pl_raster *raster, const struct turn *t, double x, double y) {
    pl_raster_line(raster, turn_x(t, x, y), turn_y(t, x, y));
}

/* A quarter of an ellipse, from the pen on: u leads from its middle to the pen, v to where it ends. */
static void corner(struct pl_raster *raster, const struct turn *t, double ux, double uy, double vx,
                   double vy) {
    if ((ux == 0 && uy == 0) || (vx == 0 && vy == 0)) {
        return;
    }
    pl_raster_arc(raster, ux * t->cos - uy * t->sin, ux * t->sin + uy * t->cos, vx * t->cos - vy * t->sin,
                  vx * t->sin + vy * t->cos, M_PI / 2);
}

void pl_round_box_trace(const struct pl_round_box *b, double degrees, struct pl_raster *raster) {
    struct turn t = {.x = b->pivot_x, .y = b->pivot_y};
    pl_turn(degrees, &t.cos, &t.sin);
    double l = b->box.x;
    double u = b->box.y;
    double r = l + b->box.width;
    double d = u + b->box.height;
    pl_raster_move(raster, turn_x(&t, l + b->rx[0], u), turn_y(&t, l + b->rx[0], u));
    line(raster, &t, r - b->rx[1], u);
    corner(raster, &t, 0, -b->ry[1], b->rx[1], 0);
    line(raster, &t, r, d - b->ry[2]);
    corner(raster, &t, b->rx[2], 0, 0, b->ry[2]);
    line(raster, &t, l + b->rx[3], d);
    corner(raster, &t, 0, b->ry[3], -b->rx[3], 0);
    line(raster, &t, l, u + b->ry[0]);
    corner(raster, &t, -b->rx[0], 0, 0, -b->ry[0]);
    pl_raster_close(raster);
}

/* ---- filling ---- */

/* Pixels of a gradient that are made and laid at a time, while they are at hand. */
enum { PIECE = 1024 };

/* Where what a row covers begins, and where it ends, among so many pixels. */
static void find_covered(const uint8_t *coverage, int *from, int *to) {
    uint64_t eight = 0;
    while (*to - *from >= 8 && eight == 0) {
        memcpy(&eight, coverage + *from, sizeof eight);
        *from += eight == 0 ? 8 : 0;
    }
    eight = 0;
    while (*to - *from >= 8 && eight == 0) {
        memcpy(&eight, coverage + *to - 8, sizeof eight);
        *to -= eight == 0 ? 8 : 0;
    }
}

static bool fill_row(struct pl_pixmap *pixmap, struct pl_fill *fill, int x0, int x1, int y,
                     const uint8_t *coverage, struct placard_error *error) {
    uint32_t *row = pl_pixmap_row(pixmap, y) + x0;
    uint32_t pixel;
    if (pl_fill_is_run(fill, y, &pixel)) {
        pl_blend_run(row, x1 - x0, pixel, coverage);
        return true;
    }
    int from = 0;
    int to = x1 - x0;
    if (coverage) {
        find_covered(coverage, &from, &to);
    }
    while (from < to) {
        int end = to - from < PIECE ? to : from + PIECE;
        const uint32_t *pixels = pl_fill_row(fill, x0, y, from, end);
        if (!pixels) {
            return pl_fail_memory(error);
        }
        pl_blend_pixels(row + from, end - from, pixels, coverage ? coverage + from : NULL);
        from = end;
    }
    return true;
}

bool pl_round_box_fill(struct pl_pixmap *pixmap, const struct pl_round_box *box, double degrees,
                       struct pl_fill *fill, struct pl_raster *raster, struct placard_error *error) {
    struct pl_box_rows rows;
    bool ok =
        pl_box_rows_init(&rows, box, degrees, pl_pixmap_rect(pixmap), pl_pixmap_band(pixmap), raster, error);
    struct pl_rect r = rows.rect;
    long long work = (long long)pl_fill_work(fill) * (r.x1 - r.x0);
    pl_pixmap_touch(pixmap, r.x0, r.y0, r.x1, r.y1);
    for (int y = r.y0; ok && y < r.y1 && r.x0 < r.x1; y++) {
        ok = pl_deadline_spend(raster->deadline, work, error) &&
             fill_row(pixmap, fill, r.x0, r.x1, y, pl_box_rows_get(&rows, y), error);
    }
    pl_box_rows_finish(&rows);
    return ok;
}
