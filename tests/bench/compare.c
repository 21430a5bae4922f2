/*
 * compare PICTURE [ROUNDS]: what comparing costs in memory, beside memcmp over the same pixels and nothing
 * else. Each round measures all in turn; a ratio is the median over the rounds.
 */
#include "compare/compare.h"

#include "codec/codec.h"
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 30, MOST_ROUNDS = 10000, WARM_UP = 2 };

/* How the second picture comes from the first. */
enum change {
    SAME,
    SCATTERED, /* 0.2 % of the pixels, each by itself */
    SPOTS,     /* 0.2 % of the pixels, in squares */
    SLIGHT,    /* every pixel a little, as by JPEG: none is over the threshold */
    INVERTED,  /* every pixel, by far */
    CHANGES
};

enum stage {
    MEMCMP,
    IDENTICAL,
    FEW,
    FEW_SPOTS,
    ALL_SLIGHT,
    ALL,
    ALL_COUNTED,
    REGIONS,
    SSIM,
    SSIM_ALL,
    DRAW,
    STAGES
};

static const struct {
    const char *name;
    enum change change;
    struct pl_compare_options options;
} stages[STAGES] = {
    [MEMCMP] = {"memcmp", SAME, {0}},
    [IDENTICAL] = {"identical", SAME, {.threshold = 0.1}},
    [FEW] = {"0.2 % differ, scattered", SCATTERED, {.threshold = 0.1}},
    [FEW_SPOTS] = {"0.2 % differ, in spots", SPOTS, {.threshold = 0.1}},
    [ALL_SLIGHT] = {"all differ by a little", SLIGHT, {.threshold = 0.1}},
    [ALL] = {"all are mismatched", INVERTED, {.threshold = 0.1}},
    [ALL_COUNTED] = {"all are mismatched, antialiased included",
                     INVERTED,
                     {.threshold = 0.1, .include_antialiased = true}},
    [REGIONS] = {"0.2 % differ, scattered; regions", SCATTERED, {.threshold = 0.1, .regions = 16, .gap = 8}},
    [SSIM] = {"0.2 % differ, scattered; SSIM", SCATTERED, {.threshold = 0.1, .ssim = true}},
    [SSIM_ALL] = {"all differ by a little; SSIM", SLIGHT, {.threshold = 0.1, .ssim = true}},
    [DRAW] = {"0.2 % differ, scattered; difference picture", SCATTERED, {.threshold = 0.1}},
};

struct bench {
    struct pl_pixmap expected;
    struct pl_pixmap actual[CHANGES];
    double *times[STAGES];
    long long mismatched[STAGES];
    int rounds;
};

static uint32_t random_below(uint32_t *state, uint32_t count) {
    *state = *state * 1664525U + 1013904223U;
    return (*state >> 8) % count;
}

static struct pl_pixmap copy(const struct pl_pixmap *pixmap) {
    struct pl_pixmap out;
    struct placard_error error;
    if (!pl_pixmap_init(&out, pixmap->width, pixmap->height, &error)) {
        bench_give_up("memory", error.message);
    }
    memcpy(out.pixels, pixmap->pixels, (size_t)pixmap->stride * (size_t)pixmap->height);
    out.opaque = pixmap->opaque;
    return out;
}

static void scatter(struct pl_pixmap *pixmap, int side, uint32_t *state) {
    int count = (int)((double)pixmap->width * pixmap->height * 0.002) / (side * side);
    for (int i = 0; i < count; i++) {
        int left = (int)random_below(state, (uint32_t)(pixmap->width - side));
        int top = (int)random_below(state, (uint32_t)(pixmap->height - side));
        for (int j = 0; j < side * side; j++) {
            pl_pixmap_row(pixmap, top + j / side)[left + j % side] ^= 0x808080;
        }
    }
}

static struct pl_pixmap make(const struct pl_pixmap *pixmap, enum change change) {
    struct pl_pixmap out = copy(pixmap);
    uint32_t state = 7;
    if (change == SCATTERED || change == SPOTS) {
        scatter(&out, change == SPOTS ? 10 : 1, &state);
    }
    for (int y = 0; y < out.height; y++) {
        uint32_t *row = pl_pixmap_row(&out, y);
        for (int x = 0; x < out.width; x++) {
            row[x] ^= change == INVERTED ? 0xffffff
                      : change == SLIGHT
                          ? 0x010101 | random_below(&state, 8) << 17 | random_below(&state, 8) << 1
                          : 0;
        }
    }
    return out;
}

/* Enlarged by repeating pixels, so that more is compared of what looks the same. */
static struct pl_pixmap enlarge(const struct pl_pixmap *pixmap, int scale) {
    struct pl_pixmap out;
    struct placard_error error;
    if (!pl_pixmap_init(&out, pixmap->width * scale, pixmap->height * scale, &error)) {
        bench_give_up("memory", error.message);
    }
    for (int y = 0; y < out.height; y++) {
        for (int x = 0; x < out.width; x++) {
            pl_pixmap_row(&out, y)[x] = pl_pixmap_row(pixmap, y / scale)[x / scale];
        }
    }
    out.opaque = pixmap->opaque;
    return out;
}

static long long run_memcmp(const struct pl_pixmap *a, const struct pl_pixmap *b) {
    return memcmp(a->pixels, b->pixels, (size_t)a->stride * (size_t)a->height) != 0;
}

static long long run_compare(const struct pl_pixmap *a, const struct pl_pixmap *b, enum stage stage) {
    struct pl_difference found;
    struct placard_error error;
    if (!pl_compare(a, b, &stages[stage].options, &found, &error)) {
        bench_give_up("compare", error.message);
    }
    long long mismatched = found.mismatched;
    if (stage == DRAW) {
        struct pl_pixmap_rows rows;
        struct pl_pixmap picture;
        if (!pl_pixmap_rows_init(&rows, a, &error) ||
            !pl_difference_draw(&found.marks, &rows.rows, &picture, &error)) {
            bench_give_up("difference picture", error.message);
        }
        pl_pixmap_rows_finish(&rows);
        pl_pixmap_finish(&picture);
    }
    pl_difference_finish(&found);
    return mismatched;
}

/* Negative rounds warm up. */
static void run_round(struct bench *bench, int round) {
    for (int i = 0; i < STAGES; i++) {
        const struct pl_pixmap *actual = bench->actual + stages[i].change;
        double start = bench_now();
        bench->mismatched[i] = i == MEMCMP ? run_memcmp(&bench->expected, actual)
                                           : run_compare(&bench->expected, actual, (enum stage)i);
        if (round >= 0) {
            bench->times[i][round] = bench_now() - start;
        }
    }
}

static double ratio(const struct bench *bench, enum stage stage) {
    double *values = bench_allocate((size_t)bench->rounds, sizeof *values);
    for (int r = 0; r < bench->rounds; r++) {
        values[r] = bench->times[stage][r] / bench->times[MEMCMP][r];
    }
    double middle = bench_median(values, bench->rounds);
    free(values);
    return middle;
}

static void run(const struct pl_pixmap *expected, int rounds) {
    struct bench bench = {.expected = *expected, .rounds = rounds};
    for (int i = 0; i < CHANGES; i++) {
        bench.actual[i] = make(expected, (enum change)i);
    }
    for (int i = 0; i < STAGES; i++) {
        bench.times[i] = bench_allocate((size_t)rounds, sizeof(double));
    }
    for (int round = -WARM_UP; round < rounds; round++) {
        run_round(&bench, round);
    }
    printf("%4dx%-4d, %d rounds %29s median ms   memcmps  mismatched\n", expected->width, expected->height,
           rounds, "");
    for (int i = 0; i < STAGES; i++) {
        printf("  %-46s %10.3f %9.2f %11lld\n", stages[i].name, bench_median(bench.times[i], rounds),
               ratio(&bench, (enum stage)i), bench.mismatched[i]);
        free(bench.times[i]);
    }
    for (int i = 0; i < CHANGES; i++) {
        pl_pixmap_finish(bench.actual + i);
    }
}

int main(int argc, char **argv) {
    struct placard_error error;
    struct pl_pixmap picture;
    int rounds = argc > 2 ? atoi(argv[2]) : ROUNDS;
    if (argc < 2 || rounds < 1 || rounds > MOST_ROUNDS) {
        fputs("usage: compare PICTURE [ROUNDS]\n", stderr);
        return 2;
    }
    struct bench_file file = bench_read(NULL, argv[1]);
    if (!pl_picture_decode(argv[1], file.bytes, file.size, &picture, &error)) {
        bench_give_up("picture", error.message);
    }
    struct pl_pixmap large = enlarge(&picture, 3);
    run(&picture, rounds);
    run(&large, rounds / 5 + 1);
    pl_pixmap_finish(&picture);
    pl_pixmap_finish(&large);
    free(file.bytes);
    return 0;
}
