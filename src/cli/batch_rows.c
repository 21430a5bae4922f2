#include "cli/batch.h"
#include "cli/file.h"
#include "cli/input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

char *cli_batch_value(const struct cli_batch *batch, int row, int column) {
    struct placard_bytes bytes;
    struct placard_error error;
    if (!placard_rows_value(batch->rows, row, column, &bytes, &error)) {
        return NULL;
    }
    return (char *)bytes.data;
}

char **cli_batch_values(const struct cli_batch *batch, int row) {
    char **values = cli_allocate((size_t)batch->column_count + 1, sizeof *values);
    for (int i = 0; i < batch->column_count; i++) {
        values[i] = cli_batch_value(batch, row, i);
    }
    return values;
}

void cli_batch_values_free(const struct cli_batch *batch, char **values) {
    for (int i = 0; values && i < batch->column_count; i++) {
        free(values[i]);
    }
    free(values);
}

bool cli_batch_choose(const struct cli_batch *batch, int row, struct placard_sample_info *out,
                      struct placard_bytes *storage, struct placard_error *error) {
    char **values = cli_batch_values(batch, row);
    bool ok = placard_template_choose(batch->template, (const char *const *)values, out, storage, error);
    cli_batch_values_free(batch, values);
    return ok;
}

static int column_named(const struct cli_batch *batch, const char *name) {
    for (int i = 0; i < batch->column_count; i++) {
        if (strcmp(batch->columns[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

/* ---- reading ---- */

static bool read_rows(struct cli_batch *batch, const char *path, struct placard_error *error) {
    struct placard_bytes bytes = {0};
    bool standard = strcmp(path, "-") == 0;
    if (!cli_file_read(path, CLI_MOST_OF_FILE, &bytes, error)) {
        return false;
    }
    batch->rows = placard_rows_read_within(standard ? "standard input" : path, bytes.data, bytes.size,
                                           batch->run->options.data_format,
                                           cli_poster_timeout(&batch->run->options), error);
    placard_bytes_finish(&bytes);
    if (!batch->rows) {
        return false;
    }
    while (placard_rows_column(batch->rows, batch->column_count)) {
        batch->column_count++;
    }
    batch->columns = cli_allocate((size_t)batch->column_count + 1, sizeof *batch->columns);
    for (int i = 0; i < batch->column_count; i++) {
        batch->columns[i] = placard_rows_column(batch->rows, i);
    }
    return true;
}

static bool read_template(struct cli_batch *batch, const char *path, struct placard_error *error) {
    const char *slash = strrchr(path, '/');
    batch->folder = slash ? cli_copy(path, slash == path ? 1 : (size_t)(slash - path)) : cli_copy(".", 1);
    return cli_file_read(path, CLI_MOST_OF_DOCUMENT, &batch->json, error);
}

/* ---- columns ---- */

struct used {
    const struct cli_batch *batch;
    bool *spare;
    struct placard_error *error;
};

/* A column that names are made of need not mean anything in the template. */
static bool use_column(void *data, const char *placeholder) {
    static const char *const own[] = {"row", "sample", "name", "ext", "task"};
    struct used *used = data;
    int column = column_named(used->batch, placeholder);
    if (column >= 0) {
        used->spare[column] = true;
        return true;
    }
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcmp(own[i], placeholder) == 0) {
            return true;
        }
    }
    return cli_fail(used->error, PLACARD_USAGE,
                    "--output: {%s} is no column; expected one, or {row}, {sample}, {name}, {task} or {ext}",
                    placeholder);
}

static bool bind(struct cli_batch *batch, const char *path, struct placard_error *error) {
    const struct cli_options *options = &batch->run->options;
    bool *spare = cli_allocate((size_t)batch->column_count + 1, sizeof *spare);
    struct used used = {batch, spare, error};
    struct placard_error reason;
    bool ok = cli_names_check(&batch->names, use_column, &used);
    for (int i = 0; ok && i < options->ignore.count; i++) {
        int column = column_named(batch, options->ignore.items[i]);
        ok = column >= 0 ||
             cli_fail(error, PLACARD_USAGE, "--ignore: there is no column %s", options->ignore.items[i]);
        if (ok) {
            spare[column] = true;
        }
    }
    if (ok) {
        int sample = options->samples.count > 0 ? atoi(options->samples.items[0]) : -1;
        batch->template = placard_template_create_within(batch->json.data, batch->json.size, batch->columns,
                                                         spare, sample, cli_poster_timeout(options), &reason);
        ok = batch->template || cli_fail(error, reason.code, "%s: %s", path, reason.message);
    }
    free(spare);
    return ok;
}

/* ---- items ---- */

struct naming {
    const struct cli_batch *batch;
    int row;
    char *name;
};

static char *name_value(void *data, const char *placeholder) {
    const struct naming *naming = data;
    if (strcmp(placeholder, "sample") == 0) {
        struct placard_bytes storage = {0};
        struct placard_sample_info sample = {0};
        struct placard_error error;
        bool known = cli_batch_choose(naming->batch, naming->row, &sample, &storage, &error);
        placard_bytes_finish(&storage);
        return cli_format("%d", known ? sample.index : 0);
    }
    int column = column_named(naming->batch, placeholder);
    if (column >= 0) {
        return cli_batch_value(naming->batch, naming->row, column);
    }
    if (strcmp(placeholder, "row") == 0) {
        return cli_format("%d", naming->row + 1);
    }
    if (strcmp(placeholder, "name") == 0) {
        return cli_format("%s", naming->name);
    }
    struct placard_document_info info;
    placard_template_describe(naming->batch->template, &info);
    bool task = strcmp(placeholder, "task") == 0 && info.task;
    return cli_format("%s", task ? info.task : "");
}

/* Every row has a name before any part is left out: parts agree on them. */
static void list_items(struct cli_batch *batch, const char *template) {
    int count = placard_rows_count(batch->rows);
    char *name = cli_input_name(template);
    batch->items = cli_allocate((size_t)count + 1, sizeof *batch->items);
    for (int row = 0; row < count; row++) {
        struct naming naming = {batch, row, name};
        const char *path = cli_taken_add(&batch->taken, cli_names_path(&batch->names, name_value, &naming));
        if (row % batch->shard.count == batch->shard.index) {
            batch->items[batch->item_count++] =
                (struct cli_item){.number = row + 1, .path = path, .row = row, .file = -1};
        }
    }
    free(name);
}

bool cli_batch_list_rows(struct cli_batch *batch, const char *template, const char *data,
                         struct placard_error *error) {
    if (strcmp(template, "-") == 0 && strcmp(data, "-") == 0) {
        return cli_fail(error, PLACARD_USAGE,
                        "standard input can be read only once, but is template and data");
    }
    if (!read_template(batch, template, error) || !read_rows(batch, data, error) ||
        !bind(batch, template, error)) {
        return false;
    }
    if (placard_rows_count(batch->rows) == 0) {
        return cli_fail(error, PLACARD_DOCUMENT,
                        "%s: expected rows of data below the names of the columns, found none",
                        strcmp(data, "-") == 0 ? "standard input" : data);
    }
    list_items(batch, template);
    return true;
}
