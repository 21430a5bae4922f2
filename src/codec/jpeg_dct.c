#include "codec/jpeg_dct.h"

#include "base/wide.h"
#include "codec/jpeg_avx2.h"

#include <string.h>

/*
 * Eight columns are eight lanes, unsigned so that what damaged files add up to wraps and does no harm; where
 * a sign matters they are looked at as signed.
 */
typedef uint32_t lanes __attribute__((vector_size(32)));
typedef int32_t signed_lanes __attribute__((vector_size(32)));
typedef int8_t eight_bytes __attribute__((vector_size(8)));
typedef int16_t eight_words __attribute__((vector_size(16)));
typedef float eight_floats __attribute__((vector_size(32)));

enum { FRACTION = 13, EXTRA = 2, CENTRE = 128 };

/* Of FRACTION bits, named as in the paper's figure by their values. */
#define F0_298631336 2446U
#define F0_390180644 3196U
#define F0_541196100 4433U
#define F0_765366865 6270U
#define F0_899976223 7373U
#define F1_175875602 9633U
#define F1_501321110 12299U
#define F1_847759065 15137U
#define F1_961570560 16069U
#define F2_053119869 16819U
#define F2_562915447 20995U
#define F3_072711026 25172U

#define DESCALE(x, bits) ((lanes)((signed_lanes)((x) + (1U << ((bits)-1))) >> (bits)))
#define SHUFFLE __builtin_shufflevector

PL_INLINE void transpose(lanes v[8]) {
    lanes a[8], b[8];
    for (int i = 0; i < 8; i += 2) {
        a[i] = SHUFFLE(v[i], v[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        a[i + 1] = SHUFFLE(v[i], v[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (int i = 0; i < 8; i += 4) {
        b[i] = SHUFFLE(a[i], a[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
        b[i + 1] = SHUFFLE(a[i], a[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
        b[i + 2] = SHUFFLE(a[i + 1], a[i + 3], 0, 1, 8, 9, 4, 5, 12, 13);
        b[i + 3] = SHUFFLE(a[i + 1], a[i + 3], 2, 3, 10, 11, 6, 7, 14, 15);
    }
    for (int i = 0; i < 4; i++) {
        v[i] = SHUFFLE(b[i], b[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        v[i + 4] = SHUFFLE(b[i], b[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

/* What both directions do with the odd half: t are the four inputs, in the paper's order. */
PL_INLINE void odd_part(lanes *t0, lanes *t1, lanes *t2, lanes *t3) {
    lanes z1 = *t0 + *t3;
    lanes z2 = *t1 + *t2;
    lanes z3 = *t0 + *t2;
    lanes z4 = *t1 + *t3;
    lanes z5 = (z3 + z4) * F1_175875602;
    z1 = z1 * -F0_899976223;
    z2 = z2 * -F2_562915447;
    z3 = z3 * -F1_961570560 + z5;
    z4 = z4 * -F0_390180644 + z5;
    *t0 = *t0 * F0_298631336 + z1 + z3;
    *t1 = *t1 * F2_053119869 + z2 + z4;
    *t2 = *t2 * F3_072711026 + z2 + z3;
    *t3 = *t3 * F1_501321110 + z1 + z4;
}

PL_INLINE void inverse_pass(lanes v[8], int bits) {
    lanes z1 = (v[2] + v[6]) * F0_541196100;
    lanes e2 = z1 - v[6] * F1_847759065;
    lanes e3 = z1 + v[2] * F0_765366865;
    lanes e0 = (v[0] + v[4]) << FRACTION;
    lanes e1 = (v[0] - v[4]) << FRACTION;
    lanes a0 = e0 + e3, a3 = e0 - e3, a1 = e1 + e2, a2 = e1 - e2;
    lanes t0 = v[7], t1 = v[5], t2 = v[3], t3 = v[1];
    odd_part(&t0, &t1, &t2, &t3);
    v[0] = DESCALE(a0 + t3, bits);
    v[7] = DESCALE(a0 - t3, bits);
    v[1] = DESCALE(a1 + t2, bits);
    v[6] = DESCALE(a1 - t2, bits);
    v[2] = DESCALE(a2 + t1, bits);
    v[5] = DESCALE(a2 - t1, bits);
    v[3] = DESCALE(a3 + t0, bits);
    v[4] = DESCALE(a3 - t0, bits);
}

PL_INLINE void store_samples(const lanes *v, int16_t *out) {
    signed_lanes s = (signed_lanes)*v + CENTRE;
    signed_lanes over = s > 255;
    s = ((s & ~over) | (over & 255)) & ~(s >> 31);
    eight_words words = __builtin_convertvector(s, eight_words);
    memcpy(out, &words, sizeof words);
}

PL_INLINE void inverse(const int32_t *in, int16_t *out, ptrdiff_t stride) {
    lanes v[8];
    memcpy(v, in, sizeof v);
    inverse_pass(v, FRACTION - EXTRA);
    transpose(v);
    inverse_pass(v, FRACTION + EXTRA + 3);
    transpose(v);
    for (int i = 0; i < 8; i++) {
        store_samples(&v[i], out + i * stride);
    }
}

PL_WIDE static void inverse_wide(const int32_t *in, int16_t *out, ptrdiff_t stride) {
    inverse(in, out, stride);
}

static void inverse_narrow(const int32_t *in, int16_t *out, ptrdiff_t stride) {
    inverse(in, out, stride);
}

void pl_jpeg_inverse(const int32_t in[PL_JPEG_COEFFICIENTS], int16_t *out, ptrdiff_t stride) {
    if (pl_has_wide()) {
        inverse_wide(in, out, stride);
    } else {
        inverse_narrow(in, out, stride);
    }
}

void pl_jpeg_inverse_flat(int32_t dc, int16_t *out, ptrdiff_t stride) {
    int32_t sample = ((dc + 4) >> 3) + CENTRE;
    int16_t all = (int16_t)(sample < 0 ? 0 : sample > 255 ? 255 : sample);
    for (int y = 0; y < PL_JPEG_SIDE; y++) {
        for (int x = 0; x < PL_JPEG_SIDE; x++) {
            out[y * stride + x] = all;
        }
    }
}

PL_INLINE void forward_pass(lanes v[8], bool last) {
    lanes t0 = v[0] + v[7], t7 = v[0] - v[7];
    lanes t1 = v[1] + v[6], t6 = v[1] - v[6];
    lanes t2 = v[2] + v[5], t5 = v[2] - v[5];
    lanes t3 = v[3] + v[4], t4 = v[3] - v[4];
    lanes a0 = t0 + t3, a3 = t0 - t3, a1 = t1 + t2, a2 = t1 - t2;
    int bits = last ? FRACTION + EXTRA : FRACTION - EXTRA;
    v[0] = last ? DESCALE(a0 + a1, EXTRA) : (a0 + a1) << EXTRA;
    v[4] = last ? DESCALE(a0 - a1, EXTRA) : (a0 - a1) << EXTRA;
    lanes z1 = (a2 + a3) * F0_541196100;
    v[2] = DESCALE(z1 + a3 * F0_765366865, bits);
    v[6] = DESCALE(z1 - a2 * F1_847759065, bits);
    odd_part(&t4, &t5, &t6, &t7);
    v[7] = DESCALE(t4, bits);
    v[5] = DESCALE(t5, bits);
    v[3] = DESCALE(t6, bits);
    v[1] = DESCALE(t7, bits);
}

/*
 * (|x| + d / 2) / d, rounded down as libjpeg divides: what is to be divided is below 2^16, so that half a
 * unit more keeps the product with the reciprocal on the right side of every whole number.
 */
PL_INLINE unsigned quantise(const lanes *v, const float *scales, const float *halves, int16_t *out) {
    eight_floats scale, half;
    memcpy(&scale, scales, sizeof scale);
    memcpy(&half, halves, sizeof half);
    signed_lanes x = (signed_lanes)*v;
    signed_lanes sign = x >> 31;
    eight_floats size = __builtin_convertvector((x ^ sign) - sign, eight_floats);
    signed_lanes q = __builtin_convertvector((size + half) * scale, signed_lanes);
    eight_words words = __builtin_convertvector((q ^ sign) - sign, eight_words);
    memcpy(out, &words, sizeof words);
    eight_bytes there = __builtin_convertvector(words != 0, eight_bytes);
    uint64_t bytes;
    memcpy(&bytes, &there, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return (unsigned)((bytes & 0x0101010101010101U) * 0x0102040810204080U >> 56);
}

PL_INLINE void forward(const int16_t *in, ptrdiff_t stride, const struct pl_jpeg_quantiser *by,
                       struct pl_jpeg_block *out) {
    lanes v[8];
    for (int i = 0; i < 8; i++) {
        eight_words row;
        memcpy(&row, in + i * stride, sizeof row);
        v[i] = (lanes)(__builtin_convertvector(row, signed_lanes) - CENTRE);
    }
    transpose(v);
    forward_pass(v, false);
    transpose(v);
    forward_pass(v, true);
    out->places = 0;
    for (int i = 0; i < 8; i++) {
        unsigned there = quantise(&v[i], by->scales + i * 8, by->halves + i * 8, out->values + i * 8);
        out->places |= by->places[2 * i][there & 15] | by->places[2 * i + 1][there >> 4];
    }
}

void pl_jpeg_forward(const int16_t *in, ptrdiff_t stride, const struct pl_jpeg_quantiser *by,
                     struct pl_jpeg_block *out) {
#if PL_JPEG_AVX2
    if (pl_has_wide()) {
        pl_jpeg_forward_avx2(in, stride, by, out);
        return;
    }
#endif
    forward(in, stride, by, out);
}

/* Of words (|x| + d / 2) / d, rounded down, where d = 8 * quantiser and |x| is at most 2^13: the reciprocal
 * has 16 bits, so it is too large by less than what could tell. */
static void init_words(struct pl_jpeg_quantiser *out, int at, int quantiser) {
    uint32_t by = (uint32_t)quantiser * PL_JPEG_SIDE;
    int bits = 31 - __builtin_clz(by);
    bits -= (by & (by - 1)) == 0;
    out->words[0][at] = (int16_t)(by / 2);
    out->words[1][at] = (int16_t)(uint16_t)(((1ULL << (16 + bits)) + by - 1) / by);
    out->words[2][at] = (int16_t)(uint16_t)(1U << (16 - bits));
}

void pl_jpeg_quantiser_init(struct pl_jpeg_quantiser *out, const uint16_t quantisers[PL_JPEG_COEFFICIENTS]) {
    memset(out->places, 0, sizeof out->places);
    for (int place = 0; place < PL_JPEG_COEFFICIENTS; place++) {
        int at = pl_jpeg_natural[place];
        float by = (float)(quantisers[place] * PL_JPEG_SIDE);
        out->scales[at] = 1 / by;
        out->halves[at] = by / 2 + 0.5F;
        init_words(out, at, quantisers[place]);
        for (unsigned there = 0; there < 16; there++) {
            out->places[at / 4][there] |= (uint64_t)(there >> at % 4 & 1) << place;
        }
    }
}
