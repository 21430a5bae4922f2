#ifndef PL_DOCUMENT_LAYER_H
#define PL_DOCUMENT_LAYER_H

#include "base/style.h"
#include "document/reader.h"

/** What every layer has; each type's own struct starts with one. */
struct pl_layer {
    const struct pl_layer_type *type;
    struct pl_place place;
    int position; /**< in the array, from 0 */
    double idx;   /**< paint order */
    struct pl_box box;
    double opacity;
    double rotation; /**< degrees clockwise about the box's centre */
    const char *type_name;
    const char *sub_type;
};

#endif
