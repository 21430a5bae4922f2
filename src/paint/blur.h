#ifndef PL_PAINT_BLUR_H
#define PL_PAINT_BLUR_H

#include "base/error.h"
#include "paint/mask.h"

#include <stdbool.h>

/** How far a Gaussian of that standard deviation, as pl_mask_blur draws it, reaches beyond what it blurs, in
 * pixels. */
int pl_blur_reach(double sigma);

/**
 * Blurs a mask by a Gaussian of standard deviation `sigma` pixels (0 does nothing); it grows by pl_blur_reach
 * on every side. The cost per pixel does not depend on sigma: from 2 pixels up it is three running means, as
 * Filter Effects 1 describes for feGaussianBlur.
 */
bool pl_mask_blur(struct pl_mask *mask, double sigma, struct placard_error *error);

/** The same, but only the first `width` columns and `height` rows of what it makes: all that differs in a
 * shape that is alike on all sides. */
bool pl_mask_blur_corner(struct pl_mask *mask, double sigma, int width, int height,
                         struct placard_error *error);

#endif
