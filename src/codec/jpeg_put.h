#ifndef PL_CODEC_JPEG_PUT_H
#define PL_CODEC_JPEG_PUT_H

#include "codec/jpeg_blocks.h"
#include "codec/jpeg_dct.h"
#include "codec/jpeg_tables.h"
#include "codec/jpeg_tokens.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a block takes at most, with every byte of it 0xff and so followed by a zero. */
enum { PL_JPEG_BLOCK_BYTES = PL_JPEG_COEFFICIENTS * 4 * 2 };

/** From the quantisers of one picture to those of another, which are of luma and of chroma, in zigzag order.
 */
void pl_jpeg_scale_init(struct pl_jpeg_scale *scale, uint16_t from[][PL_JPEG_COEFFICIENTS],
                        uint16_t to[][PL_JPEG_COEFFICIENTS]);

/** For rows of `columns` MCUs; false is out of memory. */
bool pl_jpeg_encoder_init(struct pl_jpeg_encoder *encoder, int columns);
void pl_jpeg_encoder_finish(struct pl_jpeg_encoder *encoder);

/**
 * Puts `count` MCUs of a picture whose coefficients are kept, from MCU `first` on, at another quality.
 * `dc` are the last DC of each component.
 */
void pl_jpeg_put_kept(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_blocks *blocks, size_t first,
                      int count, int dc[PL_JPEG_COMPONENTS]);

/** Puts MCUs, PL_JPEG_STRIP at most, of `luma` blocks of luma and two of chroma. */
void pl_jpeg_put_mcus(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_block *blocks, int luma,
                      int count, int dc[PL_JPEG_COMPONENTS]);

/** Puts bits that are kept as they are put, `from` and `to` counted in bits; 16 bytes behind them may be
 * read. */
void pl_jpeg_put_bits(struct pl_jpeg_encoder *encoder, const unsigned char *kept, size_t from, size_t to);

/** Writes the bytes that are whole, with zeros stuffed behind 0xff, and returns the end of them. */
unsigned char *pl_jpeg_put_row(struct pl_jpeg_encoder *encoder, unsigned char *to);

/** The same with the last byte filled with ones. */
unsigned char *pl_jpeg_put_end(struct pl_jpeg_encoder *encoder, unsigned char *to);

#endif
