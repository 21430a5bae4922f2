#ifndef PL_CODEC_JPEG_LAZY_H
#define PL_CODEC_JPEG_LAZY_H

#include "base/lazy.h"
#include "codec/jpeg_blocks.h"

/** What makes a JPEG's pixels from its coefficients; it takes these over. NULL is out of memory. */
struct pl_backing *pl_jpeg_backing_create(struct pl_jpeg_blocks *blocks);

#endif
