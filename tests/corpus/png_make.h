#ifndef PL_TESTS_CORPUS_PNG_MAKE_H
#define PL_TESTS_CORPUS_PNG_MAKE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* Makes PNG files byte by byte, with zlib but without libpng: filters, interlacing, how image data is
 * compressed and cut up, and which chunks there are, are all the caller's. */

enum { PNG_GRAY = 0, PNG_RGB = 2, PNG_INDEXED = 3, PNG_GRAY_ALPHA = 4, PNG_RGBA = 6 };
enum { PNG_FILTERS = 5, PNG_EACH_FILTER = 5 };

/** Chunks, put in as they are; the checksums are made. */
struct png_chunk {
    const char *type; /* NULL ends a list */
    const void *content;
    size_t size;
};

struct png_kind {
    int width, height, depth, type;
    bool interlaced;
    int filter;  /* 0 to 4, or PNG_EACH_FILTER for one after the other */
    int palette; /* entries of PLTE; 0 for as many as the depth has, or none */
    int alphas;  /* bytes of tRNS for a palette; else 1 for a transparent sample, which is the picture's first
                  */
    int level;   /* of zlib, 0 to 9 */
    int strategy; /* of zlib */
    int window;   /* of zlib, 9 to 15; 0 for 15 */
    size_t part;  /* bytes of image data in a chunk; 0 for all */
    bool empty;   /* chunks of image data without any, between the others */
    const struct png_chunk *before_palette, *before_data, *behind_data;
};

/** Appends the file to `out`. */
void png_make(const struct png_kind *kind, struct pl_buffer *out);

/** Its straight pixels as the specification has them, `width * height` of ARGB; free() releases them. */
uint32_t *png_expected(const struct png_kind *kind);

void png_put_chunk(struct pl_buffer *out, const char *type, const void *content, size_t size);

/** Where chunk number `index`, from 0, of that type starts; ends the program where there is none. */
size_t png_find(const struct pl_buffer *file, const char *type, int index);

/** Bytes of the chunk there, all told. */
size_t png_chunk_size(const struct pl_buffer *file, size_t at);

/** Puts the checksum of the chunk there right. */
void png_repair(struct pl_buffer *file, size_t at);

/** `file` with `removed` bytes at `at` replaced. */
struct pl_buffer png_splice(const struct pl_buffer *file, size_t at, size_t removed, const void *bytes,
                            size_t size);

#endif
