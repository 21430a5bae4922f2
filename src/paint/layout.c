#include "paint/layout.h"

#include "base/memory.h"
#include "paint/line_break.h"
#include "paint/orientation.h"
#include "paint/shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct setting {
    struct pl_layout *layout;
    struct pl_fonts *fonts;
    const struct pl_text_block *block;
    hb_buffer_t *buffer;
    double size;
    double em;     /* size, cut off to the sixty-fourths that outlines are scaled by */
    double length; /* room for a line: the box's width, or its height for columns */
    double step;   /* from line to line */
    double longest;
    double tab; /* from tab stop to tab stop: eight spaces, as CSS's tab-size is at first */
};

/* Layout in browsers counts in sixty-fourths of a pixel. */
static double floor64(double v) {
    return floor(v * 64) / 64;
}

static double ceil64(double v) {
    return ceil(v * 64 - 1e-6) / 64;
}

static struct pl_line *add_line(struct pl_layout *layout) {
    if (!pl_reserve((void **)&layout->lines, &layout->line_capacity, layout->line_count + 1,
                    sizeof *layout->lines)) {
        return NULL;
    }
    struct pl_line *line = &layout->lines[layout->line_count++];
    *line = (struct pl_line){.first = layout->glyph_count};
    return line;
}

/* Where justified text may be stretched behind a character: after spaces, and beside ideographs. */
static bool stretches_after(const struct pl_paragraph *p, size_t i, size_t end) {
    uint32_t c = p->characters[i].code_point;
    if (i + 1 >= end) {
        return false;
    }
    uint32_t next = p->characters[i + 1].code_point;
    return c == ' ' || c == 0xa0 || pl_is_cjk(c) || pl_is_cjk(next);
}

static double justify_gap(const struct setting *s, const struct pl_paragraph *p,
                          const struct pl_line_range *range, double length) {
    if (s->block->align != PL_ALIGN_JUSTIFY || range->last || length >= s->length) {
        return 0;
    }
    size_t gaps = 0;
    for (size_t i = range->from; i < range->text_end; i++) {
        gaps += stretches_after(p, i, range->text_end);
    }
    return gaps > 0 ? (s->length - length) / (double)gaps : 0;
}

/* Lines longer than their box start at its start: text-align does not push them out of it. */
static double aligned_start(const struct setting *s, double length) {
    double room = floor64(s->length) - ceil64(length);
    if (room <= 0) {
        return 0;
    }
    switch (s->block->align) {
    case PL_ALIGN_CENTER:
        return floor64(room / 2);
    case PL_ALIGN_RIGHT:
        return room;
    default:
        return 0;
    }
}

/* Puts shaped glyphs on the line, from `start` on; lengths across the line are still relative to the
 * baseline. */
static double place_glyphs(struct setting *s, const struct pl_paragraph *p, const struct pl_shaped_run *run,
                           const struct pl_line_range *range, struct pl_line *line, double gap) {
    struct pl_layout *layout = s->layout;
    double at = 0;
    for (size_t i = 0; i < run->count; i++) {
        const struct pl_shaped *g = &run->glyphs[i];
        double along = at + g->dx * s->em;
        double across = g->dy * s->em;
        layout->glyphs[layout->glyph_count++] =
            (struct pl_placed){.face = g->face,
                               .glyph = g->glyph,
                               .sideways = s->block->vertical && !g->upright,
                               .slanted = g->slanted,
                               .line = (unsigned)(line - layout->lines),
                               .x = along,
                               .y = across};
        bool tab = p->characters[g->character].code_point == '\t';
        at += tab ? pl_tab_advance(at, s->tab) : g->advance * s->em;
        if (pl_is_letterspaced(p, run, i)) {
            at += s->block->letter_spacing;
        }
        bool ends = i + 1 == run->count || run->glyphs[i + 1].character != g->character;
        if (ends && gap > 0 && g->character < range->text_end &&
            stretches_after(p, g->character, range->text_end)) {
            at += gap;
        }
    }
    line->count = run->count;
    return at;
}

static bool set_line(struct setting *s, const struct pl_paragraph *p, const struct pl_line_range *range,
                     const struct pl_shaped_run *whole, const double *advances, struct placard_error *error) {
    struct pl_layout *layout = s->layout;
    struct pl_shaped_run part = {0};
    bool all = range->from == 0 && range->text_end == p->count && whole;
    struct pl_line *line = add_line(layout);
    bool ok = line || pl_fail_memory(error);
    ok = ok && pl_deadline_spend(s->fonts->deadline, 100 * (long long)(range->to - range->from + 1), error);
    ok = ok && (all || pl_shape(p, range->from, range->text_end, s->block->vertical,
                                s->block->letter_spacing == 0, s->buffer, &part, error));
    const struct pl_shaped_run *run = all ? whole : &part;
    if (ok && !pl_reserve((void **)&layout->glyphs, &layout->glyph_capacity, layout->glyph_count + run->count,
                          sizeof *layout->glyphs)) {
        ok = pl_fail_memory(error);
    }
    if (ok) {
        size_t first = layout->glyph_count;
        line->length = place_glyphs(s, p, run, range, line, 0);
        double gap = justify_gap(s, p, range, line->length);
        if (gap > 0) {
            layout->glyph_count = first;
            line->length = place_glyphs(s, p, run, range, line, gap);
        }
        line->start = aligned_start(s, line->length);
        for (size_t i = range->text_end; advances && i < range->to; i++) {
            line->hanging += advances[i];
        }
        s->longest = fmax(s->longest, line->length);
    }
    free(part.glyphs);
    return ok;
}

static void note_missing(struct pl_layout *layout, const struct pl_paragraph *p) {
    for (size_t i = 0; i < p->count && layout->missing_count < PL_MOST_MISSING; i++) {
        bool known = !p->characters[i].missing;
        for (int k = 0; !known && k < layout->missing_count; k++) {
            known = layout->missing[k] == p->characters[i].code_point;
        }
        if (!known) {
            layout->missing[layout->missing_count++] = p->characters[i].code_point;
        }
    }
}

static bool is_full(const struct setting *s) {
    return s->block->max_lines > 0 && s->layout->line_count >= (size_t)s->block->max_lines;
}

static bool set_cut_line(struct setting *s, const struct pl_paragraph *p, const double *advances, size_t from,
                         struct placard_error *error);

/* Sets one paragraph; `more` says that another follows, so that a full block is cut at this one's end. */
static bool set_paragraph(struct setting *s, const char *text, size_t size, bool more,
                          struct placard_error *error) {
    struct pl_paragraph p = {0};
    struct pl_shaped_run run = {0};
    double *advances = NULL;
    bool ok =
        pl_deadline_spend(s->fonts->deadline, 100 * (long long)size, error) &&
        pl_paragraph_init(&p, s->fonts, text, size, &s->block->typeface, s->block->vertical, error) &&
        pl_shape(&p, 0, p.count, s->block->vertical, s->block->letter_spacing == 0, s->buffer, &run, error);
    if (ok) {
        advances = pl_character_advances(&p, &run, s->em, s->block->letter_spacing);
        ok = advances || pl_fail_memory(error);
        note_missing(s->layout, &p);
    }
    size_t from = 0;
    do {
        if (!ok) {
            break;
        }
        struct pl_line_range range = pl_line_break(&p, advances, from, s->length, s->tab);
        bool last_allowed =
            s->block->max_lines > 0 && s->layout->line_count + 1 == (size_t)s->block->max_lines;
        if (last_allowed && (!range.last || more)) {
            s->layout->cut = true;
            ok = set_cut_line(s, &p, advances, from, error);
        } else {
            ok = set_line(s, &p, &range, &run, advances, error);
        }
        bool word = range.inside_word && !pl_is_cjk(p.characters[range.to].code_point);
        s->layout->broken = s->layout->broken || word;
        from = range.to;
    } while (from < p.count && !is_full(s));
    free(advances);
    free(run.glyphs);
    pl_paragraph_finish(&p);
    return ok;
}

static const char ellipsis[] = "\xe2\x80\xa6";

/* The last line that is allowed: as many characters as leave room for an ellipsis, and that. */
static bool set_cut_line(struct setting *s, const struct pl_paragraph *p, const double *advances, size_t from,
                         struct placard_error *error) {
    struct pl_paragraph e;
    struct pl_shaped_run run = {0};
    bool ok = pl_paragraph_init(&e, s->fonts, ellipsis, sizeof ellipsis - 1, &s->block->typeface,
                                s->block->vertical, error) &&
              pl_shape(&e, 0, e.count, s->block->vertical, true, s->buffer, &run, error);
    double room = s->length - s->block->letter_spacing;
    for (size_t i = 0; ok && i < run.count; i++) {
        room -= run.glyphs[i].advance * s->em;
    }
    free(run.glyphs);
    pl_paragraph_finish(&e);
    size_t to = from;
    size_t fits = from;
    for (double length = 0; to < p->count && length + advances[to] <= room; to++) {
        length += advances[to];
        fits = p->breaks[to + 1].is_cursor_position || to + 1 == p->count ? to + 1 : fits;
    }
    while (fits > from && p->breaks[fits - 1].is_white) {
        fits--;
    }
    size_t start = p->characters[from].offset;
    size_t kept = p->characters[fits].offset - start;
    char *text = ok ? pl_calloc(kept + sizeof ellipsis, 1) : NULL;
    if (!text) {
        return ok ? pl_fail_memory(error) : false;
    }
    memcpy(text, p->text + start, kept);
    memcpy(text + kept, ellipsis, sizeof ellipsis);
    ok = pl_paragraph_init(&e, s->fonts, text, kept + sizeof ellipsis - 1, &s->block->typeface,
                           s->block->vertical, error);
    struct pl_line_range range = {0, e.count, e.count, true};
    ok = ok && set_line(s, &e, &range, NULL, NULL, error);
    pl_paragraph_finish(&e);
    free(text);
    return ok;
}

/* ---- the block of lines ---- */

static bool read_metrics(struct setting *s, struct placard_error *error) {
    struct pl_font_match match;
    const struct pl_typeface *t = &s->block->typeface;
    if (!pl_fonts_match(s->fonts, t->families, t->weight, t->italic, &match, error)) {
        return false;
    }
    double em = s->size / match.face->units;
    hb_codepoint_t space = 0;
    hb_font_get_nominal_glyph(match.face->hb, ' ', &space);
    s->tab = 8 * (hb_font_get_glyph_h_advance(match.face->hb, space) * em + s->block->letter_spacing);
    s->layout->ascent = (int)floor(match.face->ascent * em + 0.5);
    s->layout->descent = (int)floor(match.face->descent * em + 0.5);
    s->layout->underline_offset = -match.face->ft->underline_position * em;
    s->layout->thickness = match.face->ft->underline_thickness * em;
    return true;
}

static double block_start(double room, enum pl_vertical_align align) {
    return align == PL_VERTICAL_TOP ? 0 : align == PL_VERTICAL_BOTTOM ? room : floor64(room / 2);
}

/* From lengths along and across each line to places on the canvas. */
static void place_rows(struct setting *s) {
    struct pl_layout *layout = s->layout;
    const struct pl_box *box = &s->block->box;
    double height = s->step * (double)layout->line_count;
    double top = floor64(box->y) + block_start(floor64(box->height) - height, s->block->vertical_align);
    /* Half the leading goes above, rounded down, so that baselines stay on whole pixels (CSS Inline 3,
     * half-leading). */
    double leading = floor((s->step - (layout->ascent + layout->descent)) / 2);
    for (size_t i = 0; i < layout->line_count; i++) {
        struct pl_line *line = &layout->lines[i];
        line->exact = top + s->step * (double)i + leading + layout->ascent;
        line->baseline = floor(line->exact + 0.5);
        line->start += floor64(box->x);
        for (size_t k = line->first; k < line->first + line->count; k++) {
            layout->glyphs[k].x += line->start;
            layout->glyphs[k].y += line->baseline;
        }
    }
    layout->overflow_y = height - box->height;
    layout->overflow_x = s->longest - box->width;
}

static void place_columns(struct setting *s) {
    struct pl_layout *layout = s->layout;
    const struct pl_box *box = &s->block->box;
    double width = s->step * (double)layout->line_count;
    double right = floor64(box->x) + floor64((floor64(box->width) - width) / 2) + width;
    double leading = floor((s->step - (layout->ascent + layout->descent)) / 2);
    for (size_t i = 0; i < layout->line_count; i++) {
        struct pl_line *line = &layout->lines[i];
        double middle = right - s->step * (double)i - leading - (layout->ascent + layout->descent) / 2.0;
        line->baseline = middle;
        line->start = floor(line->start + floor64(box->y) + 0.5);
        for (size_t k = line->first; k < line->first + line->count; k++) {
            struct pl_placed *g = &layout->glyphs[k];
            double along = g->x;
            double across = g->y;
            if (g->sideways) {
                across += (layout->ascent - layout->descent) / 2.0;
            }
            g->x = middle - across;
            g->y = line->start + along;
        }
    }
    layout->overflow_x = width - box->width;
    layout->overflow_y = s->longest - box->height;
}

static bool set_lines(struct setting *s, struct placard_error *error) {
    struct pl_layout *layout = s->layout;
    layout->glyph_count = layout->line_count = 0;
    layout->missing_count = 0;
    layout->cut = false;
    layout->broken = false;
    s->longest = 0;
    layout->size = s->size;
    s->em = floor64(s->size + 1e-9);
    s->step = floor64(s->size * s->block->line_height);
    if (!read_metrics(s, error)) {
        return false;
    }
    const char *at = s->block->content;
    while (at) {
        const char *end = strchr(at, '\n');
        size_t size = end ? (size_t)(end - at) : strlen(at);
        size_t trimmed = size > 0 && at[size - 1] == '\r' ? size - 1 : size;
        if (!set_paragraph(s, at, trimmed, end != NULL, error)) {
            return false;
        }
        at = end && !is_full(s) ? end + 1 : NULL;
    }
    if (s->block->vertical) {
        place_columns(s);
    } else {
        place_rows(s);
    }
    return true;
}

static bool fits(const struct pl_layout *layout) {
    return layout->overflow_x <= 1.0 / 64 && layout->overflow_y <= 1.0 / 64 && !layout->cut &&
           !layout->broken;
}

/* The largest size on a grid of quarter pixels that fits, found by halving. */
static bool shrink(struct setting *s, struct placard_error *error) {
    int low = 0;
    int high = (int)floor((s->block->size - s->block->least_size) * 4);
    while (low < high) {
        int middle = (low + high) / 2;
        s->size = s->block->size - middle / 4.0;
        if (!set_lines(s, error)) {
            return false;
        }
        if (fits(s->layout)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    s->size = s->block->size - low / 4.0;
    return set_lines(s, error);
}

bool pl_layout_init(struct pl_layout *layout, struct pl_fonts *fonts, const struct pl_text_block *block,
                    struct placard_error *error) {
    *layout = (struct pl_layout){0};
    struct setting s = {.layout = layout, .fonts = fonts, .block = block, .size = block->size};
    s.length = floor64(block->vertical ? block->box.height : block->box.width);
    s.buffer = hb_buffer_create();
    bool ok = set_lines(&s, error);
    if (ok && block->shrink && !fits(layout)) {
        ok = shrink(&s, error);
    }
    hb_buffer_destroy(s.buffer);
    return ok;
}

void pl_layout_finish(struct pl_layout *layout) {
    free(layout->glyphs);
    free(layout->lines);
    *layout = (struct pl_layout){0};
}
