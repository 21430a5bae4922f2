#ifndef PL_STORE_CACHE_H
#define PL_STORE_CACHE_H

#include "store/record.h"
#include "store/used.h"

/**
 * Below the cache's folder: files by the hash of their content in `objects/`, records by the hash of their
 * URL in `urls/`, both spread over folders of the hash's first two digits.
 */
#define PL_CACHE_OBJECTS "objects"
#define PL_CACHE_RECORDS "urls"

/** "objects/ab/ab12...", relative to the cache's folder. */
#define PL_CACHE_NAME_SIZE (sizeof PL_CACHE_OBJECTS + 1 + 2 + 1 + PL_HASH_SIZE)
void pl_cache_name(const char *kind, const char *hash, char out[PL_CACHE_NAME_SIZE]);

/** Reads the record `name`; a damaged one is PLACARD_DOCUMENT, a missing one PLACARD_FILE. */
bool pl_cache_record_read(const char *folder, const char *name, struct pl_record *out, struct pl_arena *arena,
                          struct placard_error *error);

/**
 * Where the files together are larger than `limit`, deletes those that were used longest ago, down to nine
 * tenths of it, but none of `used`; then records whose files are gone. What another process deletes meanwhile
 * is as good as deleted here.
 */
bool pl_cache_prune(const char *folder, long long limit, const struct pl_used *used,
                    struct placard_error *error);

#endif
