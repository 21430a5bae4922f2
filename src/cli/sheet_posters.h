#ifndef PLACARD_CLI_SHEET_POSTERS_H
#define PLACARD_CLI_SHEET_POSTERS_H

#include "cli/sheet.h"

#include <stdio.h>

/** Where a sheet's entries come from, and which is next. */
struct cli_sheet_source {
    cli_sheet_function *entry;
    void *data;
    int next;
};

/** A copy of an entry with its small picture. Long texts are cut, values that say nothing left out. */
struct cli_sheet_poster {
    char *title, *file;
    char **names, **values;
    int count;   /**< of the values */
    char *error; /**< why there is no picture, or NULL */
    struct placard_bytes jpeg;
    int width, height; /**< of the picture */
};

/** Copies up to `most` entries and returns how many there were. */
int cli_sheet_gather(struct cli_sheet_source *source, struct cli_sheet_poster *posters, int most);

/** Reads the files and makes small pictures of them, `side` pixels along the longer side, on all processors.
 * What fails becomes the error of its poster. */
void cli_sheet_shrink(struct cli_sheet_poster *posters, int count, int side, int quality);

void cli_sheet_posters_finish(struct cli_sheet_poster *posters, int count);

/** Prints the picture as a data: URL. */
void cli_sheet_put_url(FILE *out, const struct cli_sheet_poster *poster);

/** "128 posters, 3 failed", to be freed. */
char *cli_sheet_counts(int posters, int failed);

/** The two kinds of sheets. */
bool cli_sheet_write_page(const char *path, const char *title, struct cli_sheet_source *source,
                          struct placard_error *error);
bool cli_sheet_write_picture(const char *path, const char *title, struct placard_context *context,
                             struct cli_sheet_source *source, struct placard_error *error);

#endif
