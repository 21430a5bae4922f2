#include "compose/base.h"

#include "base/color.h"
#include "base/lazy.h"
#include "codec/codec.h"
#include "compose/source.h"
#include "paint/blend.h"
#include "paint/resample.h"

#include <math.h>

static int scaled(int side, double scale) {
    double size = floor(side * scale + 0.5);
    return size < 1 ? 1 : size > 1e9 ? 1000000000 : (int)size;
}

static bool check_pixels(const char *what, int width, int height, const struct pl_compose_options *options,
                         struct placard_error *error) {
    long long most = pl_compose_pixels(options);
    return pl_size_check(what, width, height, error) &&
           ((long long)width * height <= most ||
            pl_fail(error, PLACARD_LIMIT, "%s: expected at most %lld pixels, found %dx%d (%lld pixels)", what,
                    most, width, height, (long long)width * height));
}

/* Before it is decoded: neither it nor what it is enlarged to may be too large. */
static bool check_base(const char *name, const void *bytes, size_t size,
                       const struct pl_compose_options *options, struct placard_error *error) {
    int width, height;
    /* The decoder holds the picture's own size against the limits itself. */
    if (options->scale == 1 && options->max_pixels == 0) {
        return true;
    }
    return pl_picture_size(name, bytes, size, &width, &height, error) &&
           check_pixels(name, width, height, options, error) &&
           check_pixels("enlarged picture", scaled(width, options->scale), scaled(height, options->scale),
                        options, error);
}

static bool decode_base(const struct pl_sample *sample, const struct pl_compose_options *options,
                        struct pl_pixmap *out, struct placard_error *error) {
    if (options->base_bytes) {
        const char *name = options->base ? options->base : "base image";
        return check_base(name, options->base_bytes, options->base_size, options, error) &&
               pl_picture_decode_lazily(name, options->base_bytes, options->base_size, options->deadline, out,
                                        error);
    }
    struct pl_compose_options own = *options;
    struct pl_source source;
    own.folder = options->base_folder ? options->base_folder : options->folder;
    bool ok = (options->base ? pl_source_load_file(options->base, &source, error)
                             : pl_source_load("base image", sample->base, &own, &source, error)) &&
              check_base(source.name, pl_source_bytes(&source), source.bytes.size, options, error) &&
              pl_source_decode_lazily(&source, options->deadline, out, error);
    pl_source_finish(&source);
    return ok;
}

static struct pl_color background_of(const struct pl_sample *sample,
                                     const struct pl_compose_options *options) {
    return options->background ? *options->background : sample->background;
}

/* A base image with alpha shows the background through. Row by row, as a second picture of its size would be
 * for this alone. */
static bool lay_background(struct pl_pixmap *base, struct pl_color color, struct placard_error *error) {
    struct pl_pixmap row;
    if (base->opaque || color.a == 0) {
        return true;
    }
    if (!pl_pixmap_init(&row, base->width, 1, error)) {
        return false;
    }
    for (int y = 0; y < base->height; y++) {
        pl_pixmap_fill(&row, pl_color_pixel(color));
        pl_blend_pixels(row.pixels, base->width, pl_pixmap_row(base, y), NULL);
        memcpy(pl_pixmap_row(base, y), row.pixels, (size_t)base->width * sizeof *row.pixels);
    }
    base->opaque = row.opaque;
    pl_pixmap_finish(&row);
    return true;
}

static bool enlarge(struct pl_pixmap *base, const struct pl_compose_options *options,
                    struct placard_error *error) {
    struct pl_pixmap large;
    int width = scaled(base->width, options->scale);
    int height = scaled(base->height, options->scale);
    if (width == base->width && height == base->height) {
        return true;
    }
    pl_pixmap_load(base);
    if (!pl_pixmap_resample(&large, base, width, height, options->deadline, error)) {
        return false;
    }
    pl_pixmap_finish(base);
    *base = large;
    return true;
}

bool pl_base_load(const struct pl_sample *sample, const struct pl_compose_options *options,
                  struct pl_pixmap *out, struct placard_error *error) {
    struct pl_color background = background_of(sample, options);
    *out = (struct pl_pixmap){0};
    if (options->base || options->base_bytes || sample->base) {
        if (decode_base(sample, options, out, error) && enlarge(out, options, error) &&
            lay_background(out, background, error)) {
            return true;
        }
        pl_pixmap_finish(out);
        return pl_compose_late(options, "base image", error);
    }
    if (sample->width == 0) {
        return pl_fail(
            error, PLACARD_DOCUMENT,
            "no base image: the document names none and has no width and height; give one beside it");
    }
    int width = scaled(sample->width, options->scale);
    int height = scaled(sample->height, options->scale);
    if (!check_pixels("canvas", width, height, options, error) ||
        !pl_pixmap_init(out, width, height, error)) {
        return false;
    }
    pl_pixmap_fill(out, pl_color_pixel(background));
    return true;
}
