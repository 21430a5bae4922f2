#include "api/private.h"
#include "codec/codec.h"

#include <pthread.h>
#include <string.h>

/** One of two pictures that are decoded at a time. */
struct decoding {
    const struct placard_file *file;
    struct placard_picture *picture; /* NULL where it can't be decoded, for the reason in `error` */
    struct placard_error error;
};

static void *decode(void *data) {
    struct decoding *decoding = data;
    decoding->picture = placard_decode_straight(decoding->file->name, decoding->file->bytes,
                                                decoding->file->size, &decoding->error);
    return NULL;
}

/* Where no thread can be had, one comes after the other. */
static bool decode_both(struct decoding *pair, struct placard_error *error) {
    pthread_t thread;
    bool threaded = pthread_create(&thread, NULL, decode, pair + 1) == 0;
    decode(pair);
    if (threaded) {
        pthread_join(thread, NULL);
    } else {
        decode(pair + 1);
    }
    for (int i = 0; i < 2; i++) {
        if (!pair[i].picture) {
            *error = pair[i].error;
            return false;
        }
    }
    return true;
}

static bool is_same(const struct placard_file *expected, const struct placard_file *actual) {
    return expected->size == actual->size && memcmp(expected->bytes, actual->bytes, actual->size) == 0;
}

static bool compare_same(const struct placard_file *file, const struct placard_compare_options *options,
                         struct placard_difference *out, struct placard_error *error) {
    struct pl_rows rows = {0};
    return pl_picture_size(file->name, file->bytes, file->size, &rows.width, &rows.height, error) &&
           pl_face_compare(&rows, NULL, options, out, error);
}

static bool draw(const struct placard_difference *difference, const struct placard_picture *expected,
                 struct placard_bytes *out, struct placard_error *error) {
    struct placard_picture *picture = placard_difference_picture(difference, expected, error);
    bool done = picture && placard_encode(picture, NULL, out, error);
    placard_picture_destroy(picture);
    return done;
}

bool placard_file_measure(const struct placard_file *file, int *width, int *height,
                          struct placard_error *error) {
    return pl_picture_size(file->name, file->bytes, file->size, width, height, error);
}

bool placard_compare_files(const struct placard_file *expected, const struct placard_file *actual,
                           const struct placard_compare_options *options, struct placard_difference *out,
                           struct placard_bytes *picture, struct placard_error *error) {
    struct decoding pair[] = {{.file = expected}, {.file = actual}};
    struct placard_error ignored;
    error = error ? error : &ignored;
    *out = (struct placard_difference){0};
    if (picture) {
        *picture = (struct placard_bytes){0};
    }
    if (is_same(expected, actual)) {
        return compare_same(expected, options, out, error);
    }
    bool done = decode_both(pair, error) &&
                placard_compare(pair[0].picture, pair[1].picture, options, out, error) &&
                (!picture || !out->marks || draw(out, pair[0].picture, picture, error));
    if (!done) {
        placard_difference_finish(out);
    }
    placard_picture_destroy(pair[0].picture);
    placard_picture_destroy(pair[1].picture);
    return done;
}
