#ifndef PL_BASE_VECTOR_H
#define PL_BASE_VECTOR_H

#include "base/wide.h"

#include <stdint.h>
#include <string.h>

/**
 * Eight pixels at a time, in the vector types that GCC and Clang share. Where the processor that the library
 * is built for has no registers of this size, the compilers use two.
 */
typedef uint32_t pl_pixels __attribute__((vector_size(32)));
typedef uint16_t pl_words __attribute__((vector_size(32)));

enum { PL_PIXELS = 8 };

/** (a * b + 127) / 255 of words that hold bytes, rounded as pl_mul255() does. */
#define PL_MUL_WORDS(a, b) PL_ROUND_WORDS((a) * (b) + 128)
#define PL_ROUND_WORDS(t) (((t) + ((t) >> 8)) >> 8)

#endif
