#ifndef PLACARD_CLI_COMPLETION_H
#define PLACARD_CLI_COMPLETION_H

#include "cli/commands.h"

#include <stdio.h>

/** Each prints the whole completion script for its shell, made of the command and option tables. */
void cli_complete_bash(FILE *out);
void cli_complete_zsh(FILE *out);
void cli_complete_fish(FILE *out);

/** Prints text for the inside of single quotes, a backslash before each of the `escaped` characters. */
void cli_print_quoted(FILE *out, const char *text, const char *escaped);

/** Prints the option's help as far as its first colon or semicolon, so that a list of options stays one. */
void cli_print_short_help(FILE *out, const struct cli_option *option, const char *escaped);

/** Prints the choices with blanks between them. */
void cli_print_choices(FILE *out, cli_choice_function *choice);

#endif
