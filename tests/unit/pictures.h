#ifndef PL_TESTS_PICTURES_H
#define PL_TESTS_PICTURES_H

#include "base/buffer.h"
#include "base/pixmap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
/* jpeglib.h uses FILE and size_t without including what declares them. */
// clang-format off
#include <stdio.h>
#include <jpeglib.h>
// clang-format on

/* JPEG and PNG files made with libjpeg and libpng themselves, for tests of what reads them. */

struct picture_jpeg {
    int width, height;
    J_COLOR_SPACE in;     /* of the samples: JCS_GRAYSCALE, JCS_RGB or JCS_CMYK */
    J_COLOR_SPACE stored; /* in the file */
    int across, down;     /* sampling factors of the first component, 0 for 1 */
    bool progressive;
    bool no_adobe; /* leave out the Adobe marker */
    const unsigned char *exif;
    size_t exif_size;
    const unsigned char *icc;
    size_t icc_size;
};

struct picture_png {
    int width, height;
    int depth, type;
    bool interlaced;
    int transparent; /* PNG_TYPE_GRAY, RGB: the sample that tRNS names in every channel; -1 for no tRNS.
                        Palette: how many entries have an alpha. */
    const unsigned char *icc;
    size_t icc_size;
};

/* Bytes that look random and are the same every time. */
uint32_t picture_random(uint32_t *state);

/* Waves of `channels` different bytes a pixel: smooth, so that JPEG keeps them, and not symmetric. */
void picture_waves(unsigned char *samples, int width, int height, int channels);

void picture_jpeg_make(const struct picture_jpeg *kind, const unsigned char *samples, struct pl_buffer *out);

/* What libjpeg itself decodes to, in `space`; free() releases it. */
unsigned char *picture_jpeg_read(const struct pl_buffer *file, J_COLOR_SPACE space);

/* `rows` as PNG packs them. A palette's entry i is picture_palette(i). */
void picture_png_make(const struct picture_png *kind, const unsigned char *rows, struct pl_buffer *out);
uint32_t picture_palette(int entry);

/* Bytes in a row of that kind, and its bits a pixel. */
int picture_png_bits(const struct picture_png *kind);
size_t picture_png_pitch(const struct picture_png *kind);

/* Where the first chunk of that type starts, and that chunk's checksum put right after a change. */
unsigned char *picture_png_chunk(const struct pl_buffer *file, const char *type);
void picture_png_repair(unsigned char *chunk);

/* A profile whose header libpng accepts, of `size` bytes, for colour space "RGB " or another. */
void picture_icc(unsigned char *profile, size_t size, const char space[4]);

/* An Exif segment with that orientation. */
size_t picture_exif(unsigned char out[64], int orientation, bool big_endian);

void picture_equal(const struct pl_pixmap *a, const struct pl_pixmap *b);

#endif
