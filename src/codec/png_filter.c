#include "codec/png_filter.h"

#include "base/lazy.h"
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

bool pl_png_filter_init(struct pl_png_filter *filter, const struct pl_pixmap *pixmap) {
    size_t pixel = pixmap->opaque ? 3 : 4;
    size_t size = (size_t)pixmap->width * pixel;
    size_t pitch = LEFT + size + RIGHT;
    *filter =
        (struct pl_png_filter){.pixmap = pixmap, .pixel = pixel, .row = size + 1, .wide = pl_has_wide()};
    filter->memory = pl_calloc(3, pitch);
    if (!filter->memory) {
        return false;
    }
    filter->current = filter->memory + LEFT;
    filter->above = filter->current + pitch;
    filter->spare = filter->above + pitch;
    return true;
}

void pl_png_filter_finish(struct pl_png_filter *filter) {
    free(filter->memory);
    filter->memory = NULL;
}

/* Sub or Up. The others were measured too: what they gain is lost by matches that then no longer repeat. */
PL_INLINE void filter_row(const struct pl_png_filter *filter, unsigned char *to) {
    size_t size = filter->row - 1;
    uint64_t up = subtract(to + 1, filter->current, filter->above, size);
    uint64_t sub = subtract(filter->spare, filter->current, filter->current - filter->pixel, size);
    to[0] = FILTER_UP;
    if (sub < up) {
        to[0] = FILTER_SUB;
        memcpy(to + 1, filter->spare, size);
    }
}

PL_WIDE static void filter_row_wide(const struct pl_png_filter *filter, unsigned char *to) {
    filter_row(filter, to);
}

static void filter_row_narrow(const struct pl_png_filter *filter, unsigned char *to) {
    filter_row(filter, to);
}

static void pack_row(const struct pl_png_filter *filter, int y, unsigned char *to) {
    const struct pl_pixmap *pixmap = filter->pixmap;
    const uint32_t *pixels = pl_pixmap_row(pixmap, y);
    if (pixmap->opaque) {
        (filter->wide ? pack_rgb_wide : pack_rgb_narrow)(to, pixels, pixmap->width);
    } else {
        pack_rgba(to, pixels, pixmap->width, pixmap->straight);
    }
}

void pl_png_filter_rows(struct pl_png_filter *filter, int first, int count, unsigned char *to) {
    bool follows = first == filter->next;
    pl_pixmap_load_rows(filter->pixmap, follows ? first : first - 1, first + count);
    if (!follows) {
        pack_row(filter, first - 1, filter->above);
    }
    for (int y = first; y < first + count; y++) {
        pack_row(filter, y, filter->current);
        (filter->wide ? filter_row_wide : filter_row_narrow)(filter, to);
        unsigned char *current = filter->current;
        filter->current = filter->above;
        filter->above = current;
        to += filter->row;
    }
    filter->next = first + count;
}
