#include "paint/image.h"

#include "base/halve.h"
#include "document/values.h"
#include "layers/box_parts.h"
#include "layers/types.h"
#include "paint/box.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct image_layer {
    struct pl_layer layer;
    const char *src;
    int fit;
    struct pl_radii radius;
    struct pl_shadows box_shadow;
};

enum fit { FIT_FILL, FIT_CONTAIN, FIT_COVER };
static const char *const fits[] = {"fill", "contain", "cover", NULL};

#define ROW(member) .offset = offsetof(struct image_layer, member)

static const struct pl_field fields[] = {
    {"src", PL_FIELD_STRING, ROW(src), .required = true, .help = "path beside the document, or a data: URL"},
    {"fit", PL_FIELD_CHOICE, ROW(fit), .choices = fits,
     .help = "fill stretches, contain and cover keep the shape"},
    {"radius", PL_FIELD_RADII, ROW(radius),
     .help = "of the corners, one or four from the top left clockwise"},
    {"box_shadow", PL_FIELD_BOX_SHADOW, ROW(box_shadow), .help = "CSS box-shadow, the first on top"},
    {0},
};

/* Where the whole picture goes: around the middle of the box, in it, or over it (CSS Images 3, object-fit).
 */
static struct pl_box fit_picture(int image_width, int image_height, struct pl_box box, enum fit fit) {
    double across = box.width / image_width;
    double down = box.height / image_height;
    if (fit == FIT_FILL) {
        return box;
    }
    double scale = fit == FIT_CONTAIN ? fmin(across, down) : fmax(across, down);
    double width = image_width * scale;
    double height = image_height * scale;
    return (struct pl_box){box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height};
}

/* The picture lies over the inset shadows, which show where it is transparent or does not reach. */
static bool draw_parts(const struct pl_layer *layer, const struct pl_box_parts *parts,
                       const struct pl_scene *scene, double opacity, struct placard_error *error) {
    const struct image_layer *image = (const struct image_layer *)layer;
    struct pl_box target =
        pl_box_snap(fit_picture(scene->image_width, scene->image_height, parts->exact, (enum fit)image->fit));
    return pl_box_parts_shadows(parts, scene, false, opacity, error) &&
           pl_box_parts_shadows(parts, scene, true, opacity, error) &&
           pl_image_paint(scene->pixmap, scene->image, target, &parts->box, layer->rotation, opacity,
                          &scene->painter->levels, &scene->painter->raster, error);
}

static bool draw(const struct pl_layer *layer, const struct pl_scene *scene, struct placard_error *error) {
    const struct image_layer *image = (const struct image_layer *)layer;
    struct pl_box_parts parts;
    if (layer->box.width <= 0 || layer->box.height <= 0) {
        return true;
    }
    pl_box_parts_init(&parts, layer, &image->radius, &image->box_shadow, scene->scale);
    return pl_box_parts_draw(layer, &parts, scene, draw_parts, error);
}

static void describe(const struct pl_layer *layer, char *out, size_t size) {
    const struct image_layer *image = (const struct image_layer *)layer;
    snprintf(out, size, "%.80s", image->src);
}

const char *pl_layer_source(const struct pl_layer *layer) {
    return layer->type == &pl_layer_image ? ((const struct image_layer *)layer)->src : NULL;
}

/* Snapping to pixels adds less than one. */
int pl_layer_halvings(const struct pl_layer *layer, double scale, int width, int height) {
    const struct image_layer *image = (const struct image_layer *)layer;
    struct pl_box target = fit_picture(width, height, pl_layer_box(layer, scale), (enum fit)image->fit);
    return pl_halvings(width, height, target.width + 1, target.height + 1);
}

static bool divides(const struct pl_layer *layer, double scale) {
    (void)scale;
    return ((const struct image_layer *)layer)->box_shadow.count == 0;
}

const struct pl_layer_type pl_layer_image = {
    .name = "image",
    .size = sizeof(struct image_layer),
    .fields = fields,
    .draw = draw,
    .divides = divides,
    .describe = describe,
};
