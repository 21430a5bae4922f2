#ifndef PL_PAINT_SAMPLER_EIGHTS_H
#define PL_PAINT_SAMPLER_EIGHTS_H

#include "paint/sampler.h"

/** Parts of the sampler that make eight pixels at a time. */

/**
 * Pixels of a row of a turned picture, from `from` to `to`, eight or more, all of them a good way inside of
 * the target: the same as they are made one by one.
 */
void pl_sampler_inside(const struct pl_sampler *sampler, int y, int from, int to);

/** Those columns that have a neighbour, eight or more, of a row of an upright picture. */
void pl_sampler_stretch(const struct pl_sampled_columns *columns, const uint32_t *in, uint32_t *out);

/** Multiplies pixels by `by` of 255, and says how many: as many eights as there are. */
int pl_sampler_fade(uint32_t *row, int count, uint32_t by);

#endif
