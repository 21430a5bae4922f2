#ifndef PLACARD_CLI_HELP_H
#define PLACARD_CLI_HELP_H

#include "cli/commands.h"

/** "-o, --output PATH", to be freed. */
char *cli_option_heading(const struct cli_option *option);

/** The option's help with its choices appended, to be freed. */
char *cli_option_text(const struct cli_option *option);

#endif
