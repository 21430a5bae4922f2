#ifndef PL_BASE_CLOCK_H
#define PL_BASE_CLOCK_H

/** Milliseconds of a clock that only goes forward, from an arbitrary start. */
double pl_clock_ms(void);

/** Milliseconds since `*at`, which becomes now. */
double pl_clock_since(double *at);

#endif
