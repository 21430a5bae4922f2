#ifndef PL_CODEC_JPEG_BITS_H
#define PL_CODEC_JPEG_BITS_H

#include "base/wide.h"

#include <stdint.h>
#include <string.h>

/** Entropy-coded bits as they are written (T.81, F.1.2), before zeros are stuffed behind 0xff. */
struct pl_jpeg_bits {
    uint64_t value; /**< those that are not written yet, at the bottom */
    uint32_t used;  /**< how many these are, below 8 */
    unsigned char *at;
};

/** Eight bytes, the first one at the top. */
static inline uint64_t pl_jpeg_load(const uint8_t *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

/** Adds bits to others, with which they are 64 at most. */
PL_INLINE void pl_jpeg_add(struct pl_jpeg_bits *bits, uint64_t value, uint32_t length) {
    bits->value = bits->value << length | value;
    bits->used += length;
}

/** Writes the bytes that are whole, and up to 8 behind them; no decision is taken, which a processor would
 * often foretell wrongly. */
PL_INLINE void pl_jpeg_write_whole(struct pl_jpeg_bits *bits) {
    uint64_t value = bits->value << (-bits->used & 63);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    memcpy(bits->at, &value, sizeof value);
    bits->at += bits->used >> 3;
    bits->used &= 7;
}

#endif
