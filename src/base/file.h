#ifndef PL_BASE_FILE_H
#define PL_BASE_FILE_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>

/** Reads a whole file of at most `limit` bytes; the message names `path` and the system's reason. */
bool pl_file_read(const char *path, size_t limit, struct pl_buffer *out, struct placard_error *error);

/**
 * Writes a file whole or not at all: a temporary file in the same folder, synced, then renamed over `path`.
 * Where `path` is a device or a pipe it is written in place.
 */
bool pl_file_write(const char *path, const void *bytes, size_t size, struct placard_error *error);

bool pl_file_is_folder(const char *path);
bool pl_file_exists(const char *path);

/** Neither folder, pipe nor device. */
bool pl_file_is_plain(const char *path);

/** "folder/name", or just `name` where it is absolute or `folder` is empty; free() releases it; NULL is
 * memory. */
char *pl_path_join(const char *folder, const char *name);

/** The folder part of a path, "." where there is none; free() releases it; NULL is memory. */
char *pl_path_folder(const char *path);

/** What follows the last slash. */
const char *pl_path_name(const char *path);

#endif
