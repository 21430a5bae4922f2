#ifndef PL_COMPOSE_IMAGES_H
#define PL_COMPOSE_IMAGES_H

#include "base/error.h"
#include "base/pixmap.h"
#include "compose/compose.h"
#include "document/document.h"

#include <stdbool.h>

/** The pictures that a sample's layers show, decoded before drawing starts. */
struct pl_images {
    struct pl_pixmap *items; /**< one a layer; empty for layers that show none */
    int count;
};

/** Decodes all of them, at most PL_AREA_LIMIT pixels together; pl_images_finish releases them, also after
 * failure. */
bool pl_images_load(struct pl_images *images, const struct pl_sample *sample,
                    const struct pl_compose_options *options, struct placard_error *error);
void pl_images_finish(struct pl_images *images);

#endif
