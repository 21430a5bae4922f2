#include "paint/image.h"

#include "base/lazy.h"
#include "paint/blend.h"
#include "paint/sampler.h"
#include "paint/turn.h"

#include <math.h>

/* Columns of a turned picture that are painted together: neighbouring rows of the canvas then need the same
 * pixels of the picture while they are at hand. */
enum { TURNED_COLUMNS = 1024 };

/* Columns of a mask, from `from` to `to`. */
struct columns {
    int from, to;
};

/* Those of a row that the mask covers something of. */
static struct columns covered_columns(const uint8_t *row, struct columns among) {
    while (among.from < among.to && row[among.from] == 0) {
        among.from++;
    }
    while (among.to > among.from && row[among.to - 1] == 0) {
        among.to--;
    }
    return among;
}

/* Those where a value that rises by `slope` a column from `first`, in column 0, is from -2 to `side` and 2
 * more. */
static struct columns columns_between(double first, double slope, double side, struct columns among) {
    double from = (-2 - first) / slope;
    double to = (side + 2 - first) / slope;
    if (fabs(slope) < 1e-9) {
        return first < -2 || first > side + 2 ? (struct columns){among.from, among.from} : among;
    }
    double least = fmax(fmin(from, to), among.from);
    double most = fmin(fmax(from, to) + 1, among.to);
    return least < most ? (struct columns){(int)least, (int)most} : (struct columns){among.from, among.from};
}

/* Those of a row that a turned picture may reach. A picture may be smaller than what it is cut to. */
static struct columns reached_columns(const struct pl_sampler *s, int x, int y, struct columns among) {
    double px = x + 0.5 - s->pivot_x;
    double py = y + 0.5 - s->pivot_y;
    double across = s->pivot_x + px * s->cos + py * s->sin - s->target.x;
    double down = s->pivot_y - px * s->sin + py * s->cos - s->target.y;
    among = columns_between(across, s->cos, s->target.width, among);
    return columns_between(down, -s->sin, s->target.height, among);
}

/* About what a pixel costs, as it is and from a picture that is walked across. */
enum { UPRIGHT_WORK = 2, TURNED_WORK = 8 };

static bool paint_columns(struct pl_pixmap *pixmap, struct pl_sampler *sampler, const struct pl_mask *mask,
                          struct columns columns, struct pl_deadline *deadline, struct placard_error *error) {
    for (int y = 0; y < mask->height; y++) {
        const uint8_t *coverage = pl_mask_row(mask, y);
        struct columns here = columns;
        if (!sampler->upright) {
            here = reached_columns(sampler, mask->x, mask->y + y, columns);
            here = covered_columns(coverage, here);
            sampler->x = mask->x + here.from;
            sampler->count = here.to - here.from;
        }
        long long each = sampler->upright ? UPRIGHT_WORK : TURNED_WORK;
        if (!pl_deadline_spend(deadline, each * (here.to - here.from) + 1, error)) {
            return false;
        }
        if (here.from < here.to) {
            pl_blend_pixels(pl_pixmap_row(pixmap, mask->y + y) + mask->x + here.from, here.to - here.from,
                            pl_sampler_row(sampler, mask->y + y), coverage + here.from);
        }
    }
    return true;
}

static bool paint_sampled(struct pl_pixmap *pixmap, struct pl_sampler *sampler, const struct pl_mask *mask,
                          struct pl_deadline *deadline, struct placard_error *error) {
    sampler->x = mask->x;
    sampler->count = mask->width;
    bool ok = pl_sampler_init(sampler) || pl_fail_memory(error);
    int together = ok && sampler->upright ? mask->width : TURNED_COLUMNS;
    pl_pixmap_touch(pixmap, mask->x, mask->y, mask->x + mask->width, mask->y + mask->height);
    for (int x = 0; ok && x < mask->width; x += together) {
        int rest = mask->width - x;
        struct columns columns = {x, x + (rest < together ? rest : together)};
        ok = paint_columns(pixmap, sampler, mask, columns, deadline, error);
    }
    pl_sampler_finish(sampler);
    return ok;
}

bool pl_image_paint(struct pl_pixmap *pixmap, const struct pl_pixmap *image, struct pl_box target,
                    const struct pl_round_box *clip, double degrees, double opacity, struct pl_levels *levels,
                    struct pl_raster *raster, struct placard_error *error) {
    struct pl_mask mask = {0};
    struct pl_pixmap smaller = {0};
    const struct pl_pixmap *level = image;
    struct pl_rect bounds = pl_box_turned_bounds(target, degrees, clip->pivot_x, clip->pivot_y);
    if (target.width <= 0 || target.height <= 0) {
        return true;
    }
    struct pl_rect canvas = pl_rect_intersect(pl_pixmap_rect(pixmap), bounds);
    pl_raster_reset(raster);
    pl_round_box_trace(clip, degrees, raster);
    bool ok = pl_raster_fill_part(raster, canvas, pl_rect_rows(canvas, pl_pixmap_band(pixmap)), &mask, error);
    bool seen = ok && mask.width > 0 && mask.height > 0; /* else halving it would be for nothing */
    if (ok && seen) {
        level = pl_levels_get(levels, image, target.width, target.height, &smaller, raster->deadline, error);
        ok = level != NULL;
    }
    if (ok && seen) {
        struct pl_sampler sampler = {.image = level,
                                     .target = target,
                                     .pivot_x = clip->pivot_x,
                                     .pivot_y = clip->pivot_y,
                                     .per_x = level->width / target.width,
                                     .per_y = level->height / target.height,
                                     .opacity = (uint32_t)(opacity * 255 + 0.5)};
        pl_turn(degrees, &sampler.cos, &sampler.sin);
        ok = paint_sampled(pixmap, &sampler, &mask, raster->deadline, error);
    }
    pl_pixmap_finish(&smaller);
    pl_mask_finish(&mask);
    return ok;
}
