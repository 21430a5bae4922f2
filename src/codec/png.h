#ifndef PL_CODEC_PNG_H
#define PL_CODEC_PNG_H

#include "codec/codec.h"

#define PL_PNG_NAME "png"

extern const struct pl_codec pl_png_codec;

bool pl_png_decode_until(const char *name, const unsigned char *bytes, size_t size,
                         struct pl_deadline *deadline, struct pl_pixmap *out, struct placard_error *error);
bool pl_png_decode(const char *name, const unsigned char *bytes, size_t size, struct pl_pixmap *out,
                   struct placard_error *error);
bool pl_png_decode_straight(const char *name, const unsigned char *bytes, size_t size, struct pl_pixmap *out,
                            struct placard_error *error);
bool pl_png_rows(const char *name, const unsigned char *bytes, size_t size, struct pl_row_source **out,
                 struct placard_error *error);
bool pl_png_open(const char *name, const unsigned char *bytes, size_t size, struct pl_deadline *deadline,
                 struct pl_banded *out, struct placard_error *error);
bool pl_png_encode(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                   struct pl_buffer *out, struct placard_error *error);

struct pl_encoder *pl_png_begin(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                                struct pl_buffer *out, struct placard_error *error);

/** Compresses its rows for others to take over (codec/keep.h), unless they get a palette. */
bool pl_png_keep(const struct pl_pixmap *pixmap, const struct pl_encode_options *options, struct pl_kept *out,
                 struct placard_error *error);

/** A picture of few colours: a byte a pixel, each row led by a byte of zero, for no filter, which packs
 * indexes best (PNG specification, 12.7). */
struct pl_indexed {
    int width, height;
    unsigned char *rows;
    const uint32_t *colors; /**< opaque */
    int count;
};

bool pl_png_encode_indexed(const struct pl_indexed *picture, struct pl_buffer *out,
                           struct placard_error *error);

/** The most chunks of a file: fifty times as many as the largest picture takes in pieces of eight kilobytes.
 */
#define PL_PNG_CHUNK_LIMIT (1000 * 1000)

/** Holds how many chunks a PNG has, and how many bytes of image data for its pixels, against the limits; for
 * a file that pl_png_size takes. What else is wrong with chunks is the decoder's to say. */
bool pl_png_check_chunks(const char *name, const unsigned char *bytes, size_t size,
                         struct placard_error *error);

/** Reads width and height out of the IHDR chunk and holds them against the limits. */
bool pl_png_size(const char *name, const unsigned char *bytes, size_t size, int *width, int *height,
                 struct placard_error *error);

#endif
