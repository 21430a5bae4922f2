#include "codec/png_indexed.h"

#include "base/memory.h"
#include "codec/png.h"
#include "codec/source.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

/* zlib's quickest: the others take several times as long. */
enum { LEVEL = 1 };

struct pl_png_indexed {
    struct pl_indexed picture; /* its rows are all or, with libpng, one */
    struct pl_buffer *out;
    int y; /* rows that were put, where all are kept */
    png_structp png;
    png_infop info;
    jmp_buf escape;
};

static _Noreturn void leave(png_structp png, png_const_charp words) {
    struct pl_png_indexed *writer = png_get_error_ptr(png);
    (void)words;
    longjmp(writer->escape, 1);
}

static void keep_quiet(png_structp png, png_const_charp words) {
    (void)png;
    (void)words;
}

static void append(png_structp png, png_bytep bytes, size_t size) {
    pl_buffer_append(png_get_io_ptr(png), bytes, size);
}

static void flush(png_structp png) {
    (void)png;
}

/* Nothing can go wrong in writing to memory but that there is none left. */
static bool start(struct pl_png_indexed *writer, struct placard_error *error) {
    const struct pl_indexed *picture = &writer->picture;
    png_color colors[256];
    for (int i = 0; i < picture->count; i++) {
        colors[i] = (png_color){(png_byte)(picture->colors[i] >> 16), (png_byte)(picture->colors[i] >> 8),
                                (png_byte)picture->colors[i]};
    }
    if (setjmp(writer->escape)) {
        return pl_fail_memory(error);
    }
    writer->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, writer, leave, keep_quiet);
    writer->info = writer->png ? png_create_info_struct(writer->png) : NULL;
    if (!writer->info) {
        return pl_fail_memory(error);
    }
    png_set_write_fn(writer->png, writer->out, append, flush);
    png_set_IHDR(writer->png, writer->info, (png_uint_32)picture->width, (png_uint_32)picture->height, 8,
                 PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
    png_set_PLTE(writer->png, writer->info, colors, picture->count);
    png_set_compression_level(writer->png, LEVEL);
    png_set_filter(writer->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_write_info(writer->png, writer->info);
    return true;
}

struct pl_png_indexed *pl_png_indexed_open(int width, int height, const uint32_t *colors, int count,
                                           struct pl_buffer *out, struct placard_error *error) {
    struct pl_png_indexed *writer = pl_calloc(1, sizeof *writer);
    if (!writer) {
        pl_fail_memory(error);
        return NULL;
    }
    bool kept = (long long)width * height <= PL_SOURCE_KEPT;
    writer->out = out;
    writer->picture = (struct pl_indexed){width, height, NULL, colors, count};
    writer->picture.rows = pl_calloc((size_t)width + 1, kept ? (size_t)height : 1);
    bool done = writer->picture.rows ? kept || start(writer, error) : pl_fail_memory(error);
    if (!done) {
        pl_png_indexed_close(writer);
        return NULL;
    }
    return writer;
}

unsigned char *pl_png_indexed_row(struct pl_png_indexed *writer) {
    return writer->picture.rows + (size_t)writer->y * ((size_t)writer->picture.width + 1) + 1;
}

bool pl_png_indexed_put(struct pl_png_indexed *writer, struct placard_error *error) {
    if (!writer->png) {
        writer->y++;
        return true;
    }
    if (setjmp(writer->escape)) {
        return pl_fail_memory(error);
    }
    png_write_row(writer->png, writer->picture.rows + 1);
    return true;
}

bool pl_png_indexed_end(struct pl_png_indexed *writer, struct placard_error *error) {
    if (!writer->png) {
        return pl_png_encode_indexed(&writer->picture, writer->out, error);
    }
    if (setjmp(writer->escape)) {
        return pl_fail_memory(error);
    }
    png_write_end(writer->png, NULL);
    return !writer->out->failed || pl_fail_memory(error);
}

void pl_png_indexed_close(struct pl_png_indexed *writer) {
    if (writer) {
        png_destroy_write_struct(&writer->png, &writer->info);
        free(writer->picture.rows);
        free(writer);
    }
}
