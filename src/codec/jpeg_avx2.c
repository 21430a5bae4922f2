#include "codec/jpeg_avx2.h"

#if PL_JPEG_AVX2

#include <immintrin.h>
#include <stdbool.h>
#include <stdlib.h>

#define AVX2 __attribute__((target("avx2"))) static inline

enum { FRACTION = 13, EXTRA = 2, CENTRE = 128 };

/* The constants of jpeg_dct.c, and sums of them that multiply one word. */
enum {
    F0_298 = 2446,
    F0_390 = 3196,
    F0_541 = 4433,
    F0_765 = 6270,
    F0_899 = 7373,
    F1_175 = 9633,
    F1_501 = 12299,
    F1_847 = 15137,
    F1_961 = 16069,
    F2_053 = 16819,
    F2_562 = 20995,
    F3_072 = 25172
};

/* Each pair of words of x times a and b, added. */
AVX2 __m256i pairs_by(__m256i x, int a, int b) {
    return _mm256_madd_epi16(x, _mm256_set1_epi32((int)((uint32_t)(uint16_t)b << 16 | (uint16_t)a)));
}

AVX2 __m256i swap_halves(__m256i x) {
    return _mm256_permute2x128_si256(x, x, 0x01);
}

/* The lower halves of two, the first one's below. */
AVX2 __m256i lower_halves(__m256i a, __m256i b) {
    return _mm256_permute2x128_si256(a, b, 0x20);
}

AVX2 __m256i upper_halves(__m256i a, __m256i b) {
    return _mm256_permute2x128_si256(a, b, 0x31);
}

/* Halves (a|b) to quarters a b a b, and back. */
AVX2 __m256i mix_quarters(__m256i x) {
    return _mm256_permute4x64_epi64(x, _MM_SHUFFLE(3, 1, 2, 0));
}

/* Of eight rows of eight words, two of them, i and i + 4, are the halves of v[i]; so are columns afterwards.
 * What comes in has their quarters mixed. */
AVX2 void transpose(__m256i v[4]) {
    __m256i s0 = _mm256_unpacklo_epi16(v[0], v[2]);
    __m256i s1 = _mm256_unpackhi_epi16(v[0], v[2]);
    __m256i s2 = _mm256_unpacklo_epi16(v[1], v[3]);
    __m256i s3 = _mm256_unpackhi_epi16(v[1], v[3]);
    __m256i t0 = _mm256_unpacklo_epi16(s0, s2);
    __m256i t1 = _mm256_unpackhi_epi16(s0, s2);
    __m256i t2 = _mm256_unpacklo_epi16(s1, s3);
    __m256i t3 = _mm256_unpackhi_epi16(s1, s3);
    v[0] = _mm256_unpacklo_epi64(t0, t2);
    v[1] = _mm256_unpackhi_epi64(t0, t2);
    v[2] = _mm256_unpacklo_epi64(t1, t3);
    v[3] = _mm256_unpackhi_epi64(t1, t3);
}

/* The halves of x, word by word in turn. */
AVX2 __m256i pair_halves(__m256i x) {
    const __m256i order = _mm256_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15, 0, 1, 8, 9,
                                           2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
    return _mm256_shuffle_epi8(mix_quarters(x), order);
}

/* a b of the lower halves, word by word in turn. */
AVX2 __m256i pair_lower(__m256i a, __m256i b) {
    return lower_halves(_mm256_unpacklo_epi16(a, b), _mm256_unpackhi_epi16(a, b));
}

#define DESCALE(x) _mm256_srai_epi32((x), bits)

AVX2 void inverse_pass(__m256i v[4], const int bits) {
    const __m256i half = _mm256_set1_epi32(1 << (bits - 1));
    __m256i p04 = pair_halves(v[0]);
    __m256i p26 = pair_halves(v[2]);
    __m256i e0 = _mm256_add_epi32(pairs_by(p04, 1 << FRACTION, 1 << FRACTION), half);
    __m256i e1 = _mm256_add_epi32(pairs_by(p04, 1 << FRACTION, -(1 << FRACTION)), half);
    __m256i e2 = pairs_by(p26, F0_541, F0_541 - F1_847);
    __m256i e3 = pairs_by(p26, F0_541 + F0_765, F0_541);
    __m256i a0 = _mm256_add_epi32(e0, e3), a3 = _mm256_sub_epi32(e0, e3);
    __m256i a1 = _mm256_add_epi32(e1, e2), a2 = _mm256_sub_epi32(e1, e2);

    __m256i v73 = swap_halves(v[3]);
    __m256i z3 = _mm256_add_epi16(v[3], v73);
    __m256i z4 = _mm256_add_epi16(v[1], swap_halves(v[1]));
    __m256i z = pair_lower(z3, z4);
    __m256i z3s = pairs_by(z, F1_175 - F1_961, F1_175);
    __m256i z4s = pairs_by(z, F1_175, F1_175 - F0_390);
    __m256i low = _mm256_unpacklo_epi16(v[1], v73);
    __m256i high = _mm256_unpackhi_epi16(v[1], v73);
    __m256i p17 = lower_halves(low, high);
    __m256i p53 = upper_halves(low, high);
    __m256i t0 = _mm256_add_epi32(pairs_by(p17, -F0_899, F0_298 - F0_899), z3s);
    __m256i t1 = _mm256_add_epi32(pairs_by(p53, F2_053 - F2_562, -F2_562), z4s);
    __m256i t2 = _mm256_add_epi32(pairs_by(p53, -F2_562, F3_072 - F2_562), z3s);
    __m256i t3 = _mm256_add_epi32(pairs_by(p17, F1_501 - F0_899, -F0_899), z4s);

    v[0] = _mm256_packs_epi32(DESCALE(_mm256_add_epi32(a0, t3)), DESCALE(_mm256_sub_epi32(a3, t0)));
    v[1] = _mm256_packs_epi32(DESCALE(_mm256_add_epi32(a1, t2)), DESCALE(_mm256_sub_epi32(a2, t1)));
    v[2] = _mm256_packs_epi32(DESCALE(_mm256_add_epi32(a2, t1)), DESCALE(_mm256_sub_epi32(a1, t2)));
    v[3] = _mm256_packs_epi32(DESCALE(_mm256_add_epi32(a3, t0)), DESCALE(_mm256_sub_epi32(a0, t3)));
}

AVX2 __m256i load_rows(const int16_t *in, ptrdiff_t stride, int row) {
    __m128i low = _mm_loadu_si128((const __m128i *)(const void *)(in + row * stride));
    __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(in + (row + 4) * stride));
    return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

AVX2 void store_rows(__m256i rows, int16_t *out, ptrdiff_t stride, int row) {
    _mm_storeu_si128((__m128i *)(void *)(out + row * stride), _mm256_castsi256_si128(rows));
    _mm_storeu_si128((__m128i *)(void *)(out + (row + 4) * stride), _mm256_extracti128_si256(rows, 1));
}

__attribute__((target("avx2"))) void pl_jpeg_inverse_avx2(const int16_t in[PL_JPEG_COEFFICIENTS],
                                                          int16_t *out, ptrdiff_t stride) {
    __m256i v[4];
    for (int i = 0; i < 4; i++) {
        v[i] = load_rows(in, PL_JPEG_SIDE, i);
    }
    inverse_pass(v, FRACTION - EXTRA);
    transpose(v);
    inverse_pass(v, FRACTION + EXTRA + 3);
    transpose(v);
    const __m256i centre = _mm256_set1_epi16(CENTRE);
    const __m256i most = _mm256_set1_epi16(255);
    for (int i = 0; i < 4; i++) {
        __m256i samples = _mm256_add_epi16(v[i], centre);
        samples = _mm256_min_epi16(_mm256_max_epi16(samples, _mm256_setzero_si256()), most);
        store_rows(samples, out, stride, i);
    }
}

/* Halves come in, mixed quarters go out. */
AVX2 void forward_pass(__m256i v[4], const int last) {
    const int bits = last ? FRACTION + EXTRA : FRACTION - EXTRA;
    const __m256i half = _mm256_set1_epi32(1 << (bits - 1));
    const __m256i plus_minus = _mm256_setr_epi16(1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1);
    __m256i v73 = swap_halves(v[3]);
    __m256i v62 = swap_halves(v[2]);
    __m256i t03 = _mm256_add_epi16(v[0], v73); /* t0 and t3 */
    __m256i t74 = _mm256_sub_epi16(v[0], v73); /* t7 and -t4 */
    __m256i t12 = _mm256_add_epi16(v[1], v62);
    __m256i t65 = _mm256_sub_epi16(v[1], v62); /* t6 and -t5 */

    __m256i t30 = swap_halves(t03);
    __m256i t21 = swap_halves(t12);
    __m256i a0 = _mm256_add_epi16(t03, t30);
    __m256i a1 = _mm256_add_epi16(t12, t21);
    __m256i even = _mm256_add_epi16(a0, _mm256_sign_epi16(a1, plus_minus));
    even = last ? _mm256_srai_epi16(_mm256_add_epi16(even, _mm256_set1_epi16(1 << (EXTRA - 1))), EXTRA)
                : _mm256_slli_epi16(even, EXTRA);
    __m256i a23 = pair_lower(_mm256_sub_epi16(t12, t21), _mm256_sub_epi16(t03, t30));
    __m256i o2 = _mm256_add_epi32(pairs_by(a23, F0_541, F0_541 + F0_765), half);
    __m256i o6 = _mm256_add_epi32(pairs_by(a23, F0_541 - F1_847, F0_541), half);

    __m256i t47 = swap_halves(t74);
    __m256i t56 = swap_halves(t65);
    __m256i z = pair_lower(_mm256_sub_epi16(t65, t47), _mm256_sub_epi16(t74, t56));
    __m256i z3 = _mm256_add_epi32(pairs_by(z, F1_175 - F1_961, F1_175), half);
    __m256i z4 = _mm256_add_epi32(pairs_by(z, F1_175, F1_175 - F0_390), half);
    __m256i p74 = pair_lower(t74, t47);
    __m256i p65 = pair_lower(t65, t56);
    __m256i o7 = _mm256_add_epi32(pairs_by(p74, -F0_899, F0_899 - F0_298), z3);
    __m256i o1 = _mm256_add_epi32(pairs_by(p74, F1_501 - F0_899, F0_899), z4);
    __m256i o5 = _mm256_add_epi32(pairs_by(p65, -F2_562, F2_562 - F2_053), z4);
    __m256i o3 = _mm256_add_epi32(pairs_by(p65, F3_072 - F2_562, F2_562), z3);

    v[0] = mix_quarters(even);
    v[1] = _mm256_packs_epi32(DESCALE(o1), DESCALE(o5));
    v[2] = _mm256_packs_epi32(DESCALE(o2), DESCALE(o6));
    v[3] = _mm256_packs_epi32(DESCALE(o3), DESCALE(o7));
}

/* As struct pl_jpeg_quantiser's words say. */
AVX2 __m256i quantise(__m256i x, const struct pl_jpeg_quantiser *by, int i) {
    const __m256i half = load_rows(by->words[0], PL_JPEG_SIDE, i);
    const __m256i reciprocal = load_rows(by->words[1], PL_JPEG_SIDE, i);
    const __m256i shift = load_rows(by->words[2], PL_JPEG_SIDE, i);
    __m256i size = _mm256_add_epi16(_mm256_abs_epi16(x), half);
    return _mm256_sign_epi16(_mm256_mulhi_epu16(_mm256_mulhi_epu16(size, reciprocal), shift), x);
}

/* Whether all 64 are alike, as where a picture has one colour. */
AVX2 bool is_flat(const __m256i v[4]) {
    const __m256i first = _mm256_broadcastw_epi16(_mm256_castsi256_si128(v[0]));
    __m256i alike = _mm256_cmpeq_epi16(v[0], first);
    for (int i = 1; i < 4; i++) {
        alike = _mm256_and_si256(alike, _mm256_cmpeq_epi16(v[i], first));
    }
    return _mm256_movemask_epi8(alike) == -1;
}

/* Of those there is but their sum, which no step on the way rounds. */
AVX2 void quantise_flat(int sample, const struct pl_jpeg_quantiser *by, struct pl_jpeg_block *out) {
    int sum = sample * PL_JPEG_COEFFICIENTS;
    uint32_t size = (uint32_t)abs(sum) + (uint16_t)by->words[0][0];
    int value = (int)((size * (uint16_t)by->words[1][0] >> 16) * (uint16_t)by->words[2][0] >> 16);
    *out = (struct pl_jpeg_block){.values = {(int16_t)(sum < 0 ? -value : value)}, .places = value != 0};
}

__attribute__((target("avx2"))) void pl_jpeg_forward_avx2(const int16_t *in, ptrdiff_t stride,
                                                          const struct pl_jpeg_quantiser *by,
                                                          struct pl_jpeg_block *out) {
    const __m256i centre = _mm256_set1_epi16(CENTRE);
    const __m256i zero = _mm256_setzero_si256();
    __m256i v[4], none[4];
    for (int i = 0; i < 4; i++) {
        v[i] = load_rows(in, stride, i);
    }
    if (is_flat(v)) {
        quantise_flat(in[0] - CENTRE, by, out);
        return;
    }
    for (int i = 0; i < 4; i++) {
        v[i] = mix_quarters(_mm256_sub_epi16(v[i], centre));
    }
    transpose(v);
    forward_pass(v, 0);
    transpose(v);
    forward_pass(v, 1);
    for (int i = 0; i < 4; i++) {
        v[i] = quantise(mix_quarters(v[i]), by, i);
        none[i] = _mm256_cmpeq_epi16(v[i], zero);
        store_rows(v[i], out->values, PL_JPEG_SIDE, i);
    }
    /* Bits of rows 0, 1, 4 and 5, and of 2, 3, 6 and 7. */
    uint32_t some = ~(uint32_t)_mm256_movemask_epi8(_mm256_packs_epi16(none[0], none[1]));
    uint32_t rest = ~(uint32_t)_mm256_movemask_epi8(_mm256_packs_epi16(none[2], none[3]));
    uint64_t there = (some & 0xffff) | (uint64_t)(rest & 0xffff) << 16 | (uint64_t)(some >> 16) << 32 |
                     (uint64_t)(rest >> 16) << 48;
    uint64_t places = 0;
    for (int i = 0; i < PL_JPEG_COEFFICIENTS / 4; i++) {
        places |= by->places[i][there >> 4 * i & 15];
    }
    out->places = places;
}

/* ---- colours ---- */

/* (x * by + 32768) >> 16 of words, twice of which are words, too. */
AVX2 __m256i fraction_of(__m256i x, int by) {
    __m256i twice = _mm256_mulhi_epi16(_mm256_add_epi16(x, x), _mm256_set1_epi16((short)by));
    return _mm256_srai_epi16(_mm256_add_epi16(twice, _mm256_set1_epi16(1)), 1);
}

__attribute__((target("avx2"))) int pl_jpeg_to_pixels_avx2(const int16_t *luma, const int16_t *blue,
                                                           const int16_t *red, int count, uint32_t *out) {
    const __m256i centre = _mm256_set1_epi16(CENTRE);
    const __m256i half = _mm256_set1_epi32(1 << 15);
    int i = 0;
    for (; i + 16 <= count; i += 16) {
        __m256i y = _mm256_loadu_si256((const __m256i *)(const void *)(luma + i));
        __m256i cb = _mm256_sub_epi16(_mm256_loadu_si256((const __m256i *)(const void *)(blue + i)), centre);
        __m256i cr = _mm256_sub_epi16(_mm256_loadu_si256((const __m256i *)(const void *)(red + i)), centre);
        __m256i r = _mm256_add_epi16(_mm256_add_epi16(y, cr), fraction_of(cr, 91881 - 65536));
        __m256i b =
            _mm256_add_epi16(_mm256_add_epi16(y, _mm256_add_epi16(cb, cb)), fraction_of(cb, 116130 - 131072));
        __m256i low = pairs_by(_mm256_unpacklo_epi16(cb, cr), -22554, 65536 - 46802);
        __m256i high = pairs_by(_mm256_unpackhi_epi16(cb, cr), -22554, 65536 - 46802);
        low = _mm256_srai_epi32(_mm256_add_epi32(low, half), 16);
        high = _mm256_srai_epi32(_mm256_add_epi32(high, half), 16);
        __m256i g = _mm256_add_epi16(_mm256_sub_epi16(y, cr), _mm256_packs_epi32(low, high));
        __m256i bg = _mm256_unpacklo_epi8(_mm256_packus_epi16(b, b), _mm256_packus_epi16(g, g));
        __m256i ra = _mm256_unpacklo_epi8(_mm256_packus_epi16(r, r), _mm256_set1_epi8(-1));
        __m256i some = _mm256_unpacklo_epi16(bg, ra);
        __m256i rest = _mm256_unpackhi_epi16(bg, ra);
        _mm256_storeu_si256((__m256i *)(void *)(out + i), lower_halves(some, rest));
        _mm256_storeu_si256((__m256i *)(void *)(out + i + 8), upper_halves(some, rest));
    }
    return i;
}

/* Eight pixels' blue and red, and green, by their factors; where a factor is 65536 too small for a word to
 * hold it, the sample itself is to be added. */
AVX2 __m256i weigh(__m256i br, __m256i ga, int b, int g, int r, int offset) {
    __m256i sum = _mm256_add_epi32(pairs_by(br, b, r), pairs_by(ga, g, 0));
    return _mm256_srai_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(offset)), 16);
}

AVX2 void convert_eight(__m256i pixels, __m256i *y, __m256i *cb, __m256i *cr) {
    enum { CHROMA = (CENTRE << 16) + 32767 };
    const __m256i byte = _mm256_set1_epi32(255);
    __m256i br = _mm256_and_si256(pixels, _mm256_set1_epi32(0xff00ff));
    __m256i ga = _mm256_srli_epi16(pixels, 8);
    __m256i b = _mm256_and_si256(pixels, byte);
    __m256i g = _mm256_and_si256(ga, byte);
    __m256i r = _mm256_srli_epi32(br, 16);
    *y = _mm256_add_epi32(weigh(br, ga, 7471, 38470 - 65536, 19595, 32768), g);
    *cb = _mm256_add_epi32(weigh(br, ga, -32768, -21709, -11059, CHROMA), b);
    *cr = _mm256_add_epi32(weigh(br, ga, -5329, -27439, -32768, CHROMA), r);
}

AVX2 void store_words(__m256i low, __m256i high, int16_t *out) {
    _mm256_storeu_si256((__m256i *)(void *)out, mix_quarters(_mm256_packs_epi32(low, high)));
}

__attribute__((target("avx2"))) int pl_jpeg_from_pixels_avx2(const uint32_t *in, int count, int16_t *luma,
                                                             int16_t *blue, int16_t *red) {
    int i = 0;
    for (; i + 16 <= count; i += 16) {
        __m256i y[2], cb[2], cr[2];
        for (int j = 0; j < 2; j++) {
            convert_eight(_mm256_loadu_si256((const __m256i *)(const void *)(in + i + 8 * j)), &y[j], &cb[j],
                          &cr[j]);
        }
        store_words(y[0], y[1], luma + i);
        store_words(cb[0], cb[1], blue + i);
        store_words(cr[0], cr[1], red + i);
    }
    return i;
}

/* ---- chroma ---- */

AVX2 __m256i add_rows(const int16_t *above, const int16_t *below) {
    return _mm256_add_epi16(_mm256_loadu_si256((const __m256i *)(const void *)above),
                            _mm256_loadu_si256((const __m256i *)(const void *)below));
}

__attribute__((target("avx2"))) int pl_jpeg_quarter_avx2(const int16_t *above, const int16_t *below,
                                                         int count, int16_t *out) {
    const __m256i halves = _mm256_setr_epi32(1, 2, 1, 2, 1, 2, 1, 2);
    int i = 0;
    for (; i + 16 <= count; i += 16) {
        __m256i low = pairs_by(add_rows(above + 2 * i, below + 2 * i), 1, 1);
        __m256i high = pairs_by(add_rows(above + 2 * i + 16, below + 2 * i + 16), 1, 1);
        store_words(_mm256_srai_epi32(_mm256_add_epi32(low, halves), 2),
                    _mm256_srai_epi32(_mm256_add_epi32(high, halves), 2), out + i);
    }
    return i;
}

AVX2 __m256i three_to_one(const int16_t *near, const int16_t *far) {
    __m256i n = _mm256_loadu_si256((const __m256i *)(const void *)near);
    __m256i f = _mm256_loadu_si256((const __m256i *)(const void *)far);
    return _mm256_add_epi16(_mm256_add_epi16(n, _mm256_add_epi16(n, n)), f);
}

__attribute__((target("avx2"))) int pl_jpeg_widen_avx2(const int16_t *near, const int16_t *far, int count,
                                                       int16_t *out) {
    int i = 0;
    for (; i + 16 <= count; i += 16) {
        __m256i here = three_to_one(near + i, far + i);
        __m256i thrice = _mm256_add_epi16(here, _mm256_add_epi16(here, here));
        __m256i left = _mm256_add_epi16(thrice, three_to_one(near + i - 1, far + i - 1));
        __m256i right = _mm256_add_epi16(thrice, three_to_one(near + i + 1, far + i + 1));
        left = _mm256_srli_epi16(_mm256_add_epi16(left, _mm256_set1_epi16(8)), 4);
        right = _mm256_srli_epi16(_mm256_add_epi16(right, _mm256_set1_epi16(7)), 4);
        __m256i low = _mm256_unpacklo_epi16(left, right);
        __m256i high = _mm256_unpackhi_epi16(left, right);
        _mm256_storeu_si256((__m256i *)(void *)(out + 2 * i), lower_halves(low, high));
        _mm256_storeu_si256((__m256i *)(void *)(out + 2 * i + 16), upper_halves(low, high));
    }
    return i;
}

#else
typedef int pl_jpeg_avx2_is_empty; /* a source file is not, in ISO C */
#endif
