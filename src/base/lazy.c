#include "base/lazy.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void pl_backing_release(struct pl_backing *backing) {
    if (backing && atomic_fetch_sub(&backing->holders, 1) == 1) {
        backing->destroy(backing);
    }
}

static int tiles(int length, int of) {
    return (length + of - 1) / of;
}

static struct pl_lazy *create(struct pl_backing *backing) {
    size_t columns = (size_t)tiles(backing->width, backing->tile_width);
    size_t rows = (size_t)tiles(backing->height, backing->tile_height);
    struct pl_lazy *lazy = pl_calloc(1, sizeof *lazy + rows * (columns + 1));
    if (lazy) {
        lazy->backing = backing;
        lazy->columns = (int)columns;
        lazy->rows = (int)rows;
        lazy->made = (bool *)(lazy + 1);
        lazy->touched = lazy->made + rows;
        atomic_fetch_add(&backing->holders, 1);
        pthread_mutex_init(&lazy->lock, NULL);
    }
    return lazy;
}

bool pl_pixmap_back(struct pl_pixmap *to, struct pl_backing *backing, struct placard_error *error) {
    struct pl_lazy *lazy = create(backing);
    if (!lazy) {
        return pl_fail_memory(error);
    }
    if (to->width != backing->width || to->height != backing->height) {
        struct pl_pixmap fresh;
        if (!pl_pixmap_init(&fresh, backing->width, backing->height, error)) {
            pl_lazy_destroy(lazy);
            return false;
        }
        pl_pixmap_finish(to);
        *to = fresh;
    }
    pl_lazy_destroy(to->lazy);
    to->lazy = lazy;
    return true;
}

void pl_lazy_destroy(struct pl_lazy *lazy) {
    if (lazy) {
        pl_backing_release(lazy->backing);
        pthread_mutex_destroy(&lazy->lock);
        free(lazy);
    }
}

/* Runs of rows are made together. */
static void make(const struct pl_pixmap *pixmap, int first, int end) {
    struct pl_lazy *lazy = pixmap->lazy;
    for (int row = first; row < end; row++) {
        int from = row;
        while (row < end && !lazy->made[row]) {
            lazy->made[row++] = true;
        }
        if (row > from) {
            lazy->backing->make(lazy->backing, pixmap, from, row);
        }
    }
}

void pl_lazy_load(const struct pl_pixmap *pixmap, int y0, int y1) {
    struct pl_lazy *lazy = pixmap->lazy;
    int high = lazy->backing->tile_height;
    pthread_mutex_lock(&lazy->lock);
    make(pixmap, y0 / high, tiles(y1, high));
    pthread_mutex_unlock(&lazy->lock);
}

static int clamp(int value, int least, int most) {
    return value < least ? least : value < most ? value : most;
}

void pl_lazy_touch(struct pl_pixmap *pixmap, int x0, int y0, int x1, int y1) {
    struct pl_lazy *lazy = pixmap->lazy;
    int wide = lazy->backing->tile_width;
    int high = lazy->backing->tile_height;
    x0 = clamp(x0, 0, pixmap->width);
    x1 = clamp(x1, 0, pixmap->width);
    y0 = clamp(y0, pixmap->from, pl_pixmap_end(pixmap));
    y1 = clamp(y1, pixmap->from, pl_pixmap_end(pixmap));
    if (x0 >= x1 || y0 >= y1) {
        return;
    }
    int left = x0 / wide;
    int first = y0 / high;
    int count = tiles(x1, wide) - left;
    int end = tiles(y1, high);
    make(pixmap, first, end);
    for (int row = first; row < end; row++) {
        memset(lazy->touched + (ptrdiff_t)row * lazy->columns + left, true, (size_t)count);
    }
}
