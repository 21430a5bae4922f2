#include "paint/text.h"

#include "paint/blend.h"
#include "paint/blur.h"
#include "paint/contrast.h"
#include "paint/turn.h"

#include <math.h>

/* Skia's slant for faces without italics, as Chromium sets it. */
static const double slant = 0.25;

struct text_job {
    struct pl_painter *painter;
    struct pl_pixmap *pixmap; /* that is painted on: the picture, or a group's own */
    int origin_x, origin_y;   /* of it on the canvas */
    const struct pl_layout *layout;
    const struct pl_text_block *block;
    const struct pl_text_look *look;
    double cos, sin, pivot_x, pivot_y;
};

/* One coat of ink: filled glyphs or their outlines, moved. */
struct coat {
    double stroke_width; /* 0 for the fill */
    double dx, dy;
    int contrast;
};

static void multiply(const double a[4], const double b[4], double out[4]) {
    out[0] = a[0] * b[0] + a[1] * b[2];
    out[1] = a[0] * b[1] + a[1] * b[3];
    out[2] = a[2] * b[0] + a[3] * b[2];
    out[3] = a[2] * b[1] + a[3] * b[3];
}

static struct pl_glyph_style glyph_style(const struct text_job *job, const struct pl_placed *glyph,
                                         const struct coat *coat) {
    static const double quarter[4] = {0, -1, 1, 0};
    const double lean[4] = {1, glyph->slanted ? -slant : 0, 0, 1};
    const double turn[4] = {job->cos, -job->sin, job->sin, job->cos};
    static const double still[4] = {1, 0, 0, 1};
    double first[4];
    struct pl_glyph_style style = {.size = job->layout->size,
                                   .stroke_width = coat->stroke_width,
                                   .join = job->look->join,
                                   .contrast = coat->contrast};
    multiply(glyph->sideways ? quarter : still, lean, first);
    multiply(turn, first, style.matrix);
    return style;
}

static void turn_point(const struct text_job *job, double *x, double *y) {
    double px = *x - job->pivot_x;
    double py = *y - job->pivot_y;
    *x = job->pivot_x + px * job->cos - py * job->sin;
    *y = job->pivot_y + px * job->sin + py * job->cos;
}

/*
 * Browsers have no round or bevelled joins for the strokes of HTML text: they come from SVG text beneath it,
 * whose baselines go to the pixel above where those of the fill go to the nearest.
 */
static double stroke_shift(const struct text_job *job, unsigned line, const struct coat *coat) {
    const struct pl_line *on = &job->layout->lines[line];
    bool like_svg = coat->stroke_width > 0 && job->look->join != PL_JOIN_MITER;
    return like_svg && !job->block->vertical && job->sin == 0 ? floor(on->exact) - on->baseline : 0;
}

static void glyph_origin(const struct text_job *job, const struct pl_placed *glyph, const struct coat *coat,
                         double *x, double *y) {
    *x = glyph->x + coat->dx;
    *y = glyph->y + coat->dy + stroke_shift(job, glyph->line, coat);
    turn_point(job, x, y);
}

/* ---- lines under and through the text ---- */

enum { MOST_BARS = 2 };

struct bar {
    double x0, y0, x1, y1;
};

/* CSS Text Decoration 4 leaves position and thickness to the browser: these are Chromium's. */
static int line_bars(const struct text_job *job, const struct pl_line *line, struct bar bars[MOST_BARS]) {
    const struct pl_layout *layout = job->layout;
    double thickness = fmax(1, floor(layout->size / 10));
    double through = floor(-layout->ascent + 2.0 * layout->ascent / 3 - layout->size / 20 + 0.5);
    double under = fmax(1, ceil(layout->size / 20));
    double end = line->start + line->length;
    int count = 0;
    if (job->block->vertical) {
        /* Beside the column: under it is left of the em box. */
        double baseline = line->baseline - (layout->ascent - layout->descent) / 2.0;
        if (job->look->under_line) {
            double x = floor(line->baseline - layout->size / 2) - 1;
            bars[count++] = (struct bar){x - thickness, line->start, x, end};
        }
        if (job->look->line_through) {
            double x = floor(baseline - through + 0.5);
            bars[count++] = (struct bar){x - thickness, line->start, x, end};
        }
        return count;
    }
    if (job->look->under_line) {
        bars[count++] =
            (struct bar){line->start, line->baseline + under, end, line->baseline + under + thickness};
    }
    if (job->look->line_through) {
        bars[count++] =
            (struct bar){line->start, line->baseline + through, end, line->baseline + through + thickness};
    }
    return count;
}

static void trace_bar(const struct text_job *job, const struct bar *bar, const struct coat *coat) {
    double grow = coat->stroke_width / 2;
    double x[4] = {bar->x0 - grow, bar->x1 + grow, bar->x1 + grow, bar->x0 - grow};
    double y[4] = {bar->y0 - grow, bar->y0 - grow, bar->y1 + grow, bar->y1 + grow};
    for (int i = 0; i < 4; i++) {
        x[i] += coat->dx;
        y[i] += coat->dy;
        turn_point(job, &x[i], &y[i]);
        if (i == 0) {
            pl_raster_move(&job->painter->raster, x[i], y[i]);
        } else {
            pl_raster_line(&job->painter->raster, x[i], y[i]);
        }
    }
    pl_raster_close(&job->painter->raster);
}

/* Puts all bars into the painter's rasteriser; returns where they are. */
static struct pl_rect trace_bars(const struct text_job *job, const struct coat *coat) {
    pl_raster_reset(&job->painter->raster);
    for (size_t i = 0; i < job->layout->line_count; i++) {
        struct bar bars[MOST_BARS];
        int count = line_bars(job, &job->layout->lines[i], bars);
        for (int k = 0; k < count; k++) {
            trace_bar(job, &bars[k], coat);
        }
    }
    return pl_raster_bounds(&job->painter->raster);
}

static bool has_bars(const struct text_job *job) {
    return job->look->under_line || job->look->line_through;
}

/* ---- ink ---- */

static bool coat_bounds(const struct text_job *job, const struct coat *coat, struct pl_rect *out,
                        struct placard_error *error) {
    *out = (struct pl_rect){0, 0, 0, 0};
    for (size_t i = 0; i < job->layout->glyph_count; i++) {
        const struct pl_placed *glyph = &job->layout->glyphs[i];
        struct pl_glyph_style style = glyph_style(job, glyph, coat);
        struct pl_rect r;
        double x, y;
        glyph_origin(job, glyph, coat, &x, &y);
        if (!pl_glyph_bounds(&job->painter->glyphs, glyph->face, glyph->glyph, &style, x, y, &r, error)) {
            return false;
        }
        *out = pl_rect_union(*out, r);
    }
    if (has_bars(job)) {
        *out = pl_rect_union(*out, trace_bars(job, coat));
    }
    return true;
}

static bool add_coat(const struct text_job *job, const struct coat *coat, struct pl_mask *mask,
                     struct placard_error *error) {
    for (size_t i = 0; i < job->layout->glyph_count; i++) {
        const struct pl_placed *glyph = &job->layout->glyphs[i];
        struct pl_glyph_style style = glyph_style(job, glyph, coat);
        double x, y;
        glyph_origin(job, glyph, coat, &x, &y);
        if (!pl_glyph_draw(&job->painter->glyphs, glyph->face, glyph->glyph, &style, x, y, mask, error)) {
            return false;
        }
    }
    if (!has_bars(job)) {
        return true;
    }
    struct pl_mask bars = {0};
    trace_bars(job, coat);
    bool ok = pl_raster_fill(&job->painter->raster, pl_mask_rect(mask), &bars, error);
    if (ok) {
        pl_mask_add(mask, &bars, 0, 0);
    }
    pl_mask_finish(&bars);
    return ok;
}

static struct pl_rect target_rect(const struct text_job *job) {
    return (struct pl_rect){job->origin_x, job->origin_y, job->origin_x + job->pixmap->width,
                            job->origin_y + job->pixmap->height};
}

static bool has_stroke(const struct text_job *job) {
    return job->look->stroke.width > 0 && job->look->stroke.color.a > 0;
}

static bool paint_coat(const struct text_job *job, double stroke_width, struct pl_color color,
                       struct placard_error *error) {
    struct coat coat = {.stroke_width = stroke_width, .contrast = pl_contrast_level(color)};
    struct pl_rect r;
    struct pl_mask mask = {0};
    if (color.a == 0) {
        return true;
    }
    bool ok = coat_bounds(job, &coat, &r, error) &&
              pl_mask_reset(&mask, pl_rect_intersect(r, target_rect(job)), error) &&
              add_coat(job, &coat, &mask, error);
    if (ok) {
        pl_blend_mask(job->pixmap, &mask, -job->origin_x, -job->origin_y, color);
    }
    pl_mask_finish(&mask);
    return ok;
}

static bool shadow_mask(const struct text_job *job, const struct pl_shadow *shadow, struct pl_rect clip,
                        struct pl_mask *mask, struct placard_error *error) {
    bool sharp = shadow->blur <= 0;
    struct coat coat = {.dx = shadow->dx,
                        .dy = shadow->dy,
                        .contrast = sharp ? pl_contrast_level(shadow->color) : PL_CONTRAST_NONE};
    struct pl_rect r;
    return coat_bounds(job, &coat, &r, error) && pl_mask_reset(mask, pl_rect_intersect(r, clip), error) &&
           add_coat(job, &coat, mask, error) && pl_mask_blur(mask, shadow->blur / 2, error);
}

static bool paint_shadow(const struct text_job *job, const struct pl_shadow *shadow,
                         struct placard_error *error) {
    struct pl_mask mask = {0};
    if (shadow->color.a == 0) {
        return true;
    }
    /* What lies off the canvas still casts a shadow onto it, as far as the blur reaches. */
    struct pl_rect clip = pl_rect_grow(target_rect(job), pl_blur_reach(shadow->blur / 2));
    bool ok = shadow_mask(job, shadow, clip, &mask, error);
    if (ok) {
        pl_blend_mask(job->pixmap, &mask, -job->origin_x, -job->origin_y, shadow->color);
    }
    pl_mask_finish(&mask);
    return ok;
}

/* Everything, from the bottom up: as in a browser the fill casts the shadow, onto the stroke too. */
static bool paint_parts(const struct text_job *job, double fade, struct placard_error *error) {
    if (has_stroke(job) &&
        !paint_coat(job, job->look->stroke.width, pl_color_fade(job->look->stroke.color, fade), error)) {
        return false;
    }
    for (int i = job->look->shadows.count - 1; i >= 0; i--) {
        struct pl_shadow shadow = job->look->shadows.items[i];
        shadow.color = pl_color_fade(shadow.color, fade);
        if (!paint_shadow(job, &shadow, error)) {
            return false;
        }
    }
    return paint_coat(job, 0, pl_color_fade(job->look->color, fade), error);
}

/* ---- groups ---- */

static bool visible_bounds(const struct text_job *job, struct pl_rect *out, struct placard_error *error) {
    struct coat coat = {.stroke_width = has_stroke(job) ? job->look->stroke.width : 0,
                        .contrast = PL_CONTRAST_NONE};
    if (!coat_bounds(job, &coat, out, error)) {
        return false;
    }
    struct pl_rect ink = *out;
    for (int i = 0; i < job->look->shadows.count; i++) {
        const struct pl_shadow *shadow = &job->look->shadows.items[i];
        int far = (int)ceil(fmax(fabs(shadow->dx), fabs(shadow->dy))) + pl_blur_reach(shadow->blur / 2) + 1;
        *out = pl_rect_union(*out, pl_rect_grow(ink, far));
    }
    *out = pl_rect_intersect(*out, target_rect(job));
    return true;
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
    bool ok = paint_parts(job, 1, error);
    if (ok) {
        pl_blend_pixmap(below, &group, r.x0, r.y0, (int)(opacity * 255 + 0.5));
    }
    pl_pixmap_finish(&group);
    return ok;
}

bool pl_text_paint(struct pl_painter *painter, struct pl_pixmap *pixmap, const struct pl_layout *layout,
                   const struct pl_text_block *block, const struct pl_text_look *look,
                   struct placard_error *error) {
    double turn_cos, turn_sin;
    pl_turn(look->rotation, &turn_cos, &turn_sin);
    struct text_job job = {.painter = painter,
                           .pixmap = pixmap,
                           .layout = layout,
                           .block = block,
                           .look = look,
                           .cos = turn_cos,
                           .sin = turn_sin,
                           .pivot_x = block->box.x + block->box.width / 2,
                           .pivot_y = block->box.y + block->box.height / 2};
    if (look->opacity <= 0 || layout->glyph_count == 0) {
        return true;
    }
    bool several = look->shadows.count > 0 || has_stroke(&job);
    if (look->opacity < 1 && several) {
        return paint_group(&job, look->opacity, error);
    }
    return paint_parts(&job, look->opacity, error);
}
