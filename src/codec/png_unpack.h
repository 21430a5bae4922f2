#ifndef PL_CODEC_PNG_UNPACK_H
#define PL_CODEC_PNG_UNPACK_H

#include "base/deadline.h"
#include "base/pixmap.h"

#include <stdbool.h>
#include <stddef.h>

/** What these look at lies in the first chunk, which pl_png_size has found to be there. */
bool pl_png_is_interlaced(const unsigned char *bytes);

/** Bytes of a pixel of what most PNGs are, 8 bits a channel of grey, RGB or RGBA from top to bottom; 0 of any
 * other. */
size_t pl_png_pixel(const unsigned char *bytes);

/**
 * The rows of such a file, `pitch` bytes each: its filter, then its pixels. Before the first lies a row of
 * zeros, behind the last PL_PNG_ROW_ROOM bytes. libdeflate inflates all of them at once, in a third of zlib's
 * time, and can't stop on the way. free() releases them. NULL where memory is out, the file is in any way out
 * of order, or made such that the deadline, which may be NULL, could pass meanwhile: then libpng is to be
 * asked, which decodes it, or says what is wrong, and looks at the clock for every few bytes.
 */
unsigned char *pl_png_inflate(const unsigned char *bytes, size_t size, size_t pitch, int height,
                              const struct pl_deadline *deadline);

/**
 * Unpacks the pixels of such a file in less than half of libpng's time. `out` has the picture's size and gets
 * straight pixels. False where libpng is to be asked: where the file is of another kind, too large to be
 * unpacked at once, or out of order; and where the deadline has passed, which `deadline->passed` then says.
 */
bool pl_png_unpack(const unsigned char *bytes, size_t size, struct pl_deadline *deadline,
                   const struct pl_pixmap *out);

#endif
