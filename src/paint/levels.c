#include "paint/levels.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

/* Halves of a 25-megapixel picture and all below. */
static const size_t most_bytes = (size_t)32 * 1024 * 1024;

struct pl_level {
    const struct pl_pixmap *image; /* that it was made of, in the end */
    struct pl_pixmap *pixmap;
};

/* Weights of the old pixels that make one of half the size: two, or three where the old side is odd. */
static int halving_weights(int side, int weights[3]) {
    if (side == 1) {
        weights[0] = 4;
        return 1;
    }
    if (side % 2 == 0) {
        weights[0] = weights[1] = 2;
        return 2;
    }
    weights[0] = weights[2] = 1;
    weights[1] = 2;
    return 3;
}

static uint32_t halved_pixel(const struct pl_pixmap *in, int x, int y, const int *across, int columns,
                             const int *down, int rows) {
    unsigned sum[4] = {0};
    for (int j = 0; j < rows; j++) {
        const uint32_t *row = pl_pixmap_row(in, y + j) + x;
        for (int i = 0; i < columns; i++) {
            unsigned weight = (unsigned)(across[i] * down[j]);
            for (int c = 0; c < 4; c++) {
                sum[c] += weight * (row[i] >> (8 * c) & 255);
            }
        }
    }
    uint32_t pixel = 0;
    for (int c = 0; c < 4; c++) {
        pixel |= (sum[c] + 8) / 16 << (8 * c);
    }
    return pixel;
}

static bool halve(struct pl_pixmap *out, const struct pl_pixmap *in, struct pl_deadline *deadline,
                  struct placard_error *error) {
    int across[3];
    int down[3];
    int columns = halving_weights(in->width, across);
    int rows = halving_weights(in->height, down);
    if (!pl_pixmap_init(out, in->width > 1 ? in->width / 2 : 1, in->height > 1 ? in->height / 2 : 1, error)) {
        return false;
    }
    out->opaque = in->opaque;
    for (int y = 0; y < out->height; y++) {
        uint32_t *row = pl_pixmap_row(out, y);
        if (!pl_deadline_spend(deadline, 4LL * in->width, error)) {
            pl_pixmap_finish(out);
            return false;
        }
        for (int x = 0; x < out->width; x++) {
            row[x] = halved_pixel(in, x * 2, y * 2, across, columns, down, rows);
        }
    }
    return true;
}

/* The smallest one at hand, that is on the way to what is asked for. */
static const struct pl_pixmap *find(const struct pl_levels *levels, const struct pl_pixmap *image,
                                    double width, double height) {
    const struct pl_pixmap *best = image;
    for (size_t i = 0; i < levels->count; i++) {
        const struct pl_level *level = &levels->items[i];
        if (level->image == image && level->pixmap->width >= width && level->pixmap->height >= height &&
            (level->pixmap->width < best->width || level->pixmap->height < best->height)) {
            best = level->pixmap;
        }
    }
    return best;
}

/* Takes a level over, where there is room for it; the pixmap is then empty. */
static const struct pl_pixmap *keep(struct pl_levels *levels, const struct pl_pixmap *image,
                                    struct pl_pixmap *level) {
    size_t bytes = (size_t)level->stride * (size_t)level->height;
    struct pl_pixmap *kept = NULL;
    if (levels->bytes + bytes > most_bytes ||
        !pl_reserve((void **)&levels->items, &levels->capacity, levels->count + 1, sizeof *levels->items) ||
        !(kept = pl_calloc(1, sizeof *kept))) {
        return level;
    }
    *kept = *level;
    *level = (struct pl_pixmap){0};
    levels->items[levels->count++] = (struct pl_level){image, kept};
    levels->bytes += bytes;
    return kept;
}

const struct pl_pixmap *pl_levels_get(struct pl_levels *levels, const struct pl_pixmap *image, double width,
                                      double height, struct pl_pixmap *own, struct pl_deadline *deadline,
                                      struct placard_error *error) {
    const struct pl_pixmap *level = find(levels, image, width, height);
    while (floor(level->width / 2.0) >= width && floor(level->height / 2.0) >= height) {
        struct pl_pixmap next;
        bool ok = halve(&next, level, deadline, error);
        pl_pixmap_finish(own);
        if (!ok) {
            return NULL;
        }
        *own = next;
        level = keep(levels, image, own);
    }
    return level;
}

void pl_levels_finish(struct pl_levels *levels) {
    for (size_t i = 0; i < levels->count; i++) {
        pl_pixmap_finish(levels->items[i].pixmap);
        free(levels->items[i].pixmap);
    }
    free(levels->items);
    *levels = (struct pl_levels){0};
}
