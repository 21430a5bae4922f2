#include "api/private.h"
#include "document/url.h"
#include "layers/layers.h"

#include <search.h>
#include <string.h>

/** The URLs of a document while they are listed: counted first, then each kept where it is new. */
struct listing {
    struct pl_wanted *urls; /* NULL while they are counted */
    int count;
    void *seen; /* a tree of those that are kept */
    bool failed;
};

static int by_url(const void *a, const void *b) {
    return strcmp(((const struct pl_wanted *)a)->url, ((const struct pl_wanted *)b)->url);
}

static void add(struct listing *listing, const char *url, enum placard_url_kind kind, int sample) {
    if (!url || !pl_url_is_web(url) || listing->failed) {
        return;
    }
    if (!listing->urls) {
        listing->count++;
        return;
    }
    struct pl_wanted *wanted = &listing->urls[listing->count];
    *wanted = (struct pl_wanted){url, kind, sample};
    struct pl_wanted **found = tsearch(wanted, &listing->seen, by_url);
    listing->failed = !found;
    listing->count += found && *found == wanted;
}

static void add_layers(struct listing *listing, const struct pl_document *document) {
    const struct pl_layer *const *before = NULL;
    for (int i = 0; i < document->count; i++) {
        const struct pl_sample *sample = &document->samples[i];
        const struct pl_layer *const *layers = (const struct pl_layer *const *)sample->layers;
        for (int k = 0; layers != before && k < sample->count; k++) {
            add(listing, pl_layer_source(layers[k]), PLACARD_URL_LAYER, i);
        }
        before = layers; /* samples of one template share them */
    }
}

/* In the order of the kinds, so that a URL of several is listed as the first. */
static void add_all(struct listing *listing, const struct pl_document *document) {
    listing->count = 0;
    for (int i = 0; i < document->count; i++) {
        add(listing, document->samples[i].base, PLACARD_URL_BASE, i);
    }
    add_layers(listing, document);
    for (int i = 0; i < document->count; i++) {
        add(listing, document->samples[i].poster, PLACARD_URL_POSTER, i);
    }
    for (int i = 0; i < document->poster_count; i++) {
        add(listing, document->posters[i], PLACARD_URL_POSTER, -1);
    }
    for (int i = 0; i < document->image_count; i++) {
        add(listing, document->images[i].path, PLACARD_URL_IMAGE, -1);
    }
    for (int i = 0; i < document->image_count; i++) {
        add(listing, document->images[i].origin, PLACARD_URL_ORIGIN, -1);
    }
}

static void keep_node(void *node) {
}

bool pl_face_list_urls(struct placard_document *document, struct placard_error *error) {
    struct pl_document *d = &document->document;
    struct listing listing = {0};
    add_all(&listing, d);
    listing.urls = pl_arena_alloc(&d->arena, (size_t)listing.count + 1, sizeof *listing.urls);
    if (!listing.urls) {
        return pl_fail_memory(error);
    }
    add_all(&listing, d);
    tdestroy(listing.seen, keep_node);
    document->urls = listing.urls;
    document->url_count = listing.count;
    return !listing.failed || pl_fail_memory(error);
}

const char *placard_document_url(const struct placard_document *document, int index,
                                 enum placard_url_kind *kind, int *sample) {
    if (index < 0 || index >= document->url_count) {
        return NULL;
    }
    const struct pl_wanted *wanted = &document->urls[index];
    if (kind) {
        *kind = wanted->kind;
    }
    if (sample) {
        *sample = wanted->sample;
    }
    return wanted->url;
}
