/* run FOLDER LEAVINGS [--update]: draws the documents of FOLDER/cases at scale 1 and 2, and expects the very
 * pixels of NAME@1.png and NAME@2.png. --update writes those that differ or are missing. */
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
    bool update;
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

static void run_scale(struct driver *driver, const struct placard_document *document, const char *name,
                      const char *golden, int scale) {
    struct placard_error error = {.code = PLACARD_OK};
    struct placard_render_options options = {
        .scale = scale, .warning = print_warning, .warning_data = (void *)name};
    struct placard_picture *actual = placard_render(driver->context, document, 0, &options, &error);
    struct placard_picture *expected = actual ? cases_picture(golden, &error) : NULL;
    bool ok = expected && same_pixels(expected, actual);
    if (actual && !ok && driver->update) {
        ok = write_picture(actual, golden, &error);
        tap_note("%s: %s", golden, ok ? "written" : error.message);
    }
    tap_case(&driver->tap, ok, "%s@%d", name, scale);
    if (!ok && (!actual || !expected)) {
        tap_note("%s", error.message);
    }
    if (!ok && actual) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s@%d.png", driver->leavings, name, scale);
        panel_write(path, expected, actual, 0);
    }
    placard_picture_destroy(expected);
    placard_picture_destroy(actual);
}

int main(int count, char **words) {
    struct cases cases;
    char folder[4096];
    if (count < 3) {
        return EXIT_FAILURE;
    }
    struct driver driver = {.leavings = words[2], .update = count > 3 && strcmp(words[3], "--update") == 0};
    snprintf(folder, sizeof folder, "%s/cases", words[1]);
    if (!cases_init(&cases, folder)) {
        return EXIT_FAILURE;
    }
    driver.context = cases_context();
    for (size_t i = 0; i < cases.count; i++) {
        char *path = cases_path(&cases, i, ".json");
        struct placard_error error;
        struct placard_document *document = placard_document_load(path, &error);
        if (!document) {
            tap_case(&driver.tap, false, "%s", cases.names[i]);
            tap_note("%s", error.message);
        }
        for (int scale = 1; document && scale <= 2; scale++) {
            char *golden = cases_path(&cases, i, scale == 1 ? "@1.png" : "@2.png");
            run_scale(&driver, document, cases.names[i], golden, scale);
            free(golden);
        }
        placard_document_destroy(document);
        free(path);
    }
    placard_context_destroy(driver.context);
    cases_finish(&cases);
    return tap_finish(&driver.tap);
}
