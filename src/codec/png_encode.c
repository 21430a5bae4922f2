#include "base/lazy.h"
#include "base/memory.h"
#include "codec/keep.h"
#include "codec/png.h"
#include "codec/png_index.h"
#include "codec/png_number.h"
#include "codec/png_pack.h"

#include <libdeflate.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Of profiles and indexed pictures. */
enum { DEFLATE_LEVEL = 1 };

enum { PIXELS_PER_METRE = 2835, CHUNK_HEAD = 8, CHUNK_END = 4 };

/* The colour types that are written (PNG specification, 11.2.1). */
enum { TYPE_RGB = 2, TYPE_PALETTE = 3, TYPE_RGBA = 6 };

/* A chunk whose content is already in the buffer's room, 8 bytes behind its end: adds what goes around it. */
static void close_chunk(struct pl_buffer *out, const char type[4], size_t size) {
    unsigned char *chunk = out->data + out->size;
    pl_png_put_number(chunk, (uint32_t)size);
    memcpy(chunk + 4, type, 4);
    pl_png_put_number(chunk + 8 + size, libdeflate_crc32(0, chunk + 4, size + 4));
    out->size += size + 12;
    out->data[out->size] = 0;
}

static void put_chunk(struct pl_buffer *out, const char type[4], const void *content, size_t size) {
    unsigned char *room = pl_buffer_room(out, size + 12);
    if (room) {
        if (size > 0) {
            memcpy(room + 8, content, size);
        }
        close_chunk(out, type, size);
    }
}

/* A chunk of `prefix` and then `content`, compressed in place. */
static void put_compressed(struct pl_buffer *out, const char type[4], const void *prefix, size_t prefix_size,
                           const void *content, size_t size, struct libdeflate_compressor *compressor) {
    size_t bound = libdeflate_zlib_compress_bound(compressor, size);
    unsigned char *room = pl_buffer_room(out, prefix_size + bound + 12);
    if (room) {
        if (prefix_size > 0) {
            memcpy(room + 8, prefix, prefix_size);
        }
        size_t packed = libdeflate_zlib_compress(compressor, content, size, room + 8 + prefix_size, bound);
        close_chunk(out, type, prefix_size + packed);
    }
}

static void put_header(struct pl_buffer *out, int width, int height, unsigned char type) {
    unsigned char header[13] = {0};
    pl_png_put_number(header, (uint32_t)width);
    pl_png_put_number(header + 4, (uint32_t)height);
    header[8] = 8;
    header[9] = type;
    pl_buffer_append(out, "\x89PNG\r\n\x1a\n", 8);
    put_chunk(out, "IHDR", header, sizeof header);
}

static void put_palette(struct pl_buffer *out, const uint32_t *colors, int count) {
    unsigned char bytes[PL_PNG_COLORS * 3];
    for (int i = 0; i < count; i++) {
        bytes[i * 3] = (unsigned char)(colors[i] >> 16);
        bytes[i * 3 + 1] = (unsigned char)(colors[i] >> 8);
        bytes[i * 3 + 2] = (unsigned char)colors[i];
    }
    put_chunk(out, "PLTE", bytes, (size_t)count * 3);
}

static void put_density(struct pl_buffer *out, double scale) {
    unsigned char density[9] = {0};
    double pixels = fmin(round(PIXELS_PER_METRE * (scale > 0 ? scale : 1)), INT32_MAX);
    pl_png_put_number(density, (uint32_t)pixels);
    pl_png_put_number(density + 4, (uint32_t)pixels);
    density[8] = 1;
    put_chunk(out, "pHYs", density, sizeof density);
}

/* What a file is made of: the pixels of a pixmap, or rows of indexes. */
struct parts {
    int width, height;
    unsigned char type;
    const struct pl_pixmap *pixels;
    const uint32_t *colors; /* of the palette, where the type is that */
    int count;
    const struct pl_pixmap *profile; /* whose profile and density it has; NULL for none */
    double scale;                    /* of that */
    const unsigned char *rows;       /* filtered */
    size_t size;
    struct pl_deadline *deadline;
};

static void put_profile(struct pl_buffer *out, const struct pl_pixmap *pixmap,
                        struct libdeflate_compressor *compressor) {
    static const unsigned char perceptual[] = {0};
    static const char title[] = "ICC profile\0";
    if (pixmap->icc) {
        put_compressed(out, "iCCP", title, sizeof title, pixmap->icc, pixmap->icc_size, compressor);
    } else {
        put_chunk(out, "sRGB", perceptual, sizeof perceptual);
    }
}

/* ---- pixels ---- */

/* Leaves room for what goes around image data; false is memory. */
static bool open_data(struct pl_buffer *out, size_t *start) {
    *start = out->size;
    bool done = pl_buffer_room(out, CHUNK_HEAD) != NULL;
    out->size += done ? CHUNK_HEAD : 0;
    return done;
}

static void close_data(struct pl_buffer *out, size_t start) {
    if (pl_buffer_room(out, CHUNK_END)) {
        size_t size = out->size - start - CHUNK_HEAD;
        out->size = start;
        close_chunk(out, "IDAT", size);
    }
}

static bool put_pixels(struct pl_buffer *out, const struct parts *parts, struct placard_error *error) {
    size_t start;
    bool done = true;
    if (open_data(out, &start)) {
        done = pl_png_pack(parts->pixels, parts->deadline, out, error);
        close_data(out, start);
    }
    return done;
}

/* ---- files ---- */

/* What stands before the pixels. */
static void put_head(struct pl_buffer *out, const struct parts *parts,
                     struct libdeflate_compressor *compressor) {
    put_header(out, parts->width, parts->height, parts->type);
    if (parts->profile) {
        put_profile(out, parts->profile, compressor);
    }
    if (parts->type == TYPE_PALETTE) {
        put_palette(out, parts->colors, parts->count);
    }
    if (parts->profile) {
        put_density(out, parts->scale);
    }
}

static bool put_file(struct pl_buffer *out, const struct parts *parts, struct placard_error *error) {
    size_t start = out->size;
    bool in_time = true;
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(DEFLATE_LEVEL);
    out->failed |= !compressor;
    if (!out->failed) {
        put_head(out, parts, compressor);
        if (parts->rows) {
            put_compressed(out, "IDAT", NULL, 0, parts->rows, parts->size, compressor);
        } else {
            in_time = put_pixels(out, parts, error);
        }
        put_chunk(out, "IEND", NULL, 0);
    }
    libdeflate_free_compressor(compressor);
    if (in_time && !out->failed) {
        return true;
    }
    out->size = start;
    return in_time && pl_fail_memory(error);
}

static struct parts parts_of(const struct pl_pixmap *pixmap, const struct pl_encode_options *options) {
    return (struct parts){.width = pixmap->width,
                          .height = pixmap->height,
                          .type = pixmap->opaque ? TYPE_RGB : TYPE_RGBA,
                          .pixels = pixmap,
                          .profile = pixmap,
                          .scale = options->scale,
                          .deadline = options->deadline};
}

bool pl_png_encode(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                   struct pl_buffer *out, struct placard_error *error) {
    struct pl_png_palette palette;
    unsigned char *rows = NULL;
    struct parts parts = parts_of(pixmap, options);
    if (options->indexed) {
        pl_pixmap_load(pixmap);
        if (!pl_png_index(pixmap, &palette, &rows, &parts.size)) {
            return pl_fail_memory(error);
        }
    }
    if (rows) {
        parts.type = TYPE_PALETTE;
        parts.colors = palette.colors;
        parts.count = palette.count;
        parts.rows = rows;
    }
    bool done = put_file(out, &parts, error);
    free(rows);
    return done;
}

bool pl_png_encode_indexed(const struct pl_indexed *picture, struct pl_buffer *out,
                           struct placard_error *error) {
    const struct parts parts = {.width = picture->width,
                                .height = picture->height,
                                .type = TYPE_PALETTE,
                                .colors = picture->colors,
                                .count = picture->count,
                                .rows = picture->rows,
                                .size = ((size_t)picture->width + 1) * (size_t)picture->height};
    return put_file(out, &parts, error);
}

/* ---- some rows at a time ---- */

/* What is compressed is in a chunk of its own each time. */
struct png_encoder {
    struct pl_encoder base; /* first, so that what the functions get is this struct */
    struct pl_buffer *out;
    struct pl_png_packer *packer;
};

static bool put_rows(struct pl_encoder *base, int from, int to, struct placard_error *error) {
    struct png_encoder *encoder = (struct png_encoder *)base;
    size_t start;
    if (open_data(encoder->out, &start)) {
        if (!pl_png_packer_put(encoder->packer, from, to, error)) {
            return false;
        }
        close_data(encoder->out, start);
    }
    return !encoder->out->failed || pl_fail_memory(error);
}

static bool put_end(struct pl_encoder *base, struct placard_error *error) {
    struct png_encoder *encoder = (struct png_encoder *)base;
    size_t start;
    if (open_data(encoder->out, &start)) {
        pl_png_packer_end(encoder->packer);
        close_data(encoder->out, start);
    }
    put_chunk(encoder->out, "IEND", NULL, 0);
    return !encoder->out->failed || pl_fail_memory(error);
}

static void close_encoder(struct pl_encoder *base) {
    pl_png_packer_destroy(((struct png_encoder *)base)->packer);
    free(base);
}

struct pl_encoder *pl_png_begin(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                                struct pl_buffer *out, struct placard_error *error) {
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(DEFLATE_LEVEL);
    struct png_encoder *encoder = pl_calloc(1, sizeof *encoder);
    struct parts parts = parts_of(pixmap, options);
    size_t start = 0;
    bool done = compressor && encoder;
    if (done) {
        put_head(out, &parts, compressor);
        done = open_data(out, &start) &&
               (encoder->packer = pl_png_packer_create(pixmap, options->deadline, out));
    }
    libdeflate_free_compressor(compressor);
    if (done) {
        close_data(out, start);
        encoder->out = out;
        encoder->base =
            (struct pl_encoder){pl_png_packer_step(encoder->packer), put_rows, put_end, close_encoder};
        return &encoder->base;
    }
    free(encoder);
    pl_fail_memory(error);
    return NULL;
}

/* Tiles of few rows, as blocks are of rows. */
enum { TILE_WIDTH = 64, TILE_HEIGHT = 8 };

bool pl_png_keep(const struct pl_pixmap *pixmap, const struct pl_encode_options *options, struct pl_kept *out,
                 struct placard_error *error) {
    out->base.tile_width = TILE_WIDTH;
    out->base.tile_height = TILE_HEIGHT;
    if (options->indexed) { /* the palette is of the whole picture */
        return true;
    }
    if (!pl_png_pack_keep(pixmap, options->deadline, &out->packed, error)) {
        return false;
    }
    out->base.packed = &out->packed;
    return true;
}
