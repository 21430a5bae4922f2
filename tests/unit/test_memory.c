#include "base/memory.h"
#include "unit.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Products that wrap around to something small. */
static const size_t half = SIZE_MAX / 2 + 1;

START_TEST(refuses_products_that_overflow) {
    ck_assert_ptr_null(pl_calloc(half, 2));
    char *block = pl_calloc(4, 1);
    ck_assert_ptr_null(pl_realloc(block, half, 4));
    ck_assert_ptr_null(pl_realloc(block, half + 8, 2));
    block[3] = 1; /* still there */
    free(block);
    struct pl_arena arena = {0};
    ck_assert_ptr_null(pl_arena_alloc(&arena, half, 2));
    ck_assert_ptr_null(pl_arena_alloc(&arena, SIZE_MAX, 1));
    pl_arena_finish(&arena);
}
END_TEST

START_TEST(reserves_by_doubling) {
    void *block = NULL;
    size_t capacity = 0;
    ck_assert(pl_reserve(&block, &capacity, 1, 8));
    size_t first = capacity;
    ck_assert_uint_ge(first, 1);
    ck_assert(pl_reserve(&block, &capacity, first, 8));
    ck_assert_uint_eq(capacity, first);
    ck_assert(pl_reserve(&block, &capacity, first + 1, 8));
    ck_assert_uint_ge(capacity, 2 * first);
    void *before = block;
    size_t kept = capacity;
    ck_assert(!pl_reserve(&block, &capacity, SIZE_MAX, 8));
    ck_assert(!pl_reserve(&block, &capacity, SIZE_MAX / 4, 8));
    ck_assert_ptr_eq(block, before);
    ck_assert_uint_eq(capacity, kept);
    free(block);
}
END_TEST

START_TEST(copies_strings) {
    char *copy = pl_strndup("abcdef", 3);
    ck_assert_str_eq(copy, "abc");
    free(copy);
    copy = pl_strdup("");
    ck_assert_str_eq(copy, "");
    free(copy);
    ck_assert_ptr_null(pl_strndup("a", SIZE_MAX));
}
END_TEST

START_TEST(arena_blocks_are_zero_aligned_and_apart) {
    struct pl_arena arena = {0};
    unsigned char *blocks[200];
    for (size_t i = 0; i < 200; i++) {
        size_t size = i * 37 % 1000 + 1;
        blocks[i] = pl_arena_alloc(&arena, size, 1);
        ck_assert_ptr_nonnull(blocks[i]);
        ck_assert_uint_eq((uintptr_t)blocks[i] % alignof(max_align_t), 0);
        for (size_t k = 0; k < size; k++) {
            ck_assert_uint_eq(blocks[i][k], 0);
        }
        memset(blocks[i], (int)i + 1, size);
    }
    for (size_t i = 0; i < 200; i++) {
        ck_assert_uint_eq(blocks[i][i * 37 % 1000], (unsigned char)(i + 1));
    }
    pl_arena_finish(&arena);
    ck_assert_ptr_null(arena.blocks);
}
END_TEST

START_TEST(arena_takes_large_blocks) {
    struct pl_arena arena = {0};
    char *small = pl_arena_strndup(&arena, "small", 5);
    unsigned char *large = pl_arena_alloc(&arena, 1000, 1000);
    memset(large, 1, 1000000);
    char *after = pl_arena_strndup(&arena, "after all", 5);
    ck_assert_str_eq(small, "small");
    ck_assert_str_eq(after, "after");
    ck_assert_ptr_null(pl_arena_strndup(&arena, "a", SIZE_MAX));
    ck_assert_ptr_nonnull(pl_arena_alloc(&arena, 0, 8));
    pl_arena_finish(&arena);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {
        refuses_products_that_overflow,          reserves_by_doubling,     copies_strings,
        arena_blocks_are_zero_aligned_and_apart, arena_takes_large_blocks, NULL};
    return unit_run("memory", tests);
}
