#ifndef PL_TESTS_CASES_H
#define PL_TESTS_CASES_H

#include <placard/placard.h>

#include <stdbool.h>
#include <stddef.h>

/** The cases of a folder: names of its .json files below it, without the extension, sorted. */
struct cases {
    char *folder;
    char **names;
    size_t count;
};

/** Looks into the folder and those in it; false, with words on standard error, where it can't be read. */
bool cases_init(struct cases *cases, const char *folder);
void cases_finish(struct cases *cases);

/** "folder/name" and then `ending`; free() releases it. */
char *cases_path(const struct cases *cases, size_t index, const char *ending);

/** A whole file with a zero behind it, or NULL; free() releases it. */
char *cases_read(const char *path, size_t *size);

/** A context with the bundled fonts alone. Ends the program where there is none. */
struct placard_context *cases_context(void);

#endif
