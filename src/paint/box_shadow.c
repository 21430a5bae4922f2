#include "base/color.h"
#include "base/lazy.h"
#include "base/memory.h"
#include "paint/blend.h"
#include "paint/blur.h"
#include "paint/box_inside.h"
#include "paint/box_rows.h"
#include "paint/enlarge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A corner's radius moved outwards by `spread`, sharp ones staying sharp (CSS Backgrounds 3, section 7.1.1).
 */
static double spread_radius(double radius, double spread) {
    if (radius <= 0) {
        return 0;
    }
    if (spread > 0 && radius < spread) {
        double ratio = radius / spread - 1;
        return radius + spread * (1 + ratio * ratio * ratio);
    }
    return fmax(0, radius + spread);
}

/* The shape that casts the shadow, or for an inset one the hole that the light comes through. */
static struct pl_round_box cast_shape(const struct pl_round_box *box, const struct pl_shadow *shadow) {
    double grow = shadow->inset ? -shadow->spread : shadow->spread;
    struct pl_round_box shape = *box;
    shape.box.x += shadow->dx - grow;
    shape.box.y += shadow->dy - grow;
    shape.box.width = fmax(0, box->box.width + 2 * grow);
    shape.box.height = fmax(0, box->box.height + 2 * grow);
    for (int i = 0; i < 4; i++) {
        shape.rx[i] = spread_radius(box->rx[i], grow);
        shape.ry[i] = spread_radius(box->ry[i], grow);
    }
    return shape;
}

static bool is_square(const struct pl_round_box *box) {
    return box->rx[0] == 0 && box->rx[1] == 0 && box->rx[2] == 0 && box->rx[3] == 0;
}

/* A blurred shape whose middle rows and columns are all alike and kept once. */
struct slices {
    struct pl_rect rect;  /* of all of it without repeating anything */
    struct pl_mask mask;  /* those of its rows that are wanted */
    int left, top;        /* in the rectangle: the column and row that are repeated */
    int extra_x, extra_y; /* how often more than once */
    bool mirrored;        /* the rectangle ends there: what follows is its own mirror image */
};

/* How many pixels of a side the corners take, and what the blur reaches from them. */
static int fixed_part(const double *a, const double *b, int reach) {
    return (int)ceil(fmax(*a, *b)) + reach + 1;
}

static bool is_whole(double v) {
    return v == floor(v);
}

/* Whether the shape is its own mirror image, pixel by pixel, across and down. */
static bool is_symmetric(const struct pl_round_box *shape) {
    const struct pl_box *b = &shape->box;
    for (int i = 1; i < 4; i++) {
        if (shape->rx[i] != shape->rx[0] || shape->ry[i] != shape->ry[0]) {
            return false;
        }
    }
    return is_whole(b->x) && is_whole(b->y) && is_whole(b->width) && is_whole(b->height);
}

/* The shape without the rows and columns that are repeated, which are noted. */
static struct pl_round_box slice(const struct pl_round_box *shape, int reach, struct slices *out) {
    struct pl_round_box small = *shape;
    int left = fixed_part(&shape->rx[0], &shape->rx[3], reach);
    int right = fixed_part(&shape->rx[1], &shape->rx[2], reach);
    int top = fixed_part(&shape->ry[0], &shape->ry[1], reach);
    int bottom = fixed_part(&shape->ry[2], &shape->ry[3], reach);
    *out = (struct slices){0};
    out->extra_x = (int)fmax(0, floor(shape->box.width) - left - right - 1);
    out->extra_y = (int)fmax(0, floor(shape->box.height) - top - bottom - 1);
    small.box.width -= out->extra_x;
    small.box.height -= out->extra_y;
    out->left = left + reach;
    out->top = top + reach;
    return small;
}

static struct pl_rect slices_rect(const struct slices *s) {
    int width = s->mirrored ? 2 * s->left + 1 : s->rect.x1 - s->rect.x0;
    int height = s->mirrored ? 2 * s->top + 1 : s->rect.y1 - s->rect.y0;
    return (struct pl_rect){s->rect.x0, s->rect.y0, s->rect.x0 + width + s->extra_x,
                            s->rect.y0 + height + s->extra_y};
}

/* The row of the rectangle that row `at` of the shadow looks like. */
static int source_row(const struct slices *s, int at) {
    if (at <= s->top + s->extra_y) {
        return at < s->top ? at : s->top;
    }
    return s->mirrored ? 2 * s->top + s->extra_y - at : at - s->extra_y;
}

/* The rows of the rectangle that the rows of the shadow in `band` look like. */
static struct pl_rect wanted_rows(const struct slices *s, struct pl_rect band) {
    struct pl_rect all = slices_rect(s);
    struct pl_rect wanted = {s->rect.x0, s->rect.y1, s->rect.x1, s->rect.y0};
    for (int y = all.y0 > band.y0 ? all.y0 : band.y0; y < all.y1 && y < band.y1; y++) {
        int row = s->rect.y0 + source_row(s, y - all.y0);
        wanted.y0 = row < wanted.y0 ? row : wanted.y0;
        wanted.y1 = row >= wanted.y1 ? row + 1 : wanted.y1;
    }
    return wanted;
}

static bool make_slices(const struct pl_round_box *shape, double sigma, struct pl_rect band,
                        struct pl_raster *raster, struct slices *out, struct placard_error *error) {
    int reach = pl_blur_reach(sigma);
    struct pl_round_box small = slice(shape, reach, out);
    pl_raster_reset(raster);
    pl_round_box_trace(&small, 0, raster);
    struct pl_rect all = pl_raster_bounds(raster);
    out->rect = pl_rect_empty(all) ? all : pl_rect_grow(all, reach);
    out->mirrored = reach > 0 && out->extra_x > 0 && out->extra_y > 0 && is_symmetric(shape);
    if (out->mirrored) {
        out->rect.x1 = out->rect.x0 + out->left + 1;
        out->rect.y1 = out->rect.y0 + out->top + 1;
        all = pl_rect_intersect(
            all, (struct pl_rect){all.x0, all.y0, all.x0 + out->left + 1, all.y0 + out->top + 1});
    }
    if (pl_rect_empty(out->rect)) {
        out->extra_x = out->extra_y = 0;
    }
    struct pl_rect wanted = wanted_rows(out, band);
    return pl_rect_empty(wanted) ||
           (pl_raster_fill_part(raster, all, pl_rect_rows(all, pl_rect_grow(wanted, reach)), &out->mask,
                                error) &&
            pl_mask_blur(&out->mask, sigma, wanted, raster->deadline, error));
}

/* Coverage of the pixels from x0 to x1 of row y; outside the shadow it is nothing. */
static void slices_row(const struct slices *s, int x0, int x1, int y, uint8_t *out) {
    struct pl_rect r = slices_rect(s);
    memset(out, 0, (size_t)(x1 - x0));
    if (y < r.y0 || y >= r.y1) {
        return;
    }
    const uint8_t *row = pl_mask_row(&s->mask, s->rect.y0 + source_row(s, y - r.y0) - s->mask.y);
    int from = x0 > r.x0 ? x0 : r.x0;
    int to = x1 < r.x1 ? x1 : r.x1;
    int middle = r.x0 + s->left;
    int head = to < middle + 1 ? to : middle + 1;
    if (from < head) {
        memcpy(out + (from - x0), row + (from - r.x0), (size_t)(head - from));
    }
    int run = from > middle ? from : middle;
    int run_end = to < middle + s->extra_x + 1 ? to : middle + s->extra_x + 1;
    if (run < run_end) {
        memset(out + (run - x0), row[s->left], (size_t)(run_end - run));
    }
    int tail = from > middle + s->extra_x + 1 ? from : middle + s->extra_x + 1;
    if (tail < to && !s->mirrored) {
        memcpy(out + (tail - x0), row + (tail - s->extra_x - r.x0), (size_t)(to - tail));
        return;
    }
    const uint8_t *last = row + 2 * s->left + s->extra_x;
    for (int x = tail; x < to; x++) {
        out[x - x0] = last[r.x0 - x];
    }
}

/* Takes away from a row, which starts at x0, what the box covers of it; for an inset shadow, what it does
 * not. */
static void cut_row(uint8_t *line, int x0, int x1, const struct pl_box_rows *own, int y, bool inset) {
    if (y < own->rect.y0 || y >= own->rect.y1) {
        return;
    }
    const uint8_t *inside = pl_box_rows_get(own, y);
    int from = x0 > own->rect.x0 ? x0 : own->rect.x0;
    int to = x1 < own->rect.x1 ? x1 : own->rect.x1;
    int count = to - from;
    uint8_t *restrict cut = line + (from - x0);
    if (count > 0 && !inside && !inset) {
        memset(cut, 0, (size_t)count);
        return;
    }
    const uint8_t *restrict by = inside ? inside + (from - own->rect.x0) : NULL;
    for (int i = 0; i < count; i++) {
        uint32_t covered = by ? by[i] : 255;
        cut[i] = (uint8_t)(inset ? pl_mul255(255U - cut[i], covered) : pl_mul255(cut[i], 255 - covered));
    }
}

/* What the shadows of a box share. */
struct shading {
    struct pl_pixmap *pixmap;
    struct pl_round_box box;
    double degrees;
    struct pl_raster *raster;
    bool has_own;
    struct pl_box_rows own; /* the box, where a shadow is cut by it */
    struct pl_mask cast;    /* of the shadow at hand */
};

static bool is_cut(const struct shading *s, const struct pl_shadow *shadow) {
    return shadow->inset || !s->box.opaque;
}

static bool cover_own(struct shading *s, const struct pl_shadow *shadow, struct placard_error *error) {
    if (!s->has_own && is_cut(s, shadow)) {
        s->has_own = true;
        return pl_box_rows_init(&s->own, &s->box, s->degrees, pl_pixmap_rect(s->pixmap),
                                pl_pixmap_band(s->pixmap), s->raster, error);
    }
    return true;
}

static bool upright_shadow(struct shading *s, const struct pl_shadow *shadow, uint32_t pixel,
                           struct placard_error *error) {
    struct pl_round_box shape = cast_shape(&s->box, shadow);
    if (is_square(&s->box) && !shadow->inset && shadow->blur > 0) {
        shape.box = pl_box_snap(shape.box); /* as Skia blurs rectangles */
    }
    struct slices slices = {0};
    struct pl_mask line = {0};
    bool ok = cover_own(s, shadow, error);
    struct pl_rect band = shadow->inset ? s->own.rect : pl_pixmap_band(s->pixmap);
    ok = ok && make_slices(&shape, shadow->blur / 2, band, s->raster, &slices, error);
    struct pl_rect r =
        pl_rect_intersect(pl_pixmap_band(s->pixmap), shadow->inset ? s->own.rect : slices_rect(&slices));
    ok = ok && pl_mask_reset(&line, (struct pl_rect){r.x0, 0, r.x1, 1}, error);
    pl_pixmap_touch(s->pixmap, r.x0, r.y0, r.x1, r.y1);
    for (int y = r.y0; ok && y < r.y1 && r.x0 < r.x1; y++) {
        ok = pl_deadline_spend(s->raster->deadline, r.x1 - r.x0, error);
        slices_row(&slices, r.x0, r.x1, y, line.data);
        if (is_cut(s, shadow)) {
            cut_row(line.data, r.x0, r.x1, &s->own, y, shadow->inset);
        }
        pl_blend_run(pl_pixmap_row(s->pixmap, y) + r.x0, r.x1 - r.x0, pixel, line.data);
    }
    pl_mask_finish(&line);
    pl_mask_finish(&slices.mask);
    return ok;
}

/* Whether the corners alone, with what the blur reaches, are larger than the canvas and all that casts a
 * shadow on it. */
static bool corners_exceed(const struct pl_pixmap *pixmap, const struct pl_round_box *box, int reach) {
    double radius = 0;
    for (int i = 0; i < 4; i++) {
        radius = fmax(radius, fmax(box->rx[i], box->ry[i]));
    }
    double side = 2 * (radius + reach);
    return side * side > (pixmap->width + 2.0 * reach) * (pixmap->height + 2.0 * reach);
}

/* A shape on a canvas whose pixels are `step` a side. */
static struct pl_round_box coarse_shape(const struct pl_round_box *shape, int step) {
    struct pl_round_box coarse = *shape;
    coarse.box = (struct pl_box){shape->box.x / step, shape->box.y / step, shape->box.width / step,
                                 shape->box.height / step};
    coarse.pivot_x /= step;
    coarse.pivot_y /= step;
    for (int i = 0; i < 4; i++) {
        coarse.rx[i] /= step;
        coarse.ry[i] /= step;
    }
    return coarse;
}

/* What of a shape's blurred cast can be seen in a part of some rows of the canvas, in pixels of `step` a
 * side. */
static bool cover_cast(const struct pl_round_box *shape, double degrees, double sigma, int step,
                       struct pl_rect rows, struct pl_rect part, struct pl_raster *raster,
                       struct pl_mask *cast, struct placard_error *error) {
    struct pl_round_box coarse = coarse_shape(shape, step);
    struct pl_rect seen = pl_rect_coarse(part, step);
    struct pl_rect whole = pl_rect_coarse(rows, step);
    int reach = pl_blur_reach(sigma / step);
    pl_raster_reset(raster);
    pl_round_box_trace(&coarse, degrees, raster);
    return pl_raster_fill_part(raster, pl_rect_grow(whole, reach), pl_rect_grow(seen, reach), cast, error) &&
           pl_mask_blur(cast, sigma / step, seen, raster->deadline, error);
}

/* Coverage of a row by a shadow that is seen where its cast is, or for an inset one is not; `line` has room
 * for it. */
static const uint8_t *clipped_row(const struct shading *s, const struct pl_shadow *shadow,
                                  struct pl_enlarged *cast, struct pl_rect r, int y, uint8_t *line) {
    if (!is_cut(s, shadow)) {
        return pl_enlarged_row(cast, y);
    }
    int from = cast->rect.x0 > r.x0 ? cast->rect.x0 : r.x0;
    int to = cast->rect.x1 < r.x1 ? cast->rect.x1 : r.x1;
    memset(line, 0, (size_t)(r.x1 - r.x0));
    if (y >= cast->rect.y0 && y < cast->rect.y1 && from < to) {
        memcpy(line + (from - r.x0), pl_enlarged_row(cast, y) + (from - cast->rect.x0), (size_t)(to - from));
    }
    cut_row(line, r.x0, r.x1, &s->own, y, shadow->inset);
    return line;
}

/* What can be seen of a shadow in a part of some rows of the canvas, drawn and blurred, where the band has
 * rows of it. */
static bool clipped_part(struct shading *s, const struct pl_shadow *shadow, uint32_t pixel,
                         struct pl_rect rows, struct pl_rect part, struct placard_error *error) {
    struct pl_round_box shape = cast_shape(&s->box, shadow);
    struct pl_rect seen = pl_rect_rows(part, pl_pixmap_band(s->pixmap));
    struct pl_enlarged cast = {0};
    uint8_t *line = NULL;
    double sigma = shadow->blur / 2;
    int step = pl_blur_step(sigma);
    if (pl_rect_empty(seen)) {
        return true;
    }
    bool ok = cover_cast(&shape, s->degrees, sigma, step, rows, seen, s->raster, &s->cast, error) &&
              (pl_enlarged_init(&cast, &s->cast, step, shadow->inset ? 1 : pl_blend_least(pixel), seen) ||
               pl_fail_memory(error));
    struct pl_rect r = shadow->inset ? pl_rect_intersect(s->own.rect, seen) : cast.rect;
    bool any = ok && !pl_rect_empty(r);
    ok = ok && (!any || (line = pl_calloc((size_t)(r.x1 - r.x0), 1)) || pl_fail_memory(error));
    pl_pixmap_touch(s->pixmap, r.x0, r.y0, r.x1, r.y1);
    for (int y = r.y0; ok && any && y < r.y1; y++) {
        ok = pl_deadline_spend(s->raster->deadline, r.x1 - r.x0, error);
        pl_blend_run(pl_pixmap_row(s->pixmap, y) + r.x0, r.x1 - r.x0, pixel,
                     clipped_row(s, shadow, &cast, r, y, line));
    }
    free(line);
    pl_enlarged_finish(&cast);
    return ok;
}

/* Of blurs up to this reach so many rows are drawn at once that the masks stay in the processor's caches. */
enum { NEAR_REACH = 32 };

/* Of some rows what nothing is seen of: a shadow is cut away inside of the box, or the box comes over it, and
 * one that falls into it does not reach far from the edges of what the light comes through. */
static struct pl_rect unseen(const struct shading *s, const struct pl_shadow *shadow, struct pl_rect rows) {
    struct pl_round_box shape = shadow->inset ? cast_shape(&s->box, shadow) : s->box;
    int far = shadow->inset ? pl_blur_reach(shadow->blur / 2) : 0;
    return pl_round_box_inside(&shape, s->degrees, far, rows);
}

/* Fewer columns than so many are not worth leaving out: what the blur reads is drawn on both sides of them.
 */
static bool is_worth_leaving(struct pl_rect r, int reach) {
    return r.x1 - r.x0 > 256 + 4 * reach;
}

/* How many rows are drawn at once: what the blur reads beyond them is little next to them. */
static int rows_at_once(const struct shading *s, const struct pl_shadow *shadow) {
    int reach = pl_blur_reach(shadow->blur / 2);
    struct pl_rect middle = pl_pixmap_rect(s->pixmap);
    middle.y0 = middle.y1 / 2;
    middle.y1 = middle.y0 + 1;
    bool some = reach <= NEAR_REACH || is_worth_leaving(unseen(s, shadow, middle), reach);
    return some ? 64 + 8 * reach : PL_SIDE_LIMIT;
}

static bool clipped_rows(struct shading *s, const struct pl_shadow *shadow, uint32_t pixel,
                         struct pl_rect rows, struct placard_error *error) {
    struct pl_rect without = unseen(s, shadow, rows);
    struct pl_rect left = {rows.x0, rows.y0, without.x0, rows.y1};
    struct pl_rect right = {without.x1, rows.y0, rows.x1, rows.y1};
    if (!is_worth_leaving(without, pl_blur_reach(shadow->blur / 2))) {
        return clipped_part(s, shadow, pixel, rows, rows, error);
    }
    return (pl_rect_empty(left) || clipped_part(s, shadow, pixel, rows, left, error)) &&
           (pl_rect_empty(right) || clipped_part(s, shadow, pixel, rows, right, error));
}

/* All of the shadow that can be seen: a turned box has no rows to repeat. */
static bool clipped_shadow(struct shading *s, const struct pl_shadow *shadow, uint32_t pixel,
                           struct placard_error *error) {
    struct pl_rect some = pl_pixmap_rect(s->pixmap);
    int height = some.y1;
    int at_once = rows_at_once(s, shadow);
    bool ok = cover_own(s, shadow, error);
    for (int y = 0; ok && y < height; y += at_once) {
        some.y0 = y;
        some.y1 = height - y < at_once ? height : y + at_once;
        ok = clipped_rows(s, shadow, pixel, some, error);
    }
    return ok;
}

/* Pixels of corners that are large: where the blur is near, and where it is not and rows can't be taken some
 * at a time, so that only the pages of a larger mask cost more than cutting the middle out. */
enum { LARGE_NEAR = 256 * 1024, LARGE_FAR = 4 * 1024 * 1024 };

/* Whether hardly anything of a box is left out where its middle rows and columns are drawn once: then all of
 * it can as well be drawn as it is seen. */
static bool has_no_middle(const struct shading *s, const struct pl_shadow *shadow) {
    struct pl_round_box shape = cast_shape(&s->box, shadow);
    int reach = pl_blur_reach(shadow->blur / 2);
    if (is_square(&s->box)) {
        return false;
    }
    struct slices slices;
    struct pl_round_box small = slice(&shape, reach, &slices);
    double corners = (small.box.width + 2 * reach) * (small.box.height + 2 * reach);
    return corners > (reach > NEAR_REACH ? LARGE_FAR : LARGE_NEAR) &&
           2 * corners > (shape.box.width + 2 * reach) * (shape.box.height + 2 * reach);
}

static bool draw_shadow(struct shading *s, const struct pl_shadow *shadow, double opacity,
                        struct placard_error *error) {
    struct pl_color color = pl_color_fade(shadow->color, opacity);
    if (color.a == 0) {
        return true;
    }
    uint32_t pixel = pl_color_pixel(color);
    bool clipped =
        s->degrees != 0 || pl_blur_step(shadow->blur / 2) > 1 || has_no_middle(s, shadow) ||
        corners_exceed(s->pixmap, &s->box, pl_blur_reach(shadow->blur / 2) + (int)fabs(shadow->spread));
    return clipped ? clipped_shadow(s, shadow, pixel, error) : upright_shadow(s, shadow, pixel, error);
}

bool pl_round_box_shadows(struct pl_pixmap *pixmap, const struct pl_round_box *box, double degrees,
                          const struct pl_shadow *shadows, int count, bool inset, double opacity,
                          struct pl_raster *raster, struct placard_error *error) {
    struct shading s = {.pixmap = pixmap, .box = *box, .degrees = degrees, .raster = raster};
    bool ok = true;
    s.box.opaque = box->opaque && opacity >= 1;
    for (int i = count - 1; ok && i >= 0; i--) {
        ok = shadows[i].inset != inset || draw_shadow(&s, &shadows[i], opacity, error);
    }
    pl_mask_finish(&s.cast);
    pl_box_rows_finish(&s.own);
    return ok;
}
