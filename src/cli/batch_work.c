#include "cli/batch.h"
#include "cli/urls.h"

#include <stdlib.h>
#include <string.h>

static void read_values(const struct cli_batch *batch, struct cli_work *work) {
    size_t count = (size_t)batch->column_count;
    work->values = cli_allocate(count + 1, sizeof *work->values);
    work->texts = cli_allocate(count + 1, sizeof *work->texts);
    for (int i = 0; i < batch->column_count; i++) {
        struct placard_error error;
        if (placard_rows_value(batch->rows, work->item->row, i, &work->values[i], &error)) {
            work->texts[i] = (const char *)work->values[i].data;
        }
    }
}

static bool fail_absent(const struct cli_batch *batch, const char *what, const char *url, const char *advice,
                        struct placard_error *error) {
    const struct placard_error *reason = cli_network_reason(&batch->network, url);
    return cli_fail(error, reason ? reason->code : PLACARD_FILE, "%s is not at hand: %s%s", what,
                    reason ? reason->message : url, advice);
}

/* The base image by --base; a URL that is nowhere is found out now, with advice. */
static bool find_base(struct cli_batch *batch, struct cli_work *work,
                      const struct placard_sample_info *sample, struct placard_error *error) {
    if (!cli_base_find(&batch->bases, sample, &work->base, error)) {
        return false;
    }
    bool bundled = work->input && work->input->bundle;
    if (work->base || !cli_is_url(sample->base)) {
        const char *beside = work->input ? work->input->path : batch->run->operands.items[0];
        return cli_base_spared(work->item->path, work->base, sample, beside, error);
    }
    if (bundled ? !work->item->absent : cli_batch_at_hand(batch, sample->base)) {
        return true;
    }
    return fail_absent(batch, "its base image", sample->base,
                       "; with a copy, give its folder with --base FOLDER", error);
}

/* Why a picture of a layer could not be downloaded, which the library can't know. */
static bool check_pictures(const struct cli_batch *batch, const struct placard_document *document, int sample,
                           struct placard_error *error) {
    struct placard_layer_info layer;
    for (int i = 0; placard_layer_describe(document, sample, i, &layer, NULL); i++) {
        if (cli_is_url(layer.source) && cli_network_reason(&batch->network, layer.source)) {
            return fail_absent(batch, "a picture of its layers", layer.source, "", error);
        }
    }
    return true;
}

static bool init_row(struct cli_batch *batch, struct cli_work *work, struct placard_error *error) {
    const struct placard_error *bad = placard_rows_error(batch->rows, work->item->row);
    struct placard_bytes storage = {0};
    struct placard_sample_info sample;
    if (bad) {
        return cli_fail(error, bad->code, "%s", bad->message);
    }
    read_values(batch, work);
    bool ok = placard_template_choose(batch->template, work->texts, &sample, &storage, error) &&
              find_base(batch, work, &sample, error);
    placard_bytes_finish(&storage);
    if (ok && batch->network.lost_count > 0 && placard_template_shows_pictures(batch->template)) {
        struct placard_document *document =
            placard_template_fill(batch->template, work->texts, batch->folder, error);
        ok = document && check_pictures(batch, document, 0, error);
        placard_document_destroy(document);
    }
    return ok;
}

static bool init_sample(struct cli_batch *batch, struct cli_work *work, struct placard_error *error) {
    const struct cli_item *item = work->item;
    struct placard_sample_info sample = {0};
    if (item->message) {
        return cli_fail(error, PLACARD_DOCUMENT, "%s", item->message);
    }
    work->input = cli_batch_file_take(batch, item->file);
    work->stores[0] = work->input->bundle;
    return (work->input->ok || cli_fail(error, work->input->error.code, "%s", work->input->error.message)) &&
           placard_sample_describe(work->input->document, item->sample, &sample, error) &&
           (sample.bad || (find_base(batch, work, &sample, error) &&
                           check_pictures(batch, work->input->document, item->sample, error)));
}

bool cli_work_init(struct cli_batch *batch, struct cli_work *work, struct cli_item *item,
                   struct placard_error *error) {
    *work = (struct cli_work){.item = item};
    bool ok = item->row >= 0 ? init_row(batch, work, error) : init_sample(batch, work, error);
    if (ok && batch->report) {
        cli_work_hash(batch, work);
    }
    return ok;
}

void cli_work_finish(struct cli_batch *batch, struct cli_work *work) {
    for (int i = 0; work->values && i < batch->column_count; i++) {
        placard_bytes_finish(&work->values[i]);
    }
    free(work->values);
    free(work->texts);
    free(work->base);
    if (work->input) {
        cli_batch_file_release(batch, work->item->file);
    }
}
