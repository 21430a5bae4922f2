#include "paint/image.h"

#include "base/lazy.h"
#include "paint/blend.h"
#include "paint/sampler.h"
#include "paint/turn.h"

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

static bool paint_columns(struct pl_pixmap *pixmap, struct pl_sampler *sampler, const struct pl_mask *mask,
                          struct columns columns, struct pl_deadline *deadline, struct placard_error *error) {
    for (int y = 0; y < mask->height; y++) {
        const uint8_t *coverage = pl_mask_row(mask, y);
        struct columns here = columns;
        if (!sampler->columns) {
            here = covered_columns(coverage, columns);
            sampler->x = mask->x + here.from;
            sampler->count = here.to - here.from;
        }
        if (!pl_deadline_spend(deadline, 8LL * (here.to - here.from) + 1, error)) {
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
    int together = ok && sampler->columns ? mask->width : TURNED_COLUMNS;
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
    if (target.width <= 0 || target.height <= 0) {
        return true;
    }
    pl_raster_reset(raster);
    pl_round_box_trace(clip, degrees, raster);
    bool ok = pl_raster_fill(raster, (struct pl_rect){0, 0, pixmap->width, pixmap->height}, &mask, error);
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
