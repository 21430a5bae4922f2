#ifndef PL_CODEC_JPEG_DCT_H
#define PL_CODEC_JPEG_DCT_H

#include "codec/jpeg_tables.h"

#include <stddef.h>
#include <stdint.h>

/**
 * The discrete cosine transform and its inverse, to the bit as libjpeg's accurate integer method has them
 * (Loeffler, Ligtenberg and Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications", ICASSP
 * 1989, with 13 bits of fraction).
 */

/** From dequantised coefficients, row by row, to samples of 0 to 255; `stride` in samples. */
void pl_jpeg_inverse(const int32_t in[PL_JPEG_COEFFICIENTS], int16_t *out, ptrdiff_t stride);

/** Samples that are all alike, from a DC alone. */
void pl_jpeg_inverse_flat(int32_t dc, int16_t *out, ptrdiff_t stride);

/** How coefficients are quantised, and where they stand in zigzag order. */
struct pl_jpeg_quantiser {
    float scales[PL_JPEG_COEFFICIENTS]; /**< row by row, (1 / quantiser) / 8 */
    float halves[PL_JPEG_COEFFICIENTS]; /**< 4 * quantiser + 0.5 */
    /** For words: 4 * quantiser, a reciprocal, and what it is too large by: (|x| + w[0]) * w[1] / 2^16 * w[2]
     * / 2^16 */
    int16_t words[3][PL_JPEG_COEFFICIENTS];
    uint64_t places[16][16]; /**< of four coefficients in a row, those that are not zero */
};

/** `quantisers` are in zigzag order. */
void pl_jpeg_quantiser_init(struct pl_jpeg_quantiser *out, const uint16_t quantisers[PL_JPEG_COEFFICIENTS]);

/** A block's coefficients, row by row, and which of them are not zero: a bit for each place in zigzag order.
 */
struct pl_jpeg_block {
    int16_t values[PL_JPEG_COEFFICIENTS];
    uint64_t places;
};

/** From samples of 0 to 255 to quantised coefficients. */
void pl_jpeg_forward(const int16_t *in, ptrdiff_t stride, const struct pl_jpeg_quantiser *by,
                     struct pl_jpeg_block *out);

#endif
