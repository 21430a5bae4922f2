#include "codec/source.h"

#include "base/halve.h"
#include "base/memory.h"
#include "codec/codec.h"

#include <stdlib.h>
#include <string.h>

/** A picture that is decoded whole, when its first row is asked for. */
struct whole {
    struct pl_row_source base; /* first, so that what the functions get is this struct */
    const char *name;
    const void *bytes;
    size_t size;
    struct pl_pixmap pixmap;
    int y; /* the next row */
};

static bool read_row(struct pl_row_source *base, uint32_t *to, struct placard_error *error) {
    struct whole *whole = (struct whole *)base;
    if (!whole->pixmap.pixels &&
        !pl_picture_decode_straight(whole->name, whole->bytes, whole->size, &whole->pixmap, error)) {
        return false;
    }
    memcpy(to, pl_pixmap_row(&whole->pixmap, whole->y++), (size_t)base->width * 4);
    return true;
}

static void rewind_rows(struct pl_row_source *base) {
    ((struct whole *)base)->y = 0;
}

static void close_rows(struct pl_row_source *base) {
    pl_pixmap_finish(&((struct whole *)base)->pixmap);
    free(base);
}

static struct pl_row_source *open_whole(const char *name, const void *bytes, size_t size,
                                        struct placard_error *error) {
    int width;
    int height;
    if (!pl_picture_size(name, bytes, size, &width, &height, error)) {
        return NULL;
    }
    struct whole *whole = pl_calloc(1, sizeof *whole);
    if (!whole) {
        pl_fail_memory(error);
        return NULL;
    }
    *whole = (struct whole){.base = {width, height, read_row, rewind_rows, close_rows, NULL},
                            .name = name,
                            .bytes = bytes,
                            .size = size};
    return &whole->base;
}

struct pl_row_source *pl_picture_source(const char *name, const void *bytes, size_t size,
                                        struct placard_error *error) {
    const struct pl_codec *codec = pl_codec_sniff(bytes, size);
    struct pl_row_source *source = NULL;
    if (codec && codec->rows && !codec->rows(name, bytes, size, &source, error)) {
        return NULL;
    }
    return source ? source : open_whole(name, bytes, size, error);
}

bool pl_picture_decode_halved(const char *name, const void *bytes, size_t size, int times,
                              struct pl_deadline *deadline, struct pl_pixmap *out,
                              struct placard_error *error) {
    const struct pl_codec *codec = pl_codec_sniff(bytes, size);
    struct pl_row_source *source = NULL;
    *out = (struct pl_pixmap){0};
    if (times > 0 && codec && codec->rows && !codec->rows(name, bytes, size, &source, error)) {
        return false;
    }
    if (!source) {
        return pl_picture_decode_until(name, bytes, size, deadline, out, error);
    }
    source->deadline = deadline;
    bool done = pl_halve_source(out, source, times, deadline, error);
    source->close(source);
    return done;
}
