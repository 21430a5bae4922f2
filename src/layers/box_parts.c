#include "layers/box_parts.h"

#include "paint/blend.h"
#include "paint/blur.h"

#include <math.h>

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
    return pl_round_box_shadows(scene->pixmap, &parts->box, parts->degrees, parts->items,
                                parts->shadows.count, inset, opacity, &scene->painter->raster, error);
}

/* An inset shadow lies over the fill, and one shadow over another. */
static bool parts_overlap(const struct pl_box_parts *parts) {
    return parts->shadows.count > 1 || (parts->shadows.count == 1 && parts->items[0].inset);
}

/* The pixels of the picture that the parts may touch. */
static struct pl_rect parts_rect(const struct pl_box_parts *parts, const struct pl_pixmap *pixmap) {
    const struct pl_box *b = &parts->box.box;
    double far = 2;
    for (int i = 0; i < parts->shadows.count; i++) {
        const struct pl_shadow *s = &parts->items[i];
        double here = fmax(fabs(s->dx), fabs(s->dy)) + fabs(s->spread) + pl_blur_reach(s->blur / 2) + 2;
        far = fmax(far, here);
    }
    if (parts->degrees != 0) {
        far += b->width + b->height;
    }
    double x0 = fmax(0, floor(b->x - far));
    double y0 = fmax(0, floor(b->y - far));
    double x1 = fmin(pixmap->width, ceil(b->x + b->width + far));
    double y1 = fmin(pixmap->height, ceil(b->y + b->height + far));
    return x0 < x1 && y0 < y1 ? (struct pl_rect){(int)x0, (int)y0, (int)x1, (int)y1}
                              : (struct pl_rect){0, 0, 0, 0};
}

/* Painted apart at full strength, then laid over the picture. */
static bool draw_group(const struct pl_layer *layer, const struct pl_box_parts *parts,
                       const struct pl_scene *scene, pl_box_draw *draw, struct placard_error *error) {
    struct pl_rect r = parts_rect(parts, scene->pixmap);
    struct pl_rect seen = pl_rect_rows(r, pl_pixmap_band(scene->pixmap));
    struct pl_pixmap group;
    if (pl_rect_empty(seen)) {
        return true;
    }
    if (!pl_pixmap_init_band(&group, r.x1 - r.x0, r.y1 - r.y0, seen.y1 - seen.y0, error)) {
        return false;
    }
    pl_pixmap_move(&group, seen.y0 - r.y0, seen.y1 - r.y0);
    pl_pixmap_fill(&group, 0);
    struct pl_scene apart = *scene;
    apart.pixmap = &group;
    struct pl_box_parts moved = *parts;
    moved.exact.x -= r.x0;
    moved.exact.y -= r.y0;
    moved.box.box.x -= r.x0;
    moved.box.box.y -= r.y0;
    moved.box.pivot_x -= r.x0;
    moved.box.pivot_y -= r.y0;
    moved.shadows.items = moved.items;
    bool ok = draw(layer, &moved, &apart, 1, error);
    if (ok) {
        pl_blend_pixmap(scene->pixmap, &group, r.x0, r.y0, (int)(layer->opacity * 255 + 0.5));
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
