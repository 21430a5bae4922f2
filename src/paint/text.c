#include "paint/text.h"

#include "base/color.h"
#include "base/lazy.h"
#include "paint/blend.h"
#include "paint/blur.h"
#include "paint/contrast.h"
#include "paint/enlarge.h"
#include "paint/glyph_trace.h"
#include "paint/ink.h"
#include "paint/turn.h"

#include <math.h>

/* Coats that are laid over the picture together, bytes of their masks, and of one that is kept for the next.
 */
enum { TOGETHER = 16, TOGETHER_BYTES = 8 * 1024 * 1024, KEPT_BYTES = 10 * 1024 * 1024 };

/* One coat of a colour. */
struct cast {
    struct pl_mask mask;            /* empty where that of another is used */
    struct pl_mask moved;           /* the one that is used, where it is used; it has the memory of neither */
    const struct pl_shadow *shadow; /* that the mask is of */
    struct pl_rect made;            /* where the mask has all of it */
    int left;                       /* where it starts before it is blurred */
    struct pl_enlarged rows;
    uint32_t pixel;
};

struct text_job {
    struct pl_ink ink;
    struct pl_pixmap *pixmap; /* that is painted on: the picture, or a group's own */
    int origin_x, origin_y;   /* of it on the canvas */
    double fade;              /* goes into the colours */
    struct cast *casts;       /* TOGETHER of them, empty but for memory */
};

static struct pl_rect target_rect(const struct text_job *job) {
    return (struct pl_rect){job->origin_x, job->origin_y, job->origin_x + job->pixmap->width,
                            job->origin_y + job->pixmap->height};
}

/* Its rows that can be painted on. */
static struct pl_rect target_band(const struct text_job *job) {
    struct pl_rect band = target_rect(job);
    band.y1 = band.y0 + pl_pixmap_end(job->pixmap);
    band.y0 += job->pixmap->from;
    return band;
}

static bool has_stroke(const struct pl_text_look *look) {
    return look->stroke.width > 0 && look->stroke.color.a > 0;
}

/* What is wanted of a mask: of a rectangle of the canvas, in the mask's pixels, those rows that a band needs.
 */
struct wanted {
    struct pl_rect all, seen;
};

/* Makes what a coat covers, blurred where that is asked for. */
static bool make_mask(const struct text_job *job, const struct pl_coat *coat, double blur,
                      struct wanted wanted, struct cast *cast, struct placard_error *error) {
    double sigma = blur / 2 / coat->step;
    int reach = pl_blur_reach(sigma);
    cast->made = wanted.seen;
    /* What lies off the canvas still casts a shadow onto it, as far as the blur reaches. */
    bool ok = pl_ink_cover(&job->ink, coat, pl_rect_grow(wanted.all, reach), pl_rect_grow(wanted.seen, reach),
                           &cast->mask, error) &&
              pl_mask_blur(&cast->mask, sigma, wanted.seen, job->ink.painter->raster.deadline, error);
    cast->moved = cast->mask;
    return ok;
}

/* A mask that is made is laid on in a colour. */
static bool lay_mask(const struct text_job *job, int step, double blur, struct pl_color color,
                     struct cast *cast, struct placard_error *error) {
    cast->pixel = pl_color_pixel(color);
    int least = blur > 0 ? pl_blend_least(cast->pixel) : 1;
    return pl_enlarged_init(&cast->rows, &cast->moved, step, least, target_band(job)) ||
           pl_fail_memory(error);
}

static void blend_row(const struct text_job *job, struct cast *cast, int y) {
    struct pl_rect r = cast->rows.rect;
    if (y >= r.y0 && y < r.y1) {
        pl_blend_run(pl_pixmap_row(job->pixmap, y - job->origin_y) + (r.x0 - job->origin_x), r.x1 - r.x0,
                     cast->pixel, pl_enlarged_row(&cast->rows, y));
    }
}

/* Lays the casts over the picture, the first one first: row by row, so that each row of the picture is at
 * hand for all of them. */
static bool blend_casts(const struct text_job *job, struct cast *casts, int count,
                        struct placard_error *error) {
    struct pl_rect all = {0};
    int work = 0;
    for (int i = 0; i < count; i++) {
        all = pl_rect_union(all, casts[i].rows.rect);
        work += casts[i].rows.rect.x1 - casts[i].rows.rect.x0;
    }
    pl_pixmap_touch(job->pixmap, all.x0 - job->origin_x, all.y0 - job->origin_y, all.x1 - job->origin_x,
                    all.y1 - job->origin_y);
    for (int y = all.y0; y < all.y1; y++) {
        if (!pl_deadline_spend(job->ink.painter->raster.deadline, work, error)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            blend_row(job, &casts[i], y);
        }
    }
    return true;
}

/* Masks keep their memory for the next ones, as long as it is little in all. */
static void clear_casts(struct cast *casts, int count) {
    size_t kept = 0;
    for (int i = 0; i < count; i++) {
        pl_enlarged_finish(&casts[i].rows);
        casts[i].shadow = NULL;
    }
    for (int i = 0; i < TOGETHER; i++) {
        kept += casts[i].mask.capacity;
        if (kept > KEPT_BYTES) {
            kept -= casts[i].mask.capacity;
            pl_mask_finish(&casts[i].mask);
        }
    }
}

/* Paints a coat that is not blurred. */
static bool paint_coat(const struct text_job *job, const struct pl_coat *coat, struct pl_color color,
                       struct placard_error *error) {
    color = pl_color_fade(color, job->fade);
    if (color.a == 0) {
        return true;
    }
    struct cast *cast = &job->casts[0];
    struct pl_coat toned = *coat;
    toned.contrast = pl_contrast_level(color);
    struct wanted wanted = {target_rect(job), target_band(job)};
    bool ok = make_mask(job, &toned, 0, wanted, cast, error) && lay_mask(job, 1, 0, color, cast, error) &&
              blend_casts(job, job->casts, 1, error);
    clear_casts(job->casts, 1);
    return ok;
}

static bool paint_stroke(const struct text_job *job, int line, struct placard_error *error) {
    const struct pl_text_look *look = job->ink.look;
    struct pl_coat coat = {
        .part = PL_PART_GLYPHS, .line = line, .step = 1, .stroke_width = look->stroke.width};
    return !has_stroke(look) || paint_coat(job, &coat, look->stroke.color, error);
}

/* ---- shadows ---- */

static bool is_whole(double v) {
    return v == floor(v);
}

/* Whether a shadow is another one moved by whole pixels of their masks, and how far. */
static bool is_moved(const struct text_job *job, const struct pl_shadow *shadow,
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
static struct pl_rect shared_rect(const struct text_job *job, const struct pl_shadow *shadow,
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
static bool is_movable(const struct text_job *job, const struct pl_coat *coat, int left, int start) {
    return coat->part == PL_PART_GLYPHS ? job->ink.layout->size / coat->step <= PL_LARGEST_CACHED
                                        : left > start;
}

/* Takes the mask of one of the casts before it, where that will do. */
static bool share_mask(const struct text_job *job, const struct pl_coat *coat, const struct pl_shadow *shadow,
                       struct pl_rect seen, struct cast *cast) {
    int reach = pl_blur_reach(shadow->blur / 2 / coat->step);
    int dx, dy;
    for (const struct cast *c = job->casts; c < cast; c++) {
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
static bool flush_casts(const struct text_job *job, int *count, size_t *bytes, struct placard_error *error) {
    bool ok = blend_casts(job, job->casts, *count, error);
    clear_casts(job->casts, *count);
    *count = 0;
    *bytes = 0;
    return ok;
}

/* A part's shadows, the first on top. */
static bool paint_shadows(const struct text_job *job, enum pl_text_part part, int line,
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
        struct wanted wanted = {pl_rect_coarse(target_rect(job), coat.step),
                                pl_rect_coarse(target_band(job), coat.step)};
        if (color.a == 0) {
            continue;
        }
        ok = count < TOGETHER || flush_casts(job, &count, &bytes, error);
        if (ok && !share_mask(job, &coat, shadow, wanted.seen, &job->casts[count])) {
            ok = bytes <= TOGETHER_BYTES || flush_casts(job, &count, &bytes, error);
            coat.contrast = shadow->blur > 0 ? PL_CONTRAST_NONE : pl_contrast_level(color);
            job->casts[count].shadow = shadow;
            if (is_movable(job, &coat, 1, 0)) {
                wanted.all = shared_rect(job, shadow, wanted.all);
                wanted.seen = shared_rect(job, shadow, wanted.seen);
                wanted.all = pl_rect_union(wanted.all, wanted.seen);
            }
            ok = ok && make_mask(job, &coat, shadow->blur, wanted, &job->casts[count], error);
            bytes += job->casts[count].mask.capacity;
        }
        count++;
        ok = ok && lay_mask(job, coat.step, shadow->blur, color, &job->casts[count - 1], error);
    }
    ok = ok && blend_casts(job, job->casts, count, error);
    clear_casts(job->casts, count);
    return ok;
}

/* Lines have the colour of the text; that of its stroke where it is one that HTML has. */
static bool paint_fill(const struct text_job *job, enum pl_text_part part, int line,
                       struct placard_error *error) {
    const struct pl_text_look *look = job->ink.look;
    bool stroked = part != PL_PART_GLYPHS && has_stroke(look) && look->join == PL_JOIN_MITER;
    struct pl_coat coat = {.part = part, .line = line, .step = 1, .plain_only = true};
    if (!paint_coat(job, &coat, stroked ? look->stroke.color : look->color, error)) {
        return false;
    }
    /* Emoji keep their own colours; how translucent the text is, they are. */
    int opacity = (int)(look->color.a * job->fade + 0.5);
    coat.contrast = PL_CONTRAST_NONE;
    return part != PL_PART_GLYPHS ||
           pl_ink_paint_colors(&job->ink, &coat, job->pixmap, job->origin_x, job->origin_y, opacity, error);
}

/*
 * As in a browser. The fill casts the shadows. Mitred strokes belong to the glyphs. A line under the text
 * brings all shadows beneath both; without one those of the fill fall on the stroke. A line through the text
 * comes last, with its own.
 */
static bool paint_line(const struct text_job *job, int line, struct placard_error *error) {
    const struct pl_text_look *look = job->ink.look;
    bool mitred = look->join == PL_JOIN_MITER;
    bool ok = true;
    if (look->under_line) {
        ok = paint_shadows(job, PL_PART_GLYPHS, line, error) &&
             paint_shadows(job, PL_PART_UNDER_LINE, line, error) &&
             paint_fill(job, PL_PART_UNDER_LINE, line, error) && (!mitred || paint_stroke(job, line, error));
    } else {
        ok = (!mitred || paint_stroke(job, line, error)) && paint_shadows(job, PL_PART_GLYPHS, line, error);
    }
    ok = ok && paint_fill(job, PL_PART_GLYPHS, line, error);
    if (look->line_through) {
        ok = ok && paint_shadows(job, PL_PART_LINE_THROUGH, line, error) &&
             paint_fill(job, PL_PART_LINE_THROUGH, line, error);
    }
    return ok;
}

/* Whether lines have anything that may fall on the lines before them; else they are painted in one go. */
static bool lines_overlap(const struct pl_text_look *look) {
    return look->shadows.count > 0 || look->under_line || look->line_through ||
           (has_stroke(look) && look->join == PL_JOIN_MITER);
}

/* Line after line. Strokes with round or bevelled joins, which HTML does not have, lie beneath all of it. */
static bool paint_parts(const struct text_job *job, struct placard_error *error) {
    const struct pl_text_look *look = job->ink.look;
    if (look->join != PL_JOIN_MITER && !paint_stroke(job, -1, error)) {
        return false;
    }
    if (job->ink.layout->line_count == 1 || !lines_overlap(look)) {
        return paint_line(job, -1, error);
    }
    for (size_t i = 0; i < job->ink.layout->line_count; i++) {
        if (!paint_line(job, (int)i, error)) {
            return false;
        }
    }
    return true;
}

/* ---- groups ---- */

static int shadow_reach(const struct pl_shadow *shadow) {
    return (int)ceil(fmax(fabs(shadow->dx), fabs(shadow->dy))) + pl_blur_reach(shadow->blur / 2) + 1;
}

static bool add_bounds(const struct text_job *job, enum pl_text_part part, double stroke_width,
                       struct pl_rect *all, struct placard_error *error) {
    const struct pl_shadows *shadows = &job->ink.look->shadows;
    struct pl_coat coat = {
        .part = part, .line = -1, .step = 1, .stroke_width = stroke_width, .contrast = PL_CONTRAST_NONE};
    struct pl_rect r;
    int far = 0;
    for (int i = 0; i < shadows->count; i++) {
        int here = shadow_reach(&shadows->items[i]);
        far = here > far ? here : far;
    }
    if (!pl_ink_bounds(&job->ink, &coat, pl_rect_grow(target_rect(job), far), &r, error)) {
        return false;
    }
    *all = pl_rect_union(*all, pl_rect_empty(r) ? r : pl_rect_grow(r, far));
    return true;
}

static bool visible_bounds(const struct text_job *job, struct pl_rect *out, struct placard_error *error) {
    const struct pl_text_look *look = job->ink.look;
    double width = has_stroke(look) ? look->stroke.width : 0;
    *out = (struct pl_rect){0, 0, 0, 0};
    bool ok = add_bounds(job, PL_PART_GLYPHS, width, out, error) &&
              (!look->under_line || add_bounds(job, PL_PART_UNDER_LINE, 0, out, error)) &&
              (!look->line_through || add_bounds(job, PL_PART_LINE_THROUGH, 0, out, error));
    *out = pl_rect_intersect(*out, target_rect(job));
    return ok;
}

/* Parts that lie over each other fade as one: they are painted apart, then laid over the picture. */
static bool paint_group(struct text_job *job, double opacity, struct placard_error *error) {
    struct pl_rect r;
    if (!visible_bounds(job, &r, error)) {
        return false;
    }
    struct pl_rect seen = pl_rect_rows(r, target_band(job));
    if (pl_rect_empty(seen)) {
        return true;
    }
    struct pl_pixmap *below = job->pixmap;
    struct pl_pixmap group;
    if (!pl_pixmap_init_band(&group, r.x1 - r.x0, r.y1 - r.y0, seen.y1 - seen.y0, error)) {
        return false;
    }
    pl_pixmap_move(&group, seen.y0 - r.y0, seen.y1 - r.y0);
    pl_pixmap_fill(&group, 0);
    job->pixmap = &group;
    job->origin_x = r.x0;
    job->origin_y = r.y0;
    bool ok = paint_parts(job, error);
    if (ok) {
        pl_blend_pixmap(below, &group, r.x0, r.y0, (int)(opacity * 255 + 0.5));
    }
    job->pixmap = below;
    pl_pixmap_finish(&group);
    return ok;
}

bool pl_text_paint(struct pl_painter *painter, struct pl_pixmap *pixmap, const struct pl_layout *layout,
                   const struct pl_text_block *block, const struct pl_text_look *look,
                   struct placard_error *error) {
    struct cast casts[TOGETHER] = {0};
    struct text_job job = {.pixmap = pixmap, .fade = 1, .casts = casts};
    job.ink = (struct pl_ink){.painter = painter,
                              .layout = layout,
                              .block = block,
                              .look = look,
                              .pivot_x = block->box.x + block->box.width / 2,
                              .pivot_y = block->box.y + block->box.height / 2};
    pl_turn(look->rotation, &job.ink.cos, &job.ink.sin);
    if (look->opacity <= 0 || layout->glyph_count == 0) {
        return true;
    }
    bool several = look->shadows.count > 0 || has_stroke(look) || look->under_line || look->line_through;
    bool apart = look->opacity < 1 && several;
    job.fade = apart ? 1 : look->opacity;
    bool ok = apart ? paint_group(&job, look->opacity, error) : paint_parts(&job, error);
    for (int i = 0; i < TOGETHER; i++) {
        pl_mask_finish(&casts[i].mask);
    }
    pl_large_glyphs_forget(&painter->glyphs);
    return ok;
}
