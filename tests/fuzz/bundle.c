/* The index of a bundle, which may be somebody else's: read, written, read again, and used. */
#include "fuzz.h"
#include "store/index.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { URLS_ASKED = 8 };

/* A file that an index may name: seeds do. */
#define PICTURE "bundle/pictures/92b2fa58028958317e408bd84ecfa70f5ee35b121991dbc232c49d166353708b.bin"

static bool equal(const char *a, const char *b) {
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool equal_records(const struct pl_record *a, const struct pl_record *b) {
    /* Written only together. */
    bool sized = a->width > 0 && a->height > 0;
    return equal(a->url, b->url) && equal(a->file, b->file) && equal(a->type, b->type) &&
           a->size == b->size && equal(a->sha256, b->sha256) && equal(a->date, b->date) &&
           (!sized || (a->width == b->width && a->height == b->height));
}

static void copy_index(const char *folder, const char *copy) {
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_index index = {0};
    struct pl_index again = {0};
    if (!pl_index_read(&index, folder, &error)) {
        fuzz_require_error(&error);
    } else {
        fuzz_require(pl_index_write(&index, copy, &error), "an index can be written");
        fuzz_require(pl_index_read(&again, copy, &error), "an index that was written can be read");
        fuzz_require(index.count == again.count, "an index keeps its files");
        for (size_t i = 0; i < index.count; i++) {
            fuzz_require(equal_records(&index.records[i], &again.records[i]), "a file's record is kept");
        }
    }
    pl_index_finish(&index);
    pl_index_finish(&again);
}

/* URLs of the index, which the store does not list. */
static size_t list_urls(const char *folder, char *urls[URLS_ASKED + 1]) {
    struct pl_index index = {0};
    size_t count = 0;
    if (pl_index_read(&index, folder, NULL)) {
        for (; count < index.count && count < URLS_ASKED; count++) {
            urls[count] = strdup(index.records[count].url);
            fuzz_require(urls[count] != NULL, "there is memory");
        }
    }
    urls[count] = NULL;
    pl_index_finish(&index);
    return count;
}

static void load(struct pl_store *bundle, const char *url) {
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_buffer bytes = {0};
    if (!pl_store_load(bundle, url, &bytes, &error)) {
        fuzz_require(bytes.size == 0, "what could not be loaded is left out");
        fuzz_require_error(&error);
    }
    pl_buffer_finish(&bytes);
}

static void use(const char *folder, char *const *urls, size_t count) {
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_store *bundle = pl_bundle_open(folder, &error);
    if (!bundle) {
        fuzz_require_error(&error);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        load(bundle, urls[i]);
        pl_store_has(bundle, urls[i]);
    }
    const struct pl_stored what = {.type = "image/png", .extension = "png", .width = 1, .height = 1};
    const char *service;
    pl_bundle_task(bundle, &service);
    pl_bundle_claim(bundle, "dashscope", "task", &error);
    pl_store_put(bundle, count > 0 ? urls[0] : "https://example.com/", "new", 3, &what, &error);
    if (count > 1) {
        const char *kept[] = {urls[1], NULL};
        pl_store_keep(bundle, kept, &error);
    }
    pl_store_save(bundle, &error);
    pl_store_destroy(bundle);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char folder[4200], copy[4200];
    char *urls[URLS_ASKED + 1];
    strcpy(folder, fuzz_path("bundle"));
    strcpy(copy, fuzz_path("copy"));
    mkdir(folder, 0777);
    mkdir(copy, 0777);
    mkdir(fuzz_path("bundle/pictures"), 0777);
    fuzz_write(PICTURE, "a picture", 9);
    fuzz_write("bundle/index.json", data, size);
    copy_index(folder, copy);
    size_t count = list_urls(folder, urls);
    use(folder, urls, count);
    for (size_t i = 0; i < count; i++) {
        free(urls[i]);
    }
    return 0;
}
