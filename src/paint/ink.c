#include "paint/ink.h"

#include "paint/raster.h"

#include <math.h>

/* Skia's slant for faces without italics, as Chromium sets it. */
static const double slant = 0.25;

static void multiply(const double a[4], const double b[4], double out[4]) {
    out[0] = a[0] * b[0] + a[1] * b[2];
    out[1] = a[0] * b[1] + a[1] * b[3];
    out[2] = a[2] * b[0] + a[3] * b[2];
    out[3] = a[2] * b[1] + a[3] * b[3];
}

static struct pl_glyph_style glyph_style(const struct pl_ink *ink, const struct pl_placed *glyph,
                                         const struct pl_coat *coat) {
    static const double quarter[4] = {0, -1, 1, 0};
    const double lean[4] = {1, glyph->slanted ? -slant : 0, 0, 1};
    const double turn[4] = {ink->cos, -ink->sin, ink->sin, ink->cos};
    static const double still[4] = {1, 0, 0, 1};
    double first[4];
    struct pl_glyph_style style = {.size = ink->layout->size / coat->step,
                                   .stroke_width = floor(coat->stroke_width * 64 + 0.5) / 64, /* as cached */
                                   .join = ink->look->join,
                                   .contrast = coat->contrast};
    multiply(glyph->sideways ? quarter : still, lean, first);
    multiply(turn, first, style.matrix);
    return style;
}

static void turn_point(const struct pl_ink *ink, double *x, double *y) {
    double px = *x - ink->pivot_x;
    double py = *y - ink->pivot_y;
    *x = ink->pivot_x + px * ink->cos - py * ink->sin;
    *y = ink->pivot_y + px * ink->sin + py * ink->cos;
}

/*
 * Browsers have no round or bevelled joins for the strokes of HTML text: they come from SVG text beneath it,
 * whose baselines go to the pixel above where those of the fill go to the nearest.
 */
static double stroke_shift(const struct pl_ink *ink, unsigned line, const struct pl_coat *coat) {
    const struct pl_line *on = &ink->layout->lines[line];
    bool like_svg = coat->stroke_width > 0 && ink->look->join != PL_JOIN_MITER;
    return like_svg && !ink->block->vertical && ink->sin == 0 ? floor(on->exact) - on->baseline : 0;
}

static void glyph_origin(const struct pl_ink *ink, const struct pl_placed *glyph, const struct pl_coat *coat,
                         double *x, double *y) {
    *x = glyph->x + coat->dx;
    *y = glyph->y + coat->dy + stroke_shift(ink, glyph->line, coat);
    turn_point(ink, x, y);
    *x /= coat->step;
    *y /= coat->step;
}

/* ---- lines under and through the text ---- */

struct bar {
    double x0, y0, x1, y1;
};

/* CSS Text Decoration 4 leaves position and thickness to the browser: these are Chromium's. */
static struct bar line_bar(const struct pl_ink *ink, const struct pl_line *line, enum pl_text_part part) {
    const struct pl_layout *layout = ink->layout;
    double thickness = fmax(1, floor(layout->size / 10));
    double through = floor(-layout->ascent + 2.0 * layout->ascent / 3 - layout->size / 20 + 0.5);
    double under = fmax(1, ceil(layout->size / 20));
    double end = line->start + line->length + line->hanging;
    if (ink->block->vertical) {
        /* Beside the column, measured from its right edge: the line under it is left of the em box. */
        double height = layout->ascent + layout->descent;
        double below =
            part == PL_PART_UNDER_LINE ? floor((height + layout->size) / 2) + 1 : layout->ascent + through;
        double x = line->baseline + height / 2 - below;
        return (struct bar){x - thickness, line->start, x, end};
    }
    double y = line->baseline + (part == PL_PART_UNDER_LINE ? under : through);
    return (struct bar){line->start, y, end, y + thickness};
}

static void trace_bar(const struct pl_ink *ink, const struct bar *bar, const struct pl_coat *coat) {
    double x[4] = {bar->x0, bar->x1, bar->x1, bar->x0};
    double y[4] = {bar->y0, bar->y0, bar->y1, bar->y1};
    for (int i = 0; i < 4; i++) {
        x[i] += coat->dx;
        y[i] += coat->dy;
        turn_point(ink, &x[i], &y[i]);
        x[i] /= coat->step;
        y[i] /= coat->step;
        if (i == 0) {
            pl_raster_move(&ink->painter->raster, x[i], y[i]);
        } else {
            pl_raster_line(&ink->painter->raster, x[i], y[i]);
        }
    }
    pl_raster_close(&ink->painter->raster);
}

/* Puts the bars of all lines into the painter's rasteriser. */
static void trace_bars(const struct pl_ink *ink, const struct pl_coat *coat) {
    pl_raster_reset(&ink->painter->raster);
    for (size_t i = 0; i < ink->layout->line_count; i++) {
        if (coat->line >= 0 && (size_t)coat->line != i) {
            continue;
        }
        struct bar bar = line_bar(ink, &ink->layout->lines[i], coat->part);
        trace_bar(ink, &bar, coat);
    }
}

/* ---- coats ---- */

struct span {
    size_t first, end;
};

static struct span coat_glyphs(const struct pl_ink *ink, const struct pl_coat *coat) {
    if (coat->line < 0) {
        return (struct span){0, ink->layout->glyph_count};
    }
    const struct pl_line *line = &ink->layout->lines[coat->line];
    return (struct span){line->first, line->first + line->count};
}

/* Whether anything of a glyph can lie in a rectangle: far more of them may be off the canvas than on it. The
 * face says how far its glyphs go; twice that leaves room for slant and turn, and twice the stroke for
 * mitres.
 */
static bool may_touch(const struct pl_placed *glyph, const struct pl_glyph_style *style, double x, double y,
                      struct pl_rect clip) {
    const FT_BBox *box = &glyph->face->ft->bbox;
    double across = fmax(fabs((double)box->xMin), fabs((double)box->xMax));
    double down = fmax(fabs((double)box->yMin), fabs((double)box->yMax));
    double ems = fmax(4, 2 * fmax(across, down) / glyph->face->units);
    double reach = ems * style->size + 2 * style->stroke_width + 2;
    return x + reach >= clip.x0 && x - reach <= clip.x1 && y + reach >= clip.y0 && y - reach <= clip.y1;
}

/* About what finding a glyph in the cache costs. */
enum { GLYPH_WORK = 100 };

static bool glyph_bounds(const struct pl_ink *ink, const struct pl_coat *coat, struct pl_rect clip,
                         struct pl_rect *out, struct placard_error *error) {
    struct span span = coat_glyphs(ink, coat);
    for (size_t i = span.first; i < span.end; i++) {
        const struct pl_placed *glyph = &ink->layout->glyphs[i];
        struct pl_glyph_style style = glyph_style(ink, glyph, coat);
        struct pl_rect r;
        double x, y;
        glyph_origin(ink, glyph, coat, &x, &y);
        if ((coat->plain_only && glyph->face->color) || !may_touch(glyph, &style, x, y, clip)) {
            continue;
        }
        if (!pl_deadline_spend(ink->painter->raster.deadline, GLYPH_WORK, error) ||
            !pl_glyph_bounds(&ink->painter->glyphs, glyph->face, glyph->glyph, &style, x, y, &r, error)) {
            return false;
        }
        *out = pl_rect_union(*out, r);
    }
    return true;
}

bool pl_ink_bounds(const struct pl_ink *ink, const struct pl_coat *coat, struct pl_rect clip,
                   struct pl_rect *out, struct placard_error *error) {
    *out = (struct pl_rect){0, 0, 0, 0};
    if (coat->part == PL_PART_GLYPHS) {
        return glyph_bounds(ink, coat, clip, out, error);
    }
    trace_bars(ink, coat);
    *out = pl_raster_bounds(&ink->painter->raster);
    return true;
}

bool pl_ink_cover(const struct pl_ink *ink, const struct pl_coat *coat, struct pl_rect clip,
                  struct pl_rect band, struct pl_mask *mask, struct placard_error *error) {
    if (coat->part != PL_PART_GLYPHS) {
        trace_bars(ink, coat);
        return pl_raster_fill_part(&ink->painter->raster, clip, pl_rect_rows(clip, band), mask, error);
    }
    struct pl_rect seen = pl_rect_rows(clip, band);
    struct pl_rect r;
    if (!pl_ink_bounds(ink, coat, seen, &r, error) ||
        !pl_mask_reset(mask, pl_rect_intersect(r, seen), error)) {
        return false;
    }
    struct span span = coat_glyphs(ink, coat);
    for (size_t i = span.first; i < span.end; i++) {
        const struct pl_placed *glyph = &ink->layout->glyphs[i];
        struct pl_glyph_style style = glyph_style(ink, glyph, coat);
        double x, y;
        if (coat->plain_only && glyph->face->color) {
            continue;
        }
        glyph_origin(ink, glyph, coat, &x, &y);
        if (!may_touch(glyph, &style, x, y, seen)) {
            continue;
        }
        if (!pl_deadline_spend(ink->painter->raster.deadline, GLYPH_WORK, error) ||
            !pl_glyph_draw(&ink->painter->glyphs, glyph->face, glyph->glyph, &style, x, y, clip, mask,
                           error)) {
            return false;
        }
    }
    return true;
}

bool pl_ink_moves(const struct pl_ink *ink, const struct pl_coat *coat, const struct pl_coat *other, int dx,
                  int dy, struct pl_rect clip, bool *moves, struct placard_error *error) {
    struct span span = coat_glyphs(ink, coat);
    *moves = true;
    for (size_t i = span.first; *moves && i < span.end; i++) {
        const struct pl_placed *glyph = &ink->layout->glyphs[i];
        struct pl_glyph_style style = glyph_style(ink, glyph, coat);
        double from[2], to[2];
        glyph_origin(ink, glyph, other, &from[0], &from[1]);
        glyph_origin(ink, glyph, coat, &to[0], &to[1]);
        if (!may_touch(glyph, &style, to[0], to[1], clip)) {
            continue;
        }
        if (!pl_deadline_spend(ink->painter->raster.deadline, GLYPH_WORK, error) ||
            !pl_glyph_moves(&ink->painter->glyphs, glyph->face, glyph->glyph, &style, from, to, dx, dy, clip,
                            moves, error)) {
            return false;
        }
    }
    return true;
}

bool pl_ink_paint_colors(const struct pl_ink *ink, const struct pl_coat *coat, struct pl_pixmap *pixmap,
                         int left, int top, int opacity, struct placard_error *error) {
    struct span span = coat_glyphs(ink, coat);
    struct pl_rect canvas = {left, top + pixmap->from, left + pixmap->width, top + pl_pixmap_end(pixmap)};
    for (size_t i = span.first; i < span.end; i++) {
        const struct pl_placed *glyph = &ink->layout->glyphs[i];
        struct pl_glyph_style style = glyph_style(ink, glyph, coat);
        double x, y;
        glyph_origin(ink, glyph, coat, &x, &y);
        if (glyph->face->color && may_touch(glyph, &style, x, y, canvas) &&
            !pl_glyph_paint(&ink->painter->glyphs, glyph->face, glyph->glyph, &style, x, y, pixmap, left, top,
                            opacity, error)) {
            return false;
        }
    }
    return true;
}
