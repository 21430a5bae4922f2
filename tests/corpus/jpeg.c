#include "codec/codec.h"
#include "codec/source.h"
#include "jpeg_corpus.h"
#include "jpeg_reference.h"

#include <stdlib.h>
#include <string.h>

/* The JPEG corpus: files of every kind decoded as libjpeg decodes them, broken ones refused. With a folder as
 * its argument it leaves the files there. */

static const char name[] = "a.jpg";

/* Row by row, from the first again after some. */
static bool check_rows(const struct pl_buffer *file, const struct pl_pixmap *whole, char words[256]) {
    struct placard_error error;
    struct pl_row_source *source = pl_picture_source(name, file->data, file->size, &error);
    uint32_t *row = calloc((size_t)whole->width, sizeof *row);
    bool same = source && row && source->width == whole->width && source->height == whole->height &&
                source->read(source, row, &error);
    if (same) {
        source->rewind(source);
    }
    for (int y = 0; same && y < whole->height; y++) {
        same = source->read(source, row, &error) &&
               memcmp(row, pl_pixmap_row(whole, y), (size_t)whole->width * sizeof *row) == 0;
        snprintf(words, 256, "row by row: row %d is another", y);
    }
    if (source) {
        source->close(source);
    }
    free(row);
    return same;
}

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

static bool check_size(const struct pl_buffer *file, const struct pl_pixmap *whole, char words[256]) {
    struct placard_error error;
    int width = 0;
    int height = 0;
    bool same = pl_picture_size(name, file->data, file->size, &width, &height, &error) &&
                width == whole->width && height == whole->height;
    snprintf(words, 256, "size is %dx%d", width, height);
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
                check_size(file, &pixmap, words) && check_rows(file, &pixmap, words) &&
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

/* Refused by everything that reads pixels; a message and no pixels. */
static bool refuses(const struct pl_buffer *file, struct placard_error *error, char words[256]) {
    struct pl_pixmap pixmap;
    struct pl_pixmap small;
    struct placard_error second = {0};
    memset(error, 0, sizeof *error);
    bool decoded = pl_picture_decode(name, file->data, file->size, &pixmap, error);
    bool decoded_small = pl_picture_decode_small(name, file->data, file->size, 1 << 15, &small, &second);
    bool right = !decoded && !decoded_small && !pixmap.pixels && !small.pixels &&
                 strcmp(error->message, second.message) == 0;
    snprintf(words, 256, "%s", decoded ? "decoded" : decoded_small ? "decoded as a small one" : "otherwise");
    pl_pixmap_finish(&small);
    pl_pixmap_finish(&pixmap);
    return right;
}

void jpeg_refused(struct group *group, const struct pl_buffer *file, const char *message, const char *what) {
    char words[512];
    char expected[512];
    struct placard_error error;
    bool right = refuses(file, &error, words);
    snprintf(expected, sizeof expected, "%s: %s", name, message);
    if (right && strcmp(error.message, expected) != 0) {
        right = false;
        snprintf(words, sizeof words, "\"%.200s\", expected \"%.200s\"", error.message, expected);
    }
    group_add(group, file, what, right ? NULL : words);
}

/* Whether the message names the file and says something. */
static bool is_told(const struct placard_error *error) {
    return strncmp(error->message, "a.jpg: ", 7) == 0 && strlen(error->message) > 20 &&
           (error->code == PLACARD_PICTURE || error->code == PLACARD_LIMIT);
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
    if (!decoded && right && (!is_told(&error) || pixmap.pixels)) {
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
