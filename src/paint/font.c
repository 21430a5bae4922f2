#include "paint/font.h"

#include "base/memory.h"
#include "paint/font_set.h"

#include <errno.h>
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
    bool given = options && options->bundled;
    fonts->bundled = given ? pl_strdup(options->bundled) : NULL;
    if (!(given ? fonts->bundled != NULL : pl_fonts_find_bundled(&fonts->bundled)) ||
        FT_Init_FreeType(&fonts->library) != 0) {
        fonts->library = NULL;
        pl_fonts_finish(fonts);
        return pl_fail_memory(error);
    }
    return true;
}

/* Back to a face that was never opened. */
static void close_face(struct pl_face *face) {
    hb_font_destroy(face->hb);
    if (face->ft) {
        FT_Done_Face(face->ft);
    }
    hb_blob_destroy(face->blob);
    face->hb = NULL;
    face->ft = NULL;
    face->blob = NULL;
}

void pl_faces_finish(struct pl_face *face) {
    while (face) {
        struct pl_face *next = face->next;
        close_face(face);
        if (face->pattern) {
            FcPatternDestroy(face->pattern);
        }
        free(face->path);
        free(face);
        face = next;
    }
}

void pl_fonts_finish(struct pl_fonts *fonts) {
    pl_faces_finish(fonts->faces);
    pl_faces_finish(fonts->opened);
    if (fonts->own) {
        FcConfigDestroy(fonts->own);
    }
    if (fonts->system) {
        FcConfigDestroy(fonts->system);
    }
    if (fonts->library) {
        FT_Done_FreeType(fonts->library);
    }
    for (size_t i = 0; i < fonts->answer_count; i++) {
        free(fonts->answers[i].name);
    }
    free(fonts->answers);
    for (char **dir = fonts->dirs; dir && *dir; dir++) {
        free(*dir);
    }
    free(fonts->dirs);
    free(fonts->bundled);
    *fonts = (struct pl_fonts){0};
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

/* HarfBuzz hands out an empty one where there is no memory for another. */
static bool open_shaper(struct pl_face *face) {
    hb_face_t *hb = hb_face_create(face->blob, (unsigned)face->index);
    face->hb = hb == hb_face_get_empty() ? NULL : hb_font_create(hb);
    hb_face_destroy(hb);
    if (face->hb == hb_font_get_empty()) {
        face->hb = NULL;
    }
    return face->hb != NULL;
}

static bool open_file(struct pl_fonts *fonts, struct pl_face *face) {
    errno = 0;
    face->blob = hb_blob_create_from_file_or_fail(face->file);
    if (!face->blob) {
        fonts->out_of_memory = fonts->out_of_memory || errno == ENOMEM;
        return false;
    }
    unsigned size;
    const char *data = hb_blob_get_data(face->blob, &size);
    FT_Error code = FT_New_Memory_Face(fonts->library, (const FT_Byte *)data, size, face->index, &face->ft);
    if (code != 0) {
        face->ft = NULL;
        fonts->out_of_memory = fonts->out_of_memory || pl_ft_lacks_memory(code);
        return false;
    }
    if (!open_shaper(face)) {
        fonts->out_of_memory = true;
        return false;
    }
    return true;
}

static bool open_face(struct pl_fonts *fonts, struct pl_face *face) {
    if (face->ft) {
        return true;
    }
    if (!open_file(fonts, face)) {
        close_face(face);
        return false;
    }
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
        fonts->out_of_memory = true;
        return NULL;
    }
    *instance = *face;
    FcPatternReference(face->pattern);
    instance->instance = instance->weight_least = instance->weight_most = weight;
    instance->next = fonts->opened;
    fonts->opened = instance;
    return instance;
}

struct pl_face *pl_face_instance(struct pl_fonts *fonts, struct pl_face *face, int weight) {
    struct pl_face *instance = face ? instance_at(fonts, face, weight) : NULL;
    return instance && open_face(fonts, instance) ? instance : NULL;
}

static bool is_in(const struct pl_face *list, const struct pl_face *face) {
    while (list && list != face) {
        list = list->next;
    }
    return list != NULL;
}

void pl_fonts_trim(struct pl_fonts *fonts) {
    struct pl_face **end = &fonts->opened;
    for (int i = 0; i < PL_MOST_INSTANCES && *end; i++) {
        end = &(*end)->next;
    }
    struct pl_face *old = *end;
    *end = NULL;
    for (size_t i = 0; old && i < fonts->answer_count;) {
        struct pl_font_answer *answer = &fonts->answers[i];
        if (answer->face && is_in(old, answer->face)) {
            free(answer->name);
            *answer = fonts->answers[--fonts->answer_count];
        } else {
            i++;
        }
    }
    pl_faces_finish(old);
}

bool pl_fonts_check(struct pl_fonts *fonts, struct placard_error *error) {
    bool lacked = fonts->out_of_memory;
    fonts->out_of_memory = false;
    return !lacked || pl_fail_memory(error);
}

bool pl_ft_lacks_memory(FT_Error code) {
    return FT_ERROR_BASE(code) == FT_Err_Out_Of_Memory;
}

FT_Error pl_face_size(struct pl_face *face, double size) {
    FT_F26Dot6 units = (FT_F26Dot6)(size * 64 + 1e-6); /* cut off, as Skia does */
    if (face->size == units) {
        return 0;
    }
    FT_Error code = FT_Set_Char_Size(face->ft, units, units, 72, 72);
    /* Where it fails, which size is set is not known. */
    face->size = code == 0 ? units : 0;
    return code;
}

bool pl_face_has(const struct pl_face *face, uint32_t code_point) {
    hb_codepoint_t glyph;
    return hb_font_get_nominal_glyph(face->hb, code_point, &glyph) && glyph != 0;
}
