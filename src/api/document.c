#include "api/private.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "document/url.h"
#include "document/values.h"
#include "layers/layers.h"
#include "provider/provider.h"

#include <stdlib.h>
#include <string.h>

struct placard_document *pl_face_create(const char *folder, struct placard_error *error) {
    struct placard_document *document = pl_calloc(1, sizeof *document);
    if (document) {
        document->folder = pl_strdup(folder ? folder : "");
    }
    if (!document || !document->folder) {
        free(document);
        pl_fail_memory(error);
        return NULL;
    }
    return document;
}

static const char *const *list_notes(struct pl_arena *arena, const struct pl_notes *notes) {
    size_t count = 0;
    for (const struct pl_note *note = notes->first; note; note = note->next) {
        count++;
    }
    const char **list = pl_arena_alloc(arena, count + 1, sizeof *list);
    const char **end = list;
    for (const struct pl_note *note = notes->first; list && note; note = note->next) {
        *end++ = note->message;
    }
    return list;
}

static const char *const *list_summaries(struct pl_arena *arena, const struct pl_sample *sample) {
    const char **list = pl_arena_alloc(arena, (size_t)sample->count + 1, sizeof *list);
    for (int i = 0; list && i < sample->count; i++) {
        char text[256];
        sample->layers[i]->type->describe(sample->layers[i], text, sizeof text);
        pl_utf8_trim(text);
        list[i] = pl_arena_strndup(arena, text, strlen(text));
        if (!list[i]) {
            return NULL;
        }
    }
    return list;
}

bool pl_face_describe(struct placard_document *document, struct placard_error *error) {
    struct pl_document *d = &document->document;
    document->notes = list_notes(&d->arena, &d->notes);
    document->warnings = pl_arena_alloc(&d->arena, (size_t)d->count + 1, sizeof *document->warnings);
    document->summaries = pl_arena_alloc(&d->arena, (size_t)d->count + 1, sizeof *document->summaries);
    bool ok = document->notes && document->warnings && document->summaries;
    for (int i = 0; ok && i < d->count; i++) {
        const struct pl_sample *sample = &d->samples[i];
        /* Samples of one template share their layers, and so what there is to say of them. */
        bool shared = i > 0 && sample->layers && sample->layers == sample[-1].layers;
        document->warnings[i] = shared ? document->warnings[i - 1] : list_notes(&d->arena, &sample->notes);
        document->summaries[i] = shared ? document->summaries[i - 1] : list_summaries(&d->arena, sample);
        ok = document->warnings[i] && document->summaries[i];
    }
    return ok ? pl_face_list_urls(document, error) : pl_fail_memory(error);
}

static bool read_within(const void *json, size_t size, struct pl_deadline *deadline, struct pl_document *out,
                        struct placard_error *error) {
    bool ok = pl_document_read_until(json, size, deadline, out, error);
    for (int i = 0; ok && i < out->count; i++) {
        pl_layers_read(out, &out->samples[i]);
        /* Which is nothing that is wrong with the sample. */
        ok = (out->samples[i].error.code != PLACARD_MEMORY || pl_fail_memory(error)) &&
             pl_deadline_spend(deadline, 0, error);
    }
    out->deadline = NULL;
    return ok;
}

struct placard_document *placard_document_parse(const void *json, size_t size, const char *folder,
                                                struct placard_error *error) {
    return placard_document_parse_within(json, size, folder, 0, error);
}

struct placard_document *placard_document_parse_within(const void *json, size_t size, const char *folder,
                                                       double timeout, struct placard_error *error) {
    struct placard_document *document = pl_face_create(folder, error);
    if (!document) {
        return NULL;
    }
    struct pl_deadline deadline;
    pl_deadline_resume(&deadline, "the document", timeout, 0);
    if (!read_within(json, size, &deadline, &document->document, error) ||
        !pl_face_describe(document, error)) {
        placard_document_destroy(document);
        return NULL;
    }
    return document;
}

struct placard_document *placard_document_load(const char *path, struct placard_error *error) {
    return placard_document_load_within(path, 0, error);
}

struct placard_document *placard_document_load_within(const char *path, double timeout,
                                                      struct placard_error *error) {
    struct pl_buffer bytes = {0};
    struct placard_document *document = NULL;
    char *folder = pl_path_folder(path);
    if (!folder) {
        pl_fail_memory(error);
    } else if (pl_file_read(path, PL_JSON_LIMIT, &bytes, error)) {
        document = placard_document_parse_within(bytes.data, bytes.size, folder, timeout, error);
    }
    pl_buffer_finish(&bytes);
    free(folder);
    return document;
}

void placard_document_destroy(struct placard_document *document) {
    if (document) {
        pl_document_finish(&document->document);
        if (document->variant) {
            pl_variant_finish(document->variant);
            free(document->variant);
        }
        free(document->folder);
        free(document->base_folder);
        free(document);
    }
}

bool placard_document_check(const struct placard_document *document, struct placard_error *error) {
    return pl_document_check(&document->document, error);
}

void pl_face_describe_document(const struct pl_document *d, const char *const *warnings,
                               struct placard_document_info *out) {
    *out = (struct placard_document_info){.provider = d->provider,
                                          .kind = d->kind,
                                          .task = d->task.id,
                                          .type = d->task.type,
                                          .state = d->task.state_name,
                                          .samples = d->count,
                                          .images = d->image_count,
                                          .tasks = d->part_count,
                                          .warnings = warnings};
}

void placard_document_describe(const struct placard_document *document, struct placard_document_info *out) {
    pl_face_describe_document(&document->document, document->notes, out);
}

/* `what` is one of the `count` things that are counted from 0: "an image". */
static bool fail_number(const char *what, int count, int found, struct placard_error *error) {
    return count == 0
               ? pl_fail(error, PLACARD_USAGE, "expected a document with %s, found one without", what)
               : pl_fail(error, PLACARD_USAGE, "expected %s from 0 to %d, found %d", what, count - 1, found);
}

const struct pl_sample *pl_find_sample(const struct placard_document *document, int sample,
                                       struct placard_error *error) {
    if (sample < 0 || sample >= document->document.count) {
        fail_number("a sample", document->document.count, sample, error);
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
                                        .poster = s->poster,
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
        return fail_number("a layer", s->count, layer, error);
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
                                       .summary = document->summaries[sample][layer],
                                       .source = pl_layer_source(l)};
    return true;
}

bool placard_image_describe(const struct placard_document *document, int image,
                            struct placard_image_info *out, struct placard_error *error) {
    const struct pl_document *d = &document->document;
    if (image < 0 || image >= d->image_count) {
        return fail_number("an image", d->image_count, image, error);
    }
    const struct pl_image *i = &d->images[image];
    *out = (struct placard_image_info){.id = i->id,
                                       .task = i->task,
                                       .path = i->path,
                                       .origin = i->origin,
                                       .video = i->origin && pl_url_is_video(i->origin)};
    return true;
}

bool placard_task_describe(const struct placard_document *document, int task, struct placard_task_info *out,
                           struct placard_error *error) {
    const struct pl_document *d = &document->document;
    if (task < 0 || task >= d->part_count) {
        return fail_number("a task", d->part_count, task, error);
    }
    const struct pl_part *part = &d->parts[task];
    *out = (struct placard_task_info){.id = part->id, .state = part->state_name, .reason = part->reason};
    return true;
}
