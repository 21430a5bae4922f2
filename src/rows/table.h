#ifndef PL_DATA_TABLE_H
#define PL_DATA_TABLE_H

#include "base/error.h"
#include "document/reader.h"
#include "rows/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What is read, and what the readers of both formats share. */

enum {
    PL_DATA_SIZE_LIMIT = 1024 * 1024 * 1024,
    PL_DATA_COLUMN_LIMIT = 10 * 1000,
    /** With all values in lists and objects: a gigabyte, like the largest file. */
    PL_DATA_CELL_LIMIT = 16 * 1000 * 1000,
    /** Messages take a kilobyte each, so that they are kept of the first bad rows only. */
    PL_DATA_ERROR_LIMIT = 10 * 1000,
};

struct pl_row {
    uint32_t line;
    uint32_t first; /**< index of its first cell */
    uint16_t cells;
    uint16_t error; /**< 1 + index of its message, or 0 */
};

/** The column of a cell, which is counted from its row's first. */
struct pl_key {
    uint16_t column, cell;
};

/**
 * Cells stand in one array, row after row, as the cJSON items that are handed out. Strings are in `text`, the
 * copy of the file, where they were decoded in place: so nothing is allocated for a cell of its own, unless
 * it is a list or an object.
 */
struct pl_data {
    char *text;
    const char **columns; /**< names, in `text` */
    struct pl_row *rows;
    cJSON *cells;
    struct pl_key *keys; /**< of each row, sorted by column; NULL where cells stand in the columns' order */
    struct placard_error *errors;
    size_t column_count, row_count, cell_count, error_count;
    size_t inner_count; /**< values in the lists and objects of cells */
    size_t column_room, row_room, cell_room, key_room, error_room;
};

/** Where reading is. A reader fails when the file can't be read, and fills `error`. */
struct pl_data_reader {
    struct pl_data *rows;
    const char *name;
    const char *source; /**< the file as it was given, behind its byte order mark */
    char *at, *end;     /**< in `rows->text`, which starts as a copy of `source` and ends in a zero */
    int line;
    uint16_t *by_name; /**< columns sorted by name */
    size_t by_name_room;
    struct placard_error fault; /**< what is wrong with the row; code PLACARD_OK for nothing */
    struct pl_deadline *deadline;
    const char *counted; /**< in `rows->text`: to where the deadline was told of what is read */
    struct placard_error *error;
};

/** csv.c and json_lines.c. By PL_DATA_AUTO any separator is looked for, else that of the format. */
bool pl_csv_read(struct pl_data_reader *reader, enum pl_data_format format);
bool pl_json_lines_read(struct pl_data_reader *reader);

/** The column called `name`, or -1; then `*place` gets where it would be in `by_name`. */
int pl_data_find_column(const struct pl_data_reader *reader, const char *name, size_t *place);

/** Adds a column whose place that is; `name` must stay. */
bool pl_data_add_column(struct pl_data_reader *reader, const char *name, size_t place);

/** Starts a row without cells or fault. */
bool pl_data_begin(struct pl_data_reader *reader, int line);

/** A zeroed cell behind the others of the row that was begun last, or NULL. */
cJSON *pl_data_add_cell(struct pl_data_reader *reader);

/** Counts values that a cell's list or object will have; false where that is over the limit. */
bool pl_data_add_inner(struct pl_data_reader *reader, size_t count);

/** The row's cell in a column, for rows with keys: zeroed, whether or not the row had it; or NULL. */
cJSON *pl_data_set_cell(struct pl_data_reader *reader, int column);

/** Finishes the row: where it has a fault, that is kept and the cells are dropped. */
bool pl_data_end(struct pl_data_reader *reader);

/** Counts what was read, up to `at`, by pieces of some size; false where the deadline has passed. */
static inline bool pl_data_in_time(struct pl_data_reader *reader, const char *at) {
    enum { PIECE = 4096, BYTE_WORK = 16 };
    ptrdiff_t bytes = at - reader->counted;
    if (bytes < PIECE) {
        return true;
    }
    reader->counted = at;
    return pl_deadline_spend(reader->deadline, bytes * BYTE_WORK, reader->error);
}

/** Steps over the line break at `reader->at`, of one byte or two. */
void pl_data_break(struct pl_data_reader *reader);

static inline bool pl_is_break(char c) {
    return c == '\n' || c == '\r';
}

#endif
