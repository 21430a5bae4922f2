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
    cli_report_add(batch, item, hash, result, message);
    batch->stop = batch->stop || batch->report_failed;
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
        if (!cli_work_init(batch, work, item, &error) || !cli_folders_make(item->path, &error) ||
            !cli_output_check(item->path, &error)) {
            pthread_mutex_lock(&batch->lock);
            fail_item(batch, item, work->hash, NULL, error.message);
            pthread_mutex_unlock(&batch->lock);
        } else if (cli_report_has(batch, item, work->hash)) {
            pthread_mutex_lock(&batch->lock);
            item->state = CLI_ITEM_KEPT;
            batch->kept++;
            pthread_mutex_unlock(&batch->lock);
        } else {
            *out = (struct placard_job){.template_ = batch->template,
                                        .document = work->input ? work->input->document : NULL,
                                        .sample = item->sample,
                                        .values = work->texts,
                                        .base = work->base,
                                        .stores = work->stores[0] ? work->stores : NULL,
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
        for (int i = 0; result->warnings[i] && batch->warnings.count <= CLI_BATCH_WARNINGS; i++) {
            cli_messages_add(&batch->warnings, result->warnings[i]);
        }
        add_to_report(batch, item, work->hash, result, NULL);
    }
    cli_batch_progress(batch);
    pthread_mutex_unlock(&batch->lock);
    cli_work_finish(batch, work);
    free(work);
}

/* ---- the run ---- */

/* What changes the pixels or bytes of every poster. */
static bool hash_inputs(struct cli_batch *batch, struct placard_error *error) {
    const struct cli_options *options = &batch->run->options;
    char *text = NULL;
    size_t size = 0;
    FILE *out = cli_text_open(&text, &size);
    fprintf(out, "placard %s|%s|%d|%s|%g|%s|%d|", placard_version(), batch->names.format, options->quality,
            options->chroma ? options->chroma : "", options->scale,
            options->background ? options->background : "", options->strict);
    fprintf(out, "%d|", options->samples.count > 0 ? atoi(options->samples.items[0]) : -1);
    for (int i = 0; i < batch->column_count; i++) {
        fprintf(out, "%zu:", strlen(batch->columns[i]));
        fputs(batch->columns[i], out);
        fputc('|', out);
    }
    fwrite(batch->json.data ? batch->json.data : (const unsigned char *)"", 1, batch->json.size, out);
    cli_text_close(out);
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
                                            .max_work = cli_poster_work(options),
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
    bool ok = cli_batch_enter_sandbox(batch, error) && placard_batch_run(&run, error);
    cli_progress_erase(&batch->run->terminal);
    return ok;
}

static bool is_read(const struct cli_batch *batch, const char *path) {
    const struct cli_bases *bases = &batch->bases;
    const char *file = NULL;
    bool read = cli_is_same_file(path, batch->run->operands.items[0]) ||
                cli_is_same_file(path, batch->run->options.data) || cli_is_same_file(path, bases->file);
    for (int i = 0; !read && i < batch->file_count; i++) {
        read = cli_is_same_file(path, batch->files[i].path);
    }
    for (int i = 0; !read && i < bases->numbered.count; i++) {
        cli_base_number(bases->numbered.items[i], &file);
        read = cli_is_same_file(path, file);
    }
    return read;
}

/* What is written beside posters. */
static bool check_written(const struct cli_batch *batch, struct placard_error *error) {
    const char *report = batch->run->options.report;
    const char *sheet = batch->run->options.sheet;
    if (is_read(batch, report) || is_read(batch, sheet)) {
        bool is_report = is_read(batch, report);
        return cli_fail(error, PLACARD_USAGE, "%s: %s: expected another file than those that are read",
                        is_report ? "--report" : "--sheet", is_report ? report : sheet);
    }
    return !report || !sheet || (strcmp(report, sheet) != 0 && !cli_is_same_file(report, sheet)) ||
           cli_fail(error, PLACARD_USAGE, "--sheet: %s: expected another file than that of --report", sheet);
}

static bool prepare(struct cli_batch *batch, struct placard_error *error) {
    const struct cli_options *options = &batch->run->options;
    const char *operand = batch->run->operands.items[0];
    const char *standard = options->data ? "{row}.{ext}" : "{name}-{sample}.{ext}";
    if (!cli_names_init(&batch->names, &options->outputs, options->format, standard, error) ||
        !cli_shard_init(&batch->shard, options->shard, error) ||
        !cli_bases_init(&batch->bases, &options->bases, error) ||
        (options->sheet && !cli_sheet_check(options->sheet, error))) {
        return false;
    }
    /* What is wrong with where fonts are is said once, before any poster. */
    batch->context = cli_context(options, error);
    if (!batch->context) {
        return false;
    }
    bool listed = options->data ? cli_batch_list_rows(batch, operand, options->data, error)
                                : cli_batch_list_folder(batch, operand, error);
    return listed && check_written(batch, error) && hash_inputs(batch, error) &&
           cli_report_open(batch, options->report, options->resume, error) &&
           cli_batch_download(batch, error);
}

/* ---- the end ---- */

static void finish(struct cli_batch *batch) {
    cli_report_close(batch);
    cli_messages_finish(&batch->warnings);
    for (int i = 0; i < batch->item_count; i++) {
        free(batch->items[i].message);
    }
    cli_batch_files_finish(batch);
    free(batch->items);
    for (int i = 0; i < batch->links.count; i++) {
        free((char *)batch->links.items[i]);
    }
    cli_list_finish(&batch->links);
    free(batch->columns);
    free(batch->folder);
    free(batch->at_hand);
    cli_urls_finish(&batch->urls);
    cli_fingerprints_finish(&batch->prints);
    placard_context_destroy(batch->context);
    cli_taken_finish(&batch->taken);
    cli_bases_finish(&batch->bases);
    cli_network_finish(&batch->network);
    placard_template_destroy(batch->template);
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
    cli_report_close(batch);
    if (batch->report_failed) {
        cli_say(&batch->run->terminal, "--report: %s: can't be written: %s", batch->run->options.report,
                strerror(batch->report_failed));
        status = CLI_FAILED;
    }
    if (!cli_batch_sheet(batch, &error)) {
        cli_say(&batch->run->terminal, "--sheet: %s", error.message);
        status = CLI_FAILED;
    }
    cli_batch_say_end(batch);
    return status;
}

static int run_batch(struct cli_run *program) {
    struct cli_batch batch = {.run = program, .file = -1};
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
        "column, end it in status 2 before the first poster. An empty cell makes a text or a placeholder "
        "empty, "
        "and leaves any other field as the template has it.\n\n"
        "Without --data it draws every sample of every response (*.json) and bundle below FOLDER.\n\n"
        "Posters are called {row}.{ext}. Those of a FOLDER are called {name}-{sample}.{ext}, in folders "
        "like those of their documents. What would be no safe name is changed, and the second of two "
        "equal names gets -2. A poster that fails is a line on standard error and in the report, and does "
        "not stop the others. Every file is whole at any moment. The last line counts the posters that "
        "were drawn, failed, or were kept from an earlier run.\n\n"
        "With --report and --resume a run that was stopped goes on where it was: a poster that was drawn "
        "from the same inputs, pictures and fonts among them, and whose file is still the same, is kept. "
        "With --shard several machines draw a part each; docs/scale.md has a Kubernetes and a Slurm job.",
    .examples = examples,
    .run = run_batch,
};
