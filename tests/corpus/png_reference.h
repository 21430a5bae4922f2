#ifndef PL_TESTS_CORPUS_PNG_REFERENCE_H
#define PL_TESTS_CORPUS_PNG_REFERENCE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* What libpng makes of a file, every kind expanded to straight 8-bit ARGB, gamma left alone. */
struct png_reference {
    bool sound;      /* it was decoded to its end */
    bool doubted;    /* libpng warned of something */
    char words[256]; /* its error, else its last warning */
    int width, height;
    uint32_t *pixels; /* of a sound one */
};

void png_reference(const struct pl_buffer *file, struct png_reference *out);
void png_reference_finish(struct png_reference *reference);

#endif
