#include "compose/images.h"

#include "base/memory.h"
#include "compose/source.h"
#include "layers/layers.h"

#include <stdlib.h>
#include <string.h>

static bool load(const struct pl_sample *sample, int layer, const char *source,
                 const struct pl_compose_options *options, struct pl_pixmap *out,
                 struct placard_error *error) {
    char what[256];
    struct pl_place place = {.parent = &sample->layers[layer]->place, .key = "src"};
    pl_place_format(&place, what, sizeof what);
    return pl_source_decode(what, source, options, out, error);
}

bool pl_images_load(struct pl_images *images, const struct pl_sample *sample,
                    const struct pl_compose_options *options, struct placard_error *error) {
    *images = (struct pl_images){0};
    long long pixels = 0;
    for (int i = 0; i < sample->count; i++) {
        const char *source = pl_layer_source(sample->layers[i]);
        if (!source) {
            continue;
        }
        if (!images->items) {
            images->items = pl_calloc((size_t)sample->count, sizeof *images->items);
            images->count = images->items ? sample->count : 0;
        }
        if (!images->items) {
            return pl_fail_memory(error);
        }
        if (!load(sample, i, source, options, &images->items[i], error)) {
            return false;
        }
        pixels += (long long)images->items[i].width * images->items[i].height;
        if (pixels > PL_AREA_LIMIT) {
            return pl_fail(error, PLACARD_LIMIT,
                           "image layers: expected at most %d megapixels together, found more",
                           PL_AREA_LIMIT / 1000000);
        }
    }
    return true;
}

void pl_images_finish(struct pl_images *images) {
    for (int i = 0; i < images->count; i++) {
        pl_pixmap_finish(&images->items[i]);
    }
    free(images->items);
    *images = (struct pl_images){0};
}
