#include "cli/commands.h"

#include <string.h>

static const struct cli_command *const table[] = {
    &cli_render,  &cli_batch_command, &cli_fetch, &cli_verify,     &cli_diff,   &cli_check,
    &cli_inspect, &cli_fonts,         &cli_help,  &cli_completion, &cli_manual,
};
enum { COUNT = sizeof table / sizeof *table };

const struct cli_command *cli_command_at(int index) {
    return index < COUNT ? table[index] : NULL;
}

const struct cli_command *cli_command_named(const char *name) {
    for (int i = 0; i < COUNT; i++) {
        if (strcmp(table[i]->name, name) == 0) {
            return table[i];
        }
    }
    return NULL;
}

const char *cli_command_choice(int index, const char **alias) {
    *alias = NULL;
    for (int i = 0; i < COUNT; i++) {
        if (!table[i]->hidden && index-- == 0) {
            return table[i]->name;
        }
    }
    return NULL;
}

const char *cli_status_meaning(int status) {
    static const char *const meanings[] = {
        "everything was done",
        "some poster, input or output failed, or some case did not pass",
        "the command line made no sense; check: it could not do its work",
        "the task is not finished: it is still pending or running",
        "the task failed at the provider, was cancelled or is unknown there",
    };
    return status < (int)(sizeof meanings / sizeof *meanings) ? meanings[status] : NULL;
}

int cli_status_worse(int a, int b) {
    static const int ranks[] = {
        [CLI_DONE] = 0, [CLI_UNFINISHED] = 1, [CLI_PROVIDER] = 2, [CLI_FAILED] = 3, [CLI_USAGE] = 4,
    };
    return ranks[a] > ranks[b] ? a : b;
}

int cli_status_of(enum placard_code code) {
    switch (code) {
    case PLACARD_USAGE:
        return CLI_USAGE;
    case PLACARD_UNFINISHED:
        return CLI_UNFINISHED;
    case PLACARD_PROVIDER:
        return CLI_PROVIDER;
    default:
        return CLI_FAILED;
    }
}
