#include "panel.h"

#include "base/pixmap.h"
#include "codec/codec.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A look at a picture's pixels; nothing of it is released. */
static struct pl_pixmap view(const struct placard_picture *picture) {
    struct pl_pixmap pixmap = {0};
    if (picture) {
        pixmap.pixels =
            (uint32_t *)placard_picture_pixels(picture, &pixmap.width, &pixmap.height, &pixmap.stride);
    }
    return pixmap;
}

static void paste(struct pl_pixmap *to, const struct pl_pixmap *from, int x) {
    for (int y = 0; y < from->height; y++) {
        memcpy(pl_pixmap_row(to, y) + x, pl_pixmap_row(from, y), (size_t)from->width * 4);
    }
}

static void make_folders(const char *path) {
    char *part = strdup(path);
    for (char *slash = part ? strchr(part + 1, '/') : NULL; slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(part, 0777);
        *slash = '/';
    }
    free(part);
}

/* What differs, or NULL where there is nothing to be seen. */
static struct placard_picture *draw_difference(const struct placard_picture *expected,
                                               const struct placard_picture *actual,
                                               const struct placard_compare_options *options) {
    struct placard_difference difference;
    struct placard_error error;
    struct placard_picture *picture = NULL;
    if (expected && placard_compare(expected, actual, options, &difference, &error)) {
        picture = placard_difference_picture(&difference, expected, &error);
        placard_difference_finish(&difference);
    }
    return picture;
}

void panel_write(const char *path, const struct placard_picture *expected,
                 const struct placard_picture *actual, const struct placard_compare_options *options) {
    enum { GAP = 8 };
    struct placard_picture *picture = draw_difference(expected, actual, options);
    struct pl_pixmap a = view(expected);
    struct pl_pixmap b = view(actual);
    struct pl_pixmap difference = view(picture);
    struct pl_pixmap panel = {0};
    struct pl_buffer bytes = {0};
    struct placard_error error;
    int height = a.height > b.height ? a.height : b.height;
    bool ok = pl_pixmap_init(&panel, a.width + b.width + difference.width + 2 * GAP, height, &error);
    if (ok) {
        pl_pixmap_fill(&panel, 0xff808080U);
        paste(&panel, &a, 0);
        paste(&panel, &b, a.width + GAP);
        paste(&panel, &difference, a.width + b.width + 2 * GAP);
        panel.opaque = false;
        make_folders(path);
        ok = pl_codec_by_name("png")->encode(&panel, &(struct pl_encode_options){0}, &bytes, &error) &&
             placard_file_write(path, bytes.data, bytes.size, &error);
    }
    tap_note("%s%s", ok ? "expected, actual and difference: " : "no panel: ", ok ? path : error.message);
    pl_buffer_finish(&bytes);
    pl_pixmap_finish(&panel);
    placard_picture_destroy(picture);
}
