#include "cli/completion.h"

/* "render:--output|render:-o) ACTION ;;" */
static void print_option(FILE *out, const struct cli_command *command, const struct cli_option *option) {
    if (option->kind == CLI_FLAG) {
        return;
    }
    fprintf(out, "    %s:--%s", command->name, option->name);
    if (option->letter) {
        fprintf(out, "|%s:-%c", command->name, option->letter);
    }
    fputs(") ", out);
    if (option->choice) {
        fputs("words='", out);
        cli_print_choices(out, option->choice);
        fputs("' ;;\n", out);
    } else {
        fprintf(out, "%s ;;\n",
                option->complete == CLI_FILES     ? "files=-f"
                : option->complete == CLI_FOLDERS ? "files=-d"
                                                  : "return"); /* only the user knows */
    }
}

static void print_operands(FILE *out, const struct cli_command *command) {
    const struct cli_option *option;
    fprintf(out, "    %s:*)\n        if [[ $cur == -* ]]; then\n            words='", command->name);
    for (int i = 0; (option = cli_option_at(command->name, i)); i++) {
        fprintf(out, "%s--%s", i ? " " : "", option->name);
    }
    fputs("'\n", out);
    if (command->choice) {
        fputs("        else\n            words='", out);
        cli_print_choices(out, command->choice);
        fputs("'\n", out);
    } else if (command->operands) {
        fputs("        else\n            files=-f\n", out);
    }
    fputs("        fi ;;\n", out);
}

static void print_start(FILE *out) {
    const struct cli_option *option;
    fputs("    :*)\n        words='", out);
    cli_print_choices(out, cli_command_choice);
    for (int i = 0; (option = cli_option_at("placard", i)); i++) {
        fprintf(out, " --%s", option->name);
    }
    fputs("' ;;\n", out);
}

void cli_complete_bash(FILE *out) {
    fputs("# bash completion for placard, made by 'placard completion bash'\n"
          "_placard() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command= words= files= i\n"
          "    COMPREPLY=()\n"
          "    # bash makes three words of --option=value\n"
          "    if [[ $cur == = ]]; then\n"
          "        cur=\n"
          "    elif [[ $prev == = ]]; then\n"
          "        prev=${COMP_WORDS[COMP_CWORD-2]}\n"
          "    fi\n"
          "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        if [[ ${COMP_WORDS[i]} != -* ]]; then\n"
          "            command=${COMP_WORDS[i]}\n"
          "            break\n"
          "        fi\n"
          "    done\n"
          "    case $command:$prev in\n",
          out);
    const struct cli_command *command;
    for (int i = 0; (command = cli_command_at(i)); i++) {
        const struct cli_option *option;
        for (int k = 0; !command->hidden && (option = cli_option_at(command->name, k)); k++) {
            print_option(out, command, option);
        }
    }
    for (int i = 0; (command = cli_command_at(i)); i++) {
        if (!command->hidden) {
            print_operands(out, command);
        }
    }
    print_start(out);
    fputs("    esac\n"
          "    local IFS=$'\\n'\n"
          "    if [[ $files ]]; then\n"
          "        compopt -o filenames 2>/dev/null\n"
          "        COMPREPLY=($(compgen $files -- \"$cur\"))\n"
          "    elif [[ $words ]]; then\n"
          "        COMPREPLY=($(compgen -W \"${words// /$'\\n'}\" -- \"$cur\"))\n"
          "    fi\n"
          "}\n"
          "complete -F _placard placard\n",
          out);
}
