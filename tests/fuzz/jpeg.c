/* A JPEG, decoded in every way, and encoded again from what is kept of it. */
#include "codec/jpeg.h"

#include "base/lazy.h"
#include "codec/jpeg_blocks.h"
#include "fuzz.h"
#include "picture.h"

#include <string.h>

/* Larger ones only cost time. */
enum { PIXELS_LIMIT = 256 * 256 };

/* At a quality, with nothing, something or all of it drawn on; the file that comes of it can be decoded. */
static void encode(struct pl_pixmap *pixmap, int quality, int drawn) {
    static const enum pl_chroma kinds[2][2] = {{PL_CHROMA_444, PL_CHROMA_444},
                                               {PL_CHROMA_422, PL_CHROMA_420}};
    const struct pl_jpeg_blocks *blocks = pixmap->lazy->backing->blocks;
    struct pl_encode_options options = {.quality = quality,
                                        .chroma = kinds[blocks->across - 1][blocks->down - 1]};
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_buffer file = {0};
    struct pl_pixmap again;
    pl_pixmap_touch(pixmap, 0, 0, pixmap->width * drawn / 2, pixmap->height * drawn / 2);
    fuzz_require(pl_jpeg_encode(pixmap, &options, &file, &error), "what is kept can be encoded");
    fuzz_require(pl_jpeg_decode("again", file.data, file.size, &again, &error), "and decoded again");
    fuzz_require(again.width == pixmap->width && again.height == pixmap->height, "and is as large");
    pl_pixmap_finish(&again);
    pl_buffer_finish(&file);
}

static void encode_kept(const uint8_t *data, size_t size) {
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_pixmap pixmap;
    int width, height;
    if (!pl_jpeg_size("size", data, size, &width, &height, &error) ||
        (long long)width * height > PIXELS_LIMIT) {
        return;
    }
    if (!pl_jpeg_decode_lazily("kept", data, size, NULL, &pixmap, &error)) {
        fuzz_require_error(&error);
        return;
    }
    for (int drawn = 0; pixmap.lazy && drawn <= 2; drawn++) {
        encode(&pixmap, 1 + data[size - 1 - (size_t)drawn] % 100, drawn);
    }
    pl_pixmap_finish(&pixmap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    /* The PNG decoder has a target of its own. */
    if (size > 4 && memcmp(data, "\xff\xd8", 2) == 0) {
        fuzz_picture(data, size);
        encode_kept(data, size);
    }
    return 0;
}
