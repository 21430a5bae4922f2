#include "paint/box_inside.h"

#include "paint/turn.h"

#include <math.h>

struct shape {
    const struct pl_round_box *box;
    double cos, sin;
};

static bool is_beyond_corner(double x, double y, double rx, double ry) {
    return x < rx && y < ry && (1 - x / rx) * (1 - x / rx) + (1 - y / ry) * (1 - y / ry) > 1;
}

static bool is_inside(const struct shape *s, double x, double y) {
    const struct pl_round_box *b = s->box;
    double px = x - b->pivot_x;
    double py = y - b->pivot_y;
    double left = b->pivot_x + px * s->cos + py * s->sin - b->box.x;
    double top = b->pivot_y - px * s->sin + py * s->cos - b->box.y;
    double right = b->box.width - left;
    double bottom = b->box.height - top;
    return left >= 0 && top >= 0 && right >= 0 && bottom >= 0 &&
           !is_beyond_corner(left, top, b->rx[0], b->ry[0]) &&
           !is_beyond_corner(right, top, b->rx[1], b->ry[1]) &&
           !is_beyond_corner(right, bottom, b->rx[2], b->ry[2]) &&
           !is_beyond_corner(left, bottom, b->rx[3], b->ry[3]);
}

/* How far inside of the box a level line goes from a point towards another one, to an eighth of a pixel. */
static double last_inside(const struct shape *s, double from, double to, double y) {
    if (is_inside(s, to, y)) {
        return to;
    }
    while (fabs(to - from) > 0.125) {
        double middle = (from + to) / 2;
        *(is_inside(s, middle, y) ? &from : &to) = middle;
    }
    return from;
}

/* As a box is convex, what is between two level lines that are inside of it is as well. */
struct pl_rect pl_round_box_inside(const struct pl_round_box *box, double degrees, int far,
                                   struct pl_rect rows) {
    struct shape shape = {.box = box};
    double middle = box->box.x + box->box.width / 2;
    double ends[2] = {rows.y0 - far - 1.0, rows.y1 + far + 1.0};
    double left = rows.x0 - far - 1.0;
    double right = rows.x1 + far + 1.0;
    pl_turn(degrees, &shape.cos, &shape.sin);
    middle = fmin(fmax(middle, left), right);
    for (int i = 0; i < 2; i++) {
        if (!is_inside(&shape, middle, ends[i])) {
            return (struct pl_rect){0, 0, 0, 0};
        }
        left = fmax(left, last_inside(&shape, middle, left, ends[i]));
        right = fmin(right, last_inside(&shape, middle, right, ends[i]));
    }
    rows.x0 = (int)ceil(left) + far + 1;
    rows.x1 = (int)floor(right) - far - 1;
    return rows.x0 < rows.x1 ? rows : (struct pl_rect){0, 0, 0, 0};
}
