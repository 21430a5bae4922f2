#include "api/private.h"
#include "base/memory.h"

#include <stdlib.h>

static const long long standard_limit = 1024LL * 1024 * 1024;

/* Takes over what was opened, which may be NULL. */
static struct placard_store *wrap(struct pl_store *opened, struct placard_error *error) {
    struct placard_store *store = opened ? pl_calloc(1, sizeof *store) : NULL;
    if (store) {
        store->store = opened;
    } else if (opened) {
        pl_store_destroy(opened);
        pl_fail_memory(error);
    }
    return store;
}

struct placard_store *placard_bundle_open(const char *folder, struct placard_error *error) {
    return wrap(pl_bundle_open(folder, error), error);
}

struct placard_store *placard_cache_open(const char *folder, long long limit, struct placard_error *error) {
    return wrap(pl_cache_open(folder, limit > 0 ? limit : standard_limit, error), error);
}

void placard_store_destroy(struct placard_store *store) {
    if (store) {
        pl_store_destroy(store->store);
        free(store);
    }
}

bool placard_store_has(const struct placard_store *store, const char *url) {
    return pl_store_has(store->store, url);
}

bool placard_store_load(struct placard_store *store, const char *url, struct placard_bytes *out,
                        struct placard_error *error) {
    struct pl_buffer bytes = {0};
    struct placard_error reason = {.code = PLACARD_OK};
    if (!pl_store_load(store->store, url, &bytes, &reason)) {
        pl_buffer_finish(&bytes);
        return reason.code == PLACARD_OK ? pl_fail(error, PLACARD_FILE, "%s: not in the store", url)
                                         : pl_fail(error, reason.code, "%s", reason.message);
    }
    *out = (struct placard_bytes){bytes.data, bytes.size};
    return true;
}

bool placard_store_keep(struct placard_store *store, const char *const *urls, struct placard_error *error) {
    return pl_store_keep(store->store, urls, error);
}

bool placard_bundle_claim(struct placard_store *bundle, const char *service, const char *task,
                          struct placard_error *error) {
    return pl_bundle_claim(bundle->store, service, task, error);
}

bool placard_store_save(struct placard_store *store, struct placard_error *error) {
    return pl_store_save(store->store, error);
}

const char *placard_bundle_task(const struct placard_store *bundle, const char **service) {
    return pl_bundle_task(bundle->store, service);
}
