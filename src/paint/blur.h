#ifndef PL_PAINT_BLUR_H
#define PL_PAINT_BLUR_H

#include "base/deadline.h"
#include "base/error.h"
#include "paint/mask.h"

#include <stdbool.h>

/** How far a Gaussian of that standard deviation, as pl_mask_blur draws it, reaches beyond what it blurs, in
 * pixels. */
int pl_blur_reach(double sigma);

/**
 * How many pixels a side one pixel of a mask stands for that is to be blurred so far: 1 up to a deviation of
 * some 68 pixels. Above that the mask is drawn smaller by this factor, blurred by the same part of `sigma`,
 * and enlarged: nothing so blurred shows the difference, and neither memory nor time grows with the blur.
 */
int pl_blur_step(double sigma);

/**
 * Blurs a mask by a Gaussian of standard deviation `sigma` pixels (0 does nothing), of a step of 1; it grows
 * by pl_blur_reach on every side, but not out of `clip`. The cost per pixel does not depend on sigma: from 2
 * pixels up it is three running means, as Filter Effects 1 describes for feGaussianBlur.
 */
bool pl_mask_blur(struct pl_mask *mask, double sigma, struct pl_rect clip, struct pl_deadline *deadline,
                  struct placard_error *error);

/** The same of a mask that stays as it is, `sigma` being above 0: `to` becomes the blurred one. */
bool pl_mask_blur_to(const struct pl_mask *mask, double sigma, struct pl_rect clip,
                     struct pl_deadline *deadline, struct pl_mask *to, struct placard_error *error);

#endif
