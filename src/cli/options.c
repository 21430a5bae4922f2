#include "cli/options.h"

#include <placard/placard.h>

#include <stdlib.h>
#include <string.h>

static bool belongs(const struct cli_option *option, const char *command) {
    if (!command || strcmp(option->commands, CLI_ALL_COMMANDS) == 0) {
        return true;
    }
    size_t length = strlen(command);
    for (const char *word = option->commands; *word; word += strspn(word, " ")) {
        size_t end = strcspn(word, " ");
        if (end == length && memcmp(word, command, length) == 0) {
            return true;
        }
        word += end;
    }
    return false;
}

/* The row behind another one of the tables, or the first behind NULL; NULL behind the last. */
static const struct cli_option *next(const struct cli_option *const **table, const struct cli_option *row) {
    row = row ? row + 1 : **table;
    while (row && !row->name) {
        row = *++*table;
    }
    return row;
}

const struct cli_option *cli_option_at(const char *command, int index) {
    const struct cli_option *const *table = cli_option_tables;
    const struct cli_option *row = NULL;
    while ((row = next(&table, row)) && !(belongs(row, command) && index-- == 0)) {
    }
    return row;
}

const struct cli_option *cli_option_named(const char *command, const char *name) {
    const struct cli_option *const *table = cli_option_tables;
    const struct cli_option *row = NULL;
    while ((row = next(&table, row)) && !(belongs(row, command) && strcmp(row->name, name) == 0)) {
    }
    return row;
}

const struct cli_option *cli_option_lettered(const char *command, char letter) {
    const struct cli_option *const *table = cli_option_tables;
    const struct cli_option *row = NULL;
    while ((row = next(&table, row)) && !(belongs(row, command) && row->letter && row->letter == letter)) {
    }
    return row;
}

const char *cli_option_owner(const char *name, char *owner, size_t size) {
    const struct cli_option *option = cli_option_named(NULL, name);
    if (!option) {
        return NULL;
    }
    size_t length = strcspn(option->commands, " ");
    length = length < size ? length : size - 1;
    memcpy(owner, option->commands, length);
    owner[length] = '\0';
    return owner;
}

double cli_poster_timeout(const struct cli_options *options) {
    /* A thousand times what most posters take, and thirty times the largest. */
    enum { STANDARD = 60 };
    return options->poster_timeout.given ? options->poster_timeout.value : STANDARD;
}

long long cli_poster_work(const struct cli_options *options) {
    const struct cli_bound *work = &options->poster_work;
    return !work->given ? 0 : work->value > 0 ? (long long)work->value : -1;
}

double cli_threshold(const struct cli_bound *threshold) {
    const double usual = 0;
    const double none = -1;
    return !threshold->given ? usual : threshold->value > 0 ? threshold->value : none;
}

char *cli_choices_text(cli_choice_function *choice) {
    char *text = cli_copy("", 0);
    const char *alias = NULL;
    const char *name;
    for (int i = 0; (name = choice(i, &alias)); i++) {
        char *longer = cli_format("%s%s%s", text, i ? ", " : "", name);
        free(text);
        text = longer;
    }
    return text;
}

enum placard_chroma cli_chroma(const char *ratio) {
    return !ratio                      ? PLACARD_CHROMA_AUTO
           : strcmp(ratio, "444") == 0 ? PLACARD_CHROMA_444
           : strcmp(ratio, "422") == 0 ? PLACARD_CHROMA_422
                                       : PLACARD_CHROMA_420;
}
