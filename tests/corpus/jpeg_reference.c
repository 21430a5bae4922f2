#include "jpeg_reference.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
/* jpeglib.h uses FILE and size_t without including what declares them. */
// clang-format off
#include <stdio.h>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

/* All that outlives a longjmp. */
struct decoder {
    struct jpeg_error_mgr errors;
    jmp_buf escape;
    struct jpeg_decompress_struct info;
    unsigned char *row;
    struct jpeg_reference *out;
};

static void stop(j_common_ptr info) {
    struct decoder *decoder = info->client_data;
    info->err->format_message(info, decoder->out->words);
    longjmp(decoder->escape, 1);
}

/* Warnings after which the pixels are what the file's author saw. */
static void judge(j_common_ptr info, int level) {
    int code = info->err->msg_code;
    if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_JFIF_MAJOR && code != JWRN_ADOBE_XFORM &&
        code != JWRN_NOT_SEQUENTIAL && code != JWRN_BOGUS_ICC) {
        stop(info);
    }
}

/* Printed with so much ink; Adobe's files have 255 for none. */
static uint32_t print(const unsigned char *ink, bool inverted) {
    uint32_t pixel = 255;
    double light = inverted ? ink[3] : 255 - ink[3];
    for (int c = 0; c < 3; c++) {
        double value = inverted ? ink[c] : 255 - ink[c];
        pixel = pixel << 8 | (uint32_t)(value * light / 255 + 0.5);
    }
    return pixel;
}

static void convert(uint32_t *to, const struct decoder *decoder, bool inks) {
    for (JDIMENSION x = 0; x < decoder->info.output_width; x++) {
        const unsigned char *p = decoder->row + (size_t)x * (inks ? 4 : 3);
        to[x] = inks ? print(p, decoder->info.saw_Adobe_marker)
                     : 255U << 24 | (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
    }
}

static void decode(struct decoder *decoder, const struct pl_buffer *file, int eighths) {
    struct jpeg_decompress_struct *info = &decoder->info;
    jpeg_create_decompress(info);
    jpeg_mem_src(info, file->data, file->size);
    jpeg_read_header(info, TRUE);
    bool inks = info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK;
    info->out_color_space = inks ? JCS_CMYK : JCS_RGB;
    info->scale_num = (unsigned)eighths;
    info->scale_denom = 8;
    jpeg_start_decompress(info);
    decoder->out->width = (int)info->output_width;
    decoder->out->height = (int)info->output_height;
    decoder->out->pixels = calloc((size_t)info->output_width * info->output_height, 4);
    decoder->row = calloc(info->output_width, 4);
    while (decoder->out->pixels && decoder->row && info->output_scanline < info->output_height) {
        uint32_t *to = decoder->out->pixels + (size_t)info->output_width * info->output_scanline;
        jpeg_read_scanlines(info, &decoder->row, 1);
        convert(to, decoder, inks);
    }
    jpeg_finish_decompress(info);
    decoder->out->sound = true;
}

void jpeg_reference(const struct pl_buffer *file, int eighths, struct jpeg_reference *out) {
    struct decoder decoder = {.out = out};
    *out = (struct jpeg_reference){0};
    decoder.info.err = jpeg_std_error(&decoder.errors);
    decoder.info.client_data = &decoder;
    decoder.errors.error_exit = stop;
    decoder.errors.emit_message = judge;
    if (!setjmp(decoder.escape)) {
        decode(&decoder, file, eighths);
    }
    jpeg_destroy_decompress(&decoder.info);
    free(decoder.row);
}

void jpeg_reference_finish(struct jpeg_reference *reference) {
    free(reference->pixels);
    *reference = (struct jpeg_reference){0};
}

/* Exif 2.32, 4.6.4: which visual sides the first row and the first column of what is stored are. */
static uint32_t seen(const struct jpeg_reference *reference, int orientation, int x, int y) {
    int w = reference->width;
    int h = reference->height;
    const int column[9] = {x, x, w - 1 - x, w - 1 - x, x, y, y, w - 1 - y, w - 1 - y};
    const int row[9] = {y, y, y, h - 1 - y, h - 1 - y, x, h - 1 - x, h - 1 - x, x};
    return reference->pixels[row[orientation] * (ptrdiff_t)w + column[orientation]];
}

bool jpeg_reference_equal(const struct jpeg_reference *reference, int orientation,
                          const struct pl_pixmap *pixmap, char words[256]) {
    bool swapped = orientation >= 5;
    int width = swapped ? reference->height : reference->width;
    int height = swapped ? reference->width : reference->height;
    if (pixmap->width != width || pixmap->height != height) {
        snprintf(words, 256, "%dx%d, expected %dx%d", pixmap->width, pixmap->height, width, height);
        return false;
    }
    if (!pixmap->opaque) {
        snprintf(words, 256, "not marked as opaque");
        return false;
    }
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            uint32_t expected = seen(reference, orientation, x, y);
            uint32_t pixel = pl_pixmap_row(pixmap, y)[x];
            if (pixel != expected) {
                snprintf(words, 256, "%d,%d is %08x, expected %08x", x, y, pixel, expected);
                return false;
            }
        }
    }
    return true;
}
