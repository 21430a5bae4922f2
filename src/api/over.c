#include "api/private.h"
#include "base/memory.h"
#include "document/url.h"
#include "layers/layers.h"
#include "provider/provider.h"

#include <stdio.h>
#include <string.h>

/** A template that is being laid over the images of another document, which may be gone afterwards. */
struct laying {
    struct pl_document *document;
    const struct pl_document *images;
    enum placard_use use;
};

static bool copy(struct pl_arena *arena, const char *text, const char **out) {
    *out = text ? pl_arena_strndup(arena, text, strlen(text)) : NULL;
    return *out || !text;
}

/* The posters are the task's: its state says whether there are any, its id names them. */
static bool copy_task(const struct laying *laying) {
    struct pl_arena *arena = &laying->document->arena;
    const struct pl_task *from = &laying->images->task;
    struct pl_task *to = &laying->document->task;
    laying->document->provider = laying->images->provider;
    laying->document->kind = laying->images->kind;
    *to = *from;
    bool ok = copy(arena, from->state_name, &to->state_name) && copy(arena, from->id, &to->id) &&
              copy(arena, from->request, &to->request) && copy(arena, from->type, &to->type) &&
              copy(arena, from->code, &to->code) && copy(arena, from->message, &to->message);
    for (const struct pl_note *note = laying->images->notes.first; ok && note; note = note->next) {
        ok = pl_note(&laying->document->notes, arena, "%s", note->message);
    }
    return ok;
}

static bool note_video(const struct laying *laying, const struct pl_image *image, const char *id,
                       const char *base) {
    bool origin = base == image->origin;
    bool drawable = origin && image->path && !pl_url_is_video(image->path);
    char name[PL_QUOTE_SIZE];
    size_t size;
    const char *start = pl_url_name(base, &size);
    pl_shorten(start, size, name);
    return pl_note(&laying->document->notes, &laying->document->arena,
                   "image %s: its %s is a video (%s) and is skipped%s", id, origin ? "origin" : "path", name,
                   drawable ? "; use path to draw over its picture" : "");
}

/* `*base` is NULL after a warning where nothing can be drawn over the image. */
static bool choose_base(const struct laying *laying, const struct pl_image *image, const char **base) {
    struct pl_document *document = laying->document;
    bool origin = image->origin && (laying->use == PLACARD_USE_ORIGIN || !image->path);
    char id[PL_QUOTE_SIZE];
    pl_shorten(image->id, strlen(image->id), id);
    *base = origin ? image->origin : image->path;
    if (!*base) {
        return pl_note(&document->notes, &document->arena, "image %s: it has no URL and is skipped", id);
    }
    if (pl_url_is_video(*base)) {
        bool ok = note_video(laying, image, id, *base);
        *base = NULL;
        return ok;
    }
    return !origin || laying->use == PLACARD_USE_ORIGIN ||
           pl_note(&document->notes, &document->arena, "image %s: it has no path: its origin is drawn over",
                   id);
}

/* The template's own sample stays where it is, as places point into it; its layers are read once for all. */
static bool add_samples(const struct laying *laying) {
    struct pl_document *document = laying->document;
    const struct pl_sample *template = document->samples;
    /* Of a task that is not done nothing is drawn, and so nothing is said of its images. */
    int count = laying->images->task.state == PL_TASK_SUCCEEDED ? laying->images->image_count : 0;
    document->samples = pl_arena_alloc(&document->arena, (size_t)count, sizeof *document->samples);
    document->count = 0;
    for (int i = 0; document->samples && i < count; i++) {
        const char *base;
        if (!choose_base(laying, &laying->images->images[i], &base)) {
            return false;
        }
        if (!base) {
            continue;
        }
        struct pl_sample *sample = &document->samples[document->count++];
        *sample = *template;
        sample->index = i;
        sample->width = 0;
        sample->height = 0;
        if (!copy(&document->arena, base, &sample->base)) {
            return false;
        }
    }
    return document->samples != NULL;
}

static bool explain_lack(const struct laying *laying) {
    struct pl_document *document = laying->document;
    int count = laying->images->image_count;
    char line[256];
    int size;
    if (count == 0) {
        bool response = laying->images->task.state != PL_TASK_NONE;
        size = snprintf(line, sizeof line,
                        "expected a response with images to draw the template over, found a %s%s",
                        laying->images->kind, response ? " without images" : "");
    } else {
        size = snprintf(line, sizeof line, "the template can be drawn over none of the %d image%s", count,
                        count == 1 ? "" : "s");
    }
    document->lack = pl_arena_strndup(&document->arena, line, (size_t)size);
    return document->lack != NULL;
}

static bool read_template(const void *json, size_t size, double timeout, struct pl_document *document,
                          struct placard_error *error) {
    struct pl_deadline deadline;
    pl_deadline_resume(&deadline, "the template", timeout, 0);
    if (!pl_template_read(json, size, &deadline, document, error)) {
        return false;
    }
    struct pl_sample *template = &document->samples[0];
    pl_layers_read(document, template);
    document->deadline = NULL;
    return template->error.code == PLACARD_OK ||
           pl_fail(error, template->error.code, "%s", template->error.message);
}

struct placard_document *placard_document_over(const void *json, size_t size, const char *folder,
                                               const struct placard_document *images, enum placard_use use,
                                               struct placard_error *error) {
    return placard_document_over_within(json, size, folder, images, use, 0, error);
}

struct placard_document *placard_document_over_within(const void *json, size_t size, const char *folder,
                                                      const struct placard_document *images,
                                                      enum placard_use use, double timeout,
                                                      struct placard_error *error) {
    struct placard_document *document = pl_face_create(folder, error);
    if (!document) {
        return NULL;
    }
    struct laying laying = {&document->document, &images->document, use};
    bool ok = read_template(json, size, timeout, &document->document, error);
    if (ok) {
        document->base_folder = pl_strdup(images->folder);
        ok = (document->base_folder && copy_task(&laying) && add_samples(&laying) && explain_lack(&laying)) ||
             pl_fail_memory(error);
    }
    if (!ok || !pl_face_describe(document, error)) {
        placard_document_destroy(document);
        return NULL;
    }
    return document;
}
