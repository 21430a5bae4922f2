#ifndef PLACARD_CLI_DIFF_REPORT_H
#define PLACARD_CLI_DIFF_REPORT_H

#include "cli/commands.h"

/** What placard diff can find. */
enum cli_diff_state { CLI_DIFF_SAME, CLI_DIFF_DIFFERENT, CLI_DIFF_OTHER_SIZE, CLI_DIFF_FAILED };

/** Two pictures and how they differ. */
struct cli_diff {
    enum cli_diff_state state;
    const char *expected, *actual; /**< as the command line names them */
    int width[2], height[2];       /**< of the expected and of the actual one */
    bool same_bytes;               /**< neither was decoded */
    struct placard_difference difference;
    const char *picture; /**< path of the difference picture, or NULL */
    struct placard_error error;
};

/** Tells it to people, in a line or two. */
void cli_diff_print(const struct cli_diff *diff, FILE *out);

/** The same for programs, as an object in a line. */
void cli_diff_print_json(const struct cli_diff *diff, FILE *out);

#endif
