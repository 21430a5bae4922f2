#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ARENA_FIRST_BLOCK = 1024, ARENA_BLOCK = 16 * 1024 };

struct pl_arena_block {
    struct pl_arena_block *next;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

void *pl_calloc(size_t count, size_t size) {
    return calloc(count, size);
}

void *pl_alloc_large(size_t size) {
    const size_t page = (size_t)2 << 20;
    if (size < page || size > SIZE_MAX - page) {
        return malloc(size);
    }
    size_t whole = (size + page - 1) / page * page;
    void *block = aligned_alloc(page, whole);
#ifdef MADV_HUGEPAGE
    if (block) {
        madvise(block, size / page * page, MADV_HUGEPAGE);
    }
#endif
    return block;
}

void *pl_realloc(void *block, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    return realloc(block, count * size);
}

bool pl_reserve(void **block, size_t *capacity, size_t needed, size_t size) {
    if (needed <= *capacity) {
        return true;
    }
    size_t grown = *capacity < 8 ? 16 : *capacity;
    while (grown < needed) {
        if (grown > SIZE_MAX / 2) {
            return false;
        }
        grown *= 2;
    }
    void *moved = pl_realloc(*block, grown, size);
    if (!moved) {
        return false;
    }
    *block = moved;
    *capacity = grown;
    return true;
}

char *pl_strndup(const char *text, size_t size) {
    char *copy = size < SIZE_MAX ? pl_calloc(size + 1, 1) : NULL;
    if (copy) {
        memcpy(copy, text, size);
    }
    return copy;
}

char *pl_strdup(const char *text) {
    return pl_strndup(text, strlen(text));
}

void *pl_arena_alloc(struct pl_arena *arena, size_t count, size_t size) {
    const size_t unit = alignof(max_align_t);
    if (size != 0 && count > (SIZE_MAX - ARENA_BLOCK) / size) {
        return NULL;
    }
    size_t bytes = (count * size + unit - 1) / unit * unit;
    if (!arena->blocks || arena->blocks->size - arena->used < bytes) {
        /* Of arenas with little in them there may be a great many. */
        size_t usual = arena->blocks ? arena->blocks->size * 2 : ARENA_FIRST_BLOCK;
        usual = usual < ARENA_BLOCK ? usual : ARENA_BLOCK;
        size_t room = bytes > usual ? bytes : usual;
        struct pl_arena_block *block = pl_calloc(1, sizeof *block + room);
        if (!block) {
            return NULL;
        }
        block->size = room;
        block->next = arena->blocks;
        arena->blocks = block;
        arena->used = 0;
    }
    void *out = arena->blocks->bytes + arena->used;
    arena->used += bytes;
    return out;
}

char *pl_arena_strndup(struct pl_arena *arena, const char *text, size_t size) {
    char *copy = size < SIZE_MAX ? pl_arena_alloc(arena, size + 1, 1) : NULL;
    if (copy) {
        memcpy(copy, text, size);
    }
    return copy;
}

void pl_arena_finish(struct pl_arena *arena) {
    while (arena->blocks) {
        struct pl_arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    arena->used = 0;
}
