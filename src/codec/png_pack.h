#ifndef PL_CODEC_PNG_PACK_H
#define PL_CODEC_PNG_PACK_H

#include "base/buffer.h"
#include "base/deadline.h"
#include "base/pixmap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Some rows of a picture, compressed: which bits of all these are, and the sum of the bytes that they stand
 * for. */
struct pl_png_block {
    size_t first, end;
    uint32_t sum;
    bool aligned; /**< they have to start at a byte, and so can't be put elsewhere */
};

/** What compressing a picture leaves to others that are the same in some of its rows. All zero is none. */
struct pl_png_blocks {
    size_t pixel; /**< bytes of one */
    int rows;     /**< in each block, but for the last */
    int count;
    struct pl_png_block *items;
    unsigned char *bits; /**< of all of them; 8 bytes behind may be read */
};

void pl_png_blocks_finish(struct pl_png_blocks *blocks);

/** Bytes of memory that they take. */
size_t pl_png_blocks_bytes(const struct pl_png_blocks *blocks);

/**
 * Appends a pixmap's rows, filtered and compressed, in zlib's format (RFC 1950). Where it is lazy
 * (base/lazy.h), rows are made when they are needed, and blocks that nothing was drawn on are taken over.
 * False is a deadline, which may be NULL, that has passed; out of memory is the buffer's `failed`.
 */
bool pl_png_pack(const struct pl_pixmap *pixmap, struct pl_deadline *deadline, struct pl_buffer *out,
                 struct placard_error *error);

/** The same, some rows at a time. */
struct pl_png_packer;

/** Begins with the format's header; NULL is memory. Between calls the buffer may be emptied. */
struct pl_png_packer *pl_png_packer_create(const struct pl_pixmap *pixmap, struct pl_deadline *deadline,
                                           struct pl_buffer *out);

/** A multiple of so many rows is to be put at once. */
int pl_png_packer_step(const struct pl_png_packer *packer);

/** Appends rows that follow those before; false is the deadline. */
bool pl_png_packer_put(struct pl_png_packer *packer, int from, int to, struct placard_error *error);

/** Appends what stands behind the last. */
void pl_png_packer_end(struct pl_png_packer *packer);

/** NULL is fine. */
void pl_png_packer_destroy(struct pl_png_packer *packer);

/** Compresses it to keep the blocks, for pl_png_blocks_finish to release. */
bool pl_png_pack_keep(const struct pl_pixmap *pixmap, struct pl_deadline *deadline, struct pl_png_blocks *out,
                      struct placard_error *error);

#endif
