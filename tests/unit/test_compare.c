#include "base/color.h"
#include "compare/compare.h"
#include "pictures.h"
#include "unit.h"

enum { WIDTH = 16, HEIGHT = 12 };

static void make(struct pl_pixmap *pixmap, int width, int height, uint32_t pixel) {
    struct placard_error error;
    ck_succeeds(pl_pixmap_init(pixmap, width, height, &error), error);
    pl_pixmap_fill(pixmap, pixel);
}

static uint8_t vary(uint8_t value, int spread, uint32_t *state) {
    int varied = value + ((int)(picture_random(state) % (uint32_t)(2 * spread / 5 + 1)) - spread / 5) * 5;
    return (uint8_t)(varied < 0 ? 0 : varied > 255 ? 255 : varied);
}

/* Pairs of pixels whose channels differ by at most `spread`. Channels are multiples of five and alphas of a
 * fifth, so that multiplying them loses nothing. */
static void make_pair(struct pl_pixmap *a, struct pl_pixmap *b, bool translucent, int spread) {
    static const uint8_t alphas[] = {255, 0, 51, 102, 204};
    uint32_t state = 7 + (translucent ? 100 : 0) + (uint32_t)spread;
    make(a, WIDTH, HEIGHT, 0);
    make(b, WIDTH, HEIGHT, 0);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        uint8_t first[4] = {0, 0, 0, 255};
        uint8_t second[4] = {0, 0, 0, 255};
        if (translucent) {
            first[3] = alphas[picture_random(&state) % 5];
            second[3] = alphas[picture_random(&state) % 5];
        }
        for (int c = 0; c < 3; c++) {
            first[c] = (uint8_t)(picture_random(&state) % 52 * 5);
            second[c] = vary(first[c], spread, &state);
        }
        if (translucent && picture_random(&state) % 2) {
            second[3] = first[3];
        }
        pl_pixmap_row(a, i / WIDTH)[i % WIDTH] =
            pl_color_pixel((struct pl_color){first[0], first[1], first[2], first[3]});
        pl_pixmap_row(b, i / WIDTH)[i % WIDTH] =
            pl_color_pixel((struct pl_color){second[0], second[1], second[2], second[3]});
    }
}

/* What pixelmatch 7.1.0 counts in the same pictures with includeAA. */
static const struct {
    bool translucent;
    int spread;
    double threshold[5];
    int mismatched[5];
} recorded[] = {
    {false, 20, {0, 0.05, 0.1, 0.2, 0.5}, {192, 62, 0, 0, 0}},
    {false, 60, {0, 0.05, 0.1, 0.2, 0.5}, {192, 181, 117, 1, 0}},
    {false, 200, {0, 0.05, 0.1, 0.2, 0.5}, {192, 192, 189, 153, 20}},
    {true, 20, {0, 0.05, 0.1, 0.2, 0.5}, {168, 83, 55, 28, 0}},
    {true, 60, {0, 0.05, 0.1, 0.2, 0.5}, {171, 125, 86, 32, 1}},
    {true, 200, {0, 0.05, 0.1, 0.2, 0.5}, {163, 148, 115, 70, 6}},
};

START_TEST(counts_as_pixelmatch_does) {
    for (size_t i = 0; i < sizeof recorded / sizeof *recorded; i++) {
        struct pl_pixmap a;
        struct pl_pixmap b;
        make_pair(&a, &b, recorded[i].translucent, recorded[i].spread);
        for (int t = 0; t < 5; t++) {
            struct pl_difference found;
            struct placard_error error;
            ck_succeeds(pl_compare(&a, &b, recorded[i].threshold[t], &found, NULL, &error), error);
            ck_assert_msg(found.mismatched == recorded[i].mismatched[t], "picture %zu at %g: %lld, not %d", i,
                          recorded[i].threshold[t], found.mismatched, recorded[i].mismatched[t]);
            ck_assert_double_eq_tol(found.share, (double)found.mismatched / (WIDTH * HEIGHT), 1e-12);
        }
        pl_pixmap_finish(&a);
        pl_pixmap_finish(&b);
    }
}
END_TEST

START_TEST(measures_channels) {
    struct pl_pixmap a;
    struct pl_pixmap b;
    struct pl_difference found;
    struct placard_error error;
    make(&a, 4, 5, 0xff102030);
    make(&b, 4, 5, 0xff102030);
    ck_succeeds(pl_compare(&a, &b, 0, &found, NULL, &error), error);
    ck_assert_int_eq(found.mismatched, 0);
    ck_assert_int_eq(found.greatest, 0);
    ck_assert(found.mean == 0 && found.share == 0);
    pl_pixmap_row(&b, 4)[3] = 0xff192030;
    pl_pixmap_row(&b, 0)[0] = 0xff102000;
    ck_succeeds(pl_compare(&a, &b, 0.1, &found, NULL, &error), error);
    ck_assert_int_eq(found.greatest, 48);
    ck_assert_double_eq_tol(found.mean, (9 + 48) / 60.0, 1e-12);
    pl_pixmap_finish(&a);
    pl_pixmap_finish(&b);
}
END_TEST

START_TEST(shows_where) {
    struct pl_pixmap a;
    struct pl_pixmap b;
    struct pl_pixmap picture;
    struct pl_difference found;
    struct placard_error error;
    make(&a, 3, 2, 0xff000000);
    make(&b, 3, 2, 0xff000000);
    pl_pixmap_row(&b, 1)[2] = 0xffffffff;
    ck_succeeds(pl_compare(&a, &b, 0.1, &found, &picture, &error), error);
    ck_assert_int_eq(found.mismatched, 1);
    ck_assert_uint_eq(pl_pixmap_row(&picture, 1)[2], 0xffff0000);
    ck_assert_uint_eq(pl_pixmap_row(&picture, 0)[0], 0xffe5e5e5);
    pl_pixmap_finish(&a);
    pl_pixmap_finish(&b);
    pl_pixmap_finish(&picture);
}
END_TEST

START_TEST(refuses_other_sizes) {
    struct pl_pixmap a;
    struct pl_pixmap b;
    struct pl_difference found;
    struct placard_error error;
    make(&a, 3, 2, 0);
    make(&b, 2, 3, 0);
    ck_fails(pl_compare(&a, &b, 0.1, &found, NULL, &error), error, "sizes differ: 3x2 against 2x3");
    pl_pixmap_finish(&a);
    pl_pixmap_finish(&b);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {counts_as_pixelmatch_does, measures_channels, shows_where,
                                  refuses_other_sizes, NULL};
    return unit_run("compare", tests);
}
