#ifndef PL_COMPOSE_SOURCE_H
#define PL_COMPOSE_SOURCE_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/pixmap.h"
#include "compose/compose.h"

#include <stdbool.h>
#include <stdint.h>

/** The bytes of what a document names as a picture, and what messages call it. */
struct pl_source {
    struct pl_buffer bytes;
    char *name;
};

/**
 * Reads a path, relative to the options' folder, a data: URL, or a URL whose file the options' `load` has;
 * nothing is downloaded while drawing. `what` is the place in the document. pl_source_finish releases it,
 * also after failure.
 */
bool pl_source_load(const char *what, const char *source, const struct pl_compose_options *options,
                    struct pl_source *out, struct placard_error *error);

/** The same for a file that the user named. */
bool pl_source_load_file(const char *path, struct pl_source *out, struct placard_error *error);

/** Its size alone. */
bool pl_source_size(const struct pl_source *source, int *width, int *height, struct placard_error *error);

/** Halved `times` times, or whole where that takes no less memory (pl_picture_decode_halved). */
bool pl_source_decode_halved(const struct pl_source *source, int times, struct pl_deadline *deadline,
                             struct pl_pixmap *out, struct placard_error *error);
/** Whole, with rows that are made when they are needed (base/lazy.h), where that can be done. */
bool pl_source_decode_lazily(const struct pl_source *source, struct pl_deadline *deadline,
                             struct pl_pixmap *out, struct placard_error *error);

/** Its file's bytes, also where there are none. */
const unsigned char *pl_source_bytes(const struct pl_source *source);
void pl_source_finish(struct pl_source *source);

/** Of what a document calls a picture, to find out which are alike. */
uint64_t pl_source_hash(const char *source);

#endif
