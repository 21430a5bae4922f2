#include "base/color.h"
#include "layers/box_parts.h"
#include "layers/types.h"
#include "paint/box.h"

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
    {"radius", PL_FIELD_RADII, ROW(radius),
     .help = "of the corners, one or four from the top left clockwise"},
    {"box_shadow", PL_FIELD_BOX_SHADOW, ROW(box_shadow), .help = "CSS box-shadow, the first on top"},
    {0},
};

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

static bool draw_parts(const struct pl_layer *layer, const struct pl_box_parts *parts,
                       const struct pl_scene *scene, double opacity, struct placard_error *error) {
    const struct mask_layer *mask = (const struct mask_layer *)layer;
    struct pl_gradient gradient;
    struct pl_fill fill;
    scale_gradient(&mask->gradient, scene->scale, &gradient);
    pl_fill_init(&fill, &gradient, mask->color, parts->box.box, opacity);
    if (parts->degrees != 0) {
        pl_fill_rotate(&fill, parts->exact, parts->degrees);
    }
    bool ok = pl_box_parts_shadows(parts, scene, false, opacity, error) &&
              pl_round_box_fill(scene->pixmap, &parts->box, parts->degrees, &fill, &scene->painter->raster,
                                error) &&
              pl_box_parts_shadows(parts, scene, true, opacity, error);
    pl_fill_finish(&fill);
    return ok;
}

static bool draw(const struct pl_layer *layer, const struct pl_scene *scene, struct placard_error *error) {
    const struct mask_layer *mask = (const struct mask_layer *)layer;
    struct pl_box_parts parts;
    pl_box_parts_init(&parts, layer, &mask->radius, &mask->box_shadow, scene->scale);
    parts.box.opaque = mask->gradient.type == PL_GRADIENT_NONE && mask->color.a == 255;
    return pl_box_parts_draw(layer, &parts, scene, draw_parts, error);
}

static bool check(const struct pl_layer *layer, struct pl_arena *arena, struct pl_notes *notes) {
    const struct mask_layer *mask = (const struct mask_layer *)layer;
    char place[128];
    if (mask->gradient.type != PL_GRADIENT_NONE || mask->color.a > 0 || mask->box_shadow.count > 0) {
        return true;
    }
    pl_place_format(&layer->place, place, sizeof place);
    return pl_note(notes, arena, "%s: paints nothing: it has no color, gradient or box_shadow", place);
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
    snprintf(out, size, "%s gradient %s to %s", g->type == PL_GRADIENT_RADIAL ? "radial" : "linear", first,
             last);
}

static bool divides(const struct pl_layer *layer, double scale) {
    (void)scale;
    return ((const struct mask_layer *)layer)->box_shadow.count == 0;
}

const struct pl_layer_type pl_layer_text_mask = {
    .name = "text_mask",
    .size = sizeof(struct mask_layer),
    .fields = fields,
    .check = check,
    .draw = draw,
    .divides = divides,
    .describe = describe,
};
