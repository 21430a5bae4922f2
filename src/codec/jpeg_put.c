#include "codec/jpeg_put.h"

#include "base/wide.h"

#include <string.h>

enum { BITS = 64, FRACTION = 16, MOST_AC = 1023, MOST_DC = 1023, LEAST_DC = -1024, RUN = 16 };
enum { END_OF_BLOCK = 0x00, RUN_OF_ZEROS = 0xf0 };

/* The low half of a symbol is how many bits of a value follow. */
static void enter(const struct pl_jpeg_codes *codes, struct pl_jpeg_code *out) {
    uint32_t code = 0;
    int at = 0;
    for (int length = 1; length <= PL_JPEG_LENGTHS; length++) {
        for (int i = 0; i < codes->lengths[length - 1]; i++) {
            int symbol = codes->symbols[at++];
            out[symbol] = (struct pl_jpeg_code){code++ << (symbol & 15), (uint32_t)(length + (symbol & 15))};
        }
        code <<= 1;
    }
}

void pl_jpeg_encoder_init(struct pl_jpeg_encoder *encoder) {
    *encoder = (struct pl_jpeg_encoder){0};
    for (int i = 0; i < 2; i++) {
        enter(&pl_jpeg_usual_dc[i], encoder->dc[i]);
        enter(&pl_jpeg_usual_ac[i], encoder->ac[i]);
    }
}

/* ---- bits ---- */

/* Eight bytes; each that is 0xff gets a zero behind it, or it would be a marker. */
PL_INLINE void write_bytes(struct pl_jpeg_bits *bits, uint64_t value) {
    const uint64_t ones = 0x0101010101010101U;
    if ((value & ~(value + ones) & ones << 7) == 0) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        value = __builtin_bswap64(value);
#endif
        memcpy(bits->at, &value, sizeof value);
        bits->at += sizeof value;
        return;
    }
    for (int shift = BITS - 8; shift >= 0; shift -= 8) {
        *bits->at++ = (unsigned char)(value >> shift);
        if (bits->at[-1] == 0xff) {
            *bits->at++ = 0;
        }
    }
}

PL_INLINE void put(struct pl_jpeg_bits *bits, uint64_t value, int length) {
    bits->room -= length;
    if (bits->room < 0) {
        write_bytes(bits, bits->value << (length + bits->room) | value >> -bits->room);
        bits->room += BITS;
        bits->value = value;
    } else {
        bits->value = bits->value << length | value;
    }
}

void pl_jpeg_put_end(struct pl_jpeg_bits *bits) {
    int fill = bits->room % 8;
    put(bits, (1U << fill) - 1, fill);
    for (int left = BITS - bits->room; left > 0; left -= 8) {
        *bits->at++ = (unsigned char)(bits->value >> (left - 8));
        if (bits->at[-1] == 0xff) {
            *bits->at++ = 0;
        }
    }
    bits->room = BITS;
    bits->value = 0;
}

/* 64 bits from any one on. */
static inline uint64_t bits_at(const unsigned char *kept, size_t from) {
    uint64_t value;
    memcpy(&value, kept + from / 8, sizeof value);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value << from % 8 | (uint64_t)kept[from / 8 + 8] << from % 8 >> 8;
}

void pl_jpeg_put_bits(struct pl_jpeg_bits *to, const unsigned char *kept, size_t from, size_t end) {
    struct pl_jpeg_bits bits = *to;
    for (; end - from >= BITS; from += BITS) {
        uint64_t value = bits_at(kept, from);
        write_bytes(&bits, bits.room == BITS
                               ? value
                               : bits.value << bits.room | value >> 1 >> (BITS - 1 - bits.room));
        bits.value = value;
    }
    for (; from < end; from += BITS / 2) {
        int length = end - from < BITS / 2 ? (int)(end - from) : BITS / 2;
        put(&bits, bits_at(kept, from) >> (BITS - length), length);
    }
    *to = bits;
}

/* ---- values ---- */

PL_INLINE int size_of(int value) {
    unsigned size = (unsigned)(value < 0 ? -value : value);
    return size == 0 ? 0 : 32 - __builtin_clz(size);
}

/* A value's bits; those of a negative one are of the number one below it. */
PL_INLINE uint32_t low_bits(int value, int size) {
    return (uint32_t)(value + (value >> 31)) & ((1U << size) - 1);
}

PL_INLINE void put_code(struct pl_jpeg_bits *bits, const struct pl_jpeg_code *code, uint32_t low) {
    put(bits, code->code | low, (int)code->length);
}

PL_INLINE void put_dc(struct pl_jpeg_bits *bits, const struct pl_jpeg_code *codes, int difference) {
    int size = size_of(difference);
    put_code(bits, &codes[size], low_bits(difference, size));
}

/* `run` is RUN times the places from the last coefficient on. */
PL_INLINE void put_ac(struct pl_jpeg_bits *bits, const struct pl_jpeg_code *codes, uint32_t run, uint32_t low,
                      uint32_t size) {
    while (__builtin_expect(run > RUN * RUN, 0)) {
        put_code(bits, &codes[RUN_OF_ZEROS], 0);
        run -= RUN * RUN;
    }
    put_code(bits, &codes[run + size - RUN], low);
}

static inline int rescale(int value, uint32_t factor) {
    int sign = value >> 31;
    uint64_t size = (uint64_t)(uint32_t)((value ^ sign) - sign);
    return ((int)((size * factor + (1U << (FRACTION - 1))) >> FRACTION) ^ sign) - sign;
}

static inline int rescale_ac(int value, uint32_t factor) {
    value = rescale(value, factor);
    return value > MOST_AC ? MOST_AC : value < -MOST_AC ? -MOST_AC : value;
}

void pl_jpeg_scale_init(struct pl_jpeg_scale *scale, const uint16_t from[PL_JPEG_COEFFICIENTS],
                        const uint16_t to[PL_JPEG_COEFFICIENTS]) {
    for (int place = 0; place < PL_JPEG_COEFFICIENTS; place++) {
        uint32_t factor = (((uint32_t)from[place] << FRACTION) + to[place] / 2U) / to[place];
        scale->factors[place] = factor;
        for (int value = -PL_JPEG_SMALL; value < PL_JPEG_SMALL; value++) {
            int scaled = rescale_ac(value, factor);
            int size = size_of(scaled);
            scale->small[(place * 2 + 1) * PL_JPEG_SMALL + value] =
                low_bits(scaled, size) << 16 | (uint32_t)size;
        }
    }
}

/* ---- blocks ---- */

PL_INLINE int put_kept(struct pl_jpeg_bits *to, const struct pl_jpeg_encoder *encoder, int chroma,
                       const struct pl_jpeg_blocks *blocks, const struct pl_jpeg_start *start,
                       const struct pl_jpeg_scale *scale, int predicted) {
    struct pl_jpeg_bits bits = *to;
    const pl_jpeg_coefficient *at = blocks->coefficients + start->coefficient;
    const pl_jpeg_coefficient *end = blocks->coefficients + start[1].coefficient;
    const struct pl_jpeg_code *codes = encoder->ac[chroma];
    int dc = rescale(pl_jpeg_value(*at), scale->factors[0]);
    dc = dc < LEAST_DC ? LEAST_DC : dc > MOST_DC ? MOST_DC : dc;
    put_dc(&bits, encoder->dc[chroma], dc - predicted);
    uint32_t last = 0;
    while (++at < end) {
        uint32_t place = *at >> 16 << 4;
        uint32_t biased = (uint32_t)pl_jpeg_value(*at) + PL_JPEG_SMALL;
        uint32_t low, size;
        if (__builtin_expect(biased < 2 * PL_JPEG_SMALL, 1)) {
            uint32_t small = scale->small[place + biased];
            size = small & 0xffff;
            low = small >> 16;
        } else {
            int value = rescale_ac(pl_jpeg_value(*at), scale->factors[place >> 4]);
            size = (uint32_t)size_of(value);
            low = low_bits(value, (int)size);
        }
        if (size != 0) {
            put_ac(&bits, codes, place - last, low, size);
            last = place;
        }
    }
    if (last < (PL_JPEG_COEFFICIENTS - 1) << 4) {
        put_code(&bits, &codes[END_OF_BLOCK], 0);
    }
    *to = bits;
    return dc;
}

PL_INLINE int put_block(struct pl_jpeg_bits *to, const struct pl_jpeg_encoder *encoder, int chroma,
                        const struct pl_jpeg_block *block, int predicted) {
    struct pl_jpeg_bits bits = *to;
    const struct pl_jpeg_code *codes = encoder->ac[chroma];
    put_dc(&bits, encoder->dc[chroma], block->values[0] - predicted);
    uint32_t last = 0;
    for (uint64_t left = block->places & ~(uint64_t)1; left != 0; left &= left - 1) {
        uint32_t place = (uint32_t)__builtin_ctzll(left);
        int value = block->values[pl_jpeg_natural[place]];
        int size = size_of(value);
        put_ac(&bits, codes, (place - last) << 4, low_bits(value, size), (uint32_t)size);
        last = place;
    }
    if (last < PL_JPEG_COEFFICIENTS - 1) {
        put_code(&bits, &codes[END_OF_BLOCK], 0);
    }
    *to = bits;
    return block->values[0];
}

/* ---- MCUs ---- */

PL_INLINE void put_kept_mcus(struct pl_jpeg_bits *bits, const struct pl_jpeg_encoder *encoder,
                             const struct pl_jpeg_blocks *blocks, size_t first, int count,
                             const struct pl_jpeg_scale scales[PL_JPEG_COMPONENTS], int *dc) {
    int luma = blocks->across * blocks->down;
    const struct pl_jpeg_start *start = blocks->starts + first * (size_t)blocks->each;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < blocks->each; j++, start++) {
            int component = j < luma ? 0 : j - luma + 1;
            dc[component] =
                put_kept(bits, encoder, component > 0, blocks, start, &scales[component], dc[component]);
        }
    }
}

PL_SHIFTS static void put_kept_fast(struct pl_jpeg_bits *bits, const struct pl_jpeg_encoder *encoder,
                                    const struct pl_jpeg_blocks *blocks, size_t first, int count,
                                    const struct pl_jpeg_scale scales[PL_JPEG_COMPONENTS], int *dc) {
    put_kept_mcus(bits, encoder, blocks, first, count, scales, dc);
}

static void put_kept_plain(struct pl_jpeg_bits *bits, const struct pl_jpeg_encoder *encoder,
                           const struct pl_jpeg_blocks *blocks, size_t first, int count,
                           const struct pl_jpeg_scale scales[PL_JPEG_COMPONENTS], int *dc) {
    put_kept_mcus(bits, encoder, blocks, first, count, scales, dc);
}

void pl_jpeg_put_kept(struct pl_jpeg_bits *bits, const struct pl_jpeg_encoder *encoder,
                      const struct pl_jpeg_blocks *blocks, size_t first, int count,
                      const struct pl_jpeg_scale scales[PL_JPEG_COMPONENTS], int dc[PL_JPEG_COMPONENTS]) {
    if (pl_has_shifts()) {
        put_kept_fast(bits, encoder, blocks, first, count, scales, dc);
    } else {
        put_kept_plain(bits, encoder, blocks, first, count, scales, dc);
    }
}

PL_INLINE void put_mcus(struct pl_jpeg_bits *bits, const struct pl_jpeg_encoder *encoder,
                        struct pl_jpeg_block mcus[][PL_JPEG_MCU_BLOCKS], int luma, int count, int *dc) {
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < luma + 2; j++) {
            int component = j < luma ? 0 : j - luma + 1;
            dc[component] = put_block(bits, encoder, component > 0, &mcus[i][j], dc[component]);
        }
    }
}

PL_SHIFTS static void put_mcus_fast(struct pl_jpeg_bits *bits, const struct pl_jpeg_encoder *encoder,
                                    struct pl_jpeg_block mcus[][PL_JPEG_MCU_BLOCKS], int luma, int count,
                                    int *dc) {
    put_mcus(bits, encoder, mcus, luma, count, dc);
}

static void put_mcus_plain(struct pl_jpeg_bits *bits, const struct pl_jpeg_encoder *encoder,
                           struct pl_jpeg_block mcus[][PL_JPEG_MCU_BLOCKS], int luma, int count, int *dc) {
    put_mcus(bits, encoder, mcus, luma, count, dc);
}

void pl_jpeg_put_mcus(struct pl_jpeg_bits *bits, const struct pl_jpeg_encoder *encoder,
                      struct pl_jpeg_block mcus[][PL_JPEG_MCU_BLOCKS], int luma, int count,
                      int dc[PL_JPEG_COMPONENTS]) {
    if (pl_has_shifts()) {
        put_mcus_fast(bits, encoder, mcus, luma, count, dc);
    } else {
        put_mcus_plain(bits, encoder, mcus, luma, count, dc);
    }
}
