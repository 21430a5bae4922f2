#ifndef PL_CODEC_JPEG_H
#define PL_CODEC_JPEG_H

#include "codec/codec.h"

#include <setjmp.h>
/* jpeglib.h uses FILE and size_t without including what declares them. */
// clang-format off
#include <stdio.h>
#include <jpeglib.h>
// clang-format on

#define PL_JPEG_NAME "jpeg"

/* libjpeg-turbo's names for a pixmap's pixel, with and without its alpha, byte by byte in memory. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define PL_JPEG_ARGB JCS_EXT_BGRA
#define PL_JPEG_XRGB JCS_EXT_BGRX
#else
#define PL_JPEG_ARGB JCS_EXT_ARGB
#define PL_JPEG_XRGB JCS_EXT_XRGB
#endif

extern const struct pl_codec pl_jpeg_codec;

/** libjpeg's error manager, and how and why it leaves the library: by a longjmp to `escape`, with `words`. */
struct pl_jpeg_failure {
    struct jpeg_error_mgr manager; /**< first, so that what libjpeg points to is this struct */
    jmp_buf escape;
    enum placard_code code;
    const char *what; /**< "damaged" or "unsupported" */
    bool late;        /**< a deadline passed, which has said so */
    char words[JMSG_LENGTH_MAX];
};

/** Sets up the manager, for the `err` of a libjpeg object; `escape` remains to be set by setjmp. */
struct jpeg_error_mgr *pl_jpeg_failure_init(struct pl_jpeg_failure *failure);

/** Leaves libjpeg with `words`. */
_Noreturn void pl_jpeg_throw(j_common_ptr info, enum placard_code code, const char *words);

/** Turns what the library was left with into an error about the picture called `name`. */
bool pl_jpeg_fail(const struct pl_jpeg_failure *failure, const char *name, struct placard_error *error);

bool pl_jpeg_size(const char *name, const unsigned char *bytes, size_t size, int *width, int *height,
                  struct placard_error *error);
bool pl_jpeg_decode_until(const char *name, const unsigned char *bytes, size_t size,
                          struct pl_deadline *deadline, struct pl_pixmap *out, struct placard_error *error);
bool pl_jpeg_decode(const char *name, const unsigned char *bytes, size_t size, struct pl_pixmap *out,
                    struct placard_error *error);
bool pl_jpeg_decode_lazily(const char *name, const unsigned char *bytes, size_t size,
                           struct pl_deadline *deadline, struct pl_pixmap *out, struct placard_error *error);
bool pl_jpeg_decode_small(const char *name, const unsigned char *bytes, size_t size, int side,
                          struct pl_pixmap *out, struct placard_error *error);
bool pl_jpeg_rows(const char *name, const unsigned char *bytes, size_t size, struct pl_row_source **out,
                  struct placard_error *error);
bool pl_jpeg_open(const char *name, const unsigned char *bytes, size_t size, struct pl_deadline *deadline,
                  struct pl_banded *out, struct placard_error *error);
bool pl_jpeg_encode(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                    struct pl_buffer *out, struct placard_error *error);

struct pl_encoder *pl_jpeg_begin(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                                 struct pl_buffer *out, struct placard_error *error);

bool pl_jpeg_keep(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                  struct pl_kept *out, struct placard_error *error);

#endif
