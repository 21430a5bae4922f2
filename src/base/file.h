#ifndef PL_BASE_FILE_H
#define PL_BASE_FILE_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>

/** "PATH: WHAT: " and the system's reason, which is in errno. Returns false. */
bool pl_fail_file(struct placard_error *error, const char *path, const char *what);

/** Reads a whole file of at most `limit` bytes; the message names `path` and the system's reason. */
bool pl_file_read(const char *path, size_t limit, struct pl_buffer *out, struct placard_error *error);

/** The same for a plain file alone: no device is read, and no pipe waited for. */
bool pl_file_read_plain(const char *path, size_t limit, struct pl_buffer *out, struct placard_error *error);

/** The same for a file that is open, and stays so; `path` is for messages. */
bool pl_file_read_open(int fd, const char *path, size_t limit, struct pl_buffer *out,
                       struct placard_error *error);

/**
 * Writes a file whole or not at all: a temporary file in the same folder, synced, then renamed over `path`.
 * It has the permissions of the one that it replaces, but for those that the umask takes away. Where `path`
 * is a device or a pipe it is written in place.
 */
bool pl_file_write(const char *path, const void *bytes, size_t size, struct placard_error *error);

/** The same for one of many files, which are synced together or need not outlive a crash of the system: not
 * synced. */
bool pl_file_write_lazily(const char *path, const void *bytes, size_t size, struct placard_error *error);

/** The same where nobody gave the name, as in a store, which strangers may have put links or pipes in: never
 * in place. Whatever of that name is no folder is replaced. */
bool pl_file_replace_lazily(const char *path, const void *bytes, size_t size, struct placard_error *error);

/** Whether a file of an open folder is a temporary one whose writer was killed: a day old. A date in the
 * future, which a clock that was set back leaves, counts by its distance. */
bool pl_file_is_leftover(int folder, const char *name);

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
