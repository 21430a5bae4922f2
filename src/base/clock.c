#include "base/clock.h"

#include <time.h>

double pl_clock_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

double pl_clock_since(double *at) {
    double before = *at;
    *at = pl_clock_ms();
    return *at - before;
}
