#ifndef PL_BATCH_TEMPLATE_H
#define PL_BATCH_TEMPLATE_H

#include "base/error.h"
#include "document/document.h"

#include <stdbool.h>
#include <stddef.h>

/** A document whose samples are drawn again and again with other values. Immutable once it is bound: threads
 * may share it. */
struct pl_template;

/** Parses a document of any kind that has something to draw; `unfilled` says that {{NAME}} in its strings is
 * a placeholder, not text. The deadline may be NULL. */
struct pl_template *pl_template_create(const void *json, size_t size, bool unfilled,
                                       struct pl_deadline *deadline, struct placard_error *error);
void pl_template_destroy(struct pl_template *template);

/**
 * Finds what each column sets. A column's name is one of
 *
 *     NAME                where a string of the template has {{NAME}}: it goes there
 *     base, background    of the sample
 *     sample              sample_idx of the sample to draw
 *     layers.N.FIELD      field of layer N of the list, from 0
 *     LABEL               `content` of the text layer whose sub_type is LABEL; the second such one is LABEL.2
 *     LABEL.FIELD         field of that layer; LABEL.2.FIELD of the second
 *
 * and FIELD may go on, as in gradient.coords.x1. `spare[i]` says that column i may mean nothing; NULL is
 * that none may. Without a column `sample` the sample with index `sample` is drawn, or for -1 the first.
 * Columns and placeholders that match nothing are an error of the code PLACARD_USAGE with the nearest name.
 * Strings are copied.
 */
bool pl_template_bind(struct pl_template *template, const char *const *columns, const bool *spare, int count,
                      int sample, struct placard_error *error);

/** The document itself, whose layers are not read. */
const struct pl_document *pl_template_document(const struct pl_template *template);

/** Whether a row may show pictures besides its base image; after binding. */
bool pl_template_shows_pictures(const struct pl_template *template);

/** Whether it has columns: without, each of its samples is drawn once. */
bool pl_template_varies(const struct pl_template *template);

/** Which sample, by position, and over which base image a row is drawn, without reading its layers. `*base`
 * is to be freed; NULL where the sample names none. */
bool pl_template_choose(const struct pl_template *template, const char *const *values, int *position,
                        char **base, struct placard_error *error);

/** A template's sample with the values of one row. */
struct pl_variant {
    struct pl_document document; /**< owns what the sample is made of */
    struct pl_sample sample;
    int position; /**< of the template's sample */
    int fixed;    /**< how many of the lowest layers no row changes */
    char *base;
};

/**
 * Makes the variant of a row: `values` has one for each column; NULL leaves the template's own, and so does
 * "" for anything but a text's content and placeholders. pl_variant_finish releases it, also after failure. A
 * value that a field does not take is the error that it would be in a document.
 */
bool pl_variant_make(const struct pl_template *template, const char *const *values, struct pl_variant *out,
                     struct placard_error *error);
void pl_variant_finish(struct pl_variant *variant);

#endif
