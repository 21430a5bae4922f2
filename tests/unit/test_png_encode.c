#include "base/lazy.h"
#include "codec/keep.h"
#include "codec/png.h"
#include "codec/png_filter.h"
#include "pictures.h"
#include "unit.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

static struct pl_pixmap make(int width, int height, bool opaque) {
    struct pl_pixmap pixmap;
    struct placard_error error;
    uint32_t state = 21;
    ck_succeeds(pl_pixmap_init(&pixmap, width, height, &error), error);
    pixmap.opaque = opaque;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            /* Bands of noise, of columns that repeat downwards and of rows that repeat across, so that each
             * filter wins somewhere. */
            uint32_t value = y % 24 < 8    ? picture_random(&state)
                             : y % 24 < 16 ? (uint32_t)x * 77777
                                           : (uint32_t)y * 99991;
            uint32_t alpha = opaque ? 255 : picture_random(&state) & 255;
            alpha = !opaque && x % 5 == 0 ? 0 : !opaque && x % 5 == 1 ? 255 : alpha;
            pl_pixmap_row(&pixmap, y)[x] = alpha << 24 | pl_mul255(value & 255, alpha) << 16 |
                                           pl_mul255(value >> 8 & 255, alpha) << 8 |
                                           pl_mul255(value >> 16 & 255, alpha);
        }
    }
    return pixmap;
}

static struct pl_buffer encode(const struct pl_pixmap *pixmap, struct pl_encode_options options) {
    struct pl_buffer file = {0};
    struct placard_error error;
    ck_succeeds(pl_png_encode(pixmap, &options, &file, &error), error);
    return file;
}

/* As libpng reads it, not our own decoder. */
static unsigned char *read_rgba(const struct pl_buffer *file, int width, int height) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    ck_assert_msg(png_image_begin_read_from_memory(&image, file->data, file->size), "%s", image.message);
    ck_assert_uint_eq(image.width, width);
    ck_assert_uint_eq(image.height, height);
    image.format = PNG_FORMAT_RGBA;
    unsigned char *samples = malloc(PNG_IMAGE_SIZE(image));
    ck_assert_ptr_nonnull(samples);
    ck_assert_msg(png_image_finish_read(&image, NULL, samples, 0, NULL), "%s", image.message);
    ck_assert_int_eq(image.warning_or_error, 0);
    return samples;
}

static void check_round_trip(int width, int height, bool opaque) {
    struct placard_error error;
    struct pl_pixmap pixmap = make(width, height, opaque);
    struct pl_buffer file = encode(&pixmap, (struct pl_encode_options){0});
    struct pl_buffer again = encode(&pixmap, (struct pl_encode_options){0});
    unsigned char *samples = read_rgba(&file, width, height);
    for (int i = 0; i < width * height; i++) {
        const unsigned char *p = samples + (ptrdiff_t)i * 4;
        uint32_t pixel = (uint32_t)p[3] << 24 | pl_mul255(p[0], p[3]) << 16 | pl_mul255(p[1], p[3]) << 8 |
                         pl_mul255(p[2], p[3]);
        ck_assert_uint_eq(pixel, pl_pixmap_row(&pixmap, i / width)[i % width]);
    }
    struct pl_pixmap back;
    ck_succeeds(pl_png_decode("x", file.data, file.size, &back, &error), error);
    picture_equal(&back, &pixmap);
    ck_assert_int_eq(file.data[25], opaque ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGBA);
    ck_assert_uint_eq(file.size, again.size);
    ck_assert_mem_eq(file.data, again.data, file.size);
    free(samples);
    pl_pixmap_finish(&back);
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&again);
    pl_buffer_finish(&file);
}

START_TEST(round_trips) {
    static const int sizes[][2] = {{1, 1},   {2, 3},    {5, 1},     {1, 50},    {85, 60},
                                   {86, 49}, {300, 72}, {1021, 24}, {32767, 30}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        check_round_trip(sizes[i][0], sizes[i][1], true);
        check_round_trip(sizes[i][0], sizes[i][1], false);
    }
}
END_TEST

/* Every premultiplied pair of a value and an alpha survives dividing and multiplying. */
START_TEST(divided_exactly) {
    struct placard_error error;
    struct pl_pixmap pixmap;
    struct pl_pixmap back;
    ck_succeeds(pl_pixmap_init(&pixmap, 256, 256, &error), error);
    for (uint32_t alpha = 0; alpha < 256; alpha++) {
        for (uint32_t x = 0; x < 256; x++) {
            pl_pixmap_row(&pixmap, (int)alpha)[x] = alpha << 24 | (x < alpha ? x : alpha) * 0x010101U;
        }
    }
    struct pl_buffer file = encode(&pixmap, (struct pl_encode_options){0});
    ck_succeeds(pl_png_decode("x", file.data, file.size, &back, &error), error);
    picture_equal(&back, &pixmap);
    pl_pixmap_finish(&back);
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&file);
}
END_TEST

/* Straight pixels stay what they are, also those that are not to be seen. */
START_TEST(straight_as_it_is) {
    struct placard_error error;
    struct pl_pixmap pixmap = make(61, 40, false);
    struct pl_pixmap back;
    uint32_t state = 4;
    for (int i = 0; i < 61 * 40; i++) {
        uint32_t color = picture_random(&state);
        pl_pixmap_row(&pixmap, i / 61)[i % 61] = picture_random(&state) % 3 * 127 << 24 | color;
    }
    pixmap.straight = true;
    struct pl_buffer file = encode(&pixmap, (struct pl_encode_options){0});
    ck_succeeds(pl_png_decode_straight("x", file.data, file.size, &back, &error), error);
    ck_assert(back.straight);
    picture_equal(&back, &pixmap);
    pl_pixmap_finish(&back);
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&file);
}
END_TEST

static void check_indexed(int width, int height, int colors, bool opaque, int type) {
    struct placard_error error;
    struct pl_pixmap pixmap;
    struct pl_pixmap back;
    ck_succeeds(pl_pixmap_init(&pixmap, width, height, &error), error);
    pixmap.opaque = opaque;
    for (int i = 0; i < width * height; i++) {
        uint32_t color = (uint32_t)(i % colors) * 65793 * 7 & 0xffffff;
        pl_pixmap_row(&pixmap, i / width)[i % width] = 0xff000000 | (color ^ (uint32_t)(i % colors));
    }
    struct pl_buffer file = encode(&pixmap, (struct pl_encode_options){.indexed = true});
    ck_assert_int_eq(file.data[25], type);
    unsigned char *samples = read_rgba(&file, width, height);
    for (int i = 0; i < width * height; i++) {
        const unsigned char *p = samples + (ptrdiff_t)i * 4;
        ck_assert_uint_eq((uint32_t)p[3] << 24 | (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2],
                          pl_pixmap_row(&pixmap, i / width)[i % width]);
    }
    ck_succeeds(pl_png_decode("x", file.data, file.size, &back, &error), error);
    picture_equal(&back, &pixmap);
    free(samples);
    pl_pixmap_finish(&back);
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&file);
}

START_TEST(indexes_few_colors) {
    for (int colors = 1; colors <= 256; colors += 15) {
        check_indexed(31, 27, colors, true, PNG_COLOR_TYPE_PALETTE);
    }
    check_indexed(1, 1, 1, true, PNG_COLOR_TYPE_PALETTE);
    check_indexed(31, 27, 257, true, PNG_COLOR_TYPE_RGB);
    check_indexed(31, 27, 3, false, PNG_COLOR_TYPE_RGBA);
}
END_TEST

/* "IHDR13 sRGB1 ..." */
static void list_chunks(const struct pl_buffer *file, char *list) {
    for (size_t at = 8; at < file->size;) {
        const unsigned char *p = file->data + at;
        size_t size = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
        bool sized = p[4] != 'I' && memcmp(p + 4, "iCCP", 4) != 0;
        list += sized ? sprintf(list, "%.4s%zu ", p + 4, size) : sprintf(list, "%.4s ", p + 4);
        at += size + 12;
        ck_assert_uint_le(at, file->size);
    }
}

START_TEST(chunks) {
    static const unsigned char density[] = {0, 0, 0x16, 0x26, 0, 0, 0x16, 0x26, 1};
    char list[256];
    unsigned char icc[500];
    struct pl_pixmap pixmap = make(9, 9, true);
    struct pl_buffer file = encode(&pixmap, (struct pl_encode_options){.scale = 2});
    list_chunks(&file, list);
    ck_assert_str_eq(list, "IHDR sRGB1 pHYs9 IDAT IEND ");
    const unsigned char *found = memmem(file.data, file.size, "pHYs", 4);
    ck_assert_mem_eq(found + 4, density, sizeof density);
    pl_buffer_finish(&file);
    picture_icc(icc, sizeof icc, "RGB ");
    pixmap.icc = icc;
    pixmap.icc_size = sizeof icc;
    file = encode(&pixmap, (struct pl_encode_options){0});
    list_chunks(&file, list);
    ck_assert_str_eq(list, "IHDR iCCP pHYs9 IDAT IEND ");
    found = memmem(file.data, file.size, "pHYs", 4);
    ck_assert_mem_eq(found + 4, "\0\0\x0b\x13\0\0\x0b\x13\1", 9);
    pl_buffer_finish(&file);
    pixmap.icc = NULL;
    pl_pixmap_finish(&pixmap);
}
END_TEST

START_TEST(profile_round_trip) {
    static unsigned char icc[150000];
    struct placard_error error;
    struct pl_pixmap back;
    struct pl_pixmap pixmap = make(9, 9, false);
    picture_icc(icc, sizeof icc, "RGB ");
    pixmap.icc = icc;
    pixmap.icc_size = sizeof icc;
    struct pl_buffer file = encode(&pixmap, (struct pl_encode_options){0});
    ck_succeeds(pl_png_decode("x", file.data, file.size, &back, &error), error);
    ck_assert(!back.profile_dropped);
    ck_assert_uint_eq(back.icc_size, sizeof icc);
    ck_assert_mem_eq(back.icc, icc, sizeof icc);
    pixmap.icc = NULL;
    pl_pixmap_finish(&back);
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&file);
}
END_TEST

START_TEST(appends) {
    struct placard_error error;
    struct pl_pixmap pixmap = make(30, 30, true);
    struct pl_encode_options options = {0};
    struct pl_buffer alone = encode(&pixmap, options);
    struct pl_buffer file = {0};
    pl_buffer_text(&file, "before");
    ck_succeeds(pl_png_encode(&pixmap, &options, &file, &error), error);
    ck_assert_uint_eq(file.size, alone.size + 6);
    ck_assert_mem_eq(file.data, "before", 6);
    ck_assert_mem_eq(file.data + 6, alone.data, alone.size);
    ck_assert_uint_eq(file.data[file.size], 0);
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&alone);
    pl_buffer_finish(&file);
}
END_TEST

/* A slope, whose pixels are all different, becomes the same byte all over, whichever way it runs. */
START_TEST(slopes) {
    struct placard_error error;
    for (int down = 0; down < 2; down++) {
        struct pl_pixmap pixmap;
        struct pl_png_filter filter;
        static unsigned char rows[250 * 751];
        ck_succeeds(pl_pixmap_init(&pixmap, 250, 250, &error), error);
        pixmap.opaque = true;
        for (int y = 0; y < 250; y++) {
            for (int x = 0; x < 250; x++) {
                uint32_t along = (uint32_t)(down ? y : x);
                uint32_t across = (uint32_t)(down ? x : y) * 2654435761U >> 24;
                uint32_t value = (along + across) & 255;
                pl_pixmap_row(&pixmap, y)[x] = 255U << 24 | value << 16 | value << 8 | value;
            }
        }
        ck_assert(pl_png_filter_init(&filter, &pixmap));
        ck_assert_uint_eq(filter.row, 751);
        pl_png_filter_rows(&filter, 0, 101, rows);
        pl_png_filter_rows(&filter, 101, 149, rows + (ptrdiff_t)101 * 751);
        for (size_t y = 1; y < 250; y++) {
            ck_assert_int_eq(rows[y * 751], down ? 2 : 1);
            for (size_t x = 3; x < 750; x++) {
                ck_assert_int_eq(rows[y * 751 + 1 + x], 1);
            }
        }
        pl_png_filter_finish(&filter);
        pl_pixmap_finish(&pixmap);
    }
}
END_TEST

static void paint(struct pl_pixmap *pixmap, int x0, int y0, int x1, int y1, uint32_t color) {
    pl_pixmap_touch(pixmap, x0, y0, x1, y1);
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
            pl_pixmap_row(pixmap, y)[x] = color;
        }
    }
}

static struct pl_pixmap make_noise(int width, int height, bool opaque) {
    struct pl_pixmap pixmap = make(width, height, opaque);
    uint32_t state = 77;
    for (int i = 0; i < width * height; i++) {
        pl_pixmap_row(&pixmap, i / width)[i % width] = 255U << 24 | (picture_random(&state) & 0xffffff);
    }
    return pixmap;
}

/* Something else drawn on a kept picture each time: the file is the one that the same picture makes without
 * anything kept, though only rows near it are made. */
static void check_kept(int width, int height, bool opaque, struct pl_pixmap (*picture_of)(int, int, bool)) {
    const struct pl_encode_options options = {.scale = 1};
    struct placard_error error;
    struct pl_pixmap kept = picture_of(width, height, opaque);
    struct pl_backing *backing = pl_picture_keep(&kept, &pl_png_codec, &options, &error);
    uint32_t state = 8;
    ck_assert_ptr_nonnull(backing);
    struct pl_pixmap picture = {0};
    for (int round = 0; round < 20; round++) {
        struct pl_pixmap alone = picture_of(width, height, opaque);
        int y0 = (int)(picture_random(&state) % (uint32_t)height);
        int y1 = y0 + round % 3 * 7 < height ? y0 + round % 3 * 7 : height; /* also nothing */
        if (round % 4 == 1 && backing->packed->rows < height) {             /* up to where a block begins */
            y1 = backing->packed->rows * (1 + round / 4 % (backing->packed->count - 1));
            y0 = y1 - 1;
        }
        if (round % 5 == 2) { /* most of a block, which then ends between bytes */
            y0 = 0;
            y1 = backing->packed->rows * 2 / 3;
        }
        ck_succeeds(pl_pixmap_back(&picture, backing, &error), error);
        picture.opaque = opaque;
        paint(&picture, 0, y0, width, y1, 0xff102030U + (uint32_t)round);
        paint(&alone, 0, y0, width, y1, 0xff102030U + (uint32_t)round);
        struct pl_buffer one = encode(&picture, options);
        struct pl_buffer other = encode(&alone, options);
        ck_assert_uint_eq(one.size, other.size);
        ck_assert_mem_eq(one.data, other.data, one.size);
        if (height > 1000 && y1 == y0 && picture_of == make) {
            ck_assert(!picture.lazy->made[0]);
        }
        pl_buffer_finish(&other);
        pl_buffer_finish(&one);
        pl_pixmap_finish(&alone);
    }
    pl_pixmap_finish(&picture);
    pl_backing_release(backing);
    pl_pixmap_finish(&kept);
}

START_TEST(kept_rows) {
    check_kept(303, 1100, true, make); /* blocks of 144 rows, which are whole tiles */
    check_kept(251, 1100, false, make);
    check_kept(40, 30, true, make);
    check_kept(9000, 40, false, make);
    check_kept(303, 1100, true, make_noise); /* blocks that are stored */
}
END_TEST

/* What was drawn on a kept picture is kept in turn. */
START_TEST(kept_again) {
    const struct pl_encode_options options = {.scale = 1};
    struct placard_error error;
    struct pl_pixmap first = make(303, 1100, true);
    struct pl_pixmap alone = make(303, 1100, true);
    struct pl_pixmap second = {0};
    struct pl_pixmap third = {0};
    struct pl_backing *kept = pl_picture_keep(&first, &pl_png_codec, &options, &error);
    ck_assert_ptr_nonnull(kept);
    ck_succeeds(pl_pixmap_back(&second, kept, &error), error);
    second.opaque = true;
    paint(&second, 0, 300, 303, 310, 0xff445566);
    paint(&alone, 0, 300, 303, 310, 0xff445566);
    struct pl_backing *again = pl_picture_keep(&second, &pl_png_codec, &options, &error);
    ck_assert_ptr_nonnull(again);
    ck_succeeds(pl_pixmap_back(&third, again, &error), error);
    third.opaque = true;
    struct pl_buffer one = encode(&third, options);
    struct pl_buffer other = encode(&alone, options);
    ck_assert_uint_eq(one.size, other.size);
    ck_assert_mem_eq(one.data, other.data, one.size);
    pl_buffer_finish(&other);
    pl_buffer_finish(&one);
    pl_pixmap_finish(&third);
    pl_pixmap_finish(&second);
    pl_pixmap_finish(&alone);
    pl_backing_release(again);
    pl_backing_release(kept);
    pl_pixmap_finish(&first);
}
END_TEST

/* What has a palette is not what was kept. */
START_TEST(kept_with_palette) {
    const struct pl_encode_options options = {.scale = 1, .indexed = true};
    struct placard_error error;
    struct pl_pixmap plain;
    ck_succeeds(pl_pixmap_init(&plain, 100, 200, &error), error);
    plain.opaque = true;
    pl_pixmap_fill(&plain, 0xff336699);
    struct pl_backing *backing = pl_picture_keep(&plain, &pl_png_codec, &options, &error);
    struct pl_pixmap picture = {0};
    ck_assert_ptr_nonnull(backing);
    ck_succeeds(pl_pixmap_back(&picture, backing, &error), error);
    picture.opaque = true;
    paint(&picture, 3, 100, 50, 120, 0xff000000);
    struct pl_buffer file = encode(&picture, options);
    ck_assert_int_eq(file.data[25], PNG_COLOR_TYPE_PALETTE);
    unsigned char *samples = read_rgba(&file, 100, 200);
    ck_assert_mem_eq(samples, "\x33\x66\x99\xff", 4);
    ck_assert_mem_eq(samples + (100 * 100 + 10) * 4, "\0\0\0\xff", 4);
    free(samples);
    pl_buffer_finish(&file);
    pl_pixmap_finish(&picture);
    pl_backing_release(backing);
    pl_pixmap_finish(&plain);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {round_trips, divided_exactly,    straight_as_it_is, indexes_few_colors,
                                  chunks,      profile_round_trip, appends,           slopes,
                                  kept_rows,   kept_again,         kept_with_palette, NULL};
    return unit_run("png encode", tests);
}
