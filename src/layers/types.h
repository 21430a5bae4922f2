#ifndef PL_LAYERS_TYPES_H
#define PL_LAYERS_TYPES_H

#include "layers/layers.h"

extern const struct pl_layer_type pl_layer_text_mask;
extern const struct pl_layer_type pl_layer_text_type;
extern const struct pl_layer_type pl_layer_image;

#endif
