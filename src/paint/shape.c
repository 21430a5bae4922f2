#include "paint/shape.h"

#include "base/memory.h"

#include <stdlib.h>

/* Characters that are shaped together: one face, one script, one direction, one orientation. */
struct segment {
    size_t from, to;
    uint8_t level;
};

static bool same_segment(const struct pl_character *a, const struct pl_character *b) {
    return a->face == b->face && a->script == b->script && a->level == b->level &&
           a->sideways == b->sideways && a->slanted == b->slanted;
}

static size_t segment_end(const struct pl_paragraph *p, size_t from, size_t to) {
    size_t end = from + 1;
    while (end < to && same_segment(&p->characters[from], &p->characters[end])) {
        end++;
    }
    return end;
}

/* Tabs and other controls have no glyph, whatever the font puts in their place; layout makes the tab stops.
 */
static bool is_control(const struct pl_character *character) {
    return character->code_point < 0x20 || (character->code_point >= 0x7f && character->code_point < 0xa0);
}

static void blank(struct pl_shaped *glyph) {
    hb_codepoint_t space = 0;
    hb_font_get_nominal_glyph(glyph->face->hb, ' ', &space);
    glyph->glyph = space;
    glyph->advance = 0;
}

static void append_glyphs(const struct pl_paragraph *p, const struct segment *segment, bool upright,
                          hb_buffer_t *buffer, struct pl_shaped *out) {
    unsigned count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, NULL);
    const struct pl_character *first = &p->characters[segment->from];
    double units = first->face->units;
    size_t character = segment->from;
    for (unsigned i = 0; i < count; i++) {
        /* Clusters are byte offsets that rise or fall steadily: the character is never far from the last one.
         */
        while (character + 1 < segment->to && p->characters[character + 1].offset <= infos[i].cluster) {
            character++;
        }
        while (character > segment->from && p->characters[character].offset > infos[i].cluster) {
            character--;
        }
        out[i] = (struct pl_shaped){.face = first->face,
                                    .glyph = infos[i].codepoint,
                                    .character = character,
                                    .upright = upright,
                                    .slanted = first->slanted};
        if (upright) {
            out[i].advance = -positions[i].y_advance / units;
            out[i].dx = -positions[i].y_offset / units;
            out[i].dy = -positions[i].x_offset / units;
        } else {
            out[i].advance = positions[i].x_advance / units;
            out[i].dx = positions[i].x_offset / units;
            out[i].dy = -positions[i].y_offset / units;
        }
        if (is_control(&p->characters[character])) {
            blank(&out[i]);
        }
    }
}

static bool shape_segment(const struct pl_paragraph *p, const struct segment *segment, bool vertical,
                          bool ligatures, hb_buffer_t *buffer, struct pl_shaped_run *run,
                          struct placard_error *error) {
    static const hb_feature_t unligated[] = {{HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1},
                                             {HB_TAG('c', 'l', 'i', 'g'), 0, 0, (unsigned)-1},
                                             {HB_TAG('c', 'a', 'l', 't'), 0, 0, (unsigned)-1}};
    const struct pl_character *first = &p->characters[segment->from];
    bool upright = vertical && !first->sideways;
    size_t start = first->offset;
    size_t end = p->characters[segment->to].offset;
    hb_buffer_clear_contents(buffer);
    hb_buffer_add_utf8(buffer, p->text, (int)p->size, (unsigned)start, (int)(end - start));
    hb_buffer_set_script(buffer, first->script);
    bool backward = first->level % 2;
    hb_buffer_set_direction(buffer, upright ? (backward ? HB_DIRECTION_BTT : HB_DIRECTION_TTB)
                                            : (backward ? HB_DIRECTION_RTL : HB_DIRECTION_LTR));
    hb_buffer_set_language(buffer, hb_language_from_string("zh-Hans", -1));
    bool shaped = hb_shape_full(first->face->hb, buffer, unligated, ligatures ? 0 : 3, NULL);
    unsigned count = hb_buffer_get_length(buffer);
    if (!shaped || !hb_buffer_allocation_successful(buffer) ||
        !pl_reserve((void **)&run->glyphs, &run->capacity, run->count + count, sizeof *run->glyphs)) {
        return pl_fail_memory(error);
    }
    append_glyphs(p, segment, upright, buffer, run->glyphs + run->count);
    run->count += count;
    return true;
}

/* From the highest level down to the lowest odd one, runs of that level or higher are turned around (UAX #9,
 * L2). */
static void reorder(struct segment *segments, size_t count) {
    uint8_t highest = 0;
    for (size_t i = 0; i < count; i++) {
        highest = segments[i].level > highest ? segments[i].level : highest;
    }
    for (uint8_t level = highest; level > 0; level--) {
        for (size_t i = 0; i < count; i++) {
            size_t end = i;
            while (end < count && segments[end].level >= level) {
                end++;
            }
            for (size_t a = i, b = end; a + 1 < b; a++) {
                b--;
                struct segment swap = segments[a];
                segments[a] = segments[b];
                segments[b] = swap;
            }
            i = end;
        }
    }
}

bool pl_shape(const struct pl_paragraph *p, size_t from, size_t to, bool vertical, bool ligatures,
              hb_buffer_t *buffer, struct pl_shaped_run *run, struct placard_error *error) {
    /* Spaces at the end of a line go where the paragraph does (UAX #9, L1). */
    size_t text_end = to;
    while (text_end > from && p->breaks[text_end - 1].is_white) {
        text_end--;
    }
    size_t count = 0;
    for (size_t at = from; at < to; at = segment_end(p, at, at < text_end ? text_end : to)) {
        count++;
    }
    struct segment *segments = pl_calloc(count + 1, sizeof *segments);
    if (!segments) {
        return pl_fail_memory(error);
    }
    size_t at = from;
    for (size_t i = 0; i < count; i++) {
        size_t end = segment_end(p, at, at < text_end ? text_end : to);
        segments[i] = (struct segment){at, end, at >= text_end ? 0 : p->characters[at].level};
        at = end;
    }
    reorder(segments, count);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        ok = shape_segment(p, &segments[i], vertical, ligatures, buffer, run, error);
    }
    free(segments);
    return ok;
}
