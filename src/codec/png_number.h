#ifndef PL_CODEC_PNG_NUMBER_H
#define PL_CODEC_PNG_NUMBER_H

#include <stdint.h>

/** Numbers of four bytes, the most significant first, as PNG (7.1) and zlib's format (RFC 1950) have them. */

static inline void pl_png_put_number(unsigned char to[4], uint32_t number) {
    to[0] = (unsigned char)(number >> 24);
    to[1] = (unsigned char)(number >> 16);
    to[2] = (unsigned char)(number >> 8);
    to[3] = (unsigned char)number;
}

static inline uint32_t pl_png_number(const unsigned char from[4]) {
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

#endif
