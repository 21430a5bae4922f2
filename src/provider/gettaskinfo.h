#ifndef PL_PROVIDER_GETTASKINFO_H
#define PL_PROVIDER_GETTASKINFO_H

#include "document/document.h"

/** The images of a response while its lists are read: each once, in the order of appearance. */
struct pl_gathering {
    struct pl_document *document;
    struct pl_gathered *first, *last;
    int count;
    int listed; /**< with repetitions and what is no image */
    void *seen; /**< a tree of them, as a service may repeat a long list */
};

/**
 * Adds the images of a list that may be missing, made by `task` unless they say otherwise. What is no image
 * is a warning of the document. pl_gather_finish has to follow, also after failure.
 */
bool pl_gather(struct pl_gathering *gathering, const cJSON *list, const struct pl_place *place,
               const char *task, struct placard_error *error);

/** Makes what was gathered the document's images. */
bool pl_gather_keep(struct pl_gathering *gathering, struct placard_error *error);
void pl_gather_finish(struct pl_gathering *gathering);

#endif
