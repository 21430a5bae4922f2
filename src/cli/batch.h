#ifndef PLACARD_CLI_BATCH_H
#define PLACARD_CLI_BATCH_H

#include "cli/base.h"
#include "cli/batch_names.h"
#include "cli/commands.h"
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
    enum cli_item_state state;
    char *message; /**< why it failed, or NULL */
};

/** A document of a folder. */
struct cli_batch_file {
    char *path; /**< a folder for a bundle */
    char *name; /**< below the folder that was given, without extension */
};

struct cli_resume;

/** A run of `placard batch`. */
struct cli_batch {
    struct cli_run *run;
    struct cli_names names;
    struct cli_taken taken;
    struct cli_shard shard;
    struct cli_bases bases;
    struct cli_network network;
    struct placard_store *cache;
    /* what is drawn: a template with rows of data, or documents */
    struct placard_bytes json;
    char *folder; /**< of the template */
    struct placard_document *document;
    struct placard_template *template;
    struct placard_rows *rows;
    const char **columns; /**< end in NULL */
    int column_count;
    struct cli_batch_file *files;
    int file_count;
    struct cli_item *items;
    int item_count;
    /* how far it is */
    int next, drawn, failed, kept;
    double start, shown;
    bool stop, report_failed;
    struct cli_messages warnings; /**< each once */
    pthread_mutex_t lock;         /**< of what both `next` and `done` change */
    /* the report */
    FILE *report;
    struct cli_resume *resume;
    char inputs[CLI_HASH_SIZE]; /**< hash of what all posters have in common */
};

/** Reads template and data, and lists the posters of this part. */
bool cli_batch_list_rows(struct cli_batch *batch, const char *template, const char *data,
                         struct placard_error *error);

/** Lists the samples of every document and bundle below a folder. */
bool cli_batch_list_folder(struct cli_batch *batch, const char *folder, struct placard_error *error);

/** What a job needs until it is done. */
struct cli_work {
    struct cli_item *item;
    struct placard_bytes *values;
    const char **texts; /**< of the values; NULL for none */
    char *base;
    struct placard_template *template; /**< of this job alone, or NULL */
    char *folder;                      /**< that its paths are relative to, where it has its own; or NULL */
    struct placard_store *bundle;
    struct placard_store *stores[2];
    char hash[CLI_HASH_SIZE];
};

/** Makes ready what an item needs. False, with the error, where it can't be drawn. */
bool cli_work_init(struct cli_batch *batch, struct cli_work *work, struct cli_item *item,
                   struct placard_error *error);
void cli_work_finish(struct cli_batch *batch, struct cli_work *work);

/** The value of a row in a column as text, or NULL; to be freed. */
char *cli_batch_value(const struct cli_batch *batch, int row, int column);

/** Whether the values of a column are where the pictures of a layer are: "Logo.src". */
bool cli_batch_names_source(const char *column);

/* ---- report ---- */

/** Opens the report, and for --resume reads what it has so far. */
bool cli_report_open(struct cli_batch *batch, const char *path, bool resume, struct placard_error *error);

/** Whether a poster was drawn before, from the same inputs, and its file is still what it was. */
bool cli_report_has(const struct cli_batch *batch, const struct cli_item *item, const char *hash);

/** Adds a line. `result` is NULL for what failed before it was drawn. */
bool cli_report_add(struct cli_batch *batch, const struct cli_item *item, const char *hash,
                    const struct placard_job_result *result, const char *message);
void cli_report_close(struct cli_batch *batch);

/* ---- progress ---- */

/** Shows how far it is: a bar on a terminal, elsewhere a line a minute. */
void cli_batch_progress(struct cli_batch *batch);

#endif
