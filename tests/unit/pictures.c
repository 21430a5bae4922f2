#include "pictures.h"

#include <check.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

uint32_t picture_random(uint32_t *state) {
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

void picture_waves(unsigned char *samples, int width, int height, int channels) {
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            for (int c = 0; c < channels; c++) {
                int value = x * (5 + c * 2) + y * (3 - c) + (x * y >> 3) + c * 40;
                samples[((ptrdiff_t)y * width + x) * channels + c] =
                    (unsigned char)(value & 256 ? 255 - (value & 255) : value & 255);
            }
        }
    }
}

void picture_jpeg_make(const struct picture_jpeg *kind, const unsigned char *samples, struct pl_buffer *out) {
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &bytes, &size);
    info.image_width = (JDIMENSION)kind->width;
    info.image_height = (JDIMENSION)kind->height;
    info.in_color_space = kind->in;
    info.input_components = kind->in == JCS_GRAYSCALE ? 1 : kind->in == JCS_CMYK ? 4 : 3;
    jpeg_set_defaults(&info);
    jpeg_set_colorspace(&info, kind->stored);
    info.comp_info[0].h_samp_factor = kind->across ? kind->across : 1;
    info.comp_info[0].v_samp_factor = kind->down ? kind->down : 1;
    if (kind->no_adobe) {
        info.write_Adobe_marker = FALSE;
    }
    if (kind->progressive) {
        jpeg_simple_progression(&info);
    }
    jpeg_start_compress(&info, TRUE);
    if (kind->exif) {
        jpeg_write_marker(&info, JPEG_APP0 + 1, kind->exif, (unsigned)kind->exif_size);
    }
    if (kind->icc) {
        jpeg_write_icc_profile(&info, kind->icc, (unsigned)kind->icc_size);
    }
    while (info.next_scanline < info.image_height) {
        size_t pitch = (size_t)kind->width * (size_t)info.input_components;
        JSAMPROW row = (JSAMPROW)samples + pitch * info.next_scanline;
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    pl_buffer_append(out, bytes, size);
    free(bytes);
}

unsigned char *picture_jpeg_read(const struct pl_buffer *file, J_COLOR_SPACE space) {
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    info.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, file->data, file->size);
    jpeg_read_header(&info, TRUE);
    info.out_color_space = space;
    jpeg_start_decompress(&info);
    size_t pitch = (size_t)info.output_width * (size_t)info.output_components;
    unsigned char *samples = calloc(info.output_height, pitch);
    ck_assert_ptr_nonnull(samples);
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = samples + pitch * info.output_scanline;
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return samples;
}

uint32_t picture_palette(int entry) {
    return (uint32_t)((entry * 7 + 1) & 255) << 16 | (uint32_t)(255 - entry) << 8 |
           (uint32_t)(entry * entry & 255);
}

static void put(png_structp png, png_bytep bytes, size_t size) {
    pl_buffer_append(png_get_io_ptr(png), bytes, size);
}

static void flush(png_structp png) {
    (void)png;
}

static void set_palette(png_structp png, png_infop info, const struct picture_png *kind) {
    png_color colours[256];
    unsigned char alphas[256];
    for (int i = 0; i < 256; i++) {
        uint32_t colour = picture_palette(i);
        colours[i] = (png_color){(png_byte)(colour >> 16), (png_byte)(colour >> 8), (png_byte)colour};
        alphas[i] = (unsigned char)(i * 37);
    }
    png_set_PLTE(png, info, colours, 1 << kind->depth);
    if (kind->transparent > 0) {
        png_set_tRNS(png, info, alphas, kind->transparent, NULL);
    }
}

void picture_png_make(const struct picture_png *kind, const unsigned char *rows, struct pl_buffer *out) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, out, put, flush);
    png_set_IHDR(png, info, (png_uint_32)kind->width, (png_uint_32)kind->height, kind->depth, kind->type,
                 kind->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
    if (kind->type == PNG_COLOR_TYPE_PALETTE) {
        set_palette(png, info, kind);
    } else if (kind->transparent >= 0) {
        png_uint_16 sample = (png_uint_16)kind->transparent;
        png_color_16 colour = {0, sample, sample, sample, sample};
        png_set_tRNS(png, info, NULL, 0, &colour);
    }
    if (kind->icc) {
        png_set_benign_errors(png, 1);
        png_set_iCCP(png, info, "test", 0, kind->icc, (png_uint_32)kind->icc_size);
    }
    png_write_info(png, info);
    int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++) {
        for (int y = 0; y < kind->height; y++) {
            png_write_row(png, rows + picture_png_pitch(kind) * (size_t)y);
        }
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
}

int picture_png_bits(const struct picture_png *kind) {
    static const int channels[] = {[0] = 1, [2] = 3, [3] = 1, [4] = 2, [6] = 4};
    return kind->depth * channels[kind->type];
}

size_t picture_png_pitch(const struct picture_png *kind) {
    return ((size_t)kind->width * (size_t)picture_png_bits(kind) + 7) / 8;
}

unsigned char *picture_png_chunk(const struct pl_buffer *file, const char *type) {
    unsigned char *at = memmem(file->data, file->size, type, 4);
    ck_assert_ptr_nonnull(at);
    return at - 4;
}

void picture_png_repair(unsigned char *at) {
    uint32_t size = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    unsigned long crc = crc32(0, at + 4, size + 4);
    for (int i = 0; i < 4; i++) {
        at[8 + size + i] = (unsigned char)(crc >> (24 - 8 * i));
    }
}

static void put32(unsigned char *at, size_t number) {
    for (int i = 0; i < 4; i++) {
        at[i] = (unsigned char)(number >> (24 - 8 * i));
    }
}

void picture_icc(unsigned char *profile, size_t size, const char space[4]) {
    static const unsigned char d50[12] = {0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d};
    uint32_t state = 7;
    for (size_t i = 0; i < size; i++) {
        profile[i] = (unsigned char)picture_random(&state);
    }
    memset(profile, 0, 144);
    put32(profile, size);
    profile[8] = 4;
    memcpy(profile + 12, "mntr", 4);
    memcpy(profile + 16, space, 4);
    memcpy(profile + 20, "XYZ ", 4);
    memcpy(profile + 36, "acsp", 4);
    memcpy(profile + 68, d50, sizeof d50);
    profile[131] = 1;
    memcpy(profile + 132, "cprt", 4);
    put32(profile + 136, 144);
    put32(profile + 140, size - 144);
}

size_t picture_exif(unsigned char out[64], int orientation, bool big_endian) {
    static const unsigned char little[] = {'E', 'x', 'i', 'f', 0, 0, 'I', 'I', '*', 0, 8, 0, 0, 0, 2, 0,
                                           /* Make, then Orientation */
                                           0x0f, 1, 2, 0, 2, 0, 0, 0, 'm', 0, 0, 0, /**/
                                           0x12, 1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    static const unsigned char big[] = {'E', 'x',  'i', 'f', 0, 0, 'M', 'M', 0,   '*', 0, 0, 0, 8, 0, 2, /**/
                                        1,   0x0f, 0,   2,   0, 0, 0,   2,   'm', 0,   0, 0,             /**/
                                        1,   0x12, 0,   3,   0, 0, 0,   1,   0,   0,   0, 0, 0, 0, 0, 0};
    memcpy(out, big_endian ? big : little, sizeof big);
    out[big_endian ? 37 : 36] = (unsigned char)orientation;
    return sizeof big;
}

void picture_equal(const struct pl_pixmap *a, const struct pl_pixmap *b) {
    ck_assert_int_eq(a->width, b->width);
    ck_assert_int_eq(a->height, b->height);
    for (int y = 0; y < a->height; y++) {
        for (int x = 0; x < a->width; x++) {
            ck_assert_msg(pl_pixmap_row(a, y)[x] == pl_pixmap_row(b, y)[x], "%d,%d: %08x, expected %08x", x,
                          y, pl_pixmap_row(a, y)[x], pl_pixmap_row(b, y)[x]);
        }
    }
}
