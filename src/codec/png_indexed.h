#ifndef PL_CODEC_PNG_INDEXED_H
#define PL_CODEC_PNG_INDEXED_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Writes a PNG of few colours row by row. One of usual size is gathered, a byte a pixel, and compressed at
 * once by libdeflate; of a larger one, above PL_SOURCE_KEPT pixels, libpng keeps a row.
 */
struct pl_png_indexed;

/** `colors` are opaque, at most 256, and have to stay, as `out` has; NULL is out of memory. */
struct pl_png_indexed *pl_png_indexed_open(int width, int height, const uint32_t *colors, int count,
                                           struct pl_buffer *out, struct placard_error *error);
/** Where the next row's numbers are to be put. */
unsigned char *pl_png_indexed_row(struct pl_png_indexed *writer);
/** Takes them from there. */
bool pl_png_indexed_put(struct pl_png_indexed *writer, struct placard_error *error);
/** Writes what is left after the last row. */
bool pl_png_indexed_end(struct pl_png_indexed *writer, struct placard_error *error);
/** NULL is fine. */
void pl_png_indexed_close(struct pl_png_indexed *writer);

#endif
