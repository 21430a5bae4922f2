#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void bench_give_up(const char *what, const char *why) {
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

double bench_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void *bench_allocate(size_t count, size_t size) {
    void *block = calloc(count, size);
    if (!block) {
        bench_give_up("memory", "out of it");
    }
    return block;
}

struct bench_file bench_read(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s%s%s", folder ? folder : "", folder ? "/" : "", name);
    FILE *in = fopen(path, "rb");
    struct bench_file file = {0};
    if (!in || fseek(in, 0, SEEK_END) != 0) {
        bench_give_up(path, "can't be read");
    }
    file.size = (size_t)ftell(in);
    file.bytes = bench_allocate(file.size + 1, 1);
    rewind(in);
    if (fread(file.bytes, 1, file.size, in) != file.size) {
        bench_give_up(path, "can't be read");
    }
    fclose(in);
    return file;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return x < y ? -1 : x > y;
}

double bench_median(const double *values, int count) {
    double *sorted = bench_allocate((size_t)count, sizeof *sorted);
    memcpy(sorted, values, (size_t)count * sizeof *sorted);
    qsort(sorted, (size_t)count, sizeof *sorted, by_value);
    double middle = count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
    free(sorted);
    return middle;
}
