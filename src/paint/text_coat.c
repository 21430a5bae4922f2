#include "paint/text_coat.h"

#include "base/color.h"
#include "base/lazy.h"
#include "paint/blend.h"
#include "paint/blend_coats.h"
#include "paint/blur.h"
#include "paint/contrast.h"

/* Bytes of masks that are kept for the next ones. */
enum { KEPT_BYTES = 10 * 1024 * 1024 };

struct pl_rect pl_text_target(const struct pl_text_job *job) {
    return (struct pl_rect){job->origin_x, job->origin_y, job->origin_x + job->pixmap->width,
                            job->origin_y + job->pixmap->height};
}

struct pl_rect pl_text_target_band(const struct pl_text_job *job) {
    struct pl_rect band = pl_text_target(job);
    band.y1 = band.y0 + pl_pixmap_end(job->pixmap);
    band.y0 += job->pixmap->from;
    return band;
}

bool pl_cast_make(const struct pl_text_job *job, const struct pl_coat *coat, double blur,
                  struct pl_wanted wanted, struct pl_cast *cast, struct placard_error *error) {
    double sigma = blur / 2 / coat->step;
    int reach = pl_blur_reach(sigma);
    cast->made = wanted.seen;
    /* What lies off the canvas still casts a shadow onto it, as far as the blur reaches. */
    bool ok = pl_ink_cover(&job->ink, coat, pl_rect_grow(wanted.all, reach), pl_rect_grow(wanted.seen, reach),
                           &cast->mask, error);
    cast->left = cast->mask.x;
    ok = ok && pl_mask_blur(&cast->mask, sigma, wanted.seen, job->ink.painter->raster.deadline, error);
    cast->moved = cast->mask;
    return ok;
}

bool pl_cast_lay(const struct pl_text_job *job, int step, double blur, struct pl_color color,
                 struct pl_cast *cast, struct placard_error *error) {
    cast->pixel = pl_color_pixel(color);
    int least = blur > 0 ? pl_blend_least(cast->pixel) : 1;
    return pl_enlarged_init(&cast->rows, &cast->moved, step, least, pl_text_target_band(job)) ||
           pl_fail_memory(error);
}

/* Lays them over a row of the picture; `next` pixels on is that after it. */
static void blend_row(const struct pl_text_job *job, struct pl_cast *casts, int count, int y,
                      ptrdiff_t next) {
    struct pl_row_coat coats[PL_CASTS];
    int used = 0;
    for (int i = 0; i < count; i++) {
        struct pl_rect r = casts[i].rows.rect;
        if (y >= r.y0 && y < r.y1 && r.x0 < r.x1) {
            coats[used++] = (struct pl_row_coat){casts[i].pixel, r.x0 - job->origin_x, r.x1 - job->origin_x,
                                                 pl_enlarged_row(&casts[i].rows, y)};
        }
    }
    pl_blend_coats(pl_pixmap_row(job->pixmap, y - job->origin_y), coats, used, next);
}

/* Row by row, so that each row of the picture is at hand for all of them. */
bool pl_casts_blend(const struct pl_text_job *job, int count, struct placard_error *error) {
    struct pl_cast *casts = job->casts;
    struct pl_rect all = {0};
    ptrdiff_t stride = job->pixmap->stride / (ptrdiff_t)sizeof(uint32_t);
    int work = 0;
    for (int i = 0; i < count; i++) {
        all = pl_rect_union(all, casts[i].rows.rect);
        work += (casts[i].rows.rect.x1 - casts[i].rows.rect.x0) / 4;
    }
    work += all.x1 - all.x0;
    pl_pixmap_touch(job->pixmap, all.x0 - job->origin_x, all.y0 - job->origin_y, all.x1 - job->origin_x,
                    all.y1 - job->origin_y);
    for (int y = all.y0; y < all.y1; y++) {
        if (!pl_deadline_spend(job->ink.painter->raster.deadline, work, error)) {
            return false;
        }
        blend_row(job, casts, count, y, y + 1 < all.y1 ? stride : 0);
    }
    return true;
}

void pl_casts_clear(const struct pl_text_job *job, int count) {
    struct pl_cast *casts = job->casts;
    size_t kept = 0;
    for (int i = 0; i < count; i++) {
        pl_enlarged_finish(&casts[i].rows);
        casts[i].shadow = NULL;
    }
    for (int i = 0; i < PL_CASTS; i++) {
        kept += casts[i].mask.capacity;
        if (kept > KEPT_BYTES) {
            kept -= casts[i].mask.capacity;
            pl_mask_finish(&casts[i].mask);
        }
    }
}

bool pl_coat_paint(const struct pl_text_job *job, const struct pl_coat *coat, struct pl_color color,
                   struct placard_error *error) {
    color = pl_color_fade(color, job->fade);
    if (color.a == 0) {
        return true;
    }
    struct pl_cast *cast = &job->casts[0];
    struct pl_coat toned = *coat;
    toned.contrast = pl_contrast_level(color);
    struct pl_wanted wanted = {pl_text_target(job), pl_text_target_band(job)};
    bool ok = pl_cast_make(job, &toned, 0, wanted, cast, error) &&
              pl_cast_lay(job, 1, 0, color, cast, error) && pl_casts_blend(job, 1, error);
    pl_casts_clear(job, 1);
    return ok;
}

void pl_casts_finish(const struct pl_text_job *job) {
    for (int i = 0; i < PL_CASTS; i++) {
        pl_mask_finish(&job->casts[i].mask);
    }
    pl_mask_finish(&job->cover->mask);
}
