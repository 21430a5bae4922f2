#include "base/memory.h"
#include "base/rows.h"

#include <pthread.h>
#include <stdlib.h>

/* Blocks that rows are handed over in, and their size in pixels at least: few enough handovers to cost
 * nothing, and small enough to stay in the processor's cache. */
enum { BLOCKS = 4, BLOCK_PIXELS = 1 << 14 };

struct pl_rows_ahead {
    struct pl_rows rows; /* first, so that what `next` gets is this struct */
    struct pl_row_source *source;
    uint32_t *ring;
    int block; /* rows of one */
    int count; /* blocks of the picture */
    int asked; /* rows that were handed out */
    bool threaded;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* What both threads look at, under the lock. */
    int filled; /* blocks that were read */
    int freed;  /* blocks that nobody needs any more */
    bool failed, stopped;
    struct placard_error error;
};

static uint32_t *row_at(const struct pl_rows_ahead *ahead, int y) {
    return ahead->ring + (ptrdiff_t)(y % (ahead->block * BLOCKS)) * ahead->rows.width;
}

/* Waits for room; false where no more is wanted. */
static bool wait_for_room(struct pl_rows_ahead *ahead) {
    pthread_mutex_lock(&ahead->lock);
    while (!ahead->stopped && ahead->filled - ahead->freed == BLOCKS) {
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    }
    bool wanted = !ahead->stopped;
    pthread_mutex_unlock(&ahead->lock);
    return wanted;
}

static bool fill_block(struct pl_rows_ahead *ahead, int block) {
    int end = (block + 1) * ahead->block;
    end = end < ahead->rows.height ? end : ahead->rows.height;
    for (int y = block * ahead->block; y < end; y++) {
        if (!ahead->source->read(ahead->source, row_at(ahead, y), &ahead->error)) {
            return false;
        }
    }
    return true;
}

static void *run(void *data) {
    struct pl_rows_ahead *ahead = data;
    bool going = true;
    for (int block = 0; going && block < ahead->count && wait_for_room(ahead); block++) {
        going = fill_block(ahead, block);
        pthread_mutex_lock(&ahead->lock);
        ahead->filled += going;
        ahead->failed = !going;
        pthread_cond_signal(&ahead->changed);
        pthread_mutex_unlock(&ahead->lock);
    }
    return NULL;
}

/* Frees the blocks above those rows that have to stay, and waits for the one with row `y`. */
static bool wait_for_row(struct pl_rows_ahead *ahead, int y) {
    int kept = y - PL_ROWS_KEPT + 1;
    pthread_mutex_lock(&ahead->lock);
    ahead->freed = kept > 0 ? kept / ahead->block : 0;
    pthread_cond_signal(&ahead->changed);
    while (!ahead->failed && ahead->filled <= y / ahead->block) {
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    }
    bool there = ahead->filled > y / ahead->block;
    pthread_mutex_unlock(&ahead->lock);
    return there;
}

static const uint32_t *next_row(struct pl_rows *rows, struct placard_error *error) {
    struct pl_rows_ahead *ahead = (struct pl_rows_ahead *)rows;
    int y = ahead->asked++;
    if (!ahead->threaded) {
        return ahead->source->read(ahead->source, row_at(ahead, y), error) ? row_at(ahead, y) : NULL;
    }
    if (y % ahead->block == 0 && !wait_for_row(ahead, y)) {
        if (error) {
            *error = ahead->error;
        }
        return NULL;
    }
    return row_at(ahead, y);
}

struct pl_rows_ahead *pl_rows_ahead_start(struct pl_row_source *source, struct placard_error *error) {
    struct pl_rows_ahead *ahead = pl_calloc(1, sizeof *ahead);
    if (!ahead) {
        pl_fail_memory(error);
        return NULL;
    }
    int block = BLOCK_PIXELS / source->width;
    ahead->rows = (struct pl_rows){source->width, source->height, next_row};
    ahead->source = source;
    ahead->block = block > PL_ROWS_KEPT ? block : PL_ROWS_KEPT;
    ahead->count = (source->height + ahead->block - 1) / ahead->block;
    ahead->ring = pl_calloc((size_t)source->width * (size_t)ahead->block, BLOCKS * sizeof *ahead->ring);
    if (!ahead->ring) {
        free(ahead);
        pl_fail_memory(error);
        return NULL;
    }
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->changed, NULL);
    ahead->threaded = pthread_create(&ahead->thread, NULL, run, ahead) == 0;
    return ahead;
}

struct pl_rows *pl_rows_ahead_rows(struct pl_rows_ahead *ahead) {
    return &ahead->rows;
}

void pl_rows_ahead_stop(struct pl_rows_ahead *ahead) {
    if (!ahead) {
        return;
    }
    if (ahead->threaded) {
        pthread_mutex_lock(&ahead->lock);
        ahead->stopped = true;
        pthread_cond_signal(&ahead->changed);
        pthread_mutex_unlock(&ahead->lock);
        pthread_join(ahead->thread, NULL);
    }
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead->ring);
    free(ahead);
}
