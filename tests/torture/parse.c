#include "cases.h"
#include "torture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reading documents of every kind, sound and not, and all that can be asked of them. */

struct text {
    char *bytes;
    size_t size;
};

static void take_layers(const struct placard_document *document, int sample, int count,
                        struct digest *digest) {
    for (int i = 0; i < count; i++) {
        struct placard_layer_info layer;
        if (placard_layer_describe(document, sample, i, &layer, NULL)) {
            digest_text(digest, layer.type);
            digest_text(digest, layer.sub_type);
            digest_text(digest, layer.summary);
            digest_bytes(digest, &layer.left, 6 * sizeof(double));
        }
    }
}

static void take_warnings(const char *const *warnings, struct digest *digest) {
    for (; *warnings; warnings++) {
        digest_text(digest, *warnings);
    }
}

static void take_samples(const struct placard_document *document, int count, struct digest *digest) {
    for (int i = 0; i < count; i++) {
        struct placard_sample_info sample;
        if (placard_sample_describe(document, i, &sample, NULL)) {
            digest_number(digest, sample.index);
            digest_text(digest, sample.base);
            digest_text(digest, sample.poster);
            take_warnings(sample.warnings, digest);
            take_layers(document, i, sample.layers, digest);
        }
    }
}

static void take_document(const struct placard_document *document, struct digest *digest) {
    struct placard_document_info info;
    placard_document_describe(document, &info);
    digest_text(digest, info.kind);
    digest_text(digest, info.task);
    digest_text(digest, info.type);
    digest_text(digest, info.state);
    take_warnings(info.warnings, digest);
    take_samples(document, info.samples, digest);
    for (int i = 0; i < info.images; i++) {
        struct placard_image_info image;
        if (placard_image_describe(document, i, &image, NULL)) {
            digest_text(digest, image.id);
            digest_text(digest, image.path);
            digest_text(digest, image.origin);
        }
    }
    for (int i = 0; i < info.tasks; i++) {
        struct placard_task_info task;
        if (placard_task_describe(document, i, &task, NULL)) {
            digest_text(digest, task.id);
            digest_text(digest, task.reason);
        }
    }
    for (int i = 0; placard_document_url(document, i, NULL, NULL); i++) {
        digest_text(digest, placard_document_url(document, i, NULL, NULL));
    }
}

static bool parse(void *state, struct digest *digest, struct placard_error *error) {
    const struct text *text = state;
    struct placard_document *document = placard_document_parse(text->bytes, text->size, "some/folder", error);
    if (!document) {
        return false;
    }
    take_document(document, digest);
    bool sound = placard_document_check(document, error);
    placard_document_destroy(document);
    return sound;
}

static void parse_folder(const char *source, const char *name, int stride) {
    char folder[4096];
    struct cases cases;
    snprintf(folder, sizeof folder, "%s/%s", source, name);
    if (!cases_init(&cases, folder)) {
        exit(EXIT_FAILURE);
    }
    for (size_t i = 0; i < cases.count; i++) {
        char *path = cases_path(&cases, i, ".json");
        struct text text;
        char label[4096];
        text.bytes = cases_read(path, &text.size);
        snprintf(label, sizeof label, "parse %s/%s", name, cases.names[i]);
        torture(
            &(struct scenario){.name = label, .run = parse, .state = &text, .fails = true, .stride = stride});
        free(text.bytes);
        free(path);
    }
    cases_finish(&cases);
}

/* A template over a response of images. */

struct over {
    struct text layers;
    struct text images;
};

static bool draw_over(void *state, struct digest *digest, struct placard_error *error) {
    const struct over *over = state;
    struct placard_document *images =
        placard_document_parse(over->images.bytes, over->images.size, "some", error);
    struct placard_document *document =
        images ? placard_document_over(over->layers.bytes, over->layers.size, "other", images,
                                       PLACARD_USE_ORIGIN, error)
               : NULL;
    placard_document_destroy(images);
    if (!document) {
        return false;
    }
    take_document(document, digest);
    placard_document_destroy(document);
    return true;
}

static bool load(void *state, struct digest *digest, struct placard_error *error) {
    struct placard_document *document = placard_document_load(state, error);
    if (!document) {
        return false;
    }
    take_document(document, digest);
    placard_document_destroy(document);
    return true;
}

void torture_parse(const char *source) {
    struct over over;
    char path[4096];
    over.layers.bytes = torture_read(source, "samples/template.json", &over.layers.size);
    over.images.bytes = torture_read(source, "samples/gettaskinfo-done.json", &over.images.size);
    torture(&(struct scenario){.name = "a template over images", .run = draw_over, .state = &over});
    free(over.images.bytes);
    free(over.layers.bytes);
    snprintf(path, sizeof path, "%s/samples/dashscope-succeeded.json", source);
    torture(&(struct scenario){.name = "load a file", .run = load, .state = path});
    parse_folder(source, "samples", 1);
    parse_folder(source, "tests/errors", 1);
    parse_folder(source, "tests/warnings", 1);
    parse_folder(source, "tests/golden/cases", 3);
}
