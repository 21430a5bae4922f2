#ifndef PLACARD_CLI_FILE_H
#define PLACARD_CLI_FILE_H

#include <placard/placard.h>

/** The library takes no more of a document, and of anything; one byte more, so that it is the one to refuse.
 */
enum { CLI_MOST_OF_DOCUMENT = 16 * 1024 * 1024 + 1, CLI_MOST_OF_FILE = 1024 * 1024 * 1024 + 1 };

/** Reads a file, or standard input for "-", to its end or to `most` bytes; placard_bytes_finish releases it.
 */
bool cli_file_read(const char *path, size_t most, struct placard_bytes *out, struct placard_error *error);

/** Whether there is a folder of that name. */
bool cli_is_folder(const char *path);

/** Whether both names, of which each may be NULL, lead to one file that is there. */
bool cli_is_same_file(const char *a, const char *b);

#endif
