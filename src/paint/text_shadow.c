#include "paint/blend.h"
#include "paint/blur.h"
#include "paint/contrast.h"
#include "paint/glyph_trace.h"
#include "paint/text_coat.h"

#include <math.h>

/* Of masks of shadows that are laid over the picture together. */
enum { TOGETHER_BYTES = 8 * 1024 * 1024 };

/* Of what glyphs cover, where several shadows are blurred from it. */
enum { COVER_BYTES = 16 * 1024 * 1024 };

static bool is_whole(double v) {
    return v == floor(v);
}

/* Whether a shadow is another one, blurred otherwise, moved by whole pixels of their masks, and how far. */
static bool is_like(const struct pl_text_job *job, const struct pl_shadow *shadow,
                    const struct pl_shadow *other, int *dx, int *dy) {
    int step = pl_blur_step(shadow->blur / 2);
    double x = (shadow->dx - other->dx) / step;
    double y = (shadow->dy - other->dy) / step;
    if (shadow->blur <= 0 || other->blur <= 0 || pl_blur_step(other->blur / 2) != step || job->ink.cos != 1 ||
        !is_whole(x) || !is_whole(y)) {
        return false;
    }
    *dx = (int)x;
    *dy = (int)y;
    return true;
}

/* The same of one that is blurred alike. */
static bool is_moved(const struct pl_text_job *job, const struct pl_shadow *shadow,
                     const struct pl_shadow *other, int *dx, int *dy) {
    return shadow->blur == other->blur && is_like(job, shadow, other, dx, dy);
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

/* ---- masks that are blurred from the same ---- */

static struct pl_coat shadow_coat(const struct pl_shadow *shadow, enum pl_text_part part, int line) {
    return (struct pl_coat){.part = part,
                            .line = line,
                            .dx = shadow->dx,
                            .dy = shadow->dy,
                            .step = pl_blur_step(shadow->blur / 2),
                            .contrast = PL_CONTRAST_NONE};
}

static int mask_reach(const struct pl_shadow *shadow) {
    return pl_blur_reach(shadow->blur / 2 / pl_blur_step(shadow->blur / 2));
}

static double area(struct pl_rect r) {
    return area_with(r, 0);
}

/* What a shadow needs of what glyphs cover. */
static struct pl_wanted needed(const struct pl_shadow *shadow, struct pl_wanted wanted) {
    int reach = mask_reach(shadow);
    return (struct pl_wanted){pl_rect_grow(wanted.all, reach), pl_rect_grow(wanted.seen, reach)};
}

/* Makes the cover that a shadow and those that are painted after it are blurred from, where there are any, it
 * is not much more than what one needs, and nothing of this one is cut. */
static bool make_cover(const struct pl_text_job *job, const struct pl_shadow *shadow,
                       const struct pl_coat *coat, struct pl_wanted wanted, struct placard_error *error) {
    struct pl_cover *cover = job->cover;
    struct pl_wanted own = needed(shadow, wanted);
    struct pl_wanted all = own;
    bool moves = false;
    int others = 0;
    int dx, dy;
    for (const struct pl_shadow *s = job->ink.look->shadows.items; s < shadow; s++) {
        if (s->color.a == 0 || s->blur == shadow->blur || !is_like(job, s, shadow, &dx, &dy)) {
            continue;
        }
        struct pl_wanted here = needed(s, wanted);
        struct pl_wanted with = {pl_rect_union(all.all, move_back(here.all, dx, dy)),
                                 pl_rect_union(all.seen, move_back(here.seen, dx, dy))};
        if (area(with.seen) <= 1.5 * area(own.seen) && area(with.seen) <= COVER_BYTES) {
            all = with;
            others++;
        }
    }
    cover->shadow = NULL;
    if (others == 0) {
        return true;
    }
    bool ok = pl_ink_moves(&job->ink, coat, coat, 0, 0, own.all, &moves, error);
    if (ok && moves) {
        ok = pl_ink_cover(&job->ink, coat, all.all, all.seen, &cover->mask, error);
        cover->shadow = shadow;
        cover->made = all.seen;
    }
    return ok;
}

/* Whether a shadow can be blurred from the cover, moved by how far. */
static bool find_cover(const struct pl_text_job *job, const struct pl_shadow *shadow,
                       const struct pl_coat *coat, struct pl_wanted wanted, int *dx, int *dy, bool *found,
                       struct placard_error *error) {
    const struct pl_cover *cover = job->cover;
    struct pl_wanted own = needed(shadow, wanted);
    *found = false;
    if (!cover->shadow || !is_like(job, shadow, cover->shadow, dx, dy) ||
        !is_within(move_back(own.seen, *dx, *dy), cover->made)) {
        return true;
    }
    struct pl_coat first = shadow_coat(cover->shadow, coat->part, coat->line);
    return pl_ink_moves(&job->ink, coat, &first, *dx, *dy, own.all, found, error);
}

/* The cover, moved, but for rows that are not needed. */
static struct pl_mask cover_rows(const struct pl_cover *cover, int dx, int dy, struct pl_rect seen) {
    struct pl_mask rows = cover->mask;
    rows.x += dx;
    rows.y += dy;
    int first = seen.y0 > rows.y ? seen.y0 - rows.y : 0;
    int end = seen.y1 - rows.y < rows.height ? seen.y1 - rows.y : rows.height;
    end = end > 0 ? end : 0;
    first = first < end ? first : end;
    rows.data += first * rows.stride;
    rows.y += first;
    rows.height = end - first;
    return rows;
}

/* Makes a shadow's mask: from the cover, where that will do. */
static bool make_shadow(const struct pl_text_job *job, const struct pl_shadow *shadow,
                        const struct pl_coat *coat, struct pl_wanted wanted, struct pl_cast *cast,
                        struct placard_error *error) {
    bool found = false;
    int dx = 0, dy = 0;
    if (coat->part == PL_PART_GLYPHS && shadow->blur > 0) {
        if (!find_cover(job, shadow, coat, wanted, &dx, &dy, &found, error)) {
            return false;
        }
        if (!found) {
            if (!make_cover(job, shadow, coat, wanted, error)) {
                return false;
            }
            found = job->cover->shadow == shadow;
            dx = dy = 0;
        }
    }
    if (!found) {
        return pl_cast_make(job, coat, shadow->blur, wanted, cast, error);
    }
    struct pl_mask rows = cover_rows(job->cover, dx, dy, needed(shadow, wanted).seen);
    bool ok = pl_mask_blur_to(&rows, shadow->blur / 2 / coat->step, wanted.seen,
                              job->ink.painter->raster.deadline, &cast->mask, error);
    cast->made = wanted.seen;
    cast->moved = cast->mask;
    return ok;
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
    job->cover->shadow = NULL;
    for (int i = shadows->count - 1; ok && i >= 0; i--) {
        const struct pl_shadow *shadow = &shadows->items[i];
        struct pl_color color = pl_color_fade(shadow->color, job->fade);
        struct pl_coat coat = shadow_coat(shadow, part, line);
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
            ok = ok && make_shadow(job, shadow, &coat, wanted, &job->casts[count], error);
            bytes += job->casts[count].mask.capacity;
        }
        count++;
        ok = ok && pl_cast_lay(job, coat.step, shadow->blur, color, &job->casts[count - 1], error);
    }
    ok = ok && pl_casts_blend(job, count, error);
    pl_casts_clear(job, count);
    return ok;
}
