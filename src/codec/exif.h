#ifndef PL_CODEC_EXIF_H
#define PL_CODEC_EXIF_H

#include "base/pixmap.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * The Orientation (tag 0x0112, Exif 2.32, 4.6.4) in the content of a JPEG's APP1 segment, 1 to 8; 0 where the
 * segment is not Exif; 1 where the tag is missing or nonsense.
 */
int pl_exif_orientation(const unsigned char *bytes, size_t size);

/** Whether width and height change places in that orientation. */
bool pl_orientation_swaps(int orientation);

/** Turns and mirrors the pixels from how they are stored to how they are meant to be seen. */
bool pl_orient(struct pl_pixmap *pixmap, int orientation, struct placard_error *error);

#endif
