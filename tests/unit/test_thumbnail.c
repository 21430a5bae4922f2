#include "codec/codec.h"
#include "pictures.h"
#include "unit.h"

#include <placard/placard.h>

#include <png.h>
#include <stdlib.h>
#include <string.h>

enum { COARSE = 4 };

/* Waves as coarse as what pictures show, so that fine colours don't tell one way to shrink from another. */
static struct pl_buffer make_jpeg(struct picture_jpeg kind) {
    struct pl_buffer file = {0};
    int channels = kind.in == JCS_GRAYSCALE ? 1 : kind.in == JCS_CMYK ? 4 : 3;
    int across = kind.width / COARSE + 1;
    unsigned char *waves = calloc((size_t)across * (size_t)(kind.height / COARSE + 1), (size_t)channels);
    unsigned char *samples = calloc((size_t)kind.width * (size_t)kind.height, (size_t)channels);
    ck_assert(waves && samples);
    picture_waves(waves, across, kind.height / COARSE + 1, channels);
    for (int i = 0; i < kind.width * kind.height; i++) {
        int at = i / kind.width / COARSE * across + i % kind.width / COARSE;
        memcpy(samples + (ptrdiff_t)i * channels, waves + (ptrdiff_t)at * channels, (size_t)channels);
    }
    picture_jpeg_make(&kind, samples, &file);
    free(samples);
    free(waves);
    return file;
}

static struct pl_buffer make_png(int width, int height, const unsigned char *rows) {
    struct pl_buffer file = {0};
    picture_png_make(&(struct picture_png){width, height, 8, PNG_COLOR_TYPE_RGB, .transparent = -1}, rows,
                     &file);
    return file;
}

/* As another picture's pixels, so that they can be compared. */
static struct pl_pixmap look(const struct placard_picture *picture) {
    struct pl_pixmap pixmap = {0};
    pixmap.pixels =
        (uint32_t *)(uintptr_t)placard_picture_pixels(picture, &pixmap.width, &pixmap.height, &pixmap.stride);
    return pixmap;
}

static struct placard_picture *shrink(const struct pl_buffer *file, int side) {
    struct placard_error error;
    struct placard_picture *picture = placard_thumbnail("poster", file->data, file->size, side, &error);
    ck_assert_msg(picture != NULL, "%s", error.message);
    return picture;
}

static void check_size(struct pl_buffer file, int side, int width, int height) {
    struct placard_picture *picture = shrink(&file, side);
    struct pl_pixmap pixmap = look(picture);
    ck_assert_int_eq(pixmap.width, width);
    ck_assert_int_eq(pixmap.height, height);
    placard_picture_destroy(picture);
    pl_buffer_finish(&file);
}

START_TEST(sizes) {
    static const struct {
        int width, height, side, across, down;
    } cases[] = {{600, 400, 200, 200, 133}, {400, 600, 200, 133, 200}, {601, 599, 300, 300, 299},
                 {64, 64, 1, 1, 1},         {300, 2, 40, 40, 1},       {2, 300, 40, 1, 40},
                 {90, 60, 90, 90, 60},      {90, 60, 91, 90, 60},      {90, 60, 100000, 90, 60},
                 {97, 13, 96, 96, 13},      {1, 1, 320, 1, 1}};
    unsigned char *samples = calloc(601 * 600, 3);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int width = cases[i].width;
        int height = cases[i].height;
        picture_waves(samples, width, height, 3);
        check_size(make_png(width, height, samples), cases[i].side, cases[i].across, cases[i].down);
        check_size(
            make_jpeg((struct picture_jpeg){width, height, JCS_RGB, JCS_YCbCr, .across = 2, .down = 2}),
            cases[i].side, cases[i].across, cases[i].down);
    }
    free(samples);
}
END_TEST

/* The longer side is that of the picture as it is seen. */
START_TEST(turned) {
    for (int orientation = 1; orientation <= 8; orientation++) {
        unsigned char exif[64];
        struct picture_jpeg kind = {600, 400, JCS_RGB, JCS_YCbCr, .exif = exif};
        kind.exif_size = picture_exif(exif, orientation, true);
        check_size(make_jpeg(kind), 150, orientation < 5 ? 150 : 100, orientation < 5 ? 100 : 150);
    }
}
END_TEST

/* What an even pattern averages to, whichever of its pixels are looked at. */
START_TEST(nothing_aliases) {
    enum { SIDE = 512 };
    unsigned char *samples = calloc((size_t)SIDE * SIDE, 3);
    for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
            memset(samples + ((ptrdiff_t)y * SIDE + x) * 3, (x + y) & 1 ? 255 : 0, 3);
        }
    }
    struct pl_buffer files[2] = {make_png(SIDE, SIDE, samples), {0}};
    picture_jpeg_make(&(struct picture_jpeg){SIDE, SIDE, JCS_RGB, JCS_YCbCr}, samples, &files[1]);
    for (int i = 0; i < 2; i++) {
        for (int side = 30; side < 300; side += 67) {
            struct placard_picture *picture = shrink(&files[i], side);
            struct pl_pixmap pixmap = look(picture);
            for (int at = 0; at < side * side; at++) {
                uint32_t pixel = pl_pixmap_row(&pixmap, at / side)[at % side];
                ck_assert_int_ge((int)(pixel & 255), 120);
                ck_assert_int_le((int)(pixel & 255), 135);
                ck_assert_uint_eq(pixel >> 24, 255);
            }
            placard_picture_destroy(picture);
        }
        pl_buffer_finish(&files[i]);
    }
    free(samples);
}
END_TEST

static double distance(const struct pl_pixmap *a, const struct pl_pixmap *b) {
    double sum = 0;
    for (int i = 0; i < a->width * a->height; i++) {
        uint32_t one = pl_pixmap_row(a, i / a->width)[i % a->width];
        uint32_t other = pl_pixmap_row(b, i / a->width)[i % a->width];
        for (int shift = 0; shift < 24; shift += 8) {
            sum += abs((int)(one >> shift & 255) - (int)(other >> shift & 255));
        }
    }
    return sum / 3 / a->width / a->height;
}

/* Decoding at a lower resolution is a saving, not another picture: it is held against the same pixels in a
 * file that has none. */
START_TEST(as_if_decoded_whole) {
    static const struct picture_jpeg kinds[] = {
        {400, 300, JCS_RGB, JCS_YCbCr, .across = 2, .down = 2},
        {300, 400, JCS_RGB, JCS_YCbCr, .across = 2, .progressive = true},
        {400, 300, JCS_GRAYSCALE, JCS_GRAYSCALE},
        {400, 300, JCS_CMYK, JCS_YCCK},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct placard_error error;
        struct placard_bytes bytes;
        struct pl_buffer file = make_jpeg(kinds[i]);
        struct placard_picture *whole = placard_decode("poster", file.data, file.size, &error);
        ck_assert_msg(whole != NULL, "%s", error.message);
        ck_succeeds(placard_encode(whole, NULL, &bytes, &error), error);
        struct pl_buffer png = {.data = bytes.data, .size = bytes.size};
        for (int side = 60; side <= 380; side += 40) {
            struct placard_picture *a = shrink(&file, side);
            struct placard_picture *b = shrink(&png, side);
            struct pl_pixmap pixels[2] = {look(a), look(b)};
            ck_assert_int_eq(pixels[0].width, pixels[1].width);
            ck_assert_int_eq(pixels[0].height, pixels[1].height);
            ck_assert_double_lt(distance(&pixels[0], &pixels[1]), 2);
            placard_picture_destroy(a);
            placard_picture_destroy(b);
        }
        placard_picture_destroy(whole);
        placard_bytes_finish(&bytes);
        pl_buffer_finish(&file);
    }
}
END_TEST

/* No more is decoded than is needed: an eighth, a quarter, a half. */
START_TEST(decoded_small) {
    static const int sides[][2] = {{1, 50},    {50, 50},   {51, 100}, {160, 200},
                                   {201, 400}, {400, 400}, {900, 400}};
    struct pl_buffer file = make_jpeg((struct picture_jpeg){400, 300, JCS_RGB, JCS_YCbCr});
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        struct placard_error error;
        struct pl_pixmap pixmap;
        ck_succeeds(pl_picture_decode_small("poster", file.data, file.size, sides[i][0], &pixmap, &error),
                    error);
        ck_assert_int_eq(pixmap.width, sides[i][1]);
        pl_pixmap_finish(&pixmap);
    }
    pl_buffer_finish(&file);
}
END_TEST

static void check_fails(const void *bytes, size_t size, int side, enum placard_code code,
                        const char *message) {
    struct placard_error error;
    ck_fails(placard_thumbnail("poster", bytes, size, side, &error) != NULL, error, message);
    ck_assert_int_eq(error.code, code);
    ck_assert_ptr_null(placard_thumbnail("poster", bytes, size, side, NULL));
}

START_TEST(failures) {
    struct pl_buffer file = make_jpeg((struct picture_jpeg){400, 300, JCS_RGB, JCS_YCbCr});
    check_fails(file.data, file.size, 0, PLACARD_USAGE, "side: expected at least 1, found 0");
    check_fails(file.data, file.size, -7, PLACARD_USAGE, "side: expected at least 1, found -7");
    check_fails("", 0, 9, PLACARD_PICTURE, "poster: expected a picture (png, jpeg), found an empty file");
    check_fails(file.data, file.size / 2, 9, PLACARD_PICTURE,
                "poster: damaged JPEG: Premature end of JPEG file");
    check_fails("\x89PNG", 4, 9, PLACARD_PICTURE, "poster: damaged PNG: the file ends too early");
    pl_buffer_finish(&file);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {sizes,    turned, nothing_aliases, as_if_decoded_whole, decoded_small,
                                  failures, NULL};
    return unit_run("thumbnail", tests);
}
