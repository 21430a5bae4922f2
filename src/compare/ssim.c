#include "compare/ssim.h"

#include "base/memory.h"
#include "base/pixmap.h"
#include "base/wide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Columns that are looked into or not together, with more behind the row than the last of them need. */
enum { BLOCK = 16, BEHIND = 2 * BLOCK };

/*
 * What is summed in a window, by the weights. Luma is taken less 128, which keeps squares small; the second
 * picture comes in only by how it differs, so that slight differences are not lost in the roundings of great
 * sums.
 */
enum sum { FIRST, DIFFERENCE, DIFFERENCE_SQUARED, BOTH_SQUARED, SUMS };

static void make_weights(float *weights, int count) {
    double values[PL_SSIM_WINDOW];
    double sum = 0;
    for (int i = 0; i < count; i++) {
        double off = i - (count - 1) / 2.0;
        values[i] = exp(-off * off / (2 * 1.5 * 1.5));
        sum += values[i];
    }
    for (int i = 0; i < count; i++) {
        weights[i] = (float)(values[i] / sum);
    }
}

bool pl_ssim_init(struct pl_ssim *ssim, int width, int height, struct placard_error *error) {
    *ssim = (struct pl_ssim){.width = width,
                             .height = height,
                             .across = width < PL_SSIM_WINDOW ? width : PL_SSIM_WINDOW,
                             .down = height < PL_SSIM_WINDOW ? height : PL_SSIM_WINDOW,
                             .blocks = (width + BLOCK - 1) / BLOCK};
    make_weights(ssim->weights[0], ssim->across);
    make_weights(ssim->weights[1], ssim->down);
    size_t pitch = (size_t)ssim->blocks * BLOCK + BEHIND;
    bool done = true;
    for (int i = 0; i < 2; i++) {
        ssim->luma[i] = pl_calloc(pitch * PL_SSIM_WINDOW, sizeof *ssim->luma[i]);
        done = done && ssim->luma[i];
    }
    for (int i = 0; i < SUMS; i++) {
        ssim->sums[i] = pl_calloc(pitch, sizeof *ssim->sums[i]);
        done = done && ssim->sums[i];
    }
    ssim->differs = pl_calloc((size_t)(ssim->blocks + 1) * PL_SSIM_WINDOW, 1);
    return (done && ssim->differs) || pl_fail_memory(error);
}

void pl_ssim_finish(struct pl_ssim *ssim) {
    for (int i = 0; i < 2; i++) {
        free(ssim->luma[i]);
    }
    for (int i = 0; i < SUMS; i++) {
        free(ssim->sums[i]);
    }
    free(ssim->differs);
    *ssim = (struct pl_ssim){0};
}

static float *luma_row(const struct pl_ssim *ssim, int picture, int y) {
    return ssim->luma[picture] + (ptrdiff_t)(y % ssim->down) * (ssim->blocks * BLOCK + BEHIND);
}

static uint8_t *differs_row(const struct pl_ssim *ssim, int y) {
    return ssim->differs + (ptrdiff_t)(y % ssim->down) * (ssim->blocks + 1);
}

/* ITU-R BT.601, in 65536ths. */
PL_INLINE void luma_body(float *restrict to, const uint32_t *restrict row, int width) {
    for (int x = 0; x < width; x++) {
        uint32_t sum =
            (row[x] >> 16 & 255) * 19595 + (row[x] >> 8 & 255) * 38470 + (row[x] & 255) * 7471 + 32768;
        to[x] = (float)((int)(sum >> 16) - 128);
    }
}

PL_WIDE static void luma_wide(float *restrict to, const uint32_t *restrict row, int width) {
    luma_body(to, row, width);
}

static void luma_narrow(float *restrict to, const uint32_t *restrict row, int width) {
    luma_body(to, row, width);
}

/* Translucent pixels lie over white. */
static void make_luma(float *to, const uint32_t *row, int width) {
    if (pl_common_bits(row, width) >> 24 != 255) {
        for (int x = 0; x < width; x++) {
            uint32_t flat;
            pl_premultiply_row(&flat, row + x, 1);
            flat += (255 - (row[x] >> 24)) * 0x010101U;
            luma_narrow(to + x, &flat, 1);
        }
    } else if (pl_has_wide()) {
        luma_wide(to, row, width);
    } else {
        luma_narrow(to, row, width);
    }
}

/* Eight columns at a time. */
typedef float floats __attribute__((vector_size(32)));

enum { LANES = 8 };

/* The rows of the window, of both pictures. */
struct window {
    const float *rows[2][PL_SSIM_WINDOW];
};

/* The sums of eight columns over the rows of the window. */
PL_INLINE void sum_down(struct pl_ssim *ssim, const struct window *window, int column) {
    floats sums[SUMS] = {{0}};
    for (int j = 0; j < ssim->down; j++) {
        floats first;
        floats second;
        memcpy(&first, window->rows[0][j] + column, sizeof first);
        memcpy(&second, window->rows[1][j] + column, sizeof second);
        floats difference = first - second;
        floats weight = (floats){0} + ssim->weights[1][j];
        sums[FIRST] += weight * first;
        sums[DIFFERENCE] += weight * difference;
        sums[DIFFERENCE_SQUARED] += weight * (difference * difference);
        sums[BOTH_SQUARED] += weight * (first * first + second * second);
    }
    for (int s = 0; s < SUMS; s++) {
        memcpy(ssim->sums[s] + column, sums + s, sizeof sums[s]);
    }
}

/* What the eight windows that start at a column lack to 1. */
PL_INLINE void sum_across(const struct pl_ssim *ssim, int column, floats *lost) {
    const float c1 = (0.01F * 255) * (0.01F * 255);
    const float c2 = (0.03F * 255) * (0.03F * 255);
    floats sums[SUMS] = {{0}};
    for (int j = 0; j < ssim->across; j++) {
        floats weight = (floats){0} + ssim->weights[0][j];
        for (int s = 0; s < SUMS; s++) {
            floats columns;
            memcpy(&columns, ssim->sums[s] + column + j, sizeof columns);
            sums[s] += weight * columns;
        }
    }
    floats p = sums[FIRST];
    floats d = sums[DIFFERENCE];
    floats q = p - d;
    floats variances = sums[BOTH_SQUARED] - (p * p + q * q);
    floats difference = sums[DIFFERENCE_SQUARED] - d * d;
    floats light = d * d / ((p + 128) * (p + 128) + (q + 128) * (q + 128) + c1);
    floats structure = difference / (variances + c2);
    *lost = light + structure - light * structure;
}

/* The same of the windows that start in a block of columns. */
PL_INLINE double lose(const struct pl_ssim *ssim, int block) {
    int windows = ssim->width - ssim->across + 1;
    double sum = 0;
    for (int column = block * BLOCK; column < (block + 1) * BLOCK; column += LANES) {
        floats lost;
        sum_across(ssim, column, &lost);
        for (int i = 0; i < LANES && column + i < windows; i++) {
            sum += (double)lost[i];
        }
    }
    return sum;
}

/* A window reaches from its block of columns into the next. */
static bool block_differs(const struct pl_ssim *ssim, int block) {
    const uint8_t *row = ssim->differs + block;
    bool differs = false;
    for (int j = 0; j < ssim->down; j++) {
        differs |= row[0] || row[1];
        row += ssim->blocks + 1;
    }
    return differs;
}

/* Those whose last row is the next. */
PL_INLINE void add_windows(struct pl_ssim *ssim) {
    struct window window;
    int summed = 0; /* columns up to here */
    for (int j = 0; j < ssim->down; j++) {
        window.rows[0][j] = luma_row(ssim, 0, ssim->y - ssim->down + 1 + j);
        window.rows[1][j] = luma_row(ssim, 1, ssim->y - ssim->down + 1 + j);
    }
    for (int block = 0; block < ssim->blocks; block++) {
        if (!block_differs(ssim, block)) {
            continue;
        }
        summed = summed > block * BLOCK ? summed : block * BLOCK;
        for (; summed < (block + 2) * BLOCK && summed < ssim->blocks * BLOCK; summed += LANES) {
            sum_down(ssim, &window, summed);
        }
        ssim->lost += lose(ssim, block);
    }
}

PL_WIDE static void add_windows_wide(struct pl_ssim *ssim) {
    add_windows(ssim);
}

static void add_windows_narrow(struct pl_ssim *ssim) {
    add_windows(ssim);
}

/* Which blocks of a row differ; returns whether any does. */
static bool find_differing(uint8_t *differs, const float *first, const float *second, int blocks) {
    bool any = false;
    for (int block = 0; block < blocks; block++) {
        bool differ = false;
        for (int x = block * BLOCK; x < (block + 1) * BLOCK; x++) {
            differ |= first[x] != second[x];
        }
        differs[block] = differ;
        any |= differ;
    }
    return any;
}

void pl_ssim_row(struct pl_ssim *ssim, const uint32_t *p, const uint32_t *q) {
    float *first = luma_row(ssim, 0, ssim->y);
    float *second = luma_row(ssim, 1, ssim->y);
    uint8_t *differs = differs_row(ssim, ssim->y);
    make_luma(first, p, ssim->width);
    if (memcmp(p, q, (size_t)ssim->width * 4) == 0) {
        memcpy(second, first, (size_t)ssim->width * sizeof *first);
        memset(differs, 0, (size_t)ssim->blocks);
        ssim->alike++;
    } else {
        make_luma(second, q, ssim->width);
        ssim->alike = find_differing(differs, first, second, ssim->blocks) ? 0 : ssim->alike + 1;
    }
    if (ssim->y + 1 >= ssim->down && ssim->alike < ssim->down) {
        if (pl_has_wide()) {
            add_windows_wide(ssim);
        } else {
            add_windows_narrow(ssim);
        }
    }
    ssim->y++;
}

double pl_ssim_mean(const struct pl_ssim *ssim) {
    double windows = (double)(ssim->width - ssim->across + 1) * (ssim->height - ssim->down + 1);
    return 1 - ssim->lost / windows;
}
