#include "cli/help.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whatever means something to scdoc is escaped, so that text from the tables stays text. */
static void print_escaped(FILE *out, const char *text) {
    for (; *text; text++) {
        if (strchr("\\*_[]|#<>~`", *text) || (text[0] == '.' && text[1] == '.')) {
            putc('\\', out);
        }
        putc(*text, out);
    }
}

static void print_option(FILE *out, const struct cli_option *option) {
    char *text = cli_option_text(option);
    if (option->letter) {
        fprintf(out, "*-%c*, ", option->letter);
    }
    fprintf(out, "*--%s*", option->name);
    if (option->argument) {
        fprintf(out, " _%s_", option->argument);
    }
    fputs("\n\t", out);
    print_escaped(out, text);
    fputs("\n\n", out);
    free(text);
}

static void print_options(FILE *out, const char *command) {
    const struct cli_option *option;
    for (int i = 0; (option = cli_option_at(command, i)); i++) {
        print_option(out, option);
    }
}

static void print_command(FILE *out, const struct cli_command *command) {
    fprintf(out, "## placard %s", command->name);
    bool options = cli_option_at(command->name, 1) != NULL;
    fputs(options ? " [OPTION]... " : " ", out);
    fprintf(out, "%s\n\n", command->operands ? command->operands : "");
    print_escaped(out, command->about);
    fputs("\n\n", out);
    print_options(out, command->name);
    for (const struct cli_example *example = command->examples; example && example->line; example++) {
        print_escaped(out, example->what);
        fprintf(out, ":\n\n```\n%s\n```\n\n", example->line);
    }
}

static void print_commands(FILE *out) {
    const struct cli_command *command;
    for (int i = 0; (command = cli_command_at(i)); i++) {
        if (!command->hidden) {
            print_command(out, command);
        }
    }
}

static void print_statuses(FILE *out) {
    const char *meaning;
    for (int i = 0; (meaning = cli_status_meaning(i)); i++) {
        fprintf(out, "*%d*\n\t", i);
        print_escaped(out, meaning);
        fputs("\n\n", out);
    }
}

/* A line of the template that stands for a part made of the tables. */
static bool print_part(FILE *out, const char *line) {
    if (strcmp(line, "@options@\n") == 0) {
        print_options(out, "placard");
    } else if (strcmp(line, "@commands@\n") == 0) {
        print_commands(out);
    } else if (strcmp(line, "@statuses@\n") == 0) {
        print_statuses(out);
    } else {
        return false;
    }
    return true;
}

static int run_manual(struct cli_run *run) {
    const char *path = run->operands.items[0];
    FILE *template = fopen(path, "r");
    if (!template) {
        cli_say(&run->terminal, "%s: can't be opened: %s", path, strerror(errno));
        return CLI_FAILED;
    }
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, template) >= 0) {
        if (!print_part(stdout, line)) {
            fputs(line, stdout);
        }
    }
    bool ok = !ferror(template);
    if (!ok) {
        cli_say(&run->terminal, "%s: can't be read", path);
    }
    free(line);
    fclose(template);
    return ok ? CLI_DONE : CLI_FAILED;
}

const struct cli_command cli_manual = {
    .name = "manual",
    .operands = "TEMPLATE",
    .least = 1,
    .most = 1,
    .hidden = true,
    .summary = "print the manual page's source",
    .about = "Prints TEMPLATE with what the tables say in the place of @options@, @commands@ and @statuses@: "
             "the source "
             "of the manual page, for scdoc.",
    .run = run_manual,
};
