#ifndef PL_STORE_USED_H
#define PL_STORE_USED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Hashes of the files that a cache has used since it was opened, which it must not prune: their first eight
 * bytes, in order. All zero is an empty set. */
struct pl_used {
    uint64_t *items;
    size_t count, capacity;
};

/** False is memory. */
bool pl_used_add(struct pl_used *used, const char *hash);
bool pl_used_has(const struct pl_used *used, const char *hash);
void pl_used_finish(struct pl_used *used);

#endif
