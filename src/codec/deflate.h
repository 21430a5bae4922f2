#ifndef PL_CODEC_DEFLATE_H
#define PL_CODEC_DEFLATE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Of DEFLATE (RFC 1951): how long and how far back a match may be. */
enum {
    PL_DEFLATE_LEAST = 3,
    PL_DEFLATE_MOST = 258,
    PL_DEFLATE_WINDOW = 32768,
    PL_DEFLATE_LITERALS = 256,
    PL_DEFLATE_DISTANCES = 30
};

/**
 * A step of what is compressed: some bytes as they are, and then a match, unless PL_DEFLATE_NO_MATCH says
 * that there is none. From the top: 8 bits for how many bytes, that flag, 8 bits for the match's length less
 * 3, 15 bits for its distance less 1.
 */
enum { PL_DEFLATE_STEP_BYTES = 255, PL_DEFLATE_NO_MATCH = 1 << 23 };

static inline uint32_t pl_deflate_step(size_t bytes, size_t length, size_t distance) {
    return (uint32_t)(bytes << 24 | (length - PL_DEFLATE_LEAST) << 15 | (distance - 1));
}

/** Which code a distance has, less 1, of at least 2: all but the shortest of a byte or two. */
static inline unsigned pl_deflate_distance_code(unsigned less_one) {
    unsigned top = 31U - (unsigned)__builtin_clz(less_one);
    return 2 * top + (less_one >> (top - 1) & 1);
}

/** What becomes one block, below 2^23 bytes: its steps, and how often there is each literal, length and code
 * of distances in them. */
struct pl_deflate_block {
    const unsigned char *bytes;
    size_t size;
    uint32_t *steps;
    size_t count;
    uint32_t literals[PL_DEFLATE_LITERALS];
    uint32_t lengths[PL_DEFLATE_MOST + 1];
    uint32_t distances[PL_DEFLATE_DISTANCES];
};

/** Where blocks are put: a buffer, and the bits that are no byte yet. */
struct pl_deflate {
    struct pl_buffer *out;
    uint64_t bits;
    unsigned count;
};

/** How many bits there are, all told. */
static inline size_t pl_deflate_position(const struct pl_deflate *deflate) {
    return deflate->out->size * 8 + deflate->count;
}

/**
 * Appends a block in the shortest of the three forms that there are; `last` ends the stream. True where that
 * is the form that has to start at a byte. What goes wrong is the buffer's `failed`.
 */
bool pl_deflate_put(struct pl_deflate *deflate, const struct pl_deflate_block *block, bool last);

/** Appends bits of other blocks, of any form but that, from bit `first` to bit `end`; 8 bytes behind them may
 * be read. */
void pl_deflate_copy(struct pl_deflate *deflate, const unsigned char *bits, size_t first, size_t end);

/** Fills the last byte. */
void pl_deflate_end(struct pl_deflate *deflate);

#endif
