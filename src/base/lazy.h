#ifndef PL_BASE_LAZY_H
#define PL_BASE_LAZY_H

#include "base/pixmap.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct pl_jpeg_blocks;
struct pl_png_blocks;

/**
 * What rows of pictures are made from when they are first needed. It never changes once it is made, so that
 * pictures share it, those of several threads too; the last one that lets it go destroys it. The first member
 * of a larger struct.
 */
struct pl_backing {
    atomic_int holders;
    int width, height;
    int tile_width,
        tile_height; /**< in pixels: what is drawn on is noted by tiles; rows of tiles are made at once */
    /** Writes the pixels of some rows of tiles; it can't fail. */
    void (*make)(const struct pl_backing *backing, const struct pl_pixmap *to, int first, int end);
    void (*destroy)(struct pl_backing *backing);
    const struct pl_jpeg_blocks *blocks; /**< the coefficients of the picture in its tiles, or NULL */
    const struct pl_png_blocks *packed;  /**< its rows, compressed, or NULL */
    size_t bytes;                        /**< of memory that all this takes */
};

/** Lets it go; NULL is fine. */
void pl_backing_release(struct pl_backing *backing);

/** Of a pixmap whose rows are made when they are needed. */
struct pl_lazy {
    struct pl_backing *backing;
    int columns, rows;    /**< tiles */
    bool *made;           /**< of each row of tiles */
    bool *touched;        /**< of each tile, row by row: something was drawn on it */
    pthread_mutex_t lock; /**< pictures that are done are read by several threads */
};

/**
 * A pixmap of what `backing` makes, with nothing made yet; it holds `backing` from then on. Its pixels may
 * be read only where pl_pixmap_load has been, and be written only where pl_pixmap_touch has been. `to` is all
 * zero or an older picture, whose memory is used again where it fits. A band of one (base/pixmap.h) begins
 * and ends with rows of tiles.
 */
bool pl_pixmap_back(struct pl_pixmap *to, struct pl_backing *backing, struct placard_error *error);

/** Makes the rows from `y0` to `y1` that are not there yet. */
void pl_lazy_load(const struct pl_pixmap *pixmap, int y0, int y1);

/** Makes the rows of a rectangle and notes its tiles as drawn on. */
void pl_lazy_touch(struct pl_pixmap *pixmap, int x0, int y0, int x1, int y1);

/** The same of a pixmap of any kind, before they are read. */
static inline void pl_pixmap_load_rows(const struct pl_pixmap *pixmap, int y0, int y1) {
    if (pixmap->lazy) {
        pl_lazy_load(pixmap, y0, y1);
    }
}

/** The same of all rows, of a band's own. */
static inline void pl_pixmap_load(const struct pl_pixmap *pixmap) {
    pl_pixmap_load_rows(pixmap, pixmap->from, pl_pixmap_end(pixmap));
}

/** The same of a pixmap of any kind, before it is drawn on. The rectangle may reach beyond it or be empty. */
static inline void pl_pixmap_touch(struct pl_pixmap *pixmap, int x0, int y0, int x1, int y1) {
    if (pixmap->lazy) {
        pl_lazy_touch(pixmap, x0, y0, x1, y1);
    }
}

#endif
