#ifndef PLACARD_CLI_TEXT_H
#define PLACARD_CLI_TEXT_H

#include <stdbool.h>
#include <stdio.h>

/** Code point at `*text`, which moves past it; U+FFFD for each byte that is not UTF-8. Not for an empty one.
 */
unsigned cli_utf8_next(const char **text);

/** Whether a terminal might act on the character instead of showing it. */
bool cli_is_control(unsigned character);

/** Columns that a terminal gives the text: 2 for an ideograph, 0 for a combining mark (UAX #11). */
int cli_width(const char *text);

/** Prints at most `limit` columns of a text from input (0 for all), control characters as U+FFFD. Returns the
 * columns. */
int cli_print(FILE *out, const char *text, int limit);

/** Prints words that start in column `column` of the line, broken before column 80 and indented by `indent`;
 * ends the line. A line break in the text stays one. */
void cli_print_wrapped(FILE *out, const char *text, int column, int indent);

/** The name that `found` was probably meant to be, or NULL; `name(data, i)` gives NULL past the last. */
typedef const char *cli_name_function(const void *data, int index);
const char *cli_nearest(const char *found, cli_name_function *name, const void *data);

/** Rows of cells, printed in columns as wide as their widest cell. */
struct cli_table {
    const char *const *headings; /**< end in NULL */
    unsigned right;              /**< bit i: column i is aligned to the right */
    int indent;
    char **cells;
    int count;
};

/** Adds the next cell, which the table frees. */
void cli_table_add(struct cli_table *table, char *cell);

/** `limit` columns at most, the last cell being cut; 0 for no limit. Empties the table. */
void cli_table_print(struct cli_table *table, FILE *out, bool bold_headings, int limit);

#endif
