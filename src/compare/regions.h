#ifndef PL_COMPARE_REGIONS_H
#define PL_COMPARE_REGIONS_H

#include "compare/compare.h"

/**
 * Finds the regions of mismatched pixels: two belong to one where no more than `gap` pixels lie between them
 * across, down or aslant, or where a chain of such leads from one to the other. Fills `regions`, `listed`
 * and `region_count` with the `most` whose boxes are largest; of boxes alike in size, those of more
 * mismatched pixels, then those above and to the left, come first.
 */
bool pl_find_regions(const struct pl_marks *marks, int gap, int most, struct pl_difference *out,
                     struct placard_error *error);

#endif
