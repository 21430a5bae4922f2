#include "paint/font_set.h"

#include "base/file.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

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

/* NULL: it is none to draw with, or memory is out. */
static struct pl_face *face_from_pattern(struct pl_fonts *fonts, FcPattern *pattern,
                                         enum pl_font_source source, int order) {
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
        fonts->out_of_memory = true;
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

static void append_face(struct pl_fonts *fonts, struct pl_face *face) {
    struct pl_face **end = fonts->last ? &fonts->last->next : &fonts->faces;
    *end = face;
    fonts->last = face;
}

static void add_faces(struct pl_fonts *fonts, FcFontSet *set, int from, enum pl_font_source source,
                      int order) {
    for (int i = from; set && i < set->nfont; i++) {
        struct pl_face *face = face_from_pattern(fonts, set->fonts[i], source, order);
        if (face) {
            append_face(fonts, face);
        }
    }
}

/* The files that are shipped: what there is to know of them is known, and asking fontconfig takes longer than
 * a poster. */
static const struct {
    const char *file;
    int weight;
} shipped[] = {
    {"NotoSansSC-Light.otf", 300}, {"NotoSansSC-Regular.otf", 400}, {"NotoSansSC-Medium.otf", 500},
    {"NotoSansSC-Bold.otf", 700},  {"NotoSansSC-Black.otf", 900},
};

static struct pl_face *shipped_face(struct pl_fonts *fonts, const char *path) {
    for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
        if (strcmp(pl_path_name(path), shipped[i].file) != 0) {
            continue;
        }
        struct pl_face *face = pl_calloc(1, sizeof *face);
        char *copy = pl_strdup(path);
        if (!face || !copy) {
            fonts->out_of_memory = true;
            free(face);
            free(copy);
            return NULL;
        }
        face->source = PL_FONT_BUNDLED;
        face->path = copy;
        face->file = copy;
        face->family = PL_BUNDLED_FAMILY;
        face->weight_least = face->weight_most = shipped[i].weight;
        return face;
    }
    return NULL;
}

/* File by file: for a whole folder fontconfig looks for a cache, and complains on standard error that there
 * is none. */
struct folder {
    struct pl_fonts *fonts;
    enum pl_font_source source;
    int order;
};

static void add_file(void *data, const char *path) {
    const struct folder *folder = data;
    struct pl_face *known = folder->source == PL_FONT_BUNDLED ? shipped_face(folder->fonts, path) : NULL;
    if (known) {
        append_face(folder->fonts, known);
    }
    if (known || folder->fonts->out_of_memory) {
        return;
    }
    FcFontSet *set = FcConfigGetFonts(folder->fonts->own, FcSetApplication);
    int before = set ? set->nfont : 0;
    FcConfigAppFontAddFile(folder->fonts->own, (const FcChar8 *)path);
    add_faces(folder->fonts, FcConfigGetFonts(folder->fonts->own, FcSetApplication), before, folder->source,
              folder->order);
}

static void add_folder(struct pl_fonts *fonts, const char *path, enum pl_font_source source, int order) {
    struct folder folder = {fonts, source, order};
    if (!pl_fonts_each_file(path, add_file, &folder)) {
        fonts->out_of_memory = true;
    }
}

/* Forgets the faces behind `last`: some without the others would be a wrong choice for good. */
static void drop_faces_behind(struct pl_fonts *fonts, struct pl_face *last) {
    struct pl_face **end = last ? &last->next : &fonts->faces;
    pl_faces_finish(*end);
    *end = NULL;
    fonts->last = last;
}

bool pl_fonts_load_own(struct pl_fonts *fonts, struct placard_error *error) {
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
    if (!pl_fonts_check(fonts, error)) {
        drop_faces_behind(fonts, NULL);
        FcConfigDestroy(fonts->own);
        fonts->own = NULL;
        fonts->own_loaded = false;
        return false;
    }
    return true;
}

FcConfig *pl_fonts_configuration(struct pl_fonts *fonts) {
    if (!fonts->system) {
        fonts->system = FcInitLoadConfig();
    }
    return fonts->system;
}

void pl_fonts_load_system(struct pl_fonts *fonts) {
    if (fonts->no_system || fonts->system_loaded) {
        return;
    }
    fonts->system_loaded = true;
    if (!pl_fonts_configuration(fonts) || !FcConfigBuildFonts(fonts->system)) {
        return;
    }
    struct pl_face *last = fonts->last;
    add_faces(fonts, FcConfigGetFonts(fonts->system, FcSetSystem), 0, PL_FONT_SYSTEM, 0);
    if (fonts->out_of_memory) {
        drop_faces_behind(fonts, last);
        FcConfigDestroy(fonts->system);
        fonts->system = NULL;
        fonts->system_loaded = false;
    }
}

bool pl_fonts_load_all(struct pl_fonts *fonts, struct placard_error *error) {
    if (!pl_fonts_load_own(fonts, error)) {
        return false;
    }
    pl_fonts_load_system(fonts);
    return pl_fonts_check(fonts, error);
}

bool pl_face_has_family(const struct pl_face *face, const char *name) {
    if (!face->pattern) {
        return FcStrCmpIgnoreCase((const FcChar8 *)face->family, (const FcChar8 *)name) == 0;
    }
    FcChar8 *family;
    for (int i = 0; FcPatternGetString(face->pattern, FC_FAMILY, i, &family) == FcResultMatch; i++) {
        if (FcStrCmpIgnoreCase(family, (const FcChar8 *)name) == 0) {
            return true;
        }
    }
    return false;
}

bool pl_face_may_have(struct pl_fonts *fonts, struct pl_face *face, uint32_t code_point) {
    FcCharSet *set;
    if (!face->pattern) {
        return pl_face_instance(fonts, face, face->weight_least) && pl_face_has(face, code_point);
    }
    return FcPatternGetCharSet(face->pattern, FC_CHARSET, 0, &set) == FcResultMatch &&
           FcCharSetHasChar(set, code_point);
}
