#ifndef PL_TESTS_CORPUS_GROUP_H
#define PL_TESTS_CORPUS_GROUP_H

#include "base/buffer.h"
#include "tap.h"

#include <stdbool.h>

/* Files of one kind, which are one case of the test: what is wrong with the first few is told below it. */
struct group {
    const char *name;
    int files;
    int wrong;
    const char *folder; /* where the files are written to, to be looked at, or NULL */
    const char *ending;
};

/** Starts a group with the folder of the last one. */
void group_start(struct group *group, const char *name);

/** Counts a file; `words`, which say what is wrong with it, where there is something. */
void group_add(struct group *group, const struct pl_buffer *file, const char *what, const char *words);

void group_finish(const struct group *group, struct tap *tap);

#endif
