#ifndef PLACARD_CLI_BATCH_NAMES_H
#define PLACARD_CLI_BATCH_NAMES_H

#include "cli/memory.h"

#include <placard/placard.h>

#include <stdbool.h>
#include <stdint.h>

/** Where the posters of a batch go: a folder, and a pattern of names in it. */
struct cli_names {
    const char *folder;    /**< "." for the working directory */
    const char *pattern;   /**< "{row}.{ext}" */
    const char *format;    /**< as placard_format names it */
    const char *extension; /**< its usual one */
};

/** What a name is made of besides {row}, {name} and {ext}: the value of a placeholder, to be freed, or NULL
 * where there is none of that name. */
typedef char *cli_name_value(void *data, const char *placeholder);

/**
 * Reads what --output and --format say: a value with a placeholder is the pattern, one without is the folder.
 * `standard` is the pattern where none was given.
 */
bool cli_names_init(struct cli_names *names, const struct cli_list *outputs, const char *format,
                    const char *standard, struct placard_error *error);

/** Calls `use` with every placeholder of the pattern; false where that is. */
bool cli_names_check(const struct cli_names *names, bool (*use)(void *data, const char *placeholder),
                     void *data);

/** The path of one poster, which can't leave the folder by what values are, to be freed. */
char *cli_names_path(const struct cli_names *names, cli_name_value *value, void *data);

/** A path that was given out, and the number that the next one of that name is tried with. */
struct cli_slot {
    char *path;
    uint64_t hash; /**< of its key */
    int next;
};

/** Paths that were given out, so that each is given once. All zero is none. */
struct cli_taken {
    struct cli_slot *slots;
    size_t size, count;
};

/** The path itself, or with -2, -3, ... before its extension where it was given out before; takes over `path`
 * and returns what `taken` keeps. Names that placard_name_key takes for one are the same. */
const char *cli_taken_add(struct cli_taken *taken, char *path);
void cli_taken_finish(struct cli_taken *taken);

#endif
