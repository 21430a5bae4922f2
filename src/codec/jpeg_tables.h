#ifndef PL_CODEC_JPEG_TABLES_H
#define PL_CODEC_JPEG_TABLES_H

#include <stdbool.h>
#include <stdint.h>

enum { PL_JPEG_SIDE = 8, PL_JPEG_COEFFICIENTS = 64, PL_JPEG_SYMBOLS = 256, PL_JPEG_LENGTHS = 16 };

/** Where in a block, row by row, the coefficient of each place in zigzag order is (ITU-T T.81, figure A.6).
 */
extern const uint8_t pl_jpeg_natural[PL_JPEG_COEFFICIENTS];

/** A Huffman table as a file has it (T.81, B.2.4.2): how many codes there are of each length, from 1 on, and
 * their symbols. */
struct pl_jpeg_codes {
    uint8_t lengths[PL_JPEG_LENGTHS];
    uint8_t symbols[PL_JPEG_SYMBOLS];
    int count;
};

/** The tables of T.81, K.3, which are what most encoders write: of luma and of chroma. */
extern const struct pl_jpeg_codes pl_jpeg_usual_dc[2], pl_jpeg_usual_ac[2];

/** The quantisers of T.81, K.1, of luma and of chroma, for a quality of 1 to 100 on libjpeg's scale, in
 * zigzag order. */
void pl_jpeg_quantisers(int quality, bool chroma, uint16_t out[PL_JPEG_COEFFICIENTS]);

#endif
