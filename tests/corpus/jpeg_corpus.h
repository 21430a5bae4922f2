#ifndef PL_TESTS_CORPUS_JPEG_CORPUS_H
#define PL_TESTS_CORPUS_JPEG_CORPUS_H

#include "group.h"
#include "jpeg_make.h"

/** A sound file: decoded whole, by rows, and at every lower resolution it has to be what libjpeg makes of it,
 * turned as `orientation` (1 to 8) says. */
void jpeg_sound(struct group *group, const struct pl_buffer *file, int orientation, const char *what);

/** The file of that kind, sound and upright. */
void jpeg_sound_kind(struct group *group, const struct jpeg_kind *kind, const char *what);

/** A broken file: refused with these words, which come after the file's name. */
void jpeg_refused(struct group *group, const struct pl_buffer *file, const char *message, const char *what);

/** A file that may be either: decoded where libjpeg decodes it without a complaint, else refused. */
void jpeg_judged(struct group *group, const struct pl_buffer *file, const char *what);

/* The corpus. */
void jpeg_sizes(struct group *group, struct tap *tap);
void jpeg_kinds(struct group *group, struct tap *tap);
void jpeg_markers(struct group *group, struct tap *tap);
void jpeg_broken(struct group *group, struct tap *tap);

#endif
