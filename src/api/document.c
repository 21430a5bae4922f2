#include "api/private.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "document/values.h"
#include "layers/layers.h"
#include "provider/provider.h"

#include <stdlib.h>
#include <string.h>

static bool list_warnings(struct placard_document *document, int sample) {
    struct pl_document *d = &document->document;
    size_t count = 0;
    for (struct pl_note *note = d->samples[sample].notes.first; note; note = note->next) {
        count++;
    }
    const char **list = pl_arena_alloc(&d->arena, count + 1, sizeof *list);
    document->warnings[sample] = list;
    for (struct pl_note *note = d->samples[sample].notes.first; list && note; note = note->next) {
        *list++ = note->message;
    }
    return list != NULL;
}

static bool list_summaries(struct placard_document *document, int sample) {
    struct pl_document *d = &document->document;
    const struct pl_sample *s = &d->samples[sample];
    const char **list = pl_arena_alloc(&d->arena, (size_t)s->count + 1, sizeof *list);
    document->summaries[sample] = list;
    for (int i = 0; list && i < s->count; i++) {
        char text[256];
        s->layers[i]->type->describe(s->layers[i], text, sizeof text);
        pl_utf8_trim(text);
        list[i] = pl_arena_strndup(&d->arena, text, strlen(text));
        if (!list[i]) {
            return false;
        }
    }
    return list != NULL;
}

/* Everything that is asked about a document later is made now: afterwards it may be shared. */
static bool describe_samples(struct placard_document *document, struct placard_error *error) {
    struct pl_document *d = &document->document;
    document->warnings = pl_arena_alloc(&d->arena, (size_t)d->count + 1, sizeof *document->warnings);
    document->summaries = pl_arena_alloc(&d->arena, (size_t)d->count + 1, sizeof *document->summaries);
    bool ok = document->warnings && document->summaries;
    for (int i = 0; ok && i < d->count; i++) {
        pl_layers_read(d, &d->samples[i]);
        ok = list_warnings(document, i) && list_summaries(document, i);
    }
    return ok || pl_fail_memory(error);
}

struct placard_document *placard_document_parse(const void *json, size_t size, const char *folder,
                                                struct placard_error *error) {
    struct placard_document *document = pl_calloc(1, sizeof *document);
    if (!document) {
        pl_fail_memory(error);
        return NULL;
    }
    document->folder = pl_strdup(folder ? folder : "");
    bool ok = document->folder || pl_fail_memory(error);
    ok = ok && pl_document_read(json, size, &document->document, error) && describe_samples(document, error);
    if (!ok) {
        placard_document_destroy(document);
        return NULL;
    }
    return document;
}

struct placard_document *placard_document_load(const char *path, struct placard_error *error) {
    struct pl_buffer bytes = {0};
    struct placard_document *document = NULL;
    char *folder = pl_path_folder(path);
    if (!folder) {
        pl_fail_memory(error);
    } else if (pl_file_read(path, PL_JSON_LIMIT, &bytes, error)) {
        document = placard_document_parse(bytes.data, bytes.size, folder, error);
    }
    pl_buffer_finish(&bytes);
    free(folder);
    return document;
}

void placard_document_destroy(struct placard_document *document) {
    if (document) {
        pl_document_finish(&document->document);
        free(document->folder);
        free(document);
    }
}

bool placard_document_check(const struct placard_document *document, struct placard_error *error) {
    return pl_document_check(&document->document, error);
}

void placard_document_describe(const struct placard_document *document, struct placard_document_info *out) {
    const struct pl_document *d = &document->document;
    *out = (struct placard_document_info){.provider = d->provider,
                                          .kind = d->kind,
                                          .task = d->task.id,
                                          .state = d->task.state_name,
                                          .samples = d->count};
}

const struct pl_sample *pl_find_sample(const struct placard_document *document, int sample,
                                       struct placard_error *error) {
    if (sample < 0 || sample >= document->document.count) {
        pl_fail(error, PLACARD_USAGE, "expected a sample from 0 to %d, found %d",
                document->document.count - 1, sample);
        return NULL;
    }
    return &document->document.samples[sample];
}

bool placard_sample_describe(const struct placard_document *document, int sample,
                             struct placard_sample_info *out, struct placard_error *error) {
    const struct pl_sample *s = pl_find_sample(document, sample, error);
    if (!s) {
        return false;
    }
    *out = (struct placard_sample_info){.index = s->index,
                                        .base = s->base,
                                        .width = s->width,
                                        .height = s->height,
                                        .layers = s->count,
                                        .warnings = document->warnings[sample],
                                        .bad = s->error.code != PLACARD_OK};
    return true;
}

bool placard_layer_describe(const struct placard_document *document, int sample, int layer,
                            struct placard_layer_info *out, struct placard_error *error) {
    const struct pl_sample *s = pl_find_sample(document, sample, error);
    if (!s) {
        return false;
    }
    if (layer < 0 || layer >= s->count) {
        return pl_fail(error, PLACARD_USAGE, "expected a layer from 0 to %d, found %d", s->count - 1, layer);
    }
    const struct pl_layer *l = s->layers[layer];
    *out = (struct placard_layer_info){.type = l->type->name,
                                       .sub_type = l->sub_type,
                                       .position = l->position,
                                       .left = l->box.x,
                                       .top = l->box.y,
                                       .width = l->box.width,
                                       .height = l->box.height,
                                       .opacity = l->opacity,
                                       .rotation = l->rotation,
                                       .summary = document->summaries[sample][layer]};
    return true;
}
