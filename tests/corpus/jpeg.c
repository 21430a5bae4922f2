#include "codec/codec.h"
#include "decoding.h"
#include "jpeg_corpus.h"
#include "jpeg_reference.h"

#include <stdio.h>

/* The JPEG corpus: files of every kind decoded as libjpeg decodes them, broken ones refused. With a folder as
 * its argument it leaves the files there. */

static const char name[] = "a.jpg";

/* The lowest of the resolutions 1/8, 1/4, 1/2 and 1 whose longer side has `side` pixels. */
static bool check_small(const struct pl_buffer *file, int orientation, int longer, int side,
                        char words[256]) {
    struct placard_error error;
    struct jpeg_reference reference;
    struct pl_pixmap pixmap;
    int eighths = 1;
    while (eighths < 8 && longer * eighths < side * 8) {
        eighths *= 2;
    }
    jpeg_reference(file, eighths, &reference);
    bool same = pl_picture_decode_small(name, file->data, file->size, side, &pixmap, &error);
    if (same) {
        char found[200];
        same = jpeg_reference_equal(&reference, orientation, &pixmap, words);
        snprintf(found, sizeof found, "%.199s", words);
        snprintf(words, 256, "at %d/8: %s", eighths, found);
    } else {
        snprintf(words, 256, "at %d/8: %.200s", eighths, error.message);
    }
    pl_pixmap_finish(&pixmap);
    jpeg_reference_finish(&reference);
    return same;
}

/* At one of the lower resolutions, by turns. */
static bool check_whole(const struct pl_buffer *file, const struct jpeg_reference *reference, int orientation,
                        int turn, char words[256]) {
    struct placard_error error;
    struct pl_pixmap pixmap;
    int longer = reference->width > reference->height ? reference->width : reference->height;
    int side = (longer >> turn % 4) + turn / 4 % 2;
    side = side > 0 ? side : 1;
    if (!pl_picture_decode(name, file->data, file->size, &pixmap, &error)) {
        snprintf(words, 256, "%.255s", error.message);
        return false;
    }
    bool same = jpeg_reference_equal(reference, orientation, &pixmap, words) &&
                decoding_measures(name, file, pixmap.width, pixmap.height, words) &&
                decoding_gives_rows(name, file, pl_pixmap_row(&pixmap, 0), pixmap.stride / 4, pixmap.width,
                                    pixmap.height, words) &&
                check_small(file, orientation, longer, side, words);
    pl_pixmap_finish(&pixmap);
    return same;
}

void jpeg_sound(struct group *group, const struct pl_buffer *file, int orientation, const char *what) {
    char words[256] = "";
    struct jpeg_reference reference;
    jpeg_reference(file, 8, &reference);
    if (!reference.sound) {
        snprintf(words, sizeof words, "libjpeg does not take it: %.200s", reference.words);
    }
    bool same = reference.sound && check_whole(file, &reference, orientation, group->files, words);
    group_add(group, file, what, same ? NULL : words);
    jpeg_reference_finish(&reference);
}

void jpeg_sound_kind(struct group *group, const struct jpeg_kind *kind, const char *what) {
    struct pl_buffer file = {0};
    jpeg_make(kind, &file);
    jpeg_sound(group, &file, 1, what);
    pl_buffer_finish(&file);
}

static bool decode_small(const char *called, const void *bytes, size_t size, struct pl_pixmap *out,
                         struct placard_error *error) {
    return pl_picture_decode_small(called, bytes, size, 1 << 15, out, error);
}

void jpeg_refused(struct group *group, const struct pl_buffer *file, const char *message, const char *what) {
    static decoding_function *const functions[] = {pl_picture_decode, decode_small};
    decoding_refuses(group, name, file, functions, message, what);
}

/* Pixels are not compared: beyond the range of coefficients that a picture has, each decoder overflows in
 * its own way. */
static bool judge(const struct pl_buffer *file, const struct jpeg_reference *reference, char words[256]) {
    struct placard_error error = {0};
    struct pl_pixmap pixmap;
    bool decoded = pl_picture_decode(name, file->data, file->size, &pixmap, &error);
    bool limit = !decoded && error.code == PLACARD_LIMIT;
    bool right = decoded == reference->sound || limit;
    snprintf(words, 256, "%.100s, libjpeg says %.100s", decoded ? "decoded" : error.message,
             reference->sound ? "it is sound" : reference->words);
    if (!decoded && right && (!decoding_says(name, &error) || pixmap.pixels)) {
        right = false;
        snprintf(words, 256, "code %d, %.200s", error.code, error.message);
    }
    pl_pixmap_finish(&pixmap);
    return right;
}

void jpeg_judged(struct group *group, const struct pl_buffer *file, const char *what) {
    char words[256];
    struct jpeg_reference reference;
    jpeg_reference(file, 8, &reference);
    group_add(group, file, what, judge(file, &reference, words) ? NULL : words);
    jpeg_reference_finish(&reference);
}

int main(int argc, char **argv) {
    struct tap tap = {0};
    struct group group = {.folder = argc > 1 ? argv[1] : NULL, .ending = "jpg"};
    jpeg_sizes(&group, &tap);
    jpeg_kinds(&group, &tap);
    jpeg_markers(&group, &tap);
    jpeg_broken(&group, &tap);
    return tap_finish(&tap);
}
