#ifndef PL_CODEC_PNG_FILTER_H
#define PL_CODEC_PNG_FILTER_H

#include "base/pixmap.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * The pixmap as PNG rows ready for compression: RGB where it is opaque, else RGBA with the alpha divided out,
 * each row filtered and led by its filter's number (PNG specification, 9). free() releases `*rows`; false is
 * memory.
 */
bool pl_png_filter(const struct pl_pixmap *pixmap, unsigned char **rows, size_t *size);

#endif
