#include "cli/batch.h"
#include "cli/urls.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/** What goes into a hash: lengths before texts, so that none runs into the next. */
struct hashing {
    struct cli_batch *batch;
    FILE *out;
};

static void append(const struct hashing *hashing, const char *text) {
    fprintf(hashing->out, "%zu:%s,", text ? strlen(text) : 0, text ? text : "-");
}

/* Files count by what they hold, wherever they are. */
static void append_file(const struct hashing *hashing, const char *path) {
    char print[CLI_FINGERPRINT_SIZE];
    cli_fingerprint(&hashing->batch->prints, path, print);
    append(hashing, print);
}

/* A picture that a document names; what is behind a URL can't be told, and a data: URL tells itself. */
static void append_picture(const struct hashing *hashing, const char *folder, const char *name) {
    if (name && !cli_is_url(name) && strncasecmp(name, "data:", 5) != 0) {
        bool bare = name[0] == '/' || !folder[0];
        char *path = cli_format("%s%s%s", bare ? "" : folder, bare ? "" : "/", name);
        append_file(hashing, path);
        free(path);
    }
}

static void append_font(void *data, const struct placard_font_info *font) {
    const struct hashing *hashing = data;
    append_file(hashing, font->file);
    fprintf(hashing->out, "%s,%d,%d,", font->family, font->weight, font->synthetic_italic);
}

/* What a sample is drawn of besides its document: its base image, the pictures of its layers, and the fonts
 * of its texts, stretch by stretch. */
static void append_sample(struct hashing *hashing, const struct cli_work *work,
                          const struct placard_document *document, int position, const char *folder) {
    struct placard_sample_info sample;
    struct placard_layer_info layer;
    struct placard_error error;
    if (work->base) {
        append_file(hashing, work->base);
    } else if (placard_sample_describe(document, position, &sample, &error)) {
        append_picture(hashing, folder, sample.base);
    }
    for (int i = 0; placard_layer_describe(document, position, i, &layer, &error); i++) {
        append_picture(hashing, folder, layer.source);
    }
    if (!placard_sample_fonts(hashing->batch->context, document, position, append_font, hashing, &error)) {
        append(hashing, error.message);
    }
}

/* A row that can't be drawn is never kept, and so needs no more than its values. */
static void append_row(struct hashing *hashing, const struct cli_work *work) {
    const struct cli_batch *batch = hashing->batch;
    struct placard_error error;
    for (int i = 0; i < batch->column_count; i++) {
        append(hashing, work->texts[i]);
    }
    struct placard_document *document =
        placard_template_fill(batch->template, work->texts, batch->folder, &error);
    if (document) {
        append_sample(hashing, work, document, 0, batch->folder);
    }
    placard_document_destroy(document);
}

static void append_document(struct hashing *hashing, const struct cli_work *work) {
    const struct cli_item *item = work->item;
    const char *path = hashing->batch->files[item->file].path;
    bool bundle = work->input->bundle != NULL;
    char *file = cli_format("%s%s", path, bundle ? "/response.json" : "");
    const char *slash = strrchr(path, '/');
    char *folder = cli_copy(path, bundle ? strlen(path) : slash ? (size_t)(slash - path) : 0);
    append_file(hashing, file);
    fprintf(hashing->out, "%d,", item->sample);
    append_sample(hashing, work, work->input->document, item->sample, folder);
    free(folder);
    free(file);
}

void cli_work_hash(struct cli_batch *batch, struct cli_work *work) {
    char *text = NULL;
    size_t size = 0;
    struct hashing hashing = {batch, cli_text_open(&text, &size)};
    append(&hashing, batch->inputs);
    if (work->input) {
        append_document(&hashing, work);
    } else {
        append_row(&hashing, work);
    }
    cli_text_close(hashing.out);
    struct placard_error error;
    if (!placard_hash(text, size, work->hash, &error)) {
        work->hash[0] = '\0';
    }
    free(text);
}
