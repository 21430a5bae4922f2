#include "decoding.h"

#include "codec/codec.h"
#include "codec/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool decoding_measures(const char *name, const struct pl_buffer *file, int width, int height,
                       char words[256]) {
    struct placard_error error;
    int across = 0;
    int down = 0;
    bool same = pl_picture_size(name, file->data, file->size, &across, &down, &error) && across == width &&
                down == height;
    if (!same) {
        snprintf(words, 256, "size is %dx%d", across, down);
    }
    return same;
}

bool decoding_gives_rows(const char *name, const struct pl_buffer *file, const uint32_t *pixels,
                         ptrdiff_t stride, int width, int height, char words[256]) {
    struct placard_error error = {0};
    struct pl_row_source *source = pl_picture_source(name, file->data, file->size, &error);
    uint32_t *row = calloc((size_t)width, sizeof *row);
    bool same = source && row && source->width == width && source->height == height &&
                source->read(source, row, &error);
    if (same) {
        source->rewind(source);
    }
    for (int y = 0; same && y < height; y++) {
        same = source->read(source, row, &error) &&
               memcmp(row, pixels + y * stride, (size_t)width * sizeof *row) == 0;
        snprintf(words, 256, "row by row: row %d is another, %.200s", y, error.message);
    }
    if (source) {
        source->close(source);
    }
    free(row);
    return same;
}

bool decoding_says(const char *name, const struct placard_error *error) {
    size_t length = strlen(name);
    return strncmp(error->message, name, length) == 0 && strncmp(error->message + length, ": ", 2) == 0 &&
           strlen(error->message) > 20 && (error->code == PLACARD_PICTURE || error->code == PLACARD_LIMIT);
}

void decoding_refuses(struct group *group, const char *name, const struct pl_buffer *file,
                      decoding_function *const functions[2], const char *message, const char *what) {
    char words[512] = "";
    char expected[512];
    bool right = true;
    snprintf(expected, sizeof expected, "%s: %s", name, message);
    for (int i = 0; i < 2 && right; i++) {
        struct placard_error error = {0};
        struct pl_pixmap pixmap;
        bool decoded = functions[i](name, file->data, file->size, &pixmap, &error);
        right = !decoded && !pixmap.pixels && strcmp(error.message, expected) == 0;
        snprintf(words, sizeof words, "%s\"%.200s\"%s, expected \"%.200s\"", i > 0 ? "the second time " : "",
                 decoded ? "decoded" : error.message, !decoded && pixmap.pixels ? " and pixels" : "",
                 expected);
        pl_pixmap_finish(&pixmap);
    }
    group_add(group, file, what, right ? NULL : words);
}
