/* JPEGs that are drawn on: what is taken over of them where they are encoded again. */
#include "base/file.h"
#include "base/lazy.h"
#include "codec/jpeg.h"
#include "codec/jpeg_blocks.h"
#include "codec/keep.h"
#include "pictures.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 130, HEIGHT = 101, ROUNDS = 60 };

static struct placard_error error;

static struct pl_buffer make_base(const struct pl_encode_options *options) {
    static unsigned char waves[WIDTH * HEIGHT * 3];
    struct pl_pixmap pixmap;
    struct pl_buffer file = {0};
    uint32_t state = 4;
    picture_waves(waves, WIDTH, HEIGHT, 3);
    ck_succeeds(pl_pixmap_init(&pixmap, WIDTH, HEIGHT, &error), error);
    pixmap.opaque = true;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        const unsigned char *p = waves + (ptrdiff_t)i * 3;
        uint32_t noise = picture_random(&state) % 8;
        pl_pixmap_row(&pixmap, i / WIDTH)[i % WIDTH] =
            0xff000000U | (uint32_t)p[0] << 16 | (p[1] ^ noise) << 8 | p[2];
    }
    ck_succeeds(pl_jpeg_encode(&pixmap, options, &file, &error), error);
    pl_pixmap_finish(&pixmap);
    return file;
}

static struct pl_pixmap open_lazily(const struct pl_buffer *file) {
    struct pl_pixmap pixmap;
    ck_succeeds(pl_jpeg_decode_lazily("base.jpg", file->data, file->size, NULL, &pixmap, &error), error);
    ck_assert_ptr_nonnull(pixmap.lazy);
    return pixmap;
}

static struct pl_buffer encode(const struct pl_pixmap *pixmap, const struct pl_encode_options *options) {
    struct pl_buffer file = {0};
    ck_succeeds(pl_jpeg_encode(pixmap, options, &file, &error), error);
    return file;
}

static struct pl_jpeg_blocks read_blocks(const struct pl_buffer *file) {
    struct pl_jpeg_blocks blocks;
    ck_assert(pl_jpeg_blocks_read(file->data, file->size, &blocks));
    return blocks;
}

static void draw_rect(struct pl_pixmap *pixmap, int x0, int y0, int x1, int y1, uint32_t color) {
    pl_pixmap_touch(pixmap, x0, y0, x1, y1);
    for (int y = y0 < 0 ? 0 : y0; y < y1 && y < pixmap->height; y++) {
        for (int x = x0 < 0 ? 0 : x0; x < x1 && x < pixmap->width; x++) {
            pl_pixmap_row(pixmap, y)[x] ^= color & 0xffffff;
        }
    }
}

static void draw_some(struct pl_pixmap *pixmap, uint32_t *state) {
    int count = 1 + (int)(picture_random(state) >> 4) % 3;
    for (int i = 0; i < count; i++) {
        uint32_t random = picture_random(state) >> 4;
        int x = (int)(random % (WIDTH + 40)) - 20;
        int y = (int)(random / 1000 % (HEIGHT + 40)) - 20;
        draw_rect(pixmap, x, y, x + (int)(random / 7 % 50) - 3, y + (int)(random / 11 % 30) - 3,
                  picture_random(state));
    }
}

static void check_equal(const struct pl_buffer *a, const struct pl_buffer *b) {
    ck_assert_uint_eq(a->size, b->size);
    ck_assert_mem_eq(a->data, b->data, a->size);
}

static struct pl_encode_options choose(uint32_t *state) {
    static const enum pl_chroma kinds[] = {PL_CHROMA_444, PL_CHROMA_422, PL_CHROMA_420};
    uint32_t random = picture_random(state) >> 4;
    return (struct pl_encode_options){.quality = 40 + (int)(random % 61), .chroma = kinds[random / 64 % 3]};
}

/* Undrawn on and at its own quality, it is the file that it was. */
START_TEST(untouched_it_is_the_same_file) {
    uint32_t state = 1;
    for (int i = 0; i < ROUNDS; i++) {
        struct pl_encode_options options = choose(&state);
        struct pl_buffer base = make_base(&options);
        struct pl_pixmap pixmap = open_lazily(&base);
        struct pl_buffer again = encode(&pixmap, &options);
        check_equal(&again, &base);
        /* Pixels that were looked at are no pixels that were drawn on. */
        pl_pixmap_load(&pixmap);
        struct pl_buffer looked_at = encode(&pixmap, &options);
        check_equal(&looked_at, &base);
        pl_buffer_finish(&looked_at);
        pl_buffer_finish(&again);
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&base);
    }
}
END_TEST

static bool same_block(const struct pl_jpeg_blocks *a, const struct pl_jpeg_blocks *b, int block) {
    const struct pl_jpeg_start *p = a->starts + block;
    const struct pl_jpeg_start *q = b->starts + block;
    size_t count = p[1].coefficient - p->coefficient;
    return count == q[1].coefficient - q->coefficient &&
           memcmp(a->coefficients + p->coefficient, b->coefficients + q->coefficient,
                  count * sizeof *a->coefficients) == 0;
}

/* MCUs that were drawn on are what encoding all pixels makes of them; the others are what they were. */
START_TEST(only_what_is_drawn_on_changes) {
    uint32_t state = 2;
    int kept = 0, drawn = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct pl_encode_options options = choose(&state);
        struct pl_buffer base = make_base(&options);
        struct pl_pixmap pixmap = open_lazily(&base);
        draw_some(&pixmap, &state);
        struct pl_buffer file = encode(&pixmap, &options);
        pl_pixmap_load(&pixmap);
        struct pl_lazy *lazy = pixmap.lazy;
        pixmap.lazy = NULL;
        struct pl_buffer whole = encode(&pixmap, &options);
        struct pl_jpeg_blocks before = read_blocks(&base), found = read_blocks(&file),
                              all = read_blocks(&whole);
        ck_assert_int_eq(lazy->columns * lazy->rows * found.each, found.columns * found.rows * found.each);
        for (int block = 0; block < found.columns * found.rows * found.each; block++) {
            bool touched = lazy->touched[block / found.each];
            ck_assert_msg(same_block(&found, touched ? &all : &before, block), "round %d, block %d", i,
                          block);
            kept += !touched;
            drawn += touched;
        }
        pl_jpeg_blocks_finish(&before);
        pl_jpeg_blocks_finish(&found);
        pl_jpeg_blocks_finish(&all);
        pl_buffer_finish(&whole);
        pl_buffer_finish(&file);
        pixmap.lazy = lazy;
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&base);
    }
    ck_assert_int_gt(kept, 1000);
    ck_assert_int_gt(drawn, 1000);
}
END_TEST

static int coefficient_at(const struct pl_jpeg_blocks *blocks, int block, int place) {
    const struct pl_jpeg_start *start = blocks->starts + block;
    for (uint32_t i = start->coefficient; i < start[1].coefficient; i++) {
        if (pl_jpeg_place(blocks->coefficients[i]) == place) {
            return pl_jpeg_value(blocks->coefficients[i]);
        }
    }
    return 0;
}

/* At another quality each coefficient is the nearest that there is. */
START_TEST(another_quality) {
    static const int qualities[][2] = {{92, 90}, {60, 95}, {95, 50}, {90, 90}, {70, 100}, {100, 30}};
    for (size_t i = 0; i < sizeof qualities / sizeof *qualities; i++) {
        struct pl_encode_options from = {.quality = qualities[i][0], .chroma = PL_CHROMA_420};
        struct pl_encode_options to = {.quality = qualities[i][1], .chroma = PL_CHROMA_420};
        struct pl_buffer base = make_base(&from);
        struct pl_pixmap pixmap = open_lazily(&base);
        struct pl_buffer file = encode(&pixmap, &to);
        struct pl_jpeg_blocks before = read_blocks(&base), after = read_blocks(&file);
        for (int block = 0; block < before.columns * before.rows * before.each; block++) {
            int component = pl_jpeg_component(&before, block % before.each);
            for (int place = 0; place < PL_JPEG_COEFFICIENTS; place++) {
                int value = coefficient_at(&before, block, place) * before.quantisers[component][place];
                int step = after.quantisers[component][place];
                int off = abs(coefficient_at(&after, block, place) * step - value);
                ck_assert_msg(2 * off <= step + 1, "quality %d to %d: %d is %d off, step %d", from.quality,
                              to.quality, value, off, step);
            }
        }
        pl_jpeg_blocks_finish(&before);
        pl_jpeg_blocks_finish(&after);
        pl_buffer_finish(&file);
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&base);
    }
}
END_TEST

/* Halves of blocks in black and white, at the highest quality, but with quantisers as large as they can be.
 */
static struct pl_buffer make_loud(void) {
    const struct pl_encode_options options = {.quality = 100, .chroma = PL_CHROMA_444};
    struct pl_buffer file = {0};
    struct pl_pixmap pixmap;
    uint32_t state = 7;
    ck_succeeds(pl_pixmap_init(&pixmap, WIDTH, HEIGHT, &error), error);
    pixmap.opaque = true;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        uint32_t noise = picture_random(&state) % 64 * 0x010101U;
        pl_pixmap_row(&pixmap, i / WIDTH)[i % WIDTH] =
            0xff000000U | (i % WIDTH / 4 % 2 ? 0xffffffU - noise : noise);
    }
    ck_succeeds(pl_jpeg_encode(&pixmap, &options, &file, &error), error);
    pl_pixmap_finish(&pixmap);
    for (size_t at = 2; file.data[at + 1] != 0xda;
         at += 2 + (size_t)(file.data[at + 2] << 8 | file.data[at + 3])) {
        if (file.data[at + 1] == 0xdb) {
            memset(file.data + at + 5, 255, PL_JPEG_COEFFICIENTS);
        }
    }
    return file;
}

/* Of two that are as near, either will do. */
static bool is_nearest(int found, int value, int step, int least, int most) {
    value = value < least * step ? least * step : value > most * step ? most * step : value;
    return 2 * abs(found * step - value) <= step + 1;
}

/* What has more bits than a coefficient may have is the largest one. */
START_TEST(larger_than_there_are) {
    static const int qualities[] = {50, 70, 90, 100};
    struct pl_buffer base = make_loud();
    int largest = 0;
    for (size_t i = 0; i < sizeof qualities / sizeof *qualities; i++) {
        struct pl_encode_options to = {.quality = qualities[i], .chroma = PL_CHROMA_444};
        struct pl_pixmap pixmap = open_lazily(&base);
        struct pl_buffer file = encode(&pixmap, &to);
        struct pl_jpeg_blocks before = read_blocks(&base), after = read_blocks(&file);
        for (int block = 0; block < before.columns * before.rows * before.each; block++) {
            const uint16_t *steps = after.quantisers[pl_jpeg_component(&before, block % before.each)];
            for (int place = 0; place < PL_JPEG_COEFFICIENTS; place++) {
                int value = coefficient_at(&before, block, place) * 255;
                int found = coefficient_at(&after, block, place);
                ck_assert_msg(is_nearest(found, value, steps[place], place > 0 ? -1023 : -1024, 1023),
                              "quality %d, step %d: %d became %d", to.quality, steps[place], value, found);
                largest += place > 0 && abs(found) == 1023;
            }
        }
        pl_jpeg_blocks_finish(&before);
        pl_jpeg_blocks_finish(&after);
        pl_buffer_finish(&file);
        pl_pixmap_finish(&pixmap);
    }
    ck_assert_int_gt(largest, 1000);
    pl_buffer_finish(&base);
}
END_TEST

/* DCs that no samples give have no codes: such a file is not drawn on as it is. */
START_TEST(beyond_what_samples_give) {
    struct pl_buffer file = {0};
    struct pl_jpeg_blocks blocks;
    ck_succeeds(pl_file_read("tests/crashers/jpeg/dc-beyond-range", 1 << 20, &file, &error), error);
    ck_assert(!pl_jpeg_blocks_read(file.data, file.size, &blocks));
    ck_assert(!blocks.lacks_memory);
    pl_buffer_finish(&file);
}
END_TEST

/* Posters that share a picture are those that were drawn from the start. */
START_TEST(pictures_on_a_kept_one) {
    uint32_t state = 5;
    for (int i = 0; i < ROUNDS; i++) {
        struct pl_encode_options from = choose(&state);
        struct pl_encode_options to = choose(&state);
        struct pl_buffer base = make_base(&from);
        uint32_t first = picture_random(&state), second = picture_random(&state);
        struct pl_pixmap alone = open_lazily(&base), below = open_lazily(&base), above = {0};
        uint32_t seed = first;
        draw_some(&alone, &seed);
        seed = second;
        draw_some(&alone, &seed);
        seed = first;
        draw_some(&below, &seed);
        struct pl_backing *backing = pl_picture_keep(&below, &pl_jpeg_codec, &to, &error);
        ck_succeeds(backing != NULL, error);
        ck_succeeds(pl_pixmap_back(&above, backing, &error), error);
        above.opaque = true;
        pl_backing_release(backing);
        seed = second;
        draw_some(&above, &seed);
        struct pl_buffer expected = encode(&alone, &to), found = encode(&above, &to);
        check_equal(&found, &expected);
        pl_pixmap_load(&alone);
        pl_pixmap_load(&above);
        picture_equal(&above, &alone);
        pl_buffer_finish(&expected);
        pl_buffer_finish(&found);
        pl_pixmap_finish(&alone);
        pl_pixmap_finish(&above);
        pl_buffer_finish(&base);
    }
}
END_TEST

/* Encoding that can take nothing over is that of the pixels. */
START_TEST(other_chroma) {
    uint32_t state = 6;
    struct pl_encode_options from = {.quality = 80, .chroma = PL_CHROMA_420};
    struct pl_encode_options to = {.quality = 80, .chroma = PL_CHROMA_444};
    struct pl_buffer base = make_base(&from);
    struct pl_pixmap lazy = open_lazily(&base), whole;
    ck_succeeds(pl_jpeg_decode("base.jpg", base.data, base.size, &whole, &error), error);
    ck_assert_ptr_null(whole.lazy);
    draw_some(&lazy, &state);
    state = 6;
    draw_some(&whole, &state);
    struct pl_buffer expected = encode(&whole, &to), found = encode(&lazy, &to);
    check_equal(&found, &expected);
    picture_equal(&lazy, &whole);
    pl_buffer_finish(&expected);
    pl_buffer_finish(&found);
    pl_pixmap_finish(&lazy);
    pl_pixmap_finish(&whole);
    pl_buffer_finish(&base);
}
END_TEST

/* Turned ones, and what libjpeg decodes, are there at once. */
START_TEST(not_all_are_lazy) {
    static unsigned char samples[64 * 64 * 3];
    unsigned char exif[64];
    const struct picture_jpeg kinds[] = {
        {64, 64, JCS_RGB, JCS_YCbCr, .exif = exif, .exif_size = picture_exif(exif, 6, true)},
        {64, 64, JCS_RGB, JCS_YCbCr, .progressive = true},
        {64, 64, JCS_RGB, JCS_RGB},
    };
    picture_waves(samples, 64, 64, 3);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct pl_buffer file = {0};
        struct pl_pixmap lazily, whole;
        picture_jpeg_make(&kinds[i], samples, &file);
        ck_succeeds(pl_jpeg_decode_lazily("x", file.data, file.size, NULL, &lazily, &error), error);
        ck_succeeds(pl_jpeg_decode("x", file.data, file.size, &whole, &error), error);
        ck_assert_ptr_null(lazily.lazy);
        picture_equal(&lazily, &whole);
        pl_pixmap_finish(&lazily);
        pl_pixmap_finish(&whole);
        pl_buffer_finish(&file);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {
        untouched_it_is_the_same_file,
        only_what_is_drawn_on_changes,
        another_quality,
        larger_than_there_are,
        beyond_what_samples_give,
        pictures_on_a_kept_one,
        other_chroma,
        not_all_are_lazy,
        NULL,
    };
    return unit_run("kept jpeg", tests);
}
