#include "base/color.h"
#include "document/values.h"
#include "layers/types.h"
#include "paint/blend.h"
#include "paint/box.h"

#include <math.h>
#include <stdio.h>

struct mask_layer {
    struct pl_layer layer;
    struct pl_color color;
    struct pl_gradient gradient;
    struct pl_radii radius;
    struct pl_shadows box_shadow;
};

#define ROW(member) .offset = offsetof(struct mask_layer, member)

static const struct pl_field fields[] = {
    {"color", PL_FIELD_COLOR, ROW(color), .help = "fill where there is no gradient"},
    {"gradient", PL_FIELD_GRADIENT, ROW(gradient), .help = "fill by a linear or radial gradient"},
    {"radius", PL_FIELD_RADII, ROW(radius), .help = "of the corners, one or four from the top left clockwise"},
    {"box_shadow", PL_FIELD_BOX_SHADOW, ROW(box_shadow), .help = "CSS box-shadow, the first on top"},
    {0},
};

static bool has_inset(const struct mask_layer *mask) {
    for (int i = 0; i < mask->box_shadow.count; i++) {
        if (mask->box_shadow.items[i].inset) {
            return true;
        }
    }
    return false;
}

static bool draw_shadows(const struct pl_scene *scene, const struct pl_round_box *box, double degrees,
                         const struct pl_shadows *shadows, bool inset, double opacity, struct placard_error *error) {
    for (int i = shadows->count - 1; i >= 0; i--) {
        if (shadows->items[i].inset == inset &&
            !pl_round_box_shadow(scene->pixmap, box, degrees, &shadows->items[i], opacity, &scene->painter->raster,
                                 error)) {
            return false;
        }
    }
    return true;
}

/* The gradient of a picture layer as large as the unsnapped box, stretched over the snapped one. */
static void scale_gradient(const struct pl_gradient *from, double scale, struct pl_gradient *out) {
    *out = *from;
    if (!from->percentage) {
        out->x1 *= scale;
        out->y1 *= scale;
        out->x2 *= scale;
        out->y2 *= scale;
    }
    out->r1 *= scale;
    out->r2 *= scale;
}

static bool draw_parts(const struct mask_layer *mask, const struct pl_scene *scene, double opacity,
                       struct placard_error *error) {
    struct pl_box exact = pl_layer_box(&mask->layer, scene->scale);
    double degrees = mask->layer.rotation;
    struct pl_box at = degrees == 0 ? pl_box_snap(exact) : exact;
    struct pl_radii radii = mask->radius;
    for (int i = 0; i < 4; i++) {
        radii.corner[i].value *= radii.corner[i].percent ? 1 : scene->scale;
    }
    struct pl_round_box box;
    pl_round_box_init(&box, at, &radii);
    struct pl_shadow items[PL_SHADOW_LIMIT];
    struct pl_shadows shadows = pl_scaled_shadows(&mask->box_shadow, scene->scale, items);
    struct pl_gradient gradient;
    scale_gradient(&mask->gradient, scene->scale, &gradient);
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, mask->color, at, opacity);
    if (degrees != 0) {
        pl_fill_rotate(&fill, at, degrees);
    }
    bool ok = draw_shadows(scene, &box, degrees, &shadows, false, opacity, error) &&
              pl_round_box_fill(scene->pixmap, &box, degrees, &fill, &scene->painter->raster, error) &&
              draw_shadows(scene, &box, degrees, &shadows, true, opacity, error);
    pl_fill_finish(&fill);
    return ok;
}

/* An inset shadow lies over the fill: the two fade as one only when they are painted apart first. */
static bool draw_group(const struct mask_layer *mask, const struct pl_scene *scene, struct placard_error *error) {
    struct pl_pixmap group;
    if (!pl_pixmap_init(&group, scene->pixmap->width, scene->pixmap->height, error)) {
        return false;
    }
    pl_pixmap_fill(&group, 0);
    struct pl_scene apart = *scene;
    apart.pixmap = &group;
    bool ok = draw_parts(mask, &apart, 1, error);
    if (ok) {
        pl_blend_pixmap(scene->pixmap, &group, 0, 0, (int)(mask->layer.opacity * 255 + 0.5));
    }
    pl_pixmap_finish(&group);
    return ok;
}

static bool draw(const struct pl_layer *layer, const struct pl_scene *scene, struct placard_error *error) {
    const struct mask_layer *mask = (const struct mask_layer *)layer;
    if (layer->opacity <= 0) {
        return true;
    }
    if (layer->opacity < 1 && has_inset(mask)) {
        return draw_group(mask, scene, error);
    }
    return draw_parts(mask, scene, layer->opacity, error);
}

static void describe(const struct pl_layer *layer, char *out, size_t size) {
    const struct mask_layer *mask = (const struct mask_layer *)layer;
    const struct pl_gradient *g = &mask->gradient;
    char first[10];
    char last[10];
    if (g->type == PL_GRADIENT_NONE) {
        pl_color_format(mask->color, first);
        snprintf(out, size, "%s", first);
        return;
    }
    pl_color_format(g->stops[0].color, first);
    pl_color_format(g->stops[g->count - 1].color, last);
    snprintf(out, size, "%s gradient %s to %s", g->type == PL_GRADIENT_RADIAL ? "radial" : "linear", first, last);
}

const struct pl_layer_type pl_layer_text_mask = {
    .name = "text_mask",
    .size = sizeof(struct mask_layer),
    .fields = fields,
    .draw = draw,
    .describe = describe,
};
