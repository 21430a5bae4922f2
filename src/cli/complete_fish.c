#include "cli/completion.h"

static void print_option(FILE *out, const char *condition, const char *command,
                         const struct cli_option *option) {
    fprintf(out, "complete -c placard -n '%s%s%s'", condition, command ? " " : "", command ? command : "");
    if (option->letter) {
        fprintf(out, " -s %c", option->letter);
    }
    fprintf(out, " -l %s", option->name);
    if (option->choice) {
        fputs(" -x -a '", out);
        cli_print_choices(out, option->choice);
        putc('\'', out);
    } else if (option->kind != CLI_FLAG) {
        fputs(option->complete == CLI_FILES     ? " -r -F"
              : option->complete == CLI_FOLDERS ? " -x -a '(__fish_complete_directories)'"
                                                : " -x",
              out);
    }
    fputs(" -d '", out);
    cli_print_short_help(out, option, "\\");
    fputs("'\n", out);
}

void cli_complete_fish(FILE *out) {
    static const char seen[] = "__fish_seen_subcommand_from";
    const struct cli_command *command;
    const struct cli_option *option;
    fputs("# fish completion for placard, made by 'placard completion fish'\n"
          "complete -c placard -f\n",
          out);
    for (int i = 0; (option = cli_option_at("placard", i)); i++) {
        print_option(out, "__fish_use_subcommand", NULL, option);
    }
    for (int i = 0; (command = cli_command_at(i)); i++) {
        if (command->hidden) {
            continue;
        }
        fprintf(out, "complete -c placard -n __fish_use_subcommand -a %s -d '", command->name);
        cli_print_quoted(out, command->summary, "\\");
        fputs("'\n", out);
        for (int k = 0; (option = cli_option_at(command->name, k)); k++) {
            print_option(out, seen, command->name, option);
        }
        if (command->choice) {
            fprintf(out, "complete -c placard -n '%s %s' -a '", seen, command->name);
            cli_print_choices(out, command->choice);
            fputs("'\n", out);
        } else if (command->operands) {
            fprintf(out, "complete -c placard -n '%s %s' -F\n", seen, command->name);
        }
    }
}
