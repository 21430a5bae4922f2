#include "compare/compare.h"
#include "compare/measure.h"
#include "pairs.h"
#include "pictures.h"
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make(struct pl_pixmap *pixmap, int width, int height, uint32_t pixel) {
    struct placard_error error;
    ck_succeeds(pl_pixmap_init(pixmap, width, height, &error), error);
    pl_pixmap_fill(pixmap, pixel);
}

static struct pl_difference compare(const struct pl_pixmap *a, const struct pl_pixmap *b,
                                    struct pl_compare_options options) {
    struct pl_difference found;
    struct placard_error error;
    ck_succeeds(pl_compare(a, b, &options, &found, &error), error);
    return found;
}

static struct pl_pixmap draw(const struct pl_difference *difference, const struct pl_pixmap *expected) {
    struct pl_pixmap_rows rows;
    struct pl_pixmap picture;
    struct placard_error error;
    ck_succeeds(pl_pixmap_rows_init(&rows, expected, &error), error);
    ck_succeeds(pl_difference_draw(&difference->marks, &rows.rows, &picture, &error), error);
    pl_pixmap_rows_finish(&rows);
    return picture;
}

static uint32_t hash_of(const struct pl_difference *difference, const struct pl_pixmap *expected) {
    struct pl_pixmap picture = draw(difference, expected);
    uint32_t hash = pair_hash(&picture);
    pl_pixmap_finish(&picture);
    return hash;
}

/* ---- what pixelmatch finds ---- */

static void check_counts(const struct pair *pair, int index, const char *line) {
    double threshold;
    long long mismatched, antialiased, all;
    ck_assert_int_eq(sscanf(line, "at %lf %lld %lld %lld", &threshold, &mismatched, &antialiased, &all), 4);
    struct pl_compare_options options = {.threshold = threshold};
    struct pl_difference found = compare(&pair->a, &pair->b, options);
    ck_assert_msg(found.mismatched == mismatched && found.antialiased == antialiased,
                  "pair %d at %.17g: %lld and %lld antialiased, not %lld and %lld", index, threshold,
                  found.mismatched, found.antialiased, mismatched, antialiased);
    long long pixels = (long long)pair->a.width * pair->a.height;
    ck_assert_int_eq(found.pixels, pixels);
    ck_assert_double_eq_tol(found.share, (double)mismatched / (double)pixels, 1e-12);
    pl_difference_finish(&found);

    struct pl_difference swapped = compare(&pair->b, &pair->a, options);
    ck_assert_msg(swapped.mismatched == mismatched && swapped.antialiased == antialiased,
                  "pair %d at %.17g: other counts the other way round", index, threshold);
    pl_difference_finish(&swapped);

    options.include_antialiased = true;
    found = compare(&pair->a, &pair->b, options);
    ck_assert_msg(found.mismatched == all && found.antialiased == 0,
                  "pair %d at %.17g, antialiased included: %lld, not %lld", index, threshold,
                  found.mismatched, all);
    pl_difference_finish(&found);
}

static void check_pictures(struct pair *pair, int *index, const char *line) {
    static const double threshold = 0.1;
    int width, height;
    unsigned a, b, plain, all;
    ck_assert_int_eq(sscanf(line, "pair %d %d %d %x %x %x %x", index, &width, &height, &a, &b, &plain, &all),
                     7);
    pair_make(pair, *index);
    ck_assert_msg(pair->a.width == width && pair->a.height == height && pair_hash(&pair->a) == a &&
                      pair_hash(&pair->b) == b,
                  "pair %d is not the one that was recorded", *index);
    for (int i = 0; i < 2; i++) {
        struct pl_compare_options options = {.threshold = threshold, .include_antialiased = i == 1};
        struct pl_difference found = compare(&pair->a, &pair->b, options);
        ck_assert_msg(hash_of(&found, &pair->a) == (i == 0 ? plain : all),
                      "pair %d: another difference picture%s", *index,
                      i == 0 ? "" : ", antialiased included");
        pl_difference_finish(&found);
    }
}

START_TEST(finds_what_pixelmatch_finds) {
    FILE *file = fopen("tests/compare/recorded.txt", "r");
    char line[256];
    struct pair pair = {0};
    int index = -1;
    int pairs = 0;
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, "pair ", 5) == 0) {
            pair_finish(&pair);
            check_pictures(&pair, &index, line);
            pairs++;
        } else if (line[0] != '#') {
            check_counts(&pair, index, line);
        }
    }
    pair_finish(&pair);
    fclose(file);
    ck_assert_int_eq(pairs, PAIR_COUNT);
}
END_TEST

/* Differences of all sizes and directions, at a threshold a hair below each: what is passed over for being
 * small must not be among them. */
START_TEST(passes_over_nothing) {
    struct pl_pixmap a;
    struct pl_pixmap b;
    make(&a, 1, 1, 0xff808080);
    make(&b, 1, 1, 0xff808080);
    for (int size = 1; size < 128; size++) {
        for (int signs = 0; signs < 27; signs++) {
            int r = (signs % 3 - 1) * size;
            int g = (signs / 3 % 3 - 1) * size;
            int blue = (signs / 9 - 1) * size;
            uint32_t pixel =
                0xff000000 | (uint32_t)(128 + r) << 16 | (uint32_t)(128 + g) << 8 | (uint32_t)(128 + blue);
            double distance = pl_distance(0xff808080, pixel, 0);
            double threshold = sqrt(distance / PL_DISTANCE_MOST);
            pl_pixmap_row(&b, 0)[0] = pixel;
            for (int i = 0; i < 2 && distance > 0; i++) {
                struct pl_compare_options options = {.threshold = threshold * (i ? 1 + 1e-12 : 1 - 1e-12)};
                struct pl_difference found = compare(&a, &b, options);
                ck_assert_int_eq(found.mismatched, i == 0);
                pl_difference_finish(&found);
            }
        }
    }
    pl_pixmap_finish(&a);
    pl_pixmap_finish(&b);
}
END_TEST

/* ---- what is measured besides ---- */

START_TEST(measures_channels) {
    struct pl_pixmap a;
    struct pl_pixmap b;
    make(&a, 4, 5, 0xff102030);
    make(&b, 4, 5, 0xff102030);
    struct pl_difference found = compare(&a, &b, (struct pl_compare_options){.threshold = 0, .ssim = true});
    ck_assert_int_eq(found.mismatched, 0);
    ck_assert_int_eq(found.greatest, 0);
    ck_assert(found.same_size && found.mean == 0 && found.share == 0 && found.rms == 0 && found.ssim == 1);
    ck_assert_ptr_null(found.marks.runs);
    pl_difference_finish(&found);
    pl_pixmap_row(&b, 4)[3] = 0xff192030;
    pl_pixmap_row(&b, 0)[0] = 0xff102000;
    found = compare(&a, &b, (struct pl_compare_options){.threshold = 0.5});
    ck_assert_int_eq(found.mismatched, 0);
    ck_assert_int_eq(found.greatest, 48);
    ck_assert_double_eq_tol(found.mean, (9 + 48) / 60.0, 1e-12);
    ck_assert_double_eq_tol(found.rms * found.rms, (9 * 9 + 48 * 48) / 60.0, 1e-12);
    ck_assert(found.ssim == 0);
    pl_difference_finish(&found);
    pl_pixmap_finish(&a);
    pl_pixmap_finish(&b);
}
END_TEST

/* By the book, over all pixels, one after the other. */
static void check_channels(const struct pl_pixmap *a, const struct pl_pixmap *b) {
    double sum = 0;
    double squares = 0;
    int greatest = 0;
    for (int y = 0; y < a->height; y++) {
        for (int x = 0; x < a->width; x++) {
            uint32_t p = pl_pixmap_row(a, y)[x];
            uint32_t q = pl_pixmap_row(b, y)[x];
            int alphas = (int)(p >> 24) - (int)(q >> 24);
            for (int shift = 0; shift < 24; shift += 8) {
                int black = (int)((2 * (p >> shift & 255) * (p >> 24) + 255) / 510) -
                            (int)((2 * (q >> shift & 255) * (q >> 24) + 255) / 510);
                int d = abs(black) > abs(black - alphas) ? abs(black) : abs(black - alphas);
                sum += d;
                squares += d * d;
                greatest = d > greatest ? d : greatest;
            }
        }
    }
    double samples = 3.0 * a->width * a->height;
    struct pl_difference found = compare(a, b, (struct pl_compare_options){.threshold = 0.1});
    ck_assert_double_eq_tol(found.mean, sum / samples, 1e-9);
    ck_assert_double_eq_tol(found.rms * found.rms, squares / samples, 1e-7);
    ck_assert_int_eq(found.greatest, greatest);
    pl_difference_finish(&found);
}

START_TEST(measures_channels_of_all_pairs) {
    for (int i = 0; i < PAIR_COUNT; i++) {
        struct pair pair;
        pair_make(&pair, i);
        check_channels(&pair.a, &pair.b);
        pair_finish(&pair);
    }
}
END_TEST

/* What is said of a pixel whatever is below it. */
START_TEST(sees_translucent_pixels_over_black_and_white) {
    static const struct {
        uint32_t p, q;
        int greatest;
    } cases[] = {
        {0xffffffff, 0x00ffffff, 255}, {0xff000000, 0x00000000, 255}, {0x00123456, 0x00654321, 0},
        {0x80ff0000, 0x8000ff00, 128}, {0xffffffff, 0x80ffffff, 127}, {0x80ffffff, 0x40ffffff, 64},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pl_pixmap a;
        struct pl_pixmap b;
        make(&a, 1, 1, cases[i].p);
        make(&b, 1, 1, cases[i].q);
        a.straight = b.straight = true;
        struct pl_difference found = compare(&a, &b, (struct pl_compare_options){.threshold = 0});
        ck_assert_int_eq(found.greatest, cases[i].greatest);
        ck_assert_int_eq(found.mismatched, cases[i].greatest > 0);
        pl_difference_finish(&found);
        pl_pixmap_finish(&a);
        pl_pixmap_finish(&b);
    }
}
END_TEST

START_TEST(other_sizes_are_no_failure) {
    struct pl_pixmap a;
    struct pl_pixmap b;
    make(&a, 3, 2, 0);
    make(&b, 2, 3, 0);
    struct pl_difference found = compare(&a, &b, (struct pl_compare_options){.regions = 4, .ssim = true});
    ck_assert(!found.same_size && found.share == 1 && found.pixels == 0 && found.mismatched == 0);
    ck_assert_ptr_null(found.regions);
    pl_difference_finish(&found);
    pl_pixmap_finish(&a);
    pl_pixmap_finish(&b);
}
END_TEST

/* Premultiplied pixels count as a PNG of them would. */
START_TEST(divides_by_alpha) {
    for (uint32_t alpha = 0; alpha < 256; alpha++) {
        struct pl_pixmap a;
        struct pl_pixmap b;
        make(&a, 256, 1, 0);
        make(&b, 256, 1, 0);
        for (uint32_t value = 0; value < 256; value++) {
            uint32_t multiplied = pl_mul255(value, alpha);
            uint32_t back = alpha ? (multiplied * 255 + alpha / 2) / alpha : 0;
            pl_pixmap_row(&a, 0)[value] = alpha << 24 | multiplied * 0x010001;
            pl_pixmap_row(&b, 0)[value] = alpha << 24 | back * 0x010001;
        }
        b.straight = true;
        struct pl_difference found = compare(&a, &b, (struct pl_compare_options){.threshold = 0});
        ck_assert_int_eq(found.mismatched, 0);
        ck_assert_int_eq(found.greatest, 0);
        pl_difference_finish(&found);
        pl_pixmap_finish(&a);
        pl_pixmap_finish(&b);
    }
}
END_TEST

/* ---- what is ignored ---- */

/* That only `seen` pixels are compared: the same as where the others of `b` are those of `a`, as far as
 * pixels by themselves go. */
static void check_ignored(const struct pair *pair, struct pl_compare_options options, const bool *ignored) {
    struct pl_pixmap patched;
    long long pixels = 0;
    make(&patched, pair->b.width, pair->b.height, 0);
    patched.straight = true;
    for (int y = 0; y < patched.height; y++) {
        for (int x = 0; x < patched.width; x++) {
            bool skip = ignored[y * patched.width + x];
            pl_pixmap_row(&patched, y)[x] = pl_pixmap_row(skip ? &pair->a : &pair->b, y)[x];
            pixels += !skip;
        }
    }
    struct pl_difference found = compare(&pair->a, &pair->b, options);
    options.ignored = 0;
    options.mask = NULL;
    struct pl_difference expected = compare(&pair->a, &patched, options);
    double all = (double)expected.pixels;
    ck_assert_int_eq(found.pixels, pixels);
    ck_assert_int_eq(found.mismatched, expected.mismatched);
    ck_assert_int_eq(found.greatest, expected.greatest);
    ck_assert(found.ssim == expected.ssim);
    ck_assert_double_eq_tol(found.mean * (double)pixels, expected.mean * all, 1e-7);
    ck_assert_uint_eq(hash_of(&found, &pair->a), hash_of(&expected, &pair->a));
    pl_difference_finish(&found);
    pl_difference_finish(&expected);
    pl_pixmap_finish(&patched);
}

START_TEST(ignores_rectangles) {
    uint32_t state = 3;
    for (int i = 0; i < PAIR_COUNT; i += 2) {
        struct pair pair;
        struct pl_area areas[3];
        pair_make(&pair, i);
        int width = pair.a.width;
        int height = pair.a.height;
        bool *ignored = calloc((size_t)width * (size_t)height, sizeof *ignored);
        ck_assert_ptr_nonnull(ignored);
        for (int j = 0; j < 3; j++) {
            areas[j].left = (int)(picture_random(&state) % (uint32_t)(width + 4)) - 4;
            areas[j].top = (int)(picture_random(&state) % (uint32_t)(height + 4)) - 4;
            areas[j].width = (int)(picture_random(&state) % 20);
            areas[j].height = (int)(picture_random(&state) % 20);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    ignored[y * width + x] |= x >= areas[j].left && x < areas[j].left + areas[j].width &&
                                              y >= areas[j].top && y < areas[j].top + areas[j].height;
                }
            }
        }
        check_ignored(
            &pair,
            (struct pl_compare_options){
                .threshold = 0.1, .include_antialiased = true, .ignore = areas, .ignored = 3, .ssim = true},
            ignored);
        free(ignored);
        pair_finish(&pair);
    }
}
END_TEST

START_TEST(ignores_rectangles_of_any_size) {
    static const struct pl_area all = {-INT32_MAX, -INT32_MAX, INT32_MAX, INT32_MAX};
    static const struct pl_area more = {-5, -5, INT32_MAX, INT32_MAX};
    static const struct pl_area none = {-5, -5, -INT32_MAX, 3};
    struct pair pair;
    pair_make(&pair, 5);
    struct pl_compare_options options = {.threshold = 0, .ignore = &all, .ignored = 1};
    struct pl_difference found = compare(&pair.a, &pair.b, options);
    ck_assert_int_eq(found.pixels, (long long)pair.a.width * pair.a.height);
    pl_difference_finish(&found);
    options.ignore = &none;
    found = compare(&pair.a, &pair.b, options);
    ck_assert_int_eq(found.pixels, (long long)pair.a.width * pair.a.height);
    pl_difference_finish(&found);
    options.ignore = &more;
    found = compare(&pair.a, &pair.b, options);
    ck_assert(found.pixels == 0 && found.mismatched == 0 && found.share == 0 && found.mean == 0);
    pl_difference_finish(&found);
    pair_finish(&pair);
}
END_TEST

START_TEST(ignores_by_a_mask) {
    static const uint32_t colors[] = {0xffffffff, 0xff000000, 0x00ffffff, 0xff808080,
                                      0xff7f7f7f, 0x80ffffff, 0x7fffffff, 0xffff0000};
    static const bool skipped[] = {true, false, false, true, false, true, false, false};
    uint32_t state = 9;
    for (int i = 0; i < PAIR_COUNT; i += 3) {
        struct pair pair;
        struct pl_pixmap mask;
        struct pl_pixmap_rows rows;
        struct placard_error error;
        static const struct pl_area area = {2, 1, 5, 4};
        pair_make(&pair, i);
        int width = pair.a.width;
        int height = pair.a.height;
        make(&mask, width, height, 0);
        mask.straight = true;
        bool *ignored = calloc((size_t)width * (size_t)height, sizeof *ignored);
        ck_assert_ptr_nonnull(ignored);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                uint32_t color = picture_random(&state) % 8;
                pl_pixmap_row(&mask, y)[x] = colors[color];
                ignored[y * width + x] = skipped[color] || (x >= 2 && x < 7 && y >= 1 && y < 5);
            }
        }
        ck_succeeds(pl_pixmap_rows_init(&rows, &mask, &error), error);
        check_ignored(&pair,
                      (struct pl_compare_options){.threshold = 0.1,
                                                  .include_antialiased = true,
                                                  .ignore = &area,
                                                  .ignored = 1,
                                                  .mask = &rows.rows,
                                                  .ssim = true},
                      ignored);
        pl_pixmap_rows_finish(&rows);
        pl_pixmap_finish(&mask);
        free(ignored);
        pair_finish(&pair);
    }
}
END_TEST

/* ---- rows ---- */

/* A source that forgets a row as soon as it may, and fails at one if asked to. */
struct forgetful {
    struct pl_rows rows;
    const struct pl_pixmap *pixmap;
    uint32_t *kept;
    int y, fails_at;
};

static const uint32_t *next_forgetful(struct pl_rows *base, struct placard_error *error) {
    struct forgetful *source = (struct forgetful *)base;
    size_t size = (size_t)base->width * sizeof *source->kept;
    int y = source->y++;
    ck_assert_int_lt(y, base->height);
    if (y == source->fails_at) {
        pl_fail(error, PLACARD_PICTURE, "row %d", y);
        return NULL;
    }
    uint32_t *row = source->kept + (ptrdiff_t)(y % PL_ROWS_KEPT) * base->width;
    memcpy(row, pl_pixmap_row(source->pixmap, y), size);
    return row;
}

static struct forgetful forget(const struct pl_pixmap *pixmap, int fails_at) {
    struct forgetful source = {
        .rows = {pixmap->width, pixmap->height, next_forgetful}, .pixmap = pixmap, .fails_at = fails_at};
    source.kept = calloc((size_t)pixmap->width * PL_ROWS_KEPT, sizeof *source.kept);
    ck_assert_ptr_nonnull(source.kept);
    return source;
}

START_TEST(needs_few_rows) {
    static const struct pl_compare_options options = {.threshold = 0.02, .regions = 3, .ssim = true};
    for (int i = 0; i < PAIR_COUNT; i++) {
        struct pair pair;
        struct pl_difference found;
        struct placard_error error;
        pair_make(&pair, i);
        struct forgetful a = forget(&pair.a, -1);
        struct forgetful b = forget(&pair.b, -1);
        ck_succeeds(pl_compare_rows(&a.rows, &b.rows, &options, &found, &error), error);
        struct pl_difference expected = compare(&pair.a, &pair.b, options);
        ck_assert_int_eq(found.mismatched, expected.mismatched);
        ck_assert_int_eq(found.antialiased, expected.antialiased);
        ck_assert(found.ssim == expected.ssim && found.mean == expected.mean);
        pl_difference_finish(&found);
        pl_difference_finish(&expected);
        free(a.kept);
        free(b.kept);
        pair_finish(&pair);
    }
}
END_TEST

START_TEST(passes_on_what_fails) {
    static const struct pl_compare_options options = {.threshold = 0, .regions = 3};
    struct pair pair;
    pair_make(&pair, 5);
    for (int row = 0; row < pair.a.height; row += 3) {
        struct pl_difference found;
        struct placard_error error;
        char words[32];
        struct forgetful a = forget(&pair.a, -1);
        struct forgetful b = forget(&pair.b, row);
        snprintf(words, sizeof words, "row %d", row);
        ck_fails(pl_compare_rows(&a.rows, &b.rows, &options, &found, &error), error, words);
        ck_assert_ptr_null(found.marks.runs);
        free(a.kept);
        free(b.kept);
    }
    pair_finish(&pair);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {finds_what_pixelmatch_finds,
                                  passes_over_nothing,
                                  measures_channels,
                                  measures_channels_of_all_pairs,
                                  sees_translucent_pixels_over_black_and_white,
                                  other_sizes_are_no_failure,
                                  divides_by_alpha,
                                  ignores_rectangles,
                                  ignores_rectangles_of_any_size,
                                  ignores_by_a_mask,
                                  needs_few_rows,
                                  passes_on_what_fails,
                                  NULL};
    return unit_run("compare", tests);
}
