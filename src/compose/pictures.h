#ifndef PL_COMPOSE_PICTURES_H
#define PL_COMPOSE_PICTURES_H

#include "base/error.h"
#include "base/pixmap.h"
#include "compose/compose.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * Decoded pictures by what documents call them, shared by the layers of a poster, by posters, and by threads:
 * each is decoded once as long as it stays.
 */
struct pl_pictures;

/** `limit` is how many bytes of pixels may stay that nobody holds; 0 keeps none. */
struct pl_pictures *pl_pictures_create(size_t limit, struct placard_error *error);
void pl_pictures_destroy(struct pl_pictures *pictures);

/** A picture that is held; pixels stay as they are until it is released. */
struct pl_picture;

/** What a picture is wanted for: how often one of that size may be halved before it is drawn. */
struct pl_picture_use {
    int (*halvings)(const void *data, int width, int height);
    const void *data;
};

/**
 * The picture of a source; `what` is its place in the document. Of a large one that `use` lets be halved only
 * the small one may be decoded; NULL for the whole. Its pixels count against `*room`, which is an
 * error when it is used up, before they are decoded. Where they are at hand they count as well: what a poster
 * may show does not depend on what others have shown.
 */
struct pl_picture *pl_pictures_get(struct pl_pictures *pictures, const char *what, const char *source,
                                   const struct pl_picture_use *use, const struct pl_compose_options *options,
                                   long long *room, struct placard_error *error);
/** Holds one once more that is held. */
struct pl_picture *pl_pictures_hold(struct pl_pictures *pictures, struct pl_picture *picture);
const struct pl_pixmap *pl_picture_pixmap(const struct pl_picture *picture);
/** Of its source. */
void pl_picture_measure(const struct pl_picture *picture, int *width, int *height);
void pl_pictures_release(struct pl_pictures *pictures, struct pl_picture *picture);

#endif
