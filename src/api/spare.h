#ifndef PL_API_SPARE_H
#define PL_API_SPARE_H

#include "base/pixmap.h"

/**
 * The memory of a picture that was destroyed, for the next one of its context, so that a poster after the
 * other takes none from the system. The context and its pictures hold it, and each may be destroyed on any
 * thread.
 */
struct pl_spare;

/** Held once; NULL is out of memory. */
struct pl_spare *pl_spare_create(void);

/** Holds it once more, and moves what it has to `out`, which is all zero where there is nothing. */
void pl_spare_take(struct pl_spare *spare, struct pl_pixmap *out);

/** Lets it go, with a picture for it, which is all zero afterwards. What is large is freed. NULL is fine. */
void pl_spare_give(struct pl_spare *spare, struct pl_pixmap *pixmap);

/** Lets it go for good: what it has and gets is freed. NULL is fine. */
void pl_spare_close(struct pl_spare *spare);

#endif
