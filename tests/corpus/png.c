#include "codec/codec.h"
#include "decoding.h"
#include "png_corpus.h"
#include "png_reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The PNG corpus: files of every kind decoded as the specification says and libpng does, broken ones refused.
 * With a folder as its argument it leaves the files there. */

static const char name[] = "a.png";

static uint32_t premultiplied(uint32_t straight) {
    uint32_t alpha = straight >> 24;
    uint32_t pixel = alpha;
    for (int shift = 16; shift >= 0; shift -= 8) {
        pixel = pixel << 8 | (uint32_t)((double)(straight >> shift & 255) * alpha / 255 + 0.5);
    }
    return pixel;
}

static bool is_opaque(const uint32_t *pixels, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (pixels[i] >> 24 != 255) {
            return false;
        }
    }
    return true;
}

static bool same_pixels(const struct pl_pixmap *pixmap, const uint32_t *expected, int width, int height,
                        bool straight, char words[256]) {
    bool opaque = is_opaque(expected, (size_t)width * (size_t)height);
    if (pixmap->width != width || pixmap->height != height || pixmap->opaque != opaque ||
        pixmap->straight != (straight && !opaque)) {
        snprintf(words, 256, "%dx%d, opaque %d, straight %d", pixmap->width, pixmap->height, pixmap->opaque,
                 pixmap->straight);
        return false;
    }
    for (int i = 0; i < width * height; i++) {
        uint32_t found = pl_pixmap_row(pixmap, i / width)[i % width];
        uint32_t wanted = straight ? expected[i] : premultiplied(expected[i]);
        if (found != wanted) {
            snprintf(words, 256, "%s: %d,%d is %08x, expected %08x", straight ? "straight" : "premultiplied",
                     i % width, i / width, found, wanted);
            return false;
        }
    }
    return true;
}

static bool check_decoded(const struct pl_buffer *file, const uint32_t *expected, int width, int height,
                          bool straight, char words[256]) {
    struct placard_error error = {0};
    struct pl_pixmap pixmap;
    bool decoded = straight ? pl_picture_decode_straight(name, file->data, file->size, &pixmap, &error)
                            : pl_picture_decode(name, file->data, file->size, &pixmap, &error);
    snprintf(words, 256, "%.255s", error.message);
    bool same = decoded && same_pixels(&pixmap, expected, width, height, straight, words);
    pl_pixmap_finish(&pixmap);
    return same;
}

static bool check_all(const struct pl_buffer *file, const uint32_t *expected, int width, int height,
                      char words[256]) {
    return decoding_measures(name, file, width, height, words) &&
           check_decoded(file, expected, width, height, false, words) &&
           check_decoded(file, expected, width, height, true, words) &&
           decoding_gives_rows(name, file, expected, width, width, height, words);
}

void png_sound(struct group *group, const struct pl_buffer *file, const char *what) {
    char words[256] = "";
    struct png_reference reference;
    png_reference(file, &reference);
    if (!reference.sound) {
        snprintf(words, sizeof words, "libpng does not take it: %.200s", reference.words);
    }
    bool same =
        reference.sound && check_all(file, reference.pixels, reference.width, reference.height, words);
    group_add(group, file, what, same ? NULL : words);
    png_reference_finish(&reference);
}

void png_sound_kind(struct group *group, const struct png_kind *kind, const char *what) {
    char words[256] = "";
    struct pl_buffer file = {0};
    struct png_reference reference;
    png_make(kind, &file);
    png_reference(&file, &reference);
    uint32_t *expected = png_expected(kind);
    size_t size = (size_t)kind->width * (size_t)kind->height * sizeof *expected;
    bool same = false;
    if (!reference.sound || memcmp(reference.pixels, expected, size) != 0) {
        snprintf(words, sizeof words, "libpng does not take it for what it is: %.200s", reference.words);
    } else {
        same = check_all(&file, expected, kind->width, kind->height, words);
    }
    group_add(group, &file, what, same ? NULL : words);
    free(expected);
    png_reference_finish(&reference);
    pl_buffer_finish(&file);
}

void png_refused(struct group *group, const struct pl_buffer *file, const char *message, const char *what) {
    static decoding_function *const functions[] = {pl_picture_decode, pl_picture_decode_straight};
    decoding_refuses(group, name, file, functions, message, what);
}

void png_judged(struct group *group, const struct pl_buffer *file, const char *what) {
    char words[256] = "";
    struct placard_error error = {0};
    struct pl_pixmap pixmap;
    struct png_reference reference;
    png_reference(file, &reference);
    bool decoded = pl_picture_decode_straight(name, file->data, file->size, &pixmap, &error);
    bool right;
    if (decoded) {
        right = reference.sound &&
                same_pixels(&pixmap, reference.pixels, reference.width, reference.height, true, words);
    } else {
        right = (!reference.sound || reference.doubted || error.code == PLACARD_LIMIT) && !pixmap.pixels &&
                decoding_says(name, &error);
    }
    if (!right && !words[0]) {
        snprintf(words, sizeof words, "%.100s, libpng says %.100s", decoded ? "decoded" : error.message,
                 reference.words[0] ? reference.words : "nothing");
    }
    pl_pixmap_finish(&pixmap);
    group_add(group, file, what, right ? NULL : words);
    png_reference_finish(&reference);
}

int main(int argc, char **argv) {
    struct tap tap = {0};
    struct group group = {.folder = argc > 1 ? argv[1] : NULL, .ending = "png"};
    png_kinds(&group, &tap);
    png_chunks(&group, &tap);
    png_broken(&group, &tap);
    return tap_finish(&tap);
}
