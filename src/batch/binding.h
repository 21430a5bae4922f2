#ifndef PL_BATCH_BINDING_H
#define PL_BATCH_BINDING_H

#include "document/document.h"

#include <stdbool.h>

/** What a column sets. */
enum pl_target { PL_TARGET_BASE, PL_TARGET_BACKGROUND, PL_TARGET_FIELD };

/** One column's place in one sample. */
struct pl_binding {
    enum pl_target target;
    int column;
    int layer;  /**< position in the list */
    char *path; /**< of the field within the layer: "gradient.coords.x1" */
    bool text;  /**< the value is a string whatever it looks like */
    bool empty; /**< an empty value is one */
};

/** Finds what a column's name means in a sample; the error says what might have been meant. */
bool pl_binding_find(const struct pl_sample *sample, const char *name, struct pl_binding *out,
                     struct placard_error *error);

/** Sets the value in a copy of the sample's list of layers. */
bool pl_binding_set(const struct pl_binding *binding, cJSON *layers, const char *value,
                    struct placard_error *error);

/* ---- placeholders ---- */

/** The name in the first {{NAME}} of a text, trimmed, and where the placeholder starts and ends; NULL where
 * there is none. `*size` is the name's. */
const char *pl_placeholder_find(const char *text, size_t *size, const char **start, const char **end);

#endif
