#include "paint/levels.h"

#include "base/halve.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

/* Halves of a 25-megapixel picture and all below. */
static const size_t most_bytes = (size_t)32 * 1024 * 1024;

struct pl_level {
    const struct pl_pixmap *image; /* that it was made of, in the end */
    struct pl_pixmap *pixmap;
};

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
        bool ok = pl_halve(&next, level, deadline, error);
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
