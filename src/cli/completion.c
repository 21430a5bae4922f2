#include "cli/completion.h"

#include <stdlib.h>
#include <string.h>

static const struct shell {
    const char *name;
    void (*print)(FILE *out);
} shells[] = {{"bash", cli_complete_bash}, {"zsh", cli_complete_zsh}, {"fish", cli_complete_fish}};
enum { COUNT = sizeof shells / sizeof *shells };

static const char *shell_choice(int index, const char **alias) {
    *alias = NULL;
    return index < COUNT ? shells[index].name : NULL;
}

void cli_print_quoted(FILE *out, const char *text, const char *escaped) {
    for (; *text; text++) {
        if (strchr(escaped, *text)) {
            putc('\\', out);
        }
        fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, out);
    }
}

void cli_print_short_help(FILE *out, const struct cli_option *option, const char *escaped) {
    char *text = cli_copy(option->help, strcspn(option->help, ":;"));
    cli_print_quoted(out, text, escaped);
    free(text);
}

void cli_print_choices(FILE *out, cli_choice_function *choice) {
    const char *alias;
    const char *name;
    for (int i = 0; (name = choice(i, &alias)); i++) {
        fprintf(out, "%s%s", i ? " " : "", name);
    }
}

static int run_completion(struct cli_run *run) {
    const char *wanted = run->operands.items[0];
    for (int i = 0; i < COUNT; i++) {
        if (strcmp(wanted, shells[i].name) == 0) {
            shells[i].print(stdout);
            return CLI_DONE;
        }
    }
    char *choices = cli_choices_text(shell_choice);
    cli_say(&run->terminal, "completion: expected one of %s, found \"%s\"", choices, wanted);
    free(choices);
    return CLI_USAGE;
}

static const struct cli_example examples[] = {
    {"For this session of bash", "eval \"$(placard completion bash)\""},
    {"For good, where no package has installed it", "placard completion fish > placard.fish"},
    {0},
};

const struct cli_command cli_completion = {
    .name = "completion",
    .operands = "SHELL",
    .least = 1,
    .most = 1,
    .choice = shell_choice,
    .summary = "print the completion script for bash, zsh or fish",
    .about = "Prints what makes SHELL (bash, zsh or fish) complete commands, options and values of placard.",
    .examples = examples,
    .run = run_completion,
};
