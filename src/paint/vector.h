#ifndef PL_PAINT_VECTOR_H
#define PL_PAINT_VECTOR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/**
 * Eight pixels at a time, in the vector types that GCC and Clang share. Where the processor that the library
 * is built for has no registers of this size, the compilers use two.
 */
typedef uint32_t pl_pixels __attribute__((vector_size(32)));
typedef uint16_t pl_words __attribute__((vector_size(32)));

enum { PL_PIXELS = 8 };

/**
 * A function that is compiled twice and chosen when it runs: PL_WIDE marks the one that may use registers of
 * 32 bytes, pl_has_wide() says whether they are there, and PL_INLINE marks the body that both contain.
 */
#define PL_INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__) && !defined(__AVX2__)
#define PL_WIDE __attribute__((target("avx2")))

static inline bool pl_has_wide(void) {
    return __builtin_cpu_supports("avx2");
}
#else
#define PL_WIDE

static inline bool pl_has_wide(void) {
    return true;
}
#endif

/** (a * b + 127) / 255 of words that hold bytes, rounded as pl_mul255() does. */
#define PL_MUL_WORDS(a, b) PL_ROUND_WORDS((a) * (b) + 128)
#define PL_ROUND_WORDS(t) (((t) + ((t) >> 8)) >> 8)

#endif
