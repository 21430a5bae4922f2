#ifndef PL_TESTS_CORPUS_PNG_CORPUS_H
#define PL_TESTS_CORPUS_PNG_CORPUS_H

#include "group.h"
#include "png_make.h"

/** A sound file of that kind: every way to decode it has to give what the specification says, and libpng. */
void png_sound_kind(struct group *group, const struct png_kind *kind, const char *what);

/** A sound file that need not be of a kind: as libpng decodes it. */
void png_sound(struct group *group, const struct pl_buffer *file, const char *what);

/** A broken file: refused with these words, which come after the file's name. */
void png_refused(struct group *group, const struct pl_buffer *file, const char *message, const char *what);

/** A file that may be either: where it is decoded, libpng decodes it to the same; and what libpng takes
 * without a word of doubt is decoded. */
void png_judged(struct group *group, const struct pl_buffer *file, const char *what);

/* The corpus. */
void png_kinds(struct group *group, struct tap *tap);
void png_chunks(struct group *group, struct tap *tap);
void png_broken(struct group *group, struct tap *tap);

#endif
