/*
 * Every document that has a picture, drawn over a JPEG, whose rows are made when they are drawn on or looked
 * at, and over the same picture as PNG, whose rows are all there: no pixel may differ.
 */
#include "base/buffer.h"
#include "base/file.h"
#include "unit.h"

#include <placard/placard.h>

#include <glob.h>
#include <string.h>

static struct placard_error error;

static struct placard_picture *render(struct placard_context *context, const char *path,
                                      const struct placard_bytes *base) {
    struct placard_render_options options = {
        .base = "base", .base_bytes = base->data, .base_size = base->size, .assets = "/"};
    struct placard_document *document = placard_document_load(path, &error);
    ck_assert_msg(document != NULL, "%s: %s", path, error.message);
    struct placard_picture *picture = placard_render(context, document, 0, &options, &error);
    ck_assert_msg(picture != NULL, "%s: %s", path, error.message);
    placard_document_destroy(document);
    return picture;
}

static void check_same(const char *path, const struct placard_picture *a, const struct placard_picture *b) {
    int width, height;
    ptrdiff_t pitch, other;
    const unsigned char *p = placard_picture_pixels(a, &width, &height, &pitch);
    const unsigned char *q = placard_picture_pixels(b, &width, &height, &other);
    for (int y = 0; y < height; y++) {
        ck_assert_msg(memcmp(p + y * pitch, q + y * other, (size_t)width * 4) == 0, "%s: row %d differs",
                      path, y);
    }
}

/* The picture of a JPEG as PNG. */
static struct placard_bytes as_png(const struct placard_bytes *jpeg) {
    struct placard_bytes png;
    struct placard_picture *picture = placard_decode("base", jpeg->data, jpeg->size, &error);
    ck_succeeds(picture != NULL, error);
    ck_succeeds(placard_encode(picture, NULL, &png, &error), error);
    placard_picture_destroy(picture);
    return png;
}

START_TEST(every_document) {
    static const char *const patterns[] = {"tests/golden/cases/*.json", "tests/reference/cases/*/*.json",
                                           "docs/layers/*/*.json", "samples/template.json"};
    glob_t found = {0};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        ck_assert_int_eq(glob(patterns[i], i > 0 ? GLOB_APPEND : 0, NULL, &found), 0);
    }
    struct placard_context_options fonts = {.bundled_fonts = "fonts", .no_system_fonts = true};
    struct placard_context *context = placard_context_create(&fonts, &error);
    struct pl_buffer file = {0};
    ck_succeeds(pl_file_read("samples/1.jpg", 1 << 20, &file, &error), error);
    struct placard_bytes jpeg = {file.data, file.size};
    struct placard_bytes png = as_png(&jpeg);
    ck_assert_uint_gt(found.gl_pathc, 150);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *path = found.gl_pathv[i];
        if (strcmp(strrchr(path, '/'), "/check.json") == 0) {
            continue;
        }
        struct placard_picture *lazy = render(context, path, &jpeg);
        struct placard_picture *whole = render(context, path, &png);
        check_same(path, lazy, whole);
        placard_picture_destroy(lazy);
        placard_picture_destroy(whole);
    }
    placard_bytes_finish(&png);
    pl_buffer_finish(&file);
    placard_context_destroy(context);
    globfree(&found);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {every_document, NULL};
    return unit_run("lazy", tests);
}
