#ifndef PL_STORE_PRIVATE_H
#define PL_STORE_PRIVATE_H

#include "store/record.h"
#include "store/store.h"

/** A kind of store; what store.h says of its functions. */
struct pl_store_kind {
    void (*destroy)(struct pl_store *store);
    bool (*has)(const struct pl_store *store, const char *url);
    bool (*load)(struct pl_store *store, const char *url, struct pl_buffer *out, struct placard_error *error);
    bool (*put)(struct pl_store *store, const char *url, const void *bytes, size_t size,
                const struct pl_stored *what, struct placard_error *error);
    bool (*keep)(struct pl_store *store, const char *const *urls, struct placard_error *error);
    bool (*save)(struct pl_store *store, struct placard_error *error);
};

/** What the struct of every kind starts with. */
struct pl_store {
    const struct pl_store_kind *kind;
};

/** The load of a URL that is not there. Returns false. */
bool pl_store_lacks(struct placard_error *error);

#endif
