#ifndef PL_CODEC_JPEG_SYMBOLS_H
#define PL_CODEC_JPEG_SYMBOLS_H

#include "base/wide.h"
#include "codec/jpeg_bits.h"
#include "codec/jpeg_tables.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/** Entropy-coded symbols, read as fast as they can be (T.81, F.2.2). */

/*
 * Most codes are short, and so are the bits of the value behind them: one look-up of PL_JPEG_LOOK bits tells
 * both. An entry has, from below: 8 bits for how many bits it takes, 8 for how many places it goes on, 16 for
 * the value. Where the value's bits are not all seen, and for every DC, whose values are not small, the entry
 * says PL_JPEG_NEEDS with the value's size above; an entry of 0 says that the code is longer than
 * PL_JPEG_LOOK.
 */
enum { PL_JPEG_LOOK = 11, PL_JPEG_NEEDS = 0x80, PL_JPEG_STOP = 128, PL_JPEG_LONGEST = PL_JPEG_LENGTHS };
struct pl_jpeg_decoder {
    uint32_t entries[1 << PL_JPEG_LOOK];
    uint32_t limit[PL_JPEG_LONGEST + 2]; /* the first 16 bits that no code up to this length has */
    int32_t
        first[PL_JPEG_LONGEST + 1]; /* what to add to a code of this length to get the number of its symbol */
    const uint8_t *symbols;
    bool dc;
};

/* The bits that come next, from the top; a symbol takes 27 at most, with its value. */
struct pl_jpeg_reader {
    uint64_t value;
    int count; /* how many there are */
};

/** False where no encoder writes such codes, for libjpeg to say what is wrong. */
bool pl_jpeg_decoder_init(const struct pl_jpeg_codes *codes, bool dc, struct pl_jpeg_decoder *out);

/* T.81, F.2.2.1, EXTEND. */
static inline int pl_jpeg_extend(uint32_t bits, int size) {
    return (int)bits < 1 << (size - 1) ? (int)bits - (1 << size) + 1 : (int)bits;
}

PL_INLINE void pl_jpeg_skip(struct pl_jpeg_reader *bits, int count) {
    bits->value <<= count;
    bits->count -= count;
}

/** The entry of a code that is longer than PL_JPEG_LOOK, or 0 where there is none; takes the code. */
uint32_t pl_jpeg_decode_long(const struct pl_jpeg_decoder *decoder, struct pl_jpeg_reader *bits);

/* With its code taken and at least 11 bits there: the entry as if they had been seen. */
PL_INLINE uint32_t pl_jpeg_complete(uint32_t entry, struct pl_jpeg_reader *bits) {
    int size = (int)(entry >> 16);
    int value = 0;
    if (size > 0) {
        value = pl_jpeg_extend((uint32_t)(bits->value >> (64 - size)), size);
        pl_jpeg_skip(bits, size);
    }
    return (uint32_t)(uint16_t)value << 16 | (entry & 0xff00);
}

/* The next symbol with its value; 0 is no code. */
PL_INLINE uint32_t pl_jpeg_decode_symbol(const struct pl_jpeg_decoder *decoder, struct pl_jpeg_reader *bits) {
    uint32_t entry = decoder->entries[bits->value >> (64 - PL_JPEG_LOOK)];
    if (__builtin_expect((entry & 0xff) - 1 < PL_JPEG_NEEDS - 1, 1)) {
        pl_jpeg_skip(bits, (int)(entry & 0xff));
        return entry;
    }
    if (entry == 0) {
        entry = pl_jpeg_decode_long(decoder, bits);
        if (entry == 0) {
            return 0;
        }
    } else {
        pl_jpeg_skip(bits, (int)(entry & 0x7f));
    }
    return pl_jpeg_complete(entry, bits) | 1;
}

/* A DC's difference; false is no code. */
PL_INLINE bool pl_jpeg_decode_difference(const struct pl_jpeg_decoder *decoder, struct pl_jpeg_reader *bits,
                                         int *difference) {
    uint32_t entry = decoder->entries[bits->value >> (64 - PL_JPEG_LOOK)];
    if (__builtin_expect(entry == 0, 0)) {
        entry = pl_jpeg_decode_long(decoder, bits);
        if (entry == 0) {
            return false;
        }
    } else {
        pl_jpeg_skip(bits, (int)(entry & 0x7f));
    }
    /* As pl_jpeg_extend(), but nobody has to guess the sign. */
    int size = (int)(entry >> 16);
    int64_t negative = ~(int64_t)bits->value >> 63;
    *difference = (int)(bits->value >> 1 >> (63 - size)) - (int)(((1 << size) - 1) & negative);
    pl_jpeg_skip(bits, size);
    return true;
}

#endif
