#ifndef PL_BASE_HALVE_H
#define PL_BASE_HALVE_H

#include "base/deadline.h"
#include "base/error.h"
#include "base/pixmap.h"
#include "base/rows.h"

#include <stdbool.h>

/** Makes a picture of half the size, rounded down; pl_pixmap_finish releases it. */
bool pl_halve(struct pl_pixmap *out, const struct pl_pixmap *in, struct pl_deadline *deadline,
              struct placard_error *error);

/** How often a picture can be halved and still be no smaller than `width` by `height`. */
int pl_halvings(int from_width, int from_height, double width, double height);

/**
 * Reads all rows of a source and halves them `times` times, at least once, while they come: the picture that
 * pl_halve makes of the whole, premultiplied, in the memory of a few rows.
 */
bool pl_halve_source(struct pl_pixmap *out, struct pl_row_source *source, int times,
                     struct pl_deadline *deadline, struct placard_error *error);

#endif
