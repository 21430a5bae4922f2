#ifndef PL_COMPOSE_BASE_H
#define PL_COMPOSE_BASE_H

#include "compose/compose.h"

/** Makes the canvas of a sample: its base image, read, decoded and enlarged, over the background. */
bool pl_base_load(const struct pl_sample *sample, const struct pl_compose_options *options,
                  struct pl_pixmap *out, struct placard_error *error);

#endif
