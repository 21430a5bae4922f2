#ifndef BENCH_LIMIT_H
#define BENCH_LIMIT_H

#include <stddef.h>

/**
 * What the codecs alone cost: libjpeg-turbo and libpng called as directly as can be, in memory that is there
 * already. Whatever is wrong ends the program, as libjpeg's own error manager does.
 */

enum limit_chroma { LIMIT_444, LIMIT_420 };

/** A picture of four bytes a pixel: blue, green, red and one that does not count. */
struct limit_picture {
    unsigned char *pixels;
    int width, height;
    ptrdiff_t stride;
};

/** Decodes a JPEG into `out`, whose pixels have room for it (limit_size says how much). */
void limit_decode(const void *jpeg, size_t size, struct limit_picture *out);
void limit_size(const void *jpeg, size_t size, int *width, int *height);

/** Encodes into `room`, and returns how much of it was used. */
size_t limit_encode(const struct limit_picture *picture, int quality, enum limit_chroma chroma,
                    unsigned char *room, size_t size);

/** How many bytes libpng makes of it with its own defaults: every filter, zlib's level 6. */
size_t limit_png(const struct limit_picture *picture);

#endif
