#ifndef PLACARD_CLI_BATCH_H
#define PLACARD_CLI_BATCH_H

#include "cli/base.h"
#include "cli/batch_names.h"
#include "cli/commands.h"
#include "cli/fingerprint.h"
#include "cli/input.h"
#include "cli/network.h"
#include "cli/report.h"
#include "cli/shard.h"

#include <pthread.h>
#include <stdio.h>

enum { CLI_HASH_SIZE = 65 };

enum cli_item_state { CLI_ITEM_TODO, CLI_ITEM_DRAWN, CLI_ITEM_FAILED, CLI_ITEM_KEPT };

/** One poster of a batch: a row of data, or a sample of a document below a folder. */
struct cli_item {
    int number;       /**< of the row or poster, from 1 */
    const char *path; /**< of the poster */
    int row;          /**< in the rows, or -1 */
    int file, sample; /**< in the files, or -1: its number, and the sample's position */
    bool absent;      /**< its base image is not in the bundle that it belongs to */
    enum cli_item_state state;
    char *message; /**< why it failed, or NULL */
};

/** A document of a folder. */
struct cli_batch_file {
    char *path;              /**< a folder for a bundle */
    char *name;              /**< below the folder that was given, without extension */
    struct cli_input *input; /**< what it is, while it is read; else NULL, as a folder may have many files */
    int users;               /**< that it has to stay for */
};

struct cli_resume;

/** A run of `placard batch`. */
struct cli_batch {
    struct cli_run *run;
    struct cli_names names;
    struct cli_taken taken;
    struct cli_shard shard;
    struct cli_bases bases;
    /* what is downloaded */
    struct cli_network network;
    struct placard_store *cache;      /**< NULL where none is needed, or it can't be had */
    struct placard_error cache_error; /**< why it can't */
    struct cli_list urls;             /**< sorted, once they are downloaded */
    bool *at_hand;                    /**< of each */
    /* what is drawn: a template with rows of data, or documents */
    struct placard_bytes json;
    char *folder; /**< of the template */
    struct placard_template *template;
    struct placard_rows *rows;
    const char **columns; /**< end in NULL */
    int column_count;
    struct cli_batch_file *files;
    int file_count;
    int file;       /**< the one whose samples are next, or -1 */
    long long held; /**< bytes that those take which stay read since they were listed */
    struct cli_list
        links; /**< below the folder of documents, which may lead out of it; strings are its own */
    struct cli_item *items;
    int item_count;
    /* how far it is */
    int next, drawn, failed, kept;
    double start, shown;
    bool stop;
    struct cli_messages warnings; /**< each once */
    pthread_mutex_t lock;         /**< of what both `next` and `done` change */
    /* the report */
    FILE *report;
    int report_failed; /**< errno of writing it, or 0 */
    struct cli_resume *resume;
    char inputs[CLI_HASH_SIZE];      /**< hash of what all posters have in common */
    struct placard_context *context; /**< tells which fonts a poster takes */
    bool wants_system_fonts;         /**< one of the documents of the folder does */
    struct cli_fingerprints prints;
};

/** Reads template and data, and lists the posters of this part. */
bool cli_batch_list_rows(struct cli_batch *batch, const char *template, const char *data,
                         struct placard_error *error);

/** Lists the samples of every document and bundle below a folder, and the URLs that they need. */
bool cli_batch_list_folder(struct cli_batch *batch, const char *folder, struct placard_error *error);

/** Has a document of the folder read for as long as one of its samples needs it; by the thread that gives out
 * the posters. */
struct cli_input *cli_batch_file_take(struct cli_batch *batch, int file);
void cli_batch_file_release(struct cli_batch *batch, int file);
void cli_batch_files_finish(struct cli_batch *batch);

/** What a job needs until it is done. */
struct cli_work {
    struct cli_item *item;
    struct placard_bytes *values;
    const char **texts; /**< of the values; NULL for none */
    char *base;
    struct cli_input *input; /**< the document that it is a sample of, or NULL */
    struct placard_store *stores[2];
    char hash[CLI_HASH_SIZE];
};

/** Makes ready what an item needs. False, with the error, where it can't be drawn. */
bool cli_work_init(struct cli_batch *batch, struct cli_work *work, struct cli_item *item,
                   struct placard_error *error);
void cli_work_finish(struct cli_batch *batch, struct cli_work *work);

/** The value of a row in a column as text, or NULL; to be freed. */
char *cli_batch_value(const struct cli_batch *batch, int row, int column);

/** Hash of all that the poster is made of: values, pictures, fonts, and what all have in common. */
void cli_work_hash(struct cli_batch *batch, struct cli_work *work);

/* ---- what a row says ---- */

/** A sample as a row has it, without its layers; `storage` is released by placard_bytes_finish. */
bool cli_batch_choose(const struct cli_batch *batch, int row, struct placard_sample_info *out,
                      struct placard_bytes *storage, struct placard_error *error);

/** All values of a row, one a column; cli_batch_values_free releases them. */
char **cli_batch_values(const struct cli_batch *batch, int row);
void cli_batch_values_free(const struct cli_batch *batch, char **values);

/* ---- downloads ---- */

/** Notes that a sample's base image is needed, where it is a URL that --base has no file for. */
void cli_batch_want_base(struct cli_batch *batch, const struct placard_sample_info *sample);

/** Notes that the pictures of a document's layers are needed. */
void cli_batch_want_layers(struct cli_batch *batch, const struct placard_document *document);

/** Downloads what was noted, and what the rows need, through the cache. */
bool cli_batch_download(struct cli_batch *batch, struct placard_error *error);

/** Whether the file of a URL that was noted is there; asks no store. */
bool cli_batch_at_hand(const struct cli_batch *batch, const char *url);

/* ---- the sandbox ---- */

/** From here on only what posters are made of is read, and posters and the sheet written. */
bool cli_batch_enter_sandbox(struct cli_batch *batch, struct placard_error *error);

/* ---- the end ---- */

/** Writes --sheet, if it was asked for. */
bool cli_batch_sheet(struct cli_batch *batch, struct placard_error *error);

/** Rows may warn of something else each: so many are told at the end, and the report has all. */
enum { CLI_BATCH_WARNINGS = 20 };

/** Says what there was to warn of, and how many posters came to what. */
void cli_batch_say_end(struct cli_batch *batch);

/* ---- report ---- */

/** Opens the report, and for --resume reads what it has so far. */
bool cli_report_open(struct cli_batch *batch, const char *path, bool resume, struct placard_error *error);

/** Whether a poster was drawn before, from the same inputs, and its file is still what it was. */
bool cli_report_has(const struct cli_batch *batch, const struct cli_item *item, const char *hash);

/** Adds a line. `result` is NULL for what failed before it was drawn. Where it can't be written, now or when
 * it is closed, `report_failed` says why. */
void cli_report_add(struct cli_batch *batch, const struct cli_item *item, const char *hash,
                    const struct placard_job_result *result, const char *message);
void cli_report_close(struct cli_batch *batch);

/* ---- progress ---- */

/** Shows how far it is: a bar on a terminal, elsewhere a line a minute. */
void cli_batch_progress(struct cli_batch *batch);

#endif
