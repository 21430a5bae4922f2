#ifndef PL_CODEC_PNG_READER_H
#define PL_CODEC_PNG_READER_H

#include "base/deadline.h"
#include "base/error.h"
#include "base/pixmap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A PNG that libpng decodes row by row; not for an interlaced one. */
struct pl_png_reader;

/** `width` and `height` are its size as pl_png_size reads it; the deadline may be NULL; pl_png_reader_close
 * releases it. */
struct pl_png_reader *pl_png_reader_open(const char *name, const unsigned char *bytes, size_t size, int width,
                                         int height, struct pl_deadline *deadline,
                                         struct placard_error *error);
/** Moves what the header says to `head`; whether there may be alpha is in its `opaque`. */
void pl_png_reader_head(struct pl_png_reader *reader, struct pl_pixmap *head);
/** Writes the next row, straight. */
bool pl_png_reader_row(struct pl_png_reader *reader, uint32_t *to, struct placard_error *error);
/** Reads what follows the last row, so that a cut file is noticed. */
bool pl_png_reader_end(struct pl_png_reader *reader, struct placard_error *error);
/** NULL is fine. */
void pl_png_reader_close(struct pl_png_reader *reader);

#endif
