#ifndef PL_CODEC_JPEG_PUT_H
#define PL_CODEC_JPEG_PUT_H

#include "codec/jpeg_blocks.h"
#include "codec/jpeg_dct.h"
#include "codec/jpeg_tables.h"

#include <stddef.h>
#include <stdint.h>

/** What a block takes at most, with every byte of it 0xff and so followed by a zero. */
enum { PL_JPEG_BLOCK_BYTES = PL_JPEG_COEFFICIENTS * 4 * 2 };

/** A code, with room for the bits of the value behind it, and how many bits these are together. */
struct pl_jpeg_code {
    uint32_t code, length;
};

/** The codes of each symbol of the usual tables, of luma and of chroma. */
struct pl_jpeg_encoder {
    struct pl_jpeg_code dc[2][16], ac[2][PL_JPEG_SYMBOLS];
};

/** What coefficients of a place are at another quality. Most are small, and looked up: of -8 to 7 the bits of
 * what they become above how many these are. */
enum { PL_JPEG_SMALL = 8 };
struct pl_jpeg_scale {
    uint32_t factors[PL_JPEG_COEFFICIENTS]; /**< of 16 bits of fraction */
    uint32_t small[PL_JPEG_COEFFICIENTS * 2 * PL_JPEG_SMALL];
};

/** From the quantisers of one picture to those of another, both in zigzag order. */
void pl_jpeg_scale_init(struct pl_jpeg_scale *scale, const uint16_t from[PL_JPEG_COEFFICIENTS],
                        const uint16_t to[PL_JPEG_COEFFICIENTS]);

void pl_jpeg_encoder_init(struct pl_jpeg_encoder *encoder);

/** Entropy-coded bits (T.81, F.1.2), where there is room for them. */
struct pl_jpeg_bits {
    uint64_t value; /**< those that are not written yet, at the bottom */
    int room;       /**< bits that still fit above them */
    unsigned char *at;
};

/**
 * Puts `count` MCUs of a picture whose coefficients are kept, from MCU `first` on, at another quality.
 * `dc` are the last DC of each component.
 */
void pl_jpeg_put_kept(struct pl_jpeg_bits *bits, const struct pl_jpeg_encoder *encoder,
                      const struct pl_jpeg_blocks *blocks, size_t first, int count,
                      const struct pl_jpeg_scale scales[PL_JPEG_COMPONENTS], int dc[PL_JPEG_COMPONENTS]);

/** Puts MCUs of `luma` blocks of luma and two of chroma. */
void pl_jpeg_put_mcus(struct pl_jpeg_bits *bits, const struct pl_jpeg_encoder *encoder,
                      struct pl_jpeg_block mcus[][PL_JPEG_MCU_BLOCKS], int luma, int count,
                      int dc[PL_JPEG_COMPONENTS]);

/** Puts bits that are kept as they are put, `from` and `to` counted in bits; 16 bytes behind them may be
 * read. */
void pl_jpeg_put_bits(struct pl_jpeg_bits *bits, const unsigned char *kept, size_t from, size_t to);

/** Fills the last byte with ones and writes what is left. */
void pl_jpeg_put_end(struct pl_jpeg_bits *bits);

#endif
