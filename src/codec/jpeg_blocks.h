#ifndef PL_CODEC_JPEG_BLOCKS_H
#define PL_CODEC_JPEG_BLOCKS_H

#include "base/pixmap.h"
#include "codec/jpeg_tables.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PL_JPEG_COMPONENTS = 3, PL_JPEG_MCU_BLOCKS = 6 };

/** A coefficient that is not zero: its place in zigzag order above its value. */
typedef uint32_t pl_jpeg_coefficient;

static inline int pl_jpeg_place(pl_jpeg_coefficient coefficient) {
    return (int)(coefficient >> 16);
}

static inline int pl_jpeg_value(pl_jpeg_coefficient coefficient) {
    return (int16_t)(uint16_t)coefficient;
}

static inline pl_jpeg_coefficient pl_jpeg_pack(int place, int value) {
    return (uint32_t)place << 16 | (uint16_t)value;
}

/** So many coefficients behind the last one may be read, and so many starts written. */
enum { PL_JPEG_BEHIND = 8 };

/** Where a block starts among the coefficients and the bits of its picture. */
struct pl_jpeg_start {
    uint32_t bit, coefficient;
};

/**
 * What entropy coding leaves of a JPEG with Y, Cb and Cr in one scan: its quantised coefficients, block after
 * block as the file has them. A block starts with its DC, which is there even where it is zero, as a value of
 * its own, not as a difference; of the others there are those that are not zero.
 */
struct pl_jpeg_blocks {
    int width, height;
    int across, down;  /**< luma blocks in an MCU: 1x1 is 4:4:4, 2x1 4:2:2, 2x2 4:2:0 */
    int columns, rows; /**< MCUs */
    int each;          /**< blocks in an MCU: the luma ones, row by row, Cb, Cr */
    uint16_t quantisers[PL_JPEG_COMPONENTS][PL_JPEG_COEFFICIENTS]; /**< in zigzag order */
    pl_jpeg_coefficient *coefficients;
    size_t count, capacity;
    struct pl_jpeg_start *starts; /**< of each block, and of what would follow the last one */
    unsigned char *bits; /**< the entropy-coded bits, if they are in one run and by the usual tables, else
                            NULL; 16 bytes behind them may be read */
    bool extended;       /**< the file has Exif or an ICC profile, or may have */
    bool lacks_memory;   /**< it is why they were not read */
};

/** The component that a block of an MCU with `luma` blocks of luma belongs to. */
static inline int pl_jpeg_component_of(int luma, int block) {
    return block < luma ? 0 : block - luma + 1;
}

static inline int pl_jpeg_component(const struct pl_jpeg_blocks *blocks, int block) {
    return pl_jpeg_component_of(blocks->across * blocks->down, block);
}

/**
 * Reads them from a file, for pl_jpeg_blocks_finish to release. False where there is anything about the file
 * that is unusual, in kind or by damage: libjpeg knows what to say of it. Where memory is out, false with
 * `lacks_memory`.
 */
bool pl_jpeg_blocks_read(const unsigned char *bytes, size_t size, struct pl_jpeg_blocks *out);
void pl_jpeg_blocks_finish(struct pl_jpeg_blocks *blocks);

/** Bytes of memory that they take. */
size_t pl_jpeg_blocks_bytes(const struct pl_jpeg_blocks *blocks);

/** Sets what follows from the size and kind of a picture, and allocates `starts`; false is out of memory. */
bool pl_jpeg_blocks_init(struct pl_jpeg_blocks *blocks, int width, int height, int across, int down);

/** Writes the pixels of some rows of MCUs, the same as libjpeg's with its usual settings. Not for pictures
 * with a side below PL_JPEG_LEAST_SIDE, whose chroma libjpeg enlarges in another way. */
enum { PL_JPEG_LEAST_SIDE = 16 };
void pl_jpeg_blocks_draw(const struct pl_jpeg_blocks *blocks, const struct pl_pixmap *to, int first, int end);

#endif
