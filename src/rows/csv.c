#include "document/reader.h"
#include "rows/table.h"

#include <limits.h>
#include <string.h>

/**
 * Comma-separated values by RFC 4180, and the same with semicolons or tabs. What the RFC leaves open: a quote
 * within a cell that does not start with one is a character like any other, and lines may end in any way.
 */

struct csv {
    struct pl_data_reader *reader;
    char separator;
};

static const char *separator_name(const struct csv *csv) {
    return csv->separator == '\t' ? "a tab" : csv->separator == ';' ? "a semicolon" : "a comma";
}

/* The separator by the first line, as far as there is time for it; what is quoted there counts for nothing.
 */
static char find_separator(struct pl_data_reader *reader, bool tabs) {
    bool quoted = false;
    bool comma = false;
    bool semicolon = false;
    char before = ',';
    for (const char *at = reader->at; at < reader->end && (quoted || !pl_is_break(*at)); at++) {
        if (!pl_data_in_time(reader, at)) {
            break;
        }
        bool opens = strchr(",;\"", before) != NULL;
        if (*at == '"' && (quoted || opens)) {
            quoted = !quoted;
        } else if (!quoted && *at == '\t' && tabs) {
            return '\t';
        } else if (!quoted) {
            comma = comma || *at == ',';
            semicolon = semicolon || *at == ';';
        }
        before = *at;
    }
    reader->counted = reader->at; /* which is gone through once more */
    return (char)(semicolon && !comma ? ';' : ',');
}

/* Lines within a quoted cell. */
static void count_breaks(struct pl_data_reader *reader, const char *at, const char *end) {
    for (; at < end; at++) {
        reader->line += *at == '\n' || (*at == '\r' && at[1] != '\n');
    }
}

/* Of a cell, that are gone through before its time is looked at. */
enum { BYTES = 64 * 1024 };

static char *piece_end(const struct pl_data_reader *reader, char *at) {
    return reader->end - at > BYTES ? at + BYTES : reader->end;
}

/* Takes the quotes off the cell at `at`, which is left behind the closing one; returns the end of its text,
 * or NULL where it has none or the time has passed. */
static char *unquote(struct pl_data_reader *reader) {
    int line = reader->line;
    char *from = reader->at + 1;
    char *to = from;
    while (pl_data_in_time(reader, from)) {
        char *end = piece_end(reader, from);
        char *quote = memchr(from, '"', (size_t)(end - from));
        size_t size = (size_t)((quote ? quote : end) - from);
        count_breaks(reader, from, from + size);
        memmove(to, from, size);
        to += size;
        from += size;
        if (quote && *++from != '"') {
            reader->at = from;
            return to;
        }
        if (quote) {
            *to++ = *from++;
        } else if (from == reader->end) {
            pl_fail(reader->error, PLACARD_DOCUMENT,
                    "%s: line %d: expected the quote that opens here to be closed, found the end of the file",
                    reader->name, line);
            return NULL;
        }
    }
    return NULL;
}

/* NULL where the time has passed. */
static char *plain_end(const struct csv *csv, char *at) {
    struct pl_data_reader *reader = csv->reader;
    do {
        const char *end = piece_end(reader, at);
        while (at < end && *at != csv->separator && !pl_is_break(*at)) {
            at++;
        }
        if (at < end || at == reader->end) {
            return at;
        }
    } while (pl_data_in_time(reader, at));
    return NULL;
}

static void fail_behind_quote(const struct csv *csv, const char *end, int cell) {
    struct pl_data_reader *reader = csv->reader;
    char found[PL_QUOTE_SIZE];
    pl_quote(reader->at, (size_t)(end - reader->at), found);
    pl_fail(&reader->fault, PLACARD_DOCUMENT,
            "%s: line %d: expected %s or the end of the line after the closing quote of cell %d, found %s",
            reader->name, reader->line, separator_name(csv), cell, found);
}

/* Reads the row's cell number `cell`, which becomes a string in place, and steps over what ends it. `*last`
 * gets whether that is the end of the row. NULL is a quote that never ends, or that the time has passed. */
static char *read_cell(struct csv *csv, int cell, bool *last) {
    struct pl_data_reader *reader = csv->reader;
    bool quoted = *reader->at == '"';
    char *text = reader->at + quoted;
    char *end = NULL;
    if (quoted) {
        end = unquote(reader);
        if (!end) {
            return NULL;
        }
    }
    char *stop = plain_end(csv, reader->at);
    if (!stop) {
        return NULL;
    }
    if (quoted && stop > reader->at && reader->fault.code == PLACARD_OK) {
        fail_behind_quote(csv, stop, cell);
    }
    reader->at = stop;
    *last = stop == reader->end || *stop != csv->separator;
    if (!*last) {
        reader->at++;
    } else if (stop < reader->end) {
        pl_data_break(reader);
    }
    /* Only now, as this may be where the line break or the separator was. */
    *(quoted ? end : stop) = '\0';
    return text;
}

/* That are read of a row before its time is looked at. */
enum { CELLS = 64 };

/* Reads a row of at most `most` cells, apart from empty ones behind them; more is its fault. */
static bool read_row(struct csv *csv, int most) {
    struct pl_data_reader *reader = csv->reader;
    int line = reader->line;
    if (!pl_data_begin(reader, line)) {
        return false;
    }
    int filled = 0;
    bool last = false;
    for (int cell = 1; !last; cell++) {
        char *text = read_cell(csv, cell, &last);
        if (!text || ((last || cell % CELLS == 0) && !pl_data_in_time(reader, reader->at))) {
            return false;
        }
        filled = *text ? cell : filled;
        if (cell <= most) {
            cJSON *item = pl_data_add_cell(reader);
            if (!item) {
                return false;
            }
            item->type = cJSON_String;
            item->valuestring = text;
        }
    }
    if (filled > most && reader->fault.code == PLACARD_OK) {
        pl_fail(&reader->fault, PLACARD_DOCUMENT, "%s: line %d: expected at most %d cell%s, found %d",
                reader->name, line, most, most == 1 ? "" : "s", filled);
    }
    return true;
}

/* Steps over lines without anything but blanks; false at the end of the file, or when the time has passed. */
static bool skip_blank_lines(struct csv *csv) {
    struct pl_data_reader *reader = csv->reader;
    while (reader->at < reader->end) {
        char *at = reader->at;
        while (*at == ' ' || (*at == '\t' && csv->separator != '\t')) {
            if (!pl_data_in_time(reader, at++)) {
                return false;
            }
        }
        if (at < reader->end && !pl_is_break(*at)) {
            return true;
        }
        if (!pl_data_in_time(reader, at)) {
            return false;
        }
        reader->at = at;
        if (at < reader->end) {
            pl_data_break(reader);
        }
    }
    return false;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || pl_is_break(c);
}

static char *trim(char *text) {
    while (is_blank(*text)) {
        text++;
    }
    size_t size = strlen(text);
    while (size > 0 && is_blank(text[size - 1])) {
        size--;
    }
    text[size] = '\0';
    return text;
}

static bool add_column(struct pl_data_reader *reader, int line, int number, char *name) {
    name = trim(name);
    if (!*name) {
        return pl_fail(reader->error, PLACARD_DOCUMENT,
                       "%s: line %d: expected a name for column %d, found nothing", reader->name, line,
                       number);
    }
    size_t place;
    int earlier = pl_data_find_column(reader, name, &place);
    if (earlier >= 0) {
        char found[PL_QUOTE_SIZE];
        pl_quote(name, strlen(name), found);
        return pl_fail(reader->error, PLACARD_DOCUMENT,
                       "%s: line %d: expected another name for column %d, found %s, which is column %d's",
                       reader->name, line, number, found, earlier + 1);
    }
    return pl_data_add_column(reader, name, place);
}

/* The header is read as a row, and its cells are taken for names. */
static bool read_header(struct csv *csv) {
    struct pl_data_reader *reader = csv->reader;
    struct pl_data *rows = reader->rows;
    int line = reader->line;
    if (!read_row(csv, INT_MAX)) {
        return false;
    }
    if (reader->fault.code != PLACARD_OK) {
        return pl_fail(reader->error, reader->fault.code, "%s", reader->fault.message);
    }
    for (size_t i = 0; i < rows->cell_count; i++) {
        if (!add_column(reader, line, (int)i + 1, rows->cells[i].valuestring)) {
            return false;
        }
    }
    rows->cell_count = 0;
    rows->row_count = 0;
    return true;
}

bool pl_csv_read(struct pl_data_reader *reader, enum pl_data_format format) {
    struct csv csv = {.reader = reader, .separator = (char)(format == PL_DATA_TSV ? '\t' : ',')};
    if (!skip_blank_lines(&csv)) {
        return pl_fail(reader->error, PLACARD_DOCUMENT,
                       "%s: expected a first line with the columns' names, found nothing", reader->name);
    }
    if (format != PL_DATA_TSV) {
        csv.separator = find_separator(reader, format == PL_DATA_AUTO);
    }
    if (!read_header(&csv)) {
        return false;
    }
    while (skip_blank_lines(&csv)) {
        if (!read_row(&csv, (int)reader->rows->column_count) || !pl_data_end(reader)) {
            return false;
        }
    }
    return pl_deadline_spend(reader->deadline, 0, reader->error);
}
