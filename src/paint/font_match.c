#include "base/memory.h"
#include "paint/font_names.h"
#include "paint/font_set.h"

#include <stdlib.h>
#include <string.h>

/* How far a face is from the weight asked for, in the order of CSS Fonts 4, section 5.2; less is nearer. */
static int weight_distance(const struct pl_face *face, int wanted) {
    if (wanted >= face->weight_least && wanted <= face->weight_most) {
        return 0;
    }
    int nearest = wanted < face->weight_least ? face->weight_least : face->weight_most;
    int above = nearest - wanted;
    if (wanted >= 400 && wanted <= 500) {
        return above > 0 ? (nearest <= 500 ? above : 2000 + above) : 1000 - above;
    }
    if (wanted < 400) {
        return above < 0 ? -above : 1000 + above;
    }
    return above > 0 ? above : 1000 - above;
}

/* Sources count before slant, slant before weight: a family is taken whole from where it is found first. */
static bool nearer(const struct pl_face *a, const struct pl_face *b, int weight, bool italic) {
    if (a->source != b->source) {
        return a->source < b->source;
    }
    if (a->order != b->order) {
        return a->order < b->order;
    }
    if (a->italic != b->italic) {
        return a->italic == italic;
    }
    return weight_distance(a, weight) < weight_distance(b, weight);
}

static struct pl_face *find_family(struct pl_fonts *fonts, const char *name, int weight, bool italic,
                                   enum pl_font_source last) {
    struct pl_face *best = NULL;
    for (struct pl_face *face = fonts->faces; face; face = face->next) {
        if (face->source <= last && pl_face_has_family(face, name) &&
            (!best || nearer(face, best, weight, italic))) {
            best = face;
        }
    }
    return best;
}

/* A family under any of its names; the system is asked only when nothing nearer has it. */
static struct pl_face *find_any_name(struct pl_fonts *fonts, const char *name, int weight, bool italic) {
    for (int system = 0; system < 2; system++) {
        if (system) {
            pl_fonts_load_system(fonts);
        }
        enum pl_font_source last = system ? PL_FONT_SYSTEM : PL_FONT_BUNDLED;
        struct pl_face *found = find_family(fonts, name, weight, italic, last);
        const char *const *aliases = pl_family_aliases(name);
        for (; !found && aliases && *aliases; aliases++) {
            found = find_family(fonts, *aliases, weight, italic, last);
        }
        if (found) {
            return found;
        }
    }
    return NULL;
}

/* Any face at all, when even the bundled family is missing. */
static struct pl_face *find_whatever(struct pl_fonts *fonts, int weight, bool italic) {
    pl_fonts_load_system(fonts);
    struct pl_face *best = NULL;
    for (struct pl_face *face = fonts->faces; face; face = face->next) {
        if (!face->color && (!best || nearer(face, best, weight, italic))) {
            best = face;
        }
    }
    return best;
}

/* The answer to an earlier question; a text asks the same one several times. */
static const struct pl_font_answer *recall(const struct pl_fonts *fonts, const char *name, int weight,
                                           bool italic) {
    for (size_t i = 0; i < fonts->answer_count; i++) {
        const struct pl_font_answer *answer = &fonts->answers[i];
        if (answer->weight == weight && answer->italic == italic && strcmp(answer->name, name) == 0) {
            return answer;
        }
    }
    return NULL;
}

static void remember(struct pl_fonts *fonts, const char *name, int weight, bool italic,
                     struct pl_face *face) {
    enum { MOST_ANSWERS = 256 };
    if (fonts->answer_count >= MOST_ANSWERS || !pl_reserve((void **)&fonts->answers, &fonts->answer_capacity,
                                                           fonts->answer_count + 1, sizeof *fonts->answers)) {
        return;
    }
    char *copy = pl_strdup(name);
    if (copy) {
        fonts->answers[fonts->answer_count++] = (struct pl_font_answer){copy, weight, italic, face};
    }
}

bool pl_fonts_find(struct pl_fonts *fonts, const char *name, int weight, bool italic,
                   struct pl_font_match *out, struct placard_error *error) {
    *out = (struct pl_font_match){0};
    const struct pl_font_answer *known = recall(fonts, name, weight, italic);
    if (known) {
        out->face = known->face;
    } else {
        if (!pl_fonts_load_own(fonts, error)) {
            return false;
        }
        out->face = pl_face_instance(fonts, find_any_name(fonts, name, weight, italic), weight);
        if (!pl_fonts_check(fonts, error)) {
            return false;
        }
        remember(fonts, name, weight, italic, out->face);
    }
    out->slanted = italic && out->face && !out->face->italic;
    return true;
}

bool pl_fonts_match(struct pl_fonts *fonts, const char *families, int weight, bool italic,
                    struct pl_font_match *out, struct placard_error *error) {
    char name[256];
    const char *rest = families ? families : "";
    bool asked = false;
    *out = (struct pl_font_match){0};
    while (!out->face && pl_family_next(&rest, name, sizeof name)) {
        asked = true;
        if (!pl_fonts_find(fonts, name, weight, italic, out, error)) {
            return false;
        }
    }
    if (out->face) {
        return true;
    }
    if (!pl_fonts_find(fonts, PL_BUNDLED_FAMILY, weight, italic, out, error)) {
        return false;
    }
    out->substituted = asked || !out->face;
    if (!out->face) {
        out->face = pl_face_instance(fonts, find_whatever(fonts, weight, italic), weight);
        out->slanted = italic && out->face && !out->face->italic;
        if (!pl_fonts_check(fonts, error)) {
            return false;
        }
    }
    if (!out->face) {
        return pl_fail(error, PLACARD_FONT,
                       "no font found: expected the bundled " PL_BUNDLED_FAMILY
                       " in %s; set PLACARD_FONT_PATH to the "
                       "folder that has it, or give a folder of fonts",
                       fonts->bundled ? fonts->bundled : "\"fonts\" beside the program");
    }
    return true;
}

static struct pl_face *find_character(struct pl_fonts *fonts, uint32_t code_point, int weight, bool italic,
                                      bool color, bool any) {
    struct pl_face *best = NULL;
    for (struct pl_face *face = fonts->faces; face; face = face->next) {
        if ((any || face->color == color) && pl_face_may_have(fonts, face, code_point) &&
            (!best || nearer(face, best, weight, italic))) {
            best = face;
        }
    }
    return pl_face_instance(fonts, best, weight);
}

struct pl_face *pl_fonts_fallback(struct pl_fonts *fonts, uint32_t code_point, int weight, bool italic,
                                  bool color) {
    for (int any = 0; any < 2; any++) {
        struct pl_face *found = find_character(fonts, code_point, weight, italic, color, any);
        if (!found && !fonts->system_loaded) {
            pl_fonts_load_system(fonts);
            found = find_character(fonts, code_point, weight, italic, color, any);
        }
        if (found) {
            return found;
        }
    }
    return NULL;
}
