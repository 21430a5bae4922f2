#include "limit.h"

#include <png.h>
#include <stdlib.h>
/* jpeglib.h uses FILE and size_t without including what declares them. */
// clang-format off
#include <stdio.h>
#include <jpeglib.h>
// clang-format on

enum { ROW_BATCH = 64 };

static void open_jpeg(struct jpeg_decompress_struct *info, struct jpeg_error_mgr *manager, const void *jpeg,
                      size_t size) {
    info->err = jpeg_std_error(manager);
    jpeg_create_decompress(info);
    jpeg_mem_src(info, jpeg, size);
    jpeg_read_header(info, TRUE);
}

void limit_size(const void *jpeg, size_t size, int *width, int *height) {
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr manager;
    open_jpeg(&info, &manager, jpeg, size);
    *width = (int)info.image_width;
    *height = (int)info.image_height;
    jpeg_destroy_decompress(&info);
}

static JDIMENSION fill_rows(const struct limit_picture *picture, JDIMENSION from, JSAMPROW rows[ROW_BATCH]) {
    JDIMENSION count = 0;
    for (; count < ROW_BATCH && from + count < (JDIMENSION)picture->height; count++) {
        rows[count] = picture->pixels + (ptrdiff_t)(from + count) * picture->stride;
    }
    return count;
}

void limit_decode(const void *jpeg, size_t size, struct limit_picture *out) {
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr manager;
    open_jpeg(&info, &manager, jpeg, size);
    info.out_color_space = JCS_EXT_BGRX;
    jpeg_start_decompress(&info);
    while (info.output_scanline < info.output_height) {
        JSAMPROW rows[ROW_BATCH];
        JDIMENSION count = fill_rows(out, info.output_scanline, rows);
        jpeg_read_scanlines(&info, rows, count);
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
}

/* ---- encoding: libjpeg's own memory destination grows and copies, this one is given all it needs ---- */

static void ignore(j_compress_ptr info) {
    (void)info;
}

static boolean overflow(j_compress_ptr info) {
    (void)info;
    fputs("bench: the room for a picture is too small\n", stderr);
    exit(1);
}

size_t limit_encode(const struct limit_picture *picture, int quality, enum limit_chroma chroma,
                    unsigned char *room, size_t size) {
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr manager;
    struct jpeg_destination_mgr target = {room, size, ignore, overflow, ignore};
    info.err = jpeg_std_error(&manager);
    jpeg_create_compress(&info);
    info.dest = &target;
    info.image_width = (JDIMENSION)picture->width;
    info.image_height = (JDIMENSION)picture->height;
    info.input_components = 4;
    info.in_color_space = JCS_EXT_BGRX;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = chroma == LIMIT_444 ? 1 : 2;
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        JSAMPROW rows[ROW_BATCH];
        JDIMENSION count = fill_rows(picture, info.next_scanline, rows);
        jpeg_write_scanlines(&info, rows, count);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    return size - target.free_in_buffer;
}

/* ---- libpng ---- */

static void count_bytes(png_structp png, png_bytep bytes, size_t size) {
    (void)bytes;
    *(size_t *)png_get_io_ptr(png) += size;
}

size_t limit_png(const struct limit_picture *picture) {
    size_t size = 0;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (!info || setjmp(png_jmpbuf(png))) {
        fputs("bench: libpng failed\n", stderr);
        exit(1);
    }
    png_set_write_fn(png, &size, count_bytes, NULL);
    png_set_IHDR(png, info, (png_uint_32)picture->width, (png_uint_32)picture->height, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    png_set_bgr(png);
    png_set_filler(png, 0, PNG_FILLER_AFTER);
    for (int y = 0; y < picture->height; y++) {
        png_write_row(png, picture->pixels + (ptrdiff_t)y * picture->stride);
    }
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    return size;
}
