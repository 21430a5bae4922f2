#ifndef PL_CODEC_JPEG_AVX2_H
#define PL_CODEC_JPEG_AVX2_H

#include "base/wide.h"
#include "codec/jpeg_dct.h"

#include <stddef.h>
#include <stdint.h>

/**
 * The innermost loops once more in AVX2's own instructions, for those that no compiler finds by itself: they
 * multiply sixteen words at a time, two of them into a sum. What they write is the same. Where
 * PL_JPEG_AVX2 is 0 they are not there; where it is 1 they may be called if pl_has_wide() is true.
 */
#if PL_CHOICE
#define PL_JPEG_AVX2 1
#else
#define PL_JPEG_AVX2 0
#endif

/** pl_jpeg_inverse of coefficients whose sizes add up to PL_JPEG_SHORT at most: no sum exceeds a word. */
enum { PL_JPEG_SHORT = 5900 };
void pl_jpeg_inverse_avx2(const int16_t in[PL_JPEG_COEFFICIENTS], int16_t *out, ptrdiff_t stride);

void pl_jpeg_forward_avx2(const int16_t *in, ptrdiff_t stride, const struct pl_jpeg_quantiser *by,
                          struct pl_jpeg_block *out);

/** Sixteen pixels at a time: they read and write up to 15 samples or pixels less than `count` says; what they
 * return is how many they did. */
int pl_jpeg_to_pixels_avx2(const int16_t *luma, const int16_t *blue, const int16_t *red, int count,
                           uint32_t *out);
int pl_jpeg_from_pixels_avx2(const uint32_t *in, int count, int16_t *luma, int16_t *blue, int16_t *red);

/** Means of four samples, of twice as many in two rows. */
int pl_jpeg_quarter_avx2(const int16_t *above, const int16_t *below, int count, int16_t *out);

/** Twice as many samples between two rows of which one is nearer. */
int pl_jpeg_widen_avx2(const int16_t *near, const int16_t *far, int count, int16_t *out);

#endif
