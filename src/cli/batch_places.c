#include "cli/batch.h"
#include "cli/reading.h"
#include "cli/sandbox.h"

#include <stdlib.h>
#include <string.h>

/* Rows that are looked at for what fonts they need; for more than these that takes longer than to suppose
 * that they need the system's. */
enum { MOST_ROWS = 64 };

static bool row_wants_system_fonts(struct cli_batch *batch, int row) {
    char **values = cli_batch_values(batch, row);
    struct placard_error error;
    struct placard_document *document =
        placard_template_fill(batch->template, (const char *const *)values, batch->folder, &error);
    bool wants = document && placard_document_wants_system_fonts(batch->context, document);
    placard_document_destroy(document);
    cli_batch_values_free(batch, values);
    return wants;
}

static bool rows_want_system_fonts(struct cli_batch *batch) {
    bool wants = batch->item_count > MOST_ROWS;
    for (int i = 0; !wants && i < batch->item_count; i++) {
        wants = row_wants_system_fonts(batch, batch->items[i].row);
    }
    return wants;
}

/* A sheet that is a picture says what is in the rows, and what went wrong. */
static bool sheet_wants_system_fonts(const struct cli_batch *batch) {
    const char *sheet = batch->run->options.sheet;
    return sheet && placard_format_of(sheet);
}

static void list_read(struct cli_batch *batch, struct cli_places *places) {
    const char *operand = batch->run->operands.items[0];
    if (batch->rows) {
        cli_places_read_beside(places, operand);
    } else {
        cli_places_read(places, operand);
    }
    for (int i = 0; i < batch->links.count; i++) {
        cli_places_read(places, batch->links.items[i]);
    }
    cli_read_bases(places, &batch->bases);
    cli_read_assets(places, batch->run->options.assets);
    cli_read_fonts(places, batch->context,
                   sheet_wants_system_fonts(batch) ||
                       (batch->rows ? rows_want_system_fonts(batch) : batch->wants_system_fonts));
}

static void list_written(const struct cli_batch *batch, struct cli_places *places) {
    const struct cli_options *options = &batch->run->options;
    bool here = strcmp(batch->names.folder, ".") == 0;
    char *pattern =
        cli_format("%s%s%s", here ? "" : batch->names.folder, here ? "" : "/", batch->names.pattern);
    cli_places_write_named(places, pattern, false);
    cli_places_write_named(places, options->sheet, false);
    for (int i = 0; i < batch->item_count; i++) {
        if (batch->items[i].path) {
            cli_places_write_file(places, batch->items[i].path);
        }
    }
    cli_places_write_caches(places, !options->no_system_fonts);
    free(pattern);
}

bool cli_batch_enter_sandbox(struct cli_batch *batch, struct placard_error *error) {
    const char *mode = batch->run->options.sandbox;
    struct cli_places places = {0};
    list_written(batch, &places);
    if (cli_sandbox_limits_files(mode)) {
        list_read(batch, &places);
    }
    bool ok = cli_sandbox_enter(mode, &places, false, error);
    cli_places_finish(&places);
    return ok;
}
