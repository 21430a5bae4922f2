#include "base/halve.h"

#include "base/memory.h"
#include "base/wide.h"

#include <math.h>
#include <stdlib.h>

/* As often as the longest side can be. */
enum { MOST_TIMES = 15, MOST_TAPS = 3 };

/* How the pixels of a side become those of one half as long. */
struct taps {
    int count;
    uint32_t weights[MOST_TAPS];
};

/* Weights of the old pixels that make one of half the size: two, or three where the old side is odd. */
static struct taps taps_of(int side) {
    if (side == 1) {
        return (struct taps){1, {4}};
    }
    return side % 2 == 0 ? (struct taps){2, {2, 2}} : (struct taps){3, {1, 2, 1}};
}

static int half_of(int side) {
    return side > 1 ? side / 2 : 1;
}

/* Two channels at a time, as the sum of sixteen of each still fits in their bits and the eight above. */
PL_INLINE void halve_row(uint32_t *to, int width, const uint32_t *const rows[MOST_TAPS], int columns,
                         const uint32_t *across, int lines, const uint32_t *down) {
    for (int x = 0; x < width; x++) {
        uint32_t even = 0x00080008;
        uint32_t odd = 0x00080008;
        for (int j = 0; j < lines; j++) {
            const uint32_t *from = rows[j] + (ptrdiff_t)x * 2;
            for (int i = 0; i < columns; i++) {
                uint32_t weight = across[i] * down[j];
                even += (from[i] & 0x00ff00ff) * weight;
                odd += (from[i] >> 8 & 0x00ff00ff) * weight;
            }
        }
        to[x] = (even >> 4 & 0x00ff00ff) | (odd << 4 & 0xff00ff00);
    }
}

/* By the counts that are usual, so that the compiler knows them. */
static void halve_rows(uint32_t *to, int width, const uint32_t *const rows[MOST_TAPS],
                       const struct taps *across, const struct taps *down) {
    static const uint32_t two[] = {2, 2}, three[] = {1, 2, 1};
    if (across->count == 2 && down->count == 2) {
        halve_row(to, width, rows, 2, two, 2, two);
    } else if (across->count == 3 && down->count == 2) {
        halve_row(to, width, rows, 3, three, 2, two);
    } else if (across->count == 2 && down->count == 3) {
        halve_row(to, width, rows, 2, two, 3, three);
    } else if (across->count == 3 && down->count == 3) {
        halve_row(to, width, rows, 3, three, 3, three);
    } else {
        halve_row(to, width, rows, across->count, across->weights, down->count, down->weights);
    }
}

bool pl_halve(struct pl_pixmap *out, const struct pl_pixmap *in, struct pl_deadline *deadline,
              struct placard_error *error) {
    struct taps across = taps_of(in->width);
    struct taps down = taps_of(in->height);
    if (!pl_pixmap_init(out, half_of(in->width), half_of(in->height), error)) {
        return false;
    }
    out->opaque = in->opaque;
    for (int y = 0; y < out->height; y++) {
        const uint32_t *rows[MOST_TAPS] = {0};
        if (!pl_deadline_spend(deadline, 4LL * in->width, error)) {
            pl_pixmap_finish(out);
            return false;
        }
        for (int j = 0; j < down.count; j++) {
            rows[j] = pl_pixmap_row(in, y * 2 + j);
        }
        halve_rows(pl_pixmap_row(out, y), out->width, rows, &across, &down);
    }
    return true;
}

int pl_halvings(int from_width, int from_height, double width, double height) {
    int times = 0;
    width = fmax(width, 1);
    height = fmax(height, 1);
    while (floor(from_width / 2.0) >= width && floor(from_height / 2.0) >= height) {
        from_width /= 2;
        from_height /= 2;
        times++;
    }
    return times;
}

/* ---- rows as they come ---- */

/* One halving: the rows that came to it and were not all used. */
struct step {
    int width; /* of what comes in */
    struct taps across, down;
    uint32_t *rows[MOST_TAPS];
    int kept;
};

struct steps {
    struct step items[MOST_TIMES];
    int count;
    uint32_t *memory;
    struct pl_pixmap *out;
    int y; /* of the next row of `out` */
};

/* Where step `i` puts its next row in: the last one into the picture. */
static uint32_t *next_row(struct steps *steps, int i) {
    return i < steps->count ? steps->items[i].rows[steps->items[i].kept]
                            : pl_pixmap_row(steps->out, steps->y);
}

/* Of an odd side the last of three rows is the first of the next three. */
static void drop_rows(struct step *step) {
    uint32_t *last = step->rows[step->down.count - 1];
    step->kept = 0;
    if (step->down.count == MOST_TAPS) {
        step->rows[MOST_TAPS - 1] = step->rows[0];
        step->rows[0] = last;
        step->kept = 1;
    }
}

/* A row has come to the first step; what it completes goes on to the next. */
static void take_row(struct steps *steps) {
    for (int i = 0; i < steps->count; i++) {
        struct step *step = &steps->items[i];
        if (++step->kept < step->down.count) {
            return;
        }
        halve_rows(next_row(steps, i + 1), half_of(step->width), (const uint32_t *const *)step->rows,
                   &step->across, &step->down);
        drop_rows(step);
    }
    steps->y++;
}

static bool init_steps(struct steps *steps, int width, int height, int times, struct pl_pixmap *out,
                       struct placard_error *error) {
    size_t pixels = 0;
    int across = width;
    for (int i = 0; i < times; i++, across = half_of(across)) {
        pixels += (size_t)across * MOST_TAPS;
    }
    *steps = (struct steps){.count = times, .memory = pl_calloc(pixels, 4), .out = out};
    if (!steps->memory) {
        return pl_fail_memory(error);
    }
    uint32_t *at = steps->memory;
    for (int i = 0; i < times; i++) {
        struct step *step = &steps->items[i];
        *step = (struct step){.width = width, .across = taps_of(width), .down = taps_of(height)};
        for (int j = 0; j < MOST_TAPS; j++, at += width) {
            step->rows[j] = at;
        }
        width = half_of(width);
        height = half_of(height);
    }
    return pl_pixmap_init(out, width, height, error);
}

static bool read_rows(struct steps *steps, struct pl_row_source *source, struct pl_deadline *deadline,
                      struct placard_error *error) {
    struct pl_pixmap *out = steps->out;
    out->opaque = true;
    for (int y = 0; y < source->height; y++) {
        uint32_t *row = next_row(steps, 0);
        if (!pl_deadline_spend(deadline, 8LL * source->width, error) || !source->read(source, row, error)) {
            return false;
        }
        if (pl_common_bits(row, source->width) >> 24 != 255) {
            out->opaque = false;
            pl_premultiply_row(row, row, source->width);
        }
        take_row(steps);
    }
    return true;
}

bool pl_halve_source(struct pl_pixmap *out, struct pl_row_source *source, int times,
                     struct pl_deadline *deadline, struct placard_error *error) {
    struct steps steps;
    *out = (struct pl_pixmap){0};
    times = times < MOST_TIMES ? times : MOST_TIMES;
    bool done = init_steps(&steps, source->width, source->height, times, out, error) &&
                read_rows(&steps, source, deadline, error);
    if (!done) {
        pl_pixmap_finish(out);
    }
    free(steps.memory);
    return done;
}
