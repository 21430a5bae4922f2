#include "base/memory.h"
#include "codec/png.h"
#include "codec/png_reader.h"
#include "codec/png_unfilter.h"
#include "codec/png_unpack.h"
#include "codec/source.h"

#include <stdlib.h>

/**
 * The rows of a PNG that is not interlaced. A usual one of usual size is inflated at once by libdeflate,
 * which takes a third of zlib's time but can't stop on the way; what is left to do for a row is little. All
 * others go through libpng row by row, and so do those with anything wrong, for it to say what.
 */
struct source {
    struct pl_row_source base; /* first, so that what the functions get is this struct */
    const char *name;
    const unsigned char *bytes;
    size_t size;
    size_t pixel;       /* bytes, or 0 where libdeflate is not to be tried */
    size_t pitch;       /* of a row with its filter's number */
    unsigned char *raw; /* what was inflated, behind a row of zeros */
    int unfiltered;     /* rows that already are */
    struct pl_png_reader *reader;
    int y; /* the next row */
};

static bool open_source(struct source *source, struct placard_error *error) {
    if (source->pixel > 0) {
        source->raw = pl_png_inflate(source->bytes, source->size, source->pitch, source->base.height,
                                     source->base.deadline);
    }
    if (source->raw) {
        return true;
    }
    source->pixel = 0;
    source->reader = pl_png_reader_open(source->name, source->bytes, source->size, source->base.width,
                                        source->base.height, source->base.deadline, error);
    return source->reader != NULL;
}

static bool unfilter_row(struct source *source, unsigned char *row, struct placard_error *error) {
    if (!pl_png_unfilter(row[0], row + 1, row + 1 - source->pitch, source->pitch - 1, source->pixel)) {
        return pl_fail(error, PLACARD_PICTURE, "%s: damaged PNG: bad adaptive filter value", source->name);
    }
    source->unfiltered++;
    return true;
}

static bool read_row(struct pl_row_source *base, uint32_t *to, struct placard_error *error) {
    struct source *source = (struct source *)base;
    if (!source->raw && !source->reader && !open_source(source, error)) {
        return false;
    }
    if (source->reader) {
        source->y++;
        return pl_png_reader_row(source->reader, to, error) &&
               (source->y < base->height || pl_png_reader_end(source->reader, error));
    }
    unsigned char *row = source->raw + source->pitch * (size_t)(source->y + 1);
    if (source->y >= source->unfiltered && !unfilter_row(source, row, error)) {
        return false;
    }
    pl_png_argb(to, row + 1, base->width, source->pixel);
    source->y++;
    return true;
}

static void rewind_rows(struct pl_row_source *base) {
    struct source *source = (struct source *)base;
    pl_png_reader_close(source->reader);
    source->reader = NULL;
    source->y = 0;
}

static void close_rows(struct pl_row_source *base) {
    struct source *source = (struct source *)base;
    pl_png_reader_close(source->reader);
    free(source->raw);
    free(source);
}

bool pl_png_rows(const char *name, const unsigned char *bytes, size_t size, struct pl_row_source **out,
                 struct placard_error *error) {
    int width = 0;
    int height = 0;
    *out = NULL;
    if (!pl_png_size(name, bytes, size, &width, &height, error) ||
        !pl_png_check_chunks(name, bytes, size, error)) {
        return false;
    }
    if (pl_png_is_interlaced(bytes)) {
        return true;
    }
    struct source *source = pl_calloc(1, sizeof *source);
    if (!source) {
        return pl_fail_memory(error);
    }
    *source = (struct source){.base = {width, height, read_row, rewind_rows, close_rows, NULL},
                              .name = name,
                              .bytes = bytes,
                              .size = size};
    if ((long long)width * height <= PL_SOURCE_KEPT) {
        source->pixel = pl_png_pixel(bytes);
        source->pitch = (size_t)width * source->pixel + 1;
    }
    *out = &source->base;
    return true;
}

/* What the header says; the reader is not used any further, as rows may be had quicker. */
static bool read_head(const char *name, const unsigned char *bytes, size_t size, struct pl_deadline *deadline,
                      struct pl_pixmap *head, struct placard_error *error) {
    int width = 0;
    int height = 0;
    if (!pl_png_size(name, bytes, size, &width, &height, error)) {
        return false;
    }
    struct pl_png_reader *reader = pl_png_reader_open(name, bytes, size, width, height, deadline, error);
    if (!reader) {
        return false;
    }
    pl_png_reader_head(reader, head);
    pl_png_reader_close(reader);
    return true;
}

bool pl_png_open(const char *name, const unsigned char *bytes, size_t size, struct pl_deadline *deadline,
                 struct pl_banded *out, struct placard_error *error) {
    bool done = pl_png_rows(name, bytes, size, &out->source, error) &&
                read_head(name, bytes, size, deadline, &out->head, error);
    if (!done) {
        pl_banded_finish(out);
    } else if (out->source) {
        out->source->deadline = deadline;
    }
    return done;
}
