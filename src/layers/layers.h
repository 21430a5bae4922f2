#ifndef PL_LAYERS_LAYERS_H
#define PL_LAYERS_LAYERS_H

#include "base/error.h"
#include "base/pixmap.h"
#include "document/document.h"
#include "document/layer.h"
#include "paint/painter.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Characters that no font has, gathered from all layers of a poster, each once. */
struct pl_missing {
    uint32_t characters[64];
    int count;
};
void pl_missing_add(struct pl_missing *missing, const uint32_t *characters, int count);

/** What a layer is drawn with and on. */
struct pl_scene {
    struct pl_painter *painter;
    struct pl_pixmap *pixmap;
    double scale; /**< pixels of the picture per pixel of the base image */
    const struct pl_warnings *warnings;
    struct pl_missing *missing;
    const struct pl_pixmap *image; /**< what the layer's source was decoded to; NULL for layers without one */
    int image_width, image_height; /**< of the source; what it was decoded to may have been halved */
};

/** One type of layer: a row of the table in layers.c, and a file of its own. */
struct pl_layer_type {
    const char *name;
    size_t size;                   /**< of its struct, which starts with a struct pl_layer */
    const struct pl_field *fields; /**< its own, beside those of every layer; ends in a row without a name */
    /** Notes fields that do nothing together; false is out of memory. May be NULL. */
    bool (*check)(const struct pl_layer *layer, struct pl_arena *arena, struct pl_notes *notes);
    bool (*draw)(const struct pl_layer *layer, const struct pl_scene *scene, struct placard_error *error);
    /** Whether it takes hardly more to be drawn in many parts than at once, at a scale. */
    bool (*divides)(const struct pl_layer *layer, double scale);
    /** What it shows, in a phrase. */
    void (*describe)(const struct pl_layer *layer, char *out, size_t size);
};

/** The table; ends in NULL. */
extern const struct pl_layer_type *const pl_layer_types[];

/** Fields that every layer has; ends in a row without a name. */
extern const struct pl_field pl_common_fields[];

/** Reads a sample's layers into its document's arena, in paint order. What is wrong goes into the sample's
 * own error. */
void pl_layers_read(struct pl_document *document, struct pl_sample *sample);

/** A layer's box in pixels of the picture; a turned one starts on a whole pixel, as a browser's does. */
struct pl_box pl_layer_box(const struct pl_layer *layer, double scale);

/** Shadows in pixels of the picture; `items` has room for PL_SHADOW_LIMIT. */
struct pl_shadows pl_scaled_shadows(const struct pl_shadows *shadows, double scale, struct pl_shadow *items);

/** The path or URL of the picture that a layer shows, or NULL where it shows none. */
const char *pl_layer_source(const struct pl_layer *layer);

/** How often such a layer's picture may be halved before it is drawn, of a source of that size, and still
 * come out the same. */
int pl_layer_halvings(const struct pl_layer *layer, double scale, int width, int height);

/* For tools that look at text: what families and weights a layer asks for. */

struct pl_text_request {
    const char *families; /**< NULL for none */
    const char *content;
    int weight;
    bool italic;
    bool cut; /**< an ellipsis may stand for the rest */
};

/** Whether the layer is a text; then what it asks of fonts. */
bool pl_layer_text(const struct pl_layer *layer, struct pl_text_request *out);

#endif
