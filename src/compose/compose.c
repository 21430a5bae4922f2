#include "compose/compose.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "codec/keep.h"
#include "compose/base.h"
#include "compose/images.h"
#include "layers/layers.h"

#include <stdio.h>
#include <string.h>

/* Warnings of one poster: each passed on once, the first kept where it is to be an error. */
struct sink {
    const struct pl_warnings *to;
    bool strict;
    struct placard_error *error;
    bool failed;
    struct pl_notes said;
    struct pl_arena arena;
};

static void take_warning(void *data, const char *message) {
    struct sink *sink = data;
    for (const struct pl_note *note = sink->said.first; note; note = note->next) {
        if (strcmp(note->message, message) == 0) {
            return;
        }
    }
    pl_note(&sink->said, &sink->arena, "%s", message);
    if (!sink->strict) {
        pl_warn(sink->to, "%s", message);
    } else if (!sink->failed) {
        sink->failed = true;
        pl_fail(sink->error, PLACARD_DOCUMENT, "%s", message);
    }
}

static void warn_missing(const struct pl_missing *missing, const struct pl_warnings *warnings) {
    char list[512] = "";
    size_t used = 0;
    for (int i = 0; i < missing->count && used < sizeof list - 40; i++) {
        char text[5] = "";
        text[pl_utf8_put(missing->characters[i], text)] = '\0';
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s (U+%04X)", i ? ", " : "", text,
                                 (unsigned)missing->characters[i]);
    }
    if (missing->count > 0) {
        pl_warn(warnings, "no font has %s", list);
    }
}

static struct pl_scene make_scene(struct pl_painter *painter, const struct pl_compose_options *options,
                                  struct pl_pixmap *pixmap, const struct pl_warnings *warnings,
                                  struct pl_missing *missing) {
    return (struct pl_scene){.painter = painter,
                             .pixmap = pixmap,
                             .scale = options->scale,
                             .warnings = warnings,
                             .missing = missing};
}

long long pl_compose_pixels(const struct pl_compose_options *options) {
    return options->max_pixels > 0 && options->max_pixels < PL_AREA_LIMIT ? options->max_pixels
                                                                          : PL_AREA_LIMIT;
}

bool pl_compose_late(const struct pl_compose_options *options, const char *where,
                     struct placard_error *error) {
    return pl_deadline_place(options->deadline, where, error);
}

static bool fail_layer(const struct pl_sample *sample, int layer, const struct pl_compose_options *options,
                       struct placard_error *error) {
    char place[128];
    char where[192];
    pl_place_format(&sample->layers[layer]->place, place, sizeof place);
    snprintf(where, sizeof where, "%s, layer %d of %d to be drawn", place, layer + 1, sample->count);
    return pl_compose_late(options, where, error);
}

/* Layers from `first` to `end`; stops early where a warning has become an error. */
static bool draw_layers(const struct pl_sample *sample, int first, int end, const struct pl_images *images,
                        const struct pl_compose_options *options, struct pl_scene *scene,
                        const struct sink *sink, struct placard_error *error) {
    bool ok = true;
    pl_painter_limit(scene->painter, options->deadline);
    for (int i = first; ok && i < end && !(sink && sink->failed); i++) {
        bool has_image = i < images->count && images->items[i];
        scene->image = NULL;
        if (has_image) {
            scene->image = pl_picture_pixmap(images->items[i]);
            pl_picture_measure(images->items[i], &scene->image_width, &scene->image_height);
        }
        ok = (pl_deadline_look(options->deadline, error) &&
              sample->layers[i]->type->draw(sample->layers[i], scene, error)) ||
             fail_layer(sample, i, options, error);
    }
    pl_painter_limit(scene->painter, NULL);
    pl_levels_finish(&scene->painter->levels);
    return ok;
}

/** The pictures of the layers of one drawing, and what they are read through where the caller has nothing. */
struct reading {
    struct pl_images images;
    struct pl_pictures *own;
};

static bool read_images(struct reading *reading, const struct pl_sample *sample, int first, int end,
                        const struct pl_compose_options *options, struct placard_error *error) {
    struct pl_pictures *pictures = options->pictures;
    *reading = (struct reading){0};
    if (!pictures) {
        pictures = reading->own = pl_pictures_create(0, error);
    }
    return pictures && pl_images_load(&reading->images, pictures, sample, first, end, options, error);
}

static void finish_reading(struct reading *reading) {
    pl_images_finish(&reading->images);
    pl_pictures_destroy(reading->own);
}

static bool check_sample(const struct pl_sample *sample, struct placard_error *error) {
    return sample->error.code == PLACARD_OK ||
           pl_fail(error, sample->error.code, "%s", sample->error.message);
}

/* ---- plates ---- */

static void keep_warning(void *data, const char *message) {
    struct pl_plate *plate = data;
    pl_note(&plate->warnings, &plate->arena, "%s", message);
}

bool pl_plate_make(struct pl_painter *painter, const struct pl_sample *sample,
                   const struct pl_compose_options *options, int layers, const struct pl_codec *codec,
                   const struct pl_encode_options *encode, struct pl_plate *out,
                   struct placard_error *error) {
    *out = (struct pl_plate){.layers = layers};
    struct pl_pixmap pixmap = {0};
    struct pl_warnings warnings = {keep_warning, out};
    struct pl_scene scene = make_scene(painter, options, &pixmap, &warnings, &out->missing);
    struct reading reading = {0};
    bool ok = check_sample(sample, error) && read_images(&reading, sample, 0, layers, options, error) &&
              pl_base_load(sample, options, &pixmap, error) &&
              draw_layers(sample, 0, layers, &reading.images, options, &scene, NULL, error);
    finish_reading(&reading);
    ok = ok && pl_pixmap_copy_head(&out->head, &pixmap, error) &&
         (out->picture = pl_picture_keep(&pixmap, codec, encode, error));
    pl_pixmap_finish(&pixmap);
    return ok;
}

void pl_plate_finish(struct pl_plate *plate) {
    pl_pixmap_finish(&plate->head);
    pl_backing_release(plate->picture);
    pl_arena_finish(&plate->arena);
    *plate = (struct pl_plate){0};
}

/* ---- posters ---- */

static bool start_from(const struct pl_plate *plate, struct pl_pixmap *out, struct sink *sink,
                       struct pl_missing *missing, struct placard_error *error) {
    if (!pl_pixmap_back(out, plate->picture, error) || !pl_pixmap_copy_head(out, &plate->head, error)) {
        return false;
    }
    for (const struct pl_note *note = plate->warnings.first; note; note = note->next) {
        take_warning(sink, note->message);
    }
    *missing = plate->missing;
    return true;
}

static const char *const profile_warnings[] = {
    [PL_PROFILE_FOREIGN] = "the base image's colour profile is not for RGB and is left out",
    [PL_PROFILE_DAMAGED] = "the base image's colour profile is damaged and is left out",
    [PL_PROFILE_LARGE] = "the base image's colour profile has more than 8 MiB and is left out",
};

static void warn_before(const struct pl_sample *sample, const struct pl_pixmap *base, struct sink *sink) {
    for (const struct pl_note *note = sample->notes.first; note; note = note->next) {
        take_warning(sink, note->message);
    }
    if (base->profile_dropped) {
        take_warning(sink, profile_warnings[base->profile_dropped]);
    }
}

bool pl_compose(struct pl_painter *painter, const struct pl_sample *sample,
                const struct pl_compose_options *options, const struct pl_plate *plate, struct pl_pixmap *out,
                struct pl_compose_times *times, struct placard_error *error) {
    double start = pl_clock_ms();
    double drawn = start;
    int first = plate ? plate->layers : 0;
    struct sink sink = {.to = &options->warnings, .strict = options->strict, .error = error};
    struct pl_warnings warnings = {take_warning, &sink};
    struct pl_missing missing = {.count = 0};
    struct pl_scene scene = make_scene(painter, options, out, &warnings, &missing);
    struct reading reading = {0};
    bool ok =
        check_sample(sample, error) && read_images(&reading, sample, first, sample->count, options, error);
    if (ok && !plate) {
        pl_pixmap_finish(out);
        ok = pl_base_load(sample, options, out, error);
    }
    if (ok) {
        warn_before(sample, plate ? &plate->head : out, &sink);
        ok = !plate || start_from(plate, out, &sink, &missing, error);
        drawn = pl_clock_ms();
        ok = ok && draw_layers(sample, first, sample->count, &reading.images, options, &scene, &sink, error);
    }
    if (ok) {
        warn_missing(&missing, &warnings);
    }
    ok = ok && !sink.failed;
    if (ok && !options->lazy) {
        pl_pixmap_load(out);
    }
    finish_reading(&reading);
    pl_arena_finish(&sink.arena);
    if (!ok) {
        pl_pixmap_finish(out);
    }
    *times = (struct pl_compose_times){drawn - start, pl_clock_ms() - drawn};
    return ok;
}
