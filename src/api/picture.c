#include "api/private.h"
#include "base/file.h"
#include "base/lazy.h"
#include "base/memory.h"
#include "codec/codec.h"
#include "paint/resample.h"

#include <stdlib.h>
#include <string.h>

void placard_picture_destroy(struct placard_picture *picture) {
    if (picture) {
        pl_spare_give(picture->spare, &picture->pixmap);
        free(picture);
    }
}

const void *placard_picture_pixels(const struct placard_picture *picture, int *width, int *height,
                                   ptrdiff_t *stride) {
    pl_pixmap_load(&picture->pixmap);
    *width = picture->pixmap.width;
    *height = picture->pixmap.height;
    *stride = picture->pixmap.stride;
    return picture->pixmap.pixels;
}

bool pl_read_encode_options(const struct placard_encode_options *options, double scale,
                            const struct pl_codec **codec, struct pl_encode_options *out,
                            struct placard_error *error) {
    const char *format = options && options->format ? options->format : "png";
    *out = (struct pl_encode_options){.scale = scale};
    *codec = pl_codec_by_name(format);
    if (!*codec) {
        return pl_fail(error, PLACARD_USAGE, "format: expected one of %s, found \"%s\"", pl_codec_names(),
                       format);
    }
    if (options) {
        if (options->quality < 0 || options->quality > 100) {
            return pl_fail(error, PLACARD_USAGE, "quality: expected 1 to 100, found %d", options->quality);
        }
        out->quality = options->quality;
        out->chroma = (enum pl_chroma)options->chroma;
    }
    return true;
}

bool placard_encode(const struct placard_picture *picture, const struct placard_encode_options *options,
                    struct placard_bytes *out, struct placard_error *error) {
    const struct pl_codec *codec;
    struct pl_encode_options encode;
    struct pl_buffer buffer = {0};
    *out = (struct placard_bytes){0};
    if (!pl_read_encode_options(options, picture->scale, &codec, &encode, error)) {
        return false;
    }
    struct pl_deadline deadline;
    pl_deadline_resume(&deadline, "the poster", picture->timeout, picture->used);
    encode.deadline = &deadline;
    encode.indexed = picture->few_colors;
    if (!codec->encode(&picture->pixmap, &encode, &buffer, error)) {
        pl_buffer_finish(&buffer);
        return pl_deadline_place(&deadline, "encoding", error);
    }
    *out = (struct placard_bytes){buffer.data, buffer.size};
    return true;
}

typedef bool decode_function(const char *name, const void *bytes, size_t size, struct pl_pixmap *out,
                             struct placard_error *error);

static struct placard_picture *decode(const char *name, const void *bytes, size_t size,
                                      decode_function *function, struct placard_error *error) {
    struct placard_picture *picture = pl_calloc(1, sizeof *picture);
    if (!picture) {
        pl_fail_memory(error);
        return NULL;
    }
    picture->scale = 1;
    if (!function(name, bytes, size, &picture->pixmap, error)) {
        free(picture);
        return NULL;
    }
    return picture;
}

struct placard_picture *placard_decode(const char *name, const void *bytes, size_t size,
                                       struct placard_error *error) {
    return decode(name, bytes, size, pl_picture_decode, error);
}

struct placard_picture *placard_decode_straight(const char *name, const void *bytes, size_t size,
                                                struct placard_error *error) {
    return decode(name, bytes, size, pl_picture_decode_straight, error);
}

/* `of` in the proportion that takes `longer` to `side`, to the nearest pixel. */
static int shrunk(int of, int longer, int side) {
    long long pixels = ((long long)of * side * 2 + longer) / ((long long)longer * 2);
    return pixels > 0 ? (int)pixels : 1;
}

/* What is left to shrink after decoding. The proportion is the file's own, as decoding small rounds both
 * sides up. */
static bool shrink(struct pl_pixmap *pixmap, int width, int height, int side, struct placard_error *error) {
    struct pl_pixmap small;
    int longer = width > height ? width : height;
    int across = longer > side ? shrunk(width, longer, side) : width;
    int down = longer > side ? shrunk(height, longer, side) : height;
    if (pixmap->width == across && pixmap->height == down) {
        return true;
    }
    if (!pl_pixmap_resample(&small, pixmap, across, down, NULL, error)) {
        return false;
    }
    pl_pixmap_finish(pixmap);
    *pixmap = small;
    return true;
}

struct placard_picture *placard_thumbnail(const char *name, const void *bytes, size_t size, int side,
                                          struct placard_error *error) {
    int width, height;
    if (side < 1) {
        pl_fail(error, PLACARD_USAGE, "side: expected at least 1, found %d", side);
        return NULL;
    }
    if (!pl_picture_size(name, bytes, size, &width, &height, error)) {
        return NULL;
    }
    struct placard_picture *picture = pl_calloc(1, sizeof *picture);
    if (!picture) {
        pl_fail_memory(error);
        return NULL;
    }
    picture->scale = 1;
    if (!pl_picture_decode_small(name, bytes, size, side, &picture->pixmap, error) ||
        !shrink(&picture->pixmap, width, height, side, error)) {
        placard_picture_destroy(picture);
        return NULL;
    }
    return picture;
}

const char *placard_format(int index, const char **extension) {
    for (int i = 0; pl_codecs[i]; i++) {
        if (i == index) {
            if (extension) {
                *extension = pl_codecs[i]->extensions[0];
            }
            return pl_codecs[i]->name;
        }
    }
    return NULL;
}

const char *placard_format_of(const char *path) {
    const char *dot = strrchr(pl_path_name(path), '.');
    const struct pl_codec *codec = dot ? pl_codec_by_extension(dot + 1) : NULL;
    return codec ? codec->name : NULL;
}
