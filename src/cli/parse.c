#include "cli/commands.h"
#include "cli/text.h"

#include <stdlib.h>
#include <string.h>

/* The command line as far as it is read. */
struct reader {
    struct cli_run *run;
    char **words; /* the next one, up to a NULL */
};

static const char *scope(const struct cli_run *run) {
    return run->command ? run->command->name : "placard";
}

static bool hint(const struct cli_run *run) {
    fprintf(stderr, "See 'placard help%s%s'.\n", run->command ? " " : "",
            run->command ? run->command->name : "");
    return false;
}

static const char *option_name(const void *data, int index) {
    const struct cli_option *option = cli_option_at(data, index);
    return option ? option->name : NULL;
}

static const char *command_name(const void *data, int index) {
    const char *alias;
    return cli_command_choice(index, &alias);
}

static bool unknown_option(struct cli_run *run, const char *name) {
    char owner[32];
    const char *near = cli_nearest(name, option_name, scope(run));
    if (cli_option_owner(name, owner, sizeof owner) && strcmp(owner, "placard") == 0) {
        cli_say(&run->terminal, "--%s stands alone: placard --%s", name, name);
    } else if (cli_option_named(NULL, name) && !run->command) {
        cli_say(&run->terminal, "--%s has to follow its command: placard %s --%s", name, owner, name);
    } else if (cli_option_named(NULL, name)) {
        cli_say(&run->terminal, "%s: unknown option --%s; placard %s has it", scope(run), name, owner);
    } else if (near) {
        cli_say(&run->terminal, "unknown option --%s; did you mean --%s?", name, near);
    } else {
        cli_say(&run->terminal, "unknown option --%s", name);
    }
    return hint(run);
}

static bool bad_value(struct cli_run *run, const struct cli_option *option, const char *expected,
                      const char *found) {
    cli_say(&run->terminal, "--%s: expected %s, found \"%s\"", option->name, expected, found);
    return hint(run);
}

static bool store_choice(struct cli_run *run, const struct cli_option *option, const char *value,
                         const char **member) {
    const char *alias = NULL;
    const char *name;
    for (int i = 0; (name = option->choice(i, &alias)); i++) {
        if (strcmp(value, name) == 0 || (alias && strcmp(value, alias) == 0)) {
            *member = name;
            return true;
        }
    }
    char *choices = cli_choices_text(option->choice);
    char *expected = cli_format("one of %s", choices);
    bad_value(run, option, expected, value);
    free(choices);
    free(expected);
    return false;
}

/* Plain decimal digits only: what strtod also takes (blanks, hexadecimal, infinity) is a typing error here.
 */
static bool read_number(struct cli_run *run, const struct cli_option *option, const char *value, bool whole,
                        double *out) {
    char *end = NULL;
    double number = strtod(value, &end);
    bool plain = value[strspn(value, whole ? "0123456789" : "0123456789.")] == '\0' && *end == '\0';
    if (plain && number >= option->least && number <= option->greatest) {
        *out = number;
        return true;
    }
    char *expected =
        cli_format("a %snumber from %g to %.10g", whole ? "whole " : "", option->least, option->greatest);
    bad_value(run, option, expected, value);
    free(expected);
    return false;
}

/* Puts a value where its row says. The casts hold because a row's kind is its member's type. */
static bool store(struct cli_run *run, const struct cli_option *option, const char *value) {
    void *member = (char *)&run->options + option->offset;
    double number = 0;
    if (option->kind != CLI_FLAG && !value[0]) {
        return bad_value(run, option, option->argument, value);
    }
    switch (option->kind) {
    case CLI_FLAG:
        *(bool *)member = true;
        return true;
    case CLI_TEXT:
        *(const char **)member = value;
        return true;
    case CLI_LIST:
        cli_list_add(member, value);
        return true;
    case CLI_CHOICE:
        return store_choice(run, option, value, member);
    case CLI_INTEGER:
        if (!read_number(run, option, value, true, &number)) {
            return false;
        }
        *(int *)member = (int)number;
        return true;
    case CLI_NUMBERS:
        if (!read_number(run, option, value, true, &number)) {
            return false;
        }
        cli_list_add(member, value);
        return true;
    case CLI_REAL:
        return read_number(run, option, value, false, member);
    case CLI_BOUND:
    case CLI_COUNT:
        ((struct cli_bound *)member)->given = true;
        return read_number(run, option, value, option->kind == CLI_COUNT,
                           &((struct cli_bound *)member)->value);
    }
    return false;
}

/* An option without its value in the same word takes the next word. */
static bool take_value(struct reader *reader, const struct cli_option *option, const char *value) {
    if (!value && option->kind != CLI_FLAG) {
        value = *reader->words;
        if (!value) {
            cli_say(&reader->run->terminal, "--%s: expected %s after it, found the end of the command line",
                    option->name, option->argument);
            return hint(reader->run);
        }
        reader->words++;
    }
    return store(reader->run, option, value);
}

static bool read_long(struct reader *reader, const char *word) {
    size_t length = strcspn(word, "=");
    const char *value = word[length] ? word + length + 1 : NULL;
    char *name = cli_copy(word, length);
    const struct cli_option *option = cli_option_named(scope(reader->run), name);
    bool ok = false;
    if (!option) {
        ok = unknown_option(reader->run, name);
    } else if (value && option->kind == CLI_FLAG) {
        cli_say(&reader->run->terminal, "--%s: expected no value, found \"%s\"", name, value);
        ok = hint(reader->run);
    } else {
        ok = take_value(reader, option, value);
    }
    free(name);
    return ok;
}

static bool read_cluster(struct reader *reader, const char *letters) {
    for (; *letters; letters++) {
        const struct cli_option *option = cli_option_lettered(scope(reader->run), *letters);
        if (!option) {
            const char *end = letters;
            cli_utf8_next(&end);
            cli_say(&reader->run->terminal, "unknown option -%.*s", (int)(end - letters), letters);
            return hint(reader->run);
        }
        if (option->kind != CLI_FLAG) {
            return take_value(reader, option, letters[1] ? letters + 1 : NULL);
        }
        store(reader->run, option, "");
    }
    return true;
}

static bool read_command(struct cli_run *run, const char *name) {
    run->command = cli_command_named(name);
    if (run->command) {
        return true;
    }
    const char *near = cli_nearest(name, command_name, NULL);
    if (near) {
        cli_say(&run->terminal, "unknown command \"%s\"; did you mean %s?", name, near);
    } else {
        cli_say(&run->terminal, "unknown command \"%s\"", name);
    }
    return hint(run);
}

/* Of a shell's variable that is not set, most often. */
static bool has_empty(const struct cli_list *operands) {
    for (int i = 0; i < operands->count; i++) {
        if (!operands->items[i][0]) {
            return true;
        }
    }
    return false;
}

static bool refuse(struct cli_run *run, const char *found) {
    cli_say(&run->terminal, "%s: expected %s, found %s", run->command->name, run->command->operands, found);
    return hint(run);
}

static bool check_operands(struct cli_run *run) {
    const struct cli_command *command = run->command;
    int count = run->operands.count;
    if (!command || run->options.help) {
        return true;
    }
    if (has_empty(&run->operands)) {
        return refuse(run, "\"\"");
    }
    if (count < command->least) {
        char *found = count > 0 ? cli_format("\"%s\" alone", run->operands.items[0]) : cli_format("none");
        refuse(run, found);
        free(found);
        return false;
    }
    if (command->most >= 0 && count > command->most) {
        cli_say(&run->terminal, "%s: unexpected \"%s\"", command->name, run->operands.items[command->most]);
        return hint(run);
    }
    return true;
}

bool cli_parse(struct cli_run *run, int argc, char **argv) {
    struct reader reader = {.run = run, .words = argv + (argc > 0)};
    bool options_end = false;
    while (*reader.words) {
        const char *word = *reader.words++;
        bool ok = true;
        if (!options_end && strcmp(word, "--") == 0) {
            options_end = true;
        } else if (!options_end && strncmp(word, "--", 2) == 0) {
            ok = read_long(&reader, word + 2);
        } else if (!options_end && word[0] == '-' && word[1]) {
            ok = read_cluster(&reader, word + 1);
        } else if (!run->command) {
            ok = read_command(run, word);
        } else {
            cli_list_add(&run->operands, word);
        }
        if (!ok) {
            return false;
        }
    }
    return check_operands(run);
}
