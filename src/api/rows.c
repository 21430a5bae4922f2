#include "rows/rows.h"

#include "api/private.h"
#include "base/memory.h"

#include <stdlib.h>
#include <strings.h>

struct placard_rows {
    struct pl_data *rows;
};

const char *placard_rows_format(int index, const char **alias) {
    *alias = NULL;
    return pl_data_format_name(index + 1); /* the first is the automatic one */
}

struct placard_rows *placard_rows_read(const char *name, const void *bytes, size_t size, const char *format,
                                       struct placard_error *error) {
    return placard_rows_read_within(name, bytes, size, format, 0, error);
}

struct placard_rows *placard_rows_read_within(const char *name, const void *bytes, size_t size,
                                              const char *format, double timeout,
                                              struct placard_error *error) {
    int number = PL_DATA_AUTO;
    const char *known;
    for (int i = 1; format && (known = pl_data_format_name(i)); i++) {
        number = strcasecmp(known, format) == 0 ? i : number;
    }
    if (format && number == PL_DATA_AUTO) {
        pl_fail(error, PLACARD_USAGE, "data format: expected csv, tsv or jsonl, found \"%s\"", format);
        return NULL;
    }
    struct placard_rows *rows = pl_calloc(1, sizeof *rows);
    if (!rows) {
        pl_fail_memory(error);
        return NULL;
    }
    struct pl_deadline deadline;
    pl_deadline_resume(&deadline, "the data", timeout, 0);
    rows->rows = pl_data_read(name, bytes, size, (enum pl_data_format)number, &deadline, error);
    if (!rows->rows) {
        free(rows);
        return NULL;
    }
    return rows;
}

void placard_rows_destroy(struct placard_rows *rows) {
    if (rows) {
        pl_data_destroy(rows->rows);
        free(rows);
    }
}

int placard_rows_count(const struct placard_rows *rows) {
    return pl_data_count(rows->rows);
}

const char *placard_rows_column(const struct placard_rows *rows, int column) {
    return column < pl_data_columns(rows->rows) ? pl_data_column(rows->rows, column) : NULL;
}

long placard_rows_line(const struct placard_rows *rows, int row) {
    return pl_data_line(rows->rows, row);
}

const struct placard_error *placard_rows_error(const struct placard_rows *rows, int row) {
    return pl_data_error(rows->rows, row);
}

bool placard_rows_value(const struct placard_rows *rows, int row, int column, struct placard_bytes *out,
                        struct placard_error *error) {
    const cJSON *value = pl_data_value(rows->rows, row, column);
    struct pl_buffer text = {0};
    *out = (struct placard_bytes){0};
    if (!value || cJSON_IsNull(value)) {
        error->code = PLACARD_OK;
        return false;
    }
    pl_data_text(rows->rows, row, column, &text);
    pl_buffer_text(&text, ""); /* an empty one ends in a zero too */
    if (text.failed) {
        pl_buffer_finish(&text);
        return pl_fail_memory(error);
    }
    *out = (struct placard_bytes){text.data, text.size};
    return true;
}
