#include "compose/base.h"

#include "base/color.h"
#include "base/lazy.h"
#include "base/memory.h"
#include "paint/blend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static struct pl_color background_of(const struct pl_sample *sample,
                                     const struct pl_compose_options *options) {
    return options->background ? *options->background : sample->background;
}

/* Before it is decoded: neither it nor what it is enlarged to may be too large. */
static bool check_base(const struct pl_base *base, int width, int height, struct placard_error *error) {
    const struct pl_compose_options *options = base->options;
    /* The decoder holds the picture's own size against the limits itself. */
    if (options->scale == 1 && options->max_pixels == 0) {
        return true;
    }
    return check_pixels(base->name, width, height, options, error) &&
           check_pixels("enlarged picture", base->width, base->height, options, error);
}

static bool load_source(struct pl_base *base, const struct pl_sample *sample, struct placard_error *error) {
    const struct pl_compose_options *options = base->options;
    if (options->base_bytes) {
        base->name = options->base ? options->base : "base image";
        base->bytes = options->base_bytes;
        base->size = options->base_size;
        return true;
    }
    struct pl_compose_options own = *options;
    own.folder = options->base_folder ? options->base_folder : options->folder;
    bool ok = options->base ? pl_source_load_file(options->base, &base->source, error)
                            : pl_source_load("base image", sample->base, &own, &base->source, error);
    base->name = base->source.name;
    base->bytes = pl_source_bytes(&base->source);
    base->size = base->source.bytes.size;
    return ok;
}

static bool open_picture(struct pl_base *base, const struct pl_sample *sample, struct placard_error *error) {
    int width, height;
    if (!load_source(base, sample, error) ||
        !pl_picture_size(base->name, base->bytes, base->size, &width, &height, error)) {
        return false;
    }
    base->width = scaled(width, base->options->scale);
    base->height = scaled(height, base->options->scale);
    base->enlarged = base->width != width || base->height != height;
    return check_base(base, width, height, error);
}

bool pl_base_open(const struct pl_sample *sample, const struct pl_compose_options *options,
                  struct pl_base *base, struct placard_error *error) {
    *base = (struct pl_base){.options = options, .background = background_of(sample, options)};
    base->has_picture = options->base || options->base_bytes || sample->base;
    if (base->has_picture) {
        return open_picture(base, sample, error) || pl_compose_late(options, "base image", error);
    }
    if (sample->width == 0) {
        return pl_fail(
            error, PLACARD_DOCUMENT,
            "no base image: the document names none and has no width and height; give one beside it");
    }
    base->width = scaled(sample->width, options->scale);
    base->height = scaled(sample->height, options->scale);
    return check_pixels("canvas", base->width, base->height, options, error);
}

bool pl_base_is_small(const struct pl_base *base) {
    return (long long)base->width * base->height <= pl_compose_undivided(base->options);
}

void pl_base_close(struct pl_base *base) {
    pl_resampler_destroy(base->resampler);
    free(base->row);
    pl_pixmap_finish(&base->whole);
    pl_banded_finish(&base->banded);
    pl_source_finish(&base->source);
    *base = (struct pl_base){0};
}

/* ---- all of it ---- */

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
    for (int y = base->from; y < pl_pixmap_end(base); y++) {
        pl_pixmap_fill(&row, pl_color_pixel(color));
        pl_blend_pixels(row.pixels, base->width, pl_pixmap_row(base, y), NULL);
        memcpy(pl_pixmap_row(base, y), row.pixels, (size_t)base->width * sizeof *row.pixels);
    }
    base->opaque = row.opaque;
    pl_pixmap_finish(&row);
    return true;
}

static bool enlarge(const struct pl_base *base, struct pl_pixmap *pixmap, struct placard_error *error) {
    struct pl_pixmap large;
    if (!base->enlarged) {
        return true;
    }
    pl_pixmap_load(pixmap);
    if (!pl_pixmap_resample(&large, pixmap, base->width, base->height, base->options->deadline, error)) {
        return false;
    }
    pl_pixmap_finish(pixmap);
    *pixmap = large;
    return true;
}

/* Whether an older picture had better be kept until this one is decoded, whose rows may then be made in its
 * memory: it is not much, and what the picture is may have rows that are yet to be made. */
static bool is_worth_keeping(const struct pl_base *base, const struct pl_pixmap *older) {
    const struct pl_codec *codec = pl_codec_sniff(base->bytes, base->size);
    return codec && codec->decode_lazily && pl_pixmap_may_idle(older);
}

/* Gives rows that are yet to be made the memory of an older picture, which is finished. */
static void use_again(struct pl_pixmap *older, struct pl_pixmap *out) {
    bool fits = older->stride == out->stride && older->height == out->height && older->to == 0;
    if (out->lazy && older->pixels && fits) {
        uint32_t *fresh = out->pixels;
        out->pixels = older->pixels;
        older->pixels = fresh;
    }
    pl_pixmap_finish(older);
}

/* One colour. */
static bool fill_canvas(const struct pl_base *base, struct pl_pixmap *older, struct pl_pixmap *out,
                        struct placard_error *error) {
    bool fits = older->width == base->width && older->height == base->height && older->to == 0;
    if (older->pixels && fits) {
        *out = *older;
    } else {
        pl_pixmap_finish(older);
        if (!pl_pixmap_init(out, base->width, base->height, error)) {
            return false;
        }
    }
    pl_pixmap_fill(out, pl_color_pixel(base->background));
    return true;
}

bool pl_base_load(struct pl_base *base, struct pl_pixmap *out, struct placard_error *error) {
    struct pl_pixmap older = *out;
    *out = (struct pl_pixmap){0};
    pl_pixmap_strip(&older);
    if (!base->has_picture) {
        return fill_canvas(base, &older, out, error);
    }
    if (!is_worth_keeping(base, &older)) {
        pl_pixmap_finish(&older);
    }
    bool ok =
        pl_picture_decode_lazily(base->name, base->bytes, base->size, base->options->deadline, out, error);
    use_again(&older, out);
    pl_source_finish(&base->source); /* what follows needs its memory more */
    ok = ok && enlarge(base, out, error) && lay_background(out, base->background, error);
    if (!ok) {
        pl_pixmap_finish(out);
        return pl_compose_late(base->options, "base image", error);
    }
    return true;
}

/* ---- some rows at a time ---- */

/* The next row of the picture itself. */
static const uint32_t *read_row(void *data, int y, struct placard_error *error) {
    struct pl_base *base = data;
    struct pl_row_source *source = base->banded.source;
    for (; base->read <= y; base->read++) {
        if (!pl_deadline_spend(base->options->deadline, 4LL * source->width, error) ||
            !source->read(source, base->row, error)) {
            return NULL;
        }
    }
    if (!base->banded.head.opaque) {
        pl_premultiply_row(base->row, base->row, source->width);
    }
    return base->row;
}

/* Rows are read one by one where that can be, else made from the whole picture. */
static bool start_enlarging(struct pl_base *base, struct placard_error *error) {
    struct pl_resampled from = {base->banded.head.width, base->banded.head.height, read_row, base};
    if (!base->banded.source) {
        if (!pl_picture_decode_until(base->name, base->bytes, base->size, base->options->deadline,
                                     &base->whole, error)) {
            return false;
        }
        from =
            (struct pl_resampled){base->whole.width, base->whole.height, pl_resampled_pixmap, &base->whole};
    }
    base->resampler = pl_resampler_create(&from, base->width, base->height, error);
    return base->resampler != NULL;
}

/* To be enlarged, a picture's rows are wanted one by one. */
static bool open_rows(struct pl_base *base, struct placard_error *error) {
    struct pl_banded *banded = &base->banded;
    const struct pl_codec *codec = pl_codec_sniff(base->bytes, base->size);
    if (!pl_picture_open(base->name, base->bytes, base->size, base->options->deadline, banded, error)) {
        return false;
    }
    if (base->enlarged && banded->backing) {
        pl_backing_release(banded->backing);
        banded->backing = NULL;
        if (!codec->rows(base->name, base->bytes, base->size, &banded->source, error)) {
            return false;
        }
    }
    return !banded->source || (base->row = pl_calloc((size_t)banded->source->width, sizeof *base->row)) ||
           pl_fail_memory(error);
}

bool pl_base_start(struct pl_base *base, bool *possible, struct placard_error *error) {
    *possible = true;
    if (!base->has_picture) {
        return true;
    }
    bool ok = open_rows(base, error);
    if (ok && base->enlarged) {
        ok = start_enlarging(base, error);
    }
    *possible = base->enlarged || base->banded.backing || base->banded.source;
    return ok || pl_compose_late(base->options, "base image", error);
}

int pl_base_step(const struct pl_base *base) {
    return base->banded.backing ? base->banded.backing->tile_height : 1;
}

/* What is known of it before all pixels are: they may turn out to be opaque where the file has alpha. */
static bool set_head(const struct pl_base *base, struct pl_pixmap *canvas, struct placard_error *error) {
    const struct pl_pixmap *head = base->whole.pixels ? &base->whole : &base->banded.head;
    if (base->has_picture && !pl_pixmap_copy_head(canvas, head, error)) {
        return false;
    }
    canvas->opaque |= base->background.a == 255;
    return true;
}

bool pl_base_canvas(struct pl_base *base, struct pl_pixmap *canvas, struct placard_error *error) {
    bool ok = pl_pixmap_init_band(canvas, base->width, base->height, 1, error) &&
              (!base->banded.backing || pl_pixmap_back(canvas, base->banded.backing, error)) &&
              set_head(base, canvas, error);
    if (base->banded.backing || base->whole.pixels) {
        pl_source_finish(&base->source); /* all that is needed of it is known */
    }
    if (!ok) {
        pl_pixmap_finish(canvas);
    }
    return ok;
}

static bool fill_rows(struct pl_base *base, struct pl_pixmap *canvas, struct placard_error *error) {
    for (int y = canvas->from; y < pl_pixmap_end(canvas); y++) {
        uint32_t *to = pl_pixmap_row(canvas, y);
        if (base->resampler) {
            if (!pl_resampler_row(base->resampler, to, base->options->deadline, error)) {
                return false;
            }
            continue;
        }
        const uint32_t *row = read_row(base, y, error);
        if (!row) {
            return false;
        }
        memcpy(to, row, (size_t)canvas->width * sizeof *to);
    }
    struct pl_pixmap rows = *canvas;
    rows.opaque = base->whole.pixels ? base->whole.opaque : base->banded.head.opaque;
    return lay_background(&rows, base->background, error);
}

bool pl_base_fill(struct pl_base *base, struct pl_pixmap *canvas, struct placard_error *error) {
    if (!base->has_picture) {
        pl_pixmap_fill(canvas, pl_color_pixel(base->background));
        return true;
    }
    return base->banded.backing || fill_rows(base, canvas, error) ||
           pl_compose_late(base->options, "base image", error);
}
