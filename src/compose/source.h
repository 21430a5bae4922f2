#ifndef PL_COMPOSE_SOURCE_H
#define PL_COMPOSE_SOURCE_H

#include "base/error.h"
#include "base/pixmap.h"

#include <stdbool.h>

/**
 * Reads and decodes what a document names as a picture: a path, relative to `folder`, or a data: URL. `what`
 * is what messages call it. A URL of the network is an error that says so: nothing is downloaded while
 * drawing.
 */
bool pl_source_decode(const char *what, const char *source, const char *folder, struct pl_pixmap *out,
                      struct placard_error *error);

/** The same for a file that the user named. */
bool pl_source_decode_file(const char *path, struct pl_pixmap *out, struct placard_error *error);

#endif
