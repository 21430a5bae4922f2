#ifndef PL_STORE_STORE_H
#define PL_STORE_STORE_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * Files by the URL that they came from, kept under the SHA-256 of their content. A bundle is a folder that
 * one process writes and that stays for ever, with an index for people and programs; the cache is a folder
 * that any number of processes read and write at once, and is pruned.
 */
struct pl_store;

/**
 * A bundle: `folder/index.json` and `folder/pictures/`. A missing folder is made, with those above it, when
 * the first file is put. A damaged index is an error that names what is wrong with it. It may be somebody
 * else's: what it names is read within the folder alone, and never through a link.
 */
struct pl_store *pl_bundle_open(const char *folder, struct placard_error *error);

/** The task that a bundle is of, and its service in `*service`; NULL where nobody has said. */
const char *pl_bundle_task(const struct pl_store *store, const char **service);

/** Says it; fails with PLACARD_USAGE where it is of another. */
bool pl_bundle_claim(struct pl_store *store, const char *service, const char *task,
                     struct placard_error *error);

/** The cache in `folder`, or for NULL in $XDG_CACHE_HOME/placard, else $HOME/.cache/placard; made when
 * needed. `limit` is the size of its files in bytes after pruning, 0 for 1 GiB. */
struct pl_store *pl_cache_open(const char *folder, long long limit, struct placard_error *error);

/** Writes what is not written yet without telling whether that went well: pl_store_save does. */
void pl_store_destroy(struct pl_store *store);

/** Whether the URL's file is there, in its full size; it is not looked into. */
bool pl_store_has(const struct pl_store *store, const char *url);

/**
 * Appends the bytes of the URL's file, which are checked against their hash. False without an error (code
 * PLACARD_OK) where the URL is not in the store; a damaged or unreadable file of a bundle is an error, of
 * the cache it is as if it were not there.
 */
bool pl_store_load(struct pl_store *store, const char *url, struct pl_buffer *out,
                   struct placard_error *error);

/** What a file is. */
struct pl_stored {
    const char *type;      /**< "image/jpeg" */
    const char *extension; /**< "jpg" */
    int width, height;     /**< of a picture, else 0 */
};

/** Keeps bytes as the URL's file, at most 512 MiB. They are in place, whole, when it returns; a bundle's
 * index is not written before pl_store_save. */
bool pl_store_put(struct pl_store *store, const char *url, const void *bytes, size_t size,
                  const struct pl_stored *what, struct placard_error *error);

/** Forgets a bundle's URLs that are not in the list (ends in NULL); files that no URL has any more are
 * deleted by pl_store_save, once the new index is safe. Nothing for the cache. */
bool pl_store_keep(struct pl_store *store, const char *const *urls, struct placard_error *error);

/**
 * Syncs a bundle's files, then writes its index. Prunes the cache if anything was put, of what was used
 * longest ago; what this store has put, loaded or found there since it was opened stays, even over the limit.
 */
bool pl_store_save(struct pl_store *store, struct placard_error *error);

#endif
