#include "cli/batch.h"
#include "cli/json.h"
#include "cli/sheet.h"
#include "cli/text.h"

#include <stdlib.h>

/* ---- the sheet ---- */

struct listing {
    struct cli_batch *batch;
    char title[160];
    char **values;
};

static void finish_values(struct listing *listing) {
    cli_batch_values_free(listing->batch, listing->values);
    listing->values = NULL;
}

static bool sheet_entry(void *data, int index, struct cli_sheet_entry *out) {
    struct listing *listing = data;
    struct cli_batch *batch = listing->batch;
    static const char *const none[] = {NULL};
    finish_values(listing);
    if (index >= batch->item_count) {
        return false;
    }
    const struct cli_item *item = &batch->items[index];
    if (item->row >= 0) {
        snprintf(listing->title, sizeof listing->title, "row %d", item->number);
        listing->values = cli_batch_values(batch, item->row);
    } else {
        snprintf(listing->title, sizeof listing->title, "%.150s", batch->files[item->file].name);
    }
    bool drawn = item->state == CLI_ITEM_DRAWN || item->state == CLI_ITEM_KEPT;
    *out = (struct cli_sheet_entry){.title = listing->title,
                                    .file = drawn ? item->path : NULL,
                                    .error = drawn           ? NULL
                                             : item->message ? item->message
                                                             : "not drawn yet",
                                    .names = item->row >= 0 ? batch->columns : none,
                                    .values = item->row >= 0 ? (const char *const *)listing->values : none};
    return true;
}

bool cli_batch_sheet(struct cli_batch *batch, struct placard_error *error) {
    struct listing listing = {.batch = batch};
    const char *path = batch->run->options.sheet;
    bool ok = !path || cli_sheet_write(path, batch->run->operands.items[0], batch->context, sheet_entry,
                                       &listing, error);
    finish_values(&listing);
    return ok;
}

/* ---- what is said ---- */

static void report_warnings(struct cli_batch *batch) {
    for (int i = 0; i < batch->warnings.count && !batch->run->options.quiet; i++) {
        if (i == CLI_BATCH_WARNINGS) {
            cli_warn(&batch->run->terminal, "there are more: --report FILE has those of each poster");
            return;
        }
        cli_warn(&batch->run->terminal, "%s", batch->warnings.items[i]);
    }
}

void cli_batch_say_end(struct cli_batch *batch) {
    report_warnings(batch);
    double seconds = (cli_now() - batch->start) / 1000;
    int left = batch->item_count - batch->drawn - batch->failed - batch->kept;
    const struct cli_options *options = &batch->run->options;
    if (options->json) {
        struct cli_json json = {.out = stdout};
        cli_json_open(&json, NULL, '{');
        cli_json_number(&json, "posters", batch->item_count);
        cli_json_number(&json, "drawn", batch->drawn);
        cli_json_number(&json, "failed", batch->failed);
        cli_json_number(&json, "kept", batch->kept);
        cli_json_number(&json, "left", left);
        cli_json_milliseconds(&json, "milliseconds", seconds * 1000);
        cli_json_close(&json, '}');
        cli_json_line(&json);
    } else if (!options->quiet) {
        printf("%d drawn, %d failed, %d kept", batch->drawn, batch->failed, batch->kept);
        if (left > 0) {
            printf(", %d left", left);
        }
        printf(" of %d posters in %.1f s\n", batch->item_count, seconds);
    }
    if (left > 0) {
        cli_say(&batch->run->terminal, "%s",
                options->report ? "stopped; the same command with --resume draws the rest"
                                : "stopped; with --report FILE a run can be resumed");
    }
}
