#include "layers/box_parts.h"

void pl_box_parts_init(struct pl_box_parts *parts, const struct pl_layer *layer,
                       const struct pl_radii *radius, const struct pl_shadows *shadows, double scale) {
    struct pl_radii radii = *radius;
    for (int i = 0; i < 4; i++) {
        radii.corner[i].value *= radii.corner[i].percent ? 1 : scale;
    }
    parts->degrees = layer->rotation;
    parts->exact = pl_layer_box(layer, scale);
    pl_round_box_init(&parts->box, pl_box_snap(parts->exact), &radii);
    parts->box.pivot_x = parts->exact.x + parts->exact.width / 2;
    parts->box.pivot_y = parts->exact.y + parts->exact.height / 2;
    parts->shadows = pl_scaled_shadows(shadows, scale, parts->items);
}

bool pl_box_parts_has_inset(const struct pl_box_parts *parts) {
    for (int i = 0; i < parts->shadows.count; i++) {
        if (parts->items[i].inset) {
            return true;
        }
    }
    return false;
}

bool pl_box_parts_shadows(const struct pl_box_parts *parts, const struct pl_scene *scene, bool inset,
                          double opacity, struct placard_error *error) {
    for (int i = parts->shadows.count - 1; i >= 0; i--) {
        if (parts->items[i].inset == inset &&
            !pl_round_box_shadow(scene->pixmap, &parts->box, parts->degrees, &parts->items[i], opacity,
                                 &scene->painter->raster, error)) {
            return false;
        }
    }
    return true;
}
