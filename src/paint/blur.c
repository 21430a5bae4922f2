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

typedef uint8_t strip_bytes __attribute__((vector_size(PL_STRIP)));

#define FIRST_HALVES 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define SECOND_HALVES 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31

/* Puts the bytes of each of eight pairs of rows, eight apart, side by side; four times is a transposition. */
PL_INLINE void interleave(const strip_bytes from[PL_STRIP], strip_bytes to[PL_STRIP]) {
    for (int i = 0; i < PL_STRIP / 2; i++) {
        to[2 * i] = __builtin_shufflevector(from[i], from[i + PL_STRIP / 2], FIRST_HALVES);
        to[2 * i + 1] = __builtin_shufflevector(from[i], from[i + PL_STRIP / 2], SECOND_HALVES);
    }
}

/* Sixteen rows' bytes to or from a strip's positions, which `out` has one after the other. */
static void transpose(const uint8_t *in, ptrdiff_t stride, uint8_t *out) {
    strip_bytes a[PL_STRIP], b[PL_STRIP];
    for (int i = 0; i < PL_STRIP; i++) {
        memcpy(&a[i], in + i * stride, PL_STRIP);
    }
    interleave(a, b);
    interleave(b, a);
    interleave(a, b);
    interleave(b, a);
    memcpy(out, a, sizeof a);
}

enum { TILE = PL_STRIP * PL_STRIP }; /* bytes of sixteen positions of a strip */

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

/* What is blurred across, as columns sixteen wide, each with all its rows one after the other: so neither
 * direction goes from row to row in memory. */
struct columns {
    uint8_t *data;
    int width, height; /* pixels that count */
    ptrdiff_t pitch;   /* bytes from one column to the next: of rows that are a multiple of sixteen */
};

static bool columns_init(struct columns *columns, int width, int height, struct placard_error *error) {
    size_t count = ((size_t)width + PL_STRIP - 1) / PL_STRIP;
    size_t rows = ((size_t)height + PL_STRIP - 1) / PL_STRIP * PL_STRIP;
    *columns = (struct columns){.width = width, .height = height, .pitch = (ptrdiff_t)(rows * PL_STRIP)};
    columns->data =
        pl_mask_room(count * rows * PL_STRIP); /* of less than a mask with its reach, which fits */
    return columns->data || pl_fail_memory(error);
}

static uint8_t *column_at(const struct columns *columns, int x, int y) {
    return columns->data + x / PL_STRIP * columns->pitch + (ptrdiff_t)y * PL_STRIP;
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
            transpose(in + x, stride, to);
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

/* Sixteen rows from `y` on of what the strip does not change from `x` to `end`: each of them has one value.
 */
static void store_level_rows(const struct pl_strip *strip, int from, const struct columns *columns, int x,
                             int end, int y) {
    uint8_t tile[TILE];
    if (x >= end) {
        return;
    }
    transpose(strip->at + (ptrdiff_t)(x + from) * PL_STRIP, PL_STRIP, tile);
    for (; x < end; x += PL_STRIP) {
        memcpy(column_at(columns, x, y), tile, sizeof tile);
    }
}

/* Blurs the strip into sixteen rows from `y` on, whose first pixel is the strip's position `from`. */
static bool store_rows(struct blur *blur, int from, const struct columns *columns, int y,
                       struct placard_error *error) {
    struct pl_stretch stretch = {0};
    int kept = columns->width;
    int done = 0;
    while (pl_strip_stretch(&blur->strip, &blur->kernel, &stretch)) {
        int first = clamp(stretch.from - from, kept);
        int end = clamp(stretch.to - from, kept);
        if (first >= end) {
            continue;
        }
        first = first / PL_STRIP * PL_STRIP;
        end = (end + PL_STRIP - 1) / PL_STRIP * PL_STRIP;
        int start = stretch.from - from < first ? stretch.from - from : first;
        if (!pl_deadline_spend(blur->deadline, (long long)(end - start) * PL_STRIP, error)) {
            return false;
        }
        store_level_rows(&blur->strip, from, columns, done, first, y);
        pl_strip_blur(&blur->strip, &blur->kernel, (struct pl_span){start + from, first + from, end + from},
                      blur->blurred + (ptrdiff_t)first * PL_STRIP, PL_STRIP);
        for (int x = first; x < end; x += PL_STRIP) {
            transpose(blur->blurred + (ptrdiff_t)x * PL_STRIP, PL_STRIP, column_at(columns, x, y));
        }
        done = end;
    }
    store_level_rows(&blur->strip, from, columns, done, kept, y);
    return true;
}

/* Blurs rows; the columns' first pixels are the mask's at `from`. */
static bool blur_across(struct blur *blur, const struct pl_mask *mask, int from,
                        const struct columns *columns, struct placard_error *error) {
    bool ok = blur_start(blur, mask->width, columns->width, error);
    uint8_t *last = pl_calloc((size_t)mask->stride, PL_STRIP); /* the last rows are sixteen as well */
    ok = ok && (last || pl_fail_memory(error));
    for (int y = 0; ok && y < mask->height; y += PL_STRIP) {
        const uint8_t *in = pl_mask_row(mask, y);
        size_t rest = (size_t)(mask->height - y);
        if (rest < PL_STRIP) {
            memcpy(last, in, rest * (size_t)mask->stride);
            in = last;
        }
        ok = pl_deadline_spend(blur->deadline, mask->width, error);
        load_rows(&blur->strip, in, mask->stride);
        ok = ok && store_rows(blur, from, columns, y, error);
    }
    free(last);
    blur_end(blur);
    return ok;
}

/* Rows from `y` to `end` of what the strip does not change there. */
static void store_level_column(const struct pl_strip *strip, int from, struct pl_mask *mask, int x, int y,
                               int end) {
    const uint8_t *level = strip->at + (ptrdiff_t)(y + from) * PL_STRIP;
    for (; y < end; y++) {
        memcpy(pl_mask_row(mask, y) + x, level, PL_STRIP);
    }
}

/* Blurs sixteen columns, as the strip has them, into rows of the mask, the first at the strip's position
 * `from`. */
static bool store_column(const struct blur *blur, int from, struct pl_mask *mask, int x,
                         struct placard_error *error) {
    struct pl_stretch stretch = {0};
    int done = 0;
    while (pl_strip_stretch(&blur->strip, &blur->kernel, &stretch)) {
        int first = clamp(stretch.from - from, mask->height);
        int end = clamp(stretch.to - from, mask->height);
        if (first >= end) {
            continue;
        }
        if (!pl_deadline_spend(blur->deadline, (long long)(end + from - stretch.from) * PL_STRIP, error)) {
            return false;
        }
        store_level_column(&blur->strip, from, mask, x, done, first);
        pl_strip_blur(&blur->strip, &blur->kernel, (struct pl_span){stretch.from, first + from, end + from},
                      pl_mask_row(mask, first) + x, mask->stride);
        done = end;
    }
    store_level_column(&blur->strip, from, mask, x, done, mask->height);
    return true;
}

/* How many columns from x on are like the one before, as those of a level edge are. */
static int like_columns(const struct columns *columns, int x) {
    int count = 0;
    size_t size = (size_t)columns->height * PL_STRIP;
    while (x > 0 && x < columns->width &&
           memcmp(column_at(columns, x, 0), column_at(columns, x - PL_STRIP, 0), size) == 0) {
        count++;
        x += PL_STRIP;
    }
    return count;
}

/* Blurs columns into a mask, whose first row is theirs at `from`. */
static bool blur_down(struct blur *blur, const struct columns *columns, int from, struct pl_mask *mask,
                      struct placard_error *error) {
    bool ok = blur_start(blur, columns->height, 0, error);
    for (int x = 0; ok && x < mask->width; x += PL_STRIP) {
        int like = like_columns(columns, x);
        ok = pl_deadline_spend(
            blur->deadline, columns->height + (long long)like * (columns->height + mask->height / 4), error);
        for (int y = 0; ok && like > 0 && y < mask->height; y++) {
            uint8_t *row = pl_mask_row(mask, y) + x;
            for (int i = 0; i < like; i++) {
                memcpy(row + (ptrdiff_t)i * PL_STRIP, row - PL_STRIP, PL_STRIP);
            }
        }
        x += like * PL_STRIP;
        if (ok && x < mask->width) {
            memcpy(blur->strip.at, column_at(columns, x, 0), (size_t)columns->height * PL_STRIP);
            ok = store_column(blur, from, mask, x, error);
        }
    }
    blur_end(blur);
    return ok;
}

/* Makes `to`, which may be the mask, the pixels of the blurred mask in `part`, which lies within it. */
static bool blur_part(const struct pl_mask *mask, double sigma, struct pl_rect part,
                      struct pl_deadline *deadline, struct pl_mask *to, struct placard_error *error) {
    struct blur blur = {.deadline = deadline};
    struct columns columns;
    int left = part.x0 - mask->x;
    int top = part.y0 - mask->y;
    kernel_init(&blur.kernel, sigma);
    bool ok = columns_init(&columns, part.x1 - part.x0, mask->height, error) &&
              blur_across(&blur, mask, left, &columns, error) && pl_mask_resize(to, part, error) &&
              blur_down(&blur, &columns, top, to, error);
    free(columns.data);
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
