#ifndef PL_CODEC_PNG_INDEX_H
#define PL_CODEC_PNG_INDEX_H

#include "base/pixmap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PL_PNG_COLORS = 256 };

/** The colours of a picture that has few. */
struct pl_png_palette {
    uint32_t colors[PL_PNG_COLORS];
    int count;
};

/**
 * An opaque pixmap of at most PL_PNG_COLORS colours as PNG rows of a byte a pixel, ready for compression:
 * each led by the filter that leaves it as it is, which packs indexes best (PNG specification, 12.7). free()
 * releases `*rows`, which is NULL where it has more colours or alpha. Fails for memory only.
 */
bool pl_png_index(const struct pl_pixmap *pixmap, struct pl_png_palette *palette, unsigned char **rows,
                  size_t *size);

#endif
