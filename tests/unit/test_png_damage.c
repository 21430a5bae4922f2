#include "codec/png.h"
#include "pictures.h"
#include "unit.h"

#include <png.h>
#include <stdio.h>
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

static void check_fails(const struct pl_buffer *file, enum placard_code code, const char *message) {
    struct placard_error error;
    struct pl_pixmap pixmap;
    ck_fails(pl_png_decode("base.png", file->data, file->size, &pixmap, &error), error, message);
    ck_assert_int_eq(error.code, code);
    ck_assert_ptr_null(pixmap.pixels);
}

static void check_every_cut(struct picture_png kind) {
    struct pl_buffer file = make(&kind);
    for (size_t size = 0; size < file.size; size++) {
        unsigned char *cut = malloc(size ? size : 1);
        ck_assert_ptr_nonnull(cut);
        memcpy(cut, file.data, size);
        struct placard_error error;
        struct pl_pixmap pixmap;
        ck_assert_msg(!pl_png_decode("base.png", cut, size, &pixmap, &error), "cut at %zu of %zu", size,
                      file.size);
        ck_assert_str_eq(error.message, "base.png: damaged PNG: the file ends too early");
        ck_assert_int_eq(error.code, PLACARD_PICTURE);
        ck_assert_ptr_null(pixmap.pixels);
        free(cut);
    }
    pl_buffer_finish(&file);
}

START_TEST(every_cut_is_an_error) {
    unsigned char icc[300];
    struct picture_png kind = rgba;
    picture_icc(icc, sizeof icc, "RGB ");
    kind.icc = icc;
    kind.icc_size = sizeof icc;
    check_every_cut(kind);
    kind.interlaced = true;
    check_every_cut(kind);
    check_every_cut((struct picture_png){WIDTH, HEIGHT, 4, PNG_COLOR_TYPE_PALETTE, .transparent = 9});
}
END_TEST

/* Every byte is under some checksum: damage is noticed, or, in a chunk that pixels do not need, harmless. */
START_TEST(every_damaged_byte) {
    unsigned char icc[300];
    struct picture_png kind = rgb;
    picture_icc(icc, sizeof icc, "RGB ");
    kind.icc = icc;
    kind.icc_size = sizeof icc;
    struct pl_buffer file = make(&kind);
    struct pl_pixmap expected = decode(&file);
    for (size_t at = 0; at < file.size; at++) {
        for (int bit = 0; bit < 8; bit++) {
            struct placard_error error;
            struct pl_pixmap pixmap;
            file.data[at] ^= (unsigned char)(1 << bit);
            if (pl_png_decode("base.png", file.data, file.size, &pixmap, &error)) {
                picture_equal(&pixmap, &expected);
                pl_pixmap_finish(&pixmap);
            } else {
                ck_assert_msg(strncmp(error.message, "base.png: ", 10) == 0, "%s", error.message);
            }
            file.data[at] ^= (unsigned char)(1 << bit);
        }
    }
    pl_pixmap_finish(&expected);
    pl_buffer_finish(&file);
}
END_TEST

/* Damage that whoever made the file put right checksums on. */
START_TEST(random_damage) {
    uint32_t state = 9;
    struct picture_png kind = rgba;
    for (int round = 0; round < 6000; round++) {
        static const char *const types[] = {"IHDR", "IDAT", "IEND"};
        kind.interlaced = round & 1;
        struct pl_buffer file = make(&kind);
        unsigned char *at = picture_png_chunk(&file, types[round % 3 == 2 ? 1 : round % 3]);
        size_t size = (size_t)at[2] << 8 | at[3];
        at[8 + picture_random(&state) % size] = (unsigned char)picture_random(&state);
        picture_png_repair(at);
        struct placard_error error;
        struct pl_pixmap pixmap;
        if (!pl_png_decode("base.png", file.data, file.size, &pixmap, &error)) {
            ck_assert_msg(strncmp(error.message, "base.png: ", 10) == 0, "%s", error.message);
        }
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&file);
    }
}
END_TEST

START_TEST(damage_messages) {
    struct pl_buffer file = make(&rgb);
    unsigned char *data = picture_png_chunk(&file, "IDAT");
    size_t size = (size_t)data[2] << 8 | data[3];
    data[8 + size] ^= 1;
    check_fails(&file, PLACARD_PICTURE, "base.png: damaged PNG: IDAT: CRC error");
    data[8 + size] ^= 1;
    /* The image data's own checksum. */
    data[8 + size - 1] ^= 1;
    picture_png_repair(data);
    check_fails(&file, PLACARD_PICTURE, "base.png: damaged PNG: IDAT: incorrect data check");
    data[8 + size - 1] ^= 1;
    picture_png_repair(data);
    unsigned char *header = picture_png_chunk(&file, "IHDR");
    header[11]++;
    check_fails(&file, PLACARD_PICTURE, "base.png: damaged PNG: IHDR: CRC error");
    header[15]++;
    header[11]--;
    picture_png_repair(header);
    check_fails(&file, PLACARD_PICTURE, "base.png: damaged PNG: Not enough image data");
    header[14] = 0x80;
    picture_png_repair(header);
    check_fails(&file, PLACARD_LIMIT, "base.png: expected at most 32767 pixels a side, found 19x32782");
    file.data[4] = '\n';
    check_fails(&file, PLACARD_PICTURE, "base.png: damaged PNG: the line ends in its signature were changed");
    pl_buffer_finish(&file);
}
END_TEST

/* The file with its image data ending `missing` bytes early, and the `apart` bytes before in a chunk of their
 * own, so that libpng has all the pixels before it comes to them. */
static struct pl_buffer split(const struct pl_buffer *file, size_t missing, size_t apart) {
    struct pl_buffer out = {0};
    unsigned char *data = picture_png_chunk(file, "IDAT");
    size_t size = (size_t)data[2] << 8 | data[3];
    size_t first = size - missing - apart;
    unsigned char head[8] = {0, 0, (unsigned char)(first >> 8), (unsigned char)first, 'I', 'D', 'A', 'T'};
    pl_buffer_append(&out, file->data, (size_t)(data - file->data));
    pl_buffer_append(&out, head, 8);
    pl_buffer_append(&out, data + 8, first);
    pl_buffer_append(&out, "crc!", 4);
    picture_png_repair(picture_png_chunk(&out, "IDAT"));
    size_t second = out.size;
    head[2] = (unsigned char)(apart >> 8);
    head[3] = (unsigned char)apart;
    pl_buffer_append(&out, head, 8);
    pl_buffer_append(&out, data + 8 + first, apart);
    pl_buffer_append(&out, "crc!", 4);
    picture_png_repair(out.data + second);
    pl_buffer_append(&out, data + 12 + size, file->size - (size_t)(data + 12 + size - file->data));
    return out;
}

START_TEST(image_data_in_pieces) {
    struct pl_buffer file = make(&rgb);
    struct pl_pixmap expected = decode(&file);
    for (size_t apart = 0; apart < 12; apart++) {
        struct pl_buffer whole = split(&file, 0, apart);
        struct pl_pixmap pixmap = decode(&whole);
        picture_equal(&pixmap, &expected);
        pl_pixmap_finish(&pixmap);
        if (apart > 0) {
            unsigned char *last = whole.data + whole.size - 12 - 4;
            last[-1] ^= 1;
            picture_png_repair(last - 8 - apart);
            check_fails(&whole, PLACARD_PICTURE, "base.png: damaged PNG: IDAT: incorrect data check");
        }
        pl_buffer_finish(&whole);
        for (size_t missing = 1; missing < 12; missing++) {
            struct pl_buffer cut = split(&file, missing, apart);
            struct placard_error error;
            /* libpng may not come to look at the checksum, the last four bytes, which says nothing new. */
            if (missing <= 4 && pl_png_decode("base.png", cut.data, cut.size, &pixmap, &error)) {
                picture_equal(&pixmap, &expected);
                pl_pixmap_finish(&pixmap);
            } else {
                ck_assert(!pl_png_decode("base.png", cut.data, cut.size, &pixmap, &error));
                ck_assert_msg(strncmp(error.message, "base.png: damaged PNG: ", 23) == 0, "%s",
                              error.message);
            }
            pl_buffer_finish(&cut);
        }
    }
    pl_pixmap_finish(&expected);
    pl_buffer_finish(&file);
}
END_TEST

enum { FIRST_CHUNK = 33, AROUND = 12 };

/* A file with `size` bytes put before its second chunk. */
static struct pl_buffer put_in(const struct pl_buffer *file, const unsigned char *bytes, size_t size) {
    struct pl_buffer out = {0};
    pl_buffer_append(&out, file->data, FIRST_CHUNK);
    pl_buffer_append(&out, bytes, size);
    pl_buffer_append(&out, file->data + FIRST_CHUNK, file->size - FIRST_CHUNK);
    ck_assert(!out.failed);
    return out;
}

/* Chunks without content, of a type that nobody knows. */
START_TEST(too_many_chunks) {
    static const unsigned char empty[AROUND + 1] = "\0\0\0\0abCd"
                                                   "\x78\x06\xe9\xb3";
    enum { OWN = 3 }; /* IHDR, IDAT, IEND */
    struct pl_buffer file = make(&rgba);
    struct pl_buffer chunks = {0};
    for (int i = 0; i <= PL_PNG_CHUNK_LIMIT - OWN; i++) {
        pl_buffer_append(&chunks, empty, AROUND);
    }
    struct pl_buffer most = put_in(&file, chunks.data, chunks.size - AROUND);
    struct pl_buffer more = put_in(&file, chunks.data, chunks.size);
    struct pl_pixmap pixmap = decode(&most);
    pl_pixmap_finish(&pixmap);
    check_fails(&more, PLACARD_LIMIT, "base.png: expected at most 1000000 chunks, found 1000001");
    pl_buffer_finish(&most);
    pl_buffer_finish(&more);
    pl_buffer_finish(&chunks);
    pl_buffer_finish(&file);
}
END_TEST

/* What comes behind the last row would be inflated, too, and thrown away. */
START_TEST(too_much_data) {
    enum { ROW = 1 + 4 * WIDTH, MOST = (ROW * HEIGHT + 2 * (WIDTH + HEIGHT)) * 4 + 64 * 1024 };
    struct pl_buffer file = make(&rgba);
    unsigned char *chunk = calloc(MOST + AROUND + 1, 1);
    ck_assert_ptr_nonnull(chunk);
    chunk[1] = (MOST + 1) >> 16;
    chunk[2] = (MOST + 1) >> 8 & 255;
    chunk[3] = (MOST + 1) & 255;
    memcpy(chunk + 4, "IDAT", 4);
    struct pl_buffer more = put_in(&file, chunk, MOST + 1 + AROUND);
    char message[128];
    snprintf(message, sizeof message,
             "base.png: expected at most %d bytes of image data for its size, found %zu", MOST,
             MOST + 1 + file.size - FIRST_CHUNK - 2 * (size_t)AROUND);
    check_fails(&more, PLACARD_LIMIT, message);
    pl_buffer_finish(&more);
    free(chunk);
    pl_buffer_finish(&file);
}
END_TEST

/* Whatever way the pixels are decoded. */
START_TEST(gives_up_when_it_is_late) {
    struct picture_png kinds[] = {
        rgb, rgba, rgba, {WIDTH, HEIGHT, 4, PNG_COLOR_TYPE_PALETTE, .transparent = 9}};
    kinds[2].interlaced = true;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct pl_buffer file = make(&kinds[i]);
        struct placard_error error;
        struct pl_pixmap pixmap;
        struct pl_deadline deadline;
        pl_deadline_init(&deadline, 1000);
        ck_succeeds(pl_png_decode_until("base.png", file.data, file.size, &deadline, &pixmap, &error), error);
        pl_pixmap_finish(&pixmap);
        pl_deadline_init(&deadline, 1e-9);
        ck_fails(pl_png_decode_until("base.png", file.data, file.size, &deadline, &pixmap, &error), error,
                 "timeout: expected the poster within 1e-09 seconds, it took longer");
        ck_assert_int_eq(error.code, PLACARD_LIMIT);
        ck_assert_ptr_null(pixmap.pixels);
        pl_buffer_finish(&file);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {every_cut_is_an_error, every_damaged_byte,       random_damage,
                                  damage_messages,       image_data_in_pieces,     too_many_chunks,
                                  too_much_data,         gives_up_when_it_is_late, NULL};
    return unit_run("png damage", tests);
}
