#ifndef PL_PAINT_SAMPLER_TURNED_H
#define PL_PAINT_SAMPLER_TURNED_H

#include "paint/sampler.h"

/**
 * Pixels of a row of a turned picture, from `from` to `to`, eight or more, all of them a good way inside of
 * the target: eight at a time, and the same as they are made one by one.
 */
void pl_sampler_inside(const struct pl_sampler *sampler, int y, int from, int to);

#endif
