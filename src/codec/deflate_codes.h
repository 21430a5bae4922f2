#ifndef PL_CODEC_DEFLATE_CODES_H
#define PL_CODEC_DEFLATE_CODES_H

#include <stdint.h>

/** Of a prefix code in DEFLATE (RFC 1951, 3.2.7): symbols, and the bits that one may have. */
enum { PL_DEFLATE_SYMBOLS = 288, PL_DEFLATE_BITS = 15 };

/**
 * How many bits each symbol gets, by Huffman's method, but at most `most` of them, 15 or fewer: none where it
 * does not occur. There are always two symbols with bits, as not every reader takes a code of one. Counts are
 * together below 2^23.
 */
void pl_deflate_lengths(const uint32_t *counts, int symbols, int most, uint8_t *lengths);

/** The bits, the first one lowest, that go with such lengths (RFC 1951, 3.2.2). */
void pl_deflate_assign(const uint8_t *lengths, int symbols, uint16_t *codes);

#endif
