#include "paint/blur.h"

#include "base/memory.h"
#include "base/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SMALL_TAPS = 6,   /* of a kernel that is written out, on one side with its middle */
    COLUMNS = 16,     /* at a time; rows have room for a whole number of these */
    FAR_WINDOW = 256, /* below it three running sums of bytes fit 32 bits; from it on masks are coarse */
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

/* ---- one direction: down the columns, a whole row at a time ---- */

struct pass {
    const uint8_t *in;
    uint8_t *out; /* the first row that is kept */
    ptrdiff_t in_stride, out_stride;
    int width, in_height, out_height;
    int skipped;          /* rows at the start that are not kept */
    const uint8_t *zeros; /* a row of them */
    struct pl_deadline *deadline;
};

static const uint8_t *in_row(const struct pass *pass, int y) {
    return y < 0 || y >= pass->in_height ? pass->zeros : pass->in + y * pass->in_stride;
}

static bool small_pass(const struct pass *pass, const float *kernel, int taps, float *sums,
                       struct placard_error *error) {
    for (int y = pass->skipped; y < pass->out_height; y++) {
        if (!pl_deadline_spend(pass->deadline, pass->width, error)) {
            return false;
        }
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
        uint8_t *restrict out = pass->out + (y - pass->skipped) * pass->out_stride;
        for (int x = 0; x < pass->width; x++) {
            int value = (int)sums[x];
            out[x] = (uint8_t)(value > 255 ? 255 : value);
        }
    }
    return true;
}

/* ---- wide ones: three running means ---- */

/*
 * Three running means in one go. Their kernel is (1 - z^w)(1 - z^w)(1 - z^v) / (1 - z)^3, v being w, or w + 1
 * where w is even so that the middle stays on a pixel: six rows go into the innermost of three sums. Wrapping
 * around is harmless, as the outermost sum itself always fits; halved it is positive as a signed number too,
 * which is what vectors turn into floats.
 */
struct window {
    int w, v;
    double scale; /* from half the outermost sum to the mean */
};

static struct window window_at(double sigma) {
    int w = window_of(sigma);
    int v = w % 2 ? w : w + 1;
    return (struct window){w, v, 2.0 / ((double)w * w * v)};
}

typedef uint8_t column_bytes __attribute__((vector_size(COLUMNS)));
typedef int16_t column_words __attribute__((vector_size(2 * COLUMNS)));
typedef int32_t numbers __attribute__((vector_size(2 * COLUMNS)));
typedef float reals __attribute__((vector_size(2 * COLUMNS)));

/* The three sums of every other column. */
struct sums {
    numbers a;
    pl_pixels b, c;
};

PL_INLINE void add_changes(struct sums *sums, const numbers *changes, const reals *scale, numbers *means) {
    sums->a += *changes;
    sums->b += (pl_pixels)sums->a;
    sums->c += sums->b;
    reals mean = __builtin_convertvector((numbers)(sums->c >> 1), reals) * *scale + 0.5F;
    *means = __builtin_convertvector(mean, numbers);
}

PL_INLINE void load_columns(const uint8_t *from, column_words *words) {
    column_bytes bytes;
    memcpy(&bytes, from, sizeof bytes);
    *words = __builtin_convertvector(bytes, column_words);
}

/* Sixteen columns, whose sums stay in registers all the way down; `rows` may be read from -(2w + v) on. */
PL_INLINE void running_columns(const struct pass *pass, const struct window *window,
                               const uint8_t *const *rows, int x) {
    const uint8_t *const *r1 = rows - window->w;
    const uint8_t *const *r2 = rows - window->v;
    const uint8_t *const *r3 = r1 - window->w;
    const uint8_t *const *r4 = r1 - window->v;
    const uint8_t *const *r5 = r3 - window->v;
    struct sums even = {0};
    struct sums odd = {0};
    reals scale = (reals){0} + (float)window->scale;
    uint8_t *to = pass->out + x;
    ptrdiff_t stride = pass->out_stride;
    for (int y = 0; y < pass->out_height; y++) {
        column_words p0, p1, p2, p3, p4, p5;
        load_columns(rows[y] + x, &p0);
        load_columns(r1[y] + x, &p1);
        load_columns(r2[y] + x, &p2);
        load_columns(r3[y] + x, &p3);
        load_columns(r4[y] + x, &p4);
        load_columns(r5[y] + x, &p5);
        pl_pixels changes = (pl_pixels)(p0 - p2 + p3 - p5 + 2 * (p4 - p1));
        numbers first = (numbers)(changes << 16) >> 16;
        numbers second = (numbers)changes >> 16;
        add_changes(&even, &first, &scale, &first);
        add_changes(&odd, &second, &scale, &second);
        column_bytes means = __builtin_convertvector((column_words)(first | second << 16), column_bytes);
        if (y >= pass->skipped) {
            memcpy(to, &means, sizeof means);
            to += stride;
        }
    }
}

PL_INLINE bool running_pass(const struct pass *pass, const struct window *window, const uint8_t *const *rows,
                            struct placard_error *error) {
    for (int x = 0; x < pass->width; x += COLUMNS) {
        if (!pl_deadline_spend(pass->deadline, (long long)pass->out_height * (COLUMNS / 4), error)) {
            return false;
        }
        running_columns(pass, window, rows, x);
    }
    return true;
}

PL_WIDE static bool running_pass_wide(const struct pass *pass, const struct window *window,
                                      const uint8_t *const *rows, struct placard_error *error) {
    return running_pass(pass, window, rows, error);
}

static bool running_pass_narrow(const struct pass *pass, const struct window *window,
                                const uint8_t *const *rows, struct placard_error *error) {
    return running_pass(pass, window, rows, error);
}

static bool running_means(const struct pass *pass, double sigma, struct placard_error *error) {
    struct window window = window_at(sigma);
    int before = 2 * window.w + window.v;
    const uint8_t **rows = pl_calloc((size_t)before + (size_t)pass->out_height, sizeof *rows);
    if (!rows) {
        return pl_fail_memory(error);
    }
    for (int i = 0; i < before + pass->out_height; i++) {
        rows[i] = in_row(pass, i - before);
    }
    const uint8_t *const *first = rows + before;
    bool ok = pl_has_wide() ? running_pass_wide(pass, &window, first, error)
                            : running_pass_narrow(pass, &window, first, error);
    free(rows);
    return ok;
}

static bool blur_columns(const struct pass *pass, double sigma, struct placard_error *error) {
    if (sigma >= small_sigma) {
        return running_means(pass, sigma, error);
    }
    float kernel[SMALL_TAPS];
    float *sums = pl_calloc((size_t)pass->width, sizeof *sums);
    if (!sums) {
        return pl_fail_memory(error);
    }
    bool ok = small_pass(pass, kernel, small_kernel(sigma, kernel), sums, error);
    free(sums);
    return ok;
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

static void transpose(const uint8_t *in, ptrdiff_t in_stride, uint8_t *out, ptrdiff_t out_stride, int width,
                      int height) {
    int whole_x = width - width % SQUARE;
    int whole_y = height - height % SQUARE;
    for (int y = 0; y < whole_y; y += SQUARE) {
        for (int x = 0; x < whole_x; x += SQUARE) {
            transpose_square(in + y * in_stride + x, in_stride, out + x * out_stride + y, out_stride);
        }
    }
    for (int x = 0; x < width; x++) {
        for (int y = x < whole_x ? whole_y : 0; y < height; y++) {
            out[x * out_stride + y] = in[y * in_stride + x];
        }
    }
}

static ptrdiff_t round_up(int size) {
    return ((ptrdiff_t)size + 15) / 16 * 16;
}

/* The pixels of the blurred mask in `part`, which lies within it. */
static bool blur_part(struct pl_mask *mask, double sigma, struct pl_rect part, struct pl_deadline *deadline,
                      struct placard_error *error) {
    int reach = pl_blur_reach(sigma);
    int left = mask->x - reach;
    int top = mask->y - reach;
    int width = part.x1 - part.x0;
    ptrdiff_t down = round_up(mask->height);
    ptrdiff_t across = round_up(width);
    /* Lying on its side, blurred on its side, upright again, blurred. */
    uint8_t *side = pl_calloc((size_t)(down * mask->width), 1);
    uint8_t *blurred = pl_calloc((size_t)(down * width), 1);
    uint8_t *upright = NULL;
    uint8_t *zeros = pl_calloc((size_t)(across > down ? across : down), 1);
    bool ok = (side && blurred && zeros) || pl_fail_memory(error);
    if (ok) {
        transpose(mask->data, mask->stride, side, down, mask->width, mask->height);
        struct pass first = {side,        blurred,        down,           down,  mask->height,
                             mask->width, part.x1 - left, part.x0 - left, zeros, deadline};
        ok = blur_columns(&first, sigma, error);
    }
    free(side);
    if (ok) {
        upright = pl_calloc((size_t)(across * mask->height), 1);
        ok = upright || pl_fail_memory(error);
    }
    if (ok) {
        transpose(blurred, down, upright, across, mask->height, width);
        int old_height = mask->height;
        ok = pl_mask_reset(mask, part, error);
        struct pass second = {upright,    mask->data,    across,        mask->stride, width,
                              old_height, part.y1 - top, part.y0 - top, zeros,        deadline};
        ok = ok && blur_columns(&second, sigma, error);
    }
    free(zeros);
    free(upright);
    free(blurred);
    return ok;
}

bool pl_mask_blur(struct pl_mask *mask, double sigma, struct pl_rect clip, struct pl_deadline *deadline,
                  struct placard_error *error) {
    int reach = pl_blur_reach(sigma);
    if (reach == 0 || mask->width == 0 || mask->height == 0) {
        return true;
    }
    struct pl_rect part = pl_rect_intersect(pl_rect_grow(pl_mask_rect(mask), reach), clip);
    return pl_rect_empty(part) ? pl_mask_reset(mask, part, error)
                               : blur_part(mask, sigma, part, deadline, error);
}
