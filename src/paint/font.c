#include "paint/font.h"

#include "base/memory.h"
#include "paint/font_names.h"

#include <hb-ot.h>
#include <stdlib.h>
#include <string.h>

#include FT_MULTIPLE_MASTERS_H
#include FT_TRUETYPE_TABLES_H

bool pl_fonts_init(struct pl_fonts *fonts, const struct pl_font_options *options,
                   struct placard_error *error) {
    *fonts = (struct pl_fonts){.no_system = options && options->no_system};
    size_t count = 0;
    while (options && options->dirs && options->dirs[count]) {
        count++;
    }
    fonts->dirs = pl_calloc(count + 1, sizeof *fonts->dirs);
    if (!fonts->dirs) {
        return pl_fail_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        fonts->dirs[i] = pl_strdup(options->dirs[i]);
        if (!fonts->dirs[i]) {
            pl_fonts_finish(fonts);
            return pl_fail_memory(error);
        }
    }
    fonts->bundled = options && options->bundled ? pl_strdup(options->bundled) : pl_fonts_find_bundled();
    if (FT_Init_FreeType(&fonts->library) != 0) {
        pl_fonts_finish(fonts);
        return pl_fail_memory(error);
    }
    return true;
}

static void close_faces(struct pl_face *face) {
    while (face) {
        struct pl_face *next = face->next;
        hb_font_destroy(face->hb);
        if (face->ft) {
            FT_Done_Face(face->ft);
        }
        hb_blob_destroy(face->blob);
        FcPatternDestroy(face->pattern);
        free(face);
        face = next;
    }
}

void pl_fonts_finish(struct pl_fonts *fonts) {
    close_faces(fonts->faces);
    close_faces(fonts->opened);
    if (fonts->own) {
        FcConfigDestroy(fonts->own);
    }
    if (fonts->system) {
        FcConfigDestroy(fonts->system);
    }
    if (fonts->library) {
        FT_Done_FreeType(fonts->library);
    }
    for (char **dir = fonts->dirs; dir && *dir; dir++) {
        free(*dir);
    }
    free(fonts->dirs);
    free(fonts->bundled);
    *fonts = (struct pl_fonts){0};
}

/* ---- faces from patterns ---- */

static int css_weight(double fontconfig_weight) {
    double weight = FcWeightToOpenTypeDouble(fontconfig_weight);
    return weight < 1 ? 400 : weight > 1000 ? 1000 : (int)(weight + 0.5);
}

static void read_weights(struct pl_face *face) {
    double weight;
    FcRange *range;
    face->weight_least = face->weight_most = 400;
    if (FcPatternGetDouble(face->pattern, FC_WEIGHT, 0, &weight) == FcResultMatch) {
        face->weight_least = face->weight_most = css_weight(weight);
    } else if (FcPatternGetRange(face->pattern, FC_WEIGHT, 0, &range) == FcResultMatch) {
        double least, most;
        FcRangeGetDouble(range, &least, &most);
        face->weight_least = css_weight(least);
        face->weight_most = css_weight(most);
    }
}

/* The family's English name where the font has one: what people call it in an error. */
static const char *english_family(FcPattern *pattern) {
    FcChar8 *family = NULL;
    FcChar8 *language;
    FcPatternGetString(pattern, FC_FAMILY, 0, &family);
    for (int i = 0; FcPatternGetString(pattern, FC_FAMILYLANG, i, &language) == FcResultMatch; i++) {
        FcChar8 *name;
        if (strcmp((const char *)language, "en") == 0 &&
            FcPatternGetString(pattern, FC_FAMILY, i, &name) == FcResultMatch) {
            return (const char *)name;
        }
    }
    return family ? (const char *)family : "";
}

static struct pl_face *face_from_pattern(FcPattern *pattern, enum pl_font_source source, int order) {
    FcChar8 *file;
    int index = 0;
    FcBool variable = FcFalse;
    FcBool color = FcFalse;
    FcBool outline = FcTrue;
    int slant = FC_SLANT_ROMAN;
    FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
    FcPatternGetBool(pattern, FC_VARIABLE, 0, &variable);
    FcPatternGetBool(pattern, FC_COLOR, 0, &color);
    FcPatternGetBool(pattern, FC_OUTLINE, 0, &outline);
    FcPatternGetInteger(pattern, FC_SLANT, 0, &slant);
    /* A variable face stands for all its named instances; bitmaps of one size are good for colour alone. */
    if (FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch || (index >> 16 != 0 && !variable) ||
        (!outline && !color)) {
        return NULL;
    }
    struct pl_face *face = pl_calloc(1, sizeof *face);
    if (!face) {
        return NULL;
    }
    FcPatternReference(pattern);
    face->pattern = pattern;
    face->source = source;
    face->order = order;
    face->file = (const char *)file;
    face->family = english_family(pattern);
    face->index = index & 0xffff;
    face->italic = slant != FC_SLANT_ROMAN;
    face->color = color;
    read_weights(face);
    return face;
}

static void add_faces(struct pl_fonts *fonts, FcFontSet *set, int from, enum pl_font_source source,
                      int order) {
    struct pl_face **end = &fonts->faces;
    while (*end) {
        end = &(*end)->next;
    }
    for (int i = from; set && i < set->nfont; i++) {
        struct pl_face *face = face_from_pattern(set->fonts[i], source, order);
        if (face) {
            *end = face;
            end = &face->next;
        }
    }
}

/* File by file: for a whole folder fontconfig looks for a cache, and complains on standard error that there
 * is none. */
static void add_file(void *data, const char *path) {
    FcConfigAppFontAddFile(data, (const FcChar8 *)path);
}

static void add_folder(struct pl_fonts *fonts, const char *folder, enum pl_font_source source, int order) {
    FcFontSet *set = FcConfigGetFonts(fonts->own, FcSetApplication);
    int before = set ? set->nfont : 0;
    pl_fonts_each_file(folder, add_file, fonts->own);
    add_faces(fonts, FcConfigGetFonts(fonts->own, FcSetApplication), before, source, order);
}

static bool load_own(struct pl_fonts *fonts, struct placard_error *error) {
    if (fonts->own_loaded) {
        return true;
    }
    fonts->own = FcConfigCreate();
    if (!fonts->own) {
        return pl_fail_memory(error);
    }
    fonts->own_loaded = true;
    int order = 0;
    for (char **dir = fonts->dirs; *dir; dir++) {
        add_folder(fonts, *dir, PL_FONT_USER, order++);
    }
    if (fonts->bundled) {
        add_folder(fonts, fonts->bundled, PL_FONT_BUNDLED, 0);
    }
    return true;
}

static void load_system(struct pl_fonts *fonts) {
    if (fonts->no_system || fonts->system_loaded) {
        return;
    }
    fonts->system_loaded = true;
    fonts->system = FcInitLoadConfigAndFonts();
    if (fonts->system) {
        add_faces(fonts, FcConfigGetFonts(fonts->system, FcSetSystem), 0, PL_FONT_SYSTEM, 0);
    }
}

bool pl_fonts_load_all(struct pl_fonts *fonts, struct placard_error *error) {
    if (!load_own(fonts, error)) {
        return false;
    }
    load_system(fonts);
    return true;
}

/* ---- opening ---- */

static void read_metrics(struct pl_face *face) {
    face->units = face->ft->units_per_EM > 0 ? face->ft->units_per_EM : 1000;
    face->ascent = face->ft->ascender;
    face->descent = -face->ft->descender;
    if (!FT_IS_SCALABLE(face->ft)) {
        face->units = hb_face_get_upem(hb_font_get_face(face->hb));
        hb_font_extents_t extents;
        hb_font_get_h_extents(face->hb, &extents);
        face->ascent = extents.ascender;
        face->descent = -extents.descender;
    }
}

static void set_variations(struct pl_face *face) {
    hb_variation_t weight = {HB_TAG('w', 'g', 'h', 't'), (float)face->instance};
    hb_font_set_variations(face->hb, &weight, 1);
    unsigned count;
    const int *normalized = hb_font_get_var_coords_normalized(face->hb, &count);
    FT_Fixed coords[16];
    count = count < 16 ? count : 16;
    for (unsigned i = 0; i < count; i++) {
        coords[i] = normalized[i] * 4; /* HarfBuzz counts in 2.14, FreeType in 16.16 */
    }
    FT_Set_Var_Blend_Coordinates(face->ft, count, coords);
}

static bool open_face(struct pl_fonts *fonts, struct pl_face *face) {
    if (face->ft) {
        return true;
    }
    face->blob = hb_blob_create_from_file_or_fail(face->file);
    if (!face->blob) {
        return false;
    }
    unsigned size;
    const char *data = hb_blob_get_data(face->blob, &size);
    if (FT_New_Memory_Face(fonts->library, (const FT_Byte *)data, size, face->index, &face->ft) != 0) {
        face->ft = NULL;
        return false;
    }
    hb_face_t *hb = hb_face_create(face->blob, (unsigned)face->index);
    face->hb = hb_font_create(hb);
    hb_face_destroy(hb);
    unsigned units = hb_face_get_upem(hb_font_get_face(face->hb));
    hb_font_set_scale(face->hb, (int)units, (int)units);
    if (face->instance) {
        set_variations(face);
    }
    read_metrics(face);
    face->id = ++fonts->next_id;
    return true;
}

/* The face itself, or for a variable one its instance at that weight, made when first asked for. */
static struct pl_face *instance_at(struct pl_fonts *fonts, struct pl_face *face, int weight) {
    if (face->weight_least == face->weight_most) {
        return face;
    }
    weight = weight < face->weight_least  ? face->weight_least
             : weight > face->weight_most ? face->weight_most
                                          : weight;
    for (struct pl_face *i = fonts->opened; i; i = i->next) {
        if (i->pattern == face->pattern && i->instance == weight) {
            return i;
        }
    }
    struct pl_face *instance = pl_calloc(1, sizeof *instance);
    if (!instance) {
        return NULL;
    }
    *instance = *face;
    FcPatternReference(face->pattern);
    instance->instance = instance->weight_least = instance->weight_most = weight;
    instance->next = fonts->opened;
    fonts->opened = instance;
    return instance;
}

static struct pl_face *open_instance(struct pl_fonts *fonts, struct pl_face *face, int weight) {
    struct pl_face *instance = face ? instance_at(fonts, face, weight) : NULL;
    return instance && open_face(fonts, instance) ? instance : NULL;
}

bool pl_face_size(struct pl_face *face, double size) {
    FT_F26Dot6 units = (FT_F26Dot6)(size * 64 + 0.5);
    if (face->size != units) {
        if (FT_Set_Char_Size(face->ft, units, units, 72, 72) != 0) {
            return false;
        }
        face->size = units;
    }
    return true;
}

bool pl_face_has(const struct pl_face *face, uint32_t code_point) {
    hb_codepoint_t glyph;
    return hb_font_get_nominal_glyph(face->hb, code_point, &glyph) && glyph != 0;
}

/* ---- matching ---- */

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

static bool has_family(const struct pl_face *face, const char *name) {
    FcChar8 *family;
    for (int i = 0; FcPatternGetString(face->pattern, FC_FAMILY, i, &family) == FcResultMatch; i++) {
        if (FcStrCmpIgnoreCase(family, (const FcChar8 *)name) == 0) {
            return true;
        }
    }
    return false;
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
        if (face->source <= last && has_family(face, name) && (!best || nearer(face, best, weight, italic))) {
            best = face;
        }
    }
    return best;
}

/* A family under any of its names; the system is asked only when nothing nearer has it. */
static struct pl_face *find_any_name(struct pl_fonts *fonts, const char *name, int weight, bool italic) {
    for (int system = 0; system < 2; system++) {
        if (system) {
            load_system(fonts);
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
    load_system(fonts);
    struct pl_face *best = NULL;
    for (struct pl_face *face = fonts->faces; face; face = face->next) {
        if (!face->color && (!best || nearer(face, best, weight, italic))) {
            best = face;
        }
    }
    return best;
}

bool pl_fonts_find(struct pl_fonts *fonts, const char *name, int weight, bool italic,
                   struct pl_font_match *out, struct placard_error *error) {
    *out = (struct pl_font_match){0};
    if (!load_own(fonts, error)) {
        return false;
    }
    out->face = open_instance(fonts, find_any_name(fonts, name, weight, italic), weight);
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
        out->face = open_instance(fonts, find_whatever(fonts, weight, italic), weight);
        out->slanted = italic && out->face && !out->face->italic;
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

static bool pattern_has(const struct pl_face *face, uint32_t code_point) {
    FcCharSet *set;
    return FcPatternGetCharSet(face->pattern, FC_CHARSET, 0, &set) == FcResultMatch &&
           FcCharSetHasChar(set, code_point);
}

static struct pl_face *find_character(struct pl_fonts *fonts, uint32_t code_point, int weight, bool italic,
                                      bool color, bool any) {
    struct pl_face *best = NULL;
    for (struct pl_face *face = fonts->faces; face; face = face->next) {
        if ((any || face->color == color) && pattern_has(face, code_point) &&
            (!best || nearer(face, best, weight, italic))) {
            best = face;
        }
    }
    return open_instance(fonts, best, weight);
}

struct pl_face *pl_fonts_fallback(struct pl_fonts *fonts, uint32_t code_point, int weight, bool italic,
                                  bool color) {
    for (int any = 0; any < 2; any++) {
        struct pl_face *found = find_character(fonts, code_point, weight, italic, color, any);
        if (!found && !fonts->system_loaded) {
            load_system(fonts);
            found = find_character(fonts, code_point, weight, italic, color, any);
        }
        if (found) {
            return found;
        }
    }
    return NULL;
}
