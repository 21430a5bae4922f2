#ifndef PL_PAINT_IMAGE_H
#define PL_PAINT_IMAGE_H

#include "base/error.h"
#include "base/pixmap.h"
#include "paint/box.h"
#include "paint/levels.h"
#include "paint/raster.h"

#include <stdbool.h>

/**
 * Paints a picture into `target`, cut to the rounded box `clip`, both turned by `degrees` about the middle of
 * the clip, as translucent as `opacity` (0 to 1). As in a browser it is halved while it stays larger than its
 * target, which `levels` remember, then interpolated linearly.
 */
bool pl_image_paint(struct pl_pixmap *pixmap, const struct pl_pixmap *image, struct pl_box target,
                    const struct pl_round_box *clip, double degrees, double opacity, struct pl_levels *levels,
                    struct pl_raster *raster, struct placard_error *error);

#endif
