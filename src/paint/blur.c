#include "paint/blur.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SMALL_TAPS = 6,    /* of a kernel that is written out, on one side with its middle */
    WIDE_WINDOW = 256, /* up to here three running sums of bytes fit 32 bits */
};

/* Below this the running means are too coarse; Skia draws the line here too. */
static const double small_sigma = 2;

static int window_of(double sigma) {
    int window = (int)floor(sigma * 3 * sqrt(2 * M_PI) / 4 + 0.5);
    return window < 1 ? 1 : window;
}

/*
 * The discrete Gaussian, exp(-t) I_n(t) with t the variance: unlike samples of the bell curve it stays a blur
 * when sigma is less than a pixel. I_n comes from its integral, which the trapezoid rule gets right to the
 * last digit.
 */
static int small_kernel(double sigma, float kernel[SMALL_TAPS]) {
    enum { STEPS = 64 };
    double t = sigma * sigma;
    double sum = 0;
    int taps = 0;
    while (taps < SMALL_TAPS && (taps == 0 || sum < 1 - 1.0 / 255)) {
        double value = 0;
        for (int i = 0; i <= STEPS; i++) {
            double angle = M_PI * i / STEPS;
            value += exp(t * (cos(angle) - 1)) * cos(taps * angle) * (i == 0 || i == STEPS ? 0.5 : 1);
        }
        value /= STEPS;
        kernel[taps] = (float)value;
        sum += taps == 0 ? value : 2 * value;
        taps++;
    }
    for (int i = 0; i < taps; i++) {
        kernel[i] = (float)(kernel[i] / sum);
    }
    return taps;
}

int pl_blur_reach(double sigma) {
    if (sigma <= 0) {
        return 0;
    }
    if (sigma < small_sigma) {
        float kernel[SMALL_TAPS];
        return small_kernel(sigma, kernel) - 1;
    }
    int window = window_of(sigma);
    return window % 2 ? 3 * ((window - 1) / 2) : 3 * (window / 2) - 1;
}

/* ---- one direction: down the columns, a whole row at a time ---- */

struct pass {
    const uint8_t *in;
    uint8_t *out;
    ptrdiff_t in_stride, out_stride;
    int width, in_height, out_height;
    const uint8_t *zeros; /* a row of them */
};

static const uint8_t *in_row(const struct pass *pass, int y) {
    return y < 0 || y >= pass->in_height ? pass->zeros : pass->in + y * pass->in_stride;
}

static void small_pass(const struct pass *pass, const float *kernel, int taps, float *sums) {
    for (int y = 0; y < pass->out_height; y++) {
        int centre = y - (taps - 1);
        const uint8_t *middle = in_row(pass, centre);
        for (int x = 0; x < pass->width; x++) {
            sums[x] = kernel[0] * middle[x] + 0.5F;
        }
        for (int k = 1; k < taps; k++) {
            const uint8_t *restrict above = in_row(pass, centre - k);
            const uint8_t *restrict below = in_row(pass, centre + k);
            for (int x = 0; x < pass->width; x++) {
                sums[x] += kernel[k] * (float)(above[x] + below[x]);
            }
        }
        uint8_t *restrict out = pass->out + y * pass->out_stride;
        for (int x = 0; x < pass->width; x++) {
            int value = (int)sums[x];
            out[x] = (uint8_t)(value > 255 ? 255 : value);
        }
    }
}

/*
 * Three running means in one go. Their kernel is (1 - z^w)(1 - z^w)(1 - z^v) / (1 - z)^3, v being w, or w + 1
 * where w is even so that the middle stays on a pixel: six rows go into the innermost of three sums. Wrapping
 * around is harmless, as the outermost sum itself always fits; halved it is positive as a signed number too,
 * which is what vectors turn into floats.
 */
#define RUNNING_PASS(name, type, half_type, scale_type)                                                      \
    static void name(const struct pass *pass, int w, type *restrict a, type *restrict b, type *restrict c) { \
        int v = w % 2 ? w : w + 1;                                                                           \
        scale_type scale = (scale_type)(2.0 / ((double)w * w * v));                                          \
        for (int y = 0; y < pass->out_height; y++) {                                                         \
            const uint8_t *restrict p0 = in_row(pass, y);                                                    \
            const uint8_t *restrict p1 = in_row(pass, y - w);                                                \
            const uint8_t *restrict p2 = in_row(pass, y - v);                                                \
            const uint8_t *restrict p3 = in_row(pass, y - 2 * w);                                            \
            const uint8_t *restrict p4 = in_row(pass, y - w - v);                                            \
            const uint8_t *restrict p5 = in_row(pass, y - 2 * w - v);                                        \
            uint8_t *restrict out = pass->out + y * pass->out_stride;                                        \
            for (int x = 0; x < pass->width; x++) {                                                          \
                int change = p0[x] - 2 * p1[x] - p2[x] + p3[x] + 2 * p4[x] - p5[x];                          \
                a[x] += (type)change;                                                                        \
                b[x] += a[x];                                                                                \
                c[x] += b[x];                                                                                \
                out[x] = (uint8_t)(int)((scale_type)(half_type)(c[x] >> 1) * scale + (scale_type)0.5);       \
            }                                                                                                \
        }                                                                                                    \
    }

RUNNING_PASS(running_pass, uint32_t, int32_t, float)
RUNNING_PASS(wide_pass, uint64_t, int64_t, double)

static bool blur_columns(const struct pass *pass, double sigma, struct placard_error *error) {
    size_t width = (size_t)pass->width;
    int w = sigma < small_sigma ? 0 : window_of(sigma);
    size_t size = w > WIDE_WINDOW - 1 ? sizeof(uint64_t) : sizeof(uint32_t);
    void *sums = pl_calloc(width * 3, size);
    if (!sums) {
        return pl_fail_memory(error);
    }
    if (w == 0) {
        float kernel[SMALL_TAPS];
        int taps = small_kernel(sigma, kernel);
        small_pass(pass, kernel, taps, sums);
    } else if (size == sizeof(uint32_t)) {
        uint32_t *a = sums;
        running_pass(pass, w, a, a + width, a + 2 * width);
    } else {
        uint64_t *a = sums;
        wide_pass(pass, w, a, a + width, a + 2 * width);
    }
    free(sums);
    return true;
}

/* In squares, so that reading and writing both stay within the cache. */
static void transpose(const uint8_t *in, ptrdiff_t in_stride, uint8_t *out, ptrdiff_t out_stride, int width,
                      int height) {
    enum { SQUARE = 32 };
    for (int y0 = 0; y0 < height; y0 += SQUARE) {
        for (int x0 = 0; x0 < width; x0 += SQUARE) {
            int y1 = y0 + SQUARE < height ? y0 + SQUARE : height;
            int x1 = x0 + SQUARE < width ? x0 + SQUARE : width;
            for (int x = x0; x < x1; x++) {
                for (int y = y0; y < y1; y++) {
                    out[x * out_stride + y] = in[y * in_stride + x];
                }
            }
        }
    }
}

static ptrdiff_t round_up(int size) {
    return ((ptrdiff_t)size + 15) / 16 * 16;
}

/* The first `width` columns and `height` rows of the blurred mask. */
static bool blur_part(struct pl_mask *mask, double sigma, int width, int height,
                      struct placard_error *error) {
    int reach = pl_blur_reach(sigma);
    int left = mask->x - reach;
    int top = mask->y - reach;
    ptrdiff_t down = round_up(mask->height);
    ptrdiff_t across = round_up(width);
    /* Lying on its side, blurred on its side, upright again, blurred. */
    uint8_t *side = pl_calloc((size_t)(down * mask->width), 1);
    uint8_t *blurred = pl_calloc((size_t)(down * width), 1);
    uint8_t *upright = pl_calloc((size_t)(across * mask->height), 1);
    uint8_t *zeros = pl_calloc((size_t)(across > down ? across : down), 1);
    bool ok = (side && blurred && upright && zeros) || pl_fail_memory(error);
    if (ok) {
        transpose(mask->data, mask->stride, side, down, mask->width, mask->height);
        struct pass first = {side, blurred, down, down, mask->height, mask->width, width, zeros};
        ok = blur_columns(&first, sigma, error);
    }
    if (ok) {
        transpose(blurred, down, upright, across, mask->height, width);
        int old_height = mask->height;
        ok = pl_mask_reset(mask, (struct pl_rect){left, top, left + width, top + height}, error);
        struct pass second = {upright, mask->data, across, mask->stride, width, old_height, height, zeros};
        ok = ok && blur_columns(&second, sigma, error);
    }
    free(zeros);
    free(upright);
    free(blurred);
    free(side);
    return ok;
}

bool pl_mask_blur(struct pl_mask *mask, double sigma, struct placard_error *error) {
    int reach = pl_blur_reach(sigma);
    if (reach == 0 || mask->width == 0 || mask->height == 0) {
        return true;
    }
    return blur_part(mask, sigma, mask->width + 2 * reach, mask->height + 2 * reach, error);
}

bool pl_mask_blur_corner(struct pl_mask *mask, double sigma, int width, int height,
                         struct placard_error *error) {
    if (pl_blur_reach(sigma) == 0 || mask->width == 0 || mask->height == 0) {
        return true;
    }
    return blur_part(mask, sigma, width, height, error);
}
