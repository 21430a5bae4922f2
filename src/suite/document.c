#include "suite/document.h"

#include "base/file.h"
#include "base/utf8.h"
#include "codec/codec.h"
#include "compose/compose.h"
#include "document/values.h"
#include "layers/layers.h"
#include "provider/provider.h"

#include <stdlib.h>
#include <string.h>

/* A document of nothing but warnings shall not make a report of gigabytes. */
enum { MOST_WARNINGS = 100 };

bool pl_plain_read(const char *path, size_t limit, struct pl_buffer *out, struct placard_error *error) {
    if (pl_file_exists(path) && !pl_file_is_plain(path)) {
        return pl_fail(error, PLACARD_FILE, "%s: expected a plain file", path);
    }
    return pl_file_read(path, limit, out, error);
}

bool pl_suite_document_read(const char *path, struct pl_document *out, struct placard_error *error) {
    struct pl_buffer text = {0};
    *out = (struct pl_document){0};
    bool ok = pl_plain_read(path, PL_JSON_LIMIT, &text, error) &&
              pl_document_read(text.data ? (const char *)text.data : "", text.size, out, error);
    for (int i = 0; ok && i < out->count; i++) {
        pl_layers_read(out, &out->samples[i]);
    }
    ok = ok && pl_document_check(out, error);
    pl_buffer_finish(&text);
    return ok;
}

/* ---- warnings and layers of a case ---- */

/* Each once. */
static void add_warning(void *data, const char *message) {
    struct pl_result *result = data;
    for (int i = 0; i < result->warning_count; i++) {
        if (strcmp(result->warnings[i], message) == 0) {
            return;
        }
    }
    if (result->warning_count == MOST_WARNINGS) {
        return;
    }
    if (!result->warnings) {
        result->warnings = pl_arena_alloc(&result->arena, MOST_WARNINGS, sizeof *result->warnings);
    }
    char *copy = result->warnings ? pl_arena_strndup(&result->arena, message, strlen(message)) : NULL;
    if (copy) {
        result->warnings[result->warning_count++] = copy;
    }
    result->warning_lost = result->warning_lost || !copy;
}

static void add_notes(struct pl_result *result, const struct pl_notes *notes) {
    for (const struct pl_note *note = notes->first; note; note = note->next) {
        add_warning(result, note->message);
    }
}

static bool copy_text(struct pl_arena *arena, const char *text, const char **out) {
    *out = text ? pl_arena_strndup(arena, text, strlen(text)) : NULL;
    return *out || !text;
}

static bool show_layer(const struct pl_layer *layer, double scale, struct pl_arena *arena,
                       struct pl_shown_layer *out) {
    char summary[256];
    layer->type->describe(layer, summary, sizeof summary);
    pl_utf8_trim(summary);
    *out = (struct pl_shown_layer){.type = layer->type->name,
                                   .position = layer->position,
                                   .left = layer->box.x * scale,
                                   .top = layer->box.y * scale,
                                   .width = layer->box.width * scale,
                                   .height = layer->box.height * scale,
                                   .rotation = layer->rotation};
    return copy_text(arena, layer->sub_type, &out->sub_type) && copy_text(arena, summary, &out->summary);
}

static bool show_layers(const struct pl_sample *sample, double scale, struct pl_result *result) {
    result->layers = pl_arena_alloc(&result->arena, (size_t)sample->count + 1, sizeof *result->layers);
    for (int i = 0; result->layers && i < sample->count; i++) {
        if (!show_layer(sample->layers[i], scale, &result->arena, &result->layers[i])) {
            return false;
        }
        result->layer_count++;
    }
    return result->layers != NULL;
}

/* What is drawn whole is compared as it is. */
static bool leave(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                  struct pl_buffer *out, struct placard_error *error) {
    (void)pixmap;
    (void)options;
    (void)out;
    (void)error;
    return true;
}

bool pl_case_draw(struct pl_case *one, struct pl_painter *painter, struct pl_pixmap *out,
                  struct pl_buffer *file, struct placard_error *error) {
    struct pl_document document;
    struct pl_composed told;
    const struct pl_codec codec = {.encode = leave, .begin = pl_codec_by_name("png")->begin};
    const struct pl_encode_options encode = {.scale = one->scale};
    const struct pl_output output = {.codec = &codec, .encode = &encode, .bytes = file};
    char *folder = pl_path_folder(one->path);
    /* A suite is one's own: its documents may share pictures that lie anywhere. */
    struct pl_compose_options options = {
        .folder = folder, .assets = "/", .scale = one->scale, .warnings = {add_warning, &one->result}};
    bool ok = pl_suite_document_read(one->path, &document, error);
    if (ok && one->sample >= document.count) {
        ok = pl_fail(error, PLACARD_FILE, "%s: changed while it was checked", one->path);
    }
    if (ok) {
        const struct pl_sample *sample = &document.samples[one->sample];
        add_notes(&one->result, &document.notes);
        add_notes(&one->result, &sample->notes);
        ok = (folder && show_layers(sample, one->scale, &one->result)) || pl_fail_memory(error);
        ok = ok && pl_compose_encoded(painter, sample, &options, NULL, &output, out, &told, error);
        if (ok && one->result.warning_lost) {
            pl_pixmap_finish(out);
            ok = pl_fail_memory(error);
        }
    }
    pl_document_finish(&document);
    free(folder);
    return ok;
}
