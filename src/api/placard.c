#include "api/private.h"
#include "base/color.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "codec/codec.h"
#include "compare/compare.h"
#include "compose/compose.h"
#include "document/values.h"
#include "layers/layers.h"
#include "provider/provider.h"

#include <placard/placard.h>

#include <stdlib.h>
#include <string.h>

struct placard_context {
    struct pl_painter painter;
};

struct placard_document {
    struct pl_document document;
    char *folder;
    const char *const **warnings;  /* of each sample, each list ending in NULL */
    const char *const **summaries; /* of each sample's layers */
};

struct placard_picture {
    struct pl_pixmap pixmap;
    double scale;
};

const char *placard_version(void) {
    return PLACARD_VERSION;
}

void placard_bytes_finish(struct placard_bytes *bytes) {
    free(bytes->data);
    *bytes = (struct placard_bytes){0};
}

bool placard_file_write(const char *path, const void *bytes, size_t size, struct placard_error *error) {
    return pl_file_write(path, bytes, size, error);
}

/* ---- contexts ---- */

struct placard_context *placard_context_create(const struct placard_context_options *options,
                                               struct placard_error *error) {
    struct placard_context *context = pl_calloc(1, sizeof *context);
    if (!context) {
        pl_fail_memory(error);
        return NULL;
    }
    struct pl_font_options fonts = {0};
    if (options) {
        fonts =
            (struct pl_font_options){options->font_dirs, options->bundled_fonts, options->no_system_fonts};
    }
    if (!pl_fonts_init(&context->painter.fonts, &fonts, error)) {
        free(context);
        return NULL;
    }
    return context;
}

struct pl_painter *pl_context_painter(struct placard_context *context) {
    return &context->painter;
}

void placard_context_destroy(struct placard_context *context) {
    if (context) {
        pl_painter_finish(&context->painter);
        free(context);
    }
}

/* ---- documents ---- */

static bool list_warnings(struct placard_document *document, int sample) {
    struct pl_document *d = &document->document;
    size_t count = 0;
    for (struct pl_note *note = d->samples[sample].notes.first; note; note = note->next) {
        count++;
    }
    const char **list = pl_arena_alloc(&d->arena, count + 1, sizeof *list);
    document->warnings[sample] = list;
    for (struct pl_note *note = d->samples[sample].notes.first; list && note; note = note->next) {
        *list++ = note->message;
    }
    return list != NULL;
}

static bool list_summaries(struct placard_document *document, int sample) {
    struct pl_document *d = &document->document;
    const struct pl_sample *s = &d->samples[sample];
    const char **list = pl_arena_alloc(&d->arena, (size_t)s->count + 1, sizeof *list);
    document->summaries[sample] = list;
    for (int i = 0; list && i < s->count; i++) {
        char text[256];
        s->layers[i]->type->describe(s->layers[i], text, sizeof text);
        pl_utf8_trim(text);
        list[i] = pl_arena_strndup(&d->arena, text, strlen(text));
        if (!list[i]) {
            return false;
        }
    }
    return list != NULL;
}

/* Everything that is asked about a document later is made now: afterwards it may be shared. */
static bool describe_samples(struct placard_document *document, struct placard_error *error) {
    struct pl_document *d = &document->document;
    document->warnings = pl_arena_alloc(&d->arena, (size_t)d->count + 1, sizeof *document->warnings);
    document->summaries = pl_arena_alloc(&d->arena, (size_t)d->count + 1, sizeof *document->summaries);
    bool ok = document->warnings && document->summaries;
    for (int i = 0; ok && i < d->count; i++) {
        pl_layers_read(d, &d->samples[i]);
        ok = list_warnings(document, i) && list_summaries(document, i);
    }
    return ok || pl_fail_memory(error);
}

struct placard_document *placard_document_parse(const void *json, size_t size, const char *folder,
                                                struct placard_error *error) {
    struct placard_document *document = pl_calloc(1, sizeof *document);
    if (!document) {
        pl_fail_memory(error);
        return NULL;
    }
    document->folder = pl_strdup(folder ? folder : "");
    bool ok = document->folder || pl_fail_memory(error);
    ok = ok && pl_document_read(json, size, &document->document, error) && describe_samples(document, error);
    if (!ok) {
        placard_document_destroy(document);
        return NULL;
    }
    return document;
}

struct placard_document *placard_document_load(const char *path, struct placard_error *error) {
    struct pl_buffer bytes = {0};
    struct placard_document *document = NULL;
    char *folder = pl_path_folder(path);
    if (!folder) {
        pl_fail_memory(error);
    } else if (pl_file_read(path, PL_JSON_LIMIT, &bytes, error)) {
        document = placard_document_parse(bytes.data, bytes.size, folder, error);
    }
    pl_buffer_finish(&bytes);
    free(folder);
    return document;
}

const struct pl_document *pl_document_inside(const struct placard_document *document) {
    return &document->document;
}

void placard_document_destroy(struct placard_document *document) {
    if (document) {
        pl_document_finish(&document->document);
        free(document->folder);
        free(document);
    }
}

bool placard_document_check(const struct placard_document *document, struct placard_error *error) {
    return pl_document_check(&document->document, error);
}

void placard_document_describe(const struct placard_document *document, struct placard_document_info *out) {
    const struct pl_document *d = &document->document;
    *out = (struct placard_document_info){.provider = d->provider,
                                          .kind = d->kind,
                                          .task = d->task.id,
                                          .state = d->task.state_name,
                                          .samples = d->count};
}

static const struct pl_sample *find_sample(const struct placard_document *document, int sample,
                                           struct placard_error *error) {
    if (sample < 0 || sample >= document->document.count) {
        pl_fail(error, PLACARD_USAGE, "expected a sample from 0 to %d, found %d",
                document->document.count - 1, sample);
        return NULL;
    }
    return &document->document.samples[sample];
}

bool placard_sample_describe(const struct placard_document *document, int sample,
                             struct placard_sample_info *out, struct placard_error *error) {
    const struct pl_sample *s = find_sample(document, sample, error);
    if (!s) {
        return false;
    }
    *out = (struct placard_sample_info){.index = s->index,
                                        .base = s->base,
                                        .width = s->width,
                                        .height = s->height,
                                        .layers = s->count,
                                        .warnings = document->warnings[sample],
                                        .bad = s->error.code != PLACARD_OK};
    return true;
}

bool placard_layer_describe(const struct placard_document *document, int sample, int layer,
                            struct placard_layer_info *out, struct placard_error *error) {
    const struct pl_sample *s = find_sample(document, sample, error);
    if (!s) {
        return false;
    }
    if (layer < 0 || layer >= s->count) {
        return pl_fail(error, PLACARD_USAGE, "expected a layer from 0 to %d, found %d", s->count - 1, layer);
    }
    const struct pl_layer *l = s->layers[layer];
    *out = (struct placard_layer_info){.type = l->type->name,
                                       .sub_type = l->sub_type,
                                       .position = l->position,
                                       .left = l->box.x,
                                       .top = l->box.y,
                                       .width = l->box.width,
                                       .height = l->box.height,
                                       .opacity = l->opacity,
                                       .rotation = l->rotation,
                                       .summary = document->summaries[sample][layer]};
    return true;
}

/* ---- rendering ---- */

static bool read_options(const struct placard_document *document,
                         const struct placard_render_options *options, struct pl_color *background,
                         struct pl_compose_options *out, struct placard_error *error) {
    *out = (struct pl_compose_options){.folder = document->folder, .scale = 1};
    if (!options) {
        return true;
    }
    if (options->scale < 0 || options->scale > 16 || options->scale != options->scale) {
        return pl_fail(error, PLACARD_USAGE, "scale: expected more than 0 and at most 16, found %g",
                       options->scale);
    }
    out->base = options->base;
    out->base_bytes = options->base_bytes;
    out->base_size = options->base_size;
    out->scale = options->scale > 0 ? options->scale : 1;
    out->strict = options->strict;
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
    const struct pl_sample *s = find_sample(document, sample, error);
    if (!s || !read_options(document, options, &background, &compose, error)) {
        return NULL;
    }
    struct placard_picture *picture = pl_calloc(1, sizeof *picture);
    if (!picture) {
        pl_fail_memory(error);
        return NULL;
    }
    picture->scale = compose.scale;
    if (!pl_compose(&context->painter, s, &compose, &picture->pixmap, &times, error)) {
        free(picture);
        return NULL;
    }
    if (options && options->timings) {
        *options->timings = (struct placard_timings){times.decode, times.draw};
    }
    return picture;
}

void placard_picture_destroy(struct placard_picture *picture) {
    if (picture) {
        pl_pixmap_finish(&picture->pixmap);
        free(picture);
    }
}

const void *placard_picture_pixels(const struct placard_picture *picture, int *width, int *height,
                                   ptrdiff_t *stride) {
    *width = picture->pixmap.width;
    *height = picture->pixmap.height;
    *stride = picture->pixmap.stride;
    return picture->pixmap.pixels;
}

/* ---- pictures as files ---- */

bool placard_encode(const struct placard_picture *picture, const struct placard_encode_options *options,
                    struct placard_bytes *out, struct placard_error *error) {
    const char *format = options && options->format ? options->format : "png";
    const struct pl_codec *codec = pl_codec_by_name(format);
    *out = (struct placard_bytes){0};
    if (!codec) {
        return pl_fail(error, PLACARD_USAGE, "format: expected one of %s, found \"%s\"", pl_codec_names(),
                       format);
    }
    struct pl_encode_options encode = {.scale = picture->scale};
    if (options) {
        if (options->quality < 0 || options->quality > 100) {
            return pl_fail(error, PLACARD_USAGE, "quality: expected 1 to 100, found %d", options->quality);
        }
        encode.quality = options->quality;
        encode.chroma = (enum pl_chroma)options->chroma;
    }
    struct pl_buffer buffer = {0};
    if (!codec->encode(&picture->pixmap, &encode, &buffer, error)) {
        pl_buffer_finish(&buffer);
        return false;
    }
    *out = (struct placard_bytes){buffer.data, buffer.size};
    return true;
}

struct placard_picture *placard_decode(const char *name, const void *bytes, size_t size,
                                       struct placard_error *error) {
    struct placard_picture *picture = pl_calloc(1, sizeof *picture);
    if (!picture) {
        pl_fail_memory(error);
        return NULL;
    }
    picture->scale = 1;
    if (!pl_picture_decode(name, bytes, size, &picture->pixmap, error)) {
        free(picture);
        return NULL;
    }
    return picture;
}

const char *placard_format(int index, const char **extension) {
    for (int i = 0; pl_codecs[i]; i++) {
        if (i == index) {
            if (extension) {
                *extension = pl_codecs[i]->extensions[0];
            }
            return pl_codecs[i]->name;
        }
    }
    return NULL;
}

const char *placard_format_of(const char *path) {
    const char *dot = strrchr(pl_path_name(path), '.');
    const struct pl_codec *codec = dot ? pl_codec_by_extension(dot + 1) : NULL;
    return codec ? codec->name : NULL;
}

bool placard_compare(const struct placard_picture *expected, const struct placard_picture *actual,
                     double threshold, struct placard_difference *out, struct placard_error *error) {
    struct pl_difference difference;
    if (!pl_compare(&expected->pixmap, &actual->pixmap, threshold, &difference, NULL, error)) {
        return false;
    }
    *out = (struct placard_difference){difference.mismatched, difference.share, difference.mean,
                                       difference.greatest};
    return true;
}
