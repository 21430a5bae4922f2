#include "codec/jpeg_forward.h"

#include "codec/jpeg_avx2.h"
#include "codec/jpeg_dct.h"

#include <string.h>

enum { SIDE = PL_JPEG_SIDE, WIDTH = PL_JPEG_STRIP_WIDTH };

void pl_jpeg_forward_init(struct pl_jpeg_forward *forward, const struct pl_pixmap *pixmap, int across,
                          int down, uint16_t quantisers[][PL_JPEG_COEFFICIENTS]) {
    *forward = (struct pl_jpeg_forward){.pixmap = pixmap, .across = across, .down = down};
    for (int i = 0; i < 2; i++) {
        pl_jpeg_quantiser_init(&forward->by[i], quantisers[i]);
    }
}

/* ---- samples ---- */

/* JFIF 1.02, "Conversion to and from RGB", with 16 bits of fraction; halves of chroma go down, as libjpeg has
 * it. */
static void convert(const uint32_t *in, int count, int16_t *luma, int16_t *blue, int16_t *red) {
    int i = 0;
#if PL_JPEG_AVX2
    if (pl_has_wide()) {
        i = pl_jpeg_from_pixels_avx2(in, count, luma, blue, red);
    }
#endif
    for (; i < count; i++) {
        int r = (int)(in[i] >> 16 & 255);
        int g = (int)(in[i] >> 8 & 255);
        int b = (int)(in[i] & 255);
        luma[i] = (int16_t)((19595 * r + 38470 * g + 7471 * b + 32768) >> 16);
        blue[i] = (int16_t)((-11059 * r - 21709 * g + 32768 * b + (128 << 16) + 32767) >> 16);
        red[i] = (int16_t)((32768 * r - 27439 * g - 5329 * b + (128 << 16) + 32767) >> 16);
    }
}

/* Means, rounded up and down in turn (libjpeg, jcsample.c). */
static void halve(const int16_t *in, int count, int16_t *out) {
    for (int i = 0; i < count; i++) {
        out[i] = (int16_t)((in[2 * i] + in[2 * i + 1] + (i & 1)) >> 1);
    }
}

static void quarter(const int16_t *above, const int16_t *below, int count, int16_t *out) {
    int i = 0;
#if PL_JPEG_AVX2
    if (pl_has_wide()) {
        i = pl_jpeg_quarter_avx2(above, below, count, out);
    }
#endif
    for (; i < count; i++) {
        out[i] =
            (int16_t)((above[2 * i] + above[2 * i + 1] + below[2 * i] + below[2 * i + 1] + 1 + (i & 1)) >> 2);
    }
}

static void repeat_last(int16_t *row, int there, int wanted) {
    for (int i = there; i < wanted; i++) {
        row[i] = row[there - 1];
    }
}

/* Over white, as a picture without alpha is usually seen; premultiplied, so it is one addition. */
static const uint32_t *flatten(const struct pl_jpeg_forward *forward, const uint32_t *from, int width) {
    uint32_t *to = forward->flat;
    if (!to) {
        return from;
    }
    if (forward->pixmap->straight) {
        pl_premultiply_row(to, from, width);
        from = to;
    }
    for (int x = 0; x < width; x++) {
        to[x] = from[x] + (255 - (from[x] >> 24)) * 0x010101U;
    }
    return to;
}

/* One row of the pixmap, with chroma as wide as it; its last pixel goes on to the end of the last MCU. */
static void read_row(const struct pl_jpeg_forward *forward, int x, int y, int width, int16_t *luma,
                     int16_t *blue, int16_t *red) {
    int there = forward->pixmap->width - x < width ? forward->pixmap->width - x : width;
    convert(flatten(forward, pl_pixmap_row(forward->pixmap, y) + x, there), there, luma, blue, red);
    if (there < width) {
        repeat_last(luma, there, width);
        repeat_last(blue, there, width);
        repeat_last(red, there, width);
    }
}

/* Below the picture its last row is repeated: of luma as it is, of chroma as it is kept. */
static void read_samples(const struct pl_jpeg_forward *forward, int x, int y, int width,
                         struct pl_jpeg_samples *out) {
    int down = forward->down;
    int high = down * SIDE;
    int last = forward->pixmap->height - 1 - y;
    int there = last + 1 < high ? last + 1 : high;
    for (int row = 0; row < there; row++) {
        int16_t(*full)[WIDTH] = out->full[row % down];
        if (forward->across == 1) {
            read_row(forward, x, y + row, width, out->luma[row], out->chroma[0][row], out->chroma[1][row]);
            continue;
        }
        read_row(forward, x, y + row, width, out->luma[row], full[0], full[1]);
        for (int i = 0; i < 2 && down == 1; i++) {
            halve(full[i], width / 2, out->chroma[i][row]);
        }
        if (down == 2 && row == last && row % 2 == 0) {
            memcpy(out->full[1], out->full[0], sizeof out->full[1]);
        }
        for (int i = 0; i < 2 && down == 2 && (row % 2 == 1 || row == last); i++) {
            quarter(out->full[0][i], out->full[1][i], width / 2, out->chroma[i][row / 2]);
        }
    }
    for (int row = there; row < high; row++) {
        memcpy(out->luma[row], out->luma[there - 1], sizeof out->luma[row]);
    }
    for (int row = (there + down - 1) / down; row < SIDE; row++) {
        memcpy(out->chroma[0][row], out->chroma[0][row - 1], sizeof out->chroma[0][row]);
        memcpy(out->chroma[1][row], out->chroma[1][row - 1], sizeof out->chroma[1][row]);
    }
}

/* ---- blocks ---- */

/* A block beyond the picture repeats the mean of the one before it, which costs the fewest bits (libjpeg,
 * jccoefct.c). */
static void repeat_mean(const struct pl_jpeg_block *before, struct pl_jpeg_block *out) {
    *out = (struct pl_jpeg_block){.values = {before->values[0]}};
}

static void transform_luma(const struct pl_jpeg_forward *forward, const struct pl_jpeg_samples *samples,
                           int at, int columns, int rows, struct pl_jpeg_block *out) {
    for (int i = 0; i < forward->across * forward->down; i++) {
        int right = i % forward->across;
        int below = i / forward->across;
        if (right < columns && below < rows) {
            pl_jpeg_forward(&samples->luma[below * SIDE][at + right * SIDE], WIDTH, &forward->by[0], &out[i]);
        } else {
            repeat_mean(&out[i - 1], &out[i]);
        }
    }
}

/* Blocks of `side` pixels that there are of the picture from a place on. */
static int blocks_left(int length, int from) {
    return (length - from + SIDE - 1) / SIDE;
}

void pl_jpeg_forward_mcus(struct pl_jpeg_forward *forward, int column, int row, int count,
                          struct pl_jpeg_block *out) {
    struct pl_jpeg_samples *samples = &forward->samples;
    int wide = forward->across * SIDE;
    int x = column * wide;
    int y = row * forward->down * SIDE;
    int luma = forward->across * forward->down;
    read_samples(forward, x, y, count * wide, samples);
    for (int i = 0; i < count; i++, out += luma + 2) {
        transform_luma(forward, samples, i * wide, blocks_left(forward->pixmap->width, x + i * wide),
                       blocks_left(forward->pixmap->height, y), out);
        for (int j = 0; j < 2; j++) {
            pl_jpeg_forward(&samples->chroma[j][0][i * SIDE], WIDTH, &forward->by[1], &out[luma + j]);
        }
    }
}
