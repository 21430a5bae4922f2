#include "store/store.h"

#include "store/private.h"

void pl_store_destroy(struct pl_store *store) {
    if (store) {
        pl_store_save(store, NULL);
        store->kind->destroy(store);
    }
}

bool pl_store_has(const struct pl_store *store, const char *url) {
    return store->kind->has(store, url);
}

bool pl_store_load(struct pl_store *store, const char *url, struct pl_buffer *out,
                   struct placard_error *error) {
    return store->kind->load(store, url, out, error);
}

bool pl_store_put(struct pl_store *store, const char *url, const void *bytes, size_t size,
                  const struct pl_stored *what, struct placard_error *error) {
    return store->kind->put(store, url, bytes, size, what, error);
}

bool pl_store_keep(struct pl_store *store, const char *const *urls, struct placard_error *error) {
    return store->kind->keep(store, urls, error);
}

bool pl_store_save(struct pl_store *store, struct placard_error *error) {
    return store->kind->save(store, error);
}

bool pl_store_lacks(struct placard_error *error) {
    return pl_fail(error, PLACARD_OK, "%s", "");
}
