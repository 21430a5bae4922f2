#include "compare/ignore.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Half of the lightest: weights of ITU-R BT.601 in 65536ths, times alpha. */
enum { RED = 19595, GREEN = 38470, BLUE = 7471 };
#define MIDDLE_GREY (128ULL * 65536 * 255)

bool pl_ignore_init(struct pl_ignore *ignore, const struct pl_compare_options *options, int width,
                    struct placard_error *error) {
    *ignore = (struct pl_ignore){
        .rects = options->ignore, .count = options->ignored, .mask = options->mask, .width = width};
    if (ignore->count > 0 || ignore->mask) {
        ignore->skip = pl_calloc((size_t)width, 1);
        return ignore->skip || pl_fail_memory(error);
    }
    return true;
}

void pl_ignore_finish(struct pl_ignore *ignore) {
    free(ignore->skip);
    *ignore = (struct pl_ignore){0};
}

static bool covers(const struct pl_area *rect, int y) {
    return y >= rect->top && y < (long long)rect->top + rect->height;
}

/* Most rows are covered as the one above. */
static bool is_like_above(const struct pl_ignore *ignore, int y) {
    for (int i = 0; i < ignore->count; i++) {
        if (covers(ignore->rects + i, y) != covers(ignore->rects + i, y - 1)) {
            return false;
        }
    }
    return y > 0 && !ignore->mask;
}

static void skip_rects(struct pl_ignore *ignore, int y) {
    for (int i = 0; i < ignore->count; i++) {
        const struct pl_area *rect = ignore->rects + i;
        long long left = rect->left < 0 ? 0 : rect->left;
        long long right = (long long)rect->left + rect->width;
        right = right < ignore->width ? right : ignore->width;
        if (covers(rect, y) && left < right) {
            memset(ignore->skip + left, 1, (size_t)(right - left));
        }
    }
}

static void skip_mask(struct pl_ignore *ignore, const uint32_t *row) {
    for (int x = 0; x < ignore->width; x++) {
        uint32_t light = (row[x] >> 16 & 255) * RED + (row[x] >> 8 & 255) * GREEN + (row[x] & 255) * BLUE;
        ignore->skip[x] |= (uint64_t)light * (row[x] >> 24) >= MIDDLE_GREY;
    }
}

bool pl_ignore_row(struct pl_ignore *ignore, int y, struct placard_error *error) {
    if (!ignore->skip || is_like_above(ignore, y)) {
        return true;
    }
    memset(ignore->skip, 0, (size_t)ignore->width);
    skip_rects(ignore, y);
    if (ignore->mask) {
        const uint32_t *row = ignore->mask->next(ignore->mask, error);
        if (!row) {
            return false;
        }
        skip_mask(ignore, row);
    }
    ignore->skipped = 0;
    for (int x = 0; x < ignore->width; x++) {
        ignore->skipped += ignore->skip[x];
    }
    return true;
}

bool pl_ignore_span(const struct pl_ignore *ignore, int *left, int *right) {
    *right = ignore->width;
    if (!ignore->skip) {
        return *left < ignore->width;
    }
    while (*left < ignore->width && ignore->skip[*left]) {
        (*left)++;
    }
    if (*left < ignore->width) {
        const uint8_t *end = memchr(ignore->skip + *left, 1, (size_t)(ignore->width - *left));
        *right = end ? (int)(end - ignore->skip) : ignore->width;
    }
    return *left < ignore->width;
}
