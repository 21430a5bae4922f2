#include "paint/text.h"

#include "base/color.h"
#include "base/lazy.h"
#include "paint/blend.h"
#include "paint/blur.h"
#include "paint/contrast.h"
#include "paint/enlarge.h"
#include "paint/ink.h"
#include "paint/turn.h"

#include <math.h>

struct text_job {
    struct pl_ink ink;
    struct pl_pixmap *pixmap; /* that is painted on: the picture, or a group's own */
    int origin_x, origin_y;   /* of it on the canvas */
    double fade;              /* goes into the colours */
};

static struct pl_rect target_rect(const struct text_job *job) {
    return (struct pl_rect){job->origin_x, job->origin_y, job->origin_x + job->pixmap->width,
                            job->origin_y + job->pixmap->height};
}

static bool has_stroke(const struct pl_text_look *look) {
    return look->stroke.width > 0 && look->stroke.color.a > 0;
}

/* Paints a colour through a mask whose pixels are `step` a side. */
static bool blend_coat(const struct text_job *job, const struct pl_mask *mask, int step,
                       struct pl_color color, struct placard_error *error) {
    struct pl_enlarged cast;
    uint32_t pixel = pl_color_pixel(color);
    bool ok = pl_enlarged_init(&cast, mask, step, target_rect(job)) || pl_fail_memory(error);
    struct pl_rect r = cast.rect;
    int x = r.x0 - job->origin_x;
    pl_pixmap_touch(job->pixmap, x, r.y0 - job->origin_y, r.x1 - job->origin_x, r.y1 - job->origin_y);
    for (int y = r.y0; ok && y < r.y1 && r.x0 < r.x1; y++) {
        ok = pl_deadline_spend(job->ink.painter->raster.deadline, r.x1 - r.x0, error);
        pl_blend_run(pl_pixmap_row(job->pixmap, y - job->origin_y) + x, r.x1 - r.x0, pixel,
                     pl_enlarged_row(&cast, y));
    }
    pl_enlarged_finish(&cast);
    return ok;
}

/* Paints a coat, blurred where that is asked for. */
static bool paint_coat(const struct text_job *job, const struct pl_coat *coat, double blur,
                       struct pl_color color, struct placard_error *error) {
    struct pl_mask mask = {0};
    color = pl_color_fade(color, job->fade);
    if (color.a == 0) {
        return true;
    }
    struct pl_coat toned = *coat;
    toned.contrast = blur > 0 ? PL_CONTRAST_NONE : pl_contrast_level(color);
    double sigma = blur / 2 / coat->step;
    struct pl_rect seen = pl_rect_coarse(target_rect(job), coat->step);
    /* What lies off the canvas still casts a shadow onto it, as far as the blur reaches. */
    bool ok = pl_ink_cover(&job->ink, &toned, pl_rect_grow(seen, pl_blur_reach(sigma)), &mask, error) &&
              pl_mask_blur(&mask, sigma, seen, job->ink.painter->raster.deadline, error) &&
              blend_coat(job, &mask, coat->step, color, error);
    pl_mask_finish(&mask);
    return ok;
}

static bool paint_stroke(const struct text_job *job, int line, struct placard_error *error) {
    const struct pl_text_look *look = job->ink.look;
    struct pl_coat coat = {
        .part = PL_PART_GLYPHS, .line = line, .step = 1, .stroke_width = look->stroke.width};
    return !has_stroke(look) || paint_coat(job, &coat, 0, look->stroke.color, error);
}

/* A part's shadows, the first on top. */
static bool paint_shadows(const struct text_job *job, enum pl_text_part part, int line,
                          struct placard_error *error) {
    const struct pl_shadows *shadows = &job->ink.look->shadows;
    for (int i = shadows->count - 1; i >= 0; i--) {
        const struct pl_shadow *shadow = &shadows->items[i];
        struct pl_coat coat = {.part = part,
                               .line = line,
                               .dx = shadow->dx,
                               .dy = shadow->dy,
                               .step = pl_blur_step(shadow->blur / 2)};
        if (!paint_coat(job, &coat, shadow->blur, shadow->color, error)) {
            return false;
        }
    }
    return true;
}

/* Lines have the colour of the text; that of its stroke where it is one that HTML has. */
static bool paint_fill(const struct text_job *job, enum pl_text_part part, int line,
                       struct placard_error *error) {
    const struct pl_text_look *look = job->ink.look;
    bool stroked = part != PL_PART_GLYPHS && has_stroke(look) && look->join == PL_JOIN_MITER;
    struct pl_coat coat = {.part = part, .line = line, .step = 1, .plain_only = true};
    if (!paint_coat(job, &coat, 0, stroked ? look->stroke.color : look->color, error)) {
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
    if (pl_rect_empty(r)) {
        return true;
    }
    struct pl_pixmap *below = job->pixmap;
    struct pl_pixmap group;
    if (!pl_pixmap_init(&group, r.x1 - r.x0, r.y1 - r.y0, error)) {
        return false;
    }
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
    struct text_job job = {.pixmap = pixmap, .fade = 1};
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
    if (look->opacity < 1 && several) {
        return paint_group(&job, look->opacity, error);
    }
    job.fade = look->opacity;
    return paint_parts(&job, error);
}
