#ifndef PL_COMPARE_COMPARE_H
#define PL_COMPARE_COMPARE_H

#include "base/error.h"
#include "base/pixmap.h"

#include <stdbool.h>

/** How much two pictures differ. */
struct pl_difference {
    long long mismatched; /**< pixels whose difference is over the threshold */
    double share;         /**< of all pixels, 0 to 1 */
    double mean;          /**< of the differences of all colour channels, 0 to 255 */
    int greatest;         /**< of any channel */
};

/**
 * Compares pixel by pixel as pixelmatch does with antialiased pixels counted: by the YIQ distance of
 * Kotsarenko and Ramos (2010), alpha over a pattern of greys. Where `picture` is not NULL it becomes a faded
 * copy of `expected` with what differs in red. Pictures of different sizes fail.
 */
bool pl_compare(const struct pl_pixmap *expected, const struct pl_pixmap *actual, double threshold,
                struct pl_difference *out, struct pl_pixmap *picture, struct placard_error *error);

#endif
