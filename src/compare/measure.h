#ifndef PL_COMPARE_MEASURE_H
#define PL_COMPARE_MEASURE_H

#include "base/rows.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * The measure of pixelmatch 7, in its order of operations, so that what lies right at a threshold falls to
 * the same side.
 */

/** The rows about the one that is compared, of both pictures: that one in the middle, those above before it.
 * Where the pictures end above or below, rows are not looked at and may be anything. */
struct pl_window {
    const uint32_t *rows[2][PL_ROWS_KEPT];
    int width, height;
    int y; /* of the row in the middle */
};

/** What pl_distance is at most. */
#define PL_DISTANCE_MOST 35215

/**
 * The square of the distance of two pixels in YIQ, weighted as Kotsarenko and Ramos (2010) found eyes do.
 * What shows through translucent ones are greys that depend on `position`, the pixel's number in its picture.
 */
double pl_distance(uint32_t p, uint32_t q, long long position);

/** The greatest difference of every channel of two opaque pixels that can't take their distance above `most`.
 */
int pl_distance_channel(double most);

/**
 * Whether pixel `x` of the middle row, in either picture, seems to smooth an edge, by the pixels about it
 * (Vysniauskas 2009): its darkest or brightest neighbour lies, in both pictures, on an area of one colour.
 */
bool pl_antialiased(const struct pl_window *window, int x);

#endif
