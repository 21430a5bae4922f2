#ifndef PL_CODEC_JPEG_TOKENS_H
#define PL_CODEC_JPEG_TOKENS_H

#include "codec/jpeg_put.h"
#include "codec/jpeg_values.h"

/** How coefficients become codes, one by one or eight at a time. */

/** Symbols of AC: the end of a block, and a run of 16 zeros. */
enum { PL_JPEG_END = 0x00, PL_JPEG_ZEROS = 0xf0 };

/** MCUs, PL_JPEG_STRIP at most, and how their coefficients are to be scaled. PL_JPEG_BEHIND more of them may
 * be read. */
struct pl_jpeg_run {
    const pl_jpeg_coefficient *coefficients;
    const struct pl_jpeg_start *starts; /**< of each block, and of what follows the last one */
    int luma, count;                    /**< blocks of luma in an MCU; MCUs */
    const struct pl_jpeg_scale *scale;
};

PL_INLINE void pl_jpeg_put_token(struct pl_jpeg_bits *bits, pl_jpeg_token token) {
    pl_jpeg_add(bits, token >> PL_JPEG_TOKEN, token & ((1U << PL_JPEG_TOKEN) - 1));
    pl_jpeg_write_whole(bits);
}

/** A coefficient that is not zero, `run` places behind the one before it. */
void pl_jpeg_put_ac(struct pl_jpeg_bits *bits, const pl_jpeg_token ac[PL_JPEG_SYMBOLS], int run, int value);

PL_INLINE pl_jpeg_token pl_jpeg_difference(const pl_jpeg_token dc[16], int difference) {
    uint32_t size = pl_jpeg_size_of(difference);
    return dc[size] + (pl_jpeg_low_bits(difference, size) << PL_JPEG_TOKEN);
}

/** Puts them, with a scale that is moderate, in the instructions of AVX2 and BMI2: see jpeg_avx2.h. */
void pl_jpeg_put_tokens(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_run *run, int *dc);

#endif
