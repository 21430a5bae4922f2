#include "compose/images.h"

#include "base/memory.h"
#include "compose/source.h"
#include "layers/layers.h"

#include <stdlib.h>
#include <string.h>

/* Which layers show the same: found by hashing, as comparing each with each would cost a thousand layers with
 * long `data:` URLs their product. */
struct sources {
    int *table;       /* the lowest layer of each source, and 1 more; 0 is free */
    size_t size;      /* a power of two */
    uint64_t *hashes; /* by layer */
    int *lowest;      /* by layer: the lowest that shows the same */
    int *next;        /* by layer: the next higher that shows the same, or 0 */
};

static bool sources_init(struct sources *sources, int layers) {
    size_t count = (size_t)layers;
    sources->size = 2;
    while (sources->size < 2 * count) {
        sources->size *= 2;
    }
    sources->table = pl_calloc(sources->size, sizeof *sources->table);
    sources->hashes = pl_calloc(count, sizeof *sources->hashes);
    sources->lowest = pl_calloc(count, sizeof *sources->lowest);
    sources->next = pl_calloc(count, sizeof *sources->next);
    return sources->table && sources->hashes && sources->lowest && sources->next;
}

static void sources_finish(struct sources *sources) {
    free(sources->table);
    free(sources->hashes);
    free(sources->lowest);
    free(sources->next);
}

/* The lowest layer that shows the same as one does: itself, where it is the first. */
static bool find_lowest(const struct sources *sources, const struct pl_sample *sample, int layer, int *lowest,
                        struct pl_deadline *deadline, struct placard_error *error) {
    const char *source = pl_layer_source(sample->layers[layer]);
    long long length = (long long)strlen(source);
    size_t mask = sources->size - 1;
    size_t at = sources->hashes[layer] & mask;
    bool ok = pl_deadline_spend(deadline, length, error);
    for (; ok && sources->table[at]; at = (at + 1) & mask) {
        *lowest = sources->table[at] - 1;
        if (sources->hashes[*lowest] == sources->hashes[layer]) {
            ok = pl_deadline_spend(deadline, length, error);
            if (ok && strcmp(pl_layer_source(sample->layers[*lowest]), source) == 0) {
                return true;
            }
        }
    }
    sources->table[at] = ok ? layer + 1 : sources->table[at];
    *lowest = layer;
    return ok;
}

static bool find_sources(struct sources *sources, const struct pl_sample *sample, int first, int end,
                         struct pl_deadline *deadline, struct placard_error *error) {
    for (int i = first; i < end; i++) {
        const char *source = pl_layer_source(sample->layers[i]);
        int *lowest = &sources->lowest[i];
        if (!source) {
            continue;
        }
        sources->hashes[i] = pl_source_hash(source);
        if (!find_lowest(sources, sample, i, lowest, deadline, error)) {
            return false;
        }
        if (*lowest != i) {
            sources->next[i] = sources->next[*lowest];
            sources->next[*lowest] = i;
        }
    }
    return true;
}

/* All that a source is shown by: its picture is decoded once, for the layer that shows it largest. */
struct use {
    const struct pl_sample *sample;
    const struct sources *sources;
    int lowest; /* layer that shows it */
    double scale;
};

static int halvings(const void *data, int width, int height) {
    const struct use *use = data;
    int least = pl_layer_halvings(use->sample->layers[use->lowest], use->scale, width, height);
    for (int i = use->sources->next[use->lowest]; i > 0; i = use->sources->next[i]) {
        int times = pl_layer_halvings(use->sample->layers[i], use->scale, width, height);
        least = times < least ? times : least;
    }
    return least;
}

static struct pl_picture *load(struct pl_pictures *from, const struct use *use,
                               const struct pl_compose_options *options, long long *room,
                               struct placard_error *error) {
    const struct pl_layer *layer = use->sample->layers[use->lowest];
    const struct pl_picture_use for_all = {halvings, use};
    char what[256];
    struct pl_place place = {.parent = &layer->place, .key = "src"};
    pl_place_format(&place, what, sizeof what);
    struct pl_picture *picture =
        pl_deadline_look(options->deadline, error)
            ? pl_pictures_get(from, what, pl_layer_source(layer), &for_all, options, room, error)
            : NULL;
    if (!picture) {
        pl_compose_late(options, what, error);
    }
    return picture;
}

/* Those that a layer below shows are there already, and their pixels count. */
static bool load_all(struct pl_images *images, const struct sources *sources, const struct pl_sample *sample,
                     int first, int end, const struct pl_compose_options *options,
                     struct placard_error *error) {
    long long room = pl_compose_pixels(options);
    for (int i = first; i < end; i++) {
        int lowest = sources->lowest[i];
        if (!pl_layer_source(sample->layers[i])) {
            continue;
        }
        if (lowest < i) {
            images->items[i] = pl_pictures_hold(images->from, images->items[lowest]);
            continue;
        }
        const struct use use = {sample, sources, i, options->scale};
        images->items[i] = load(images->from, &use, options, &room, error);
        if (!images->items[i]) {
            return false;
        }
    }
    return true;
}

static bool shows_any(const struct pl_sample *sample, int first, int end) {
    bool any = false;
    for (int i = first; i < end && !any; i++) {
        any = pl_layer_source(sample->layers[i]) != NULL;
    }
    return any;
}

bool pl_images_load(struct pl_images *images, struct pl_pictures *from, const struct pl_sample *sample,
                    int first, int end, const struct pl_compose_options *options,
                    struct placard_error *error) {
    *images = (struct pl_images){.from = from};
    if (!shows_any(sample, first, end)) {
        return true;
    }
    struct sources sources = {0};
    images->items = pl_calloc((size_t)sample->count, sizeof(struct pl_picture *));
    images->count = images->items ? sample->count : 0;
    bool ok = (images->items && sources_init(&sources, sample->count)) || pl_fail_memory(error);
    ok = ok && find_sources(&sources, sample, first, end, options->deadline, error) &&
         load_all(images, &sources, sample, first, end, options, error);
    sources_finish(&sources);
    return ok;
}

void pl_images_finish(struct pl_images *images) {
    for (int i = 0; i < images->count; i++) {
        pl_pictures_release(images->from, images->items[i]);
    }
    free(images->items);
    *images = (struct pl_images){0};
}
