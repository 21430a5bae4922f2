#include "compose/compose.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "codec/keep.h"
#include "compose/drawing.h"
#include "layers/layers.h"

#include <stdio.h>
#include <string.h>

static void take_warning(void *data, const char *message) {
    struct pl_sink *sink = data;
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

long long pl_compose_undivided(const struct pl_compose_options *options) {
    return options->undivided > 0 ? options->undivided : PL_UNDIVIDED;
}

long long pl_compose_band(const struct pl_compose_options *options, const struct pl_sample *sample) {
    if (options->band > 0) {
        return options->band;
    }
    for (int i = 0; i < sample->count; i++) {
        if (!sample->layers[i]->type->divides(sample->layers[i], options->scale)) {
            return PL_BAND;
        }
    }
    return PL_SMALL_BAND;
}

long long pl_compose_pixels(const struct pl_compose_options *options) {
    return options->max_pixels > 0 && options->max_pixels < PL_AREA_LIMIT ? options->max_pixels
                                                                          : PL_AREA_LIMIT;
}

long long pl_compose_work(const struct pl_compose_options *options, const struct pl_sample *sample) {
    long long layers = (long long)sample->count * PL_LAYER_WORK;
    return options->max_work != 0 ? options->max_work : layers > PL_WORK_LIMIT ? layers : PL_WORK_LIMIT;
}

void pl_compose_count(const struct pl_compose_options *options, int width, int height) {
    pl_deadline_count(options->deadline, (long long)width * height * PL_CANVAS_WORK);
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
static bool draw_on(const struct pl_sample *sample, int first, int end, const struct pl_images *images,
                    const struct pl_compose_options *options, struct pl_scene *scene,
                    const struct pl_sink *sink, struct placard_error *error) {
    bool ok = true;
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
    return ok;
}

/* Rows of a picture that are drawn on at once, of rows of tiles whole ones. */
static int rows_at_once(const struct pl_pixmap *pixmap, const struct pl_compose_options *options,
                        const struct pl_sample *sample) {
    bool small = (long long)pixmap->width * pixmap->height <= pl_compose_undivided(options);
    if (small || pixmap->to > 0) {
        return pixmap->height;
    }
    int tile = pixmap->lazy ? pixmap->lazy->backing->tile_height : 1;
    long long rows = pl_compose_band(options, sample) / pixmap->width / tile * tile;
    return rows >= pixmap->height ? pixmap->height : rows > 0 ? (int)rows : tile;
}

/* A large picture is drawn as bands of it, too, though all of it is there: what layers need for themselves
 * goes with the pixels that they are drawn on. */
static bool draw_layers(const struct pl_sample *sample, int first, int end, const struct pl_images *images,
                        const struct pl_compose_options *options, struct pl_scene *scene,
                        const struct pl_sink *sink, struct placard_error *error) {
    struct pl_pixmap *all = scene->pixmap;
    int rows = rows_at_once(all, options, sample);
    bool ok = true;
    pl_painter_limit(scene->painter, options->deadline);
    pl_deadline_bind(options->deadline, pl_compose_work(options, sample));
    for (int y = all->from; ok && y < pl_pixmap_end(all); y += rows) {
        struct pl_pixmap band = *all;
        int end_row = pl_pixmap_end(all) - y < rows ? pl_pixmap_end(all) : y + rows;
        band.pixels = pl_pixmap_row(all, y);
        pl_pixmap_move(&band, y, end_row);
        scene->pixmap = &band;
        ok = draw_on(sample, first, end, images, options, scene, sink, error);
    }
    scene->pixmap = all;
    pl_deadline_unbind(options->deadline);
    pl_painter_limit(scene->painter, NULL);
    return ok;
}

static bool read_images(struct pl_reading *reading, const struct pl_sample *sample, int first, int end,
                        const struct pl_compose_options *options, struct placard_error *error) {
    struct pl_pictures *pictures = options->pictures;
    *reading = (struct pl_reading){0};
    if (!pictures) {
        pictures = reading->own = pl_pictures_create(0, error);
    }
    return pictures && pl_images_load(&reading->images, pictures, sample, first, end, options, error);
}

static void finish_reading(struct pl_reading *reading) {
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

/* It is in memory whole, beside the posters on it: what takes more is drawn each time, in bands. */
enum { PLATE_LIMIT = 40 * 1000 * 1000 };

static bool check_plate(const struct pl_base *base, struct placard_error *error) {
    return (long long)base->width * base->height <= PLATE_LIMIT ||
           pl_fail(error, PLACARD_LIMIT, "plate: expected at most %d pixels, found %dx%d", PLATE_LIMIT,
                   base->width, base->height);
}

/* What it takes is not that of the one poster for which it is made, but part of what each takes that is drawn
 * on it: it counts apart, by the same time. */
static bool make_plate(struct pl_painter *painter, const struct pl_sample *sample,
                       const struct pl_compose_options *options, int layers, const struct pl_codec *codec,
                       const struct pl_encode_options *encode, struct pl_plate *out,
                       struct placard_error *error) {
    *out = (struct pl_plate){.layers = layers};
    struct pl_pixmap pixmap = {0};
    struct pl_warnings warnings = {keep_warning, out};
    struct pl_scene scene = make_scene(painter, options, &pixmap, &warnings, &out->missing);
    struct pl_reading reading = {0};
    struct pl_base base = {0};
    bool ok = check_sample(sample, error) && pl_base_open(sample, options, &base, error) &&
              check_plate(&base, error) && read_images(&reading, sample, 0, layers, options, error) &&
              pl_base_load(&base, &pixmap, error);
    pl_compose_count(options, base.width, base.height);
    ok = ok && draw_layers(sample, 0, layers, &reading.images, options, &scene, NULL, error);
    pl_levels_finish(&painter->levels);
    pl_base_close(&base);
    finish_reading(&reading);
    ok = ok && pl_pixmap_copy_head(&out->head, &pixmap, error) &&
         (out->picture = pl_picture_keep(&pixmap, codec, encode, error));
    pl_pixmap_finish(&pixmap);
    return ok;
}

bool pl_plate_make(struct pl_painter *painter, const struct pl_sample *sample,
                   const struct pl_compose_options *options, int layers, const struct pl_codec *codec,
                   const struct pl_encode_options *encode, struct pl_plate *out,
                   struct placard_error *error) {
    struct pl_compose_options apart = *options;
    struct pl_deadline deadline;
    if (options->deadline) {
        pl_deadline_copy(&deadline, options->deadline);
        apart.deadline = &deadline;
    }
    bool ok = make_plate(painter, sample, &apart, layers, codec, encode, out, error);
    out->work = options->deadline ? deadline.counted : 0;
    return ok;
}

void pl_plate_finish(struct pl_plate *plate) {
    pl_pixmap_finish(&plate->head);
    pl_backing_release(plate->picture);
    pl_arena_finish(&plate->arena);
    *plate = (struct pl_plate){0};
}

/* ---- posters ---- */

static bool start_from(const struct pl_plate *plate, struct pl_pixmap *out, struct pl_sink *sink,
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

void pl_drawing_warn(struct pl_drawing *drawing, const struct pl_pixmap *base) {
    for (const struct pl_note *note = drawing->sample->notes.first; note; note = note->next) {
        take_warning(&drawing->sink, note->message);
    }
    if (base->profile_dropped) {
        take_warning(&drawing->sink, profile_warnings[base->profile_dropped]);
    }
}

/* Reads what is drawn, but for the pixels of the base image. */
bool pl_drawing_start(struct pl_drawing *drawing, struct placard_error *error) {
    const struct pl_sample *sample = drawing->sample;
    drawing->begun = pl_clock_ms();
    drawing->first = drawing->plate ? drawing->plate->layers : 0;
    drawing->sink = (struct pl_sink){
        .to = &drawing->options->warnings, .strict = drawing->options->strict, .error = error};
    drawing->warnings = (struct pl_warnings){take_warning, &drawing->sink};
    pl_deadline_count(drawing->options->deadline, drawing->plate ? drawing->plate->work : 0);
    return check_sample(sample, error) &&
           read_images(&drawing->reading, sample, drawing->first, sample->count, drawing->options, error) &&
           (drawing->plate || pl_base_open(sample, drawing->options, &drawing->base, error));
}

void pl_drawing_finish(struct pl_drawing *drawing) {
    pl_levels_finish(&drawing->painter->levels);
    pl_base_close(&drawing->base);
    finish_reading(&drawing->reading);
    pl_arena_finish(&drawing->sink.arena);
}

bool pl_drawing_layers(struct pl_drawing *drawing, struct pl_pixmap *pixmap, struct placard_error *error) {
    struct pl_scene scene =
        make_scene(drawing->painter, drawing->options, pixmap, &drawing->warnings, &drawing->missing);
    return draw_layers(drawing->sample, drawing->first, drawing->sample->count, &drawing->reading.images,
                       drawing->options, &scene, &drawing->sink, error);
}

bool pl_drawing_done(struct pl_drawing *drawing) {
    warn_missing(&drawing->missing, &drawing->warnings);
    return !drawing->sink.failed;
}

bool pl_drawing_whole(struct pl_drawing *drawing, struct pl_pixmap *out, struct placard_error *error) {
    const struct pl_plate *plate = drawing->plate;
    double at = drawing->begun;
    bool ok = true;
    if (!plate) {
        pl_compose_count(drawing->options, drawing->base.width, drawing->base.height);
        ok = pl_base_load(&drawing->base, out, error);
    }
    if (ok) {
        pl_drawing_warn(drawing, plate ? &plate->head : out);
        ok = !plate || start_from(plate, out, &drawing->sink, &drawing->missing, error);
    }
    drawing->times.decode = pl_clock_since(&at);
    ok = ok && pl_drawing_layers(drawing, out, error);
    ok = ok && pl_drawing_done(drawing);
    if (ok && !drawing->options->lazy) {
        pl_pixmap_load(out);
    }
    drawing->times.draw = pl_clock_since(&at);
    if (!ok) {
        pl_pixmap_finish(out);
    }
    return ok;
}

bool pl_compose(struct pl_painter *painter, const struct pl_sample *sample,
                const struct pl_compose_options *options, const struct pl_plate *plate, struct pl_pixmap *out,
                struct pl_compose_times *times, struct placard_error *error) {
    struct pl_drawing drawing = {.painter = painter, .sample = sample, .options = options, .plate = plate};
    bool ok = pl_drawing_start(&drawing, error);
    if (ok) {
        ok = pl_drawing_whole(&drawing, out, error);
    } else {
        pl_pixmap_finish(out);
    }
    *times = drawing.times;
    pl_drawing_finish(&drawing);
    return ok;
}
