#include "paint/blur.h"

#include "base/memory.h"
#include "base/vector.h"
#include "paint/blur_strip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* From this window on masks are coarse: twice as large ones would still fit 32 bits, but take four times as
 * long and look the same. */
enum { FAR_WINDOW = 128 };

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

int pl_blur_step(double sigma) {
    int step = 1;
    while (window_of(sigma / step) >= FAR_WINDOW) {
        step *= 2;
    }
    return step;
}

int pl_blur_reach(double sigma) {
    int step = pl_blur_step(sigma);

    if (sigma <= 0) {
        return 0;
    }
    if (sigma < small_sigma) {
        float kernel[SMALL_TAPS];
        return small_kernel(sigma, kernel) - 1;
    }
    if (step > 1) {
        return (pl_blur_reach(sigma / step) + 2) * step;
    }
    int window = window_of(sigma);
    return window % 2 ? 3 * ((window - 1) / 2) : 3 * (window / 2) - 1;
}

static void kernel_init(struct pl_kernel *kernel, double sigma) {
    *kernel = (struct pl_kernel){.reach = pl_blur_reach(sigma)};
    if (sigma < small_sigma) {
        kernel->taps = small_kernel(sigma, kernel->weights);
        return;
    }
    kernel->w = window_of(sigma);
    kernel->v = kernel->w % 2 ? kernel->w : kernel->w + 1;
    kernel->scale = 2.0 / ((double)kernel->w * kernel->w * kernel->v);
}

/* ---- both directions ---- */

enum { SQUARE = 8 };

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ROW_OF(i) (i)
#else
#define ROW_OF(i) (SQUARE - 1 - (i)) /* with rows backwards as well as bytes it is the same again */
#endif

/* Swaps what lies above the diagonal with what lies below it, in blocks of `size` bytes a side. */
PL_INLINE void swap_blocks(uint64_t rows[SQUARE], int size, uint64_t low) {
    for (int i = 0; i < SQUARE; i++) {
        if (!(i & size)) {
            uint64_t change = (rows[i] >> 8 * size ^ rows[i + size]) & low;
            rows[i] ^= change << 8 * size;
            rows[i + size] ^= change;
        }
    }
}

static void transpose_square(const uint8_t *in, ptrdiff_t in_stride, uint8_t *out, ptrdiff_t out_stride) {
    uint64_t rows[SQUARE];
    for (int i = 0; i < SQUARE; i++) {
        memcpy(&rows[ROW_OF(i)], in + i * in_stride, sizeof *rows);
    }
    swap_blocks(rows, 4, 0x00000000ffffffff);
    swap_blocks(rows, 2, 0x0000ffff0000ffff);
    swap_blocks(rows, 1, 0x00ff00ff00ff00ff);
    for (int i = 0; i < SQUARE; i++) {
        memcpy(out + i * out_stride, &rows[ROW_OF(i)], sizeof *rows);
    }
}

/* Sixteen rows' bytes from `x` on, to or from a strip's positions. */
static void transpose_strip(const uint8_t *in, ptrdiff_t in_stride, uint8_t *out, ptrdiff_t out_stride) {
    for (int y = 0; y < PL_STRIP; y += SQUARE) {
        for (int x = 0; x < PL_STRIP; x += SQUARE) {
            transpose_square(in + y * in_stride + x, in_stride, out + x * out_stride + y, out_stride);
        }
    }
}

/* What both directions need. */
struct blur {
    struct pl_kernel kernel;
    struct pl_strip strip;
    uint8_t *blurred; /* positions of it, as many as are kept */
    struct pl_deadline *deadline;
};

static bool blur_start(struct blur *blur, int length, int kept, struct placard_error *error) {
    blur->blurred = pl_calloc((size_t)kept + PL_STRIP, PL_STRIP);
    if (!pl_strip_init(&blur->strip, &blur->kernel, length) || !blur->strip.at || !blur->blurred) {
        pl_fail_memory(error);
        return false;
    }
    return true;
}

static void blur_end(struct blur *blur) {
    free(blur->blurred);
    pl_strip_finish(&blur->strip);
}

/* Whether sixteen bytes of each row are like the ones before them. */
static bool is_level(const uint8_t *in, ptrdiff_t stride) {
    for (int y = 0; y < PL_STRIP; y++) {
        if (memcmp(in + y * stride, in + y * stride - 1, PL_STRIP) != 0) {
            return false;
        }
    }
    return true;
}

/* Sixteen rows become the strip's lines. */
static void load_rows(const struct pl_strip *strip, const uint8_t *in, ptrdiff_t stride) {
    ptrdiff_t x = 0;
    for (; x < strip->length; x += PL_STRIP) {
        uint8_t *to = strip->at + x * PL_STRIP;
        if (x == 0 || !is_level(in + x, stride)) {
            transpose_strip(in + x, stride, to, PL_STRIP);
            continue;
        }
        for (int i = 0; i < PL_STRIP; i++) {
            memcpy(to + (ptrdiff_t)i * PL_STRIP, to - PL_STRIP, PL_STRIP);
        }
    }
    memset(strip->at + (ptrdiff_t)strip->length * PL_STRIP, 0, (size_t)(x - strip->length) * PL_STRIP);
}

static int clamp(int v, int most) {
    return v < 0 ? 0 : v > most ? most : v;
}

/* Blurs the strip into sixteen rows of `kept` bytes, whose first is the strip's position `from`. Where it
 * stays as it is the rows have it already. */
static bool store_rows(struct blur *blur, int from, int kept, uint8_t *out, ptrdiff_t stride,
                       struct placard_error *error) {
    struct pl_stretch stretch = {0};
    while (pl_strip_stretch(&blur->strip, &blur->kernel, &stretch)) {
        int first = clamp(stretch.from - from, kept) / PL_STRIP * PL_STRIP;
        int end = (clamp(stretch.to - from, kept) + PL_STRIP - 1) / PL_STRIP * PL_STRIP;
        int start = stretch.from - from < first ? stretch.from - from : first;
        if (first >= end) {
            continue;
        }
        if (!pl_deadline_spend(blur->deadline, (long long)(end - start) * (PL_STRIP / 4), error)) {
            return false;
        }
        pl_strip_blur(&blur->strip, &blur->kernel, (struct pl_span){start + from, first + from, end + from},
                      blur->blurred + (ptrdiff_t)first * PL_STRIP, PL_STRIP);
        if (end > kept) {
            memset(blur->blurred + (ptrdiff_t)kept * PL_STRIP, 0, (size_t)(end - kept) * PL_STRIP);
        }
        for (int x = first; x < end; x += PL_STRIP) {
            transpose_strip(blur->blurred + (ptrdiff_t)x * PL_STRIP, PL_STRIP, out + x, stride);
        }
    }
    return true;
}

/* `kept` pixels of a row from `from` on, which may lie beyond its ends. */
static void copy_row(const uint8_t *in, int length, int from, size_t kept, uint8_t *out) {
    ptrdiff_t most = (ptrdiff_t)kept;
    ptrdiff_t first = from < 0 ? -(ptrdiff_t)from : 0;
    ptrdiff_t end = (ptrdiff_t)length - from;
    first = first < most ? first : most;
    end = end < first ? first : end < most ? end : most;
    memset(out, 0, (size_t)first);
    memcpy(out + first, in + from + first, (size_t)(end - first));
    memset(out + end, 0, (size_t)(most - end));
}

/* Blurs rows, of which `kept` pixels from `from` on go to `out`. */
static bool blur_across(struct blur *blur, const struct pl_mask *mask, int from, int kept, uint8_t *out,
                        ptrdiff_t stride, struct placard_error *error) {
    bool ok = blur_start(blur, mask->width, kept, error);
    /* The last rows are sixteen as well, on either side. */
    uint8_t *in_rest = pl_calloc((size_t)mask->stride, PL_STRIP);
    uint8_t *out_rest = pl_calloc((size_t)stride, PL_STRIP);
    ok = ok && ((in_rest && out_rest) || pl_fail_memory(error));
    for (int y = 0; ok && y < mask->height; y += PL_STRIP) {
        const uint8_t *in = pl_mask_row(mask, y);
        uint8_t *to = out + y * stride;
        size_t rest = (size_t)(mask->height - y);
        if (rest < PL_STRIP) {
            memcpy(in_rest, in, rest * (size_t)mask->stride);
        }
        for (int i = 0; i < PL_STRIP && y + i < mask->height; i++) {
            copy_row(in + i * mask->stride, mask->width, from, (size_t)stride, to + i * stride);
        }
        ok = pl_deadline_spend(blur->deadline, mask->width, error);
        load_rows(&blur->strip, rest < PL_STRIP ? in_rest : in, mask->stride);
        if (rest < PL_STRIP) {
            memcpy(out_rest, to, rest * (size_t)stride);
        }
        ok = ok && store_rows(blur, from, kept, rest < PL_STRIP ? out_rest : to, stride, error);
        if (rest < PL_STRIP) {
            memcpy(to, out_rest, rest * (size_t)stride);
        }
    }
    free(out_rest);
    free(in_rest);
    blur_end(blur);
    return ok;
}

/* Blurs sixteen columns, as the strip has them, into rows of the mask, the first at the strip's position
 * `from`. */
static bool store_columns(const struct blur *blur, int from, struct pl_mask *mask, int x,
                          struct placard_error *error) {
    struct pl_stretch stretch = {0};
    while (pl_strip_stretch(&blur->strip, &blur->kernel, &stretch)) {
        int first = clamp(stretch.from - from, mask->height);
        int end = clamp(stretch.to - from, mask->height);
        if (first >= end) {
            continue;
        }
        if (!pl_deadline_spend(blur->deadline, (long long)(end + from - stretch.from) * (PL_STRIP / 4),
                               error)) {
            return false;
        }
        pl_strip_blur(&blur->strip, &blur->kernel, (struct pl_span){stretch.from, first + from, end + from},
                      pl_mask_row(mask, first) + x, mask->stride);
    }
    return true;
}

/* Sixteen columns become the strip's lines; whether it had others before, which those of a level edge are
 * not. */
static bool load_columns(const struct pl_strip *strip, const uint8_t *in, ptrdiff_t stride) {
    uint64_t changed = 0;
    for (ptrdiff_t y = 0; y < strip->length; y++) {
        uint64_t old[2], new[2];
        memcpy(old, strip->at + y * PL_STRIP, sizeof old);
        memcpy(new, in + y * stride, sizeof new);
        memcpy(strip->at + y * PL_STRIP, new, sizeof new);
        changed |= (old[0] ^ new[0]) | (old[1] ^ new[1]);
    }
    return changed != 0;
}

/* Blurs columns of what has the mask's rows but `height` of them, the mask's first being its row `from`. */
static bool blur_down(struct blur *blur, const uint8_t *in, int height, int from, struct pl_mask *mask,
                      struct placard_error *error) {
    bool ok = blur_start(blur, height, 0, error);
    for (int y = 0; y < mask->height; y++) {
        if (y + from >= 0 && y + from < height) {
            memcpy(pl_mask_row(mask, y), in + (y + from) * mask->stride, (size_t)mask->stride);
        }
    }
    for (int x = 0; ok && x < mask->width; x += PL_STRIP) {
        bool changed = load_columns(&blur->strip, in + x, mask->stride);
        ok = pl_deadline_spend(blur->deadline, height + (changed ? 0 : mask->height / 4), error);
        if (x == 0 || changed) {
            ok = ok && store_columns(blur, from, mask, x, error);
            continue;
        }
        for (int y = 0; y < mask->height; y++) {
            memcpy(pl_mask_row(mask, y) + x, pl_mask_row(mask, y) + x - PL_STRIP, PL_STRIP);
        }
    }
    blur_end(blur);
    return ok;
}

/* Makes `to`, which may be the mask, the pixels of the blurred mask in `part`, which lies within it. */
static bool blur_part(const struct pl_mask *mask, double sigma, struct pl_rect part,
                      struct pl_deadline *deadline, struct pl_mask *to, struct placard_error *error) {
    struct blur blur = {.deadline = deadline};
    int width = part.x1 - part.x0;
    int height = mask->height;
    int top = part.y0 - mask->y;
    ptrdiff_t stride = ((ptrdiff_t)width + PL_STRIP - 1) / PL_STRIP * PL_STRIP;
    size_t size = (size_t)stride * (size_t)height; /* of less than a mask with its reach, which fits */
    uint8_t *rows = pl_mask_room(size);
    kernel_init(&blur.kernel, sigma);
    bool ok = (rows || pl_fail_memory(error)) &&
              blur_across(&blur, mask, part.x0 - mask->x, width, rows, stride, error) &&
              pl_mask_reset(to, part, error) && blur_down(&blur, rows, height, top, to, error);
    free(rows);
    return ok;
}

bool pl_mask_blur(struct pl_mask *mask, double sigma, struct pl_rect clip, struct pl_deadline *deadline,
                  struct placard_error *error) {
    int reach = pl_blur_reach(sigma);
    if (reach == 0 || mask->width == 0 || mask->height == 0) {
        return true;
    }
    return pl_mask_blur_to(mask, sigma, clip, deadline, mask, error);
}

bool pl_mask_blur_to(const struct pl_mask *mask, double sigma, struct pl_rect clip,
                     struct pl_deadline *deadline, struct pl_mask *to, struct placard_error *error) {
    struct pl_rect part = pl_rect_intersect(pl_rect_grow(pl_mask_rect(mask), pl_blur_reach(sigma)), clip);
    bool any = mask->width > 0 && mask->height > 0 && !pl_rect_empty(part);
    return any ? blur_part(mask, sigma, part, deadline, to, error)
               : pl_mask_reset(to, (struct pl_rect){part.x0, part.y0, part.x0, part.y0}, error);
}
