#ifndef PLACARD_CLI_INPUT_H
#define PLACARD_CLI_INPUT_H

#include "cli/commands.h"
#include "cli/json.h"

#include <placard/placard.h>

/** One document named on the command line. */
struct cli_input {
    const char *path;                  /**< "-" for standard input; a folder is a bundle */
    struct placard_document *document; /**< NULL where it could not be read */
    struct placard_document_info info; /**< of the document */
    struct placard_store *bundle;      /**< that it is the response of, or NULL */
    double parse;                      /**< milliseconds */
    bool ok;                           /**< it has something to draw */
    struct placard_error error;        /**< else why not */
};

/** Reads and checks one, within so many seconds, 0 for ever; what went wrong is left in it. */
void cli_input_load(struct cli_input *input, const char *path, double timeout);
/** The same of bytes that came from `path`. */
void cli_input_parse(struct cli_input *input, const char *path, const void *bytes, size_t size);
/** Asks its document anew what it is and whether there is something to draw. */
void cli_input_describe(struct cli_input *input);
void cli_input_finish(struct cli_input *input);

/** False, after a message, where standard input is named twice. */
bool cli_input_check_operands(struct cli_run *run);

/** "placard: INPUT: sample N: MESSAGE" on stderr, without N where `sample` is negative. */
void cli_input_say(struct cli_run *run, const struct cli_input *input, int sample, const char *message);

/** Whether the folders of --font-dir and --assets are there. */
bool cli_folders_check(const struct cli_options *options, struct placard_error *error);

/** A context for the fonts that the command line asks for, or NULL after filling `error`. */
struct placard_context *cli_context(const struct cli_options *options, struct placard_error *error);

/** Writes the members "input", "provider", "kind", "task", "type", "state". */
void cli_input_json(struct cli_json *json, const struct cli_input *input);

/** Writes the member "warnings": those of reading the document, apart from its samples'. */
void cli_input_json_warnings(struct cli_json *json, const struct cli_input *input);

/** Prints "INPUT: KIND, task TASK, TYPE, STATE" with a final line break. */
void cli_input_title(struct cli_run *run, const struct cli_input *input);

#endif
