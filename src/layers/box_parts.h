#ifndef PL_LAYERS_BOX_PARTS_H
#define PL_LAYERS_BOX_PARTS_H

#include "document/values.h"
#include "layers/layers.h"
#include "paint/box.h"

/** What layers that are boxes share: the box itself, in pixels of the picture, and its shadows. */
struct pl_box_parts {
    struct pl_box exact;     /**< as the layer gives it */
    struct pl_round_box box; /**< snapped to whole pixels */
    double degrees;
    struct pl_shadows shadows;
    struct pl_shadow items[PL_SHADOW_LIMIT];
};

/** Scales a layer's box, radii and shadows. */
void pl_box_parts_init(struct pl_box_parts *parts, const struct pl_layer *layer,
                       const struct pl_radii *radius, const struct pl_shadows *shadows, double scale);

/** Paints the shadows that are inset, or those that are not, the last first. */
bool pl_box_parts_shadows(const struct pl_box_parts *parts, const struct pl_scene *scene, bool inset,
                          double opacity, struct placard_error *error);

/** Draws a layer's parts; their colours are faded by `opacity`. */
typedef bool pl_box_draw(const struct pl_layer *layer, const struct pl_box_parts *parts,
                         const struct pl_scene *scene, double opacity, struct placard_error *error);

/** Draws a layer as translucent as it is: its parts one by one where none lies over another, else as a group.
 */
bool pl_box_parts_draw(const struct pl_layer *layer, const struct pl_box_parts *parts,
                       const struct pl_scene *scene, pl_box_draw *draw, struct placard_error *error);

#endif
