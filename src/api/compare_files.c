#include "api/private.h"
#include "codec/codec.h"
#include "codec/source.h"
#include "suite/compared.h"

#include <string.h>

/* Two pictures, each decoded by a thread of its own. */
struct pair {
    struct pl_row_source *sources[2];
    struct pl_rows_ahead *ahead[2];
};

static bool open_pair(struct pair *pair, const struct placard_file *expected,
                      const struct placard_file *actual, struct placard_error *error) {
    const struct placard_file *files[] = {expected, actual};
    for (int i = 0; i < 2; i++) {
        pair->sources[i] = pl_picture_source(files[i]->name, files[i]->bytes, files[i]->size, error);
        if (!pair->sources[i]) {
            return false;
        }
    }
    return true;
}

static void stop(struct pair *pair) {
    for (int i = 0; i < 2; i++) {
        pl_rows_ahead_stop(pair->ahead[i]);
        pair->ahead[i] = NULL;
    }
}

static void close_pair(struct pair *pair) {
    stop(pair);
    for (int i = 0; i < 2; i++) {
        if (pair->sources[i]) {
            pair->sources[i]->close(pair->sources[i]);
        }
    }
}

static bool is_same_size(const struct pair *pair) {
    return pair->sources[0]->width == pair->sources[1]->width &&
           pair->sources[0]->height == pair->sources[1]->height;
}

static bool compare(struct pair *pair, const struct placard_compare_options *options,
                    struct placard_difference *out, struct placard_error *error) {
    for (int i = 0; i < 2; i++) {
        pair->ahead[i] = pl_rows_ahead_start(pair->sources[i], error);
        if (!pair->ahead[i]) {
            return false;
        }
    }
    bool done = pl_face_compare(pl_rows_ahead_rows(pair->ahead[0]), pl_rows_ahead_rows(pair->ahead[1]),
                                options, out, error);
    stop(pair);
    return done;
}

static bool is_same(const struct placard_file *expected, const struct placard_file *actual) {
    return expected->size == actual->size && memcmp(expected->bytes, actual->bytes, actual->size) == 0;
}

static bool compare_same(const struct placard_file *file, const struct placard_compare_options *options,
                         struct placard_difference *out, struct placard_error *error) {
    struct pl_rows rows = {0};
    return placard_file_measure(file, &rows.width, &rows.height, error) &&
           pl_face_compare(&rows, NULL, options, out, error);
}

/* Of the expected picture once more, which its source has kept or decodes again. */
static bool draw(struct pair *pair, const struct placard_difference *difference, struct placard_bytes *out,
                 struct placard_error *error) {
    struct pl_row_source *source = pair->sources[0];
    struct pl_buffer buffer = {0};
    source->rewind(source);
    pair->ahead[0] = pl_rows_ahead_start(source, error);
    bool done = pair->ahead[0] && pl_compared_draw_rows(pl_rows_ahead_rows(pair->ahead[0]),
                                                        &difference->marks->marks, &buffer, error);
    stop(pair);
    if (!done) {
        pl_buffer_finish(&buffer);
        return false;
    }
    *out = (struct placard_bytes){buffer.data, buffer.size};
    return true;
}

bool placard_file_measure(const struct placard_file *file, int *width, int *height,
                          struct placard_error *error) {
    return pl_picture_size(file->name, file->bytes, file->size, width, height, error);
}

static bool compare_pair(struct pair *pair, const struct placard_compare_options *options,
                         struct placard_difference *out, struct placard_bytes *picture,
                         struct placard_error *error) {
    if (!is_same_size(pair)) {
        out->share = 1;
        return true;
    }
    bool done =
        compare(pair, options, out, error) && (!picture || !out->marks || draw(pair, out, picture, error));
    if (!done) {
        placard_difference_finish(out);
    }
    return done;
}

bool placard_compare_files(const struct placard_file *expected, const struct placard_file *actual,
                           const struct placard_compare_options *options, struct placard_difference *out,
                           struct placard_bytes *picture, struct placard_error *error) {
    struct pair pair = {0};
    *out = (struct placard_difference){0};
    if (picture) {
        *picture = (struct placard_bytes){0};
    }
    if (is_same(expected, actual)) {
        return compare_same(expected, options, out, error);
    }
    bool done =
        open_pair(&pair, expected, actual, error) && compare_pair(&pair, options, out, picture, error);
    close_pair(&pair);
    return done;
}
