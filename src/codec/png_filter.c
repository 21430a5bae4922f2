#include "codec/png_filter.h"

#include "base/memory.h"
#include "base/wide.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Room before a row for the zeros that stand for the pixel left of the first, and behind it for the byte
 * that pack_rgb writes too much. */
enum { LEFT = 16, RIGHT = 16, SUM_BLOCK = 256 };

enum filter { FILTER_SUB = 1, FILTER_UP = 2 };

/* Four bytes at a time, the fourth being overwritten by the next pixel. */
PL_INLINE void pack_rgb_from(unsigned char *to, const uint32_t *from, int x, int width) {
    for (; x < width; x++) {
        uint32_t bytes = htobe32(from[x] << 8);
        memcpy(to + (ptrdiff_t)x * 3, &bytes, 4);
    }
}

static void pack_rgb_narrow(unsigned char *to, const uint32_t *from, int width) {
    pack_rgb_from(to, from, 0, width);
}

/* Four pixels at a time, by an instruction that takes any byte to any place. */
PL_WIDE static void pack_rgb_wide(unsigned char *to, const uint32_t *from, int width) {
    int x = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    typedef unsigned char sixteen __attribute__((vector_size(16)));
    for (; x + 4 <= width; x += 4) {
        sixteen pixels;
        memcpy(&pixels, from + x, sizeof pixels);
#ifdef __clang__
        pixels =
            __builtin_shufflevector(pixels, pixels, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 7, 11, 15);
#else
        pixels = __builtin_shuffle(pixels, (sixteen){2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 7, 11, 15});
#endif
        memcpy(to + (ptrdiff_t)x * 3, &pixels, sizeof pixels);
    }
#endif
    pack_rgb_from(to, from, x, width);
}

static void pack_rgba(unsigned char *to, const uint32_t *from, int width, bool straight) {
    for (int x = 0; x < width; x++) {
        uint32_t pixel = straight ? from[x] : pl_unpremultiply(from[x]);
        uint32_t bytes = htobe32(pixel << 8 | pixel >> 24);
        memcpy(to + (ptrdiff_t)x * 4, &bytes, 4);
    }
}

/* The row less another one (the row above, or the row itself a pixel to the left), and how far the
 * differences are from zero in sum: the PNG specification's heuristic (12.7) for which filter packs best.
 * The inner sum fits 16 bits, which lets the compiler take eight or sixteen bytes at once. */
PL_INLINE uint64_t subtract(unsigned char *restrict to, const unsigned char *row, const unsigned char *other,
                            size_t size) {
    uint64_t sum = 0;
    for (size_t start = 0; start < size; start += SUM_BLOCK) {
        size_t end = size - start < SUM_BLOCK ? size : start + SUM_BLOCK;
        uint16_t block = 0;
        for (size_t i = start; i < end; i++) {
            unsigned char difference = (unsigned char)(row[i] - other[i]);
            unsigned char negated = (unsigned char)-difference;
            to[i] = difference;
            block = (uint16_t)(block + (difference < negated ? difference : negated));
        }
        sum += block;
    }
    return sum;
}

struct rows {
    unsigned char *memory;
    unsigned char *row;   /* with LEFT zeros before it */
    unsigned char *above; /* likewise */
    unsigned char *spare; /* for the filter that is tried second */
};

static bool rows_init(struct rows *rows, size_t size) {
    size_t pitch = LEFT + size + RIGHT;
    rows->memory = pl_calloc(3, pitch);
    if (!rows->memory) {
        return false;
    }
    rows->row = rows->memory + LEFT;
    rows->above = rows->row + pitch;
    rows->spare = rows->above + pitch;
    return true;
}

/* Sub or Up. The others were measured too: what they gain is lost by matches that then no longer repeat. */
PL_INLINE void filter_row(struct rows *rows, unsigned char *to, size_t size, size_t pixel) {
    uint64_t up = subtract(to + 1, rows->row, rows->above, size);
    uint64_t sub = subtract(rows->spare, rows->row, rows->row - pixel, size);
    to[0] = FILTER_UP;
    if (sub < up) {
        to[0] = FILTER_SUB;
        memcpy(to + 1, rows->spare, size);
    }
}

PL_WIDE static void filter_row_wide(struct rows *rows, unsigned char *to, size_t size, size_t pixel) {
    filter_row(rows, to, size, pixel);
}

static void filter_row_narrow(struct rows *rows, unsigned char *to, size_t size, size_t pixel) {
    filter_row(rows, to, size, pixel);
}

bool pl_png_filter(const struct pl_pixmap *pixmap, unsigned char **out, size_t *out_size) {
    size_t pixel = pixmap->opaque ? 3 : 4;
    size_t size = (size_t)pixmap->width * pixel;
    bool wide = pl_has_wide();
    struct rows rows;
    unsigned char *all = malloc((size + 1) * (size_t)pixmap->height);
    if (!all || !rows_init(&rows, size)) {
        free(all);
        return false;
    }
    for (int y = 0; y < pixmap->height; y++) {
        if (pixmap->opaque) {
            (wide ? pack_rgb_wide : pack_rgb_narrow)(rows.row, pl_pixmap_row(pixmap, y), pixmap->width);
        } else {
            pack_rgba(rows.row, pl_pixmap_row(pixmap, y), pixmap->width, pixmap->straight);
        }
        (wide ? filter_row_wide : filter_row_narrow)(&rows, all + (size + 1) * (size_t)y, size, pixel);
        unsigned char *row = rows.row;
        rows.row = rows.above;
        rows.above = row;
    }
    free(rows.memory);
    *out = all;
    *out_size = (size + 1) * (size_t)pixmap->height;
    return true;
}
