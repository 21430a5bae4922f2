#include "folder.h"
#include "store/store.h"
#include "torture.h"

#include <stdlib.h>
#include <string.h>

/* Bundles and the cache. Whatever fails half-way, the same work on the same folder comes out right
 * afterwards. */

static const char *const urls[] = {"http://a.example/1.png", "http://b.example/two.jpg",
                                   "http://c.example/3?x=y", NULL};
static const char *const contents[] = {"the first", "the second, which is longer", "the first"};
static const struct pl_stored png = {"image/png", "png", 12, 34};

static void *open_folder(void *state) {
    (void)state;
    return folder_make();
}

static void close_folder(void *state) {
    folder_delete(state);
}

static bool put_all(struct pl_store *store, struct placard_error *error) {
    for (int i = 0; urls[i]; i++) {
        if (!pl_store_put(store, urls[i], contents[i], strlen(contents[i]), &png, error)) {
            return false;
        }
    }
    return true;
}

static bool load_all(struct pl_store *store, int count, struct digest *digest, struct placard_error *error) {
    for (int i = 0; i < count; i++) {
        struct pl_buffer bytes = {0};
        bool done = pl_store_load(store, urls[i], &bytes, error);
        digest_bytes(digest, bytes.data, bytes.size);
        pl_buffer_finish(&bytes);
        if (!done) {
            return false;
        }
    }
    return true;
}

static bool fill_bundle(void *folder, struct digest *digest, struct placard_error *error) {
    struct pl_store *store = pl_bundle_open(folder_path(folder, "sub/bundle"), error);
    const char *service = NULL;
    bool done = store && pl_bundle_claim(store, "dashscope", "a-task", error) && put_all(store, error) &&
                pl_store_save(store, error) && pl_store_keep(store, urls, error) &&
                load_all(store, 3, digest, error);
    if (done) {
        digest_text(digest, pl_bundle_task(store, &service));
        digest_text(digest, service);
    }
    pl_store_destroy(store);
    return done;
}

static void *open_bundle(void *state) {
    struct digest digest = {0};
    char *folder = open_folder(state);
    if (!fill_bundle(folder, &digest, NULL)) {
        abort();
    }
    return folder;
}

/* What it has must still be there, and be found, afterwards. */
static bool read_bundle(void *folder, struct digest *digest, struct placard_error *error) {
    struct pl_store *store = pl_bundle_open(folder_path(folder, "sub/bundle"), error);
    bool done = store && load_all(store, 3, digest, error);
    digest_number(digest, store && pl_store_has(store, urls[1]));
    pl_store_destroy(store);
    return done;
}

static bool prune_bundle(void *folder, struct digest *digest, struct placard_error *error) {
    const char *const kept[] = {urls[0], NULL};
    struct pl_store *store = pl_bundle_open(folder_path(folder, "sub/bundle"), error);
    bool done = store && pl_store_keep(store, kept, error) && pl_store_save(store, error) &&
                load_all(store, 1, digest, error);
    if (done) {
        digest_number(digest, pl_store_has(store, urls[1]));
    }
    pl_store_destroy(store);
    return done;
}

static bool open_damaged(void *folder, struct digest *digest, struct placard_error *error) {
    struct pl_store *store = pl_bundle_open(folder, error);
    (void)digest;
    pl_store_destroy(store);
    return store != NULL;
}

static void *make_damaged(void *state) {
    char *folder = open_folder(state);
    static const char index[] = "{\"placard\": 1, \"pictures\": [{\"url\": 5}]}";
    folder_write(folder, "index.json", index, sizeof index - 1);
    return folder;
}

static bool fill_cache(void *folder, struct digest *digest, struct placard_error *error) {
    struct pl_store *store = pl_cache_open(folder_path(folder, "cache"), 1, error);
    bool done =
        store && put_all(store, error) && load_all(store, 3, digest, error) && pl_store_save(store, error);
    pl_store_destroy(store);
    return done;
}

static void *open_cache(void *state) {
    struct digest digest = {0};
    char *folder = open_folder(state);
    if (!fill_cache(folder, &digest, NULL)) {
        abort();
    }
    return folder;
}

static bool read_cache(void *folder, struct digest *digest, struct placard_error *error) {
    struct pl_store *store = pl_cache_open(folder_path(folder, "cache"), 0, error);
    bool done = store && load_all(store, 3, digest, error);
    pl_store_destroy(store);
    return done;
}

void torture_stores(const char *source) {
    (void)source;
    torture(&(struct scenario){"fill a bundle", fill_bundle, NULL, open_folder, close_folder, false, 0});
    torture(
        &(struct scenario){"fill a bundle again", fill_bundle, NULL, open_bundle, close_folder, false, 0});
    torture(&(struct scenario){"read a bundle", read_bundle, NULL, open_bundle, close_folder, false, 0});
    torture(&(struct scenario){"prune a bundle", prune_bundle, NULL, open_bundle, close_folder, false, 0});
    torture(
        &(struct scenario){"open a damaged bundle", open_damaged, NULL, make_damaged, close_folder, true, 0});
    torture(&(struct scenario){"fill the cache", fill_cache, NULL, open_folder, close_folder, false, 0});
    torture(&(struct scenario){"fill the cache again", fill_cache, NULL, open_cache, close_folder, false, 0});
    torture(&(struct scenario){"read the cache", read_cache, NULL, open_cache, close_folder, false, 0});
}
