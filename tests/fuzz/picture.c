#include "picture.h"

#include "base/halve.h"
#include "codec/codec.h"
#include "codec/source.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

/* Larger pictures are only begun: what the fuzzer is after is in the small ones, and they cost less. */
enum { PIXELS_WHOLE = 512 * 512, ROWS_OF_LARGE = 4 };

/* Every pixel is looked at, so that one that was never written is noticed where the tool can. */
static void require_pixmap(const struct pl_pixmap *pixmap) {
    uint32_t least = UINT32_MAX;
    for (int y = 0; y < pixmap->height; y++) {
        const uint32_t *row = pl_pixmap_row(pixmap, y);
        for (int x = 0; x < pixmap->width; x++) {
            least = row[x] >> 24 < least ? row[x] >> 24 : least;
        }
    }
    fuzz_require(!pixmap->opaque || least == 255, "an opaque picture has opaque pixels");
}

static void decode_small(const uint8_t *data, size_t size, int side) {
    struct pl_pixmap pixmap;
    struct placard_error error = {.code = PLACARD_OK};
    if (pl_picture_decode_small("small", data, size, side, &pixmap, &error)) {
        require_pixmap(&pixmap);
        pl_pixmap_finish(&pixmap);
    } else {
        fuzz_require_error(&error);
    }
}

static void make_thumbnail(const uint8_t *data, size_t size, int side, bool decodable) {
    struct placard_error error = {.code = PLACARD_OK};
    struct placard_picture *picture = placard_thumbnail("thumbnail", data, size, side, &error);
    if (picture) {
        int width, height;
        ptrdiff_t stride;
        placard_picture_pixels(picture, &width, &height, &stride);
        fuzz_require(width > 0 && height > 0 && width <= side && height <= side, "a thumbnail is small");
    } else {
        fuzz_require(!decodable, "what can be decoded can be made smaller");
        fuzz_require_error(&error);
    }
    placard_picture_destroy(picture);
}

/* Reads up to `count` rows; where they are all, they are `straight`'s, unless that is NULL. */
static bool read_rows(struct pl_row_source *source, int count, const struct pl_pixmap *straight) {
    struct placard_error error = {.code = PLACARD_OK};
    uint32_t *row = malloc((size_t)source->width * 4);
    bool ok = true;
    fuzz_require(row != NULL, "there is memory for a row");
    for (int y = 0; ok && y < count; y++) {
        ok = source->read(source, row, &error);
        if (!ok) {
            fuzz_require_error(&error);
        } else if (straight) {
            fuzz_require(memcmp(row, pl_pixmap_row(straight, y), (size_t)source->width * 4) == 0,
                         "a picture is the same row by row");
        }
    }
    free(row);
    return ok;
}

/* All rows; from the start, from the middle of the way, and again. */
static void try_rows(const uint8_t *data, size_t size, const struct pl_pixmap *straight) {
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_row_source *source = pl_picture_source("rows", data, size, &error);
    if (!source) {
        fuzz_require_error(&error);
        fuzz_require(!straight, "what can be decoded whole can be opened row by row");
        return;
    }
    if (straight) {
        fuzz_require(source->width == straight->width && source->height == straight->height,
                     "a picture has the same size row by row");
    }
    bool ok = read_rows(source, source->height, straight);
    source->rewind(source);
    read_rows(source, source->height / 2, ok ? straight : NULL);
    source->rewind(source);
    fuzz_require(read_rows(source, source->height, ok ? straight : NULL) == ok,
                 "a picture is read again as it was read before");
    fuzz_require(ok == (straight != NULL), "a picture can be decoded row by row just as whole");
    source->close(source);
}

/* Halved while it is decoded, where that can be done; `whole` is NULL where it can't be decoded. */
static void try_halved(const uint8_t *data, size_t size, const struct pl_pixmap *whole) {
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_pixmap small;
    struct pl_pixmap half;
    bool ok = pl_picture_decode_halved("halved", data, size, 1, NULL, &small, &error);
    fuzz_require(ok == (whole != NULL), "a picture can be decoded halved just as whole");
    if (!ok) {
        fuzz_require_error(&error);
        return;
    }
    if (small.width < whole->width) {
        fuzz_require(pl_halve(&half, whole, NULL, NULL), "there is memory for half of it");
        for (int y = 0; y < half.height; y++) {
            fuzz_require(memcmp(pl_pixmap_row(&half, y), pl_pixmap_row(&small, y), (size_t)half.width * 4) ==
                             0,
                         "a picture is the same halved while it is decoded");
        }
        pl_pixmap_finish(&half);
    }
    pl_pixmap_finish(&small);
}

/* The first rows, where the format itself has them one by one. */
static void begin_rows(const uint8_t *data, size_t size) {
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_row_source *source = NULL;
    const struct pl_codec *codec = pl_codec_sniff(data, size);
    if (codec->rows && !codec->rows("rows", data, size, &source, &error)) {
        fuzz_require_error(&error);
    }
    if (source) {
        read_rows(source, source->height < ROWS_OF_LARGE ? source->height : ROWS_OF_LARGE, NULL);
        source->rewind(source);
        read_rows(source, 1, NULL);
        source->close(source);
    }
}

void fuzz_picture(const uint8_t *data, size_t size) {
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_pixmap pixmap, straight;
    int width, height;
    if (!pl_picture_size("size", data, size, &width, &height, &error)) {
        fuzz_require_error(&error);
        fuzz_require(!pl_picture_decode("whole", data, size, &pixmap, &error),
                     "what has no size can't be decoded");
        return;
    }
    fuzz_require(width > 0 && height > 0 && width <= PL_SIDE_LIMIT && height <= PL_SIDE_LIMIT &&
                     (long long)width * height <= PL_AREA_LIMIT,
                 "a size is within the limits");
    if ((long long)width * height > PIXELS_WHOLE) {
        begin_rows(data, size);
        return;
    }
    bool ok = pl_picture_decode("whole", data, size, &pixmap, &error);
    if (ok) {
        fuzz_require(pixmap.width == width && pixmap.height == height, "a picture has the size that it said");
        require_pixmap(&pixmap);
    } else {
        fuzz_require_error(&error);
    }
    fuzz_require(pl_picture_decode_straight("straight", data, size, &straight, &error) == ok,
                 "a picture can be decoded straight just as otherwise");
    try_rows(data, size, ok ? &straight : NULL);
    try_halved(data, size, ok ? &pixmap : NULL);
    decode_small(data, size, 1);
    make_thumbnail(data, size, 1 + (width + height) / 5, ok);
    if (ok) {
        pl_pixmap_finish(&pixmap);
        pl_pixmap_finish(&straight);
    }
}
