#include "layers/box_parts.h"

#include "paint/blend.h"

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

/* An inset shadow lies over the fill, and one shadow over another. */
static bool parts_overlap(const struct pl_box_parts *parts) {
    return parts->shadows.count > 1 || (parts->shadows.count == 1 && parts->items[0].inset);
}

/* Painted apart at full strength, then laid over the picture. */
static bool draw_group(const struct pl_layer *layer, const struct pl_box_parts *parts,
                       const struct pl_scene *scene, pl_box_draw *draw, struct placard_error *error) {
    struct pl_pixmap group;
    if (!pl_pixmap_init(&group, scene->pixmap->width, scene->pixmap->height, error)) {
        return false;
    }
    pl_pixmap_fill(&group, 0);
    struct pl_scene apart = *scene;
    apart.pixmap = &group;
    bool ok = draw(layer, parts, &apart, 1, error);
    if (ok) {
        pl_blend_pixmap(scene->pixmap, &group, 0, 0, (int)(layer->opacity * 255 + 0.5));
    }
    pl_pixmap_finish(&group);
    return ok;
}

bool pl_box_parts_draw(const struct pl_layer *layer, const struct pl_box_parts *parts,
                       const struct pl_scene *scene, pl_box_draw *draw, struct placard_error *error) {
    if (layer->opacity <= 0) {
        return true;
    }
    if (layer->opacity < 1 && parts_overlap(parts)) {
        return draw_group(layer, parts, scene, draw, error);
    }
    return draw(layer, parts, scene, layer->opacity, error);
}
