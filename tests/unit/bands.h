#ifndef PL_TESTS_BANDS_H
#define PL_TESTS_BANDS_H

#include "codec/codec.h"
#include "compose/compose.h"

/* Posters that are drawn whole and in bands, and are to be the same. */

/* How a poster is drawn. */
struct bands_way {
    const struct pl_codec *codec;
    struct pl_encode_options encode;
    double scale;
    const char *background;
    int rows; /* of a band, or 0 for all */
};

/* A format whose files are the pixels, in bands of any multiple of `bands_step` rows. */
extern const struct pl_codec bands_raw;
extern int bands_step;

/* What all are drawn with, which the caller finishes. */
extern struct pl_painter bands_painter;

/* Starts it with the fonts of the tests. */
void bands_start(void);

/* A sample, called `name` in messages, whole and in bands as `way` has them. */
void bands_compare(const char *name, const struct pl_sample *sample, const char *folder,
                   struct bands_way way);

/* The same of a document's text. */
void bands_compare_text(const char *text, const struct bands_way *way);

#endif
