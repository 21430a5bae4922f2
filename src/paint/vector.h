#ifndef PL_PAINT_VECTOR_H
#define PL_PAINT_VECTOR_H

#include <stdint.h>
#include <string.h>

/**
 * Sixteen bytes at a time, in the vector types that GCC and Clang share: four pixels, or sixteen of a mask.
 * Compilers make the obvious loops over bytes into vectors too, but not where a byte of coverage goes to the
 * four of a pixel.
 */
typedef uint8_t pl_bytes __attribute__((vector_size(16)));
typedef uint16_t pl_words __attribute__((vector_size(16)));
typedef uint32_t pl_pixels __attribute__((vector_size(16)));

static inline pl_bytes pl_load(const void *from) {
    pl_bytes v;
    memcpy(&v, from, sizeof v);
    return v;
}

static inline void pl_store(void *to, pl_bytes v) {
    memcpy(to, &v, sizeof v);
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define PL_WORD(byte) byte, 16 + (byte)
#define PL_BYTE(word) 2 * (word)
#define PL_ALPHA 3 /* which byte of a pixel */
#else
#define PL_WORD(byte) 16 + (byte), byte
#define PL_BYTE(word) 2 * (word) + 1
#define PL_ALPHA 0
#endif

/* GCC 12 takes its own shuffles for what they are, and Clang's for a heap of single bytes. */
#ifdef __clang__
#define PL_SHUFFLE(type, a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define PL_SHUFFLE(type, a, b, ...) __builtin_shuffle(a, b, (type){__VA_ARGS__})
#endif

/** The first and the last eight bytes as words. */
static inline pl_words pl_low(pl_bytes v) {
    return (pl_words)PL_SHUFFLE(pl_bytes, v, (pl_bytes){0}, PL_WORD(0), PL_WORD(1), PL_WORD(2), PL_WORD(3),
                                PL_WORD(4), PL_WORD(5), PL_WORD(6), PL_WORD(7));
}

static inline pl_words pl_high(pl_bytes v) {
    return (pl_words)PL_SHUFFLE(pl_bytes, v, (pl_bytes){0}, PL_WORD(8), PL_WORD(9), PL_WORD(10), PL_WORD(11),
                                PL_WORD(12), PL_WORD(13), PL_WORD(14), PL_WORD(15));
}

/** The low bytes of sixteen words. */
static inline pl_bytes pl_pack(pl_words low, pl_words high) {
    return PL_SHUFFLE(pl_bytes, (pl_bytes)low, (pl_bytes)high, PL_BYTE(0), PL_BYTE(1), PL_BYTE(2), PL_BYTE(3),
                      PL_BYTE(4), PL_BYTE(5), PL_BYTE(6), PL_BYTE(7), PL_BYTE(8), PL_BYTE(9), PL_BYTE(10),
                      PL_BYTE(11), PL_BYTE(12), PL_BYTE(13), PL_BYTE(14), PL_BYTE(15));
}

/** pl_mul255 of words that hold bytes. */
static inline pl_words pl_mul_words(pl_words a, pl_words b) {
    pl_words t = a * b + 128;
    return (t + (t >> 8)) >> 8;
}

#endif
