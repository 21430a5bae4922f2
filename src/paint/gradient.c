#include "paint/gradient.h"

#include "base/color.h"
#include "base/memory.h"
#include "paint/gradient_eights.h"
#include "paint/turn.h"

#include <math.h>
#include <stdlib.h>

/* The segment behind so many stops. */
static void make_segment(const struct pl_fill *fill, int after, struct pl_fill_segment *out) {
    const struct pl_gradient *g = fill->gradient;
    const struct pl_stop *b = &g->stops[after < g->count ? after : g->count - 1];
    const struct pl_stop *a = after > 0 ? &g->stops[after - 1] : b;
    const double from[] = {a->color.r, a->color.g, a->color.b, a->color.a * a->opacity};
    const double to[] = {b->color.r, b->color.g, b->color.b, b->color.a * b->opacity};
    *out = (struct pl_fill_segment){.offset = a->offset,
                                    .span = b->offset - a->offset,
                                    .least = after > 0 ? a->offset : 0,
                                    .past = after < g->count ? b->offset : PL_FILL_NOWHERE,
                                    .level = true};
    for (int i = 0; i < PL_FILL_CHANNELS; i++) {
        out->from[i] = from[i];
        out->rise[i] = to[i] - from[i];
        out->level = out->level && (out->rise[i] == 0 || !(out->span > 0));
    }
    out->pixel = pl_fill_color(out, out->offset, fill->opacity);
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
    return pl_fill_color(&segment, t, fill->opacity);
}

/* Hard edges lie between entries of the table: with them the exact colour is taken. */
static bool has_edges(const struct pl_gradient *gradient) {
    for (int i = 1; i < gradient->count; i++) {
        if (gradient->stops[i].offset - gradient->stops[i - 1].offset < 2.0 / PL_FILL_TABLE) {
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
    fill->table = pl_calloc(PL_FILL_ENTRIES, sizeof *fill->table);
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
    for (int i = 0; i <= PL_FILL_TABLE; i++) {
        double t = (double)i / PL_FILL_TABLE;
        after = stops_until(g, after, t);
        fill->table[i] =
            fill->exact ? (uint32_t)after : pl_fill_color(&fill->segments[after], t, fill->opacity);
    }
    return true;
}

static bool make_room(struct pl_fill *fill, int count) {
    if (!fill->segments && !make_tables(fill)) {
        return false;
    }
    if (count > fill->row_size) {
        uint32_t *row = pl_realloc(fill->row, (size_t)count + PL_FILL_TAIL, sizeof *row);
        if (!row) {
            return false;
        }
        fill->row = row;
        fill->row_size = count;
    }
    return true;
}

/* Where a row is in the gradient's own plane. */
static struct pl_fill_line line_of(const struct pl_fill *fill, int x, int y) {
    double px = x + 0.5 - fill->pivot_x;
    double py = y + 0.5 - fill->pivot_y;
    return (struct pl_fill_line){
        .x = fill->pivot_x + px * fill->turn_cos + py * fill->turn_sin - fill->x,
        .y = fill->pivot_y - px * fill->turn_sin + py * fill->turn_cos - fill->y,
        .dx = fill->turn_cos,
        .dy = -fill->turn_sin,
    };
}

/* Whether what is above and below a pixel is the same: nothing of y gets into where it is on the axis. */
static bool has_one_row(const struct pl_fill *fill) {
    return fill->gradient->type == PL_GRADIENT_LINEAR &&
           ((fill->turn_sin == 0 && fill->y1 == fill->y2) || (fill->turn_cos == 0 && fill->x1 == fill->x2));
}

int pl_fill_work(const struct pl_fill *fill) {
    return fill->gradient && !is_vertical(fill) && !has_one_row(fill) ? pl_fill_eights_work(fill) : 1;
}

const uint32_t *pl_fill_row(struct pl_fill *fill, int x, int y, int from, int to) {
    struct pl_fill_line line = line_of(fill, x, y);
    if (!has_one_row(fill)) {
        if (!make_room(fill, to - from)) {
            return NULL;
        }
        pl_fill_eights(fill, &line, from, to, fill->row);
        return fill->row;
    }
    if (!make_room(fill, to)) {
        return NULL;
    }
    if (fill->kept_x != x) {
        fill->kept_x = x;
        fill->kept = 0;
    }
    if (fill->kept < to) {
        pl_fill_eights(fill, &line, fill->kept, to, fill->row + fill->kept);
        fill->kept = to;
    }
    return fill->row + from;
}

void pl_fill_finish(struct pl_fill *fill) {
    free(fill->table);
    free(fill->segments);
    free(fill->row);
    *fill = (struct pl_fill){0};
}
