#ifndef PL_PAINT_RESAMPLE_H
#define PL_PAINT_RESAMPLE_H

#include "base/deadline.h"
#include "base/error.h"
#include "base/pixmap.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * A copy of another size. Enlarging interpolates by Catmull-Rom's cubic; shrinking averages over what each
 * new pixel covers, so that nothing aliases. The profile is copied too.
 */
bool pl_pixmap_resample(struct pl_pixmap *out, const struct pl_pixmap *in, int width, int height,
                        struct pl_deadline *deadline, struct placard_error *error);

/** What is made smaller or larger row by row: a row is asked for after those above it, premultiplied, and
 * read before the next is. */
struct pl_resampled {
    int width, height;
    const uint32_t *(*row)(void *data, int y, struct placard_error *error);
    void *data;
};

/** A `row` for a pixmap, which is its `data`. */
const uint32_t *pl_resampled_pixmap(void *data, int y, struct placard_error *error);

/** The same row by row. */
struct pl_resampler;

/** NULL is memory. */
struct pl_resampler *pl_resampler_create(const struct pl_resampled *source, int width, int height,
                                         struct placard_error *error);

/** Writes the next row. */
bool pl_resampler_row(struct pl_resampler *resampler, uint32_t *to, struct pl_deadline *deadline,
                      struct placard_error *error);

/** NULL is fine. */
void pl_resampler_destroy(struct pl_resampler *resampler);

#endif
