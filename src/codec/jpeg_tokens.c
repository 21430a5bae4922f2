#include "codec/jpeg_tokens.h"

#include "codec/jpeg_avx2.h"

#if PL_JPEG_AVX2

#include <immintrin.h>
#include <string.h>

#define WIDE __attribute__((target("avx2,bmi,bmi2")))
#define AVX2 WIDE static inline

/*
 * Coefficients become tokens, eight at a time, and four tokens become bits that are added together. Nothing
 * is decided on the way but what is rare: a run of more than 16 zeros, and four tokens of more than
 * GROUP_BITS. The token of a coefficient behind such a run has a length that no group may have, and says
 * which component it is of.
 */
enum {
    FAR_LENGTH = 63,
    GROUP = 4,
    GROUP_BITS = 56,
    RUN = PL_JPEG_RUN,
    LAST_PLACE = PL_JPEG_COEFFICIENTS - 1
};
enum { LENGTH = (1 << PL_JPEG_TOKEN) - 1 };

/* What each coefficient is of, and the tokens of DCs, which have the end of the block before, if it has one,
 * in them. Returns the end of the last block. */
AVX2 pl_jpeg_token find_differences(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_run *run, int *dc) {
    const struct pl_jpeg_start *start = run->starts;
    const uint32_t base = start->coefficient;
    pl_jpeg_token end = 0;
    for (int i = 0; i < run->count; i++) {
        for (int j = 0; j < run->luma + 2; j++, start++) {
            int component = pl_jpeg_component_of(run->luma, j);
            uint32_t at = start->coefficient;
            int value =
                pl_jpeg_rescale_dc(pl_jpeg_value(run->coefficients[at]), run->scale->factors[component][0]);
            pl_jpeg_token token = pl_jpeg_difference(encoder->dc[component], value - dc[component]);
            encoder->tokens[at - base] =
                token + ((end & ~(uint32_t)LENGTH) << (token & LENGTH)) + (end & LENGTH);
            memset(encoder->components + (at - base), component, PL_JPEG_COEFFICIENTS);
            dc[component] = value;
            bool full = pl_jpeg_place(run->coefficients[start[1].coefficient - 1]) == LAST_PLACE;
            end = __builtin_expect(full, 0) ? 0 : encoder->ac[component][PL_JPEG_END];
        }
    }
    memset(encoder->components + (start->coefficient - base), 0, PL_JPEG_BEHIND);
    return end;
}

/* Into a register of zeros: a compiler that sees that all lanes are wanted takes any register, and then the
 * processor waits for what was in it. */
AVX2 __m256i gather(const uint32_t *from, __m256i index) {
    __m256i all = _mm256_or_si256(index, _mm256_set1_epi32(INT32_MIN));
    return _mm256_mask_i32gather_epi32(_mm256_setzero_si256(), (const int *)from, index, all, 4);
}

AVX2 __m256i load(const void *from) {
    return _mm256_loadu_si256(from);
}

/* pl_jpeg_rescale_ac, and which bits that takes: how many are returned. */
AVX2 __m256i find_low_bits(__m256i value, __m256i factor, __m256i *low) {
    const __m256i one = _mm256_set1_epi32(1);
    const __m256i half = _mm256_set1_epi32(1 << (PL_JPEG_FRACTION - 1));
    __m256i scaled = _mm256_add_epi32(_mm256_mullo_epi32(_mm256_abs_epi32(value), factor), half);
    scaled = _mm256_srli_epi32(scaled, PL_JPEG_FRACTION);
    scaled = _mm256_min_epi32(scaled, _mm256_set1_epi32(PL_JPEG_MOST_AC));
    /* The exponent of a float tells it. */
    __m256i exponent = _mm256_srli_epi32(_mm256_castps_si256(_mm256_cvtepi32_ps(scaled)), 23);
    __m256i size = _mm256_sub_epi32(exponent, _mm256_set1_epi32(126));
    __m256i mask = _mm256_sub_epi32(_mm256_sllv_epi32(one, size), one);
    *low = _mm256_and_si256(_mm256_xor_si256(scaled, _mm256_srai_epi32(value, 31)), mask);
    return size;
}

/* Those of AC, among which those of DC are there already. The first coefficient is a DC. */
AVX2 void find_tokens(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_scale *scale,
                      const pl_jpeg_coefficient *coefficients, size_t count) {
    const __m256i places = _mm256_set1_epi32(LAST_PLACE);
    const __m256i symbols = _mm256_set1_epi32(PL_JPEG_SYMBOLS - 1);
    for (size_t i = 1; i < count; i += 8) {
        __m256i coefficient = load(coefficients + i);
        __m256i before = load(coefficients + i - 1);
        __m256i component = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const void *)(encoder->components + i)));
        __m256i place = _mm256_and_si256(_mm256_srli_epi32(coefficient, 16), places);
        __m256i run = _mm256_sub_epi32(place, _mm256_and_si256(_mm256_srli_epi32(before, 16), places));
        __m256i value = _mm256_srai_epi32(_mm256_slli_epi32(coefficient, 16), 16);
        __m256i shifted = _mm256_slli_epi32(component, PL_JPEG_TOKEN);
        __m256i low;
        __m256i size =
            find_low_bits(value, gather(scale->factors[0], _mm256_add_epi32(place, shifted)), &low);
        __m256i symbol = _mm256_sub_epi32(_mm256_slli_epi32(run, 4), _mm256_set1_epi32(RUN));
        symbol = _mm256_and_si256(_mm256_add_epi32(symbol, size), symbols);
        __m256i token = gather(encoder->ac[0], _mm256_add_epi32(symbol, _mm256_slli_epi32(component, 8)));
        token = _mm256_add_epi32(token, _mm256_slli_epi32(low, PL_JPEG_TOKEN));
        __m256i far = _mm256_or_si256(shifted, _mm256_set1_epi32(FAR_LENGTH));
        token = _mm256_blendv_epi8(token, far, _mm256_cmpgt_epi32(run, _mm256_set1_epi32(RUN)));
        __m256i is_dc = _mm256_cmpeq_epi32(place, _mm256_setzero_si256());
        token = _mm256_blendv_epi8(token, load(encoder->tokens + i), is_dc);
        _mm256_storeu_si256((void *)(encoder->tokens + i), token);
    }
}

/* A group of tokens of which one is of a coefficient far behind the last, or which has too many bits. It has
 * to be WIDE as well: instructions of another kind would wait for the registers. */
WIDE static __attribute__((noinline)) struct pl_jpeg_bits put_apart(const struct pl_jpeg_encoder *encoder,
                                                                    const struct pl_jpeg_run *run,
                                                                    struct pl_jpeg_bits bits, size_t first) {
    for (size_t i = first; i < first + GROUP; i++) {
        pl_jpeg_token token = encoder->tokens[i];
        if ((token & LENGTH) != FAR_LENGTH) {
            pl_jpeg_put_token(&bits, token);
            continue;
        }
        uint32_t component = token >> PL_JPEG_TOKEN;
        const pl_jpeg_coefficient *at = run->coefficients + run->starts->coefficient + i;
        int place = pl_jpeg_place(*at);
        int value = pl_jpeg_rescale_ac(pl_jpeg_value(*at), run->scale->factors[component][place]);
        pl_jpeg_put_ac(&bits, encoder->ac[component], place - pl_jpeg_place(at[-1]), value);
    }
    return bits;
}

/* Of two groups, each in half of a register: the bits of two tokens are put together, and then those of two
 * such pairs. The bits are in the lower halves of each, and how many they are. */
AVX2 __m256i join(__m256i tokens, __m256i *lengths) {
    const __m256i mask = _mm256_set1_epi64x(LENGTH);
    __m256i first = _mm256_srli_epi64(_mm256_slli_epi64(tokens, 32), 32);
    __m256i second = _mm256_srli_epi64(tokens, 32);
    __m256i length = _mm256_and_si256(second, mask);
    __m256i bits = _mm256_sllv_epi64(_mm256_srli_epi64(first, PL_JPEG_TOKEN), length);
    bits = _mm256_or_si256(bits, _mm256_srli_epi64(second, PL_JPEG_TOKEN));
    length = _mm256_add_epi64(length, _mm256_and_si256(first, mask));
    __m256i behind = _mm256_unpackhi_epi64(length, length);
    *lengths = _mm256_add_epi64(length, behind);
    return _mm256_or_si256(_mm256_sllv_epi64(bits, behind), _mm256_unpackhi_epi64(bits, bits));
}

AVX2 void put_groups(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_run *run, size_t count) {
    struct pl_jpeg_bits bits = encoder->bits;
    for (size_t i = 0; i < count; i += 2 * GROUP) {
        uint64_t values[4], lengths[4];
        __m256i length;
        __m256i value = join(load(encoder->tokens + i), &length);
        _mm256_storeu_si256((void *)values, value);
        _mm256_storeu_si256((void *)lengths, length);
        for (size_t j = 0; j < 2; j++) {
            if (__builtin_expect(lengths[2 * j] > GROUP_BITS, 0)) {
                bits = put_apart(encoder, run, bits, i + GROUP * j);
            } else {
                pl_jpeg_add(&bits, values[2 * j], (uint32_t)lengths[2 * j]);
                pl_jpeg_write_whole(&bits);
            }
        }
    }
    encoder->bits = bits;
}

WIDE void pl_jpeg_put_tokens(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_run *run, int *dc) {
    uint32_t first = run->starts[0].coefficient;
    size_t count = run->starts[run->count * (run->luma + 2)].coefficient - first;
    pl_jpeg_token end = find_differences(encoder, run, dc);
    find_tokens(encoder, run->scale, run->coefficients + first, count);
    _mm256_storeu_si256((void *)(encoder->tokens + count), _mm256_setzero_si256());
    encoder->tokens[count] = end;
    put_groups(encoder, run, count + 1);
}

#endif
