#ifndef PL_TESTS_TORTURE_FOLDER_H
#define PL_TESTS_TORTURE_FOLDER_H

#include <stddef.h>

/** Makes a folder of its own below /tmp; free() releases its path. */
char *folder_make(void);

/** Deletes it with all in it, and the path. */
void folder_delete(char *path);

/** "folder/name" in a buffer that the next call uses again. */
const char *folder_path(const char *folder, const char *name);

/** Writes a file in it. */
void folder_write(const char *folder, const char *name, const void *bytes, size_t size);

#endif
