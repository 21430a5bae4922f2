#ifndef PL_COMPARE_CHANNELS_H
#define PL_COMPARE_CHANNELS_H

#include <stdint.h>

/** Sums over the differences of the three colour channels of pixels. All zero is a fresh one. */
struct pl_channels {
    uint64_t sum, squares;
    int greatest;
};

/** Pixels that are added at once, at most. */
#define PL_CHANNELS_BLOCK 64

/**
 * Adds the differences of `count` pixels, and returns the greatest of them; 256 where any pixel is
 * translucent, as its colours say little without its alpha.
 */
int pl_channels_add(struct pl_channels *channels, const uint32_t *p, const uint32_t *q, int count);

#endif
