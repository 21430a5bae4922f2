#include "paint/resample.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What one new pixel is made of: `count` old ones from `first` on, by weights that add up to 1. */
struct taps {
    int first, count;
    const float *weights;
};

struct kernel {
    struct taps *taps;
    float *weights;
};

/* Catmull-Rom: interpolates, and keeps edges crisp. */
static double cubic(double x) {
    x = fabs(x);
    if (x < 1) {
        return 1.5 * x * x * x - 2.5 * x * x + 1;
    }
    return x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
}

static bool kernel_init(struct kernel *kernel, int from, int to) {
    double ratio = (double)from / to;
    double stretch = fmax(1, ratio);
    int most = (int)ceil(2 * stretch) * 2 + 2;
    kernel->taps = pl_calloc((size_t)to, sizeof *kernel->taps);
    kernel->weights = pl_calloc((size_t)to, (size_t)most * sizeof *kernel->weights);
    if (!kernel->taps || !kernel->weights) {
        return false;
    }
    for (int i = 0; i < to; i++) {
        float *weights = kernel->weights + (size_t)i * (size_t)most;
        double centre = (i + 0.5) * ratio - 0.5;
        int first = (int)ceil(centre - 2 * stretch);
        int last = (int)floor(centre + 2 * stretch);
        int low = first < 0 ? 0 : first;
        int high = last > from - 1 ? from - 1 : last;
        double sum = 0;
        /* Beyond the edge the picture goes on as its last pixel. */
        for (int k = first; k <= last; k++) {
            double w = cubic((k - centre) / stretch);
            int at = k < low ? low : k > high ? high : k;
            weights[at - low] += (float)w;
            sum += w;
        }
        for (int k = 0; k <= high - low; k++) {
            weights[k] = (float)(weights[k] / sum);
        }
        kernel->taps[i] = (struct taps){low, high - low + 1, weights};
    }
    return true;
}

static void kernel_finish(struct kernel *kernel) {
    free(kernel->taps);
    free(kernel->weights);
}

static void across(const uint32_t *in, float *out, int width, const struct kernel *kernel) {
    const uint8_t *bytes = (const uint8_t *)in;
    for (int x = 0; x < width; x++) {
        const struct taps *taps = &kernel->taps[x];
        float sum[4] = {0};
        for (int k = 0; k < taps->count; k++) {
            for (int c = 0; c < 4; c++) {
                sum[c] += taps->weights[k] * bytes[(taps->first + k) * 4 + c];
            }
        }
        memcpy(out + x * 4, sum, sizeof sum);
    }
}

/* A cubic overshoots: what comes out must still be a premultiplied pixel. */
static void store(const float *sums, uint32_t *out, int width) {
    uint8_t *bytes = (uint8_t *)out;
    for (int x = 0; x < width; x++) {
        float pixel[4];
        for (int c = 0; c < 4; c++) {
            pixel[c] = fminf(255, fmaxf(0, sums[x * 4 + c] + 0.5F));
        }
        float alpha = (float)(int)pixel[sizeof pixel / sizeof *pixel - 1];
        for (int c = 0; c < 4; c++) {
            bytes[x * 4 + c] = (uint8_t)fminf(alpha, pixel[c]);
        }
    }
}

/* Rows that were made narrower or wider already: a ring, as each new row is made of neighbours. */
struct ring {
    float *rows;
    int capacity, width;
    int next; /* first row that is not in it yet */
};

static float *ring_row(const struct ring *ring, int y) {
    return ring->rows + (size_t)(y % ring->capacity) * (size_t)ring->width * 4;
}

static void fill_ring(struct ring *ring, const struct pl_pixmap *in, const struct kernel *horizontal,
                      const struct taps *taps) {
    ring->next = ring->next < taps->first ? taps->first : ring->next;
    for (; ring->next < taps->first + taps->count; ring->next++) {
        across(pl_pixmap_row(in, ring->next), ring_row(ring, ring->next), ring->width, horizontal);
    }
}

static void down(const struct ring *ring, const struct taps *taps, float *sums) {
    memset(sums, 0, (size_t)ring->width * 4 * sizeof *sums);
    for (int k = 0; k < taps->count; k++) {
        const float *restrict row = ring_row(ring, taps->first + k);
        float weight = taps->weights[k];
        for (int i = 0; i < ring->width * 4; i++) {
            sums[i] += weight * row[i];
        }
    }
}

static int most_taps(const struct kernel *kernel, int count) {
    int most = 1;
    for (int i = 0; i < count; i++) {
        most = kernel->taps[i].count > most ? kernel->taps[i].count : most;
    }
    return most;
}

static bool copy_profile(struct pl_pixmap *out, const struct pl_pixmap *in) {
    out->opaque = in->opaque;
    out->profile_dropped = in->profile_dropped;
    if (!in->icc) {
        return true;
    }
    out->icc = pl_calloc(in->icc_size, 1);
    if (!out->icc) {
        return false;
    }
    memcpy(out->icc, in->icc, in->icc_size);
    out->icc_size = in->icc_size;
    return true;
}

bool pl_pixmap_resample(struct pl_pixmap *out, const struct pl_pixmap *in, int width, int height,
                        struct pl_deadline *deadline, struct placard_error *error) {
    struct kernel horizontal = {0};
    struct kernel vertical = {0};
    struct ring ring = {.width = width};
    float *sums = NULL;
    bool ok = pl_pixmap_init(out, width, height, error);
    if (!ok) {
        return false;
    }
    ok = kernel_init(&horizontal, in->width, width) && kernel_init(&vertical, in->height, height);
    if (ok) {
        ring.capacity = most_taps(&vertical, height);
        ring.rows = pl_calloc((size_t)ring.capacity, (size_t)width * 4 * sizeof *ring.rows);
        sums = pl_calloc((size_t)width * 4, sizeof *sums);
    }
    ok = ok && ring.rows && sums && copy_profile(out, in);
    if (!ok) {
        pl_fail_memory(error);
        pl_pixmap_finish(out);
        goto finish;
    }
    for (int y = 0; y < height; y++) {
        int across = vertical.taps[y].first + vertical.taps[y].count - ring.next;
        ok = pl_deadline_spend(deadline, 8LL * width + (across > 0 ? 4LL * across * in->width : 0), error);
        if (!ok) {
            pl_pixmap_finish(out);
            goto finish;
        }
        fill_ring(&ring, in, &horizontal, &vertical.taps[y]);
        down(&ring, &vertical.taps[y], sums);
        store(sums, pl_pixmap_row(out, y), width);
    }
finish:
    kernel_finish(&vertical);
    kernel_finish(&horizontal);
    free(sums);
    free(ring.rows);
    return ok;
}
