#ifndef PL_CODEC_JPEG_HEADER_H
#define PL_CODEC_JPEG_HEADER_H

#include "codec/jpeg_blocks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What leads to the scan of a usual JPEG: baseline, Y, Cb and Cr interleaved in one scan. */
struct pl_jpeg_header {
    int width, height;
    int across, down; /**< luma blocks in an MCU; chroma has one of each */
    uint16_t quantisers[PL_JPEG_COMPONENTS][PL_JPEG_COEFFICIENTS];
    const struct pl_jpeg_codes *dc[PL_JPEG_COMPONENTS], *ac[PL_JPEG_COMPONENTS];
    int restart; /**< MCUs between restart markers; 0 for none */
    size_t scan; /**< where the entropy-coded bytes start */
    struct pl_jpeg_codes codes[2][4];
    uint16_t tables[4][PL_JPEG_COEFFICIENTS];
    bool has_table[4];
    uint8_t ids[PL_JPEG_COMPONENTS], which[PL_JPEG_COMPONENTS];
    bool jfif, framed;
    bool extended; /**< there is Exif or an ICC profile, or may be */
    int transform; /**< what Adobe's marker says of the colours, or -1 */
};

/** False where anything about it is unusual. */
bool pl_jpeg_header_read(const unsigned char *bytes, size_t size, struct pl_jpeg_header *out);

#endif
