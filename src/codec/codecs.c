#include "base/lazy.h"
#include "codec/codec.h"
#include "codec/jpeg.h"
#include "codec/png.h"
#include "codec/unknown.h"

#include <strings.h>

const struct pl_codec *const pl_codecs[] = {&pl_png_codec, &pl_jpeg_codec, NULL};

const char *pl_codec_names(void) {
    return PL_PNG_NAME ", " PL_JPEG_NAME;
}

const struct pl_codec *pl_codec_by_name(const char *name) {
    for (const struct pl_codec *const *codec = pl_codecs; *codec; codec++) {
        if (strcasecmp(name, (*codec)->name) == 0) {
            return *codec;
        }
    }
    return NULL;
}

const struct pl_codec *pl_codec_by_extension(const char *extension) {
    for (const struct pl_codec *const *codec = pl_codecs; *codec; codec++) {
        for (const char *const *known = (*codec)->extensions; *known; known++) {
            if (strcasecmp(extension, *known) == 0) {
                return *codec;
            }
        }
    }
    return NULL;
}

const struct pl_codec *pl_codec_sniff(const unsigned char *bytes, size_t size) {
    for (const struct pl_codec *const *codec = pl_codecs; *codec; codec++) {
        if ((*codec)->sniff(bytes, size)) {
            return *codec;
        }
    }
    return NULL;
}

bool pl_picture_decode_until(const char *name, const void *bytes, size_t size, struct pl_deadline *deadline,
                             struct pl_pixmap *out, struct placard_error *error) {
    const struct pl_codec *codec = pl_codec_sniff(bytes, size);
    *out = (struct pl_pixmap){0};
    return codec ? codec->decode(name, bytes, size, deadline, out, error)
                 : pl_unknown_fail(name, bytes, size, error);
}

bool pl_picture_decode(const char *name, const void *bytes, size_t size, struct pl_pixmap *out,
                       struct placard_error *error) {
    return pl_picture_decode_until(name, bytes, size, NULL, out, error);
}

bool pl_picture_decode_lazily(const char *name, const void *bytes, size_t size, struct pl_deadline *deadline,
                              struct pl_pixmap *out, struct placard_error *error) {
    const struct pl_codec *codec = pl_codec_sniff(bytes, size);
    if (!codec || !codec->decode_lazily) {
        return pl_picture_decode_until(name, bytes, size, deadline, out, error);
    }
    *out = (struct pl_pixmap){0};
    return codec->decode_lazily(name, bytes, size, deadline, out, error);
}

bool pl_picture_decode_straight(const char *name, const void *bytes, size_t size, struct pl_pixmap *out,
                                struct placard_error *error) {
    const struct pl_codec *codec = pl_codec_sniff(bytes, size);
    if (!codec || !codec->decode_straight) {
        return pl_picture_decode(name, bytes, size, out, error);
    }
    *out = (struct pl_pixmap){0};
    return codec->decode_straight(name, bytes, size, out, error);
}

bool pl_picture_decode_small(const char *name, const void *bytes, size_t size, int side,
                             struct pl_pixmap *out, struct placard_error *error) {
    const struct pl_codec *codec = pl_codec_sniff(bytes, size);
    return codec && codec->decode_small ? codec->decode_small(name, bytes, size, side, out, error)
                                        : pl_picture_decode(name, bytes, size, out, error);
}

bool pl_picture_open(const char *name, const void *bytes, size_t size, struct pl_deadline *deadline,
                     struct pl_banded *out, struct placard_error *error) {
    const struct pl_codec *codec = pl_codec_sniff(bytes, size);
    *out = (struct pl_banded){0};
    return codec ? codec->open(name, bytes, size, deadline, out, error)
                 : pl_unknown_fail(name, bytes, size, error);
}

void pl_banded_finish(struct pl_banded *banded) {
    pl_pixmap_finish(&banded->head);
    pl_backing_release(banded->backing);
    if (banded->source) {
        banded->source->close(banded->source);
    }
    *banded = (struct pl_banded){0};
}

bool pl_picture_size(const char *name, const void *bytes, size_t size, int *width, int *height,
                     struct placard_error *error) {
    const struct pl_codec *codec = pl_codec_sniff(bytes, size);
    return codec ? codec->size(name, bytes, size, width, height, error)
                 : pl_unknown_fail(name, bytes, size, error);
}
