#ifndef PL_CODEC_SOURCE_H
#define PL_CODEC_SOURCE_H

#include "base/rows.h"

#include <stddef.h>

/** Pixels of a picture that may be kept as a whole, as that is quicker than row by row, or than decoding it
 * twice. */
#define PL_SOURCE_KEPT (16 * 1024 * 1024)

/**
 * Opens a picture of any format to read it row by row, straight; NULL and an error where it can't be. Only
 * its header is looked at before the first row is asked for. `bytes` have to stay. A picture that can't be
 * decoded row by row is decoded whole: an interlaced PNG, a progressive JPEG, one that is to be turned.
 */
struct pl_row_source *pl_picture_source(const char *name, const void *bytes, size_t size,
                                        struct placard_error *error);

/**
 * Decodes a picture at half its size, and half of that, `times` times in all, to draw it; without its
 * profile. Where it can be decoded row by row that takes the memory of the small one; else it is decoded
 * whole, and not halved at all. The deadline may be NULL.
 */
bool pl_picture_decode_halved(const char *name, const void *bytes, size_t size, int times,
                              struct pl_deadline *deadline, struct pl_pixmap *out,
                              struct placard_error *error);

#endif
