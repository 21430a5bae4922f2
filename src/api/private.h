#ifndef PL_API_PRIVATE_H
#define PL_API_PRIVATE_H

#include "base/pixmap.h"
#include "codec/codec.h"
#include "compose/compose.h"
#include "document/document.h"
#include "paint/painter.h"
#include "store/store.h"

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
};

struct placard_store {
    struct pl_store *store;
};

/** Checks and translates what the public face's structs say; `background` is storage that `out` points to. */
bool pl_read_render_options(const char *folder, const struct placard_render_options *options,
                            struct pl_color *background, struct pl_compose_options *out,
                            struct placard_error *error);
bool pl_read_encode_options(const struct placard_encode_options *options, double scale,
                            const struct pl_codec **codec, struct pl_encode_options *out,
                            struct placard_error *error);

/** The sample with that position; NULL and an error where there is none. */
const struct pl_sample *pl_find_sample(const struct placard_document *document, int sample,
                                       struct placard_error *error);

#endif
