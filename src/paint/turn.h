#ifndef PL_PAINT_TURN_H
#define PL_PAINT_TURN_H

#include <math.h>

/** Cosine and sine of an angle in degrees; exact for quarter turns, so that what they turn stays on the pixel
 * grid. */
static inline void pl_turn(double degrees, double *cosine, double *sine) {
    double quarters = degrees / 90;
    if (quarters == floor(quarters) && fabs(quarters) < 1e9) {
        static const int cosines[] = {1, 0, -1, 0};
        int quarter = (int)(((long long)quarters % 4 + 4) % 4);
        *cosine = cosines[quarter];
        *sine = cosines[(quarter + 3) % 4];
        return;
    }
    *cosine = cos(degrees * M_PI / 180);
    *sine = sin(degrees * M_PI / 180);
}

#endif
