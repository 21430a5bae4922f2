/** Random documents. */
#ifndef SOAK_POSTERS_H
#define SOAK_POSTERS_H

#include "draw.h"

#include <placard/placard.h>

enum { SOAK_PICTURES = 24 };

/** Pictures to draw over and to show: files of a folder, and their bytes. */
struct soak_pictures {
    char folder[4096];
    char names[SOAK_PICTURES][16];
    struct placard_bytes bytes[SOAK_PICTURES];
    int count; /**< of those that there are already */
};

/** A document and what is made of it. */
struct soak_poster {
    struct soak_text json;
    double scale;
    struct placard_encode_options encode;
};

/** Every field within its limits, mostly as posters have it, now and then as far as it goes. The first layer
 * is a text called Title. */
void soak_poster_make(uint64_t seed, const struct soak_pictures *pictures, struct soak_poster *out);

/** A text of some script, at most about `most` characters long. */
void soak_put_words(struct soak_text *out, struct soak_random *random, int most);

/** A colour in one of the notations. */
void soak_put_color(struct soak_text *out, struct soak_random *random);

#endif
