#include "cli/help.h"

#include "cli/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_COLUMN = 26 };

char *cli_option_heading(const struct cli_option *option) {
    char letter[5] = "";
    if (option->letter) {
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    }
    return cli_format("%s--%s%s%s", letter, option->name, option->argument ? " " : "",
                      option->argument ? option->argument : "");
}

char *cli_option_text(const struct cli_option *option) {
    if (!option->choice) {
        return cli_copy(option->help, strlen(option->help));
    }
    char *choices = cli_choices_text(option->choice);
    char *text = cli_format("%s (%s)", option->help, choices);
    free(choices);
    return text;
}

/* A heading of at most one column of text, and what it stands for beside or beneath it. */
static void print_entry(FILE *out, const char *heading, int indent, const char *text) {
    int column = fprintf(out, "%*s%s", indent, "", heading);
    if (column > TEXT_COLUMN - 2) {
        putc('\n', out);
        column = 0;
    }
    fprintf(out, "%*s", TEXT_COLUMN - column, "");
    cli_print_wrapped(out, text, TEXT_COLUMN, TEXT_COLUMN);
}

static void print_options(FILE *out, const char *command) {
    fputs("\nOptions:\n", out);
    const struct cli_option *option;
    for (int i = 0; (option = cli_option_at(command, i)); i++) {
        char *heading = cli_option_heading(option);
        char *text = cli_option_text(option);
        print_entry(out, heading, option->letter ? 2 : 6, text);
        free(heading);
        free(text);
    }
}

static void print_examples(FILE *out, const struct cli_example *examples) {
    fputs("\nExamples:\n", out);
    for (; examples && examples->line; examples++) {
        fprintf(out, "  %s:\n      %s\n", examples->what, examples->line);
    }
}

static void print_commands(FILE *out) {
    fputs("\nCommands:\n", out);
    const struct cli_command *command;
    for (int i = 0; (command = cli_command_at(i)); i++) {
        if (!command->hidden) {
            print_entry(out, command->name, 2, command->summary);
        }
    }
}

static void print_statuses(FILE *out) {
    fputs("\nExit status:\n", out);
    const char *meaning;
    for (int i = 0; (meaning = cli_status_meaning(i)); i++) {
        fprintf(out, "  %d  %s\n", i, meaning);
    }
}

static const struct cli_example first_examples[] = {
    {"Draw the posters of a saved response over the base images beside it",
     "placard render samples/dashscope-succeeded.json --base samples -o out"},
    {"See what is in it", "placard inspect samples/dashscope-succeeded.json"},
    {0},
};

void cli_print_synopsis(FILE *out, const struct cli_command *command) {
    if (!command) {
        fputs("placard COMMAND [OPTION]... [INPUT]...", out);
        return;
    }
    bool options = cli_option_at(command->name, 1) != NULL; /* one besides --help */
    fprintf(out, "placard %s%s%s%s", command->name, options ? " [OPTION]..." : "",
            command->operands ? " " : "", command->operands ? command->operands : "");
}

void cli_print_help(FILE *out, const struct cli_command *command) {
    fputs("Usage: ", out);
    cli_print_synopsis(out, command);
    fputs("\n\n", out);
    if (!command) {
        cli_print_wrapped(
            out, "Draws posters: layers of gradients and text, read from JSON, over base images.", 0, 0);
        print_commands(out);
        print_options(out, "placard");
        print_examples(out, first_examples);
        print_statuses(out);
        fputs("\n'placard help COMMAND' tells more about each.\n", out);
        return;
    }
    cli_print_wrapped(out, command->about, 0, 0);
    print_options(out, command->name);
    if (command->examples) {
        print_examples(out, command->examples);
    }
}

static const char *name_of(const void *data, int index) {
    const char *alias;
    return cli_command_choice(index, &alias);
}

static int run_help(struct cli_run *run) {
    const char *topic = run->operands.count ? run->operands.items[0] : NULL;
    const struct cli_command *command = topic ? cli_command_named(topic) : NULL;
    if (topic && !command) {
        const char *near = cli_nearest(topic, name_of, NULL);
        cli_say(&run->terminal, "help: unknown command \"%s\"%s%s%s", topic, near ? "; did you mean " : "",
                near ? near : "", near ? "?" : "");
        return CLI_USAGE;
    }
    cli_print_help(stdout, command);
    return CLI_DONE;
}

static const struct cli_example examples[] = {
    {"Every option of render", "placard help render"},
    {0},
};

const struct cli_command cli_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .most = 1,
    .choice = cli_command_choice,
    .summary = "tell about Placard or a command",
    .about = "Tells what Placard can do, or how a command is used.",
    .examples = examples,
    .run = run_help,
};
