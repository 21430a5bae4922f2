#include "codec/png.h"
#include "codec/png_unpack.h"
#include "pictures.h"
#include "unit.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* ---- files made chunk by chunk ---- */

struct kind {
    int width, height, channels;
    int filter;                           /* of every row; 5 for all in turn */
    int parts;                            /* IDAT chunks */
    int missing;                          /* bytes that the rows lack; negative for more */
    int trailing;                         /* bytes behind the compressed rows */
    const char *before, *between, *after; /* types of chunks, about the pixels; or NULL */
};

static void put_number(struct pl_buffer *out, uint32_t number) {
    unsigned char bytes[] = {(unsigned char)(number >> 24), (unsigned char)(number >> 16),
                             (unsigned char)(number >> 8), (unsigned char)number};
    pl_buffer_append(out, bytes, 4);
}

static void put_chunk(struct pl_buffer *out, const char *type, const void *content, size_t size) {
    put_number(out, (uint32_t)size);
    size_t start = out->size;
    pl_buffer_append(out, type, 4);
    pl_buffer_append(out, content, size);
    put_number(out, (uint32_t)crc32(0, out->data + start, (uInt)size + 4));
}

static void put_header(struct pl_buffer *out, const struct kind *kind) {
    struct pl_buffer header = {0};
    static const unsigned char colors[] = {8, PNG_COLOR_TYPE_RGB, 0, 0, 0};
    put_number(&header, (uint32_t)kind->width);
    put_number(&header, (uint32_t)kind->height);
    pl_buffer_append(&header, colors, sizeof colors);
    header.data[9] = kind->channels == 4   ? PNG_COLOR_TYPE_RGBA
                     : kind->channels == 3 ? PNG_COLOR_TYPE_RGB
                                           : PNG_COLOR_TYPE_GRAY;
    pl_buffer_append(out, "\x89PNG\r\n\x1a\n", 8);
    put_chunk(out, "IHDR", header.data, header.size);
    pl_buffer_finish(&header);
}

/* Noise that every filter makes something else of, compressed. */
static struct pl_buffer pack(const struct kind *kind) {
    struct pl_buffer packed = {0};
    size_t row = (size_t)kind->width * (size_t)kind->channels + 1;
    size_t size = row * (size_t)kind->height - (size_t)kind->missing;
    unsigned char *rows = calloc(1, size + row);
    ck_assert_ptr_nonnull(rows);
    uint32_t state = 3;
    for (size_t i = 0; i < size; i++) {
        rows[i] = (unsigned char)(picture_random(&state) >> (i / 40 % 3));
        if (i % row == 0) {
            rows[i] = (unsigned char)(kind->filter == 5 ? i / row % 5 : (size_t)kind->filter);
        }
    }
    uLongf bound = compressBound((uLong)size);
    unsigned char *room = pl_buffer_room(&packed, bound + 64);
    ck_assert_ptr_nonnull(room);
    ck_assert_int_eq(compress(room, &bound, rows, (uLong)size), Z_OK);
    memset(room + bound, 7, (size_t)kind->trailing);
    packed.size = bound + (size_t)kind->trailing;
    free(rows);
    return packed;
}

static struct pl_buffer make(const struct kind *kind) {
    struct pl_buffer file = {0};
    struct pl_buffer packed = pack(kind);
    put_header(&file, kind);
    if (kind->before) {
        put_chunk(&file, kind->before, "abcdef", 6);
    }
    for (int i = 0; i < kind->parts; i++) {
        if (kind->between && i > 0) {
            put_chunk(&file, kind->between, "abc", 3);
        }
        size_t start = packed.size * (size_t)i / (size_t)kind->parts;
        size_t end = packed.size * (size_t)(i + 1) / (size_t)kind->parts;
        put_chunk(&file, "IDAT", packed.data + start, end - start);
    }
    if (kind->after) {
        put_chunk(&file, kind->after, "a\0bcdef", 7);
    }
    put_chunk(&file, "IEND", "", 0);
    pl_buffer_finish(&packed);
    return file;
}

static bool unpack(const struct pl_buffer *file, int width, int height, struct pl_pixmap *out) {
    struct placard_error error;
    ck_succeeds(pl_pixmap_init(out, width, height, &error), error);
    return pl_png_unpack(file->data, file->size, NULL, out);
}

/* As libpng reads it. */
static void check_pixels(const struct pl_buffer *file, const struct pl_pixmap *pixmap) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    ck_assert_msg(png_image_begin_read_from_memory(&image, file->data, file->size), "%s", image.message);
    image.format = PNG_FORMAT_RGBA;
    unsigned char *samples = malloc(PNG_IMAGE_SIZE(image));
    ck_assert_ptr_nonnull(samples);
    ck_assert_msg(png_image_finish_read(&image, NULL, samples, 0, NULL), "%s", image.message);
    for (int i = 0; i < pixmap->width * pixmap->height; i++) {
        const unsigned char *p = samples + (ptrdiff_t)i * 4;
        uint32_t pixel = (uint32_t)p[3] << 24 | (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
        ck_assert_uint_eq(pl_pixmap_row(pixmap, i / pixmap->width)[i % pixmap->width], pixel);
    }
    free(samples);
}

static void check(const struct kind *kind, bool expected) {
    struct pl_buffer file = make(kind);
    struct pl_pixmap pixmap;
    bool done = unpack(&file, kind->width, kind->height, &pixmap);
    ck_assert_msg(done == expected, "filter %d, %d parts, %d missing, %d trailing, %s, %s", kind->filter,
                  kind->parts, kind->missing, kind->trailing, kind->before ? kind->before : "-",
                  kind->after ? kind->after : "-");
    if (done) {
        check_pixels(&file, &pixmap);
    }
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&file);
}

START_TEST(undoes_every_filter) {
    static const int sizes[][2] = {{1, 1}, {1, 9}, {9, 1}, {37, 26}, {200, 11}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int filter = 0; filter <= 5; filter++) {
            for (int channels = 1; channels <= 4; channels += channels == 1 ? 2 : 1) {
                check(&(struct kind){sizes[i][0], sizes[i][1], channels, filter, .parts = 1}, true);
            }
        }
    }
}
END_TEST

START_TEST(joins_parts) {
    for (int parts = 1; parts < 9; parts++) {
        check(&(struct kind){23, 17, 3, 5, .parts = parts}, true);
        check(&(struct kind){23, 17, 4, 5, .parts = parts, .before = "tEXt", .after = "zTXt"}, true);
    }
}
END_TEST

/* What libpng may find fault with, or takes for something else. */
START_TEST(leaves_the_rest) {
    static const struct kind kinds[] = {
        {23, 17, 3, 6, .parts = 1},
        {23, 17, 3, 255, .parts = 1},
        {23, 17, 3, 5, .parts = 0},
        {23, 17, 3, 5, .parts = 1, .missing = 1},
        {23, 17, 3, 5, .parts = 1, .missing = -1},
        {23, 17, 3, 5, .parts = 1, .trailing = 3},
        {23, 17, 3, 5, .parts = 1, .before = "tRNS"},
        {23, 17, 3, 5, .parts = 1, .before = "ABCD"},
        {23, 17, 3, 5, .parts = 1, .after = "tRNS"},
        {23, 17, 3, 5, .parts = 1, .after = "iCCP"},
        {23, 17, 3, 5, .parts = 2, .between = "tEXt"},
        {23, 17, 3, 5, .parts = 1, .after = "ABCD"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        check(kinds + i, false);
    }
}
END_TEST

START_TEST(leaves_other_kinds) {
    static const struct picture_png kinds[] = {
        {9, 7, 4, PNG_COLOR_TYPE_GRAY, .transparent = -1},
        {9, 7, 8, PNG_COLOR_TYPE_GRAY, .transparent = 4},
        {9, 7, 8, PNG_COLOR_TYPE_GRAY_ALPHA, .transparent = -1},
        {9, 7, 8, PNG_COLOR_TYPE_PALETTE, .transparent = -1},
        {9, 7, 16, PNG_COLOR_TYPE_RGB, .transparent = -1},
        {9, 7, 8, PNG_COLOR_TYPE_RGB, .transparent = 4},
        {9, 7, 8, PNG_COLOR_TYPE_RGBA, .interlaced = true, .transparent = -1},
    };
    static const unsigned char rows[9 * 7 * 8];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct pl_buffer file = {0};
        struct pl_pixmap pixmap;
        picture_png_make(kinds + i, rows, &file);
        ck_assert_msg(!unpack(&file, 9, 7, &pixmap), "kind %zu", i);
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&file);
    }
}
END_TEST

/* Rows of one pixel are as many bytes interlaced, only in another order. */
START_TEST(leaves_interlaced_columns) {
    static const struct picture_png kind = {
        1, 7, 8, PNG_COLOR_TYPE_RGBA, .interlaced = true, .transparent = -1};
    static const unsigned char rows[28] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
    struct pl_buffer file = {0};
    struct pl_pixmap pixmap;
    picture_png_make(&kind, rows, &file);
    ck_assert(!unpack(&file, 1, 7, &pixmap));
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&file);
}
END_TEST

/* From the pixels on nothing may be damaged. */
START_TEST(leaves_damage) {
    const struct kind kind = {23, 17, 4, 5, .parts = 3, .after = "tEXt"};
    struct pl_buffer file = make(&kind);
    struct pl_pixmap pixmap;
    for (size_t at = (size_t)(picture_png_chunk(&file, "IDAT") - file.data); at < file.size; at++) {
        file.data[at] ^= 16;
        ck_assert_msg(!unpack(&file, 23, 17, &pixmap), "byte %zu of %zu", at, file.size);
        file.data[at] ^= 16;
        pl_pixmap_finish(&pixmap);
    }
    pl_buffer_finish(&file);
}
END_TEST

/* Nor may anything be missing; no byte behind the cut is read, which sanitizers see. */
START_TEST(leaves_cuts) {
    const struct kind kind = {23, 17, 4, 5, .parts = 3, .after = "tEXt"};
    struct pl_buffer file = make(&kind);
    struct pl_pixmap pixmap;
    for (size_t size = 8 + 25; size < file.size; size++) {
        struct pl_buffer cut = {.data = malloc(size), .size = size};
        ck_assert_ptr_nonnull(cut.data);
        memcpy(cut.data, file.data, size);
        ck_assert_msg(!unpack(&cut, 23, 17, &pixmap), "cut at %zu of %zu", size, file.size);
        pl_pixmap_finish(&pixmap);
        free(cut.data);
    }
    pl_buffer_finish(&file);
}
END_TEST

/* Compressed bytes with right checksums, but wrong. */
START_TEST(leaves_what_does_not_unpack) {
    const struct kind kind = {23, 17, 4, 5, .parts = 1};
    uint32_t state = 8;
    for (int round = 0; round < 2000; round++) {
        struct pl_buffer file = make(&kind);
        struct pl_pixmap pixmap;
        unsigned char *chunk = picture_png_chunk(&file, "IDAT");
        size_t size = (size_t)chunk[2] << 8 | chunk[3];
        chunk[8 + 2 + picture_random(&state) % (size - 2)] ^=
            (unsigned char)(1 + picture_random(&state) % 255);
        picture_png_repair(chunk);
        ck_assert(!unpack(&file, 23, 17, &pixmap));
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&file);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {undoes_every_filter,
                                  joins_parts,
                                  leaves_the_rest,
                                  leaves_other_kinds,
                                  leaves_interlaced_columns,
                                  leaves_damage,
                                  leaves_cuts,
                                  leaves_what_does_not_unpack,
                                  NULL};
    return unit_run("png unpack", tests);
}
