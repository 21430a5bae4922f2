/* run FOLDER LEAVINGS [--plain] [--update]: draws the documents of FOLDER at scale 1 and 2, and expects the
 * very pixels of NAME@1.png and NAME@2.png; --plain is at scale 1 alone, and expects those of NAME.png.
 * --update writes those that differ or are missing. */
#include "cases.h"
#include "panel.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct driver {
    struct tap tap;
    struct placard_context *context;
    const char *leavings;
    bool plain, update;
};

static bool same_pixels(const struct placard_picture *a, const struct placard_picture *b) {
    int width, height, other_width, other_height;
    ptrdiff_t stride, other_stride;
    const unsigned char *p = placard_picture_pixels(a, &width, &height, &stride);
    const unsigned char *q = placard_picture_pixels(b, &other_width, &other_height, &other_stride);
    bool same = width == other_width && height == other_height;
    for (int y = 0; same && y < height; y++) {
        same = memcmp(p + y * stride, q + y * other_stride, (size_t)width * 4) == 0;
    }
    return same;
}

static bool write_picture(const struct placard_picture *picture, const char *path,
                          struct placard_error *error) {
    struct placard_bytes bytes;
    bool ok = placard_encode(picture, NULL, &bytes, error) &&
              placard_file_write(path, bytes.data, bytes.size, error);
    placard_bytes_finish(&bytes);
    return ok;
}

static void print_warning(void *data, const char *message) {
    tap_note("%s: %s", (const char *)data, message);
}

/* `title` is the case's name, with what stands between it and .png in its picture's. */
static void run_scale(struct driver *driver, const struct placard_document *document, const char *title,
                      const char *golden, int scale) {
    struct placard_error error = {.code = PLACARD_OK};
    struct placard_render_options options = {
        .scale = scale, .warning = print_warning, .warning_data = (void *)title};
    struct placard_picture *actual = placard_render(driver->context, document, 0, &options, &error);
    struct placard_picture *expected = actual ? cases_picture(golden, &error) : NULL;
    bool ok = expected && same_pixels(expected, actual);
    if (actual && !ok && driver->update) {
        ok = write_picture(actual, golden, &error);
        tap_note("%s: %s", golden, ok ? "written" : error.message);
    }
    tap_case(&driver->tap, ok, "%s", title);
    if (!ok && (!actual || !expected)) {
        tap_note("%s", error.message);
    }
    if (!ok && actual) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s.png", driver->leavings, title);
        panel_write(path, expected, actual,
                    &(struct placard_compare_options){.threshold = -1, .include_antialiased = true});
    }
    placard_picture_destroy(expected);
    placard_picture_destroy(actual);
}

static void run_case(struct driver *driver, const struct cases *cases, size_t index) {
    static const char *const endings[] = {"@1.png", "@2.png"};
    char *path = cases_path(cases, index, ".json");
    struct placard_error error;
    struct placard_document *document = placard_document_load(path, &error);
    if (!document) {
        tap_case(&driver->tap, false, "%s", cases->names[index]);
        tap_note("%s", error.message);
    }
    for (int scale = 1; document && scale <= (driver->plain ? 1 : 2); scale++) {
        const char *ending = driver->plain ? ".png" : endings[scale - 1];
        char *golden = cases_path(cases, index, ending);
        char title[1024];
        snprintf(title, sizeof title, "%s%.*s", cases->names[index], (int)strlen(ending) - 4, ending);
        run_scale(driver, document, title, golden, scale);
        free(golden);
    }
    placard_document_destroy(document);
    free(path);
}

int main(int count, char **words) {
    struct cases cases;
    if (count < 3) {
        return EXIT_FAILURE;
    }
    struct driver driver = {.leavings = words[2]};
    for (int i = 3; i < count; i++) {
        driver.plain |= strcmp(words[i], "--plain") == 0;
        driver.update |= strcmp(words[i], "--update") == 0;
    }
    if (!cases_init(&cases, words[1])) {
        return EXIT_FAILURE;
    }
    driver.context = cases_context();
    for (size_t i = 0; i < cases.count; i++) {
        run_case(&driver, &cases, i);
    }
    placard_context_destroy(driver.context);
    cases_finish(&cases);
    return tap_finish(&driver.tap);
}
