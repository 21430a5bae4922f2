#include "bands.h"

#include "base/lazy.h"
#include "base/memory.h"
#include "layers/layers.h"
#include "pictures.h"
#include "provider/provider.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static struct placard_error error;
struct pl_painter bands_painter;

/* ---- a format whose files are the pixels, in bands of any height ---- */

int bands_step;

struct raw_encoder {
    struct pl_encoder base;
    const struct pl_pixmap *pixmap;
    struct pl_buffer *out;
    int next;
};

static bool raw_put(struct pl_encoder *base, int from, int to, struct placard_error *reason) {
    struct raw_encoder *raw = (struct raw_encoder *)base;
    ck_assert_int_eq(from, raw->next);
    ck_assert(from % bands_step == 0 && (to % bands_step == 0 || to == raw->pixmap->height));
    ck_assert_int_eq(from, raw->pixmap->from);
    raw->next = to;
    pl_pixmap_load_rows(raw->pixmap, from, to);
    for (int y = from; y < to; y++) {
        pl_buffer_append(raw->out, pl_pixmap_row(raw->pixmap, y), (size_t)raw->pixmap->width * 4);
    }
    return !raw->out->failed || pl_fail_memory(reason);
}

static bool raw_end(struct pl_encoder *base, struct placard_error *reason) {
    (void)reason;
    ck_assert_int_eq(((struct raw_encoder *)base)->next, ((struct raw_encoder *)base)->pixmap->height);
    return true;
}

static void raw_close(struct pl_encoder *base) {
    free(base);
}

static struct pl_encoder *raw_begin(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                                    struct pl_buffer *out, struct placard_error *reason) {
    (void)options;
    (void)reason;
    struct raw_encoder *raw = calloc(1, sizeof *raw);
    ck_assert_ptr_nonnull(raw);
    *raw = (struct raw_encoder){{bands_step, raw_put, raw_end, raw_close}, pixmap, out, 0};
    return &raw->base;
}

static bool raw_encode(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                       struct pl_buffer *out, struct placard_error *reason) {
    (void)options;
    pl_pixmap_load(pixmap);
    for (int y = 0; y < pixmap->height; y++) {
        pl_buffer_append(out, pl_pixmap_row(pixmap, y), (size_t)pixmap->width * 4);
    }
    return !out->failed || pl_fail_memory(reason);
}

const struct pl_codec bands_raw = {.name = "raw", .encode = raw_encode, .begin = raw_begin};

/* ---- drawing ---- */

static bool collect(void *data, const void *bytes, size_t size, bool last, struct placard_error *reason) {
    struct pl_buffer *file = data;
    (void)last;
    (void)reason;
    pl_buffer_append(file, bytes, size);
    return !file->failed;
}

static bool draw(const struct pl_sample *sample, const char *folder, const struct bands_way *way, int width,
                 struct pl_buffer *out, struct pl_composed *told) {
    const struct pl_color clear = {0};
    struct pl_buffer bytes = {0};
    struct pl_pixmap scratch = {0};
    const struct pl_output output = {way->codec, &way->encode, &bytes, collect, out};
    const struct pl_compose_options options = {.folder = folder,
                                               .assets = "/",
                                               .scale = way->scale,
                                               .background = way->background ? &clear : NULL,
                                               .lazy = true,
                                               .undivided = way->rows ? 1 : PL_AREA_LIMIT,
                                               .band = (long long)way->rows * width};
    *out = (struct pl_buffer){0};
    bool ok = pl_compose_encoded(&bands_painter, sample, &options, NULL, &output, &scratch, told, &error);
    pl_pixmap_finish(&scratch);
    pl_buffer_finish(&bytes);
    return ok;
}

void bands_start(void) {
    static const char *const fonts[] = {"tests/fonts", NULL};
    bands_painter = (struct pl_painter){0};
    ck_succeeds(pl_fonts_init(&bands_painter.fonts,
                              &(struct pl_font_options){.dirs = fonts, .no_system = true}, &error),
                error);
}

/* Of pixels as they are in a file, which is the one of the whole with all that stands around them. */
static void same_file(const char *name, const struct pl_buffer *whole, const struct pl_buffer *found,
                      int rows) {
    ck_assert_msg(whole->size == found->size, "%s, bands of %d rows: %zu bytes and not %zu", name, rows,
                  found->size, whole->size);
    size_t at = 0;
    while (at < whole->size && whole->data[at] == found->data[at]) {
        at++;
    }
    ck_assert_msg(at == whole->size, "%s, bands of %d rows: byte %zu is %d and not %d", name, rows, at,
                  found->data[at], whole->data[at]);
}

/* PNG's data may be in other chunks. */
static void same_png(const char *name, const struct pl_buffer *whole, const struct pl_buffer *found,
                     int rows) {
    struct pl_pixmap a, b;
    ck_succeeds(pl_picture_decode_straight("whole", whole->data, whole->size, &a, &error), error);
    ck_succeeds(pl_picture_decode_straight("bands", found->data, found->size, &b, &error), error);
    ck_assert_msg(a.icc_size == b.icc_size, "%s, bands of %d rows: %zu bytes of profile, not %zu", name, rows,
                  b.icc_size, a.icc_size);
    picture_equal(&a, &b);
    pl_pixmap_finish(&a);
    pl_pixmap_finish(&b);
}

void bands_compare(const char *name, const struct pl_sample *sample, const char *folder,
                   struct bands_way way) {
    struct pl_buffer whole, found;
    struct pl_composed told, again;
    int rows = way.rows;
    way.rows = 0;
    ck_assert_msg(draw(sample, folder, &way, 1, &whole, &told), "%s: %s", name, error.message);
    way.rows = rows;
    ck_assert_msg(draw(sample, folder, &way, told.width, &found, &again), "%s: %s", name, error.message);
    ck_assert(told.width == again.width && told.height == again.height);
    (strcmp(way.codec->name, "png") == 0 ? same_png : same_file)(name, &whole, &found, rows);
    pl_buffer_finish(&whole);
    pl_buffer_finish(&found);
}

void bands_compare_text(const char *text, const struct bands_way *way) {
    struct pl_document document;
    ck_succeeds(pl_document_read(text, strlen(text), &document, &error), error);
    pl_layers_read(&document, &document.samples[0]);
    ck_succeeds(document.samples[0].error.code == PLACARD_OK, document.samples[0].error);
    bands_compare(text, &document.samples[0], NULL, *way);
    pl_document_finish(&document);
}
