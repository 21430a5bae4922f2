#ifndef PL_CODEC_PNG_UNPACK_H
#define PL_CODEC_PNG_UNPACK_H

#include "base/pixmap.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * Unpacks the pixels of what most PNGs are, 8 bits a channel of RGB or RGBA from top to bottom, in less than
 * half of libpng's time. `out` has the picture's size and gets straight pixels. False where the file is of
 * another kind, too large to be unpacked at once, or in any way out of order: then libpng is to be asked,
 * which decodes it or says what is wrong.
 */
bool pl_png_unpack(const unsigned char *bytes, size_t size, const struct pl_pixmap *out);

#endif
