#include "compose/images.h"

#include "base/memory.h"
#include "layers/layers.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* All that a source is shown by: its picture is decoded once, for the layer that shows it largest. */
struct use {
    const struct pl_sample *sample;
    int first, end;
    const char *source;
    double scale;
};

static int halvings(const void *data, int width, int height) {
    const struct use *use = data;
    int least = INT_MAX;
    for (int i = use->first; i < use->end; i++) {
        const struct pl_layer *layer = use->sample->layers[i];
        const char *source = pl_layer_source(layer);
        if (source && (source == use->source || strcmp(source, use->source) == 0)) {
            int times = pl_layer_halvings(layer, use->scale, width, height);
            least = times < least ? times : least;
        }
    }
    return least;
}

static struct pl_picture *load(struct pl_pictures *from, const struct use *use, int layer,
                               const struct pl_compose_options *options, long long *room,
                               struct placard_error *error) {
    const struct pl_sample *sample = use->sample;
    const struct pl_picture_use for_all = {halvings, use};
    char what[256];
    struct pl_place place = {.parent = &sample->layers[layer]->place, .key = "src"};
    pl_place_format(&place, what, sizeof what);
    struct pl_picture *picture =
        pl_deadline_look(options->deadline, error)
            ? pl_pictures_get(from, what, use->source, &for_all, options, room, error)
            : NULL;
    if (!picture) {
        pl_compose_late(options, what, error);
    }
    return picture;
}

/* Whether a layer below, which is loaded, shows the same. */
static bool is_loaded(const struct pl_images *images, const struct pl_sample *sample, int layer,
                      const char *source) {
    for (int i = 0; i < layer; i++) {
        if (images->items[i] && strcmp(pl_layer_source(sample->layers[i]), source) == 0) {
            return true;
        }
    }
    return false;
}

bool pl_images_load(struct pl_images *images, struct pl_pictures *from, const struct pl_sample *sample,
                    int first, int end, const struct pl_compose_options *options,
                    struct placard_error *error) {
    *images = (struct pl_images){.from = from};
    long long room = pl_compose_pixels(options);
    for (int i = first; i < end; i++) {
        const char *source = pl_layer_source(sample->layers[i]);
        if (!source) {
            continue;
        }
        if (!images->items) {
            images->items = pl_calloc((size_t)sample->count, sizeof(struct pl_picture *));
            images->count = images->items ? sample->count : 0;
        }
        if (!images->items) {
            return pl_fail_memory(error);
        }
        const struct use use = {sample, first, end, source, options->scale};
        images->items[i] =
            load(from, &use, i, options, is_loaded(images, sample, i, source) ? NULL : &room, error);
        if (!images->items[i]) {
            return false;
        }
    }
    return true;
}

void pl_images_finish(struct pl_images *images) {
    for (int i = 0; i < images->count; i++) {
        pl_pictures_release(images->from, images->items[i]);
    }
    free(images->items);
    *images = (struct pl_images){0};
}
