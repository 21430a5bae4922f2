#ifndef PL_PAINT_LEVELS_H
#define PL_PAINT_LEVELS_H

#include "base/deadline.h"
#include "base/error.h"
#include "base/pixmap.h"

#include <stdbool.h>

/**
 * Pictures that were halved, and halved again, kept as long as the pictures themselves stay: however many
 * layers show one, it is halved once. All zero is an empty one.
 */
struct pl_levels {
    struct pl_level *items;
    size_t count, capacity;
    size_t bytes;
};

/**
 * The smallest half of half... of a picture that is no smaller than `width` by `height`, or itself where that
 * is. It is `levels`' own, or where these are full `*own`, which pl_pixmap_finish releases. NULL is failure.
 */
const struct pl_pixmap *pl_levels_get(struct pl_levels *levels, const struct pl_pixmap *image, double width,
                                      double height, struct pl_pixmap *own, struct pl_deadline *deadline,
                                      struct placard_error *error);

/** Forgets all of them. */
void pl_levels_finish(struct pl_levels *levels);

#endif
