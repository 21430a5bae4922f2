#ifndef PLACARD_CLI_SHEET_H
#define PLACARD_CLI_SHEET_H

#include <placard/placard.h>

#include <stdbool.h>

/** One poster of a contact sheet. Strings are the caller's. */
struct cli_sheet_entry {
    const char *title;        /**< "row 7" */
    const char *file;         /**< path of the poster, or NULL where it was not drawn */
    const char *error;        /**< why not, or NULL */
    const char *const *names; /**< of the row's values; ends in NULL */
    const char *const *values; /**< as many; NULL for none */
};

/** Gives entry `index`, from 0; each is asked for once, in order. False is the end. */
typedef bool cli_sheet_function(void *data, int index, struct cli_sheet_entry *out);

/**
 * Writes a contact sheet of small pictures: HTML where the path ends in .html or .htm, one file that opens
 * anywhere; else a picture of the path's format. Files that can't be read are marked as failures.
 */
bool cli_sheet_write(const char *path, const char *title, cli_sheet_function *entry, void *data,
                     struct placard_error *error);

/** Whether the path's extension is one that a sheet can have. */
bool cli_sheet_check(const char *path, struct placard_error *error);

#endif
