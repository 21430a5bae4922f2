#ifndef PL_TESTS_PAIRS_H
#define PL_TESTS_PAIRS_H

#include "base/pixmap.h"

#include <stdint.h>

/**
 * Pairs of small pictures to compare, made by whole numbers alone, so that tests/compare/pairs.mjs makes the
 * very same ones. What is changed here has to be changed there, and recorded.txt recorded anew.
 */

enum { PAIR_KINDS = 13, PAIR_COUNT = PAIR_KINDS * 25 };

struct pair {
    struct pl_pixmap a, b; /* straight */
};

/* Pair `index` of PAIR_COUNT; its kind is index % PAIR_KINDS. */
void pair_make(struct pair *pair, int index);
void pair_finish(struct pair *pair);

/* FNV-1a of a picture's bytes, red, green, blue and alpha of one pixel after the other. */
uint32_t pair_hash(const struct pl_pixmap *pixmap);

#endif
