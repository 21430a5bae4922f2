#ifndef PLACARD_CLI_OPTIONS_H
#define PLACARD_CLI_OPTIONS_H

#include "cli/memory.h"

#include <placard/placard.h>

#include <stdbool.h>
#include <stddef.h>

/** A number that may be left out. */
struct cli_bound {
    double value;
    bool given;
};

/** What the command line said; where it said nothing, zero. Every member is written by its row alone. */
struct cli_options {
    const char *output;
    struct cli_list bases;
    const char *layers;
    const char *use;
    const char *format;
    int quality;
    const char *chroma;
    double scale;
    const char *background;
    struct cli_list font_dirs;
    bool no_system_fonts;
    struct cli_list samples;
    bool strict;
    const char *endpoint;
    const char *token_file;
    bool wait, no_wait;
    double timeout;
    struct cli_bound poster_timeout;
    struct cli_bound poster_pixels;
    struct cli_bound poster_work;
    const char *assets;
    bool offline;
    bool allow_private;
    struct cli_bound threshold;
    struct cli_bound max_pixels, max_percent;
    bool include_aa;
    struct cli_list ignore;
    const char *mask;
    bool show;
    const char *data;
    const char *data_format;
    struct cli_list outputs; /**< where --output may be given twice, as folder and pattern */
    int jobs;
    bool fail_fast;
    const char *report;
    bool resume;
    const char *shard;
    const char *sheet;
    bool update, approve, prune;
    const char *against;
    const char *filter;
    bool tap;
    int parallel, per_host;
    struct cli_list retries;
    double connect_timeout, stall_timeout;
    const char *sandbox;
    bool json;
    bool quiet;
    const char *color;
    bool help;
    bool version;
};

/** What an option's value is, and so what its member is. */
enum cli_kind {
    CLI_FLAG,    /**< none: bool */
    CLI_TEXT,    /**< any but the empty one: const char * */
    CLI_LIST,    /**< the same, repeatable: struct cli_list */
    CLI_CHOICE,  /**< one of a few names: const char *, the name also where its alias was given */
    CLI_INTEGER, /**< `least` to `greatest`: int */
    CLI_NUMBERS, /**< the same, repeatable: struct cli_list of their digits */
    CLI_REAL,    /**< the same with a fraction: double */
    CLI_BOUND,   /**< the same where 0 is not the same as nothing: struct cli_bound */
    CLI_COUNT,   /**< the same without a fraction: struct cli_bound */
};

/** For the commands of an option that all have. */
#define CLI_ALL_COMMANDS "*"

/** What a shell offers to complete a value with, besides the choices. */
enum cli_complete { CLI_NOTHING, CLI_FILES, CLI_FOLDERS };

/** Name `index` of a list and another way to write it (or NULL); NULL past the last. placard_format is one.
 */
typedef const char *cli_choice_function(int index, const char **alias);

/** A row of the option tables, from which the parser, --help, the man page and the completions are made. */
struct cli_option {
    const char *name;     /**< without the dashes */
    char letter;          /**< or 0 */
    const char *argument; /**< "FOLDER", or NULL for a flag */
    const char *help;
    const char *commands; /**< "render fonts"; CLI_ALL_COMMANDS; "placard" before any command */
    enum cli_kind kind;
    enum cli_complete complete;
    cli_choice_function *choice;
    double least, greatest;
    size_t offset;
};

/** The tables, one after the other, NULL last; each ends in a row without a name. */
extern const struct cli_option *const cli_option_tables[];
extern const struct cli_option cli_options_of_check[], cli_options_of_diff[], cli_options_of_network[];

/** Option `index` of a command, in the order of the tables, or NULL past the last. */
const struct cli_option *cli_option_at(const char *command, int index);

/** An option that is called so in a command, or in any of them where `command` is NULL. */
const struct cli_option *cli_option_named(const char *command, const char *name);
const struct cli_option *cli_option_lettered(const char *command, char letter);

/** The first command that takes an option of this name, as printed in hints. */
const char *cli_option_owner(const char *name, char *owner, size_t size);

/** --timeout of a poster, as placard_render_options has it. */
double cli_poster_timeout(const struct cli_options *options);

/** --max-work as placard_render_options has it. */
long long cli_poster_work(const struct cli_options *options);

/** --threshold as placard_compare_options has it. */
double cli_threshold(const struct cli_bound *threshold);

/** What --chroma says, by the name of its choice; NULL is the format's own. */
enum placard_chroma cli_chroma(const char *ratio);

/** The choices as "png, jpeg", to be freed. */
char *cli_choices_text(cli_choice_function *choice);

#endif
