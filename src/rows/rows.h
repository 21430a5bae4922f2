#ifndef PL_ROWS_ROWS_H
#define PL_ROWS_ROWS_H

#include "base/error.h"
#include "document/reader.h"

#include <stdbool.h>
#include <stddef.h>

/** Rows of values under named columns, read from a data file. Immutable once read: threads may share them. */
struct pl_rows;

enum pl_rows_format {
    PL_ROWS_AUTO, /**< by the name's extension (csv, tsv, tab, jsonl, ndjson), else by the first bytes */
    PL_ROWS_CSV,  /**< RFC 4180, with or without a byte order mark */
    PL_ROWS_TSV,
    PL_ROWS_JSON_LINES,
};

/** Format `index`'s name ("csv"), or NULL past the last. */
const char *pl_rows_format_name(int index);

/**
 * Reads all rows; `bytes` are copied where needed. Messages start with `name` and give the line. A single bad
 * row, such as one with too many cells, is that row's error and not the file's; what makes the rest
 * unreadable (no header, a quote that never ends, a repeated column) is the file's.
 */
struct pl_rows *pl_rows_read(const char *name, const void *bytes, size_t size, enum pl_rows_format format,
                             struct placard_error *error);
void pl_rows_destroy(struct pl_rows *rows);

/** Columns in the order of the header, or of their first appearance in JSON Lines. */
int pl_rows_columns(const struct pl_rows *rows);
const char *pl_rows_column(const struct pl_rows *rows, int column);

int pl_rows_count(const struct pl_rows *rows);

/** Line of the file that the row starts in, from 1. */
long pl_rows_line(const struct pl_rows *rows, int row);

/** Why a row can't be used, or NULL. */
const struct placard_error *pl_rows_error(const struct pl_rows *rows, int row);

/**
 * The row's value in a column: a string for CSV and TSV, any JSON value for JSON Lines; NULL where it has
 * none. It lives as long as the rows.
 */
const cJSON *pl_rows_value(const struct pl_rows *rows, int row, int column);

/** The same as text: a string as it is, a number in its shortest form, true, false, "" for null and nothing,
 * JSON for lists and objects; appended to `out`. */
void pl_rows_text(const struct pl_rows *rows, int row, int column, struct pl_buffer *out);

#endif
