#include "rows/rows.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/utf8.h"
#include "document/json_tree.h"
#include "document/values.h"
#include "rows/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *pl_data_format_name(int index) {
    static const char *const names[] = {"auto", "csv", "tsv", "jsonl"};
    return (size_t)index < sizeof names / sizeof *names ? names[index] : NULL;
}

static enum pl_data_format format_by_extension(const char *name) {
    static const struct {
        const char *extension;
        enum pl_data_format format;
    } extensions[] = {{"csv", PL_DATA_CSV},
                      {"tsv", PL_DATA_TSV},
                      {"tab", PL_DATA_TSV},
                      {"jsonl", PL_DATA_JSON_LINES},
                      {"ndjson", PL_DATA_JSON_LINES}};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof extensions / sizeof *extensions; i++) {
        if (pl_word_is(dot + 1, strlen(dot + 1), extensions[i].extension)) {
            return extensions[i].format;
        }
    }
    return PL_DATA_AUTO;
}

/* By the first character: separators are told by the reader of CSV. */
static bool looks_like_json(const char *at) {
    while (*at == ' ' || *at == '\t' || pl_is_break(*at)) {
        at++;
    }
    return *at == '{' || *at == '[';
}

static bool fail_encoding(const struct pl_data_reader *reader, size_t size, const char *bad,
                          const char *advice) {
    struct pl_position position = {1, 1};
    pl_position_advance(&position, reader->source, bad, reader->source + size);
    return pl_fail(reader->error, PLACARD_DOCUMENT, "%s: line %d: expected UTF-8, found byte 0x%02x%s",
                   reader->name, position.line, (unsigned char)*bad, advice);
}

/* Whether the file is text in UTF-8. Spreadsheets write what they call Unicode in UTF-16, and CSV in what
 * the system's language had before Unicode, which in China is GBK. */
static bool check_encoding(const struct pl_data_reader *reader, size_t size) {
    const char *text = reader->source;
    if (size >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0)) {
        return pl_fail(reader->error, PLACARD_DOCUMENT, "%s: expected UTF-8, found UTF-16; save it as UTF-8",
                       reader->name);
    }
    const char *zero = size > 0 ? memchr(text, '\0', size) : NULL;
    if (zero) {
        return fail_encoding(reader, size, zero, "; if it is UTF-16, save it as UTF-8");
    }
    size_t bad;
    return pl_utf8_valid(text, size, &bad) ||
           fail_encoding(reader, size, text + bad, "; if it is GBK or GB18030, save it as UTF-8");
}

/* Whether the file can be read at all; steps over its byte order mark. */
static bool check_text(struct pl_data_reader *reader, size_t *size) {
    if (*size > PL_DATA_SIZE_LIMIT) {
        return pl_fail(reader->error, PLACARD_LIMIT, "%s: expected at most %d bytes, found %zu", reader->name,
                       PL_DATA_SIZE_LIMIT, *size);
    }
    if (*size >= 3 && memcmp(reader->source, "\xef\xbb\xbf", 3) == 0) {
        reader->source += 3;
        *size -= 3;
    }
    return check_encoding(reader, *size);
}

/* Gives back the room that was taken in advance. */
static void trim(void **block, size_t count, size_t size) {
    void *smaller = *block && count > 0 ? pl_realloc(*block, count, size) : NULL;
    if (smaller) {
        *block = smaller;
    }
}

static bool read_rows(struct pl_data_reader *reader, size_t size, enum pl_data_format format) {
    if (!check_text(reader, &size)) {
        return false;
    }
    char *text = pl_strndup(reader->source, size);
    if (!text) {
        return pl_fail_memory(reader->error);
    }
    reader->rows->text = text;
    reader->at = text;
    reader->counted = text;
    reader->end = text + size;
    if (format == PL_DATA_AUTO) {
        format = format_by_extension(reader->name);
    }
    bool json = format == PL_DATA_JSON_LINES || (format == PL_DATA_AUTO && looks_like_json(text));
    return json ? pl_json_lines_read(reader) : pl_csv_read(reader, format);
}

struct pl_data *pl_data_read(const char *name, const void *bytes, size_t size, enum pl_data_format format,
                             struct pl_deadline *deadline, struct placard_error *error) {
    struct pl_data *rows = pl_calloc(1, sizeof *rows);
    if (!rows) {
        pl_fail_memory(error);
        return NULL;
    }
    struct pl_data_reader reader = {.rows = rows,
                                    .name = name,
                                    .source = size > 0 ? bytes : "",
                                    .line = 1,
                                    .deadline = deadline,
                                    .error = error};
    bool read = read_rows(&reader, size, format);
    free(reader.by_name);
    /* Whatever came of not being done is told as that, what was taken for a row's fault, too. */
    bool late = !pl_deadline_spend(deadline, 0, error);
    if (!read || late) {
        if (late) {
            pl_deadline_place(deadline, name, error);
        }
        pl_data_destroy(rows);
        return NULL;
    }
    trim((void **)&rows->rows, rows->row_count, sizeof *rows->rows);
    trim((void **)&rows->cells, rows->cell_count, sizeof *rows->cells);
    trim((void **)&rows->keys, rows->cell_count, sizeof *rows->keys);
    return rows;
}

void pl_data_destroy(struct pl_data *rows) {
    if (!rows) {
        return;
    }
    for (size_t i = 0; i < rows->cell_count; i++) {
        cJSON_Delete(rows->cells[i].child);
    }
    free(rows->text);
    free(rows->columns);
    free(rows->rows);
    free(rows->cells);
    free(rows->keys);
    free(rows->errors);
    free(rows);
}

int pl_data_columns(const struct pl_data *rows) {
    return (int)rows->column_count;
}

const char *pl_data_column(const struct pl_data *rows, int column) {
    return rows->columns[column];
}

int pl_data_count(const struct pl_data *rows) {
    return (int)rows->row_count;
}

long pl_data_line(const struct pl_data *rows, int row) {
    return (long)rows->rows[row].line;
}

const struct placard_error *pl_data_error(const struct pl_data *rows, int row) {
    int error = rows->rows[row].error;
    return error > 0 ? &rows->errors[error - 1] : NULL;
}

/* The key of a column among a row's, or NULL. */
static const struct pl_key *find_key(const struct pl_key *keys, size_t count, int column) {
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (keys[middle].column == column) {
            return &keys[middle];
        }
        if (keys[middle].column < column) {
            low = middle + 1;
        } else {
            count = middle;
        }
    }
    return NULL;
}

const cJSON *pl_data_value(const struct pl_data *rows, int row, int column) {
    const struct pl_row *at = &rows->rows[row];
    int cell = column;
    if (rows->keys) {
        const struct pl_key *key = find_key(rows->keys + at->first, at->cells, column);
        cell = key ? key->cell : at->cells;
    }
    return cell < at->cells ? &rows->cells[at->first + (size_t)cell] : NULL;
}

/* The digits that pl_number_format would round away are those of an order's or a product's number, and exact
 * as long as a double has them. */
static void write_number(double value, struct pl_buffer *out) {
    const double exact = 9007199254740992.0; /* 2 to the 53rd */
    char text[PL_NUMBER_SIZE];
    if (fabs(value) >= 1e15 && fabs(value) <= exact && value == floor(value)) {
        snprintf(text, sizeof text, "%.0f", value);
    } else {
        pl_number_format(value, text);
    }
    pl_buffer_text(out, text);
}

static void write_json(const cJSON *value, struct pl_buffer *out) {
    char *text = cJSON_PrintUnformatted(value);
    if (text) {
        pl_buffer_text(out, text);
        cJSON_free(text);
    } else {
        out->failed = true;
    }
}

void pl_data_text(const struct pl_data *rows, int row, int column, struct pl_buffer *out) {
    const cJSON *value = pl_data_value(rows, row, column);
    if (!value || cJSON_IsNull(value)) {
        return;
    }
    if (cJSON_IsString(value)) {
        pl_buffer_text(out, value->valuestring);
    } else if (cJSON_IsNumber(value)) {
        write_number(value->valuedouble, out);
    } else if (cJSON_IsBool(value)) {
        pl_buffer_text(out, cJSON_IsTrue(value) ? "true" : "false");
    } else {
        write_json(value, out);
    }
}
