#include "cli/batch.h"
#include "cli/file.h"
#include "cli/input.h"
#include "cli/urls.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static void read_values(const struct cli_batch *batch, struct cli_work *work) {
    size_t count = (size_t)batch->column_count;
    work->values = cli_allocate(count + 1, sizeof *work->values);
    work->texts = cli_allocate(count + 1, sizeof *work->texts);
    for (int i = 0; i < batch->column_count; i++) {
        struct placard_error error;
        if (placard_rows_value(batch->rows, work->item->row, i, &work->values[i], &error)) {
            work->texts[i] = (const char *)work->values[i].data;
        }
    }
}

/* The base image by --base; a URL that is nowhere is found out now, with advice. */
static bool find_base(struct cli_batch *batch, struct cli_work *work, struct placard_sample_info *sample,
                      struct placard_error *error) {
    if (!cli_base_find(&batch->bases, sample, &work->base, error)) {
        return false;
    }
    const struct placard_store *store = work->bundle ? work->bundle : batch->cache;
    if (work->base || !sample->base || !cli_is_url(sample->base) ||
        (store && placard_store_has(store, sample->base))) {
        return true;
    }
    const struct placard_error *reason = cli_network_reason(&batch->network, sample->base);
    return cli_fail(error, reason ? reason->code : PLACARD_FILE,
                    "its base image is not at hand: %s; with a copy, give its folder with --base FOLDER",
                    reason ? reason->message : sample->base);
}

static bool init_row(struct cli_batch *batch, struct cli_work *work, struct placard_error *error) {
    const struct placard_error *bad = placard_rows_error(batch->rows, work->item->row);
    struct placard_bytes base;
    struct placard_sample_info sample;
    int position;
    if (bad) {
        return cli_fail(error, bad->code, "%s", bad->message);
    }
    read_values(batch, work);
    if (!placard_template_choose(batch->template, work->texts, &position, &base, error)) {
        return false;
    }
    bool ok = placard_sample_describe(batch->document, position, &sample, error);
    if (ok && base.data) {
        sample.base = (const char *)base.data;
        sample.width = 0;
    }
    ok = ok && find_base(batch, work, &sample, error);
    placard_bytes_finish(&base);
    return ok;
}

/* The bytes of a document, which for a bundle are its response's. */
static bool read_document(const struct cli_batch_file *file, struct placard_bytes *out,
                          struct placard_error *error) {
    struct stat status;
    bool folder = stat(file->path, &status) == 0 && S_ISDIR(status.st_mode);
    char *path = cli_format("%s%s", file->path, folder ? "/response.json" : "");
    bool ok = cli_file_read(path, out, error);
    free(path);
    return ok;
}

/* Paths in a document are relative to the folder that it is in. */
static char *folder_of(const char *path, bool bundle) {
    const char *slash = bundle ? NULL : strrchr(path, '/');
    return bundle  ? cli_format("%s", path)
           : slash ? cli_copy(path, (size_t)(slash - path) + 1)
                   : cli_copy(".", 1);
}

static bool init_sample(struct cli_batch *batch, struct cli_work *work, struct placard_error *error) {
    const struct cli_batch_file *file = &batch->files[work->item->file];
    struct placard_bytes json = {0};
    struct placard_sample_info sample = {0};
    struct cli_input input;
    if (work->item->message) {
        return cli_fail(error, PLACARD_DOCUMENT, "%s", work->item->message);
    }
    cli_input_load(&input, file->path);
    bool ok = (input.ok || cli_fail(error, input.error.code, "%s", input.error.message)) &&
              placard_sample_describe(input.document, work->item->sample, &sample, error);
    if (ok) {
        work->bundle = input.bundle;
        input.bundle = NULL;
        work->stores[0] = work->bundle;
        work->folder = folder_of(file->path, work->bundle != NULL);
        ok = (sample.bad || find_base(batch, work, &sample, error)) && read_document(file, &json, error);
    }
    if (ok) {
        work->template = placard_template_create(json.data, json.size, NULL, NULL, sample.index, error);
        ok = work->template != NULL;
    }
    placard_bytes_finish(&json);
    cli_input_finish(&input);
    return ok;
}

/* ---- hashes ---- */

static void append(FILE *out, const char *text) {
    fprintf(out, "%zu:%s,", text ? strlen(text) : 0, text ? text : "-");
}

/* A file of the base image counts by its content. */
static void append_file(FILE *out, const char *path) {
    struct placard_bytes bytes = {0};
    struct placard_error error;
    append(out, path);
    if (path && cli_file_read(path, &bytes, &error)) {
        fprintf(out, "%08x:%zu,", placard_checksum(bytes.data, bytes.size), bytes.size);
    }
    placard_bytes_finish(&bytes);
}

static void append_document(FILE *out, const struct cli_batch_file *file) {
    struct placard_bytes bytes = {0};
    struct placard_error error;
    if (read_document(file, &bytes, &error)) {
        fprintf(out, "%zu:", bytes.size);
        fwrite(bytes.data ? bytes.data : (const unsigned char *)"", 1, bytes.size, out);
    }
    placard_bytes_finish(&bytes);
}

/* A picture that a row names, beside the template. */
static void append_picture(FILE *out, const struct cli_batch *batch, const char *name) {
    if (!cli_is_url(name) && strncasecmp(name, "data:", 5) != 0) {
        char *path = name[0] == '/' ? cli_format("%s", name) : cli_format("%s/%s", batch->folder, name);
        struct stat status;
        /* A row may name anything: no device is read, and no pipe waited for. */
        append_file(out, stat(path, &status) == 0 && S_ISREG(status.st_mode) ? path : NULL);
        free(path);
    }
}

static void append_own_base(FILE *out, const struct cli_batch *batch, const struct cli_work *work) {
    struct placard_bytes base = {0};
    struct placard_error error;
    int sample;
    if (batch->template && placard_template_choose(batch->template, work->texts, &sample, &base, &error) &&
        base.data) {
        append_picture(out, batch, (const char *)base.data);
    }
    placard_bytes_finish(&base);
}

/* Of all that the poster is made of: values, base image, and what all have in common. */
static void hash_work(const struct cli_batch *batch, struct cli_work *work) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    append(out, batch->inputs);
    for (int i = 0; work->texts && i < batch->column_count; i++) {
        append(out, work->texts[i]);
        if (work->texts[i] && work->texts[i][0] && cli_batch_names_source(batch->columns[i])) {
            append_picture(out, batch, work->texts[i]);
        }
    }
    if (work->item->file >= 0) {
        append_document(out, &batch->files[work->item->file]);
        fprintf(out, "%d,", work->item->sample);
    }
    if (work->base) {
        append_file(out, work->base);
    } else {
        append_own_base(out, batch, work);
    }
    fclose(out);
    struct placard_error error;
    if (!placard_hash(text, size, work->hash, &error)) {
        work->hash[0] = '\0';
    }
    free(text);
}

bool cli_work_init(struct cli_batch *batch, struct cli_work *work, struct cli_item *item,
                   struct placard_error *error) {
    *work = (struct cli_work){.item = item};
    bool ok = item->row >= 0 ? init_row(batch, work, error) : init_sample(batch, work, error);
    if (ok && batch->report) {
        hash_work(batch, work);
    }
    return ok;
}

void cli_work_finish(struct cli_batch *batch, struct cli_work *work) {
    for (int i = 0; work->values && i < batch->column_count; i++) {
        placard_bytes_finish(&work->values[i]);
    }
    free(work->values);
    free(work->texts);
    free(work->base);
    free(work->folder);
    placard_template_destroy(work->template);
    placard_store_destroy(work->bundle);
}
