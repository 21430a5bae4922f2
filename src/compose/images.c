#include "compose/images.h"

#include "base/memory.h"
#include "layers/layers.h"

#include <stdlib.h>
#include <string.h>

static struct pl_picture *load(struct pl_pictures *from, const struct pl_sample *sample, int layer,
                               const char *source, const struct pl_compose_options *options, long long *room,
                               struct placard_error *error) {
    char what[256];
    struct pl_place place = {.parent = &sample->layers[layer]->place, .key = "src"};
    pl_place_format(&place, what, sizeof what);
    struct pl_picture *picture = pl_deadline_look(options->deadline, error)
                                     ? pl_pictures_get(from, what, source, options, room, error)
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
        images->items[i] = load(from, sample, i, source, options,
                                is_loaded(images, sample, i, source) ? NULL : &room, error);
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
