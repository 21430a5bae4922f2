#ifndef PL_PAINT_RESAMPLE_H
#define PL_PAINT_RESAMPLE_H

#include "base/deadline.h"
#include "base/error.h"
#include "base/pixmap.h"

#include <stdbool.h>

/**
 * A copy of another size. Enlarging interpolates by Catmull-Rom's cubic; shrinking averages over what each
 * new pixel covers, so that nothing aliases. The profile is copied too.
 */
bool pl_pixmap_resample(struct pl_pixmap *out, const struct pl_pixmap *in, int width, int height,
                        struct pl_deadline *deadline, struct placard_error *error);

#endif
