#ifndef PL_BASE_MEMORY_H
#define PL_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/** `count` zeroed elements of `size` bytes, or NULL where the product overflows or memory is out. Release
 * with free(). */
void *pl_calloc(size_t count, size_t size);

/** `size` bytes, not zeroed, in pages as large as the system has where there are many: each page costs as
 * much when it is first touched. Or NULL. Release with free(). */
void *pl_alloc_large(size_t size);

/** `block` grown or shrunk to `count` elements of `size` bytes; NULL leaves `block` as it was. */
void *pl_realloc(void *block, size_t count, size_t size);

/** Makes room for `needed` elements in a growing array: doubles, so that appending is linear. */
bool pl_reserve(void **block, size_t *capacity, size_t needed, size_t size);

/** A copy that free() releases, or NULL. */
char *pl_strdup(const char *text);
char *pl_strndup(const char *text, size_t size);

/** Blocks that are released together: what a document consists of. All zero is an empty one. */
struct pl_arena {
    struct pl_arena_block *blocks;
    size_t used;
};

/** `size` zeroed bytes, aligned for any type, that live until pl_arena_finish; NULL when memory is out. */
void *pl_arena_alloc(struct pl_arena *arena, size_t count, size_t size);
char *pl_arena_strndup(struct pl_arena *arena, const char *text, size_t size);
void pl_arena_finish(struct pl_arena *arena);

#endif
