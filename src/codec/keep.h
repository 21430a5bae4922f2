#ifndef PL_CODEC_KEEP_H
#define PL_CODEC_KEEP_H

#include "base/lazy.h"
#include "codec/codec.h"
#include "codec/jpeg_blocks.h"
#include "codec/png_pack.h"

/** What is kept of a picture: what a format wants of it, and its pixels. */
struct pl_kept {
    struct pl_backing base;
    struct pl_pixmap pixmap;
    struct pl_jpeg_blocks blocks;
    struct pl_png_blocks packed;
};

/**
 * A picture that others are the same as where nothing is drawn on them: what their rows are made from, and
 * what encoding them in this way can take over. The pixmap belongs to it from then on. NULL is out of memory.
 */
struct pl_backing *pl_picture_keep(struct pl_pixmap *pixmap, const struct pl_codec *codec,
                                   const struct pl_encode_options *options, struct placard_error *error);

#endif
