#ifndef PL_DOCUMENT_GRADIENT_H
#define PL_DOCUMENT_GRADIENT_H

#include "document/reader.h"

/** Reads `{"type", "gradient_units", "coords", "color_stops"}`. */
bool pl_gradient_read(const cJSON *value, const struct pl_place *place, struct pl_gradient *out,
                      struct pl_arena *arena, struct pl_notes *notes, struct placard_error *error);

#endif
