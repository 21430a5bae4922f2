#include "base/halve.h"
#include "codec/codec.h"
#include "codec/source.h"
#include "pictures.h"
#include "unit.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

/* Halving a picture, and halving its rows while they come, which has to make the same. */

enum { MOST = 40 };

static struct placard_error error;

/* Each pixel by itself, channel by channel: two old ones make one, or three of which the middle one counts
 * twice. */
static uint32_t halved_pixel(const struct pl_pixmap *in, int x, int y) {
    static const int weights[4][3] = {{0}, {4}, {2, 2}, {1, 2, 1}};
    int across = in->width == 1 ? 1 : in->width % 2 + 2;
    int down = in->height == 1 ? 1 : in->height % 2 + 2;
    uint32_t pixel = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        int sum = 8;
        for (int j = 0; j < down; j++) {
            for (int i = 0; i < across; i++) {
                int value = (int)(pl_pixmap_row(in, y * 2 + j)[x * 2 + i] >> shift & 255);
                sum += weights[across][i] * weights[down][j] * value;
            }
        }
        pixel |= (uint32_t)(sum / 16) << shift;
    }
    return pixel;
}

/* Straight; of some every row is opaque, of some none, of some the later ones. */
static void make_random(struct pl_pixmap *pixmap, int width, int height, int kind, uint32_t *state) {
    ck_succeeds(pl_pixmap_init(pixmap, width, height, &error), error);
    for (int i = 0; i < width * height; i++) {
        uint32_t pixel = picture_random(state);
        bool opaque = kind == 0 || (kind == 1 && i / width < height / 2);
        /* Ends of the range more often than they would come by themselves. */
        pixel = pixel % 7 == 0 ? 0xffffffffU : pixel;
        pl_pixmap_row(pixmap, i / width)[i % width] = opaque ? pixel | 0xff000000U : pixel;
    }
}

START_TEST(pixels) {
    uint32_t state = 3;
    for (int size = 0; size < MOST * MOST; size++) {
        struct pl_pixmap pixmap;
        struct pl_pixmap half;
        make_random(&pixmap, size % MOST + 1, size / MOST + 1, 2, &state);
        ck_succeeds(pl_halve(&half, &pixmap, NULL, &error), error);
        ck_assert_int_eq(half.width, pixmap.width > 1 ? pixmap.width / 2 : 1);
        ck_assert_int_eq(half.height, pixmap.height > 1 ? pixmap.height / 2 : 1);
        for (int i = 0; i < half.width * half.height; i++) {
            int x = i % half.width;
            int y = i / half.width;
            ck_assert_uint_eq(pl_pixmap_row(&half, y)[x], halved_pixel(&pixmap, x, y));
        }
        pl_pixmap_finish(&half);
        pl_pixmap_finish(&pixmap);
    }
}
END_TEST

/* A source of the rows of a pixmap, that fails at one of them. */
struct given {
    struct pl_row_source base;
    const struct pl_pixmap *pixmap;
    int y, failing;
};

static bool give_row(struct pl_row_source *base, uint32_t *to, struct placard_error *reason) {
    struct given *given = (struct given *)base;
    if (given->y == given->failing) {
        return pl_fail(reason, PLACARD_PICTURE, "row %d", given->y);
    }
    memcpy(to, pl_pixmap_row(given->pixmap, given->y++), (size_t)base->width * 4);
    return true;
}

static struct given give(const struct pl_pixmap *pixmap, int failing) {
    return (struct given){{pixmap->width, pixmap->height, give_row, NULL, NULL, NULL}, pixmap, 0, failing};
}

static void premultiply(struct pl_pixmap *pixmap) {
    pixmap->opaque = true;
    for (int y = 0; y < pixmap->height; y++) {
        uint32_t *row = pl_pixmap_row(pixmap, y);
        pixmap->opaque &= pl_common_bits(row, pixmap->width) >> 24 == 255;
        pl_premultiply_row(row, row, pixmap->width);
    }
}

static void halve_in_place(struct pl_pixmap *pixmap) {
    struct pl_pixmap half;
    ck_succeeds(pl_halve(&half, pixmap, NULL, &error), error);
    pl_pixmap_finish(pixmap);
    *pixmap = half;
}

static void check_same(const struct pl_pixmap *a, const struct pl_pixmap *b) {
    picture_equal(a, b);
    ck_assert_int_eq(a->opaque, b->opaque);
    ck_assert_int_eq(a->straight, b->straight);
}

START_TEST(rows) {
    uint32_t state = 8;
    for (int size = 0; size < MOST * MOST; size++) {
        for (int times = 1; times < 7; times++) {
            struct pl_pixmap pixmap;
            struct pl_pixmap found;
            make_random(&pixmap, size % MOST + 1, size / MOST + 1, size % 3, &state);
            struct given given = give(&pixmap, -1);
            ck_succeeds(pl_halve_source(&found, &given.base, times, NULL, &error), error);
            ck_assert_int_eq(given.y, pixmap.height);
            premultiply(&pixmap);
            for (int i = 0; i < times; i++) {
                halve_in_place(&pixmap);
            }
            check_same(&pixmap, &found);
            pl_pixmap_finish(&found);
            pl_pixmap_finish(&pixmap);
        }
    }
}
END_TEST

START_TEST(rows_that_fail) {
    uint32_t state = 8;
    struct pl_pixmap pixmap;
    struct pl_pixmap found;
    make_random(&pixmap, 9, 13, 0, &state);
    for (int y = 0; y < pixmap.height; y++) {
        struct given given = give(&pixmap, y);
        char words[16];
        snprintf(words, sizeof words, "row %d", y);
        ck_fails(pl_halve_source(&found, &given.base, 2, NULL, &error), error, words);
        ck_assert_ptr_null(found.pixels);
    }
    struct pl_deadline late = {.seconds = 1, .end = 1};
    struct given given = give(&pixmap, -1);
    ck_assert(!pl_halve_source(&found, &given.base, 2, &late, &error));
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
    ck_assert_ptr_null(found.pixels);
    pl_pixmap_finish(&pixmap);
}
END_TEST

START_TEST(how_often) {
    static const struct {
        int from_width, from_height;
        double width, height;
        int times;
    } cases[] = {{10000, 10000, 500, 500, 4},
                 {10000, 10000, 625, 625, 4},
                 {10000, 10000, 626, 1, 3},
                 {10000, 10000, 1, 5001, 0},
                 {8, 8, 0, 0, 3},
                 {8, 8, -5, 0.25, 3},
                 {1, 1, 1, 1, 0},
                 {32767, 1, 1, 1, 0},
                 {32767, 3, 1, 1, 1},
                 {32767, 32767, 1, 1, 14},
                 {15, 15, 7, 7, 1},
                 {15, 15, 7.5, 7, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(
            pl_halvings(cases[i].from_width, cases[i].from_height, cases[i].width, cases[i].height),
            cases[i].times);
    }
}
END_TEST

/* ---- files ---- */

/* As decoding it whole and halving that, where it has rows, else the whole; or both fail in the same words.
 */
static void check_file(const struct pl_buffer *file, int times) {
    struct placard_error reason = {0};
    struct pl_pixmap whole;
    struct pl_pixmap found;
    bool good = pl_picture_decode("base", file->data, file->size, &whole, &reason);
    bool done = pl_picture_decode_halved("base", file->data, file->size, times, NULL, &found, &error);
    ck_assert_int_eq(good, done);
    if (!good) {
        ck_assert_str_eq(error.message, reason.message);
        ck_assert_ptr_null(found.pixels);
        return;
    }
    for (int i = 0; i < times && whole.width > found.width; i++) {
        halve_in_place(&whole);
    }
    check_same(&whole, &found);
    pl_pixmap_finish(&whole);
    pl_pixmap_finish(&found);
}

static const int kinds[][2] = {{1, 0}, {2, 0}, {4, 0}, {8, 0}, {16, 0}, {8, 2}, {16, 2}, {1, 3},
                               {2, 3}, {4, 3}, {8, 3}, {8, 4}, {16, 4}, {8, 6}, {16, 6}};

static struct pl_buffer make_png(struct picture_png kind) {
    struct pl_buffer file = {0};
    size_t size = picture_png_pitch(&kind) * (size_t)kind.height;
    unsigned char *samples = malloc(size);
    ck_assert_ptr_nonnull(samples);
    picture_waves(samples, (int)size, 1, 1);
    picture_png_make(&kind, samples, &file);
    free(samples);
    return file;
}

START_TEST(every_png) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        for (int round = 0; round < 4; round++) {
            struct picture_png kind = {37, 45, kinds[i][0], kinds[i][1], .interlaced = round & 1};
            kind.transparent = round & 2 && (kind.type & PNG_COLOR_MASK_ALPHA) == 0 ? 1 : -1;
            if (kind.type == PNG_COLOR_TYPE_PALETTE && kind.transparent < 0) {
                kind.transparent = 0;
            }
            struct pl_buffer file = make_png(kind);
            for (int times = 0; times < 5; times++) {
                check_file(&file, times);
            }
            pl_buffer_finish(&file);
        }
    }
}
END_TEST

START_TEST(damaged) {
    for (int type = PNG_COLOR_TYPE_RGB; type <= PNG_COLOR_TYPE_RGBA; type += 4) {
        struct pl_buffer file = make_png((struct picture_png){37, 45, 8, type, .transparent = -1});
        for (size_t at = 0; at < file.size; at++) {
            file.data[at] ^= (unsigned char)(1 << at % 8);
            check_file(&file, 2);
            file.data[at] ^= (unsigned char)(1 << at % 8);
        }
        for (size_t size = file.size; file.size > 0; file.size = --size) {
            check_file(&file, 2);
        }
        pl_buffer_finish(&file);
    }
}
END_TEST

/* Above PL_SOURCE_KEPT both formats are decoded row by row. */
START_TEST(large) {
    static const struct picture_png pngs[] = {{4999, 3400, 1, PNG_COLOR_TYPE_GRAY, .transparent = -1},
                                              {4200, 4001, 8, PNG_COLOR_TYPE_RGBA, .transparent = -1}};
    for (size_t i = 0; i < sizeof pngs / sizeof *pngs; i++) {
        struct pl_buffer file = make_png(pngs[i]);
        check_file(&file, 3);
        file.size -= 15;
        check_file(&file, 3);
        pl_buffer_finish(&file);
    }
    struct picture_jpeg kind = {4200, 4001, JCS_RGB, JCS_YCbCr, .across = 2, .down = 2};
    struct pl_buffer file = {0};
    unsigned char *samples = malloc((size_t)kind.width * (size_t)kind.height * 3);
    ck_assert_ptr_nonnull(samples);
    picture_waves(samples, kind.width, kind.height, 3);
    picture_jpeg_make(&kind, samples, &file);
    check_file(&file, 3);
    free(samples);
    pl_buffer_finish(&file);
}
END_TEST

/* The deadline is looked at while rows are read, and not only between them. */
START_TEST(late) {
    struct picture_jpeg kind = {4200, 4001, JCS_GRAYSCALE, JCS_GRAYSCALE};
    struct pl_buffer files[2] = {
        make_png((struct picture_png){4999, 3400, 1, PNG_COLOR_TYPE_GRAY, .transparent = -1}), {0}};
    unsigned char *samples = calloc((size_t)kind.width, (size_t)kind.height);
    uint32_t *row = malloc(5000 * sizeof *row);
    ck_assert(samples && row);
    picture_jpeg_make(&kind, samples, &files[1]);
    for (int i = 0; i < 2; i++) {
        struct pl_deadline passed = {.seconds = 1, .end = 1};
        struct pl_row_source *source = pl_picture_source("base", files[i].data, files[i].size, &error);
        ck_assert_ptr_nonnull(source);
        source->deadline = &passed;
        ck_assert(!source->read(source, row, &error));
        ck_assert(passed.passed);
        ck_assert_int_eq(error.code, PLACARD_LIMIT);
        source->close(source);
        pl_buffer_finish(&files[i]);
    }
    free(row);
    free(samples);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {pixels,  rows,  rows_that_fail, how_often, every_png,
                                  damaged, large, late,           NULL};
    return unit_run("halve", tests);
}
