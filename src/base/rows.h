#ifndef PL_BASE_ROWS_H
#define PL_BASE_ROWS_H

#include "base/error.h"
#include "base/pixmap.h"

#include <stdbool.h>
#include <stdint.h>

/** How many rows stay where they are: the one last asked for and those before it. */
#define PL_ROWS_KEPT 5

/**
 * The rows of a picture from top to bottom, as straight ARGB. Whoever reads them does not know whether they
 * lie in memory or are decoded one by one; a source that decodes keeps PL_ROWS_KEPT of them.
 */
struct pl_rows {
    int width, height;
    /** The next row; NULL and an error where it can't be had. Not asked for past the last. */
    const uint32_t *(*next)(struct pl_rows *rows, struct placard_error *error);
};

/** The rows of a pixmap, which stays the caller's. Colours are divided by alpha as the PNG encoder does. */
struct pl_pixmap_rows {
    struct pl_rows rows; /**< first, so that what `next` gets is this struct */
    const struct pl_pixmap *pixmap;
    uint32_t *kept; /* PL_ROWS_KEPT rows, where there are colours to divide */
    int y;
};

/** Fails for memory only. */
bool pl_pixmap_rows_init(struct pl_pixmap_rows *rows, const struct pl_pixmap *pixmap,
                         struct placard_error *error);
void pl_pixmap_rows_finish(struct pl_pixmap_rows *rows);

#endif
