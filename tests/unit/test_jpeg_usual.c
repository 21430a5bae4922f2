/*
 * The usual kinds of JPEG, which are decoded and encoded without libjpeg, as libjpeg does it. Compiled a
 * second time with those of the sources that choose what a processor can do (PL_NARROW), where they choose
 * nothing.
 */
#include "codec/jpeg.h"
#include "codec/jpeg_blocks.h"
#include "pictures.h"
#include "unit.h"

#include <jerror.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 400, LARGEST = 1300 };

static struct placard_error error;

struct kind {
    int width, height, quality, across, down, restart;
    bool optimized;
    int content;
};

static uint32_t content(int kind, int x, int y, uint32_t *state) {
    uint32_t random = picture_random(state);
    switch (kind) {
    case 0:
        return random;
    case 1: /* slopes, that wrap */
        return (uint32_t)(x * 3 + y * 5) * 0x10203U;
    case 2: /* edges of the greatest contrast */
        return (x / 7 + y / 5) % 2 ? 0xffffff : 0;
    case 3: /* flat, with specks */
        return random % 64 ? 0x3070a0 : random >> 8;
    default: /* smooth, with a little noise, as photographs are */
        return (uint32_t)(100 + x / 4 % 90 + (int)(random % 5)) * 0x10000 +
               (uint32_t)(60 + y / 3 % 120) * 0x100 + (uint32_t)((x + y) / 5 % 200);
    }
}

static void fill(struct pl_pixmap *pixmap, const struct kind *kind, uint32_t *state) {
    ck_succeeds(pl_pixmap_init(pixmap, kind->width, kind->height, &error), error);
    pixmap->opaque = true;
    for (int y = 0; y < kind->height; y++) {
        for (int x = 0; x < kind->width; x++) {
            pl_pixmap_row(pixmap, y)[x] = content(kind->content, x, y, state) | 0xff000000U;
        }
    }
}

static struct kind choose(uint32_t *state, bool large) {
    static const int factors[][2] = {{1, 1}, {2, 1}, {2, 2}};
    uint32_t random = picture_random(state) >> 4;
    const int *chosen = factors[random % 3];
    struct kind kind = {.quality = 1 + (int)(random / 3 % 100),
                        .across = chosen[0],
                        .down = chosen[1],
                        .restart = random / 300 % 3 == 0 ? 1 + (int)(random / 900 % 9) : 0,
                        .optimized = random / 9000 % 2,
                        .content = (int)(picture_random(state) >> 4) % 5};
    uint32_t size = picture_random(state) >> 4;
    kind.width = 1 + (int)(size % (large ? LARGEST : 90));
    kind.height = 1 + (int)(size / 2000 % 90);
    return kind;
}

/* ---- libjpeg ---- */

static struct pl_buffer library_encode(const struct pl_pixmap *pixmap, const struct kind *kind) {
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
    info.in_color_space = PL_JPEG_XRGB;
    info.input_components = 4;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, kind->quality, TRUE);
    info.comp_info[0].h_samp_factor = kind->across;
    info.comp_info[0].v_samp_factor = kind->down;
    info.density_unit = 1;
    info.X_density = info.Y_density = 72;
    info.restart_interval = (unsigned)kind->restart;
    info.optimize_coding = kind->optimized;
    jpeg_start_compress(&info, TRUE);
    for (int y = 0; y < pixmap->height; y++) {
        JSAMPROW row = (JSAMPROW)pl_pixmap_row(pixmap, y);
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    pl_buffer_append(&file, bytes, size);
    free(bytes);
    return file;
}

struct strict {
    struct jpeg_error_mgr manager;
    jmp_buf escape;
};

static void leave(j_common_ptr info) {
    longjmp(((struct strict *)(void *)info->err)->escape, 1);
}

/* But for what says nothing of a pixel. */
static void no_warning(j_common_ptr info, int level) {
    if (level < 0 && info->err->msg_code != JWRN_JFIF_MAJOR && info->err->msg_code != JWRN_EXTRANEOUS_DATA) {
        leave(info);
    }
}

/* False where it has anything to complain of. */
static bool library_decode(const struct pl_buffer *file, struct pl_pixmap *out) {
    struct jpeg_decompress_struct info;
    struct strict strict;
    *out = (struct pl_pixmap){0};
    info.err = jpeg_std_error(&strict.manager);
    strict.manager.error_exit = leave;
    strict.manager.emit_message = no_warning;
    if (setjmp(strict.escape)) {
        jpeg_destroy_decompress(&info);
        pl_pixmap_finish(out);
        return false;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, file->data, file->size);
    jpeg_read_header(&info, TRUE);
    info.out_color_space = PL_JPEG_ARGB;
    jpeg_start_decompress(&info);
    if (!pl_pixmap_init(out, (int)info.output_width, (int)info.output_height, &error)) {
        longjmp(strict.escape, 1);
    }
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = (JSAMPROW)pl_pixmap_row(out, (int)info.output_scanline);
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return true;
}

/* ---- the tests ---- */

static void check_same(const struct pl_pixmap *found, const struct pl_pixmap *expected,
                       const struct kind *kind) {
    for (int y = 0; y < expected->height; y++) {
        for (int x = 0; x < expected->width; x++) {
            ck_assert_msg(pl_pixmap_row(found, y)[x] == pl_pixmap_row(expected, y)[x],
                          "%dx%d, quality %d, %dx%d, content %d: at %d,%d %08x, not %08x", kind->width,
                          kind->height, kind->quality, kind->across, kind->down, kind->content, x, y,
                          pl_pixmap_row(found, y)[x], pl_pixmap_row(expected, y)[x]);
        }
    }
}

/* The blocks' own pixels: pl_jpeg_decode would ask libjpeg where they are not read. */
static bool draw_blocks(const struct pl_buffer *file, struct pl_pixmap *out) {
    struct pl_jpeg_blocks blocks;
    if (!pl_jpeg_blocks_read(file->data, file->size, &blocks)) {
        return false;
    }
    if (blocks.width < PL_JPEG_LEAST_SIDE || blocks.height < PL_JPEG_LEAST_SIDE) {
        pl_jpeg_blocks_finish(&blocks);
        return false;
    }
    ck_succeeds(pl_pixmap_init(out, blocks.width, blocks.height, &error), error);
    pl_jpeg_blocks_draw(&blocks, out, 0, blocks.rows);
    pl_jpeg_blocks_finish(&blocks);
    return true;
}

static void check_decoding(bool large, int rounds) {
    uint32_t state = large ? 5 : 1;
    for (int i = 0; i < rounds; i++) {
        struct kind kind = choose(&state, large);
        struct pl_pixmap pixmap, expected, found;
        fill(&pixmap, &kind, &state);
        struct pl_buffer file = library_encode(&pixmap, &kind);
        ck_assert(library_decode(&file, &expected));
        bool usual = kind.width >= 16 && kind.height >= 16;
        ck_assert_int_eq(draw_blocks(&file, &found), usual);
        if (usual) {
            check_same(&found, &expected, &kind);
            pl_pixmap_finish(&found);
        }
        pl_pixmap_finish(&expected);
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&file);
    }
}

START_TEST(decoded_as_by_libjpeg) {
    check_decoding(false, ROUNDS);
}
END_TEST

/* Several strips across. */
START_TEST(large_ones_decoded_as_by_libjpeg) {
    check_decoding(true, ROUNDS / 8);
}
END_TEST

/* Row by row of MCUs, in any order, they are the same. */
START_TEST(drawn_in_parts) {
    uint32_t state = 9;
    for (int i = 0; i < ROUNDS / 8; i++) {
        struct kind kind = choose(&state, false);
        kind.width += 16;
        kind.height += 16;
        struct pl_pixmap pixmap, expected, found;
        struct pl_jpeg_blocks blocks;
        fill(&pixmap, &kind, &state);
        struct pl_buffer file = library_encode(&pixmap, &kind);
        ck_assert(library_decode(&file, &expected));
        ck_assert(pl_jpeg_blocks_read(file.data, file.size, &blocks));
        ck_succeeds(pl_pixmap_init(&found, blocks.width, blocks.height, &error), error);
        pl_pixmap_fill(&found, 0x12345678);
        for (int row = blocks.rows - 1; row >= 0; row -= 2) {
            pl_jpeg_blocks_draw(&blocks, &found, row, row + 1);
        }
        for (int row = 0; row + 1 < blocks.rows; row++) {
            pl_jpeg_blocks_draw(&blocks, &found, row, row + 2);
        }
        check_same(&found, &expected, &kind);
        pl_jpeg_blocks_finish(&blocks);
        pl_pixmap_finish(&found);
        pl_pixmap_finish(&expected);
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&file);
    }
}
END_TEST

START_TEST(encoded_as_by_libjpeg) {
    static const enum pl_chroma chroma[2][3] = {{0, PL_CHROMA_444, 0}, {0, PL_CHROMA_422, PL_CHROMA_420}};
    uint32_t state = 3;
    for (int i = 0; i < ROUNDS; i++) {
        struct kind kind = choose(&state, i % 8 == 0);
        kind.restart = 0;
        kind.optimized = false;
        struct pl_pixmap pixmap;
        struct pl_buffer file = {0};
        fill(&pixmap, &kind, &state);
        struct pl_buffer expected = library_encode(&pixmap, &kind);
        struct pl_encode_options options = {.quality = kind.quality,
                                            .chroma = chroma[kind.across - 1][kind.down]};
        ck_succeeds(pl_jpeg_encode(&pixmap, &options, &file, &error), error);
        ck_assert_msg(file.size == expected.size && memcmp(file.data, expected.data, file.size) == 0,
                      "%dx%d, quality %d, %dx%d, content %d", kind.width, kind.height, kind.quality,
                      kind.across, kind.down, kind.content);
        pl_buffer_finish(&file);
        pl_buffer_finish(&expected);
        pl_pixmap_finish(&pixmap);
    }
}
END_TEST

/* Whether no block has coefficients that no picture has: what libjpeg makes of these is not the same on every
 * processor. */
static bool is_sane(const struct pl_buffer *file) {
    struct pl_jpeg_blocks blocks;
    bool sane = true;
    ck_assert(pl_jpeg_blocks_read(file->data, file->size, &blocks));
    for (int block = 0; block < blocks.columns * blocks.rows * blocks.each; block++) {
        const uint16_t *by = blocks.quantisers[pl_jpeg_component(&blocks, block % blocks.each)];
        int sizes = 0;
        for (uint32_t i = blocks.starts[block].coefficient; i < blocks.starts[block + 1].coefficient; i++) {
            sizes += abs(pl_jpeg_value(blocks.coefficients[i]) * by[pl_jpeg_place(blocks.coefficients[i])]);
        }
        sane &= sizes < 5900;
    }
    pl_jpeg_blocks_finish(&blocks);
    return sane;
}

/* Whatever is damaged is either left to libjpeg or decoded as it does, if it has nothing to complain of. */
START_TEST(damaged_ones_left_to_libjpeg) {
    enum { FILES = 12, CHANGES = 400 };
    uint32_t state = 7;
    int compared = 0;
    for (int i = 0; i < FILES; i++) {
        struct kind kind = choose(&state, false);
        kind.width = 16 + kind.width % 60;
        kind.height = 16 + kind.height % 40;
        struct pl_pixmap pixmap, expected, found;
        fill(&pixmap, &kind, &state);
        struct pl_buffer file = library_encode(&pixmap, &kind);
        for (int j = 0; j < CHANGES; j++) {
            size_t at = (picture_random(&state) >> 4) % file.size;
            unsigned char was = file.data[at];
            size_t size = file.size;
            file.data[at] = (unsigned char)(j % 3 ? was ^ 1 << j % 8 : (int)(picture_random(&state) >> 8));
            file.size = j % 5 ? size : at;
            if (draw_blocks(&file, &found)) {
                ck_assert_msg(library_decode(&file, &expected), "file %d, change %d at %zu of %zu", i, j, at,
                              size);
                if (is_sane(&file)) {
                    check_same(&found, &expected, &kind);
                    compared++;
                }
                pl_pixmap_finish(&expected);
                pl_pixmap_finish(&found);
            }
            file.data[at] = was;
            file.size = size;
        }
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&file);
    }
    /* Some changes are within values, and are no damage that anyone could see. */
    ck_assert_int_gt(compared, FILES * CHANGES / 100);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {
        decoded_as_by_libjpeg, large_ones_decoded_as_by_libjpeg, drawn_in_parts,
        encoded_as_by_libjpeg, damaged_ones_left_to_libjpeg,     NULL,
    };
    return unit_run("usual jpeg", tests);
}
