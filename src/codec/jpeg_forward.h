#ifndef PL_CODEC_JPEG_FORWARD_H
#define PL_CODEC_JPEG_FORWARD_H

#include "base/pixmap.h"
#include "codec/jpeg_blocks.h"
#include "codec/jpeg_dct.h"

#include <stdint.h>

enum { PL_JPEG_STRIP = 32 /**< MCUs that are transformed together, at most */ };

/** How pixels become coefficients, the same as libjpeg's with its usual settings. */
struct pl_jpeg_forward {
    const struct pl_pixmap *pixmap;
    int across, down;               /**< luma blocks in an MCU */
    struct pl_jpeg_quantiser by[2]; /**< of luma and of chroma */
    uint32_t *flat; /**< room for a row that is composited over white; NULL for an opaque pixmap */
};

/** `quantisers` are those of luma and of chroma, in zigzag order. */
void pl_jpeg_forward_init(struct pl_jpeg_forward *forward, const struct pl_pixmap *pixmap, int across,
                          int down, uint16_t quantisers[][PL_JPEG_COEFFICIENTS]);

/** The blocks of `count` MCUs of a row of MCUs from `column` on. */
void pl_jpeg_forward_mcus(const struct pl_jpeg_forward *forward, int column, int row, int count,
                          struct pl_jpeg_block out[][PL_JPEG_MCU_BLOCKS]);

#endif
