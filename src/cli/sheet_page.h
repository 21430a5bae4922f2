#ifndef PLACARD_CLI_SHEET_PAGE_H
#define PLACARD_CLI_SHEET_PAGE_H

/** Lines of the style and the script of a sheet that is a page; each ends in NULL. */
extern const char *const cli_sheet_style[];
extern const char *const cli_sheet_script[];

/**
 * SHA-256 of each, of the bytes between its tags, by which the page allows them and nothing else (CSP 3).
 * Whoever changes a line changes these too: tests/cli/sheet.sh says what they have to be.
 */
extern const char cli_sheet_style_hash[];
extern const char cli_sheet_script_hash[];

/** The file at `path` as a link from the folder that the file at `from` is in or will be, to be freed; NULL
 * where a folder isn't there. */
char *cli_sheet_link(const char *from, const char *path);

#endif
