#include "api/spare.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct pl_spare {
    pthread_mutex_t lock;
    int holders;
    bool closed;
    struct pl_pixmap pixmap;
};

struct pl_spare *pl_spare_create(void) {
    struct pl_spare *spare = pl_calloc(1, sizeof *spare);
    if (spare) {
        pthread_mutex_init(&spare->lock, NULL);
        spare->holders = 1;
    }
    return spare;
}

void pl_spare_take(struct pl_spare *spare, struct pl_pixmap *out) {
    pthread_mutex_lock(&spare->lock);
    spare->holders++;
    *out = spare->pixmap;
    spare->pixmap = (struct pl_pixmap){0};
    pthread_mutex_unlock(&spare->lock);
}

/* With the lock held, which it opens. */
static void let_go(struct pl_spare *spare) {
    bool last = --spare->holders == 0;
    pthread_mutex_unlock(&spare->lock);
    if (last) {
        pthread_mutex_destroy(&spare->lock);
        free(spare);
    }
}

void pl_spare_give(struct pl_spare *spare, struct pl_pixmap *pixmap) {
    if (!spare) {
        pl_pixmap_finish(pixmap);
        return;
    }
    struct pl_pixmap freed = *pixmap;
    *pixmap = (struct pl_pixmap){0};
    pl_pixmap_strip(&freed);
    pthread_mutex_lock(&spare->lock);
    if (!spare->closed && pl_pixmap_may_idle(&freed)) {
        struct pl_pixmap older = spare->pixmap;
        spare->pixmap = freed;
        freed = older;
    }
    let_go(spare);
    pl_pixmap_finish(&freed);
}

void pl_spare_close(struct pl_spare *spare) {
    if (spare) {
        struct pl_pixmap freed;
        pthread_mutex_lock(&spare->lock);
        spare->closed = true;
        freed = spare->pixmap;
        spare->pixmap = (struct pl_pixmap){0};
        let_go(spare);
        pl_pixmap_finish(&freed);
    }
}
