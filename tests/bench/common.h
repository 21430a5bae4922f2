/** What the benchmarks share: a clock, files and medians. */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

#include <stddef.h>

struct bench_file {
    unsigned char *bytes;
    size_t size;
};

/** Says what failed and why, and ends the program. */
_Noreturn void bench_give_up(const char *what, const char *why);

/** Milliseconds from some moment on. */
double bench_now(void);

/** Zeroed; free() releases it. */
void *bench_allocate(size_t count, size_t size);

/** A whole file, of a folder where that is not NULL; free() releases its bytes. */
struct bench_file bench_read(const char *folder, const char *name);

double bench_median(const double *values, int count);

#endif
