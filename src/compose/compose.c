#include "compose/compose.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/utf8.h"
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

static bool draw_layers(const struct pl_sample *sample, const struct pl_images *images,
                        struct pl_scene *scene, struct sink *sink, struct placard_error *error) {
    for (const struct pl_note *note = sample->notes.first; note; note = note->next) {
        pl_warn(scene->warnings, "%s", note->message);
    }
    if (scene->pixmap->profile_dropped) {
        pl_warn(scene->warnings, "the base image's colour profile is not for RGB and is left out");
    }
    for (int i = 0; i < sample->count && !sink->failed; i++) {
        scene->image = i < images->count ? &images->items[i] : NULL;
        if (!sample->layers[i]->type->draw(sample->layers[i], scene, error)) {
            return false;
        }
    }
    warn_missing(scene->missing, scene->warnings);
    return !sink->failed;
}

bool pl_compose(struct pl_painter *painter, const struct pl_sample *sample,
                const struct pl_compose_options *options, struct pl_pixmap *out,
                struct pl_compose_times *times, struct placard_error *error) {
    *out = (struct pl_pixmap){0};
    if (sample->error.code != PLACARD_OK) {
        return pl_fail(error, sample->error.code, "%s", sample->error.message);
    }
    double start = pl_clock_ms();
    struct pl_images images;
    if (!pl_images_load(&images, sample, options, error) || !pl_base_load(sample, options, out, error)) {
        pl_images_finish(&images);
        return false;
    }
    double decoded = pl_clock_ms();
    struct sink sink = {.to = &options->warnings, .strict = options->strict, .error = error};
    struct pl_warnings warnings = {take_warning, &sink};
    struct pl_missing missing = {.count = 0};
    struct pl_scene scene = {.painter = painter,
                             .pixmap = out,
                             .scale = options->scale,
                             .warnings = &warnings,
                             .missing = &missing};
    bool ok = draw_layers(sample, &images, &scene, &sink, error);
    pl_arena_finish(&sink.arena);
    pl_images_finish(&images);
    if (!ok) {
        pl_pixmap_finish(out);
    }
    *times = (struct pl_compose_times){decoded - start, pl_clock_ms() - decoded};
    return ok;
}
