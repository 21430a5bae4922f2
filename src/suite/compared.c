#include "suite/compared.h"

#include "base/memory.h"
#include "codec/codec.h"
#include "codec/png_indexed.h"
#include "codec/source.h"

#include <stdlib.h>

bool pl_compared_open(struct pl_compared *compared, const char *path, const struct pl_buffer *file,
                      struct placard_error *error) {
    const unsigned char *bytes = file->data ? file->data : (const unsigned char *)"";
    *compared = (struct pl_compared){0};
    if (!pl_picture_size(path, bytes, file->size, &compared->width, &compared->height, error)) {
        return false;
    }
    if ((long long)compared->width * compared->height > PL_SOURCE_KEPT) {
        compared->source = pl_picture_source(path, bytes, file->size, error);
        return compared->source != NULL;
    }
    return pl_picture_decode_straight(path, bytes, file->size, &compared->pixmap, error);
}

void pl_compared_take(struct pl_compared *compared, struct pl_pixmap *drawn) {
    *compared = (struct pl_compared){.pixmap = *drawn, .width = drawn->width, .height = drawn->height};
    *drawn = (struct pl_pixmap){0};
}

void pl_compared_finish(struct pl_compared *compared) {
    if (compared->source) {
        compared->source->close(compared->source);
    }
    pl_pixmap_finish(&compared->pixmap);
    *compared = (struct pl_compared){0};
}

bool pl_compared_test(const struct pl_compared *compared, struct placard_error *error) {
    struct pl_row_source *source = compared->source;
    if (!source) {
        return true;
    }
    uint32_t *row = pl_calloc((size_t)source->width, sizeof *row);
    bool ok = row || pl_fail_memory(error);
    source->rewind(source);
    for (int y = 0; ok && y < source->height; y++) {
        ok = source->read(source, row, error);
    }
    free(row);
    return ok;
}

bool pl_compared_open_whole(struct pl_compared *compared, const char *path, const struct pl_buffer *file,
                            struct placard_error *error) {
    bool ok = pl_compared_open(compared, path, file, error) && pl_compared_test(compared, error);
    if (!ok) {
        pl_compared_finish(compared);
    }
    return ok;
}

bool pl_compared_is_there(const struct pl_compared *compared) {
    return compared->source || compared->pixmap.pixels;
}

/* ---- rows ---- */

/* Of a source they come from a thread of their own, as two large pictures are often all that there is. */
struct reading {
    struct pl_pixmap_rows pixmap;
    struct pl_rows_ahead *ahead;
};

static struct pl_rows *start(struct reading *reading, const struct pl_compared *compared,
                             struct placard_error *error) {
    *reading = (struct reading){0};
    if (!compared->source) {
        return pl_pixmap_rows_init(&reading->pixmap, &compared->pixmap, error) ? &reading->pixmap.rows : NULL;
    }
    compared->source->rewind(compared->source);
    reading->ahead = pl_rows_ahead_start(compared->source, error);
    return reading->ahead ? pl_rows_ahead_rows(reading->ahead) : NULL;
}

static void stop(struct reading *reading) {
    pl_rows_ahead_stop(reading->ahead);
    pl_pixmap_rows_finish(&reading->pixmap);
}

bool pl_compared_compare(const struct pl_compared *expected, const struct pl_compared *actual,
                         const struct pl_compare_options *options, struct pl_difference *out,
                         struct placard_error *error) {
    struct reading readings[2] = {{.ahead = NULL}, {.ahead = NULL}};
    *out = (struct pl_difference){0};
    struct pl_rows *p = start(&readings[0], expected, error);
    struct pl_rows *q = p ? start(&readings[1], actual, error) : NULL;
    bool done = q && pl_compare_rows(p, q, options, out, error);
    stop(&readings[0]);
    stop(&readings[1]);
    return done;
}

/* ---- the picture of the difference ---- */

bool pl_compared_draw_rows(struct pl_rows *expected, const struct pl_marks *marks, struct pl_buffer *out,
                           struct placard_error *error) {
    struct pl_difference_rows rows = {.marks = marks, .expected = expected};
    uint32_t colors[PL_DIFFERENCE_COLORS];
    int count = pl_difference_palette(colors);
    struct pl_png_indexed *writer =
        pl_png_indexed_open(expected->width, expected->height, colors, count, out, error);
    bool done = writer != NULL;
    for (int y = 0; done && y < expected->height; y++) {
        done =
            pl_difference_row(&rows, pl_png_indexed_row(writer), error) && pl_png_indexed_put(writer, error);
    }
    done = done && pl_png_indexed_end(writer, error);
    pl_png_indexed_close(writer);
    return done;
}

static bool draw_pixmap(struct pl_rows *expected, const struct pl_marks *marks, double scale,
                        struct pl_buffer *out, struct placard_error *error) {
    const struct pl_encode_options options = {.scale = scale, .indexed = true};
    struct pl_pixmap picture = {0};
    bool done = pl_difference_draw(marks, expected, &picture, error) &&
                pl_codec_by_name("png")->encode(&picture, &options, out, error);
    pl_pixmap_finish(&picture);
    return done;
}

bool pl_compared_draw(const struct pl_compared *expected, const struct pl_marks *marks, double scale,
                      struct pl_buffer *out, struct placard_error *error) {
    struct reading reading;
    struct pl_rows *rows = start(&reading, expected, error);
    bool done = rows && (expected->source ? pl_compared_draw_rows(rows, marks, out, error)
                                          : draw_pixmap(rows, marks, scale, out, error));
    stop(&reading);
    return done;
}
