#include "batch/batch.h"

#include "api/private.h"
#include "base/memory.h"
#include "base/processors.h"

#include <stdlib.h>
#include <string.h>

struct placard_template {
    struct pl_template *template;
};

struct placard_template *placard_template_create(const void *json, size_t size, const char *const *columns,
                                                 const bool *spare, int sample, struct placard_error *error) {
    return placard_template_create_within(json, size, columns, spare, sample, 0, error);
}

struct placard_template *placard_template_create_within(const void *json, size_t size,
                                                        const char *const *columns, const bool *spare,
                                                        int sample, double timeout,
                                                        struct placard_error *error) {
    struct placard_template *template = pl_calloc(1, sizeof *template);
    if (!template) {
        pl_fail_memory(error);
        return NULL;
    }
    int count = 0;
    while (columns && columns[count]) {
        count++;
    }
    struct pl_deadline deadline;
    pl_deadline_resume(&deadline, "the template", timeout, 0);
    template->template = pl_template_create(json, size, columns != NULL, &deadline, error);
    if (!template->template || !pl_template_bind(template->template, columns, spare, count, sample, error)) {
        placard_template_destroy(template);
        return NULL;
    }
    return template;
}

void placard_template_describe(const struct placard_template *template, struct placard_document_info *out) {
    static const char *const none[] = {NULL};
    pl_face_describe_document(pl_template_document(template->template), none, out);
}

bool placard_template_choose(const struct placard_template *template, const char *const *values,
                             struct placard_sample_info *out, struct placard_bytes *storage,
                             struct placard_error *error) {
    char *base;
    int position;
    *storage = (struct placard_bytes){0};
    if (!pl_template_choose(template->template, values, &position, &base, error)) {
        return false;
    }
    const struct pl_sample *sample = &pl_template_document(template->template)->samples[position];
    *storage = (struct placard_bytes){(unsigned char *)base, base ? strlen(base) : 0};
    *out = (struct placard_sample_info){.index = sample->index,
                                        .base = base,
                                        .width = base ? 0 : sample->width,
                                        .height = base ? 0 : sample->height};
    return true;
}

bool placard_template_shows_pictures(const struct placard_template *template) {
    return pl_template_shows_pictures(template->template);
}

/* The sample stays in the variant, as places in its layers lead there. */
struct placard_document *placard_template_fill(const struct placard_template *template,
                                               const char *const *values, const char *folder,
                                               struct placard_error *error) {
    struct placard_document *document = pl_face_create(folder, error);
    struct pl_variant *variant = document ? pl_calloc(1, sizeof *variant) : NULL;
    if (document && !variant) {
        pl_fail_memory(error);
    }
    if (variant) {
        document->variant = variant;
        if (pl_variant_make(template->template, values, variant, error)) {
            document->document = variant->document;
            document->document.task = pl_template_document(template->template)->task;
            document->document.samples = &variant->sample;
            document->document.count = 1;
            variant->document = (struct pl_document){0};
            if (pl_face_describe(document, error)) {
                return document;
            }
        }
    }
    placard_document_destroy(document);
    return NULL;
}

void placard_template_destroy(struct placard_template *template) {
    if (template) {
        pl_template_destroy(template->template);
        free(template);
    }
}

/** A batch between the public face and what draws it. */
struct bridge {
    const struct placard_batch_options *options;
    const struct pl_codec *codec;
};

static bool next_job(void *data, struct pl_job *out) {
    const struct bridge *bridge = data;
    struct placard_job job = {0};
    if (!bridge->options->next(bridge->options->data, &job)) {
        return false;
    }
    const struct placard_document *document = job.document;
    bool there = document && job.sample >= 0 && job.sample < document->document.count;
    *out = (struct pl_job){.template = job.template_ ? job.template_->template : NULL,
                           .sample = there ? &document->document.samples[job.sample] : NULL,
                           .values = job.values,
                           .base = job.base,
                           .folder = job.folder ? job.folder
                                     : document ? document->folder
                                                : NULL,
                           .base_folder = document ? document->base_folder : NULL,
                           .load_data = (void *)job.stores,
                           .path = job.path,
                           .codec = bridge->codec,
                           .data = job.data,
                           .asked = {job.template_, document, job.folder, job.sample}};
    return true;
}

static void job_done(void *data, const struct pl_job *job, const struct pl_job_result *result) {
    const struct bridge *bridge = data;
    struct placard_job public = {.template_ = job->asked.template,
                                 .document = job->asked.document,
                                 .sample = job->asked.sample,
                                 .values = job->values,
                                 .base = job->base,
                                 .folder = job->asked.folder,
                                 .stores = job->load_data,
                                 .path = job->path,
                                 .data = job->data};
    struct placard_job_result told = {.error = result->error,
                                      .warnings = result->warnings,
                                      .width = result->width,
                                      .height = result->height,
                                      .bytes = result->bytes ? result->bytes->data : NULL,
                                      .size = result->bytes ? result->bytes->size : 0,
                                      .checksum = result->checksum,
                                      .milliseconds = result->milliseconds};
    bridge->options->done(bridge->options->data, &public, &told);
}

bool placard_batch_run(const struct placard_batch_options *options, struct placard_error *error) {
    struct bridge bridge = {.options = options};
    struct pl_color background;
    struct pl_batch_options batch = {.threads = options->threads > 0 ? options->threads : pl_processors(),
                                     .timeout = options->render ? options->render->timeout : 0,
                                     .data = &bridge,
                                     .next = next_job,
                                     .done = job_done};
    if (!pl_read_render_options(options->folder, options->render, &background, &batch.compose, error) ||
        !pl_read_encode_options(options->encode, batch.compose.scale, &bridge.codec, &batch.encode, error)) {
        return false;
    }
    if (options->fonts) {
        batch.fonts = (struct pl_font_options){options->fonts->font_dirs, options->fonts->bundled_fonts,
                                               options->fonts->no_system_fonts};
    }
    return pl_batch_run(&batch, error);
}
