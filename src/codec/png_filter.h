#ifndef PL_CODEC_PNG_FILTER_H
#define PL_CODEC_PNG_FILTER_H

#include "base/pixmap.h"

#include <stdbool.h>
#include <stddef.h>

/** Makes PNG rows of a pixmap ready for compression. All zero is an empty one. */
struct pl_png_filter {
    const struct pl_pixmap *pixmap;
    size_t pixel; /**< bytes: RGB where the pixmap is opaque, else RGBA with the alpha divided out */
    size_t row;   /**< bytes: the number of a filter, and pixels */
    unsigned char *memory;
    unsigned char *current, *above, *spare;
    int next; /**< the row that `above` is above of */
    bool wide;
};

/** False is memory. The pixmap stays the caller's, and where it is lazy its rows are made when they are
 * needed. */
bool pl_png_filter_init(struct pl_png_filter *filter, const struct pl_pixmap *pixmap);

/** Writes rows from `first` on, each filtered and led by its filter's
 * number (PNG specification, 9). */
void pl_png_filter_rows(struct pl_png_filter *filter, int first, int count, unsigned char *to);

void pl_png_filter_finish(struct pl_png_filter *filter);

#endif
