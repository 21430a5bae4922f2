#ifndef PL_CODEC_JPEG_TOKENS_H
#define PL_CODEC_JPEG_TOKENS_H

#include "codec/jpeg_bits.h"
#include "codec/jpeg_blocks.h"
#include "codec/jpeg_tables.h"
#include "codec/jpeg_values.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How coefficients become codes, one by one or eight at a time. */

/** Symbols of AC: the end of a block, and a run of 16 zeros. */
enum { PL_JPEG_END = 0x00, PL_JPEG_ZEROS = 0xf0, PL_JPEG_RUN = 16 };

/** What coefficients of each component are multiplied by to be those of another quality, with 16 bits of
 * fraction, in zigzag order. */
struct pl_jpeg_scale {
    uint32_t factors[PL_JPEG_COMPONENTS][PL_JPEG_COEFFICIENTS];
    bool moderate; /**< none becomes zero, and no product has more than 32 bits */
};

/** A code, with room for the bits of the value behind it, above how many bits these are together, in
 * PL_JPEG_TOKEN bits. 0 is nothing. */
enum { PL_JPEG_TOKEN = 6 };
typedef uint32_t pl_jpeg_token;

/** Puts coefficients by the usual tables. */
struct pl_jpeg_encoder {
    struct pl_jpeg_bits bits;
    pl_jpeg_token dc[PL_JPEG_COMPONENTS][16];              /**< by the size of a difference */
    pl_jpeg_token ac[PL_JPEG_COMPONENTS][PL_JPEG_SYMBOLS]; /**< by run and size */
    struct pl_jpeg_scale scale;                            /**< for what is kept */
    struct pl_jpeg_scale same;                             /**< for what is not */
    pl_jpeg_coefficient *coefficients;                     /**< room for those of PL_JPEG_STRIP MCUs */
    pl_jpeg_token *tokens;                                 /**< for their codes */
    uint8_t *components;                                   /**< for what they are of */
    unsigned char *bytes;                                  /**< and for a row of MCUs */
};

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
PL_INLINE void pl_jpeg_put_ac(struct pl_jpeg_bits *bits, const pl_jpeg_token ac[PL_JPEG_SYMBOLS], int run,
                              int value) {
    uint32_t size = pl_jpeg_size_of(value);
    for (; run > PL_JPEG_RUN; run -= PL_JPEG_RUN) {
        pl_jpeg_put_token(bits, ac[PL_JPEG_ZEROS]);
    }
    pl_jpeg_put_token(bits, ac[(uint32_t)(run - 1) * PL_JPEG_RUN + size] +
                                (pl_jpeg_low_bits(value, size) << PL_JPEG_TOKEN));
}

PL_INLINE pl_jpeg_token pl_jpeg_difference(const pl_jpeg_token dc[16], int difference) {
    uint32_t size = pl_jpeg_size_of(difference);
    return dc[size] + (pl_jpeg_low_bits(difference, size) << PL_JPEG_TOKEN);
}

/** Puts them, with a scale that is moderate, in the instructions of AVX2 and BMI2: see jpeg_avx2.h. */
void pl_jpeg_put_tokens(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_run *run, int *dc);

#endif
