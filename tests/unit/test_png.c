#include "codec/png.h"
#include "pictures.h"
#include "unit.h"

#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 19, HEIGHT = 13 };

static unsigned char noise[WIDTH * HEIGHT * 8];

static const struct picture_png rgb = {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_RGB, .transparent = -1};
static const struct picture_png rgba = {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_RGBA, .transparent = -1};

static struct pl_buffer make(const struct picture_png *kind) {
    struct pl_buffer file = {0};
    uint32_t state = 11;
    for (size_t i = 0; i < sizeof noise; i++) {
        noise[i] = (unsigned char)picture_random(&state);
    }
    picture_png_make(kind, noise, &file);
    return file;
}

static struct pl_pixmap decode(const struct pl_buffer *file) {
    struct placard_error error;
    struct pl_pixmap pixmap;
    ck_succeeds(pl_png_decode("base.png", file->data, file->size, &pixmap, &error), error);
    return pixmap;
}

/* One sample of a packed row, and the same as a byte. */
static int sample(const struct picture_png *kind, int x, int y, int channel) {
    const unsigned char *row = noise + picture_png_pitch(kind) * (size_t)y;
    int bit = x * picture_png_bits(kind) + channel * kind->depth;
    if (kind->depth == 16) {
        return row[bit / 8] << 8 | row[bit / 8 + 1];
    }
    return row[bit / 8] >> (8 - kind->depth - bit % 8) & ((1 << kind->depth) - 1);
}

static uint32_t to_byte(const struct picture_png *kind, int value) {
    return (uint32_t)lround(value * 255.0 / ((1 << kind->depth) - 1));
}

static uint32_t premultiplied(uint32_t straight) {
    uint32_t alpha = straight >> 24;
    uint32_t pixel = alpha;
    for (int shift = 16; shift >= 0; shift -= 8) {
        pixel = pixel << 8 | (uint32_t)lround((straight >> shift & 255) * alpha / 255.0);
    }
    return pixel;
}

/* Straight, as the file has it. */
static uint32_t expected_pixel(const struct picture_png *kind, int x, int y) {
    bool colour = kind->type & PNG_COLOR_MASK_COLOR;
    int first = sample(kind, x, y, 0);
    if (kind->type == PNG_COLOR_TYPE_PALETTE) {
        uint32_t entry = picture_palette(first);
        uint32_t alpha = first < kind->transparent ? (unsigned char)(first * 37) : 255;
        return alpha << 24 | entry;
    }
    int second = colour ? sample(kind, x, y, 1) : first;
    int third = colour ? sample(kind, x, y, 2) : first;
    uint32_t alpha = 255;
    if (kind->type & PNG_COLOR_MASK_ALPHA) {
        alpha = to_byte(kind, sample(kind, x, y, colour ? 3 : 1));
    } else if (first == kind->transparent && second == first && third == first) {
        alpha = 0;
    }
    return alpha << 24 | to_byte(kind, first) << 16 | to_byte(kind, second) << 8 | to_byte(kind, third);
}

static void check_kind(const struct picture_png *kind) {
    struct pl_buffer file = make(kind);
    struct pl_pixmap pixmap = decode(&file);
    struct pl_pixmap straight;
    struct placard_error error;
    bool opaque = true;
    ck_succeeds(pl_png_decode_straight("base.png", file.data, file.size, &straight, &error), error);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            uint32_t expected = expected_pixel(kind, x, y);
            opaque = opaque && expected >> 24 == 255;
            ck_assert_uint_eq(pl_pixmap_row(&straight, y)[x], expected);
            expected = premultiplied(expected);
            ck_assert_msg(pl_pixmap_row(&pixmap, y)[x] == expected,
                          "depth %d type %d interlaced %d tRNS %d: %d,%d is %08x, expected %08x", kind->depth,
                          kind->type, kind->interlaced, kind->transparent, x, y, pl_pixmap_row(&pixmap, y)[x],
                          expected);
        }
    }
    ck_assert_int_eq(pixmap.opaque, opaque);
    ck_assert_int_eq(straight.opaque, opaque);
    ck_assert_int_eq(straight.straight, !opaque);
    ck_assert(!pixmap.straight);
    pl_pixmap_finish(&straight);
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&file);
}

START_TEST(every_kind) {
    static const int kinds[][2] = {{1, 0}, {2, 0}, {4, 0}, {8, 0}, {16, 0}, {8, 2}, {16, 2}, {1, 3},
                                   {2, 3}, {4, 3}, {8, 3}, {8, 4}, {16, 4}, {8, 6}, {16, 6}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        for (int interlaced = 0; interlaced < 2; interlaced++) {
            struct picture_png kind = {WIDTH,       HEIGHT,     kinds[i][0],
                                       kinds[i][1], interlaced, .transparent = -1};
            check_kind(&kind);
            if (kind.type & PNG_COLOR_MASK_ALPHA) {
                continue;
            }
            /* A transparent sample that the picture has, or, of colours, will have below. */
            kind.transparent =
                kind.type == PNG_COLOR_TYPE_PALETTE ? (1 << kind.depth) - 1 : sample(&kind, 3, 4, 0);
            check_kind(&kind);
        }
    }
}
END_TEST

/* In noise no pixel has three equal samples, so these are put there: the one named by tRNS and, of 16 bits,
 * one that differs from it in the lower byte alone. */
START_TEST(transparent_colour) {
    for (int depth = 8; depth <= 16; depth += 8) {
        struct picture_png kind = {4, 1, depth, PNG_COLOR_TYPE_RGB,
                                   .transparent = depth == 8 ? 0x55 : 0x5566};
        unsigned char row[4 * 6];
        struct pl_buffer file = {0};
        memset(row, 0x55, sizeof row);
        for (int i = 0; depth == 16 && i < 12; i++) {
            row[i * 2 + 1] = i / 3 == 1 ? 0x67 : 0x66;
        }
        picture_png_make(&kind, row, &file);
        struct pl_pixmap pixmap = decode(&file);
        ck_assert_uint_eq(pixmap.pixels[0], 0);
        ck_assert_uint_eq(pixmap.pixels[1], depth == 8 ? 0 : 0xff555555);
        ck_assert_uint_eq(pixmap.pixels[2], 0);
        ck_assert(!pixmap.opaque);
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&file);
    }
}
END_TEST

/* All 65,536 pairs of a value and an alpha. */
START_TEST(premultiplied_exactly) {
    static unsigned char rows[256 * 256 * 4];
    for (int i = 0; i < 256 * 256; i++) {
        memset(rows + (ptrdiff_t)i * 4, i & 255, 3);
        rows[i * 4 + 3] = (unsigned char)(i >> 8);
    }
    struct pl_buffer file = {0};
    picture_png_make(&(struct picture_png){256, 256, 8, PNG_COLOR_TYPE_RGBA, .transparent = -1}, rows, &file);
    struct pl_pixmap pixmap = decode(&file);
    for (int i = 0; i < 256 * 256; i++) {
        uint32_t value = (uint32_t)i & 255;
        ck_assert_uint_eq(pl_pixmap_row(&pixmap, i >> 8)[i & 255],
                          premultiplied((uint32_t)i >> 8 << 24 | value * 0x010101));
    }
    ck_assert(!pixmap.opaque);
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&file);
}
END_TEST

START_TEST(opaque_alpha) {
    unsigned char row[] = {1, 2, 3, 255, 4, 5, 6, 255};
    for (int last = 254; last < 256; last++) {
        struct pl_buffer file = {0};
        row[7] = (unsigned char)last;
        picture_png_make(&(struct picture_png){2, 1, 8, PNG_COLOR_TYPE_RGBA, .transparent = -1}, row, &file);
        struct pl_pixmap pixmap = decode(&file);
        ck_assert_int_eq(pixmap.opaque, last == 255);
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&file);
    }
}
END_TEST

static struct pl_pixmap decode_with_profile(struct picture_png kind, const char space[4]) {
    static unsigned char icc[5000];
    picture_icc(icc, sizeof icc, space);
    kind.icc = icc;
    kind.icc_size = sizeof icc;
    struct pl_buffer file = make(&kind);
    struct pl_pixmap pixmap = decode(&file);
    ck_assert(memmem(file.data, file.size, "iCCP", 4) != NULL);
    if (pixmap.icc) {
        ck_assert_uint_eq(pixmap.icc_size, sizeof icc);
        ck_assert_mem_eq(pixmap.icc, icc, sizeof icc);
    }
    pl_buffer_finish(&file);
    return pixmap;
}

START_TEST(profiles) {
    static const struct picture_png gray = {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_GRAY, .transparent = -1};
    static const struct picture_png palette = {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_PALETTE, .transparent = 0};
    struct pl_pixmap kept[] = {decode_with_profile(rgb, "RGB "), decode_with_profile(rgba, "RGB "),
                               decode_with_profile(palette, "RGB ")};
    for (int i = 0; i < 3; i++) {
        ck_assert(kept[i].icc && !kept[i].profile_dropped);
        pl_pixmap_finish(&kept[i]);
    }
    struct pl_pixmap dropped = decode_with_profile(gray, "GRAY");
    ck_assert(!dropped.icc && dropped.profile_dropped == PL_PROFILE_FOREIGN);
    pl_pixmap_finish(&dropped);
    struct pl_buffer file = make(&rgb);
    struct pl_pixmap none = decode(&file);
    ck_assert(!none.icc && !none.profile_dropped);
    pl_pixmap_finish(&none);
    pl_buffer_finish(&file);
}
END_TEST

/* A profile that libpng rejects costs the profile, not the picture. */
START_TEST(broken_profile) {
    unsigned char icc[300];
    struct picture_png kind = rgb;
    picture_icc(icc, sizeof icc, "RGB ");
    kind.icc = icc;
    kind.icc_size = sizeof icc;
    struct pl_buffer file = make(&kind);
    unsigned char *profile = picture_png_chunk(&file, "iCCP");
    profile[60] ^= 255; /* which its checksum notices */
    for (int round = 0; round < 2; round++) {
        struct pl_pixmap pixmap = decode(&file);
        ck_assert(!pixmap.icc && pixmap.profile_dropped == PL_PROFILE_DAMAGED);
        pl_pixmap_finish(&pixmap);
        profile[14] = 0xff; /* no way to compress */
        picture_png_repair(profile);
    }
    pl_buffer_finish(&file);
}
END_TEST

START_TEST(size_alone) {
    struct placard_error error;
    int width = 0;
    int height = 0;
    struct pl_buffer file = make(&rgb);
    ck_succeeds(pl_png_size("base.png", file.data, 33, &width, &height, &error), error);
    ck_assert_int_eq(width, WIDTH);
    ck_assert_int_eq(height, HEIGHT);
    ck_fails(pl_png_size("base.png", file.data, 32, &width, &height, &error), error,
             "base.png: damaged PNG: the file ends too early");
    pl_buffer_finish(&file);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {every_kind,
                                  transparent_colour,
                                  premultiplied_exactly,
                                  opaque_alpha,
                                  profiles,
                                  broken_profile,
                                  size_alone,
                                  NULL};
    return unit_run("png", tests);
}
