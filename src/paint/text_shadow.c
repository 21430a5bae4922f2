#include "paint/blend.h"
#include "paint/blur.h"
#include "paint/contrast.h"
#include "paint/glyph_trace.h"
#include "paint/text_coat.h"

#include <math.h>

/* Of masks of shadows that are laid over the picture together. */
enum { TOGETHER_BYTES = 8 * 1024 * 1024 };

static bool is_whole(double v) {
    return v == floor(v);
}

/* Whether a shadow is another one moved by whole pixels of their masks, and how far. */
static bool is_moved(const struct pl_text_job *job, const struct pl_shadow *shadow,
                     const struct pl_shadow *other, int *dx, int *dy) {
    int step = pl_blur_step(shadow->blur / 2);
    double x = (shadow->dx - other->dx) / step;
    double y = (shadow->dy - other->dy) / step;
    if (shadow->blur != other->blur || shadow->blur <= 0 || job->ink.cos != 1 || !is_whole(x) ||
        !is_whole(y)) {
        return false;
    }
    *dx = (int)x;
    *dy = (int)y;
    return true;
}

static struct pl_rect move_back(struct pl_rect r, int dx, int dy) {
    return (struct pl_rect){r.x0 - dx, r.y0 - dy, r.x1 - dx, r.y1 - dy};
}

static double area_with(struct pl_rect r, int reach) {
    return ((double)r.x1 - r.x0 + 2 * reach) * ((double)r.y1 - r.y0 + 2 * reach);
}

/* What the mask of a shadow has to have so that it will do for those that are painted after it, unless that
 * is much more than it needs for itself. */
static struct pl_rect shared_rect(const struct pl_text_job *job, const struct pl_shadow *shadow,
                                  struct pl_rect seen) {
    int reach = pl_blur_reach(shadow->blur / 2 / pl_blur_step(shadow->blur / 2));
    struct pl_rect all = seen;
    int dx, dy;
    for (const struct pl_shadow *s = job->ink.look->shadows.items; s < shadow; s++) {
        if (s->color.a > 0 && is_moved(job, s, shadow, &dx, &dy)) {
            struct pl_rect with = pl_rect_union(all, move_back(seen, dx, dy));
            all = area_with(with, reach) <= 1.5 * area_with(seen, reach) ? with : all;
        }
    }
    return all;
}

static bool is_within(struct pl_rect r, struct pl_rect all) {
    return r.x0 >= all.x0 && r.x1 <= all.x1 && r.y0 >= all.y0 && r.y1 <= all.y1;
}

/* Whether a mask that starts at `left`, where its clip starts at `start`, is the same wherever it is moved
 * to: outlines of large glyphs are rounded by where they are, those of lines by where they are cut. */
static bool is_movable(const struct pl_text_job *job, const struct pl_coat *coat, int left, int start) {
    return coat->part == PL_PART_GLYPHS ? job->ink.layout->size / coat->step <= PL_LARGEST_CACHED
                                        : left > start;
}

/* Takes the mask of one of the casts before it, where that will do. */
static bool share_mask(const struct pl_text_job *job, const struct pl_coat *coat,
                       const struct pl_shadow *shadow, struct pl_rect seen, struct pl_cast *cast) {
    int reach = pl_blur_reach(shadow->blur / 2 / coat->step);
    int dx, dy;
    for (const struct pl_cast *c = job->casts; c < cast; c++) {
        if (c->shadow && is_moved(job, shadow, c->shadow, &dx, &dy) &&
            is_within(move_back(seen, dx, dy), c->made) &&
            is_movable(job, coat, c->left, c->made.x0 - reach) &&
            is_movable(job, coat, c->left + dx, seen.x0 - reach)) {
            cast->moved = c->mask;
            cast->moved.x += dx;
            cast->moved.y += dy;
            return true;
        }
    }
    return false;
}

/* Lays the casts that are ready over the picture, the first one first. */
static bool flush(const struct pl_text_job *job, int *count, size_t *bytes, struct placard_error *error) {
    bool ok = pl_casts_blend(job, *count, error);
    pl_casts_clear(job, *count);
    *count = 0;
    *bytes = 0;
    return ok;
}

bool pl_text_shadows_paint(const struct pl_text_job *job, enum pl_text_part part, int line,
                           struct placard_error *error) {
    const struct pl_shadows *shadows = &job->ink.look->shadows;
    size_t bytes = 0;
    bool ok = true;
    int count = 0;
    for (int i = shadows->count - 1; ok && i >= 0; i--) {
        const struct pl_shadow *shadow = &shadows->items[i];
        struct pl_color color = pl_color_fade(shadow->color, job->fade);
        struct pl_coat coat = {.part = part,
                               .line = line,
                               .dx = shadow->dx,
                               .dy = shadow->dy,
                               .step = pl_blur_step(shadow->blur / 2)};
        struct pl_wanted wanted = {pl_rect_coarse(pl_text_target(job), coat.step),
                                   pl_rect_coarse(pl_text_target_band(job), coat.step)};
        if (color.a == 0) {
            continue;
        }
        ok = count < PL_CASTS || flush(job, &count, &bytes, error);
        if (ok && !share_mask(job, &coat, shadow, wanted.seen, &job->casts[count])) {
            ok = bytes <= TOGETHER_BYTES || flush(job, &count, &bytes, error);
            coat.contrast = shadow->blur > 0 ? PL_CONTRAST_NONE : pl_contrast_level(color);
            job->casts[count].shadow = shadow;
            if (is_movable(job, &coat, 1, 0)) {
                wanted.all = shared_rect(job, shadow, wanted.all);
                wanted.seen = shared_rect(job, shadow, wanted.seen);
                wanted.all = pl_rect_union(wanted.all, wanted.seen);
            }
            ok = ok && pl_cast_make(job, &coat, shadow->blur, wanted, &job->casts[count], error);
            bytes += job->casts[count].mask.capacity;
        }
        count++;
        ok = ok && pl_cast_lay(job, coat.step, shadow->blur, color, &job->casts[count - 1], error);
    }
    ok = ok && pl_casts_blend(job, count, error);
    pl_casts_clear(job, count);
    return ok;
}
