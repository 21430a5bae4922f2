#ifndef PL_COMPOSE_SOURCE_H
#define PL_COMPOSE_SOURCE_H

#include "base/error.h"
#include "base/pixmap.h"
#include "compose/compose.h"

#include <stdbool.h>

/**
 * Reads and decodes what a document names as a picture: a path, relative to the options' folder, a data: URL,
 * or a URL whose file the options' `load` has; nothing is downloaded while drawing. `what` is what messages
 * call it.
 */
bool pl_source_decode(const char *what, const char *source, const struct pl_compose_options *options,
                      struct pl_pixmap *out, struct placard_error *error);

/** The same for a file that the user named. */
bool pl_source_decode_file(const char *path, struct pl_pixmap *out, struct placard_error *error);

#endif
