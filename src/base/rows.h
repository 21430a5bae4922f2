#ifndef PL_BASE_ROWS_H
#define PL_BASE_ROWS_H

#include "base/deadline.h"
#include "base/error.h"
#include "base/pixmap.h"

#include <stdbool.h>
#include <stdint.h>

/** How many rows stay where they are: the one last asked for and those before it. */
#define PL_ROWS_KEPT 5

/**
 * The rows of a picture from top to bottom, as straight ARGB. Whoever reads them does not know whether they
 * lie in memory or are decoded one by one; a source that decodes keeps PL_ROWS_KEPT of them.
 */
struct pl_rows {
    int width, height;
    /** The next row; NULL and an error where it can't be had. Not asked for past the last. */
    const uint32_t *(*next)(struct pl_rows *rows, struct placard_error *error);
};

/** Where rows come from that are decoded one by one. */
struct pl_row_source {
    int width, height;
    /** Writes the next row, straight; not asked for past the last. */
    bool (*read)(struct pl_row_source *source, uint32_t *to, struct placard_error *error);
    /** Begins again with the first row. */
    void (*rewind)(struct pl_row_source *source);
    void (*close)(struct pl_row_source *source);
    /** Looked at while rows are decoded one by one; NULL, as it is at first, for none. */
    struct pl_deadline *deadline;
};

/** The rows of a source, read ahead by a thread of their own. */
struct pl_rows_ahead;

/** Starts at the source's next row; NULL is out of memory. Where there is no thread to be had, rows are read
 * when they are asked for. */
struct pl_rows_ahead *pl_rows_ahead_start(struct pl_row_source *source, struct placard_error *error);

/** What they are read by. */
struct pl_rows *pl_rows_ahead_rows(struct pl_rows_ahead *ahead);

/** Ends the thread; the source stays the caller's. NULL is fine. */
void pl_rows_ahead_stop(struct pl_rows_ahead *ahead);

/** The rows of a pixmap, which stays the caller's. Colours are divided by alpha as the PNG encoder does. */
struct pl_pixmap_rows {
    struct pl_rows rows; /**< first, so that what `next` gets is this struct */
    const struct pl_pixmap *pixmap;
    uint32_t *kept; /* PL_ROWS_KEPT rows, where there are colours to divide */
    int y;
};

/** Fails for memory only. */
bool pl_pixmap_rows_init(struct pl_pixmap_rows *rows, const struct pl_pixmap *pixmap,
                         struct placard_error *error);
void pl_pixmap_rows_finish(struct pl_pixmap_rows *rows);

#endif
