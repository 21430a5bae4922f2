#include "cli/completion.h"

/* "'*--base=[base images]:PATH:_files'", or for one with a letter "'(-o --output)'{-o+,--output=}'[...]...'".
 */
static void print_option(FILE *out, const struct cli_option *option, const char *indent) {
    bool value = option->kind != CLI_FLAG;
    bool repeats = option->kind == CLI_LIST || option->kind == CLI_NUMBERS;
    fprintf(out, "%s", indent);
    if (option->letter) {
        fprintf(out, "'(-%c --%s)'{-%c%s,--%s%s}'[", option->letter, option->name, option->letter,
                value ? "+" : "", option->name, value ? "=" : "");
    } else {
        fprintf(out, "'%s--%s%s[", repeats ? "*" : "", option->name, value ? "=" : "");
    }
    cli_print_short_help(out, option, "[]:\\");
    putc(']', out);
    if (value) {
        fprintf(out, ":%s:", option->argument);
        if (option->choice) {
            fputs("(", out);
            cli_print_choices(out, option->choice);
            fputs(")", out);
        } else {
            fputs(option->complete == CLI_FILES     ? "_files"
                  : option->complete == CLI_FOLDERS ? "_files -/"
                                                    : " ",
                  out);
        }
    }
    fputs("' \\\n", out);
}

static void print_command(FILE *out, const struct cli_command *command) {
    const struct cli_option *option;
    fprintf(out, "        %s)\n            _arguments -s -S \\\n", command->name);
    for (int i = 0; (option = cli_option_at(command->name, i)); i++) {
        print_option(out, option, "                ");
    }
    if (command->choice) {
        fprintf(out, "                '1:%s:(", command->name);
        cli_print_choices(out, command->choice);
        fputs(")' ;;\n", out);
    } else {
        fprintf(out, "                '*:input:%s' ;;\n", command->operands ? "_files" : " ");
    }
}

void cli_complete_zsh(FILE *out) {
    fputs("#compdef placard\n"
          "# zsh completion for placard, made by 'placard completion zsh'\n"
          "_placard() {\n"
          "    local curcontext=\"$curcontext\" state line ret=1\n"
          "    local -a commands\n"
          "    commands=(\n",
          out);
    const struct cli_command *command;
    const struct cli_option *option;
    for (int i = 0; (command = cli_command_at(i)); i++) {
        if (!command->hidden) {
            fprintf(out, "        '%s:", command->name);
            cli_print_quoted(out, command->summary, ":\\");
            fputs("'\n", out);
        }
    }
    fputs("    )\n    _arguments -C \\\n", out);
    for (int i = 0; (option = cli_option_at("placard", i)); i++) {
        print_option(out, option, "        ");
    }
    fputs("        '1:command:->command' '*::argument:->argument' && ret=0\n"
          "    case $state in\n"
          "    command)\n"
          "        _describe command commands && ret=0 ;;\n"
          "    argument)\n"
          "        curcontext=\"${curcontext%:*}-$words[1]:\"\n"
          "        case $words[1] in\n",
          out);
    for (int i = 0; (command = cli_command_at(i)); i++) {
        if (!command->hidden) {
            print_command(out, command);
        }
    }
    fputs("        esac && ret=0 ;;\n"
          "    esac\n"
          "    return ret\n"
          "}\n"
          "if [ \"$funcstack[1]\" = _placard ]; then\n"
          "    _placard \"$@\"\n"
          "else\n"
          "    compdef _placard placard\n"
          "fi\n",
          out);
}
