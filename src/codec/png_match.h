#ifndef PL_CODEC_PNG_MATCH_H
#define PL_CODEC_PNG_MATCH_H

#include "codec/deflate.h"

#include <stddef.h>
#include <stdint.h>

/** Bytes behind rows that are read: which ones they are may change what is found, so they are to be the same
 * in every run. */
enum { PL_PNG_MATCH_ROOM = 16 };

/** Where two pixels were seen last, by their hash: positions of 16 bits. */
enum { PL_PNG_MATCH_BITS = 13 };
struct pl_png_matcher {
    uint16_t last[1 << PL_PNG_MATCH_BITS];
};

/**
 * Finds how filtered rows, each of a filter's number and pixels of `pixel` bytes (3 or 4), repeat what is
 * before them among these. Matches begin and end between pixels only: that finds nearly all that a search at
 * every byte would, at a third of the places. Fills what `block` says of steps and symbols, with room for one
 * for every four bytes and four more. What was found before does not matter, so that rows that are the same
 * become the same block.
 */
void pl_png_match(struct pl_png_matcher *matcher, const unsigned char *bytes, size_t row, size_t rows,
                  size_t pixel, struct pl_deflate_block *block);

#endif
