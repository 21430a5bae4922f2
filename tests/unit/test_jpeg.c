#include "codec/jpeg.h"
#include "pictures.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 45, HEIGHT = 37 };

static unsigned char waves[WIDTH * HEIGHT * 4];

static const struct picture_jpeg plain = {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, .across = 2, .down = 2};

static struct pl_buffer make(struct picture_jpeg kind) {
    struct pl_buffer file = {0};
    picture_waves(waves, WIDTH, HEIGHT, kind.in == JCS_GRAYSCALE ? 1 : kind.in == JCS_CMYK ? 4 : 3);
    picture_jpeg_make(&kind, waves, &file);
    return file;
}

static struct pl_pixmap decode(const struct pl_buffer *file) {
    struct placard_error error;
    struct pl_pixmap pixmap;
    ck_succeeds(pl_jpeg_decode("base.jpg", file->data, file->size, &pixmap, &error), error);
    return pixmap;
}

static void check_fails(const struct pl_buffer *file, enum placard_code code, const char *message) {
    struct placard_error error;
    struct pl_pixmap pixmap;
    ck_fails(pl_jpeg_decode("base.jpg", file->data, file->size, &pixmap, &error), error, message);
    ck_assert_int_eq(error.code, code);
    ck_assert_ptr_null(pixmap.pixels);
}

/* A file with some bytes put in place of others. */
static struct pl_buffer splice(const struct pl_buffer *file, size_t at, size_t removed, const void *bytes,
                               size_t size) {
    struct pl_buffer out = {0};
    pl_buffer_append(&out, file->data, at);
    pl_buffer_append(&out, bytes, size);
    pl_buffer_append(&out, file->data + at + removed, file->size - at - removed);
    return out;
}

/* Where the last segment with that marker starts. */
static size_t find_last(const struct pl_buffer *file, unsigned char marker) {
    size_t at = file->size - 1;
    do {
        at--;
        ck_assert(at > 0);
    } while (file->data[at] != 0xff || file->data[at + 1] != marker);
    return at;
}

static void check_rgb(const struct pl_buffer *file) {
    struct pl_pixmap pixmap = decode(file);
    unsigned char *expected = picture_jpeg_read(file, JCS_RGB);
    ck_assert(pixmap.opaque);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        const unsigned char *p = expected + (ptrdiff_t)i * 3;
        uint32_t pixel = 255U << 24 | (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
        ck_assert_uint_eq(pl_pixmap_row(&pixmap, i / WIDTH)[i % WIDTH], pixel);
    }
    free(expected);
    pl_pixmap_finish(&pixmap);
}

START_TEST(as_libjpeg_decodes) {
    static const int samplings[][2] = {{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}};
    for (int progressive = 0; progressive < 2; progressive++) {
        for (size_t i = 0; i < sizeof samplings / sizeof *samplings; i++) {
            struct pl_buffer file =
                make((struct picture_jpeg){WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, samplings[i][0],
                                           samplings[i][1], .progressive = progressive});
            check_rgb(&file);
            pl_buffer_finish(&file);
        }
        struct pl_buffer rgb =
            make((struct picture_jpeg){WIDTH, HEIGHT, JCS_RGB, JCS_RGB, .progressive = progressive});
        struct pl_buffer gray = make(
            (struct picture_jpeg){WIDTH, HEIGHT, JCS_GRAYSCALE, JCS_GRAYSCALE, .progressive = progressive});
        check_rgb(&rgb);
        check_rgb(&gray);
        pl_buffer_finish(&rgb);
        pl_buffer_finish(&gray);
    }
}
END_TEST

static uint32_t print(const unsigned char *ink, bool inverted) {
    uint32_t pixel = 255;
    double light = inverted ? ink[3] : 255 - ink[3];
    for (int c = 0; c < 3; c++) {
        double value = inverted ? ink[c] : 255 - ink[c];
        pixel = pixel << 8 | (uint32_t)(value * light / 255 + 0.5);
    }
    return pixel;
}

START_TEST(cmyk) {
    static const struct picture_jpeg kinds[] = {
        {WIDTH, HEIGHT, JCS_CMYK, JCS_CMYK},
        {WIDTH, HEIGHT, JCS_CMYK, JCS_YCCK, .across = 2},
        {WIDTH, HEIGHT, JCS_CMYK, JCS_CMYK, .no_adobe = true},
        {WIDTH, HEIGHT, JCS_CMYK, JCS_YCCK, .progressive = true},
    };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct pl_buffer file = make(kinds[k]);
        struct pl_pixmap pixmap = decode(&file);
        unsigned char *inks = picture_jpeg_read(&file, JCS_CMYK);
        ck_assert(pixmap.opaque);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            uint32_t expected = print(inks + (ptrdiff_t)i * 4, !kinds[k].no_adobe);
            ck_assert_uint_eq(pl_pixmap_row(&pixmap, i / WIDTH)[i % WIDTH], expected);
        }
        free(inks);
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&file);
    }
}
END_TEST

static struct pl_pixmap clockwise(struct pl_pixmap from) {
    struct pl_pixmap to;
    struct placard_error error;
    ck_succeeds(pl_pixmap_init(&to, from.height, from.width, &error), error);
    for (int y = 0; y < from.height; y++) {
        for (int x = 0; x < from.width; x++) {
            pl_pixmap_row(&to, x)[from.height - 1 - y] = pl_pixmap_row(&from, y)[x];
        }
    }
    pl_pixmap_finish(&from);
    return to;
}

static void mirror(struct pl_pixmap *pixmap) {
    for (int y = 0; y < pixmap->height; y++) {
        uint32_t *row = pl_pixmap_row(pixmap, y);
        for (int x = 0; x < pixmap->width / 2; x++) {
            uint32_t pixel = row[x];
            row[x] = row[pixmap->width - 1 - x];
            row[pixmap->width - 1 - x] = pixel;
        }
    }
}

/* The orientations as Exif tools describe them: mirrored horizontally or not, then turned clockwise. */
START_TEST(orientations) {
    static const struct {
        bool mirrored;
        int quarters;
    } meaning[9] = {[2] = {true, 0},  [3] = {false, 2}, [4] = {true, 2}, [5] = {true, 3},
                    [6] = {false, 1}, [7] = {true, 1},  [8] = {false, 3}};
    struct pl_buffer upright = make(plain);
    for (int orientation = 0; orientation <= 9; orientation++) {
        unsigned char exif[64];
        struct placard_error error;
        int width = 0;
        int height = 0;
        struct picture_jpeg kind = plain;
        kind.exif_size = picture_exif(exif, orientation, orientation & 1);
        kind.exif = exif;
        struct pl_buffer file = make(kind);
        struct pl_pixmap pixmap = decode(&file);
        struct pl_pixmap expected = decode(&upright);
        if (orientation < 9 && meaning[orientation].mirrored) {
            mirror(&expected);
        }
        for (int i = 0; orientation < 9 && i < meaning[orientation].quarters; i++) {
            expected = clockwise(expected);
        }
        picture_equal(&pixmap, &expected);
        ck_assert(pixmap.opaque);
        ck_succeeds(pl_jpeg_size("base.jpg", file.data, file.size, &width, &height, &error), error);
        ck_assert_int_eq(width, pixmap.width);
        ck_assert_int_eq(height, pixmap.height);
        pl_pixmap_finish(&expected);
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&file);
    }
    pl_buffer_finish(&upright);
}
END_TEST

static struct pl_pixmap decode_with_profile(const unsigned char *icc, size_t size, size_t spoil) {
    struct picture_jpeg kind = plain;
    kind.icc = icc;
    kind.icc_size = size;
    struct pl_buffer file = make(kind);
    if (spoil) {
        static const char title[] = "ICC_PROFILE";
        unsigned char *at = memmem(file.data, file.size, title, sizeof title);
        ck_assert_ptr_nonnull(at);
        at[spoil] = 77;
    }
    struct pl_pixmap pixmap = decode(&file);
    pl_buffer_finish(&file);
    return pixmap;
}

START_TEST(profiles) {
    static unsigned char icc[150000];
    static const size_t sizes[] = {144, 3000, sizeof icc};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        picture_icc(icc, sizes[i], "RGB ");
        struct pl_pixmap kept = decode_with_profile(icc, sizes[i], 0);
        ck_assert(!kept.profile_dropped);
        ck_assert_uint_eq(kept.icc_size, sizes[i]);
        ck_assert_mem_eq(kept.icc, icc, sizes[i]);
        pl_pixmap_finish(&kept);
    }
    /* A sequence number that cannot be. */
    struct pl_pixmap broken = decode_with_profile(icc, sizeof icc, 12);
    ck_assert_int_eq(broken.profile_dropped, PL_PROFILE_DAMAGED);
    ck_assert_ptr_null(broken.icc);
    pl_pixmap_finish(&broken);
    static const char *const others[] = {"GRAY", "CMYK", "Lab "};
    for (size_t i = 0; i < 3; i++) {
        picture_icc(icc, 500, others[i]);
        struct pl_pixmap dropped = decode_with_profile(icc, 500, 0);
        ck_assert_int_eq(dropped.profile_dropped, PL_PROFILE_FOREIGN);
        ck_assert_ptr_null(dropped.icc);
        pl_pixmap_finish(&dropped);
    }
    struct pl_buffer file = make(plain);
    struct pl_pixmap none = decode(&file);
    ck_assert(!none.profile_dropped && !none.icc);
    pl_pixmap_finish(&none);
    pl_buffer_finish(&file);
}
END_TEST

static void check_every_cut(struct picture_jpeg kind) {
    struct pl_buffer file = make(kind);
    for (size_t size = 0; size < file.size; size++) {
        unsigned char *cut = malloc(size ? size : 1);
        ck_assert_ptr_nonnull(cut);
        memcpy(cut, file.data, size);
        struct placard_error error;
        struct pl_pixmap pixmap;
        ck_assert_msg(!pl_jpeg_decode("base.jpg", cut, size, &pixmap, &error), "cut at %zu of %zu", size,
                      file.size);
        ck_assert_msg(strncmp(error.message, "base.jpg: damaged JPEG: ", 24) == 0, "%s", error.message);
        ck_assert_int_eq(error.code, PLACARD_PICTURE);
        ck_assert_ptr_null(pixmap.pixels);
        free(cut);
    }
    pl_buffer_finish(&file);
}

START_TEST(every_cut_is_an_error) {
    unsigned char exif[64];
    struct picture_jpeg turned = plain;
    turned.exif_size = picture_exif(exif, 6, true);
    turned.exif = exif;
    check_every_cut(plain);
    check_every_cut(turned);
    check_every_cut((struct picture_jpeg){WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, .progressive = true});
    check_every_cut((struct picture_jpeg){WIDTH, HEIGHT, JCS_CMYK, JCS_YCCK});
    check_every_cut((struct picture_jpeg){WIDTH, HEIGHT, JCS_GRAYSCALE, JCS_GRAYSCALE});
}
END_TEST

START_TEST(damage_messages) {
    struct pl_buffer file = make(plain);
    size_t size = file.size;
    file.size = size - 40;
    check_fails(&file, PLACARD_PICTURE, "base.jpg: damaged JPEG: Premature end of JPEG file");
    file.size = 2;
    check_fails(&file, PLACARD_PICTURE, "base.jpg: damaged JPEG: Premature end of JPEG file");
    file.size = 0;
    check_fails(&file, PLACARD_PICTURE, "base.jpg: damaged JPEG: Empty input file");
    file.size = size;
    /* An end in the middle of the scan. */
    struct pl_buffer early = splice(&file, size - 60, 2, "\xff\xd9", 2);
    check_fails(&early, PLACARD_PICTURE,
                "base.jpg: damaged JPEG: Corrupt JPEG data: premature end of data segment");
    pl_buffer_finish(&early);
    size_t frame = find_last(&file, 0xc0);
    file.data[frame + 4] = 12;
    check_fails(&file, PLACARD_PICTURE, "base.jpg: unsupported JPEG: Unsupported JPEG data precision 12");
    file.data[frame + 4] = 8;
    memcpy(file.data + frame + 5, "\x10\x00\xc0\x00", 4);
    check_fails(&file, PLACARD_LIMIT, "base.jpg: expected at most 32767 pixels a side, found 49152x4096");
    memcpy(file.data + frame + 5, "\x70\x00\x70\x00", 4);
    check_fails(&file, PLACARD_LIMIT,
                "base.jpg: expected at most 100 megapixels, found 28672x28672 (822.1 megapixels)");
    pl_buffer_finish(&file);
}
END_TEST

/* Bytes that encoders and transports leave between and behind segments do no harm to the pixels. */
START_TEST(harmless_oddities) {
    struct pl_buffer file = make(plain);
    struct pl_pixmap expected = decode(&file);
    struct pl_buffer odd[3] = {
        splice(&file, find_last(&file, 0xc0), 0, "\0\1\2", 3),
        splice(&file, file.size, 0, "trailing bytes", 14), splice(&file, 11, 1, "\7", 1), /* JFIF 7.01 */
    };
    for (int i = 0; i < 3; i++) {
        struct pl_pixmap pixmap = decode(&odd[i]);
        picture_equal(&pixmap, &expected);
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&odd[i]);
    }
    pl_pixmap_finish(&expected);
    pl_buffer_finish(&file);
}
END_TEST

START_TEST(too_many_scans) {
    static const jpeg_scan_info script[] = {{1, {0}, 0, 0, 0, 0}, {1, {0}, 1, 63, 0, 0}};
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    unsigned char row[8] = {0, 80, 10, 255, 30, 40, 0, 90};
    JSAMPROW rows[8] = {row, row, row, row, row, row, row, row};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &bytes, &size);
    info.image_width = info.image_height = 8;
    info.in_color_space = JCS_GRAYSCALE;
    info.input_components = 1;
    jpeg_set_defaults(&info);
    info.scan_info = script;
    info.num_scans = 2;
    jpeg_start_compress(&info, TRUE);
    jpeg_write_scanlines(&info, rows, 8);
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    struct pl_buffer file = {0};
    pl_buffer_append(&file, bytes, size);
    free(bytes);
    size_t scan = find_last(&file, 0xda);
    for (int copies = 0; copies < 2; copies++) {
        struct pl_buffer many = {0};
        pl_buffer_append(&many, file.data, scan);
        for (int i = 0; i < (copies ? 100 : 99); i++) {
            pl_buffer_append(&many, file.data + scan, file.size - 2 - scan);
        }
        pl_buffer_append(&many, "\xff\xd9", 2);
        if (copies) {
            check_fails(&many, PLACARD_LIMIT,
                        "base.jpg: unsupported JPEG: expected at most 100 scans, found more");
        } else {
            struct pl_pixmap pixmap = decode(&many);
            pl_pixmap_finish(&pixmap);
        }
        pl_buffer_finish(&many);
    }
    pl_buffer_finish(&file);
}
END_TEST

/* Whatever becomes of it, a damaged file neither crashes nor fails without saying which it is. */
/* Between rows of blocks, and between scans. */
START_TEST(gives_up_when_it_is_late) {
    struct picture_jpeg kinds[] = {plain, plain};
    kinds[1].progressive = true;
    for (int i = 0; i < 2; i++) {
        struct pl_buffer file = make(kinds[i]);
        struct placard_error error;
        struct pl_pixmap pixmap;
        struct pl_deadline deadline;
        pl_deadline_init(&deadline, 1000);
        ck_succeeds(pl_jpeg_decode_until("base.jpg", file.data, file.size, &deadline, &pixmap, &error),
                    error);
        pl_pixmap_finish(&pixmap);
        pl_deadline_init(&deadline, 1e-9);
        ck_fails(pl_jpeg_decode_until("base.jpg", file.data, file.size, &deadline, &pixmap, &error), error,
                 "timeout: expected the poster within 1e-09 seconds, it took longer");
        ck_assert_int_eq(error.code, PLACARD_LIMIT);
        ck_assert_ptr_null(pixmap.pixels);
        pl_buffer_finish(&file);
    }
}
END_TEST

START_TEST(random_damage) {
    uint32_t state = 5;
    for (int kind = 0; kind < 3; kind++) {
        struct picture_jpeg what = plain;
        what.progressive = kind == 1;
        what.in = kind == 2 ? JCS_CMYK : JCS_RGB;
        what.stored = kind == 2 ? JCS_YCCK : JCS_YCbCr;
        struct pl_buffer file = make(what);
        for (int round = 0; round < 1500; round++) {
            struct pl_buffer bad = splice(&file, 0, 0, "", 0);
            for (uint32_t i = 1 + picture_random(&state) % 3; i > 0; i--) {
                bad.data[2 + picture_random(&state) % (bad.size - 2)] = (unsigned char)picture_random(&state);
            }
            struct placard_error error;
            struct pl_pixmap pixmap;
            if (!pl_jpeg_decode("base.jpg", bad.data, bad.size, &pixmap, &error)) {
                ck_assert_msg(strncmp(error.message, "base.jpg: ", 10) == 0, "%s", error.message);
            }
            pl_pixmap_finish(&pixmap);
            pl_buffer_finish(&bad);
        }
        pl_buffer_finish(&file);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {as_libjpeg_decodes,
                                  cmyk,
                                  orientations,
                                  profiles,
                                  every_cut_is_an_error,
                                  damage_messages,
                                  harmless_oddities,
                                  too_many_scans,
                                  gives_up_when_it_is_late,
                                  random_damage,
                                  NULL};
    return unit_run("jpeg", tests);
}
