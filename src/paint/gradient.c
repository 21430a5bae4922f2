#include "paint/gradient.h"

#include "base/color.h"
#include "base/memory.h"
#include "paint/turn.h"

#include <math.h>
#include <stdlib.h>

enum { TABLE = 2048 };

static double mix(double a, double b, double t) {
    return a + (b - a) * t;
}

/* The colour at t along the axis. Channels are mixed before they are multiplied by alpha, as SVG and canvas
 * do. */
static uint32_t color_at(const struct pl_fill *fill, double t) {
    const struct pl_gradient *g = fill->gradient;
    int after = 0; /* stops that are not behind t, by halving: there may be many of them */
    for (int end = g->count; after < end;) {
        int middle = (after + end) / 2;
        if (g->stops[middle].offset <= t) {
            after = middle + 1;
        } else {
            end = middle;
        }
    }
    const struct pl_stop *b = &g->stops[after < g->count ? after : g->count - 1];
    const struct pl_stop *a = after > 0 ? &g->stops[after - 1] : b;
    double span = b->offset - a->offset;
    double f = span > 0 ? (t - a->offset) / span : 0;
    double alpha = mix(a->color.a * a->opacity, b->color.a * b->opacity, f) / 255 * fill->opacity;
    uint32_t pixel = (uint32_t)(alpha * 255 + 0.5) << 24;
    pixel |= (uint32_t)(mix(a->color.r, b->color.r, f) * alpha + 0.5) << 16;
    pixel |= (uint32_t)(mix(a->color.g, b->color.g, f) * alpha + 0.5) << 8;
    pixel |= (uint32_t)(mix(a->color.b, b->color.b, f) * alpha + 0.5);
    return pixel;
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

static bool make_room(struct pl_fill *fill, int count) {
    if (!fill->table) {
        fill->table = pl_calloc(TABLE + 1, sizeof *fill->table);
        for (int i = 0; fill->table && i <= TABLE; i++) {
            fill->table[i] = color_at(fill, (double)i / TABLE);
        }
    }
    if (count > fill->row_size) {
        uint32_t *row = pl_realloc(fill->row, (size_t)count, sizeof *row);
        if (!row) {
            return false;
        }
        fill->row = row;
        fill->row_size = count;
    }
    return fill->table != NULL;
}

static uint32_t look_up(const struct pl_fill *fill, double t) {
    double at = fmin(1, fmax(0, t));
    return fill->exact ? color_at(fill, at) : fill->table[(int)(at * TABLE + 0.5)];
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

/* The largest t whose circle goes through the point and has a radius of 0 or more (SVG 2, canvas). */
static bool radial_t(const struct pl_fill *fill, double x, double y, double *t) {
    double cdx = fill->x2 - fill->x1;
    double cdy = fill->y2 - fill->y1;
    double r1 = fill->gradient->r1;
    double dr = fill->gradient->r2 - r1;
    double px = x - fill->x1;
    double py = y - fill->y1;
    double a = cdx * cdx + cdy * cdy - dr * dr;
    double b = px * cdx + py * cdy + r1 * dr;
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
    double high = a > 0 ? (b + root) / a : (b - root) / a;
    double low = a > 0 ? (b - root) / a : (b + root) / a;
    *t = r1 + high * dr >= 0 ? high : low;
    return r1 + *t * dr >= 0;
}

static void radial_row(struct pl_fill *fill, double x, double y, double dx, double dy, int count) {
    for (int i = 0; i < count; i++) {
        double t;
        fill->row[i] = radial_t(fill, x + dx * i, y + dy * i, &t) ? look_up(fill, t) : 0;
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
    free(fill->row);
    *fill = (struct pl_fill){0};
}
