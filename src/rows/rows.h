#ifndef PL_ROWS_ROWS_H
#define PL_ROWS_ROWS_H

#include "base/buffer.h"
#include "base/deadline.h"
#include "base/error.h"
#include "document/reader.h"

#include <stddef.h>

/** Rows of values under named columns, read from a data file. Immutable once read: threads may share them. */
struct pl_data;

enum pl_data_format {
    PL_DATA_AUTO,       /**< by the name's extension (csv, tsv, tab, jsonl, ndjson), else by the first line */
    PL_DATA_CSV,        /**< RFC 4180; separated by semicolons where the header has some and no comma, as a
                             spreadsheet writes it wherever the comma is the decimal point */
    PL_DATA_TSV,        /**< tabs; quotes as in CSV */
    PL_DATA_JSON_LINES, /**< an object a line, or one array of objects */
};

/** A format's name, by its place in pl_data_format: "auto", "csv", "tsv", "jsonl"; NULL past the last. */
const char *pl_data_format_name(int index);

/**
 * Reads all rows; `bytes` are copied. They are UTF-8, with or without a byte order mark, in lines that end as
 * on any system; blank lines are skipped. Messages start with `name` and give the line.
 *
 * A single bad row, such as one with too many cells, is that row's error and not the file's; what makes the
 * rest unreadable (another encoding, no header, a quote that never ends, a repeated column) is the file's.
 * A file without rows is no error. The deadline may be NULL. More than 1 GiB, 10,000 columns or 16,000,000
 * values (with those in lists and objects) is PLACARD_LIMIT.
 *
 * CSV and TSV: columns are named in the first line, without the blanks around them. A cell keeps its blanks,
 * and its line breaks where it is quoted. Cells past the last column are ignored while they are empty.
 *
 * JSON Lines: columns are the union of all members. Of those repeated in a row the last counts.
 */
struct pl_data *pl_data_read(const char *name, const void *bytes, size_t size, enum pl_data_format format,
                             struct pl_deadline *deadline, struct placard_error *error);
/** Releases the rows and every value that was asked of them; NULL is fine. */
void pl_data_destroy(struct pl_data *rows);

/** Columns in the order of the header, or of their first appearance in JSON Lines. */
int pl_data_columns(const struct pl_data *rows);
const char *pl_data_column(const struct pl_data *rows, int column);

int pl_data_count(const struct pl_data *rows);

/** Line of the file that the row starts in, from 1. */
long pl_data_line(const struct pl_data *rows, int row);

/** Why a row can't be used, or NULL. Such a row has no values. */
const struct placard_error *pl_data_error(const struct pl_data *rows, int row);

/**
 * The row's value in a column: a string for CSV and TSV, any JSON value for JSON Lines; NULL where it has
 * none: a row shorter than the header, a member left out. An empty cell is the empty string. The value has
 * neither name nor siblings and lives as long as the rows; it may be duplicated, but not put into a tree.
 */
const cJSON *pl_data_value(const struct pl_data *rows, int row, int column);

/** The same as text: a string as it is, a number in its shortest form, true, false, "" for null and nothing,
 * JSON for lists and objects; appended to `out`. */
void pl_data_text(const struct pl_data *rows, int row, int column, struct pl_buffer *out);

#endif
