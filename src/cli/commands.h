#ifndef PLACARD_CLI_COMMANDS_H
#define PLACARD_CLI_COMMANDS_H

#include "cli/options.h"
#include "cli/terminal.h"

#include <placard/placard.h>

#include <stdbool.h>

/** What the program ends with. */
enum cli_status { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2, CLI_UNFINISHED = 3, CLI_PROVIDER = 4 };

/** The meaning of status `status` for people, or NULL past the last. */
const char *cli_status_meaning(int status);

/** The one of two that the program ends with: usage, then failed, then provider, then unfinished, then done.
 */
int cli_status_worse(int a, int b);

/** The status that an error of this kind is worth. */
int cli_status_of(enum placard_code code);

struct cli_command;

/** One run of a command. */
struct cli_run {
    const struct cli_command *command; /**< NULL where none was given */
    struct cli_options options;
    struct cli_list operands;
    struct cli_terminal terminal;
};

struct cli_example {
    const char *what;
    const char *line; /**< can be run as it stands, in a folder that has Placard's samples */
};

/** A row of the command table. */
struct cli_command {
    const char *name;
    const char *operands;               /**< "INPUT..." or NULL */
    int least, most;                    /**< how many operands; `most` is -1 for any number */
    cli_choice_function *choice;        /**< what operands there are, or NULL for files */
    int failure;                        /**< status of whatever fails, where 1 tells something; or 0 */
    bool hidden;                        /**< for the build: not in lists and completions */
    const char *summary;                /**< half a line */
    const char *about;                  /**< paragraphs, an empty line between two */
    const struct cli_example *examples; /**< end in one without a line; NULL for none */
    int (*run)(struct cli_run *run);    /**< returns the status */
};

/** Command `index`, or NULL past the last. */
const struct cli_command *cli_command_at(int index);
const struct cli_command *cli_command_named(const char *name);

/** Names of the commands that are not hidden, as choices. */
const char *cli_command_choice(int index, const char **alias);

/** The rows, each in the file of its command. */
extern const struct cli_command cli_render;
extern const struct cli_command cli_batch_command;
extern const struct cli_command cli_fetch;
extern const struct cli_command cli_verify;
extern const struct cli_command cli_check;
extern const struct cli_command cli_diff;
extern const struct cli_command cli_inspect;
extern const struct cli_command cli_fonts;
extern const struct cli_command cli_help;
extern const struct cli_command cli_completion;
extern const struct cli_command cli_manual;

/** Reads the command line into `run`; where it makes no sense, says so on stderr and returns false. */
bool cli_parse(struct cli_run *run, int argc, char **argv);

/** Prints the help of a command, or of the program for NULL. */
void cli_print_help(FILE *out, const struct cli_command *command);

/** "Usage: placard render [OPTION]... INPUT..." without the first word. */
void cli_print_synopsis(FILE *out, const struct cli_command *command);

#endif
