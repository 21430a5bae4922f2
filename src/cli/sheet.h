#ifndef PLACARD_CLI_SHEET_H
#define PLACARD_CLI_SHEET_H

#include <placard/placard.h>

#include <stdbool.h>

/** One poster of a contact sheet. Strings are the caller's, until the next entry is asked for; any text is
 * fine. */
struct cli_sheet_entry {
    const char *title;         /**< "row 7" */
    const char *file;          /**< path of the poster, or NULL where it was not drawn */
    const char *error;         /**< why it failed, or NULL; then `file` is not looked at */
    const char *const *names;  /**< of the row's values; ends in NULL; may be NULL */
    const char *const *values; /**< as many; NULL for none, which is left out as an empty one is */
};

/** Gives entry `index`, from 0; each is asked for once, in order. False is the end. */
typedef bool cli_sheet_function(void *data, int index, struct cli_sheet_entry *out);

/**
 * Writes a contact sheet: small pictures with titles and values, failures marked. Where the path ends in
 * .html or .htm it is one file that opens anywhere, for any number of posters; else a picture of the path's
 * format, for at most 1,000. Missing folders are made, and the file appears whole or not at all. A poster's
 * file that can't be read is a failure of that poster. Fails with PLACARD_CANCELED where a signal came that
 * ends the program. A picture's letters are of the fonts of `context`.
 */
bool cli_sheet_write(const char *path, const char *title, struct placard_context *context,
                     cli_sheet_function *entry, void *data, struct placard_error *error);

/** Whether the path's extension is one that a sheet can have; else PLACARD_USAGE, told of --sheet. */
bool cli_sheet_check(const char *path, struct placard_error *error);

#endif
