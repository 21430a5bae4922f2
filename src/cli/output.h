#ifndef PLACARD_CLI_OUTPUT_H
#define PLACARD_CLI_OUTPUT_H

#include <placard/placard.h>

/** Where posters go. */
enum cli_output_kind { CLI_OUTPUT_FOLDER, CLI_OUTPUT_FILE, CLI_OUTPUT_PATTERN, CLI_OUTPUT_STANDARD };

struct cli_output {
    enum cli_output_kind kind;
    const char *path;
    const char *format;    /**< as placard_format names it */
    const char *extension; /**< its usual one */
};

/** Reads -o and --format, each NULL where not given. */
bool cli_output_init(struct cli_output *output, const char *path, const char *format,
                     struct placard_error *error);

/** What a file name can be made of; strings may be NULL. */
struct cli_output_values {
    const char *task, *name;
    int sample;
    bool single; /**< the only poster of a document without a task: its name needs no number */
};

/** The path of a poster, to be freed. */
char *cli_output_path(const struct cli_output *output, const struct cli_output_values *values);

/** Writes a picture there, whole or not at all; missing folders are made. */
bool cli_output_write(const struct cli_output *output, const char *path, const struct placard_bytes *bytes,
                      struct placard_error *error);

/** Whether a poster may be written to a path that nobody typed: it must not lead to a pipe, where writing
 * waits, or to a device. */
bool cli_output_check(const char *path, struct placard_error *error);

/** Makes the folders that the file at `path` is in, outermost first; NULL is in none. */
bool cli_folders_make(const char *path, struct placard_error *error);

/** Writes any file there, whole or not at all; missing folders are made. */
bool cli_file_write(const char *path, const struct placard_bytes *bytes, struct placard_error *error);

/** A value from input as part of a file name that can't leave its folder, to be freed. */
char *cli_safe_name(const char *value);

/** The file name of an input without its extension, to be freed; "poster" for standard input. */
char *cli_input_name(const char *path);

#endif
