/* The whole way: a document, its samples drawn over a base of 64x64 pixels, encoded as PNG and JPEG, and the
 * PNG decoded again. The base is the same whatever the document says, so that it can't ask for a large
 * picture. */
#include "fuzz.h"

/* One sample shows what another would, and image layers cost what their pictures have in pixels. */
enum { SAMPLES_DRAWN = 2 };

static void take_warning(void *data, const char *message) {
    fuzz_require_line(message);
}

static void take_font(void *data, const struct placard_font_info *info) {
    fuzz_require(info->requested && info->family && info->file, "a font is named");
}

static void encode(const struct placard_picture *picture, const char *format, int quality) {
    struct placard_encode_options options = {.format = format, .quality = quality};
    struct placard_bytes bytes;
    struct placard_error error;
    fuzz_require(placard_encode(picture, &options, &bytes, &error), "a poster can be encoded");
    struct placard_picture *again = placard_decode("again", bytes.data, bytes.size, &error);
    int width, height;
    ptrdiff_t stride;
    fuzz_require(again && placard_picture_pixels(again, &width, &height, &stride) && width == height,
                 "an encoded poster can be decoded");
    placard_picture_destroy(again);
    placard_bytes_finish(&bytes);
}

static void draw(const struct placard_document *document, int sample, double scale) {
    struct placard_bytes base = fuzz_base();
    struct placard_error error = {.code = PLACARD_OK};
    struct placard_render_options options = {.base = "base.png",
                                             .base_bytes = base.data,
                                             .base_size = base.size,
                                             .scale = scale,
                                             .warning = take_warning};
    struct placard_picture *picture = placard_render(fuzz_context(), document, sample, &options, &error);
    if (!picture) {
        fuzz_require_error(&error);
        return;
    }
    encode(picture, "png", 0);
    encode(picture, "jpeg", scale < 1 ? 75 : 95);
    placard_picture_destroy(picture);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct placard_error error = {.code = PLACARD_OK};
    /* What is relative to this folder is not there. */
    struct placard_document *document = placard_document_parse(data, size, "/nowhere", &error);
    if (!document) {
        fuzz_require_error(&error);
        return 0;
    }
    struct placard_document_info info;
    placard_document_describe(document, &info);
    for (int i = 0; i < info.samples && i < SAMPLES_DRAWN; i++) {
        draw(document, i, i == 0 ? 1 : 0.5);
    }
    if (info.samples > 0 && !placard_document_fonts(fuzz_context(), document, take_font, NULL, &error)) {
        fuzz_require_error(&error);
    }
    placard_document_destroy(document);
    return 0;
}
