#ifndef PL_COMPOSE_IMAGES_H
#define PL_COMPOSE_IMAGES_H

#include "compose/pictures.h"
#include "document/document.h"

/** The pictures that a sample's layers show, decoded before drawing starts. */
struct pl_images {
    struct pl_picture **items; /**< one a layer; NULL for layers that show none */
    int count;
    struct pl_pictures *from;
};

/**
 * Decodes those of the layers from `first` to `end`, at most PL_AREA_LIMIT pixels together; pl_images_finish
 * releases them, also after failure.
 */
bool pl_images_load(struct pl_images *images, struct pl_pictures *from, const struct pl_sample *sample,
                    int first, int end, const struct pl_compose_options *options,
                    struct placard_error *error);
void pl_images_finish(struct pl_images *images);

#endif
