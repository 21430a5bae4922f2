#include "api/private.h"
#include "base/clock.h"
#include "base/color.h"
#include "base/memory.h"
#include "base/number.h"
#include "compose/compose.h"

#include <stdlib.h>
#include <string.h>

enum { MEGA = 1000 * 1000, MOST_WORK = 1000 * 1000 * 1000 };

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
    if (options->max_work < -1 || options->max_work > MOST_WORK) {
        return pl_fail(
            error, PLACARD_USAGE,
            "max_work: expected megapixels up to %d, 0 for what is usual, or -1 for any number, found %lld",
            MOST_WORK, options->max_work);
    }
    out->base = options->base;
    out->base_bytes = options->base_bytes;
    out->base_size = options->base_size;
    out->load_data = (void *)options->stores;
    out->scale = options->scale > 0 ? options->scale : 1;
    out->strict = options->strict;
    out->max_pixels = options->max_pixels;
    out->max_work = options->max_work > 0 ? options->max_work * MEGA : options->max_work;
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

/* What drawing a sample needs, read from what the caller gives. */
struct request {
    const struct pl_sample *sample;
    struct pl_color background;
    struct pl_compose_options compose;
    struct pl_deadline deadline;
};

static bool read_request(const struct placard_document *document, int sample,
                         const struct placard_render_options *options, struct request *out,
                         struct placard_error *error) {
    out->sample = pl_find_sample(document, sample, error);
    if (!out->sample ||
        !pl_read_render_options(document->folder, options, &out->background, &out->compose, error)) {
        return false;
    }
    pl_deadline_init(&out->deadline, options ? options->timeout : 0);
    out->compose.deadline = &out->deadline;
    out->compose.base_folder = document->base_folder;
    out->compose.lazy = true;
    return true;
}

static void tell_times(const struct placard_render_options *options, const struct pl_compose_times *times) {
    if (options && options->timings) {
        *options->timings = (struct placard_timings){times->decode, times->draw, times->encode};
    }
}

struct placard_picture *placard_render(struct placard_context *context,
                                       const struct placard_document *document, int sample,
                                       const struct placard_render_options *options,
                                       struct placard_error *error) {
    struct request request;
    struct pl_compose_times times;
    if (!read_request(document, sample, options, &request, error)) {
        return NULL;
    }
    struct placard_picture *picture = pl_calloc(1, sizeof *picture);
    if (!picture) {
        pl_fail_memory(error);
        return NULL;
    }
    picture->spare = context->spare;
    pl_spare_take(context->spare, &picture->pixmap);
    picture->scale = request.compose.scale;
    picture->timeout = request.deadline.seconds;
    double start = pl_clock_ms();
    if (!pl_compose(&context->painter, request.sample, &request.compose, NULL, &picture->pixmap, &times,
                    error)) {
        placard_picture_destroy(picture);
        return NULL;
    }
    picture->used = pl_clock_ms() - start;
    tell_times(options, &times);
    return picture;
}

bool placard_render_encoded(struct placard_context *context, const struct placard_document *document,
                            int sample, const struct placard_render_options *options,
                            const struct placard_encode_options *encode, placard_write_function *write,
                            void *data, int *width, int *height, struct placard_error *error) {
    struct request request;
    struct pl_composed told;
    struct pl_encode_options encoding;
    struct pl_buffer bytes = {0};
    struct pl_pixmap scratch = {0};
    struct pl_output output = {.encode = &encoding, .bytes = &bytes, .write = write, .data = data};
    bool ok = read_request(document, sample, options, &request, error) &&
              pl_read_encode_options(encode, request.compose.scale, &output.codec, &encoding, error) &&
              pl_compose_encoded(&context->painter, request.sample, &request.compose, NULL, &output, &scratch,
                                 &told, error);
    pl_pixmap_finish(&scratch);
    pl_buffer_finish(&bytes);
    if (!ok) {
        return false;
    }
    tell_times(options, &told.times);
    if (width) {
        *width = told.width;
    }
    if (height) {
        *height = told.height;
    }
    return true;
}
