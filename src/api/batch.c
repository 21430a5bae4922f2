#include "batch/batch.h"

#include "api/private.h"
#include "base/memory.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct placard_template {
    struct pl_template *template;
};

struct placard_template *placard_template_create(const void *json, size_t size, const char *const *columns,
                                                 const bool *spare, int sample, struct placard_error *error) {
    struct placard_template *template = pl_calloc(1, sizeof *template);
    if (!template) {
        pl_fail_memory(error);
        return NULL;
    }
    int count = 0;
    while (columns && columns[count]) {
        count++;
    }
    template->template = pl_template_create(json, size, error);
    if (!template->template || !pl_template_bind(template->template, columns, spare, count, sample, error)) {
        placard_template_destroy(template);
        return NULL;
    }
    return template;
}

bool placard_template_choose(const struct placard_template *template, const char *const *values, int *sample,
                             struct placard_bytes *base, struct placard_error *error) {
    char *text;
    *base = (struct placard_bytes){0};
    if (!pl_template_choose(template->template, values, sample, &text, error)) {
        return false;
    }
    *base = (struct placard_bytes){(unsigned char *)text, text ? strlen(text) : 0};
    return true;
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
    *out = (struct pl_job){.template = job.template_->template,
                           .values = job.values,
                           .base = job.base,
                           .folder = job.folder,
                           .load_data = (void *)job.stores,
                           .path = job.path,
                           .codec = bridge->codec,
                           .data = job.data};
    return true;
}

static void job_done(void *data, const struct pl_job *job, const struct pl_job_result *result) {
    const struct bridge *bridge = data;
    struct placard_job public = {
        .values = job->values, .base = job->base, .path = job->path, .data = job->data};
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

/* What a container may use of the processors, by its control group (cgroup-v2, cpu.max); 0 where nothing is
 * said. */
static long group_limit(void) {
    double quota = 0;
    double period = 0;
    FILE *file = fopen("/sys/fs/cgroup/cpu.max", "re");
    bool said = file && fscanf(file, "%lf %lf", &quota, &period) == 2 && period > 0;
    if (file) {
        fclose(file);
    }
    return said ? (long)ceil(quota / period) : 0;
}

static int processors(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    long count =
        sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : sysconf(_SC_NPROCESSORS_ONLN);
    long limit = group_limit();
    count = limit > 0 && limit < count ? limit : count;
    return count < 1 ? 1 : count > 1024 ? 1024 : (int)count;
}

bool placard_batch_run(const struct placard_batch_options *options, struct placard_error *error) {
    struct bridge bridge = {.options = options};
    struct pl_color background;
    struct pl_batch_options batch = {.threads = options->threads > 0 ? options->threads : processors(),
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
