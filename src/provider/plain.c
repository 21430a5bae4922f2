#include "base/pixmap.h"
#include "document/values.h"
#include "provider/provider.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

/** Documents that no service made: a layer document, one sample of a response, a bare list of layers. */

/** The members of a layer document or sample, as they are. */
struct plain {
    const char *base, *title;
    int sample_idx;
    int width, height;
    struct pl_color background;
    const char *background_text;
    const cJSON *layers;
};

static const struct pl_field fields[] = {
    {"title", PL_FIELD_STRING, offsetof(struct plain, title), .help = "what the document is, for people"},
    {"base", PL_FIELD_STRING, offsetof(struct plain, base), .help = "path or URL of the base image"},
    {"sample_idx", PL_FIELD_INTEGER, offsetof(struct plain, sample_idx), false, 0, INT_MAX,
     .help = "which of a response's base images it belongs over"},
    {"width", PL_FIELD_INTEGER, offsetof(struct plain, width), false, 1, PL_SIDE_LIMIT,
     .help = "of the canvas where there is no base image"},
    {"height", PL_FIELD_INTEGER, offsetof(struct plain, height), false, 1, PL_SIDE_LIMIT,
     .help = "of the canvas where there is no base image"},
    {"background", PL_FIELD_COLOR, offsetof(struct plain, background), .standard = 0xffffffff,
     .help = "color beneath the base image"},
    {"layers", PL_FIELD_JSON, offsetof(struct plain, layers), .help = "the layers to draw"},
    {0},
};

static bool recognize(const cJSON *root) {
    if (cJSON_IsArray(root)) {
        return true;
    }
    return cJSON_IsObject(root) && (!root->child || pl_member(root, "layers") || pl_member(root, "base") ||
                                    (pl_member(root, "width") && pl_member(root, "height")));
}

/* A width without a height, or more pixels than a picture may have. */
static bool check_canvas(const struct plain *plain, struct placard_error *error) {
    if ((plain->width > 0) != (plain->height > 0)) {
        struct pl_place place = {NULL, plain->width > 0 ? "height" : "width", 0};
        return pl_fail_value(&place, "a whole number from 1 to 32767", NULL, error);
    }
    return plain->width == 0 || pl_size_check("width and height", plain->width, plain->height, error);
}

enum { ROWS = sizeof fields / sizeof *fields };

/* The same rows, but for a color that is text until placeholders in it are filled in. */
static void read_color_as_text(struct pl_field rows[ROWS]) {
    memcpy(rows, fields, sizeof fields);
    for (int i = 0; i < ROWS; i++) {
        if (rows[i].type == PL_FIELD_COLOR) {
            rows[i] =
                (struct pl_field){rows[i].name, PL_FIELD_STRING, offsetof(struct plain, background_text)};
        }
    }
}

static bool has_placeholder(const char *text) {
    const char *open = text ? strstr(text, "{{") : NULL;
    return open && strstr(open + 2, "}}");
}

static bool read_object(struct pl_document *document, struct pl_sample *sample, struct placard_error *error) {
    struct pl_field unfilled[ROWS];
    const cJSON *root = document->root;
    bool open = document->unfilled && has_placeholder(pl_member_string(root, "background"));
    const struct pl_field *const tables[] = {open ? unfilled : fields, NULL};
    struct pl_notes notes = {0};
    struct plain plain = {.background = {255, 255, 255, 255}};
    if (open) {
        read_color_as_text(unfilled);
    }
    if (!pl_fields_read(root, NULL, tables, &plain, &document->arena, &notes, error) ||
        !check_canvas(&plain, error)) {
        return false;
    }
    if (plain.base && plain.width > 0) {
        if (!pl_note(&notes, &document->arena, "width, height: ignored, as base has a size of its own")) {
            return pl_fail_memory(error);
        }
        plain.width = 0;
        plain.height = 0;
    }
    bool is_sample = pl_member(root, "sample_idx") && !plain.base && plain.width == 0;
    document->kind = is_sample ? "sample" : "layer document";
    pl_sample_init(sample, (struct pl_place){0}, "layers", root->child ? plain.layers : root);
    sample->index = plain.sample_idx;
    sample->base = plain.base;
    sample->width = plain.width;
    sample->height = plain.height;
    sample->background = plain.background;
    sample->background_text = plain.background_text;
    sample->notes = notes;
    return true;
}

static bool read(struct pl_document *document, struct placard_error *error) {
    const cJSON *root = document->root;
    document->samples = pl_arena_alloc(&document->arena, 1, sizeof *document->samples);
    if (!document->samples) {
        return pl_fail_memory(error);
    }
    struct pl_sample *sample = &document->samples[0];
    document->count = 1;
    if (cJSON_IsArray(root)) {
        document->kind = "list of layers";
        pl_sample_init(sample, (struct pl_place){0}, NULL, root);
        return true;
    }
    return read_object(document, sample, error);
}

const struct pl_provider pl_provider_plain = {
    .name = "layers",
    .shape = "a sample, a layer document or a list of layers",
    .recognize = recognize,
    .read = read,
};
