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

struct pl_resampler {
    struct pl_resampled source;
    struct kernel horizontal, vertical;
    struct ring ring;
    float *sums;
    int y; /* of the next row */
};

static bool fill_ring(struct pl_resampler *resampler, const struct taps *taps, struct placard_error *error) {
    struct ring *ring = &resampler->ring;
    ring->next = ring->next < taps->first ? taps->first : ring->next;
    for (; ring->next < taps->first + taps->count; ring->next++) {
        const uint32_t *row = resampler->source.row(resampler->source.data, ring->next, error);
        if (!row) {
            return false;
        }
        across(row, ring_row(ring, ring->next), ring->width, &resampler->horizontal);
    }
    return true;
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

void pl_resampler_destroy(struct pl_resampler *resampler) {
    if (resampler) {
        kernel_finish(&resampler->vertical);
        kernel_finish(&resampler->horizontal);
        free(resampler->sums);
        free(resampler->ring.rows);
        free(resampler);
    }
}

struct pl_resampler *pl_resampler_create(const struct pl_resampled *source, int width, int height,
                                         struct placard_error *error) {
    struct pl_resampler *resampler = pl_calloc(1, sizeof *resampler);
    bool ok = resampler && kernel_init(&resampler->horizontal, source->width, width) &&
              kernel_init(&resampler->vertical, source->height, height);
    if (ok) {
        struct ring *ring = &resampler->ring;
        resampler->source = *source;
        ring->width = width;
        ring->capacity = most_taps(&resampler->vertical, height);
        ring->rows = pl_calloc((size_t)ring->capacity, (size_t)width * 4 * sizeof *ring->rows);
        resampler->sums = pl_calloc((size_t)width * 4, sizeof *resampler->sums);
        ok = ring->rows && resampler->sums;
    }
    if (!ok) {
        pl_resampler_destroy(resampler);
        pl_fail_memory(error);
        return NULL;
    }
    return resampler;
}

bool pl_resampler_row(struct pl_resampler *resampler, uint32_t *to, struct pl_deadline *deadline,
                      struct placard_error *error) {
    const struct taps *taps = &resampler->vertical.taps[resampler->y++];
    int wanted = taps->first + taps->count - resampler->ring.next;
    long long work = 8LL * resampler->ring.width + (wanted > 0 ? 4LL * wanted * resampler->source.width : 0);
    if (!pl_deadline_spend(deadline, work, error) || !fill_ring(resampler, taps, error)) {
        return false;
    }
    down(&resampler->ring, taps, resampler->sums);
    store(resampler->sums, to, resampler->ring.width);
    return true;
}

const uint32_t *pl_resampled_pixmap(void *data, int y, struct placard_error *error) {
    (void)error;
    return pl_pixmap_row(data, y);
}

bool pl_pixmap_resample(struct pl_pixmap *out, const struct pl_pixmap *in, int width, int height,
                        struct pl_deadline *deadline, struct placard_error *error) {
    struct pl_resampled source = {in->width, in->height, pl_resampled_pixmap, (void *)in};
    if (!pl_pixmap_init(out, width, height, error)) {
        return false;
    }
    struct pl_resampler *resampler = pl_resampler_create(&source, width, height, error);
    bool ok = resampler && (copy_profile(out, in) || pl_fail_memory(error));
    for (int y = 0; ok && y < height; y++) {
        ok = pl_resampler_row(resampler, pl_pixmap_row(out, y), deadline, error);
    }
    pl_resampler_destroy(resampler);
    if (!ok) {
        pl_pixmap_finish(out);
    }
    return ok;
}
