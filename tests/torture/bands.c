#include "compose/compose.h"
#include "layers/layers.h"
#include "pictures.h"
#include "provider/provider.h"
#include "torture.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

/* Posters in bands, which only large ones are drawn in unless they are asked for. */

enum { WIDTH = 97, HEIGHT = 70 };

struct banded {
    struct pl_document document;
    struct pl_buffer jpeg, png;
};

static const char poster[] =
    "{\"width\": 97, \"height\": 70, \"layers\": [{\"type\": \"text_mask\", \"left\": 9, \"top\": 9, "
    "\"width\": "
    "60, \"height\": 50, \"color\": \"#f80\", \"rotation\": 9, \"opacity\": 0.5, \"box_shadow\": \"0 0 9px "
    "#000, "
    "inset 0 0 9px #00f\"}, {\"type\": \"text\", \"left\": 5, \"top\": 9, \"width\": 80, \"height\": 50, "
    "\"content\": \"Ab\", \"font_size\": 30, \"opacity\": 0.7, \"text_shadow\": \"2px 2px 4px #000\"}]}";

static void close_banded(void *state) {
    struct banded *banded = state;
    pl_document_finish(&banded->document);
    pl_buffer_finish(&banded->jpeg);
    pl_buffer_finish(&banded->png);
    free(banded);
}

static void *open_banded(void *nothing) {
    static unsigned char samples[WIDTH * HEIGHT * 4 + HEIGHT];
    const struct picture_png png = {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_RGBA, .transparent = -1};
    struct banded *banded = calloc(1, sizeof *banded);
    (void)nothing;
    if (!banded) {
        return NULL;
    }
    if (!pl_document_read(poster, sizeof poster - 1, &banded->document, NULL)) {
        close_banded(banded);
        return NULL;
    }
    pl_layers_read(&banded->document, &banded->document.samples[0]);
    picture_waves(samples, WIDTH, HEIGHT, 3);
    picture_jpeg_make(&(struct picture_jpeg){WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, 2, 2}, samples,
                      &banded->jpeg);
    picture_waves(samples, WIDTH, HEIGHT, 4);
    picture_png_make(&png, samples, &banded->png);
    return banded;
}

static bool take(void *data, const void *bytes, size_t size, bool last, struct placard_error *error) {
    (void)last;
    (void)error;
    digest_bytes(data, bytes, size);
    return true;
}

static bool draw(struct pl_painter *painter, const struct banded *banded, const struct pl_buffer *base,
                 double scale, const char *format, struct digest *digest, struct placard_error *error) {
    const struct pl_encode_options encode = {.quality = 80};
    struct pl_buffer bytes = {0};
    struct pl_pixmap scratch = {0};
    struct pl_composed told;
    const struct pl_output output = {pl_codec_by_name(format), &encode, &bytes, take, digest};
    const struct pl_compose_options options = {.base_bytes = base ? base->data : NULL,
                                               .base_size = base ? base->size : 0,
                                               .scale = scale,
                                               .lazy = true,
                                               .undivided = 1,
                                               .band = 2000};
    bool done = pl_compose_encoded(painter, &banded->document.samples[0], &options, NULL, &output, &scratch,
                                   &told, error);
    pl_pixmap_finish(&scratch);
    pl_buffer_finish(&bytes);
    return done;
}

/* Over nothing, coefficients, rows, and rows that are enlarged. */
static bool draw_all(void *state, struct digest *digest, struct placard_error *error) {
    const struct banded *banded = state;
    const struct pl_font_options fonts = {.no_system = true};
    struct pl_painter painter = {0};
    bool done = pl_fonts_init(&painter.fonts, &fonts, error) &&
                draw(&painter, banded, NULL, 1, "png", digest, error) &&
                draw(&painter, banded, &banded->jpeg, 1, "jpeg", digest, error) &&
                draw(&painter, banded, &banded->jpeg, 1.5, "png", digest, error) &&
                draw(&painter, banded, &banded->png, 1, "jpeg", digest, error) &&
                draw(&painter, banded, &banded->png, 1.5, "png", digest, error);
    pl_painter_finish(&painter);
    return done;
}

void torture_bands(void) {
    torture(&(struct scenario){"in bands", draw_all, NULL, open_banded, close_banded, false, 0});
}
