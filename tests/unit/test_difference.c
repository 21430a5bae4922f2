#include "compare/compare.h"
#include "pairs.h"
#include "pictures.h"
#include "unit.h"

#include <placard/placard.h>

#include <stdlib.h>
#include <string.h>

/* Comparing as the library's users see it: what src/api/compare.c adds. */

static struct placard_picture *decode(const struct pl_buffer *file, bool straight) {
    struct placard_error error;
    struct placard_picture *picture = straight ? placard_decode_straight("x", file->data, file->size, &error)
                                               : placard_decode("x", file->data, file->size, &error);
    ck_assert_msg(picture, "%s", error.message);
    return picture;
}

static struct pl_buffer to_file(const struct pl_pixmap *pixmap) {
    struct picture_png kind = {pixmap->width, pixmap->height, 8, 6, .transparent = -1};
    struct pl_buffer file = {0};
    size_t size = (size_t)pixmap->width * (size_t)pixmap->height * 4;
    unsigned char *samples = malloc(size);
    ck_assert_ptr_nonnull(samples);
    for (size_t i = 0; i < size; i++) {
        size_t pixel = i / 4;
        int width = pixmap->width;
        static const int shifts[] = {16, 8, 0, 24};
        samples[i] =
            (unsigned char)(pl_pixmap_row(pixmap, (int)pixel / width)[(int)pixel % width] >> shifts[i % 4]);
    }
    picture_png_make(&kind, samples, &file);
    free(samples);
    return file;
}

static struct placard_picture *picture_of(const struct pl_pixmap *pixmap, bool straight) {
    struct pl_buffer file = to_file(pixmap);
    struct placard_picture *picture = decode(&file, straight);
    pl_buffer_finish(&file);
    return picture;
}

static struct placard_picture *plain(int width, int height, uint32_t pixel) {
    struct pl_pixmap pixmap;
    struct placard_error error;
    ck_succeeds(pl_pixmap_init(&pixmap, width, height, &error), error);
    pl_pixmap_fill(&pixmap, pixel);
    struct placard_picture *picture = picture_of(&pixmap, true);
    pl_pixmap_finish(&pixmap);
    return picture;
}

static long long mismatched(const struct placard_picture *a, const struct placard_picture *b,
                            const struct placard_compare_options *options) {
    struct placard_difference found;
    struct placard_error error;
    ck_succeeds(placard_compare(a, b, options, &found, &error), error);
    long long count = found.mismatched;
    placard_difference_finish(&found);
    return count;
}

START_TEST(has_defaults) {
    struct placard_picture *a = plain(4, 3, 0xff808080);
    struct placard_picture *less = plain(4, 3, 0xff9a9a9a); /* 26 is 0.0985 */
    struct placard_picture *more = plain(4, 3, 0xff9b9b9b); /* 27 is 0.102 */
    struct placard_picture *least = plain(4, 3, 0xff808081);
    ck_assert_int_eq(mismatched(a, less, NULL), 0);
    ck_assert_int_eq(mismatched(a, more, NULL), 12);
    ck_assert_int_eq(mismatched(a, more, &(struct placard_compare_options){.threshold = 0}), 12);
    ck_assert_int_eq(mismatched(a, more, &(struct placard_compare_options){.threshold = 0.11}), 0);
    ck_assert_int_eq(mismatched(a, least, &(struct placard_compare_options){.threshold = -1}), 12);
    ck_assert_int_eq(mismatched(a, a, &(struct placard_compare_options){.threshold = -1}), 0);
    placard_picture_destroy(a);
    placard_picture_destroy(less);
    placard_picture_destroy(more);
    placard_picture_destroy(least);
}
END_TEST

START_TEST(refuses_what_makes_no_sense) {
    struct placard_picture *a = plain(4, 3, 0xff808080);
    struct placard_picture *b = plain(3, 4, 0xff808080);
    struct placard_difference found;
    struct placard_error error;
    ck_fails(placard_compare(a, a, &(struct placard_compare_options){.threshold = 1.5}, &found, &error),
             error, "threshold: expected at most 1, found 1.5");
    ck_assert_int_eq(error.code, PLACARD_USAGE);
    ck_fails(placard_compare(a, a, &(struct placard_compare_options){.mask = b}, &found, &error), error,
             "mask: expected 4x3 as the picture, found 3x4");
    ck_assert_int_eq(error.code, PLACARD_USAGE);
    placard_difference_finish(&found);
    placard_picture_destroy(a);
    placard_picture_destroy(b);
}
END_TEST

START_TEST(other_sizes_are_a_result) {
    struct placard_picture *a = plain(4, 3, 0xff808080);
    struct placard_picture *b = plain(4, 4, 0xff808080);
    struct placard_difference found;
    struct placard_error error;
    ck_succeeds(placard_compare(a, b, NULL, &found, &error), error);
    ck_assert(!found.same_size && found.share == 1 && found.pixels == 0);
    ck_assert_ptr_null(placard_difference_picture(&found, a, &error));
    ck_assert_str_eq(error.message, "the pictures that were compared differ in size");
    placard_difference_finish(&found);
    placard_picture_destroy(a);
    placard_picture_destroy(b);
}
END_TEST

static uint32_t pixel_at(const struct placard_picture *picture, int x, int y) {
    int width, height;
    ptrdiff_t stride;
    const unsigned char *pixels = placard_picture_pixels(picture, &width, &height, &stride);
    uint32_t pixel;
    memcpy(&pixel, pixels + y * stride + (ptrdiff_t)x * 4, 4);
    return pixel;
}

/* Its few colours go into a palette, unchanged. */
static void check_file(const struct placard_picture *picture) {
    struct placard_bytes bytes;
    struct placard_error error;
    ck_succeeds(placard_encode(picture, NULL, &bytes, &error), error);
    ck_assert_int_eq(bytes.data[25], 3);
    struct placard_picture *back = placard_decode("x", bytes.data, bytes.size, &error);
    ck_assert_msg(back, "%s", error.message);
    ck_assert_int_eq(mismatched(picture, back, &(struct placard_compare_options){.threshold = -1}), 0);
    placard_picture_destroy(back);
    placard_bytes_finish(&bytes);
}

START_TEST(shows_and_lists) {
    struct pl_pixmap pixmap;
    struct placard_difference found;
    struct placard_error error;
    ck_succeeds(pl_pixmap_init(&pixmap, 40, 30, &error), error);
    pl_pixmap_fill(&pixmap, 0xff000000);
    struct placard_picture *a = picture_of(&pixmap, true);
    pl_pixmap_row(&pixmap, 3)[5] = 0xffffffff;
    pl_pixmap_row(&pixmap, 5)[7] = 0xffffffff;
    pl_pixmap_row(&pixmap, 5)[30] = 0xffffffff;
    pl_pixmap_row(&pixmap, 29)[39] = 0xffffffff;
    struct placard_picture *b = picture_of(&pixmap, true);
    static const struct placard_rect ignore = {39, 29, 5, 5};
    struct placard_compare_options options = {.ignore = &ignore, .ignored = 1, .regions = 1, .ssim = true};
    ck_succeeds(placard_compare(a, b, &options, &found, &error), error);
    ck_assert(found.same_size && found.pixels == 1199 && found.mismatched == 3 && found.antialiased == 0);
    ck_assert_double_eq_tol(found.share, 3 / 1199.0, 1e-12);
    ck_assert_double_eq_tol(found.mean, 255 * 3 / 1199.0, 1e-9);
    ck_assert_double_eq_tol(found.rms * found.rms, 255 * 255 * 3 / 1199.0, 1e-6);
    ck_assert(found.greatest == 255 && found.ssim < 1 && found.ssim > 0);
    ck_assert_int_eq(found.region_count, 2);
    ck_assert_int_eq(found.listed, 1);
    const struct placard_rect *box = &found.regions[0].box;
    ck_assert(box->left == 5 && box->top == 3 && box->width == 3 && box->height == 3);
    ck_assert_int_eq(found.regions[0].pixels, 2);
    struct placard_picture *picture = placard_difference_picture(&found, a, &error);
    ck_assert_msg(picture, "%s", error.message);
    ck_assert_uint_eq(pixel_at(picture, 7, 5), 0xffff0000);
    ck_assert_uint_eq(pixel_at(picture, 6, 5), 0xffe5e5e5);
    ck_assert_uint_eq(pixel_at(picture, 39, 29), 0xffe5e5e5);
    check_file(picture);
    struct placard_picture *other = plain(3, 3, 0xff000000);
    ck_assert_ptr_null(placard_difference_picture(&found, other, &error));
    ck_assert_str_eq(error.message, "expected the picture that was compared, of 40x30, found 3x3");
    placard_difference_finish(&found);
    ck_assert_ptr_null(found.marks);
    placard_picture_destroy(other);
    placard_picture_destroy(picture);
    placard_picture_destroy(a);
    placard_picture_destroy(b);
    pl_pixmap_finish(&pixmap);
}
END_TEST

START_TEST(takes_a_mask) {
    struct placard_picture *a = plain(6, 2, 0xff000000);
    struct placard_picture *b = plain(6, 2, 0xffffffff);
    struct placard_picture *light = plain(6, 2, 0xffffffff);
    struct placard_picture *dark = plain(6, 2, 0xff000000);
    struct placard_picture *clear = plain(6, 2, 0x00ffffff);
    ck_assert_int_eq(mismatched(a, b, &(struct placard_compare_options){.mask = light}), 0);
    ck_assert_int_eq(mismatched(a, b, &(struct placard_compare_options){.mask = dark}), 12);
    ck_assert_int_eq(mismatched(a, b, &(struct placard_compare_options){.mask = clear}), 12);
    placard_picture_destroy(a);
    placard_picture_destroy(b);
    placard_picture_destroy(light);
    placard_picture_destroy(dark);
    placard_picture_destroy(clear);
}
END_TEST

/* What pixelmatch would say of the files: of those with alpha too, if decoded for it. */
START_TEST(files_keep_their_colors) {
    static const struct placard_compare_options options = {.threshold = 0.02, .include_antialiased = false};
    int lossy = 0;
    for (int i = 0; i < PAIR_COUNT; i++) {
        struct pair pair;
        struct pl_difference expected;
        struct placard_difference found;
        struct placard_error error;
        pair_make(&pair, i);
        struct placard_picture *a = picture_of(&pair.a, true);
        struct placard_picture *b = picture_of(&pair.b, true);
        struct placard_picture *multiplied = picture_of(&pair.a, false);
        ck_succeeds(
            pl_compare(&pair.a, &pair.b, &(struct pl_compare_options){.threshold = 0.02}, &expected, &error),
            error);
        ck_succeeds(placard_compare(a, b, &options, &found, &error), error);
        ck_assert_int_eq(found.mismatched, expected.mismatched);
        ck_assert_int_eq(found.antialiased, expected.antialiased);
        ck_assert_int_eq(found.greatest, expected.greatest);
        lossy += mismatched(a, multiplied, &(struct placard_compare_options){.threshold = -1}) > 0;
        placard_difference_finish(&found);
        pl_difference_finish(&expected);
        placard_picture_destroy(a);
        placard_picture_destroy(b);
        placard_picture_destroy(multiplied);
        pair_finish(&pair);
    }
    ck_assert_int_gt(lossy, 0);
}
END_TEST

/* A picture in memory is compared as the PNG of it would be. */
START_TEST(pictures_are_as_their_files) {
    for (int i = 6; i < PAIR_COUNT; i += PAIR_KINDS) {
        struct pair pair;
        struct placard_bytes bytes;
        struct placard_error error;
        pair_make(&pair, i);
        struct placard_picture *a = picture_of(&pair.a, false);
        struct placard_picture *b = picture_of(&pair.b, true);
        ck_succeeds(placard_encode(a, NULL, &bytes, &error), error);
        struct placard_picture *back = placard_decode_straight("x", bytes.data, bytes.size, &error);
        ck_assert_msg(back, "%s", error.message);
        static const struct placard_compare_options all = {.threshold = -1};
        ck_assert_int_eq(mismatched(a, back, &all), 0);
        ck_assert_int_eq(mismatched(a, b, NULL), mismatched(back, b, NULL));
        placard_bytes_finish(&bytes);
        placard_picture_destroy(a);
        placard_picture_destroy(b);
        placard_picture_destroy(back);
        pair_finish(&pair);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {
        has_defaults, refuses_what_makes_no_sense, other_sizes_are_a_result,    shows_and_lists,
        takes_a_mask, files_keep_their_colors,     pictures_are_as_their_files, NULL};
    return unit_run("difference", tests);
}
