#ifndef PL_CODEC_JPEG_STEPS_H
#define PL_CODEC_JPEG_STEPS_H

#include "codec/jpeg_blocks.h"
#include "codec/jpeg_header.h"
#include "codec/jpeg_symbols.h"

/** Decodes the entropy-coded blocks between two markers. */

/*
 * One look-up often tells two coefficients, or one and the end of the block, and what to do about it takes no
 * decisions, which a processor would often foretell wrongly: not even where a block ends, behind which only
 * other tables are looked at. `coefficients` are two of them as they are kept, the first in the lower half,
 * their places counted from the coefficient before; what is beyond their count is written over, but for the
 * place of the second, which is where decoding goes on, or PL_JPEG_UNTOLD where the entry does not tell all.
 * `does` has from below, 6 bits for how many bits are taken, from bit 32 on how many coefficients these are,
 * and flags: PL_JPEG_ENDS for the end of a block, and the sign for another table, behind a DC and behind a
 * block.
 */
enum { PL_JPEG_UNTOLD = 255, PL_JPEG_ENDS = 1 << 16 };
struct pl_jpeg_steps {
    uint64_t does[1 << PL_JPEG_LOOK];
    uint64_t coefficients[1 << PL_JPEG_LOOK];
};

/** The tables of DC and of the other coefficients of each block of an MCU, in a ring. */
struct pl_jpeg_turn {
    ptrdiff_t shift; /**< bytes from this one's steps to the next one's */
    int32_t next;    /**< bytes to the next one */
    int table;       /**< this one's */
};

struct pl_jpeg_tables {
    struct pl_jpeg_decoder decoders[4]; /**< of luma and of chroma, DC first */
    struct pl_jpeg_steps steps[4];
    struct pl_jpeg_turn turns[2 * PL_JPEG_MCU_BLOCKS];
};

/** False where the tables of a header are unusual. */
bool pl_jpeg_tables_init(struct pl_jpeg_tables *tables, const struct pl_jpeg_header *header);

/** So many zeros have to follow the bytes of a segment. */
enum { PL_JPEG_SLACK = 64 };

/**
 * Reads the blocks from `start` to `end` from a segment, without the zeros that are stuffed behind 0xff; adds
 * their coefficients to the picture's, and sets what `starts` says of them and of the place behind them.
 * False is damage or, with blocks->lacks_memory, out of memory.
 */
bool pl_jpeg_segment_read(const struct pl_jpeg_tables *tables, const uint8_t *bytes, size_t size,
                          struct pl_jpeg_blocks *blocks, struct pl_jpeg_start *start,
                          struct pl_jpeg_start *end);

#endif
