#include "cli/batch.h"

#include "cli/file.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/sheet.h"
#include "cli/text.h"
#include "cli/urls.h"

#include <stdlib.h>
#include <string.h>

/* Rows may warn of something else each: so many are told at the end, and the report has all. */
enum { MOST_WARNINGS = 20 };

/* ---- what a run consists of ---- */

static const char *item_place(const struct cli_batch *batch, const struct cli_item *item, char place[128]) {
    if (item->row >= 0) {
        snprintf(place, 128, "row %d (line %ld)", item->number, placard_rows_line(batch->rows, item->row));
    } else {
        snprintf(place, 128, "%.120s", batch->files[item->file].path);
    }
    return place;
}

/* Without its report a run can't be resumed: it stops. */
static void add_to_report(struct cli_batch *batch, const struct cli_item *item, const char *hash,
                          const struct placard_job_result *result, const char *message) {
    if (!cli_report_add(batch, item, hash, result, message)) {
        batch->stop = batch->report_failed = true;
    }
}

static void fail_item(struct cli_batch *batch, struct cli_item *item, const char *hash,
                      const struct placard_job_result *result, const char *message) {
    char place[128];
    /* The library names a row's line itself where the data is what is wrong. */
    cli_say(&batch->run->terminal, "%s: %s", item_place(batch, item, place), message);
    char *copy = cli_format("%s", message);
    free(item->message);
    item->message = copy;
    item->state = CLI_ITEM_FAILED;
    batch->failed++;
    add_to_report(batch, item, hash, result, message);
    batch->stop = batch->stop || batch->run->options.fail_fast;
}

static bool is_stopped(struct cli_batch *batch) {
    pthread_mutex_lock(&batch->lock);
    bool stop = batch->stop;
    pthread_mutex_unlock(&batch->lock);
    return stop || cli_interrupt_came();
}

/* Makes the next item ready that has to be drawn; the others are done with on the way. */
static bool next_job(void *data, struct placard_job *out) {
    struct cli_batch *batch = data;
    while (!is_stopped(batch) && batch->next < batch->item_count) {
        struct cli_item *item = &batch->items[batch->next++];
        struct placard_error error;
        struct cli_work *work = cli_allocate(1, sizeof *work);
        if (!cli_work_init(batch, work, item, &error) || !cli_folders_make(item->path, &error)) {
            pthread_mutex_lock(&batch->lock);
            fail_item(batch, item, work->hash, NULL, error.message);
            pthread_mutex_unlock(&batch->lock);
        } else if (cli_report_has(batch, item, work->hash)) {
            pthread_mutex_lock(&batch->lock);
            item->state = CLI_ITEM_KEPT;
            batch->kept++;
            pthread_mutex_unlock(&batch->lock);
        } else {
            *out = (struct placard_job){.template_ = work->template ? work->template : batch->template,
                                        .values = work->texts,
                                        .base = work->base,
                                        .folder = work->folder,
                                        .stores = work->bundle ? work->stores : NULL,
                                        .path = item->path,
                                        .data = work};
            return true;
        }
        cli_work_finish(batch, work);
        free(work);
    }
    return false;
}

static void job_done(void *data, const struct placard_job *job, const struct placard_job_result *result) {
    struct cli_batch *batch = data;
    struct cli_work *work = job->data;
    struct cli_item *item = work->item;
    pthread_mutex_lock(&batch->lock);
    if (result->error.code != PLACARD_OK) {
        fail_item(batch, item, work->hash, result, result->error.message);
    } else {
        item->state = CLI_ITEM_DRAWN;
        batch->drawn++;
        for (int i = 0; result->warnings[i] && batch->warnings.count <= MOST_WARNINGS; i++) {
            cli_messages_add(&batch->warnings, result->warnings[i]);
        }
        add_to_report(batch, item, work->hash, result, NULL);
    }
    cli_batch_progress(batch);
    pthread_mutex_unlock(&batch->lock);
    cli_work_finish(batch, work);
    free(work);
}

/* ---- downloads ---- */

/* A base image where --base gives no other. */
static void add_base_url(const struct cli_batch *batch, struct cli_list *urls,
                         const struct placard_sample_info *sample) {
    struct placard_error error;
    char *path = NULL;
    if (cli_is_url(sample->base) && cli_base_find(&batch->bases, sample, &path, &error) && !path) {
        cli_urls_add(urls, sample->base);
    }
    free(path);
}

/* One with a placeholder is no URL before a row fills it in. */
static void add_layer_urls(struct cli_list *urls, const struct placard_document *document) {
    enum placard_url_kind kind;
    const char *url;
    for (int i = 0; (url = placard_document_url(document, i, &kind, NULL)); i++) {
        if (kind == PLACARD_URL_LAYER && !strstr(url, "{{")) {
            cli_urls_add(urls, url);
        }
    }
}

bool cli_batch_names_source(const char *column) {
    size_t length = strlen(column);
    return length > 4 && strcmp(column + length - 4, ".src") == 0;
}

/* The base image of a row, and sources of layers that it names. */
static void add_row_urls(const struct cli_batch *batch, int row, struct cli_list *urls) {
    struct placard_bytes base = {0};
    struct placard_sample_info sample;
    struct placard_error error;
    int position;
    char **values = cli_allocate((size_t)batch->column_count + 1, sizeof *values);
    for (int i = 0; i < batch->column_count; i++) {
        values[i] = cli_batch_value(batch, row, i);
        if (cli_is_url(values[i]) && cli_batch_names_source(batch->columns[i])) {
            cli_urls_add(urls, values[i]);
        }
    }
    if (placard_template_choose(batch->template, (const char *const *)values, &position, &base, &error) &&
        placard_sample_describe(batch->document, position, &sample, &error)) {
        sample.base = (const char *)base.data;
        add_base_url(batch, urls, &sample);
    }
    placard_bytes_finish(&base);
    for (int i = 0; i < batch->column_count; i++) {
        free(values[i]);
    }
    free(values);
}

static void add_file_urls(const struct cli_batch *batch, const char *path, struct cli_list *urls) {
    struct cli_input input;
    cli_input_load(&input, path);
    if (input.ok && !input.bundle) {
        add_layer_urls(urls, input.document);
        for (int i = 0; i < input.info.samples; i++) {
            struct placard_sample_info sample;
            struct placard_error error;
            if (placard_sample_describe(input.document, i, &sample, &error) && !sample.bad) {
                add_base_url(batch, urls, &sample);
            }
        }
    }
    cli_input_finish(&input);
}

/* What is at a URL comes before the first poster, through the cache; what --base has need not come. */
static bool download(struct cli_batch *batch, struct placard_error *error) {
    struct cli_list urls = {0};
    bool ok = true;
    if (batch->document) {
        add_layer_urls(&urls, batch->document);
    }
    for (int i = 0; batch->rows && i < batch->item_count; i++) {
        add_row_urls(batch, batch->items[i].row, &urls);
    }
    int file = -1; /* the samples of a document follow each other */
    for (int i = 0; i < batch->item_count; i++) {
        if (batch->items[i].file != file) {
            file = batch->items[i].file;
            add_file_urls(batch, batch->files[file].path, &urls);
        }
    }
    if (urls.count > 0) {
        cli_urls_sort(&urls);
        batch->cache = placard_cache_open(NULL, 0, error);
        ok = batch->cache && (batch->run->options.offline ||
                              cli_network_fetch(&batch->network, batch->cache, urls.items, error));
    }
    cli_urls_finish(&urls);
    return ok;
}

/* ---- the run ---- */

/* What changes the pixels or bytes of every poster. */
static bool hash_inputs(struct cli_batch *batch, struct placard_error *error) {
    const struct cli_options *options = &batch->run->options;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fprintf(out, "placard %s|%s|%d|%s|%g|%s|%d|%d|", placard_version(), batch->names.format, options->quality,
            options->chroma ? options->chroma : "", options->scale,
            options->background ? options->background : "", options->no_system_fonts, options->strict);
    for (int i = 0; i < options->font_dirs.count; i++) {
        fprintf(out, "%s|", options->font_dirs.items[i]);
    }
    fprintf(out, "%d|", options->samples.count > 0 ? atoi(options->samples.items[0]) : -1);
    for (int i = 0; i < batch->column_count; i++) {
        fprintf(out, "%zu:%s|", strlen(batch->columns[i]), batch->columns[i]);
    }
    fwrite(batch->json.data ? batch->json.data : (const unsigned char *)"", 1, batch->json.size, out);
    fclose(out);
    bool ok = placard_hash(text, size, batch->inputs, error);
    free(text);
    return ok;
}

static bool draw(struct cli_batch *batch, struct placard_error *error) {
    const struct cli_options *options = &batch->run->options;
    struct placard_store *const stores[] = {batch->cache, NULL};
    struct placard_context_options fonts = {.font_dirs = options->font_dirs.items,
                                            .no_system_fonts = options->no_system_fonts};
    struct placard_render_options render = {.scale = options->scale,
                                            .background = options->background,
                                            .strict = options->strict,
                                            .timeout = cli_poster_timeout(options),
                                            .max_pixels = (long long)options->poster_pixels.value,
                                            .assets = options->assets,
                                            .stores = stores};
    struct placard_encode_options encode = {
        .format = batch->names.format, .quality = options->quality, .chroma = cli_chroma(options->chroma)};
    struct placard_batch_options run = {.threads = options->jobs,
                                        .fonts = &fonts,
                                        .render = &render,
                                        .encode = &encode,
                                        .folder = batch->folder,
                                        .data = batch,
                                        .next = next_job,
                                        .done = job_done};
    batch->start = batch->shown = cli_now();
    bool ok = placard_batch_run(&run, error);
    cli_progress_erase(&batch->run->terminal);
    return ok;
}

/* What is wrong with where fonts are is said once, before any poster. */
static bool check_fonts(const struct cli_options *options, struct placard_error *error) {
    struct placard_context *context = cli_context(options, error);
    placard_context_destroy(context);
    return context != NULL;
}

static bool prepare(struct cli_batch *batch, struct placard_error *error) {
    const struct cli_options *options = &batch->run->options;
    const char *operand = batch->run->operands.items[0];
    const char *standard = options->data ? "{row}.{ext}" : "{name}-{sample}.{ext}";
    if (!cli_names_init(&batch->names, &options->outputs, options->format, standard, error) ||
        !cli_shard_init(&batch->shard, options->shard, error) ||
        !cli_bases_init(&batch->bases, &options->bases, error) || !check_fonts(options, error) ||
        (options->sheet && !cli_sheet_check(options->sheet, error))) {
        return false;
    }
    bool listed = options->data ? cli_batch_list_rows(batch, operand, options->data, error)
                                : cli_batch_list_folder(batch, operand, error);
    return listed && hash_inputs(batch, error) &&
           cli_report_open(batch, options->report, options->resume, error) && download(batch, error);
}

/* ---- the end ---- */

struct listing {
    struct cli_batch *batch;
    char title[160];
    char **values;
};

static void finish_values(struct listing *listing) {
    for (int i = 0; listing->values && i < listing->batch->column_count; i++) {
        free(listing->values[i]);
    }
    free(listing->values);
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
        listing->values = cli_allocate((size_t)batch->column_count + 1, sizeof *listing->values);
        for (int i = 0; i < batch->column_count; i++) {
            listing->values[i] = cli_batch_value(batch, item->row, i);
        }
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

static bool write_sheet(struct cli_batch *batch, struct placard_error *error) {
    struct listing listing = {.batch = batch};
    const char *path = batch->run->options.sheet;
    bool ok = !path || cli_sheet_write(path, batch->run->operands.items[0], sheet_entry, &listing, error);
    finish_values(&listing);
    return ok;
}

static void report_warnings(struct cli_batch *batch) {
    for (int i = 0; i < batch->warnings.count && !batch->run->options.quiet; i++) {
        if (i == MOST_WARNINGS) {
            cli_warn(&batch->run->terminal, "there are more: --report FILE has those of each poster");
            return;
        }
        cli_warn(&batch->run->terminal, "%s", batch->warnings.items[i]);
    }
}

static void say_end(struct cli_batch *batch) {
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

static void finish(struct cli_batch *batch) {
    cli_report_close(batch);
    cli_messages_finish(&batch->warnings);
    for (int i = 0; i < batch->item_count; i++) {
        free(batch->items[i].message);
    }
    for (int i = 0; i < batch->file_count; i++) {
        free(batch->files[i].path);
        free(batch->files[i].name);
    }
    free(batch->items);
    free(batch->files);
    free(batch->columns);
    free(batch->folder);
    cli_taken_finish(&batch->taken);
    cli_bases_finish(&batch->bases);
    cli_network_finish(&batch->network);
    placard_template_destroy(batch->template);
    placard_document_destroy(batch->document);
    placard_rows_destroy(batch->rows);
    placard_store_destroy(batch->cache);
    placard_bytes_finish(&batch->json);
}

static int run(struct cli_batch *batch) {
    struct placard_error error;
    if (!prepare(batch, &error) || !draw(batch, &error)) {
        if (error.code != PLACARD_CANCELED) {
            cli_say(&batch->run->terminal, "%s", error.message);
        }
        return cli_status_of(error.code);
    }
    int status = batch->failed > 0 ? CLI_FAILED : CLI_DONE;
    if (batch->report_failed) {
        cli_say(&batch->run->terminal, "--report: %s: can't be written", batch->run->options.report);
        status = CLI_FAILED;
    }
    if (!write_sheet(batch, &error)) {
        cli_say(&batch->run->terminal, "--sheet: %s", error.message);
        status = CLI_FAILED;
    }
    report_warnings(batch);
    say_end(batch);
    return status;
}

static int run_batch(struct cli_run *program) {
    struct cli_batch batch = {.run = program};
    pthread_mutex_init(&batch.lock, NULL);
    cli_network_init(&batch.network, program);
    cli_interrupt_catch();
    int status = run(&batch);
    finish(&batch);
    pthread_mutex_destroy(&batch.lock);
    cli_interrupt_release();
    return status;
}

static const struct cli_example examples[] = {
    {"A poster for each row of a table",
     "placard batch samples/template.json --data samples/rows.csv -o out"},
    {"As JPEG, with names of their own, by a run that can be resumed",
     "placard batch samples/template.json --data samples/rows.csv -o 'out/{row}-{Title}.jpg' --report "
     "report.jsonl --resume"},
    {"The second of four parts",
     "placard batch samples/template.json --data samples/rows.csv -o out --shard 2/4"},
    {0},
};

const struct cli_command cli_batch_command = {
    .name = "batch",
    .operands = "TEMPLATE|FOLDER",
    .least = 1,
    .most = 1,
    .summary = "draw a poster for each row of data",
    .about =
        "With --data it draws TEMPLATE, a document of any kind, once for each row. The name of a column "
        "says what its values set. Title is the content of the text layer whose sub_type is Title, "
        "Title.2 that of the second such layer, Title.font_color another field of the first. layers.3.top "
        "is a field of layer 3 of the list, counted from 0. base and background are those of the sample, "
        "and sample is the sample_idx of the one to draw. Where a string of the template has {{name}}, "
        "the value of column name goes there. A column that matches nothing, and a placeholder without a "
        "column, are errors before the first poster. An empty cell makes a text or a placeholder empty, "
        "and leaves any other field as the template has it.\n\n"
        "Without --data it draws every sample of every response (*.json) and bundle below FOLDER.\n\n"
        "Posters are called {row}.{ext}. Those of a FOLDER are called {name}-{sample}.{ext}, in folders "
        "like those of their documents. What would be no safe name is changed, and the second of two "
        "equal names gets -2. A poster that fails is a line on standard error and in the report, and does "
        "not stop the others. Every file is whole at any moment. The last line counts the posters that "
        "were drawn, failed, or were kept from an earlier run.\n\n"
        "With --report and --resume a run that was stopped goes on where it was: a poster that was drawn "
        "from the same inputs, and whose file is still the same, is kept. With --shard several machines "
        "draw a part each; docs/scale.md has a Kubernetes and a Slurm job.",
    .examples = examples,
    .run = run_batch,
};
