#include "cli/batch.h"
#include "cli/urls.h"

#include <stdlib.h>
#include <string.h>

void cli_batch_want_base(struct cli_batch *batch, const struct placard_sample_info *sample) {
    struct placard_error error;
    char *path = NULL;
    if (cli_is_url(sample->base) && cli_base_find(&batch->bases, sample, &path, &error) && !path) {
        cli_urls_add(&batch->urls, sample->base);
    }
    free(path);
}

void cli_batch_want_layers(struct cli_batch *batch, const struct placard_document *document) {
    enum placard_url_kind kind;
    const char *url;
    for (int i = 0; (url = placard_document_url(document, i, &kind, NULL)); i++) {
        if (kind == PLACARD_URL_LAYER) {
            cli_urls_add(&batch->urls, url);
        }
    }
}

/* A row that can't be drawn needs nothing; why it can't is told when its turn comes. */
static void want_row(struct cli_batch *batch, int row, bool pictures) {
    struct placard_bytes storage = {0};
    struct placard_sample_info sample;
    struct placard_error error;
    if (placard_rows_error(batch->rows, row)) {
        return;
    }
    if (cli_batch_choose(batch, row, &sample, &storage, &error)) {
        cli_batch_want_base(batch, &sample);
    }
    placard_bytes_finish(&storage);
    if (pictures) {
        char **values = cli_batch_values(batch, row);
        struct placard_document *document =
            placard_template_fill(batch->template, (const char *const *)values, batch->folder, &error);
        if (document) {
            cli_batch_want_layers(batch, document);
        }
        placard_document_destroy(document);
        cli_batch_values_free(batch, values);
    }
}

/* Asked once for each here, as the store belongs to the threads that draw later on. */
static void look_up(struct cli_batch *batch) {
    batch->at_hand = cli_allocate((size_t)batch->urls.count, sizeof *batch->at_hand);
    for (int i = 0; i < batch->urls.count; i++) {
        batch->at_hand[i] = batch->cache && placard_store_has(batch->cache, batch->urls.items[i]);
    }
}

bool cli_batch_download(struct cli_batch *batch, struct placard_error *error) {
    bool pictures = batch->template && placard_template_shows_pictures(batch->template);
    for (int i = 0; batch->rows && i < batch->item_count; i++) {
        want_row(batch, batch->items[i].row, pictures);
    }
    if (batch->urls.count == 0) {
        return true;
    }
    cli_urls_sort(&batch->urls);
    batch->cache = placard_cache_open(NULL, 0, &batch->cache_error);
    if (!batch->cache) {
        cli_warn(&batch->run->terminal, "nothing is downloaded: %s", batch->cache_error.message);
    } else if (!batch->run->options.offline &&
               !cli_network_fetch(&batch->network, batch->cache, batch->urls.items, error)) {
        return false;
    }
    look_up(batch);
    return true;
}

bool cli_batch_at_hand(const struct cli_batch *batch, const char *url) {
    int position = cli_urls_find(&batch->urls, url);
    return position >= 0 && batch->at_hand[position];
}
