#include "codec/jpeg.h"
#include "pictures.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 45, HEIGHT = 83, LEVELS = 256, SQUARE = 16 };

static struct pl_pixmap make(bool opaque) {
    static unsigned char waves[WIDTH * HEIGHT * 4];
    struct pl_pixmap pixmap;
    struct placard_error error;
    picture_waves(waves, WIDTH, HEIGHT, 4);
    ck_succeeds(pl_pixmap_init(&pixmap, WIDTH, HEIGHT, &error), error);
    pixmap.opaque = opaque;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        const unsigned char *p = waves + (ptrdiff_t)i * 4;
        uint32_t alpha = opaque ? 255 : p[3];
        pl_pixmap_row(&pixmap, i / WIDTH)[i % WIDTH] =
            alpha << 24 | pl_mul255(p[0], alpha) << 16 | pl_mul255(p[1], alpha) << 8 | pl_mul255(p[2], alpha);
    }
    return pixmap;
}

static struct pl_buffer encode(const struct pl_pixmap *pixmap, struct pl_encode_options options) {
    struct pl_buffer file = {0};
    struct placard_error error;
    ck_succeeds(pl_jpeg_encode(pixmap, &options, &file, &error), error);
    return file;
}

/* What libjpeg writes when it is given the pixmap over white. */
static struct pl_buffer expect(const struct pl_pixmap *pixmap, int quality, int across, int down,
                               int density) {
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    struct pl_buffer file = {0};
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &bytes, &size);
    info.image_width = (JDIMENSION)pixmap->width;
    info.image_height = (JDIMENSION)pixmap->height;
    info.in_color_space = JCS_RGB;
    info.input_components = 3;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    info.comp_info[0].h_samp_factor = across;
    info.comp_info[0].v_samp_factor = down;
    info.density_unit = 1;
    info.X_density = info.Y_density = (UINT16)density;
    jpeg_start_compress(&info, TRUE);
    for (int y = 0; y < pixmap->height; y++) {
        unsigned char row[LEVELS * 3];
        JSAMPROW rows[] = {row};
        for (int x = 0; x < pixmap->width; x++) {
            uint32_t pixel = pl_pixmap_row(pixmap, y)[x];
            for (int c = 0; c < 3; c++) {
                row[x * 3 + c] = (unsigned char)((pixel >> (16 - 8 * c) & 255) + 255 - (pixel >> 24));
            }
        }
        jpeg_write_scanlines(&info, rows, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    pl_buffer_append(&file, bytes, size);
    free(bytes);
    return file;
}

static void check_pixmap(const struct pl_pixmap *pixmap, struct pl_encode_options options, int quality,
                         int across, int down, int density) {
    struct pl_buffer file = encode(pixmap, options);
    struct pl_buffer again = encode(pixmap, options);
    struct pl_buffer expected = expect(pixmap, quality, across, down, density);
    ck_assert_uint_eq(file.size, expected.size);
    ck_assert_mem_eq(file.data, expected.data, file.size);
    ck_assert_uint_eq(file.size, again.size);
    ck_assert_mem_eq(file.data, again.data, file.size);
    pl_buffer_finish(&expected);
    pl_buffer_finish(&again);
    pl_buffer_finish(&file);
}

static void check(bool opaque, struct pl_encode_options options, int quality, int across, int down,
                  int density) {
    struct pl_pixmap pixmap = make(opaque);
    check_pixmap(&pixmap, options, quality, across, down, density);
    pl_pixmap_finish(&pixmap);
}

START_TEST(as_libjpeg_encodes) {
    check(true, (struct pl_encode_options){0}, 90, 1, 1, 72);
    check(true, (struct pl_encode_options){.quality = 90, .scale = 2}, 90, 1, 1, 144);
    check(true, (struct pl_encode_options){.quality = 89, .scale = 1.5}, 89, 2, 2, 108);
    check(true, (struct pl_encode_options){.quality = 1}, 1, 2, 2, 72);
    check(true, (struct pl_encode_options){.quality = 100, .chroma = PL_CHROMA_420}, 100, 2, 2, 72);
    check(true, (struct pl_encode_options){.quality = 75, .chroma = PL_CHROMA_422}, 75, 2, 1, 72);
    check(true, (struct pl_encode_options){.quality = 75, .chroma = PL_CHROMA_444}, 75, 1, 1, 72);
    check(true, (struct pl_encode_options){.scale = 1e6}, 90, 1, 1, 65535);
}
END_TEST

/* Squares of one colour, of every level of luma and of chroma, and some with a line in them that isn't. */
static void check_squares(uint32_t by, int quality) {
    struct pl_pixmap pixmap;
    struct placard_error error;
    ck_succeeds(pl_pixmap_init(&pixmap, LEVELS, LEVELS, &error), error);
    pixmap.opaque = true;
    for (int y = 0; y < LEVELS; y++) {
        for (int x = 0; x < LEVELS; x++) {
            uint32_t level = (uint32_t)(y / SQUARE * SQUARE + x / SQUARE);
            uint32_t line = y % SQUARE == SQUARE - 1 && x % (3 * SQUARE) == 0;
            pl_pixmap_row(&pixmap, y)[x] = 0xff000000 | (level * by ^ line * 0x404040);
        }
    }
    check_pixmap(&pixmap, (struct pl_encode_options){.quality = quality, .chroma = PL_CHROMA_444}, quality, 1,
                 1, 72);
    check_pixmap(&pixmap, (struct pl_encode_options){.quality = quality, .chroma = PL_CHROMA_420}, quality, 2,
                 2, 72);
    pl_pixmap_finish(&pixmap);
}

START_TEST(flat_blocks) {
    static const int qualities[] = {1, 30, 75, 90, 100};
    for (size_t i = 0; i < sizeof qualities / sizeof *qualities; i++) {
        check_squares(0x010101, qualities[i]);
        check_squares(0x010000, qualities[i]);
        check_squares(0x000100, qualities[i]);
        check_squares(0x000001, qualities[i]);
    }
}
END_TEST

START_TEST(over_white) {
    check(false, (struct pl_encode_options){0}, 90, 1, 1, 72);
    check(false, (struct pl_encode_options){.quality = 80}, 80, 2, 2, 72);
}
END_TEST

/* Straight pixels look as they do premultiplied. */
START_TEST(straight_over_white) {
    struct placard_error error;
    struct pl_pixmap pixmap = make(false);
    struct pl_pixmap straight;
    ck_succeeds(pl_pixmap_init(&straight, pixmap.width, pixmap.height, &error), error);
    straight.straight = true;
    for (int y = 0; y < pixmap.height; y++) {
        for (int x = 0; x < pixmap.width; x++) {
            pl_pixmap_row(&straight, y)[x] = pl_unpremultiply(pl_pixmap_row(&pixmap, y)[x]);
        }
    }
    struct pl_buffer expected = encode(&pixmap, (struct pl_encode_options){0});
    struct pl_buffer file = encode(&straight, (struct pl_encode_options){0});
    ck_assert_uint_eq(file.size, expected.size);
    ck_assert_mem_eq(file.data, expected.data, file.size);
    pl_buffer_finish(&expected);
    pl_buffer_finish(&file);
    pl_pixmap_finish(&straight);
    pl_pixmap_finish(&pixmap);
}
END_TEST

START_TEST(profile_round_trip) {
    static unsigned char icc[150000];
    struct placard_error error;
    struct pl_pixmap pixmap = make(true);
    picture_icc(icc, sizeof icc, "RGB ");
    pixmap.icc = icc;
    pixmap.icc_size = sizeof icc;
    struct pl_buffer file = encode(&pixmap, (struct pl_encode_options){0});
    struct pl_pixmap back;
    ck_succeeds(pl_jpeg_decode("x", file.data, file.size, &back, &error), error);
    ck_assert_uint_eq(back.icc_size, sizeof icc);
    ck_assert_mem_eq(back.icc, icc, sizeof icc);
    pixmap.icc = NULL;
    pl_pixmap_finish(&back);
    pl_buffer_finish(&file);
    pl_pixmap_finish(&pixmap);
}
END_TEST

/* Noise at full quality outgrows the room that is reserved at first, and the buffer is not an empty one. */
START_TEST(appends_and_grows) {
    struct placard_error error;
    struct pl_pixmap pixmap;
    struct pl_pixmap back;
    uint32_t state = 3;
    ck_succeeds(pl_pixmap_init(&pixmap, 300, 200, &error), error);
    pixmap.opaque = true;
    for (int i = 0; i < 300 * 200; i++) {
        pl_pixmap_row(&pixmap, i / 300)[i % 300] = picture_random(&state) | 255U << 24;
    }
    struct pl_buffer file = {0};
    struct pl_encode_options options = {.quality = 100};
    pl_buffer_text(&file, "before");
    ck_succeeds(pl_jpeg_encode(&pixmap, &options, &file, &error), error);
    ck_assert(file.size > 300 * 200);
    ck_assert_mem_eq(file.data, "before", 6);
    ck_assert_uint_eq(file.data[file.size], 0);
    ck_succeeds(pl_jpeg_decode("x", file.data + 6, file.size - 6, &back, &error), error);
    ck_assert_int_eq(back.width, 300);
    ck_assert_int_eq(back.height, 200);
    pl_pixmap_finish(&back);
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&file);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {as_libjpeg_encodes, flat_blocks,       over_white, straight_over_white,
                                  profile_round_trip, appends_and_grows, NULL};
    return unit_run("jpeg encode", tests);
}
