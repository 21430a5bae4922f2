#ifndef PL_TESTS_CORPUS_DECODING_H
#define PL_TESTS_CORPUS_DECODING_H

#include "base/error.h"
#include "base/pixmap.h"
#include "group.h"

#include <stddef.h>
#include <stdint.h>

/* What is asked of every decoder, and what is told where it is not so. `name` is the file's in messages. */

/** Whether the size that is read without decoding is that. */
bool decoding_measures(const char *name, const struct pl_buffer *file, int width, int height,
                       char words[256]);

/** Whether these are the file's rows, one by one, from the first again after one; `stride` is in pixels. */
bool decoding_gives_rows(const char *name, const struct pl_buffer *file, const uint32_t *pixels,
                         ptrdiff_t stride, int width, int height, char words[256]);

/** Whether a message names the file and says something. */
bool decoding_says(const char *name, const struct placard_error *error);

typedef bool decoding_function(const char *name, const void *bytes, size_t size, struct pl_pixmap *out,
                               struct placard_error *error);

/** A broken file: both functions refuse it with these words, which come after its name, and leave no pixels.
 */
void decoding_refuses(struct group *group, const char *name, const struct pl_buffer *file,
                      decoding_function *const functions[2], const char *message, const char *what);

#endif
