#include "api/private.h"
#include "base/clock.h"
#include "base/color.h"
#include "base/memory.h"
#include "base/number.h"
#include "compose/compose.h"

#include <stdlib.h>
#include <string.h>

/* The first store that has the URL's file gives it. */
static bool load_stored(void *data, const char *url, struct pl_buffer *out, struct placard_error *error) {
    for (struct placard_store *const *store = data; store && *store; store++) {
        struct placard_error reason = {.code = PLACARD_OK};
        if (pl_store_load((*store)->store, url, out, &reason)) {
            return true;
        }
        if (reason.code != PLACARD_OK) {
            return pl_fail(error, reason.code, "%s", reason.message);
        }
    }
    return false;
}

bool pl_read_render_options(const char *folder, const struct placard_render_options *options,
                            struct pl_color *background, struct pl_compose_options *out,
                            struct placard_error *error) {
    *out = (struct pl_compose_options){.folder = folder, .scale = 1, .load = load_stored};
    if (!options) {
        return true;
    }
    if (options->scale < 0 || options->scale > 16 || options->scale != options->scale) {
        char found[PL_NUMBER_SIZE];
        pl_number_format(options->scale, found);
        return pl_fail(error, PLACARD_USAGE, "scale: expected more than 0 and at most 16, found %s", found);
    }
    if (!(options->timeout >= 0)) {
        return pl_fail(error, PLACARD_USAGE, "timeout: expected seconds, or 0 for ever, found %g",
                       options->timeout);
    }
    if (options->max_pixels < 0 || options->max_pixels > PL_AREA_LIMIT) {
        return pl_fail(error, PLACARD_USAGE, "max_pixels: expected at most %d, or 0 for that, found %lld",
                       PL_AREA_LIMIT, options->max_pixels);
    }
    out->base = options->base;
    out->base_bytes = options->base_bytes;
    out->base_size = options->base_size;
    out->load_data = (void *)options->stores;
    out->scale = options->scale > 0 ? options->scale : 1;
    out->strict = options->strict;
    out->max_pixels = options->max_pixels;
    out->assets = options->assets;
    out->warnings = (struct pl_warnings){options->warning, options->warning_data};
    if (options->background) {
        if (!pl_color_parse(options->background, strlen(options->background), background)) {
            return pl_fail(
                error, PLACARD_USAGE,
                "background: expected a color such as \"#5b4c2f\" or \"transparent\", found \"%s\"",
                options->background);
        }
        out->background = background;
    }
    return true;
}

struct placard_picture *placard_render(struct placard_context *context,
                                       const struct placard_document *document, int sample,
                                       const struct placard_render_options *options,
                                       struct placard_error *error) {
    struct pl_color background;
    struct pl_compose_options compose;
    struct pl_compose_times times;
    struct pl_deadline deadline;
    const struct pl_sample *s = pl_find_sample(document, sample, error);
    if (!s || !pl_read_render_options(document->folder, options, &background, &compose, error)) {
        return NULL;
    }
    pl_deadline_init(&deadline, options ? options->timeout : 0);
    compose.deadline = &deadline;
    compose.base_folder = document->base_folder;
    compose.lazy = true;
    struct placard_picture *picture = pl_calloc(1, sizeof *picture);
    if (!picture) {
        pl_fail_memory(error);
        return NULL;
    }
    picture->scale = compose.scale;
    picture->timeout = deadline.seconds;
    double start = pl_clock_ms();
    if (!pl_compose(&context->painter, s, &compose, NULL, &picture->pixmap, &times, error)) {
        free(picture);
        return NULL;
    }
    picture->used = pl_clock_ms() - start;
    if (options && options->timings) {
        *options->timings = (struct placard_timings){times.decode, times.draw};
    }
    return picture;
}
