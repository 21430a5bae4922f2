#ifndef PLACARD_CLI_FILE_H
#define PLACARD_CLI_FILE_H

#include <placard/placard.h>

/** Reads a whole file, or standard input for "-"; placard_bytes_finish releases it. */
bool cli_file_read(const char *path, struct placard_bytes *out, struct placard_error *error);

/** Whether there is a folder of that name. */
bool cli_is_folder(const char *path);

#endif
