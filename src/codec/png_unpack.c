#include "codec/png_unpack.h"

#include <endian.h>
#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Around a chunk's content stand its size and type, and its checksum (PNG specification, 5.3). */
enum { SIGNATURE = 8, BEFORE = 8, AFTER = 4 };

/* Where what matters stands in the file's first chunk, and the types of picture that are unpacked here. */
enum { IHDR_DEPTH = 24, IHDR_TYPE = 25, IHDR_INTERLACE = 28, TYPE_RGB = 2, TYPE_RGBA = 6 };

enum filter { FILTER_NONE, FILTER_SUB, FILTER_UP, FILTER_AVERAGE, FILTER_PAETH };

/* Behind the last row, for reading four bytes where three are left. */
enum { RIGHT = 1 };

/* Beyond this libpng's few rows at a time are better than everything at once. */
static const size_t most_bytes = (size_t)64 * 1024 * 1024;

static uint32_t read_number(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

struct chunk {
    const unsigned char *type, *content;
    size_t size;
};

/* The chunk at `*at`, which is moved behind it; false where it is cut. */
static bool next_chunk(const unsigned char **at, const unsigned char *end, struct chunk *out) {
    size_t left = (size_t)(end - *at);
    if (left < BEFORE + AFTER || read_number(*at) > left - (BEFORE + AFTER)) {
        return false;
    }
    *out = (struct chunk){*at + 4, *at + BEFORE, read_number(*at)};
    *at = out->content + out->size + AFTER;
    return true;
}

static bool is(const struct chunk *chunk, const char type[4]) {
    return memcmp(chunk->type, type, 4) == 0;
}

static bool is_whole(const struct chunk *chunk) {
    return libdeflate_crc32(0, chunk->type, chunk->size + 4) == read_number(chunk->content + chunk->size);
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

/* Finds the compressed pixels, and that all is well from them to the end. What is before them libpng has
 * read. */
static bool find_packed(const unsigned char *bytes, size_t size, struct packed *out) {
    const unsigned char *at = bytes + SIGNATURE;
    const unsigned char *end = bytes + size;
    struct chunk chunk;
    bool behind = false;
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
        } else if (is(&chunk, "tRNS")) {
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

/* ---- filters (PNG specification, 9.2), `step` bytes a pixel ---- */

static void undo_up(unsigned char *restrict row, const unsigned char *restrict above, size_t size) {
    for (size_t i = 0; i < size; i++) {
        row[i] = (unsigned char)(row[i] + above[i]);
    }
}

static inline __attribute__((always_inline)) void undo_sub(unsigned char *row, size_t size, size_t step) {
    unsigned char left[4] = {0};
    for (size_t i = 0; i < size; i += step) {
        for (size_t c = 0; c < step; c++) {
            left[c] = (unsigned char)(left[c] + row[i + c]);
            row[i + c] = left[c];
        }
    }
}

static inline __attribute__((always_inline)) void
undo_average(unsigned char *restrict row, const unsigned char *restrict above, size_t size, size_t step) {
    unsigned char left[4] = {0};
    for (size_t i = 0; i < size; i += step) {
        for (size_t c = 0; c < step; c++) {
            left[c] = (unsigned char)(row[i + c] + (left[c] + above[i + c]) / 2);
            row[i + c] = left[c];
        }
    }
}

/* Which of the pixels to the left, above and in the corner between is nearest to left + above - corner. */
static inline __attribute__((always_inline)) int paeth(int left, int above, int corner) {
    int to_left = above - corner;
    int to_above = left - corner;
    int to_corner = abs(to_left + to_above);
    to_left = abs(to_left);
    to_above = abs(to_above);
    int nearest = to_above <= to_corner ? above : corner;
    int nearer = to_above <= to_corner ? to_above : to_corner;
    return to_left <= nearer ? left : nearest;
}

static inline __attribute__((always_inline)) void
undo_paeth(unsigned char *restrict row, const unsigned char *restrict above, size_t size, size_t step) {
    int left[4] = {0};
    int corner[4] = {0};
    for (size_t i = 0; i < size; i += step) {
        for (size_t c = 0; c < step; c++) {
            int up = above[i + c];
            left[c] = (row[i + c] + paeth(left[c], up, corner[c])) & 255;
            corner[c] = up;
            row[i + c] = (unsigned char)left[c];
        }
    }
}

static inline __attribute__((always_inline)) bool undo_filter(int filter, unsigned char *restrict row,
                                                              const unsigned char *restrict above,
                                                              size_t size, size_t step) {
    switch (filter) {
    case FILTER_NONE:
        return true;
    case FILTER_SUB:
        undo_sub(row, size, step);
        return true;
    case FILTER_UP:
        undo_up(row, above, size);
        return true;
    case FILTER_AVERAGE:
        undo_average(row, above, size, step);
        return true;
    case FILTER_PAETH:
        undo_paeth(row, above, size, step);
        return true;
    default:
        return false;
    }
}

/* ---- rows ---- */

/* Four bytes at a time, the fourth being the next pixel's. */
static void take_rgb(uint32_t *to, const unsigned char *from, int width) {
    for (int x = 0; x < width; x++) {
        uint32_t bytes;
        memcpy(&bytes, from + (ptrdiff_t)x * 3, 4);
        to[x] = 255U << 24 | be32toh(bytes) >> 8;
    }
}

static void take_rgba(uint32_t *to, const unsigned char *from, int width) {
    for (int x = 0; x < width; x++) {
        uint32_t bytes;
        memcpy(&bytes, from + (ptrdiff_t)x * 4, 4);
        bytes = be32toh(bytes);
        to[x] = bytes << 24 | bytes >> 8;
    }
}

/* Rows lie one after the other, each led by its filter. Above the first one lies nothing. */
static bool take_rows(unsigned char *rows, const unsigned char *nothing, bool alpha,
                      const struct pl_pixmap *out) {
    size_t size = (size_t)out->width * (alpha ? 4 : 3);
    const unsigned char *above = nothing;
    for (int y = 0; y < out->height; y++) {
        unsigned char *row = rows + 1;
        if (!(alpha ? undo_filter(rows[0], row, above, size, 4)
                    : undo_filter(rows[0], row, above, size, 3))) {
            return false;
        }
        if (alpha) {
            take_rgba(pl_pixmap_row(out, y), row, out->width);
        } else {
            take_rgb(pl_pixmap_row(out, y), row, out->width);
        }
        above = row;
        rows = row + size;
    }
    return true;
}

static bool unpack(const struct packed *packed, bool alpha, const struct pl_pixmap *out) {
    size_t row = (size_t)out->width * (alpha ? 4 : 3);
    size_t size = (row + 1) * (size_t)out->height;
    unsigned char *rows = size <= most_bytes ? malloc(size + RIGHT) : NULL;
    unsigned char *nothing = rows ? calloc(row, 1) : NULL;
    bool done = nothing && inflate_exactly(packed, rows, size) && take_rows(rows, nothing, alpha, out);
    free(nothing);
    free(rows);
    return done;
}

bool pl_png_unpack(const unsigned char *bytes, size_t size, const struct pl_pixmap *out) {
    struct packed packed = {0};
    int type = bytes[IHDR_TYPE];
    if (bytes[IHDR_DEPTH] != 8 || (type != TYPE_RGB && type != TYPE_RGBA) || bytes[IHDR_INTERLACE] != 0) {
        return false;
    }
    bool done = find_packed(bytes, size, &packed) && unpack(&packed, type == TYPE_RGBA, out);
    free(packed.copy);
    return done;
}
