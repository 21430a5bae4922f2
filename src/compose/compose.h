#ifndef PL_COMPOSE_COMPOSE_H
#define PL_COMPOSE_COMPOSE_H

#include "base/error.h"
#include "base/pixmap.h"
#include "document/document.h"
#include "paint/painter.h"

#include <stdbool.h>
#include <stddef.h>

/** How to draw a sample. Zero is the default of each member. */
struct pl_compose_options {
    const char *folder;      /**< that paths in the document are relative to */
    const char *base_folder; /**< the same for the sample's base image, where it is another; or NULL */
    const char
        *base; /**< file of the base image instead of the sample's own, or its name if there are bytes */
    const void *base_bytes; /**< the base image's file itself */
    size_t base_size;
    double scale;
    const struct pl_color *background; /**< instead of the sample's */
    bool strict;                       /**< the first warning is an error */
    struct pl_warnings warnings;
};

struct pl_compose_times {
    double decode, draw; /**< milliseconds */
};

/** Draws a sample into `out`, which pl_pixmap_finish releases. A warning comes once, however many layers have
 * cause for it. */
bool pl_compose(struct pl_painter *painter, const struct pl_sample *sample,
                const struct pl_compose_options *options, struct pl_pixmap *out,
                struct pl_compose_times *times, struct placard_error *error);

#endif
