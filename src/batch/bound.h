#ifndef PL_BATCH_BOUND_H
#define PL_BATCH_BOUND_H

#include "batch/binding.h"
#include "batch/template.h"

/** What a template is, for the two files that make it and fill it. */

/** What the columns set in one sample. */
struct pl_bound {
    struct pl_binding *bindings;
    int count;
    bool *changes; /* of each layer, by position: whether a row changes it */
    bool pictures; /* a row may have an image layer */
    bool reorders; /* a row may change the order of the layers */
};

struct pl_template {
    struct pl_document document;
    struct pl_bound *samples; /* one for each of the document's */
    char **columns;
    int column_count;
    int sample_column; /* or -1 */
    int sample;        /* position of the one to draw where no column says */
};

/** The column with this name of `size` bytes, or -1. */
int pl_template_column(const struct pl_template *template, const char *name, size_t size);

/** The position of the sample with this sample_idx, or -1. */
int pl_template_sample(const struct pl_template *template, int index);

#endif
