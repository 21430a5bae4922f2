#ifndef PL_TESTS_CORPUS_JPEG_REFERENCE_H
#define PL_TESTS_CORPUS_JPEG_REFERENCE_H

#include "base/buffer.h"
#include "base/pixmap.h"

#include <stdbool.h>

/* What libjpeg makes of a file, as djpeg has it. */

struct jpeg_reference {
    bool sound;      /* it was decoded, and nothing was said that changes a pixel */
    char words[256]; /* what libjpeg said if not */
    int width, height;
    uint32_t *pixels; /* opaque ARGB, not turned */
};

/** Decodes at `eighths` of the size; jpeg_reference_finish releases it. */
void jpeg_reference(const struct pl_buffer *file, int eighths, struct jpeg_reference *out);
void jpeg_reference_finish(struct jpeg_reference *reference);

/** Whether a pixmap, seen in an Exif orientation, is the reference. */
bool jpeg_reference_equal(const struct jpeg_reference *reference, int orientation,
                          const struct pl_pixmap *pixmap, char words[256]);

#endif
