#include "codec/codec.h"
#include "codec/png_indexed.h"
#include "codec/png_unfilter.h"
#include "codec/source.h"
#include "pictures.h"
#include "unit.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 19, HEIGHT = 13 };

static unsigned char noise[WIDTH * HEIGHT * 8];

static const struct picture_png rgb = {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_RGB, .transparent = -1};

static struct pl_buffer make(const struct picture_png *kind) {
    struct pl_buffer file = {0};
    uint32_t state = 11;
    for (size_t i = 0; i < sizeof noise; i++) {
        noise[i] = (unsigned char)picture_random(&state);
    }
    picture_png_make(kind, noise, &file);
    return file;
}

/* Decodes by a source into a pixmap. */
static bool read_all(struct pl_row_source *source, struct pl_pixmap *out, struct placard_error *error) {
    ck_succeeds(pl_pixmap_init(out, source->width, source->height, error), *error);
    for (int y = 0; y < source->height; y++) {
        if (!source->read(source, pl_pixmap_row(out, y), error)) {
            pl_pixmap_finish(out);
            return false;
        }
    }
    return true;
}

static void check_equal(const struct pl_pixmap *a, const struct pl_pixmap *b) {
    ck_assert_int_eq(a->width, b->width);
    ck_assert_int_eq(a->height, b->height);
    for (int y = 0; y < a->height; y++) {
        ck_assert_mem_eq(pl_pixmap_row(a, y), pl_pixmap_row(b, y), (size_t)a->width * 4);
    }
}

/* From the start, after rewinding in the middle and after rewinding at the end a source has the rows that
 * decoding the whole has; or both fail with the same words. */
static void check_source(const struct pl_buffer *file) {
    struct placard_error expected_error = {0};
    struct placard_error error = {0};
    struct pl_pixmap expected;
    struct pl_pixmap found;
    bool good = pl_picture_decode_straight("base", file->data, file->size, &expected, &expected_error);
    struct pl_row_source *source = pl_picture_source("base", file->data, file->size, &error);
    bool done = source && read_all(source, &found, &error);
    ck_assert_msg(done == good, "%s | %s", error.message, expected_error.message);
    if (!good) {
        ck_assert_str_eq(error.message, expected_error.message);
    }
    for (int rows = 0; done && rows <= source->height; rows += source->height > 5 ? 5 : 1) {
        check_equal(&expected, &found);
        pl_pixmap_finish(&found);
        source->rewind(source);
        uint32_t *row = malloc((size_t)source->width * 4);
        ck_assert_ptr_nonnull(row);
        for (int y = 0; y < rows; y++) {
            ck_succeeds(source->read(source, row, &error), error);
        }
        free(row);
        source->rewind(source);
        ck_succeeds(read_all(source, &found, &error), error);
    }
    if (done) {
        pl_pixmap_finish(&found);
    }
    if (source) {
        source->close(source);
    }
    pl_pixmap_finish(&expected);
}

START_TEST(every_png) {
    static const int kinds[][2] = {{1, 0}, {2, 0}, {4, 0}, {8, 0}, {16, 0}, {8, 2}, {16, 2}, {1, 3},
                                   {2, 3}, {4, 3}, {8, 3}, {8, 4}, {16, 4}, {8, 6}, {16, 6}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        for (int round = 0; round < 4; round++) {
            struct picture_png kind = {WIDTH, HEIGHT, kinds[i][0], kinds[i][1], round & 1, .transparent = -1};
            if (round & 2 && !(kind.type & PNG_COLOR_MASK_ALPHA)) {
                kind.transparent = 1;
            }
            struct pl_buffer file = make(&kind);
            check_source(&file);
            pl_buffer_finish(&file);
        }
    }
}
END_TEST

START_TEST(every_width) {
    static const int types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGBA};
    for (int width = 1; width <= WIDTH; width++) {
        for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
            struct picture_png kind = {width, 3, 8, types[i], .transparent = -1};
            struct pl_buffer file = make(&kind);
            check_source(&file);
            pl_buffer_finish(&file);
        }
    }
}
END_TEST

static void put_chunk(struct pl_buffer *out, const char *type, const unsigned char *bytes, size_t size) {
    unsigned char head[12] = {0};
    size_t start = out->size;
    head[2] = (unsigned char)(size >> 8);
    head[3] = (unsigned char)size;
    memcpy(head + 4, type, 4);
    pl_buffer_append(out, head, 8);
    pl_buffer_append(out, bytes, size);
    pl_buffer_append(out, head + 8, 4);
    picture_png_repair(out->data + start);
}

/* Image data in several chunks, which have to follow each other. */
START_TEST(several_chunks) {
    struct pl_buffer file = make(&rgb);
    unsigned char *data = picture_png_chunk(&file, "IDAT");
    size_t size = (size_t)data[2] << 8 | data[3];
    for (int between = 0; between < 2; between++) {
        struct pl_buffer split = {0};
        pl_buffer_append(&split, file.data, (size_t)(data - file.data));
        for (size_t at = 0; at < size; at += 100) {
            put_chunk(&split, "IDAT", data + 8 + at, size - at < 100 ? size - at : 100);
            if (between) {
                put_chunk(&split, "teXt", (const unsigned char *)"a", 1);
            }
        }
        pl_buffer_append(&split, data + 12 + size, file.size - (size_t)(data + 12 + size - file.data));
        check_source(&split);
        pl_buffer_finish(&split);
    }
    pl_buffer_finish(&file);
}
END_TEST

/* One that is to be turned is decoded whole, however large. */
START_TEST(large_and_turned) {
    unsigned char exif[64];
    struct picture_jpeg kind = {4200, 4000, JCS_GRAYSCALE, JCS_GRAYSCALE};
    struct placard_error error;
    struct pl_buffer file = {0};
    unsigned char *waves = malloc((size_t)kind.width * (size_t)kind.height);
    ck_assert_ptr_nonnull(waves);
    kind.exif = exif;
    kind.exif_size = picture_exif(exif, 6, false);
    picture_waves(waves, kind.width, kind.height, 1);
    picture_jpeg_make(&kind, waves, &file);
    struct pl_row_source *source = pl_picture_source("base", file.data, file.size, &error);
    struct pl_pixmap expected;
    struct pl_pixmap found;
    ck_assert_ptr_nonnull(source);
    ck_succeeds(pl_picture_decode("base", file.data, file.size, &expected, &error), error);
    ck_succeeds(read_all(source, &found, &error), error);
    check_equal(&expected, &found);
    source->close(source);
    pl_pixmap_finish(&expected);
    pl_pixmap_finish(&found);
    pl_buffer_finish(&file);
    free(waves);
}
END_TEST

START_TEST(every_jpeg) {
    static unsigned char waves[45 * 37 * 4];
    unsigned char exif[64];
    for (int round = 0; round < 12; round++) {
        struct picture_jpeg kind = {45, 37, JCS_RGB, JCS_YCbCr, .across = 2, .down = 2};
        kind.progressive = round % 2;
        if (round % 3 == 1) {
            kind.in = kind.stored = JCS_GRAYSCALE;
            kind.across = kind.down = 1;
        } else if (round % 3 == 2) {
            kind.exif = exif;
            kind.exif_size = picture_exif(exif, round % 8 + 1, false);
        }
        struct pl_buffer file = {0};
        picture_waves(waves, 45, 37, kind.in == JCS_GRAYSCALE ? 1 : 3);
        picture_jpeg_make(&kind, waves, &file);
        check_source(&file);
        file.size /= 2;
        check_source(&file);
        pl_buffer_finish(&file);
    }
}
END_TEST

/* Above PL_SOURCE_KEPT, where rows are decoded one by one. */
START_TEST(large) {
    struct placard_error error;
    struct pl_pixmap pixmap;
    ck_succeeds(pl_pixmap_init(&pixmap, 8192, PL_SOURCE_KEPT / 8192 + 1, &error), error);
    pixmap.opaque = true;
    for (int y = 0; y < pixmap.height; y++) {
        for (int x = 0; x < pixmap.width; x++) {
            pl_pixmap_row(&pixmap, y)[x] = 0xff000000U | (uint32_t)(x / 64 * 77 + y / 64 * 1999);
        }
    }
    for (const struct pl_codec *const *codec = pl_codecs; *codec; codec++) {
        struct pl_encode_options options = {0};
        struct pl_buffer file = {0};
        struct pl_row_source *source;
        ck_succeeds((*codec)->encode(&pixmap, &options, &file, &error), error);
        ck_succeeds((*codec)->rows("base", file.data, file.size, &source, &error), error);
        ck_assert_ptr_nonnull(source);
        struct pl_pixmap expected;
        struct pl_pixmap found;
        ck_succeeds(pl_picture_decode("base", file.data, file.size, &expected, &error), error);
        for (int round = 0; round < 2; round++) {
            ck_succeeds(read_all(source, &found, &error), error);
            check_equal(&found, &expected);
            pl_pixmap_finish(&found);
            source->rewind(source);
        }
        source->close(source);
        file.size -= 20;
        source = pl_picture_source("base", file.data, file.size, &error);
        ck_assert_ptr_nonnull(source);
        ck_assert(!read_all(source, &found, &error));
        source->close(source);
        pl_pixmap_finish(&expected);
        pl_buffer_finish(&file);
    }
    pl_pixmap_finish(&pixmap);
}
END_TEST

START_TEST(every_damaged_byte) {
    static const int types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGBA};
    unsigned char icc[300];
    picture_icc(icc, sizeof icc, "RGB ");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct picture_png kind = rgb;
        kind.type = types[i];
        kind.icc = types[i] == PNG_COLOR_TYPE_GRAY ? NULL : icc;
        kind.icc_size = kind.icc ? sizeof icc : 0;
        struct pl_buffer file = make(&kind);
        for (size_t at = 0; at < file.size; at++) {
            file.data[at] ^= (unsigned char)(1 << at % 8);
            check_source(&file);
            file.data[at] ^= (unsigned char)(1 << at % 8);
        }
        for (size_t size = file.size; file.size > 0; file.size = --size) {
            check_source(&file);
        }
        pl_buffer_finish(&file);
    }
}
END_TEST

/* Damage that whoever made the file put right checksums on, also in the filters. */
START_TEST(random_damage) {
    uint32_t state = 9;
    for (int round = 0; round < 3000; round++) {
        struct pl_buffer file = make(&rgb);
        unsigned char *at = picture_png_chunk(&file, round % 2 ? "IHDR" : "IDAT");
        size_t size = (size_t)at[2] << 8 | at[3];
        at[8 + picture_random(&state) % size] = (unsigned char)picture_random(&state);
        picture_png_repair(at);
        check_source(&file);
        pl_buffer_finish(&file);
    }
}
END_TEST

static int paeth(int a, int b, int c) {
    int p = a + b - c;
    if (abs(p - a) <= abs(p - b) && abs(p - a) <= abs(p - c)) {
        return a;
    }
    return abs(p - b) <= abs(p - c) ? b : c;
}

/* As the specification has it, byte by byte. */
static void unfilter_simply(int filter, unsigned char *row, const unsigned char *above, int size, int pixel) {
    for (int i = 0; i < size; i++) {
        int a = i >= pixel ? row[i - pixel] : 0;
        int b = above[i];
        int c = i >= pixel ? above[i - pixel] : 0;
        int more[] = {0, a, b, (a + b) / 2, paeth(a, b, c)};
        row[i] = (unsigned char)(row[i] + more[filter]);
    }
}

START_TEST(filters) {
    uint32_t state = 5;
    for (int round = 0; round < 2000; round++) {
        static const int pixels[] = {1, 3, 4};
        unsigned char row[192 + PL_PNG_ROW_ROOM];
        unsigned char above[192 + PL_PNG_ROW_ROOM];
        unsigned char expected[192 + PL_PNG_ROW_ROOM];
        int pixel = pixels[round % 3];
        int size = pixel * (1 + round % 48);
        for (size_t i = 0; i < sizeof row; i++) {
            /* Few different values, so that Paeth's choices are often alike. */
            row[i] = (unsigned char)(picture_random(&state) & (round & 1 ? 255 : 3));
            above[i] = (unsigned char)(picture_random(&state) & (round & 1 ? 255 : 3));
        }
        for (int filter = 0; filter <= 4; filter++) {
            unsigned char found[sizeof row];
            memcpy(found, row, sizeof row);
            memcpy(expected, row, sizeof row);
            unfilter_simply(filter, expected, above, size, pixel);
            ck_assert(pl_png_unfilter(filter, found, above, (size_t)size, (size_t)pixel));
            ck_assert_mem_eq(found, expected, sizeof row);
        }
        ck_assert(!pl_png_unfilter(5, row, above, (size_t)size, (size_t)pixel));
    }
}
END_TEST

/* A source that counts, and fails at a row. */
struct counting {
    struct pl_row_source base;
    int y, failing;
};

static bool count_row(struct pl_row_source *base, uint32_t *to, struct placard_error *error) {
    struct counting *counting = (struct counting *)base;
    if (counting->y == counting->failing) {
        return pl_fail(error, PLACARD_PICTURE, "row %d", counting->y);
    }
    for (int x = 0; x < base->width; x++) {
        to[x] = (uint32_t)(counting->y * 1000 + x);
    }
    counting->y++;
    return true;
}

static void check_ahead(int width, int height, int failing, int asked) {
    struct placard_error error = {0};
    struct counting counting = {{width, height, count_row, NULL, NULL, NULL}, 0, failing};
    struct pl_rows_ahead *ahead = pl_rows_ahead_start(&counting.base, &error);
    ck_assert_ptr_nonnull(ahead);
    struct pl_rows *rows = pl_rows_ahead_rows(ahead);
    const uint32_t *kept[PL_ROWS_KEPT] = {0};
    ck_assert_int_eq(rows->width, width);
    ck_assert_int_eq(rows->height, height);
    for (int y = 0; y < asked; y++) {
        const uint32_t *row = rows->next(rows, &error);
        if (!row) {
            /* The rows before it in its block are lost with it. */
            ck_assert_int_le(y, failing);
            ck_assert_int_ge(failing, 0);
            char words[32];
            snprintf(words, sizeof words, "row %d", failing);
            ck_assert_str_eq(error.message, words);
            break;
        }
        kept[y % PL_ROWS_KEPT] = row;
        for (int i = 0; i < PL_ROWS_KEPT && i <= y; i++) {
            const uint32_t *before = kept[(y - i) % PL_ROWS_KEPT];
            ck_assert_uint_eq(before[0], (uint32_t)((y - i) * 1000));
            ck_assert_uint_eq(before[width - 1], (uint32_t)((y - i) * 1000 + width - 1));
        }
    }
    pl_rows_ahead_stop(ahead);
}

START_TEST(ahead) {
    static const int sizes[][2] = {{1, 1}, {1, 40000}, {700, 999}, {5000, 61}, {32767, 40}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int height = sizes[i][1];
        check_ahead(sizes[i][0], height, -1, height);
        check_ahead(sizes[i][0], height, -1, 0);
        check_ahead(sizes[i][0], height, -1, height / 2);
        check_ahead(sizes[i][0], height, 0, height);
        check_ahead(sizes[i][0], height, height / 2, height);
        check_ahead(sizes[i][0], height, height - 1, height);
    }
    pl_rows_ahead_stop(NULL);
}
END_TEST

/* Few rows are kept, more than PL_SOURCE_KEPT pixels are not. */
static void check_indexed(int width, int height) {
    static const uint32_t colors[] = {0xff102030U, 0xffff0000U, 0xff00ff00U};
    struct placard_error error;
    struct pl_buffer file = {0};
    struct pl_pixmap pixmap;
    struct pl_png_indexed *writer = pl_png_indexed_open(width, height, colors, 3, &file, &error);
    ck_assert_ptr_nonnull(writer);
    for (int y = 0; y < height; y++) {
        unsigned char *row = pl_png_indexed_row(writer);
        for (int x = 0; x < width; x++) {
            row[x] = (unsigned char)((x + y * 2) % 3);
        }
        ck_succeeds(pl_png_indexed_put(writer, &error), error);
    }
    ck_succeeds(pl_png_indexed_end(writer, &error), error);
    pl_png_indexed_close(writer);
    ck_succeeds(pl_picture_decode("indexed", file.data, file.size, &pixmap, &error), error);
    ck_assert_int_eq(pixmap.width, width);
    ck_assert_int_eq(pixmap.height, height);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            if (pl_pixmap_row(&pixmap, y)[x] != colors[(x + y * 2) % 3]) {
                ck_abort_msg("%d,%d", x, y);
            }
        }
    }
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&file);
}

START_TEST(indexed) {
    check_indexed(1, 1);
    check_indexed(7, 5);
    check_indexed(4097, PL_SOURCE_KEPT / 4097 + 1);
    pl_png_indexed_close(NULL);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {
        every_png,          every_width,   every_jpeg, several_chunks, large_and_turned, large,
        every_damaged_byte, random_damage, filters,    ahead,          indexed,          NULL};
    return unit_run("source", tests);
}
