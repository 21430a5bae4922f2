#ifndef PL_API_PRIVATE_H
#define PL_API_PRIVATE_H

#include "base/pixmap.h"
#include "document/document.h"
#include "paint/painter.h"

#include <placard/placard.h>

/** What the public types hold, for the files of the public face. */

struct placard_context {
    struct pl_painter painter;
};

struct placard_document {
    struct pl_document document;
    char *folder;
    const char *const **warnings;  /* of each sample, each list ending in NULL */
    const char *const **summaries; /* of each sample's layers */
};

struct placard_picture {
    struct pl_pixmap pixmap;
    double scale;
    bool few_colors; /* at most as many as a palette has */
};

/** The sample with that position; NULL and an error where there is none. */
const struct pl_sample *pl_find_sample(const struct placard_document *document, int sample,
                                       struct placard_error *error);

#endif
