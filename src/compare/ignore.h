#ifndef PL_COMPARE_IGNORE_H
#define PL_COMPARE_IGNORE_H

#include "compare/compare.h"

/** Which pixels of one row after the other are not compared. */
struct pl_ignore {
    const struct pl_area *rects;
    int count;
    struct pl_rows *mask;
    int width;
    uint8_t *skip; /**< of the row, 1 for each pixel that is ignored and 0 for the others; NULL for none */
    int skipped;   /**< how many are */
};

/** pl_ignore_finish releases it, also after a failure. */
bool pl_ignore_init(struct pl_ignore *ignore, const struct pl_compare_options *options, int width,
                    struct placard_error *error);
void pl_ignore_finish(struct pl_ignore *ignore);

/** Goes on to row `y`, the one after the last. */
bool pl_ignore_row(struct pl_ignore *ignore, int y, struct placard_error *error);

/** The next pixels of the row from `*left` on that are to be compared, up to before `*right`; false where
 * there are none. */
bool pl_ignore_span(const struct pl_ignore *ignore, int *left, int *right);

#endif
