#include "cases.h"
#include "pictures.h"
#include "torture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Drawing: every layer type with every option, from a fresh context each time, so that fonts are opened and
 * glyphs drawn for the first time. */

struct drawing {
    struct placard_context *context;
    struct placard_document *document;
    struct pl_buffer base; /* a JPEG */
};

static bool draw_samples(struct placard_context *context, const struct placard_document *document,
                         struct digest *digest, struct placard_error *error) {
    struct placard_document_info info;
    placard_document_describe(document, &info);
    for (int i = 0; i < info.samples; i++) {
        struct placard_render_options options = {
            .warning = digest_warning, .warning_data = digest, .assets = "/"};
        struct placard_picture *picture = placard_render(context, document, i, &options, error);
        if (!picture) {
            return false;
        }
        digest_picture(digest, picture);
        placard_picture_destroy(picture);
    }
    return true;
}

static void close_drawing(void *state) {
    struct drawing *drawing = state;
    placard_document_destroy(drawing->document);
    placard_context_destroy(drawing->context);
    pl_buffer_finish(&drawing->base);
    free(drawing);
}

static void *open_drawing(void *path) {
    struct drawing *drawing = calloc(1, sizeof *drawing);
    if (!drawing) {
        return NULL;
    }
    drawing->context = placard_context_create(&torture_fonts, NULL);
    drawing->document = placard_document_load(path, NULL);
    if (!drawing->context || !drawing->document) {
        close_drawing(drawing);
        return NULL;
    }
    return drawing;
}

/* Over a base image of some blocks across and down. */
static void *open_over_jpeg(void *path) {
    enum { WIDTH = 97, HEIGHT = 70 };
    static unsigned char samples[WIDTH * HEIGHT * 3];
    struct drawing *drawing = open_drawing(path);
    if (drawing) {
        picture_waves(samples, WIDTH, HEIGHT, 3);
        picture_jpeg_make(&(struct picture_jpeg){WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, 2, 2}, samples,
                          &drawing->base);
    }
    return drawing;
}

static bool draw(void *state, struct digest *digest, struct placard_error *error) {
    struct drawing *drawing = state;
    return draw_samples(drawing->context, drawing->document, digest, error);
}

/* From nothing to a file's bytes, all of which may fail. */
static bool draw_whole(void *path, struct digest *digest, struct placard_error *error) {
    static const struct placard_encode_options jpeg = {.format = "jpeg"};
    struct placard_context *context = placard_context_create(&torture_fonts, error);
    struct placard_document *document = context ? placard_document_load(path, error) : NULL;
    struct placard_picture *picture = document ? placard_render(context, document, 0, NULL, error) : NULL;
    struct placard_bytes png = {0};
    struct placard_bytes jpg = {0};
    bool done =
        picture && placard_encode(picture, NULL, &png, error) && placard_encode(picture, &jpeg, &jpg, error);
    digest_bytes(digest, png.data, png.size);
    digest_bytes(digest, jpg.data, jpg.size);
    placard_bytes_finish(&jpg);
    placard_bytes_finish(&png);
    placard_picture_destroy(picture);
    placard_document_destroy(document);
    placard_context_destroy(context);
    return done;
}

/* Over a JPEG, of which pixels are made where they are drawn on, and coefficients taken over where not;
 * twice, as what was read is kept for the next poster. */
static bool draw_over_jpeg(void *state, struct digest *digest, struct placard_error *error) {
    static const char *const formats[] = {"jpeg", "png", "jpeg"};
    struct drawing *drawing = state;
    bool done = true;
    for (int i = 0; done && i < 3; i++) {
        const struct placard_encode_options encode = {.format = formats[i], .quality = 75 + i};
        const struct placard_render_options options = {.warning = digest_warning,
                                                       .warning_data = digest,
                                                       .assets = "/",
                                                       .base = "base.jpg",
                                                       .base_bytes = drawing->base.data,
                                                       .base_size = drawing->base.size,
                                                       .scale = i == 2 ? 0.5 : 1};
        struct placard_bytes bytes = {0};
        struct placard_picture *picture =
            placard_render(drawing->context, drawing->document, 0, &options, error);
        done = picture && placard_encode(picture, &encode, &bytes, error);
        digest_bytes(digest, bytes.data, bytes.size);
        placard_bytes_finish(&bytes);
        placard_picture_destroy(picture);
    }
    return done;
}

static void take_font(void *data, const struct placard_font_info *info) {
    digest_text(data, info->requested);
    digest_text(data, info->family);
    digest_text(data, info->missing);
    digest_number(data, info->weight);
}

static bool tell_fonts(void *state, struct digest *digest, struct placard_error *error) {
    struct drawing *drawing = state;
    return placard_document_fonts(drawing->context, drawing->document, take_font, digest, error) &&
           placard_fonts(drawing->context, take_font, digest, error);
}

static void draw_folder(const char *source, const char *name, int stride) {
    char folder[4096];
    struct cases cases;
    snprintf(folder, sizeof folder, "%s/%s", source, name);
    if (!cases_init(&cases, folder)) {
        exit(EXIT_FAILURE);
    }
    for (size_t i = 0; i < cases.count; i++) {
        char *path = cases_path(&cases, i, ".json");
        char label[4096];
        snprintf(label, sizeof label, "draw %s/%s", name, cases.names[i]);
        if (strcmp(cases.names[i], "check") != 0) {
            torture(&(struct scenario){label, draw, path, open_drawing, close_drawing, false, stride});
        }
        free(path);
    }
    cases_finish(&cases);
}

void torture_draw(const char *source) {
    char path[4096];
    snprintf(path, sizeof path, "%s/samples/suite/label.json", source);
    torture(&(struct scenario){.name = "from a file to files", .run = draw_whole, .state = path});
    torture(&(struct scenario){"fonts", tell_fonts, path, open_drawing, close_drawing, false, 0});
    snprintf(path, sizeof path, "%s/tests/torture/documents/images.json", source);
    torture(&(struct scenario){"over a JPEG", draw_over_jpeg, path, open_over_jpeg, close_drawing, false, 0});
    torture_bands();
    draw_folder(source, "tests/torture/documents", 1);
}

void torture_documents(const char *source) {
    draw_folder(source, "tests/golden/cases", 47);
    draw_folder(source, "docs/layers", 61);
}
