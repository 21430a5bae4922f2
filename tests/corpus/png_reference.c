#include "png_reference.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All that outlives a longjmp. */
struct decoder {
    jmp_buf escape;
    const unsigned char *at, *end;
    unsigned char *samples;
    png_bytep *rows;
    struct png_reference *out;
};

static _Noreturn void stop(png_structp png, png_const_charp words) {
    struct decoder *decoder = png_get_error_ptr(png);
    snprintf(decoder->out->words, sizeof decoder->out->words, "%s", words);
    longjmp(decoder->escape, 1);
}

static void doubt(png_structp png, png_const_charp words) {
    struct decoder *decoder = png_get_error_ptr(png);
    decoder->out->doubted = true;
    snprintf(decoder->out->words, sizeof decoder->out->words, "%s", words);
}

static void give(png_structp png, png_bytep to, size_t size) {
    struct decoder *decoder = png_get_io_ptr(png);
    if ((size_t)(decoder->end - decoder->at) < size) {
        png_error(png, "the file ends too early");
    }
    memcpy(to, decoder->at, size);
    decoder->at += size;
}

static void decode(struct decoder *decoder, png_structp png, png_infop info) {
    png_set_read_fn(png, decoder, give);
    png_set_user_limits(png, 32767, 32767);
    png_read_info(png, info);
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t width = png_get_image_width(png, info);
    size_t height = png_get_image_height(png, info);
    decoder->samples = calloc(width * height, 4);
    decoder->rows = calloc(height, sizeof *decoder->rows);
    if (!decoder->samples || !decoder->rows) {
        png_error(png, "no memory for the reference");
    }
    for (size_t y = 0; y < height; y++) {
        decoder->rows[y] = decoder->samples + y * width * 4;
    }
    png_read_image(png, decoder->rows);
    png_read_end(png, NULL);
    decoder->out->width = (int)width;
    decoder->out->height = (int)height;
    decoder->out->pixels = calloc(width * height, sizeof *decoder->out->pixels);
    for (size_t i = 0; decoder->out->pixels && i < width * height; i++) {
        const unsigned char *p = decoder->samples + i * 4;
        decoder->out->pixels[i] = (uint32_t)p[3] << 24 | (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
    }
    decoder->out->sound = true;
}

void png_reference(const struct pl_buffer *file, struct png_reference *out) {
    struct decoder decoder = {.at = file->data, .end = file->data + file->size, .out = out};
    *out = (struct png_reference){0};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, stop, doubt);
    png_infop info = png_create_info_struct(png);
    if (!setjmp(decoder.escape)) {
        decode(&decoder, png, info);
    }
    png_destroy_read_struct(&png, &info, NULL);
    free(decoder.rows);
    free(decoder.samples);
}

void png_reference_finish(struct png_reference *reference) {
    free(reference->pixels);
    *reference = (struct png_reference){0};
}
