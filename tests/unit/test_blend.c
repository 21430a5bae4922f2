#include "base/color.h"
#include "paint/blend.h"
#include "paint/blend_coats.h"
#include "pictures.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 40 };

static uint32_t random_pixel(uint32_t *state) {
    uint8_t alpha = (uint8_t)picture_random(state);
    if (picture_random(state) % 4 == 0) {
        alpha = picture_random(state) % 2 ? 255 : 0;
    }
    struct pl_color color = {(uint8_t)picture_random(state), (uint8_t)picture_random(state),
                             (uint8_t)picture_random(state), alpha};
    return pl_color_pixel(color);
}

static uint8_t random_coverage(uint32_t *state) {
    uint32_t kind = picture_random(state) % 3;
    return (uint8_t)(kind == 0 ? 0 : kind == 1 ? 255 : picture_random(state));
}

/* Source over destination (Porter and Duff) in real numbers; at most 1 off, and never brighter than its
 * alpha. */
static void check_over(uint32_t found, uint32_t to, uint32_t source, int coverage) {
    double a = (source >> 24) / 255.0 * coverage / 255.0;
    for (int shift = 0; shift < 32; shift += 8) {
        double expected = (source >> shift & 255) * (coverage / 255.0) + (to >> shift & 255) * (1 - a);
        int channel = (int)(found >> shift & 255);
        ck_assert_msg(labs(channel - lround(expected)) <= 1, "%08x over %08x at %d: %08x, not %.2f", source,
                      to, coverage, found, expected);
        ck_assert_msg(channel <= (int)(found >> 24) + 1, "%08x over %08x at %d: %08x", source, to, coverage,
                      found);
    }
}

START_TEST(runs_match_the_model) {
    uint32_t state = 1;
    for (int round = 0; round < 3000; round++) {
        uint32_t row[MOST + 1];
        uint32_t before[MOST + 1];
        uint8_t coverage[MOST];
        int count = (int)(picture_random(&state) % MOST);
        bool covered = round % 3 == 0;
        uint32_t pixel = random_pixel(&state);
        for (int i = 0; i < MOST; i++) {
            row[i] = random_pixel(&state);
            coverage[i] = random_coverage(&state);
        }
        row[count] = 0x12345678;
        memcpy(before, row, sizeof row);
        pl_blend_run(row, count, pixel, covered ? NULL : coverage);
        for (int i = 0; i < count; i++) {
            check_over(row[i], before[i], pixel, covered ? 255 : coverage[i]);
        }
        ck_assert_uint_eq(row[count], 0x12345678);
    }
}
END_TEST

START_TEST(pixels_match_the_model) {
    uint32_t state = 2;
    for (int round = 0; round < 3000; round++) {
        uint32_t row[MOST + 1];
        uint32_t before[MOST + 1];
        uint32_t pixels[MOST];
        uint8_t coverage[MOST];
        int count = (int)(picture_random(&state) % MOST);
        bool covered = round % 3 == 0;
        for (int i = 0; i < MOST; i++) {
            row[i] = random_pixel(&state);
            pixels[i] = random_pixel(&state);
            coverage[i] = random_coverage(&state);
        }
        row[count] = 0x12345678;
        memcpy(before, row, sizeof row);
        pl_blend_pixels(row, count, pixels, covered ? NULL : coverage);
        for (int i = 0; i < count; i++) {
            check_over(row[i], before[i], pixels[i], covered ? 255 : coverage[i]);
        }
        ck_assert_uint_eq(row[count], 0x12345678);
    }
}
END_TEST

/* Nothing stays nothing and all stays all, exactly. */
START_TEST(ends_are_exact) {
    uint32_t row[9];
    uint8_t none[9] = {0};
    uint8_t all[9];
    memset(all, 255, sizeof all);
    for (int i = 0; i < 9; i++) {
        row[i] = 0xff102030;
    }
    pl_blend_run(row, 9, 0xff405060, none);
    pl_blend_run(row, 9, 0, NULL);
    for (int i = 0; i < 9; i++) {
        ck_assert_uint_eq(row[i], 0xff102030);
    }
    pl_blend_run(row, 9, 0xff405060, all);
    for (int i = 0; i < 9; i++) {
        ck_assert_uint_eq(row[i], 0xff405060);
    }
}
END_TEST

/* Where many pixels in a row get the same, all that they can be comes out as it does for one alone: at most
 * an alpha of three goes other ways. */
START_TEST(runs_of_one_coverage_are_exact) {
    enum { COUNT = 256 };
    uint32_t rows[2][COUNT];
    uint8_t coverage[COUNT];
    for (int alpha = 0; alpha < 256; alpha += alpha < 8 ? 1 : 31) {
        for (int i = 0; i < 5; i++) {
            static const uint8_t coverages[] = {1, 2, 100, 254, 255};
            uint32_t pixel = pl_color_pixel((struct pl_color){255, 100, 1, (uint8_t)alpha});
            memset(coverage, coverages[i], sizeof coverage);
            for (uint32_t x = 0; x < COUNT; x++) {
                rows[0][x] = rows[1][x] = 0xff000000 | x << 16 | (255 - x) << 8 | (x ^ 0x55);
            }
            pl_blend_run(rows[0], COUNT, pixel, coverage);
            for (int x = 0; x < COUNT; x++) {
                pl_blend_run(&rows[1][x], 1, pixel, &coverage[x]);
                ck_assert_msg(rows[0][x] == rows[1][x], "alpha %d at %d: %08x, not %08x", alpha, coverages[i],
                              rows[0][x], rows[1][x]);
            }
        }
    }
}
END_TEST

/* Coverage as masks have it: nothing, all, one value, slopes, and any. */
static void random_coverages(uint32_t *state, uint8_t *coverage, int count) {
    for (int from = 0, to; from < count; from = to) {
        uint32_t kind = picture_random(state) % 5;
        uint8_t first = (uint8_t)picture_random(state);
        to = from + 1 + (int)(picture_random(state) % 600);
        for (int i = from; i < to && i < count; i++) {
            uint8_t values[] = {0, 255, first, (uint8_t)(first + (i - from) / 8), random_coverage(state)};
            coverage[i] = values[kind];
        }
    }
}

/* Several coats at once are the same as one after the other. */
START_TEST(coats_are_laid_in_turn) {
    enum { WIDTH = 1500, COATS = 6 };
    static uint8_t coverage[COATS][WIDTH + 1];
    static uint32_t rows[2][WIDTH + 1];
    uint32_t state = 3;
    for (int round = 0; round < 2000; round++) {
        struct pl_row_coat coats[COATS];
        int count = (int)(picture_random(&state) % COATS) + 1;
        bool opaque = round % 3 > 0;
        for (int i = 0; i <= WIDTH; i++) {
            rows[0][i] = rows[1][i] = random_pixel(&state) | (opaque ? 0xff000000 : 0);
        }
        for (int k = 0; k < count; k++) {
            uint32_t pixel = random_pixel(&state);
            int from = (int)(picture_random(&state) % WIDTH);
            int to = from + 1 + (int)(picture_random(&state) % (uint32_t)(WIDTH - from));
            random_coverages(&state, coverage[k], WIDTH);
            pixel = picture_random(&state) % 3 == 0 ? pixel & 0xff000000 : pixel;
            coats[k] = (struct pl_row_coat){pixel, from, to, coverage[k]};
            pl_blend_run(rows[0] + from, to - from, pixel, coverage[k]);
        }
        pl_blend_coats(rows[1], coats, count, 0);
        ck_assert_mem_eq(rows[0], rows[1], sizeof rows[0]);
    }
}
END_TEST

static void make(struct pl_pixmap *pixmap, int width, int height, uint32_t pixel) {
    struct placard_error error;
    ck_succeeds(pl_pixmap_init(pixmap, width, height, &error), error);
    pl_pixmap_fill(pixmap, pixel);
}

START_TEST(masks_are_clipped) {
    struct pl_pixmap pixmap;
    struct pl_mask mask = {0};
    struct placard_error error;
    ck_succeeds(pl_mask_reset(&mask, (struct pl_rect){-1, -2, 6, 3}, &error), error);
    memset(mask.data, 255, (size_t)mask.stride * 5);
    for (int dy = -8; dy < 12; dy++) {
        for (int dx = -10; dx < 14; dx++) {
            make(&pixmap, 9, 7, 0xff000000);
            pl_blend_mask(&pixmap, &mask, dx, dy, (struct pl_color){255, 0, 0, 255});
            for (int y = 0; y < 7; y++) {
                for (int x = 0; x < 9; x++) {
                    bool under = x - dx >= -1 && x - dx < 6 && y - dy >= -2 && y - dy < 3;
                    ck_assert_uint_eq(pl_pixmap_row(&pixmap, y)[x], under ? 0xffff0000 : 0xff000000);
                }
            }
            pl_pixmap_finish(&pixmap);
        }
    }
    pl_mask_finish(&mask);
}
END_TEST

START_TEST(pictures_are_clipped_and_faded) {
    struct pl_pixmap pixmap;
    struct pl_pixmap from;
    make(&from, 300, 2, 0x80800000);
    make(&pixmap, 280, 5, 0xff0000ff);
    pl_blend_pixmap(&pixmap, &from, -2, 1, 255);
    pl_blend_pixmap(&pixmap, &from, 275, 4, 128);
    pl_blend_pixmap(&pixmap, &from, 280, 0, 255);
    pl_blend_pixmap(&pixmap, &from, -300, 0, 255);
    pl_blend_pixmap(&pixmap, &from, 0, 5, 255);
    pl_blend_pixmap(&pixmap, &from, 0, -2, 255);
    ck_assert_uint_eq(pl_pixmap_row(&pixmap, 0)[0], 0xff0000ff);
    check_over(pl_pixmap_row(&pixmap, 1)[0], 0xff0000ff, 0x80800000, 255);
    check_over(pl_pixmap_row(&pixmap, 2)[279], 0xff0000ff, 0x80800000, 255);
    ck_assert_uint_eq(pl_pixmap_row(&pixmap, 3)[0], 0xff0000ff);
    ck_assert_uint_eq(pl_pixmap_row(&pixmap, 4)[274], 0xff0000ff);
    check_over(pl_pixmap_row(&pixmap, 4)[275], 0xff0000ff, 0x80800000, 128);
    pl_pixmap_finish(&from);
    pl_pixmap_finish(&pixmap);
}
END_TEST

START_TEST(fades_colours) {
    struct pl_color color = {1, 2, 3, 200};
    ck_assert_uint_eq(pl_color_fade(color, 1).a, 200);
    ck_assert_uint_eq(pl_color_fade(color, 0.5).a, 100);
    ck_assert_uint_eq(pl_color_fade(color, 0).a, 0);
    ck_assert_uint_eq(pl_color_fade(color, 0.5).g, 2);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {runs_match_the_model,           pixels_match_the_model, ends_are_exact,
                                  runs_of_one_coverage_are_exact, coats_are_laid_in_turn, masks_are_clipped,
                                  pictures_are_clipped_and_faded, fades_colours,          NULL};
    return unit_run("blend", tests);
}
