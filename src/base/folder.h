#ifndef PL_BASE_FOLDER_H
#define PL_BASE_FOLDER_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Makes a folder, and those above it that are missing, with the permissions `mode` less the umask. One that
 * is there is fine, as it is. */
bool pl_folder_make(const char *path, mode_t mode, struct placard_error *error);

/** Sees to it that what was made, renamed and deleted in a folder is on the disk. */
bool pl_folder_sync(const char *path, struct placard_error *error);

/** The same for all that was written to the file system that the folder is on: for many files cheaper than
 * syncing each. */
bool pl_folder_sync_all(const char *path, struct placard_error *error);

/** Whether what a path leads to, when links and ".." are followed, is a folder or lies in it, however both
 * are written; both have to be there. */
bool pl_folder_holds(const char *folder, const char *path);

/**
 * Reads the plain file `name` below `folder`, where neither the name nor what lies there need be trusted:
 * no part of the name may be empty, "." or "..", nothing below the folder may be a link, and no device is
 * read nor pipe waited for. At most `limit` bytes.
 */
bool pl_folder_read(const char *folder, const char *name, size_t limit, struct pl_buffer *out,
                    struct placard_error *error);

/** The size of what pl_folder_read would read, or -1. */
long long pl_folder_file_size(const char *folder, const char *name);

#endif
