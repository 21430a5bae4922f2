#include "paint/line_break.h"

#include "base/memory.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Scripts whose letters are joined: space between them would tear them apart (CSS Text 3, section 8.2.1). */
static bool is_joined(hb_script_t script) {
    return script == HB_SCRIPT_ARABIC || script == HB_SCRIPT_SYRIAC || script == HB_SCRIPT_MONGOLIAN ||
           script == HB_SCRIPT_NKO || script == HB_SCRIPT_MANDAIC || script == HB_SCRIPT_PHAGS_PA;
}

bool pl_is_letterspaced(const struct pl_paragraph *p, const struct pl_shaped_run *run, size_t glyph) {
    size_t character = run->glyphs[glyph].character;
    bool ends = glyph + 1 == run->count || run->glyphs[glyph + 1].character != character;
    uint32_t c = p->characters[character].code_point;
    return ends && c != '\t' && (c == ' ' || !is_joined(p->characters[character].script));
}

double *pl_character_advances(const struct pl_paragraph *p, const struct pl_shaped_run *run, double size,
                              double letter_spacing) {
    double *advances = pl_calloc(p->count + 1, sizeof *advances);
    if (!advances) {
        return NULL;
    }
    for (size_t i = 0; i < run->count; i++) {
        size_t character = run->glyphs[i].character;
        advances[character] += run->glyphs[i].advance * size;
        if (pl_is_letterspaced(p, run, i)) {
            advances[character] += letter_spacing;
        }
    }
    return advances;
}

static bool hangs(const struct pl_paragraph *p, size_t i) {
    return p->characters[i].code_point == ' ' || p->characters[i].code_point == '\t';
}

/* Spaces hang at the end of a wrapped line; at the end of a paragraph only those do that have no room (CSS
 * Text 3, 4.1.3). */
static struct pl_line_range make_range(const struct pl_paragraph *p, const double *advances, size_t from,
                                       size_t to, double length, double width) {
    struct pl_line_range range = {from, to, to, to == p->count};
    while (range.text_end > from && hangs(p, range.text_end - 1) && (!range.last || length > width)) {
        range.text_end--;
        length -= advances[range.text_end];
    }
    return range;
}

static bool is_ascii(uint32_t c) {
    return c > 0x20 && c < 0x7f;
}

static bool is_one_of(uint32_t c, const char *set) {
    return c != 0 && strchr(set, (int)c) != NULL;
}

/*
 * Between two visible ASCII characters browsers go by a table of their own, older than UAX #14, which leaves
 * URLs and dates whole: behind hyphens and question marks, and before opening brackets that follow a mark.
 */
static bool breaks_ascii(const struct pl_paragraph *p, size_t i) {
    uint32_t before = p->characters[i - 1].code_point;
    uint32_t after = p->characters[i].code_point;
    if (before == '-' && after >= '0' && after <= '9') {
        /* A minus sign stays with its number. */
        return i > 1 && p->characters[i - 2].code_point < 0x80 &&
               g_ascii_isalnum((char)p->characters[i - 2].code_point);
    }
    if (before == '-') {
        return !is_one_of(after, "!$),./:;?]}");
    }
    if (before == '?') {
        return !is_one_of(after, "!\"'),./:;?]}");
    }
    return is_one_of(before, "!\"#%&)*+,.:;=>\\]|}~") && is_one_of(after, "(<[{");
}

/* Behind spaces browsers break before anything, closing brackets too. */
static bool is_opportunity(const struct pl_paragraph *p, size_t i) {
    if (hangs(p, i - 1)) {
        return !hangs(p, i);
    }
    if (is_ascii(p->characters[i - 1].code_point) && is_ascii(p->characters[i].code_point)) {
        return breaks_ascii(p, i);
    }
    return p->breaks[i].is_line_break;
}

double pl_tab_advance(double length, double tab) {
    return tab > 0 ? tab - fmod(length, tab) : 0;
}

struct pl_line_range pl_line_break(const struct pl_paragraph *p, const double *advances, size_t from,
                                   double width, double tab) {
    /* Layout counts in sixty-fourths of a pixel: less than that is not too long. */
    const double tolerance = 1.0 / 128;
    double length = 0;
    size_t opportunity = from;
    size_t fits = from;
    for (size_t i = from; i < p->count; i++) {
        if (i > from && is_opportunity(p, i)) {
            opportunity = i;
        }
        if (i > from && p->breaks[i].is_cursor_position) {
            fits = i;
        }
        length += p->characters[i].code_point == '\t' ? pl_tab_advance(length, tab) : advances[i];
        if (length > width + tolerance && !hangs(p, i)) {
            size_t to = opportunity > from ? opportunity : fits;
            if (to == from) {
                /* Not even one character fits: it goes on a line of its own. */
                to = i + 1;
                while (to < p->count && (!p->breaks[to].is_cursor_position || hangs(p, to))) {
                    to++; /* with its marks, and the spaces that hang behind it */
                }
            }
            struct pl_line_range range = make_range(p, advances, from, to, length, width);
            range.inside_word = opportunity == from && to < p->count;
            return range;
        }
    }
    return make_range(p, advances, from, p->count, length, width + tolerance);
}
