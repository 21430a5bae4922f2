#include "base/memory.h"
#include "codec/png.h"
#include "codec/png_reader.h"
#include "codec/png_unfilter.h"
#include "codec/source.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

/* Where things are in a file that starts with IHDR, as pl_png_size has seen to. */
enum {
    IHDR_LENGTH = 8,
    IHDR_SIZE = 13,
    IHDR_DEPTH = 24,
    IHDR_TYPE,
    IHDR_COMPRESSION,
    IHDR_FILTER,
    IHDR_INTERLACE,
    FIRST_CHUNK = 33,
    AROUND = 12
};

/* Colour types without a palette. */
enum { TYPE_GREY = 0, TYPE_RGB = 2, TYPE_RGBA = 6 };

/**
 * The rows of a PNG that is not interlaced. A usual one of usual size is inflated at once by libdeflate,
 * which takes a third of zlib's time but can't stop on the way; what is left to do for a row is little. All
 * others go through libpng row by row, and so do those with anything wrong, for it to say what.
 */
struct source {
    struct pl_row_source base; /* first, so that what the functions get is this struct */
    const char *name;
    const unsigned char *bytes;
    size_t size;
    size_t pixel;       /* bytes, or 0 where libdeflate is not to be tried */
    size_t pitch;       /* of a row with its filter's number */
    unsigned char *raw; /* what was inflated, behind a row of zeros */
    int unfiltered;     /* rows that already are */
    struct pl_png_reader *reader;
    int y; /* the next row */
};

static uint32_t read_number(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The image data of a file. */
struct data {
    const unsigned char *bytes; /* of a single chunk, or `joined` */
    size_t size;
    unsigned char *joined;
};

static bool add_data(struct data *data, const unsigned char *chunk, size_t size, size_t most) {
    if (data->size == 0) {
        data->bytes = chunk;
    } else if (!data->joined) {
        data->joined = malloc(most);
        if (!data->joined) {
            return false;
        }
        memcpy(data->joined, data->bytes, data->size);
        data->bytes = data->joined;
    }
    if (data->joined) {
        memcpy(data->joined + data->size, chunk, size);
    }
    data->size += size;
    return true;
}

/* A chunk whose name starts with a small letter can be left out, but for tRNS (PNG specification, 5.4). */
static bool is_ancillary(const unsigned char *type) {
    for (int i = 0; i < 4; i++) {
        int letter = type[i] | 32;
        if (letter < 'a' || letter > 'z') {
            return false;
        }
    }
    return (type[0] & 32) != 0 && memcmp(type, "tRNS", 4) != 0;
}

static bool find_data(const struct source *source, struct data *data) {
    bool ended = false; /* the image data */
    for (size_t at = FIRST_CHUNK; source->size - at >= AROUND;) {
        const unsigned char *chunk = source->bytes + at;
        size_t size = read_number(chunk);
        if (size > source->size - at - AROUND) {
            return false;
        }
        bool image = memcmp(chunk + 4, "IDAT", 4) == 0;
        bool last = memcmp(chunk + 4, "IEND", 4) == 0;
        bool sound = image || last ? libdeflate_crc32(0, chunk + 4, size + 4) == read_number(chunk + 8 + size)
                                   : is_ancillary(chunk + 4);
        if (!sound || (image && ended) || (image && !add_data(data, chunk + 8, size, source->size))) {
            return false;
        }
        if (last) {
            return data->size > 0;
        }
        ended = data->size > 0 && !image;
        at += size + AROUND;
    }
    return false;
}

/* False where libpng is to try. */
static bool inflate(struct source *source) {
    struct data data = {0};
    size_t size = source->pitch * (size_t)source->base.height;
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    source->raw = pl_alloc_large(source->pitch + size + PL_PNG_ROW_ROOM);
    if (source->raw) {
        memset(source->raw, 0, source->pitch);
        memset(source->raw + source->pitch + size, 0, PL_PNG_ROW_ROOM);
    }
    bool done =
        decompressor && source->raw && find_data(source, &data) &&
        libdeflate_zlib_decompress_ex(decompressor, data.bytes, data.size, source->raw + source->pitch, size,
                                      NULL, NULL) == LIBDEFLATE_SUCCESS;
    free(data.joined);
    libdeflate_free_decompressor(decompressor);
    if (!done) {
        free(source->raw);
        source->raw = NULL;
    }
    return done;
}

static bool open_source(struct source *source, struct placard_error *error) {
    if (source->pixel > 0 && inflate(source)) {
        return true;
    }
    source->pixel = 0;
    source->reader = pl_png_reader_open(source->name, source->bytes, source->size, source->base.width,
                                        source->base.height, error);
    return source->reader != NULL;
}

static bool unfilter_row(struct source *source, unsigned char *row, struct placard_error *error) {
    if (!pl_png_unfilter(row[0], row + 1, row + 1 - source->pitch, source->pitch - 1, source->pixel)) {
        return pl_fail(error, PLACARD_PICTURE, "%s: damaged PNG: bad adaptive filter value", source->name);
    }
    source->unfiltered++;
    return true;
}

static bool read_row(struct pl_row_source *base, uint32_t *to, struct placard_error *error) {
    struct source *source = (struct source *)base;
    if (!source->raw && !source->reader && !open_source(source, error)) {
        return false;
    }
    if (source->reader) {
        source->y++;
        return pl_png_reader_row(source->reader, to, error) &&
               (source->y < base->height || pl_png_reader_end(source->reader, error));
    }
    unsigned char *row = source->raw + source->pitch * (size_t)(source->y + 1);
    if (source->y >= source->unfiltered && !unfilter_row(source, row, error)) {
        return false;
    }
    pl_png_argb(to, row + 1, base->width, source->pixel);
    source->y++;
    return true;
}

static void rewind_rows(struct pl_row_source *base) {
    struct source *source = (struct source *)base;
    pl_png_reader_close(source->reader);
    source->reader = NULL;
    source->y = 0;
}

static void close_rows(struct pl_row_source *base) {
    struct source *source = (struct source *)base;
    pl_png_reader_close(source->reader);
    free(source->raw);
    free(source);
}

static size_t pixel_size(const unsigned char *bytes) {
    if (read_number(bytes + IHDR_LENGTH) != IHDR_SIZE || bytes[IHDR_DEPTH] != 8 ||
        bytes[IHDR_COMPRESSION] != 0 || bytes[IHDR_FILTER] != 0) {
        return 0;
    }
    int type = bytes[IHDR_TYPE];
    return type == TYPE_GREY ? 1 : type == TYPE_RGB ? 3 : type == TYPE_RGBA ? 4 : 0;
}

bool pl_png_rows(const char *name, const unsigned char *bytes, size_t size, struct pl_row_source **out,
                 struct placard_error *error) {
    int width = 0;
    int height = 0;
    *out = NULL;
    if (!pl_png_size(name, bytes, size, &width, &height, error) ||
        !pl_png_check_chunks(name, bytes, size, error)) {
        return false;
    }
    if (bytes[IHDR_INTERLACE] != 0) {
        return true;
    }
    struct source *source = pl_calloc(1, sizeof *source);
    if (!source) {
        return pl_fail_memory(error);
    }
    *source = (struct source){.base = {width, height, read_row, rewind_rows, close_rows},
                              .name = name,
                              .bytes = bytes,
                              .size = size};
    if ((long long)width * height <= PL_SOURCE_KEPT) {
        source->pixel = pixel_size(bytes);
        source->pitch = (size_t)width * source->pixel + 1;
    }
    *out = &source->base;
    return true;
}
