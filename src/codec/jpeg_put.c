#include "codec/jpeg_put.h"

#include "codec/jpeg_avx2.h"
#include "codec/jpeg_forward.h"
#include "codec/jpeg_tokens.h"
#include "codec/jpeg_values.h"

#include <stdlib.h>
#include <string.h>

enum { BITS = 64, LAST_PLACE = PL_JPEG_COEFFICIENTS - 1 };
/* What a coefficient takes at most, be it a DC; blocks that are put together. */
enum { MOST_BITS = 27, BLOCKS = PL_JPEG_STRIP * PL_JPEG_MCU_BLOCKS };

/* The low half of a symbol is how many bits of a value follow. */
static void enter(const struct pl_jpeg_codes *codes, pl_jpeg_token *out) {
    uint32_t code = 0;
    int at = 0;
    for (int length = 1; length <= PL_JPEG_LENGTHS; length++) {
        for (int i = 0; i < codes->lengths[length - 1]; i++) {
            int symbol = codes->symbols[at++];
            int size = symbol & 15;
            out[symbol] = code++ << size << PL_JPEG_TOKEN | (uint32_t)(length + size);
        }
        code <<= 1;
    }
}

void pl_jpeg_scale_init(struct pl_jpeg_scale *scale, uint16_t from[][PL_JPEG_COEFFICIENTS],
                        uint16_t to[][PL_JPEG_COEFFICIENTS]) {
    const uint32_t one = 1U << PL_JPEG_FRACTION;
    scale->moderate = true;
    for (int i = 0; i < PL_JPEG_COMPONENTS; i++) {
        for (int place = 0; place < PL_JPEG_COEFFICIENTS; place++) {
            uint32_t by = to[i > 0][place];
            uint32_t factor = (((uint32_t)from[i][place] << PL_JPEG_FRACTION) + by / 2U) / by;
            scale->factors[i][place] = factor;
            scale->moderate &= factor >= one / 2 && factor <= 32 * one;
        }
    }
}

static void init_same(struct pl_jpeg_scale *scale) {
    for (int i = 0; i < PL_JPEG_COMPONENTS; i++) {
        for (int place = 0; place < PL_JPEG_COEFFICIENTS; place++) {
            scale->factors[i][place] = 1U << PL_JPEG_FRACTION;
        }
    }
    scale->moderate = true;
}

bool pl_jpeg_encoder_init(struct pl_jpeg_encoder *encoder, int columns) {
    for (int i = 0; i < PL_JPEG_COMPONENTS; i++) {
        enter(&pl_jpeg_usual_dc[i > 0], encoder->dc[i]);
        enter(&pl_jpeg_usual_ac[i > 0], encoder->ac[i]);
    }
    init_same(&encoder->same);
    size_t most = (size_t)(BLOCKS + 1) * PL_JPEG_COEFFICIENTS;
    size_t row = (size_t)columns * PL_JPEG_MCU_BLOCKS * PL_JPEG_COEFFICIENTS * MOST_BITS / 8;
    encoder->coefficients = malloc(most * sizeof *encoder->coefficients);
    encoder->tokens = malloc(most * sizeof *encoder->tokens);
    encoder->components = malloc(most * sizeof *encoder->components);
    encoder->bytes = malloc(row + 2 * sizeof(uint64_t));
    encoder->bits = (struct pl_jpeg_bits){.at = encoder->bytes};
    return encoder->coefficients && encoder->tokens && encoder->components && encoder->bytes;
}

void pl_jpeg_encoder_finish(struct pl_jpeg_encoder *encoder) {
    free(encoder->coefficients);
    free(encoder->tokens);
    free(encoder->components);
    free(encoder->bytes);
}

/* ---- bytes ---- */

unsigned char *pl_jpeg_put_row(struct pl_jpeg_encoder *encoder, unsigned char *to) {
    const unsigned char *from = encoder->bytes;
    const unsigned char *end = encoder->bits.at;
    while (from < end) {
        const unsigned char *mark = memchr(from, 0xff, (size_t)(end - from));
        size_t size = (size_t)((mark ? mark + 1 : end) - from);
        memcpy(to, from, size);
        from += size;
        to += size;
        if (mark) {
            *to++ = 0;
        }
    }
    encoder->bits.at = encoder->bytes;
    return to;
}

unsigned char *pl_jpeg_put_end(struct pl_jpeg_encoder *encoder, unsigned char *to) {
    uint32_t fill = -encoder->bits.used & 7;
    pl_jpeg_add(&encoder->bits, (1U << fill) - 1, fill);
    pl_jpeg_write_whole(&encoder->bits);
    return pl_jpeg_put_row(encoder, to);
}

/* 57 bits or more, from any one on, at the top. */
static inline uint64_t bits_at(const unsigned char *kept, size_t from) {
    return pl_jpeg_load(kept + from / 8) << from % 8;
}

void pl_jpeg_put_bits(struct pl_jpeg_encoder *encoder, const unsigned char *kept, size_t from, size_t end) {
    enum { PIECE = BITS - 8 };
    struct pl_jpeg_bits bits = encoder->bits;
    for (; from < end; from += PIECE) {
        uint32_t length = end - from < PIECE ? (uint32_t)(end - from) : PIECE;
        pl_jpeg_add(&bits, bits_at(kept, from) >> (BITS - length), length);
        pl_jpeg_write_whole(&bits);
    }
    encoder->bits = bits;
}

/* ---- coefficients, one by one ---- */

/* The component of an MCU's block number `*block`, which gets the number of the one that follows. */
static inline int next_component(int luma, int *block) {
    int component = pl_jpeg_component_of(luma, *block);
    *block = component < PL_JPEG_COMPONENTS - 1 ? *block + 1 : 0;
    return component;
}

/* MCUs whose coefficients are of the quality that is wanted. */
static void put_run(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_run *run, int *dc) {
    struct pl_jpeg_bits bits = encoder->bits;
    const struct pl_jpeg_start *start = run->starts;
    for (int i = 0, j = 0; i < run->count * (run->luma + 2); i++, start++) {
        int component = next_component(run->luma, &j);
        const pl_jpeg_coefficient *at = run->coefficients + start[0].coefficient;
        const pl_jpeg_coefficient *end = run->coefficients + start[1].coefficient;
        int value = pl_jpeg_value(*at);
        pl_jpeg_put_token(&bits, pl_jpeg_difference(encoder->dc[component], value - dc[component]));
        dc[component] = value;
        int last = 0;
        while (++at < end) {
            int place = pl_jpeg_place(*at);
            pl_jpeg_put_ac(&bits, encoder->ac[component], place - last, pl_jpeg_value(*at));
            last = place;
        }
        if (last < LAST_PLACE) {
            pl_jpeg_put_token(&bits, encoder->ac[component][PL_JPEG_END]);
        }
    }
    encoder->bits = bits;
}

/* ---- MCUs ---- */

/* Whether coefficients are put eight at a time, and scaled on the way. */
static bool is_wide(void) {
    return PL_JPEG_AVX2 && pl_has_wide() && pl_has_shifts();
}

static void put_strip(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_run *run, int *dc) {
#if PL_JPEG_AVX2
    if (is_wide()) {
        pl_jpeg_put_tokens(encoder, run, dc);
        return;
    }
#endif
    put_run(encoder, run, dc);
}

/* Coefficients of another quality, those that are not zero there, to encoder->coefficients. */
static void rescale(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_run *run,
                    struct pl_jpeg_start *starts) {
    const struct pl_jpeg_start *start = run->starts;
    pl_jpeg_coefficient *to = encoder->coefficients;
    int count = run->count * (run->luma + 2);
    for (int i = 0, j = 0; i < count; i++, start++) {
        int component = next_component(run->luma, &j);
        const uint32_t *factors = run->scale->factors[component];
        const pl_jpeg_coefficient *at = run->coefficients + start[0].coefficient;
        const pl_jpeg_coefficient *end = run->coefficients + start[1].coefficient;
        starts[i].coefficient = (uint32_t)(to - encoder->coefficients);
        *to++ = pl_jpeg_pack(0, pl_jpeg_rescale_dc(pl_jpeg_value(*at), factors[0]));
        while (++at < end) {
            int place = pl_jpeg_place(*at);
            int value = pl_jpeg_rescale_ac(pl_jpeg_value(*at), factors[place]);
            *to = pl_jpeg_pack(place, value);
            to += value != 0;
        }
    }
    starts[count].coefficient = (uint32_t)(to - encoder->coefficients);
    memset(to, 0, PL_JPEG_BEHIND * sizeof *to);
}

void pl_jpeg_put_kept(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_blocks *blocks, size_t first,
                      int count, int dc[PL_JPEG_COMPONENTS]) {
    struct pl_jpeg_start starts[BLOCKS + 1];
    struct pl_jpeg_run run = {.coefficients = blocks->coefficients,
                              .starts = blocks->starts + first * (size_t)blocks->each,
                              .luma = blocks->across * blocks->down,
                              .scale = &encoder->scale};
    struct pl_jpeg_run scaled = {
        .coefficients = encoder->coefficients, .starts = starts, .luma = run.luma, .scale = &encoder->same};
    for (; count > 0; count -= run.count) {
        scaled.count = run.count = count < PL_JPEG_STRIP ? count : PL_JPEG_STRIP;
        if (is_wide() && run.scale->moderate) {
            put_strip(encoder, &run, dc);
        } else {
            rescale(encoder, &run, starts);
            put_strip(encoder, &scaled, dc);
        }
        run.starts += run.count * blocks->each;
    }
}

/* The coefficients of blocks that are not zero, and their DCs. */
PL_INLINE void list(const struct pl_jpeg_block *blocks, int count, struct pl_jpeg_start *starts,
                    pl_jpeg_coefficient *out) {
    pl_jpeg_coefficient *to = out;
    for (int i = 0; i < count; i++) {
        starts[i].coefficient = (uint32_t)(to - out);
        for (uint64_t left = blocks[i].places | 1; left != 0; left &= left - 1) {
            int place = __builtin_ctzll(left);
            *to++ = pl_jpeg_pack(place, blocks[i].values[pl_jpeg_natural[place]]);
        }
    }
    starts[count].coefficient = (uint32_t)(to - out);
    memset(to, 0, PL_JPEG_BEHIND * sizeof *to);
}

PL_SHIFTS static void list_fast(const struct pl_jpeg_block *blocks, int count, struct pl_jpeg_start *starts,
                                pl_jpeg_coefficient *out) {
    list(blocks, count, starts, out);
}

static void list_plain(const struct pl_jpeg_block *blocks, int count, struct pl_jpeg_start *starts,
                       pl_jpeg_coefficient *out) {
    list(blocks, count, starts, out);
}

void pl_jpeg_put_mcus(struct pl_jpeg_encoder *encoder, const struct pl_jpeg_block *blocks, int luma,
                      int count, int dc[PL_JPEG_COMPONENTS]) {
    struct pl_jpeg_start starts[BLOCKS + 1];
    (pl_has_shifts() ? list_fast : list_plain)(blocks, count * (luma + 2), starts, encoder->coefficients);
    put_strip(encoder,
              &(struct pl_jpeg_run){.coefficients = encoder->coefficients,
                                    .starts = starts,
                                    .luma = luma,
                                    .count = count,
                                    .scale = &encoder->same},
              dc);
}
