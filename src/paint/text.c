#include "paint/text.h"

#include "paint/blend.h"
#include "paint/blur.h"
#include "paint/text_coat.h"
#include "paint/turn.h"

#include <math.h>

static bool has_stroke(const struct pl_text_look *look) {
    return look->stroke.width > 0 && look->stroke.color.a > 0;
}

static bool paint_stroke(const struct pl_text_job *job, int line, struct placard_error *error) {
    const struct pl_text_look *look = job->ink.look;
    struct pl_coat coat = {
        .part = PL_PART_GLYPHS, .line = line, .step = 1, .stroke_width = look->stroke.width};
    return !has_stroke(look) || pl_coat_paint(job, &coat, look->stroke.color, error);
}

/* Lines have the colour of the text; that of its stroke where it is one that HTML has. */
static bool paint_fill(const struct pl_text_job *job, enum pl_text_part part, int line,
                       struct placard_error *error) {
    const struct pl_text_look *look = job->ink.look;
    bool stroked = part != PL_PART_GLYPHS && has_stroke(look) && look->join == PL_JOIN_MITER;
    struct pl_coat coat = {.part = part, .line = line, .step = 1, .plain_only = true};
    if (!pl_coat_paint(job, &coat, stroked ? look->stroke.color : look->color, error)) {
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
static bool paint_line(const struct pl_text_job *job, int line, struct placard_error *error) {
    const struct pl_text_look *look = job->ink.look;
    bool mitred = look->join == PL_JOIN_MITER;
    bool ok = true;
    if (look->under_line) {
        ok = pl_text_shadows_paint(job, PL_PART_GLYPHS, line, error) &&
             pl_text_shadows_paint(job, PL_PART_UNDER_LINE, line, error) &&
             paint_fill(job, PL_PART_UNDER_LINE, line, error) && (!mitred || paint_stroke(job, line, error));
    } else {
        ok = (!mitred || paint_stroke(job, line, error)) &&
             pl_text_shadows_paint(job, PL_PART_GLYPHS, line, error);
    }
    ok = ok && paint_fill(job, PL_PART_GLYPHS, line, error);
    if (look->line_through) {
        ok = ok && pl_text_shadows_paint(job, PL_PART_LINE_THROUGH, line, error) &&
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
static bool paint_parts(const struct pl_text_job *job, struct placard_error *error) {
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

static bool add_bounds(const struct pl_text_job *job, enum pl_text_part part, double stroke_width,
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
    if (!pl_ink_bounds(&job->ink, &coat, pl_rect_grow(pl_text_target(job), far), &r, error)) {
        return false;
    }
    *all = pl_rect_union(*all, pl_rect_empty(r) ? r : pl_rect_grow(r, far));
    return true;
}

static bool visible_bounds(const struct pl_text_job *job, struct pl_rect *out, struct placard_error *error) {
    const struct pl_text_look *look = job->ink.look;
    double width = has_stroke(look) ? look->stroke.width : 0;
    *out = (struct pl_rect){0, 0, 0, 0};
    bool ok = add_bounds(job, PL_PART_GLYPHS, width, out, error) &&
              (!look->under_line || add_bounds(job, PL_PART_UNDER_LINE, 0, out, error)) &&
              (!look->line_through || add_bounds(job, PL_PART_LINE_THROUGH, 0, out, error));
    *out = pl_rect_intersect(*out, pl_text_target(job));
    return ok;
}

/* Parts that lie over each other fade as one: they are painted apart, then laid over the picture. */
static bool paint_group(struct pl_text_job *job, double opacity, struct placard_error *error) {
    struct pl_rect r;
    if (!visible_bounds(job, &r, error)) {
        return false;
    }
    struct pl_rect seen = pl_rect_rows(r, pl_text_target_band(job));
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
    struct pl_cast casts[PL_CASTS] = {0};
    struct pl_cover cover = {0};
    struct pl_text_job job = {.pixmap = pixmap, .fade = 1, .casts = casts, .cover = &cover};
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
    pl_casts_finish(&job);
    pl_large_glyphs_forget(&painter->glyphs);
    return ok;
}
