#include "paint/analysis.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "paint/font_names.h"
#include "paint/orientation.h"

#include <glib.h>
#include <pango/pango-bidi-type.h>
#include <pango/pango.h>
#include <stdlib.h>

enum { MOST_FAMILIES = 8 };

/* The faces of the list that exist, the bundled family last. */
struct candidates {
    struct pl_font_match match[MOST_FAMILIES + 1];
    int count;
};

static bool find_candidates(struct pl_fonts *fonts, const struct pl_typeface *typeface,
                            struct candidates *out, struct placard_error *error) {
    char family[256];
    const char *rest = typeface->families ? typeface->families : "";
    out->count = 0;
    while (out->count < MOST_FAMILIES && pl_family_next(&rest, family, sizeof family)) {
        struct pl_font_match match;
        if (!pl_fonts_find(fonts, family, typeface->weight, typeface->italic, &match, error)) {
            return false;
        }
        if (match.face) {
            out->match[out->count++] = match;
        }
    }
    struct pl_font_match last;
    if (!pl_fonts_match(fonts, NULL, typeface->weight, typeface->italic, &last, error)) {
        return false;
    }
    out->match[out->count++] = last;
    return true;
}

/* Characters that no font need have, as nothing of them is seen: joiners, selectors, tags, marks of
 * direction. Some signs that are written around Arabic digits count among the formats too. */
static bool is_invisible(uint32_t c) {
    bool sign = (c >= 0x600 && c <= 0x605) || c == 0x6dd || c == 0x8e2;
    return (g_unichar_type(c) == G_UNICODE_FORMAT && !sign) || c == 0x34f || (c >= 0x180b && c <= 0x180f) ||
           (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

static bool is_mark(uint32_t c) {
    GUnicodeType type = g_unichar_type(c);
    return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK ||
           type == G_UNICODE_SPACING_MARK || pl_is_skin_tone(c);
}

static bool is_space(uint32_t c) {
    return c == ' ' || c == '\t' || c == 0xa0 || g_unichar_type(c) == G_UNICODE_CONTROL;
}

static bool choose_candidate(const struct candidates *candidates, struct pl_character *character,
                             bool in_color) {
    for (int i = 0; i < candidates->count; i++) {
        struct pl_face *face = candidates->match[i].face;
        if ((face->color || !in_color) && pl_face_has(face, character->code_point)) {
            character->face = face;
            character->slanted = candidates->match[i].slanted;
            return true;
        }
    }
    return false;
}

static void choose_face(struct pl_fonts *fonts, const struct pl_typeface *typeface,
                        const struct candidates *candidates, struct pl_character *character,
                        enum pl_presentation presentation) {
    bool emoji = presentation == PL_AS_EMOJI;
    if (choose_candidate(candidates, character, emoji)) {
        return;
    }
    struct pl_face *found = pl_fonts_fallback(fonts, character->code_point, typeface->weight,
                                              typeface->italic, presentation != PL_AS_TEXT);
    if (emoji && !(found && found->color) && choose_candidate(candidates, character, false)) {
        return;
    }
    character->face = found ? found : candidates->match[0].face;
    character->slanted =
        found ? typeface->italic && !found->italic && !found->color : candidates->match[0].slanted;
    character->missing = !found;
}

/* Whether a face has the mark, or one character for it and the one before. */
static bool takes_mark(const struct pl_face *face, uint32_t before, uint32_t mark) {
    hb_codepoint_t both;
    return pl_face_has(face, mark) ||
           (hb_unicode_compose(hb_unicode_funcs_get_default(), before, mark, &both) &&
            pl_face_has(face, both));
}

/* A mark is drawn in the face of what it stands on; where that lacks it, what it stands on moves to the face
 * of the mark if it can. */
static void join_mark(struct pl_paragraph *p, size_t mark) {
    const struct pl_character *last = &p->characters[mark];
    size_t base = mark;
    /* The mark before has gone this way: text of nothing but marks must not be gone through for each. */
    if (is_mark(p->characters[mark - 1].code_point) && p->characters[mark - 1].face == last->face) {
        return;
    }
    do {
        base--;
        uint32_t c = p->characters[base].code_point;
        if (!is_invisible(c) && !pl_face_has(last->face, c)) {
            return;
        }
    } while (base > 0 &&
             (is_mark(p->characters[base].code_point) || is_invisible(p->characters[base].code_point)));
    for (size_t i = base; i < mark; i++) {
        p->characters[i].face = last->face;
        p->characters[i].slanted = last->slanted;
    }
}

static bool choose_faces(struct pl_paragraph *p, struct pl_fonts *fonts, const struct pl_typeface *typeface,
                         struct placard_error *error) {
    enum { JOINER = 0x200d };
    struct candidates candidates;
    if (!find_candidates(fonts, typeface, &candidates, error)) {
        return false;
    }
    const struct pl_character first = {.face = candidates.match[0].face,
                                       .slanted = candidates.match[0].slanted};
    for (size_t i = 0; i < p->count; i++) {
        struct pl_character *character = &p->characters[i];
        const struct pl_character *before = i > 0 ? &p->characters[i - 1] : &first;
        uint32_t c = character->code_point;
        uint32_t next = i + 1 < p->count ? p->characters[i + 1].code_point : 0;
        uint32_t after = i + 2 < p->count ? p->characters[i + 2].code_point : 0;
        if (!pl_deadline_spend(fonts->deadline, 100, error)) {
            return false;
        }
        bool joined = before->code_point == JOINER && before->face->color;
        if (is_space(c)) {
            character->face = first.face;
            character->slanted = first.slanted;
        } else if (is_invisible(c) || (is_mark(c) && takes_mark(before->face, before->code_point, c)) ||
                   (joined && pl_face_has(before->face, c)) || (pl_is_skin_tone(c) && before->missing)) {
            character->face = before->face;
            character->slanted = before->slanted;
        } else {
            choose_face(fonts, typeface, &candidates, character, pl_presentation(c, next, after));
            if (i > 0 && is_mark(c) && !character->missing && !is_space(before->code_point)) {
                join_mark(p, i);
            }
        }
    }
    return pl_fonts_check(fonts, error);
}

/* Characters of no script of their own belong to the one before them, or at the start to the one after. */
static void resolve_scripts(struct pl_paragraph *p) {
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    hb_script_t current = HB_SCRIPT_COMMON;
    size_t unresolved = 0;
    for (size_t i = 0; i < p->count; i++) {
        hb_script_t script = hb_unicode_script(unicode, p->characters[i].code_point);
        if (script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED || script == HB_SCRIPT_UNKNOWN) {
            p->characters[i].script = current;
            continue;
        }
        p->characters[i].script = script;
        current = script;
        for (; unresolved < i && p->characters[unresolved].script == HB_SCRIPT_COMMON; unresolved++) {
            p->characters[unresolved].script = script;
        }
        unresolved = p->count;
    }
    /* A text of nothing but digits and marks is taken for Chinese, as its language says. */
    for (size_t i = 0; i < p->count && current == HB_SCRIPT_COMMON; i++) {
        p->characters[i].script = HB_SCRIPT_HAN;
    }
}

/* Consonants that a virama between them joins; the blocks of these scripts are laid out alike. */
static bool is_joining_script(uint32_t c) {
    uint32_t block = c & ~(uint32_t)0x7f;
    return block == 0x900 || block == 0x980 || block == 0xa80 || block == 0xb00 || block == 0xc00 ||
           block == 0xd00;
}

static bool is_consonant(uint32_t c) {
    uint32_t place = c & 0x7f;
    return is_joining_script(c) && ((place >= 0x15 && place <= 0x39) || (place >= 0x58 && place <= 0x5f));
}

static bool is_virama(uint32_t c) {
    return is_joining_script(c) && (c & 0x7f) == 0x4d;
}

/* No cursor goes between consonants that are joined (UAX #29, GB9c). */
static void join_conjuncts(struct pl_paragraph *p) {
    enum { JOINER = 0x200d };
    bool open = false; /* behind a consonant and its marks */
    bool linked = false;
    for (size_t i = 0; i < p->count; i++) {
        uint32_t c = p->characters[i].code_point;
        if (is_consonant(c)) {
            if (linked) {
                p->breaks[i].is_cursor_position = 0;
            }
            open = true;
            linked = false;
        } else if (is_virama(c)) {
            linked = open;
        } else if (c != JOINER && g_unichar_type(c) != G_UNICODE_NON_SPACING_MARK) {
            open = linked = false;
        }
    }
}

static bool decode(struct pl_paragraph *p, bool vertical) {
    p->count = (size_t)g_utf8_strlen(p->text, (gssize)p->size);
    p->characters = pl_calloc(p->count + 1, sizeof *p->characters);
    p->breaks = pl_calloc(p->count + 1, sizeof *p->breaks);
    if (!p->characters || !p->breaks) {
        return false;
    }
    const char *at = p->text;
    for (size_t i = 0; i < p->count; i++) {
        p->characters[i].offset = (size_t)(at - p->text);
        p->characters[i].code_point = pl_utf8_next(&at, p->text + p->size);
        p->characters[i].sideways = vertical && pl_is_sideways(p->characters[i].code_point);
    }
    p->characters[p->count].offset = p->size;
    return true;
}

bool pl_paragraph_init(struct pl_paragraph *p, struct pl_fonts *fonts, const char *text, size_t size,
                       const struct pl_typeface *typeface, bool vertical, struct placard_error *error) {
    *p = (struct pl_paragraph){.text = text, .size = size};
    if (!decode(p, vertical)) {
        return pl_fail_memory(error);
    }
    /* A browser's text runs from left to right unless it is told otherwise, whatever it starts with. */
    PangoDirection direction = PANGO_DIRECTION_LTR;
    guint8 *levels = pango_log2vis_get_embedding_levels(text, (int)size, &direction);
    for (size_t i = 0; i < p->count; i++) {
        p->characters[i].level = levels[i];
    }
    g_free(levels);
    pango_get_log_attrs(text, (int)size, 0, pango_language_from_string("zh-cn"), p->breaks,
                        (int)p->count + 1);
    join_conjuncts(p);
    resolve_scripts(p);
    return choose_faces(p, fonts, typeface, error);
}

void pl_paragraph_finish(struct pl_paragraph *p) {
    free(p->characters);
    free(p->breaks);
    *p = (struct pl_paragraph){0};
}
