#include "codec/exif.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3, ENTRY_SIZE = 12, TILE = 32 };

/* A TIFF structure whose numbers are read without leaving it: what lies outside reads as zero. */
struct tiff {
    const unsigned char *bytes;
    size_t size;
    bool big_endian;
};

static uint32_t read_number(const struct tiff *tiff, size_t at, size_t count) {
    if (at > tiff->size || tiff->size - at < count) {
        return 0;
    }
    uint32_t number = 0;
    for (size_t i = 0; i < count; i++) {
        number = number << 8 | tiff->bytes[tiff->big_endian ? at + i : at + count - 1 - i];
    }
    return number;
}

int pl_exif_orientation(const unsigned char *bytes, size_t size) {
    const size_t prefix = 6;
    if (size < prefix || memcmp(bytes, "Exif\0", 5) != 0) {
        return 0;
    }
    struct tiff tiff = {bytes + prefix, size - prefix, size > prefix && bytes[prefix] == 'M'};
    const char *const mark = tiff.big_endian ? "MM\0*" : "II*\0";
    if (tiff.size < 8 || memcmp(tiff.bytes, mark, 4) != 0) {
        return 1;
    }
    size_t directory = read_number(&tiff, 4, 4);
    size_t count = read_number(&tiff, directory, 2);
    for (size_t i = 0; i < count; i++) {
        size_t entry = directory + 2 + i * ENTRY_SIZE;
        if (read_number(&tiff, entry, 2) == TAG_ORIENTATION) {
            uint32_t value = read_number(&tiff, entry + 8, 2);
            bool known = read_number(&tiff, entry + 2, 2) == TYPE_SHORT && value >= 1 && value <= 8;
            return known ? (int)value : 1;
        }
    }
    return 1;
}

bool pl_orientation_swaps(int orientation) {
    return orientation >= 5;
}

/* The source as seen from the target: where its first pixel is, and how far it is to the next one of the
 * target's row and to the target's next row, in pixels. */
struct walk {
    const uint32_t *origin;
    ptrdiff_t across;
    ptrdiff_t down;
};

static struct walk plan(const struct pl_pixmap *from, int orientation) {
    bool flip_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool flip_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    ptrdiff_t column = flip_x ? -1 : 1;
    ptrdiff_t line = from->stride / (ptrdiff_t)sizeof *from->pixels * (flip_y ? -1 : 1);
    const uint32_t *origin = pl_pixmap_row(from, flip_y ? from->height - 1 : 0);
    bool swap = pl_orientation_swaps(orientation);
    return (struct walk){origin + (flip_x ? from->width - 1 : 0), swap ? line : column, swap ? column : line};
}

/* By tiles, because walking a whole column at a time would miss the cache at every pixel. */
static void copy_tile(struct pl_pixmap *to, const struct walk *walk, int left, int top) {
    int right = left + TILE < to->width ? left + TILE : to->width;
    int bottom = top + TILE < to->height ? top + TILE : to->height;
    for (int y = top; y < bottom; y++) {
        uint32_t *row = pl_pixmap_row(to, y);
        for (int x = left; x < right; x++) {
            row[x] = walk->origin[x * walk->across + y * walk->down];
        }
    }
}

bool pl_orient(struct pl_pixmap *pixmap, int orientation, struct placard_error *error) {
    if (orientation <= 1 || orientation > 8) {
        return true;
    }
    bool swap = pl_orientation_swaps(orientation);
    struct pl_pixmap turned;
    if (!pl_pixmap_init(&turned, swap ? pixmap->height : pixmap->width, swap ? pixmap->width : pixmap->height,
                        error)) {
        return false;
    }
    struct walk walk = plan(pixmap, orientation);
    for (int top = 0; top < turned.height; top += TILE) {
        for (int left = 0; left < turned.width; left += TILE) {
            copy_tile(&turned, &walk, left, top);
        }
    }
    free(pixmap->pixels);
    pixmap->pixels = turned.pixels;
    pixmap->width = turned.width;
    pixmap->height = turned.height;
    pixmap->stride = turned.stride;
    return true;
}
