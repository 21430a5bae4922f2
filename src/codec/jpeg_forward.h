#ifndef PL_CODEC_JPEG_FORWARD_H
#define PL_CODEC_JPEG_FORWARD_H

#include "base/pixmap.h"
#include "codec/jpeg_blocks.h"
#include "codec/jpeg_dct.h"

#include <stdint.h>

enum { PL_JPEG_STRIP = 32 /**< MCUs that are transformed together, at most */ };

/** Samples of a strip of MCUs: of luma, of chroma as wide, and of chroma as it is kept. */
enum { PL_JPEG_STRIP_WIDTH = PL_JPEG_STRIP * 2 * PL_JPEG_SIDE };
struct pl_jpeg_samples {
    int16_t luma[2 * PL_JPEG_SIDE][PL_JPEG_STRIP_WIDTH];
    int16_t full[2][2][PL_JPEG_STRIP_WIDTH];
    int16_t chroma[2][PL_JPEG_SIDE][PL_JPEG_STRIP_WIDTH];
};

/** How pixels become coefficients, the same as libjpeg's with its usual settings. */
struct pl_jpeg_forward {
    const struct pl_pixmap *pixmap;
    int across, down;               /**< luma blocks in an MCU */
    struct pl_jpeg_quantiser by[2]; /**< of luma and of chroma */
    uint32_t *flat; /**< room for a row that is composited over white; NULL for an opaque pixmap */
    struct pl_jpeg_samples samples; /**< of the strip at work */
};

/** `quantisers` are those of luma and of chroma, in zigzag order. */
void pl_jpeg_forward_init(struct pl_jpeg_forward *forward, const struct pl_pixmap *pixmap, int across,
                          int down, uint16_t quantisers[][PL_JPEG_COEFFICIENTS]);

/** The blocks of `count` MCUs of a row of MCUs from `column` on, one after the other. */
void pl_jpeg_forward_mcus(struct pl_jpeg_forward *forward, int column, int row, int count,
                          struct pl_jpeg_block *out);

#endif
