/* A document of any provider, from its bytes to everything that may be asked about it; and as the template or
 * the images of a document that is laid over others. */
#include "base/utf8.h"
#include "fuzz.h"

#include <string.h>

static const char template_text[] =
    "{\"width\": 64, \"height\": 64, \"layers\": [{\"type\": \"text\", \"left\": 1, \"top\": 2, \"width\": "
    "30, "
    "\"height\": 20, \"content\": \"a\", \"font_size\": 12, \"unknown\": 1}]}";

static const char images_text[] =
    "{\"code\": \"00000\", \"data\": {\"taskId\": 1, \"taskState\": 2, \"taskImageList\": [{\"imageId\": 1, "
    "\"imageUrl\": \"https://example.com/a.png\"}, {\"imageId\": 2, \"imageUrl\": \"b.mp4\"}]}}";

static void require_list(const char *const *list) {
    for (; *list; list++) {
        fuzz_require_line(*list);
    }
}

static void ask_layers(const struct placard_document *document, int sample, int count) {
    struct placard_layer_info layer;
    struct placard_error error;
    for (int i = 0; i < count; i++) {
        fuzz_require(placard_layer_describe(document, sample, i, &layer, &error), "a layer is there");
        fuzz_require(layer.type && layer.summary, "a layer has a type and a summary");
        fuzz_require(pl_utf8_valid(layer.summary, strlen(layer.summary), NULL), "a summary is UTF-8");
        fuzz_require(layer.opacity >= 0 && layer.opacity <= 1, "a layer's opacity is in range");
    }
    fuzz_require(!placard_layer_describe(document, sample, count, &layer, &error), "layers end");
}

static void ask_samples(const struct placard_document *document, int count) {
    struct placard_sample_info sample;
    struct placard_error error;
    for (int i = 0; i < count; i++) {
        fuzz_require(placard_sample_describe(document, i, &sample, &error), "a sample is there");
        require_list(sample.warnings);
        if (!sample.bad) {
            ask_layers(document, i, sample.layers);
        }
    }
    fuzz_require(!placard_sample_describe(document, count, &sample, &error), "samples end");
}

static void ask_all(const struct placard_document *document) {
    struct placard_document_info info;
    struct placard_error error = {.code = PLACARD_OK};
    placard_document_describe(document, &info);
    fuzz_require(info.provider && info.kind, "a document has a provider and a kind");
    require_list(info.warnings);
    if (!placard_document_check(document, &error)) {
        fuzz_require_error(&error);
    }
    ask_samples(document, info.samples);
    for (int i = 0; i < info.images; i++) {
        struct placard_image_info image;
        fuzz_require(placard_image_describe(document, i, &image, &error) && image.id, "an image has an id");
    }
    for (int i = 0; i < info.tasks; i++) {
        struct placard_task_info task;
        fuzz_require(placard_task_describe(document, i, &task, &error), "a task is there");
    }
    enum placard_url_kind kind;
    int sample;
    for (int i = 0; placard_document_url(document, i, &kind, &sample); i++) {
        fuzz_require(sample >= -1 && sample < info.samples, "a URL's sample is there");
    }
}

static void lay(const void *json, size_t size, const struct placard_document *images, enum placard_use use) {
    struct placard_error error = {.code = PLACARD_OK};
    struct placard_document *document = placard_document_over(json, size, NULL, images, use, &error);
    if (document) {
        ask_all(document);
    } else {
        fuzz_require_error(&error);
    }
    placard_document_destroy(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct placard_document *images;
    struct placard_error error = {.code = PLACARD_OK};
    struct placard_document *document = placard_document_parse(data, size, "/nowhere", &error);
    if (!images) {
        images = placard_document_parse(images_text, sizeof images_text - 1, NULL, NULL);
        fuzz_require(images != NULL, "the images can be read");
    }
    if (!document) {
        fuzz_require_error(&error);
        return 0;
    }
    ask_all(document);
    lay(template_text, sizeof template_text - 1, document, PLACARD_USE_PATH);
    lay(template_text, sizeof template_text - 1, document, PLACARD_USE_ORIGIN);
    lay(data, size, images, PLACARD_USE_ORIGIN);
    placard_document_destroy(document);
    return 0;
}
