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

/* Characters that are drawn with whatever their neighbours are: marks, joiners, selectors, spaces and
 * controls. */
static bool follows(uint32_t c) {
    GUnicodeType type = g_unichar_type(c);
    return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK ||
           type == G_UNICODE_SPACING_MARK || type == G_UNICODE_FORMAT || type == G_UNICODE_CONTROL ||
           (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0x1f3fb && c <= 0x1f3ff) || (c >= 0xe0020 && c <= 0xe007f);
}

static void choose_face(struct pl_fonts *fonts, const struct pl_typeface *typeface,
                        const struct candidates *candidates, struct pl_character *character, bool emoji) {
    uint32_t c = character->code_point;
    for (int i = 0; !emoji && i < candidates->count; i++) {
        if (pl_face_has(candidates->match[i].face, c)) {
            character->face = candidates->match[i].face;
            character->slanted = candidates->match[i].slanted;
            return;
        }
    }
    character->face = pl_fonts_fallback(fonts, c, typeface->weight, typeface->italic, emoji);
    character->slanted =
        character->face && typeface->italic && !character->face->italic && !character->face->color;
    if (!character->face) {
        character->face = candidates->match[0].face;
        character->slanted = candidates->match[0].slanted;
        character->missing = true;
    }
}

static bool is_space(uint32_t c) {
    return c == ' ' || c == '\t' || c == 0xa0 || g_unichar_type(c) == G_UNICODE_CONTROL;
}

static bool choose_faces(struct pl_paragraph *p, struct pl_fonts *fonts, const struct pl_typeface *typeface,
                         struct placard_error *error) {
    struct candidates candidates;
    if (!find_candidates(fonts, typeface, &candidates, error)) {
        return false;
    }
    for (size_t i = 0; i < p->count; i++) {
        struct pl_character *character = &p->characters[i];
        uint32_t next = i + 1 < p->count ? p->characters[i + 1].code_point : 0;
        const struct pl_character *before = i > 0 ? &p->characters[i - 1] : NULL;
        if (is_space(character->code_point)) {
            character->face = candidates.match[0].face;
            character->slanted = candidates.match[0].slanted;
        } else if (before && follows(character->code_point) &&
                   (before->face->color || pl_face_has(before->face, character->code_point) ||
                    g_unichar_type(character->code_point) == G_UNICODE_FORMAT)) {
            character->face = before->face;
            character->slanted = before->slanted;
        } else {
            choose_face(fonts, typeface, &candidates, character, pl_is_emoji(character->code_point, next));
        }
    }
    return true;
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
        p->characters[i].level = vertical ? 0 : levels[i];
    }
    g_free(levels);
    pango_get_log_attrs(text, (int)size, 0, pango_language_from_string("zh-cn"), p->breaks,
                        (int)p->count + 1);
    resolve_scripts(p);
    return choose_faces(p, fonts, typeface, error);
}

void pl_paragraph_finish(struct pl_paragraph *p) {
    free(p->characters);
    free(p->breaks);
    *p = (struct pl_paragraph){0};
}
