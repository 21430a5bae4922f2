#include "base/wide.h"
#include "codec/jpeg_avx2.h"
#include "codec/jpeg_blocks.h"
#include "codec/jpeg_dct.h"

#include <string.h>

/*
 * MCUs are drawn in strips of STRIP, downwards, so that all that is worked on stays in the nearest cache. A
 * subsampled chroma sample reaches over its neighbours' pixels, so that a strip's chroma starts a block
 * earlier and ends a block later, and rows have to be there before and after.
 */
enum { STRIP = 32, SIDE = PL_JPEG_SIDE, LUMA = STRIP * 2 * SIDE, CHROMA = (STRIP + 2) * SIDE };
/* Samples before and after a row, to repeat the outermost ones in. */
enum { EDGE = 8 };

struct strip {
    const struct pl_jpeg_blocks *blocks;
    const struct pl_pixmap *to;
    int first, end; /* MCUs across */
    int before;     /* MCUs of chroma ahead of `first` */
    int width;      /* samples of chroma that there are of the strip and around it */
    int16_t luma[2 * SIDE][LUMA];
    int16_t chroma[2][2][SIDE][EDGE + CHROMA + EDGE]; /* of this row of MCUs and of the next */
    int16_t above[2][EDGE + CHROMA + EDGE];           /* the last row of those before */
    int current;                                      /* which of `chroma` is this row's */
};

/* ---- samples ---- */

static void draw_block(const struct pl_jpeg_blocks *blocks, size_t block, int component, int16_t *out,
                       ptrdiff_t stride) {
    const uint16_t *by = blocks->quantisers[component];
    const pl_jpeg_coefficient *at = blocks->coefficients + blocks->starts[block].coefficient;
    const pl_jpeg_coefficient *end = blocks->coefficients + blocks->starts[block + 1].coefficient;
    int32_t dc = pl_jpeg_value(*at) * by[0];
    if (at + 1 == end) {
        pl_jpeg_inverse_flat(dc, out, stride);
        return;
    }
#if PL_JPEG_AVX2
    if (pl_has_wide()) {
        int16_t words[PL_JPEG_COEFFICIENTS] __attribute__((aligned(32))) = {0};
        int32_t sizes = dc < 0 ? -dc : dc;
        words[0] = (int16_t)dc;
        for (const pl_jpeg_coefficient *next = at + 1; next < end; next++) {
            int place = pl_jpeg_place(*next);
            int32_t value = pl_jpeg_value(*next) * by[place];
            words[pl_jpeg_natural[place]] = (int16_t)value;
            sizes += value < 0 ? -value : value;
        }
        if (sizes <= PL_JPEG_SHORT) {
            pl_jpeg_inverse_avx2(words, out, stride);
            return;
        }
    }
#endif
    int32_t values[PL_JPEG_COEFFICIENTS] __attribute__((aligned(32))) = {0};
    values[0] = dc;
    while (++at < end) {
        int place = pl_jpeg_place(*at);
        values[pl_jpeg_natural[place]] = pl_jpeg_value(*at) * by[place];
    }
    pl_jpeg_inverse(values, out, stride);
}

static size_t block_of(const struct pl_jpeg_blocks *blocks, int column, int row, int block) {
    return ((size_t)row * (size_t)blocks->columns + (size_t)column) * (size_t)blocks->each + (size_t)block;
}

static void draw_luma(struct strip *strip, int row) {
    const struct pl_jpeg_blocks *blocks = strip->blocks;
    for (int column = strip->first; column < strip->end; column++) {
        int x = (column - strip->first) * blocks->across * SIDE;
        for (int i = 0; i < blocks->across * blocks->down; i++) {
            int right = i % blocks->across;
            int below = i / blocks->across;
            draw_block(blocks, block_of(blocks, column, row, i), 0,
                       &strip->luma[below * SIDE][x + right * SIDE], LUMA);
        }
    }
}

/* Of one row of MCUs, into one half of `chroma`. */
static void draw_chroma(struct strip *strip, int row, int half) {
    const struct pl_jpeg_blocks *blocks = strip->blocks;
    int after = strip->end < blocks->columns;
    for (int i = 0; i < 2; i++) {
        for (int column = strip->first - strip->before; column < strip->end + after; column++) {
            int x = (column - strip->first + strip->before) * SIDE;
            draw_block(blocks, block_of(blocks, column, row, blocks->each - 2 + i), 1 + i,
                       &strip->chroma[half][i][0][EDGE + x], EDGE + CHROMA + EDGE);
        }
        for (int y = 0; y < SIDE; y++) {
            int16_t *samples = strip->chroma[half][i][y] + EDGE;
            samples[-1] = samples[0];
            samples[strip->width] = samples[strip->width - 1];
        }
    }
}

/* ---- upsampling, as libjpeg's triangle filter does it ---- */

/* Twice as wide: a quarter of the sample beside each, rounded down for the left ones and up for the right. */
static void widen(const int16_t *in, int count, int16_t *out) {
    for (int i = 0; i < count; i++) {
        out[2 * i] = (int16_t)((in[i] * 3 + in[i - 1] + 1) >> 2);
        out[2 * i + 1] = (int16_t)((in[i] * 3 + in[i + 1] + 2) >> 2);
    }
}

/* The same of a row that is between two, a quarter of the farther one. */
static void widen_between(const int16_t *near, const int16_t *far, int count, int16_t *out) {
    int i = 0;
#if PL_JPEG_AVX2
    if (pl_has_wide()) {
        i = pl_jpeg_widen_avx2(near, far, count, out);
    }
#endif
    for (; i < count; i++) {
        int left = near[i - 1] * 3 + far[i - 1];
        int here = near[i] * 3 + far[i];
        int right = near[i + 1] * 3 + far[i + 1];
        out[2 * i] = (int16_t)((here * 3 + left + 8) >> 4);
        out[2 * i + 1] = (int16_t)((here * 3 + right + 7) >> 4);
    }
}

/* ---- colours ---- */

static inline int clamp(int value) {
    value = value < 0 ? 0 : value;
    return value > 255 ? 255 : value;
}

/* JFIF 1.02, "Conversion to and from RGB", with 16 bits of fraction. */
static void convert(const int16_t *luma, const int16_t *blue, const int16_t *red, int count, uint32_t *out) {
    int i = 0;
#if PL_JPEG_AVX2
    if (pl_has_wide()) {
        i = pl_jpeg_to_pixels_avx2(luma, blue, red, count, out);
    }
#endif
    for (; i < count; i++) {
        int y = luma[i];
        int cb = blue[i] - 128;
        int cr = red[i] - 128;
        int r = clamp(y + ((91881 * cr + 32768) >> 16));
        int g = clamp(y + ((-22554 * cb - 46802 * cr + 32768) >> 16));
        int b = clamp(y + ((116130 * cb + 32768) >> 16));
        out[i] = 0xff000000U | (uint32_t)r << 16 | (uint32_t)g << 8 | (uint32_t)b;
    }
}

/* ---- rows ---- */

/* A row of chroma of this or a neighbouring row of MCUs, the last one of the picture where it is beyond. */
static const int16_t *chroma_row(const struct strip *strip, int component, int row, int y) {
    int last = (strip->blocks->height + 1) / 2 - 1 - row * SIDE;
    y = y > last ? last : y;
    if (y < 0) {
        return row > 0 ? strip->above[component] + EDGE : strip->chroma[strip->current][component][0] + EDGE;
    }
    int half = y < SIDE ? strip->current : !strip->current;
    return strip->chroma[half][component][y % SIDE] + EDGE;
}

static void write_row(const struct strip *strip, int row, int y, uint32_t *out, int count) {
    const struct pl_jpeg_blocks *blocks = strip->blocks;
    int16_t wide[2][LUMA];
    const int16_t *chroma[2];
    int skip = strip->before * SIDE;
    for (int i = 0; i < 2; i++) {
        chroma[i] = wide[i];
        if (blocks->across == 1) {
            chroma[i] = strip->chroma[strip->current][i][y] + EDGE + skip;
        } else if (blocks->down == 1) {
            widen(strip->chroma[strip->current][i][y] + EDGE + skip, (count + 1) / 2, wide[i]);
        } else {
            int near = y / 2;
            int far = y % 2 ? near + 1 : near - 1;
            widen_between(chroma_row(strip, i, row, near) + skip, chroma_row(strip, i, row, far) + skip,
                          (count + 1) / 2, wide[i]);
        }
    }
    convert(strip->luma[y], chroma[0], chroma[1], count, out);
}

static void write_rows(const struct strip *strip, int row) {
    const struct pl_jpeg_blocks *blocks = strip->blocks;
    int high = blocks->down * SIDE;
    int x0 = strip->first * blocks->across * SIDE;
    int x1 = strip->end * blocks->across * SIDE;
    x1 = x1 < blocks->width ? x1 : blocks->width;
    for (int y = 0; y < high && row * high + y < blocks->height; y++) {
        uint32_t *out = pl_pixmap_row(strip->to, row * high + y) + x0;
        write_row(strip, row, y, out, x1 - x0);
    }
}

/* What a row of MCUs needs of the one before it. */
static void keep_last_row(struct strip *strip, int half) {
    for (int i = 0; i < 2; i++) {
        memcpy(strip->above[i], strip->chroma[half][i][SIDE - 1], sizeof strip->above[i]);
    }
}

static void draw_strip(struct strip *strip, int first, int end) {
    const struct pl_jpeg_blocks *blocks = strip->blocks;
    bool between = blocks->down == 2;
    if (between && first > 0) {
        draw_chroma(strip, first - 1, 0);
        keep_last_row(strip, 0);
    }
    strip->current = 0;
    draw_chroma(strip, first, 0);
    for (int row = first; row < end; row++) {
        draw_luma(strip, row);
        if (row + 1 < blocks->rows && (between || row + 1 < end)) {
            draw_chroma(strip, row + 1, !strip->current);
        }
        write_rows(strip, row);
        keep_last_row(strip, strip->current);
        strip->current = !strip->current;
    }
}

void pl_jpeg_blocks_draw(const struct pl_jpeg_blocks *blocks, const struct pl_pixmap *to, int first,
                         int end) {
    struct strip strip; /* all of it that is read is written before */
    strip.blocks = blocks;
    strip.to = to;
    for (int column = 0; column < blocks->columns; column += STRIP) {
        int samples = (blocks->width + blocks->across - 1) / blocks->across;
        strip.first = column;
        strip.end = column + STRIP < blocks->columns ? column + STRIP : blocks->columns;
        strip.before = column > 0;
        int left = (strip.first - strip.before) * SIDE;
        int right = (strip.end + 1) * SIDE;
        strip.width = (right < samples ? right : samples) - left;
        draw_strip(&strip, first, end);
    }
}
