#ifndef PL_CODEC_ICC_H
#define PL_CODEC_ICC_H

#include "base/pixmap.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * Gives the pixmap a copy of its source's profile, or says why not in `profile_dropped` where the profile's
 * data colour space (ICC.1:2022, 7.2.6) is not RGB and so says nothing about the pixmap's pixels. Fails for
 * memory only.
 */
bool pl_icc_keep(struct pl_pixmap *pixmap, const unsigned char *profile, size_t size,
                 struct placard_error *error);

#endif
