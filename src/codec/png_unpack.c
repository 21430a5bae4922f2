#include "codec/png_unpack.h"

#include "base/memory.h"
#include "codec/png_number.h"
#include "codec/png_unfilter.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

/* Around a chunk's content stand its size and type, and its checksum (PNG specification, 5.3). */
enum { SIGNATURE = 8, BEFORE = 8, AFTER = 4 };

/* Where what matters stands in the file's first chunk, and the types of picture that are unpacked here. */
enum {
    IHDR_LENGTH = 8,
    IHDR_SIZE = 13,
    IHDR_DEPTH = 24,
    IHDR_TYPE,
    IHDR_COMPRESSION,
    IHDR_FILTER,
    IHDR_INTERLACE,
    TYPE_GREY = 0,
    TYPE_RGB = 2,
    TYPE_RGBA = 6
};

/* Bytes that are inflated in a millisecond where each few of them start a block with codes of its own, by a
 * processor half as fast as those of 2020: nothing takes longer. Usual ones take a hundredth of that. */
enum { SLOWEST = 4000 };

/* Beyond this libpng's few rows at a time are better than everything at once. */
static const size_t most_bytes = (size_t)64 * 1024 * 1024;

struct chunk {
    const unsigned char *type, *content;
    size_t size;
};

/* The chunk at `*at`, which is moved behind it; false where it is cut. */
static bool next_chunk(const unsigned char **at, const unsigned char *end, struct chunk *out) {
    size_t left = (size_t)(end - *at);
    if (left < BEFORE + AFTER || pl_png_number(*at) > left - (BEFORE + AFTER)) {
        return false;
    }
    *out = (struct chunk){*at + 4, *at + BEFORE, pl_png_number(*at)};
    *at = out->content + out->size + AFTER;
    return true;
}

static bool is(const struct chunk *chunk, const char type[4]) {
    return memcmp(chunk->type, type, 4) == 0;
}

static bool is_whole(const struct chunk *chunk) {
    return libdeflate_crc32(0, chunk->type, chunk->size + 4) == pl_png_number(chunk->content + chunk->size);
}

/* A chunk whose name starts with a small letter can be left out, but for tRNS (PNG specification, 5.4). */
static bool is_ancillary(const struct chunk *chunk) {
    for (int i = 0; i < 4; i++) {
        int letter = chunk->type[i] | 32;
        if (letter < 'a' || letter > 'z') {
            return false;
        }
    }
    return (chunk->type[0] & 32) != 0 && !is(chunk, "tRNS");
}

/* Chunks that may follow the pixels without a word on them. */
static bool is_idle(const struct chunk *chunk) {
    static const char *const types[] = {"tEXt", "zTXt", "iTXt", "tIME", "eXIf"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (is(chunk, types[i])) {
            return true;
        }
    }
    return false;
}

/* The compressed pixels: one chunk's content where it lies, or that of several in a copy. */
struct packed {
    const unsigned char *bytes;
    size_t size;
    unsigned char *copy;
};

/* `rest` is what the file has from this chunk's content on: more than the copy can need. */
static bool add_chunk(struct packed *packed, const struct chunk *chunk, size_t rest) {
    if (!packed->bytes) {
        packed->bytes = chunk->content;
        packed->size = chunk->size;
        return true;
    }
    if (!packed->copy) {
        packed->copy = malloc(packed->size + rest);
        if (!packed->copy) {
            return false;
        }
        memcpy(packed->copy, packed->bytes, packed->size);
        packed->bytes = packed->copy;
    }
    memcpy(packed->copy + packed->size, chunk->content, chunk->size);
    packed->size += chunk->size;
    return true;
}

/* Finds the compressed pixels, and that all is well from them to the end. */
static bool find_packed(const unsigned char *bytes, size_t size, struct packed *out) {
    const unsigned char *at = bytes + SIGNATURE;
    const unsigned char *end = bytes + size;
    struct chunk chunk;
    bool behind = false;
    next_chunk(&at, end, &chunk); /* IHDR */
    while (next_chunk(&at, end, &chunk)) {
        if (is(&chunk, "IEND")) {
            return out->bytes && chunk.size == 0 && is_whole(&chunk);
        }
        if (is(&chunk, "IDAT")) {
            if (behind || !is_whole(&chunk) || !add_chunk(out, &chunk, (size_t)(end - chunk.content))) {
                return false;
            }
        } else if (out->bytes) {
            behind = true;
            if (!is_idle(&chunk) || !is_whole(&chunk)) {
                return false;
            }
        } else if (!is_ancillary(&chunk)) {
            return false;
        }
    }
    return false;
}

static bool inflate_exactly(const struct packed *packed, unsigned char *to, size_t size) {
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    size_t used = 0;
    bool done = inflater &&
                libdeflate_zlib_decompress_ex(inflater, packed->bytes, packed->size, to, size, &used, NULL) ==
                    LIBDEFLATE_SUCCESS &&
                used == packed->size;
    libdeflate_free_decompressor(inflater);
    return done;
}

/* ---- rows ---- */

bool pl_png_is_interlaced(const unsigned char *bytes) {
    return bytes[IHDR_INTERLACE] != 0;
}

size_t pl_png_pixel(const unsigned char *bytes) {
    if (pl_png_number(bytes + IHDR_LENGTH) != IHDR_SIZE || bytes[IHDR_DEPTH] != 8 ||
        bytes[IHDR_COMPRESSION] != 0 || bytes[IHDR_FILTER] != 0 || pl_png_is_interlaced(bytes)) {
        return 0;
    }
    int type = bytes[IHDR_TYPE];
    return type == TYPE_GREY ? 1 : type == TYPE_RGB ? 3 : type == TYPE_RGBA ? 4 : 0;
}

unsigned char *pl_png_inflate(const unsigned char *bytes, size_t size, size_t pitch, int height,
                              const struct pl_deadline *deadline) {
    size_t whole = pitch * (size_t)height;
    struct packed packed = {0};
    unsigned char *memory = NULL;
    if (find_packed(bytes, size, &packed) && (double)packed.size / SLOWEST < pl_deadline_left(deadline) &&
        (memory = pl_alloc_large(pitch + whole + PL_PNG_ROW_ROOM))) {
        memset(memory, 0, pitch);
        memset(memory + pitch + whole, 0, PL_PNG_ROW_ROOM);
        if (!inflate_exactly(&packed, memory + pitch, whole)) {
            free(memory);
            memory = NULL;
        }
    }
    free(packed.copy);
    return memory;
}

bool pl_png_unpack(const unsigned char *bytes, size_t size, struct pl_deadline *deadline,
                   const struct pl_pixmap *out) {
    size_t pixel = pl_png_pixel(bytes);
    size_t pitch = (size_t)out->width * pixel + 1;
    bool usual = pixel > 0 && pitch * (size_t)out->height <= most_bytes;
    unsigned char *memory = usual ? pl_png_inflate(bytes, size, pitch, out->height, deadline) : NULL;
    bool done = memory != NULL;
    for (int y = 0; done && y < out->height; y++) {
        unsigned char *row = memory + pitch * ((size_t)y + 1);
        done = pl_deadline_spend(deadline, 4LL * out->width, NULL) &&
               pl_png_unfilter(row[0], row + 1, row + 1 - pitch, pitch - 1, pixel);
        pl_png_argb(pl_pixmap_row(out, y), row + 1, out->width, pixel);
    }
    free(memory);
    return done;
}
