#ifndef PL_CODEC_JPEG_VALUES_H
#define PL_CODEC_JPEG_VALUES_H

#include "base/wide.h"

#include <stdint.h>

/** Values as entropy coding has them (T.81, F.1.2), and as they are at another quality. */

enum { PL_JPEG_FRACTION = 16, PL_JPEG_MOST_AC = 1023, PL_JPEG_MOST_DC = 1023, PL_JPEG_LEAST_DC = -1024 };

PL_INLINE uint32_t pl_jpeg_size_of(int value) {
    unsigned size = (unsigned)(value < 0 ? -value : value);
    return size == 0 ? 0 : 32U - (unsigned)__builtin_clz(size);
}

/** A value's bits; those of a negative one are of the number one below it. */
PL_INLINE uint32_t pl_jpeg_low_bits(int value, uint32_t size) {
    return (uint32_t)(value + (value >> 31)) & ((1U << size) - 1);
}

PL_INLINE int pl_jpeg_rescale(int value, uint32_t factor) {
    int sign = value >> 31;
    uint64_t size = (uint64_t)(uint32_t)((value ^ sign) - sign);
    return ((int)((size * factor + (1U << (PL_JPEG_FRACTION - 1))) >> PL_JPEG_FRACTION) ^ sign) - sign;
}

PL_INLINE int pl_jpeg_rescale_dc(int value, uint32_t factor) {
    value = pl_jpeg_rescale(value, factor);
    value = value > PL_JPEG_MOST_DC ? PL_JPEG_MOST_DC : value;
    return value < PL_JPEG_LEAST_DC ? PL_JPEG_LEAST_DC : value;
}

PL_INLINE int pl_jpeg_rescale_ac(int value, uint32_t factor) {
    value = pl_jpeg_rescale(value, factor);
    value = value > PL_JPEG_MOST_AC ? PL_JPEG_MOST_AC : value;
    return value < -PL_JPEG_MOST_AC ? -PL_JPEG_MOST_AC : value;
}

#endif
