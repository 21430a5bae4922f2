#include "document/json_tree.h"
#include "document/reader.h"
#include "rows/table.h"

#include <math.h>
#include <string.h>

/**
 * An object a line, or one array of objects. Everything is checked by the document's rules first; what then
 * takes it apart meets nothing but JSON, and decodes strings where they stand.
 */

struct json {
    struct pl_data_reader *reader;
    struct pl_position position; /**< of `located` */
    const char *located;         /**< in the source: a place at or before the row that is read */
    int column;                  /**< of the member read last, or -1 */
};

static bool is_space(char c) {
    return c == ' ' || c == '\t' || pl_is_break(c);
}

static char *skip_space(char *at) {
    while (is_space(*at)) {
        at++;
    }
    return at;
}

/* Where a place in the text is in the source, which decoding has not changed. */
static const char *source_of(const struct json *json, const char *at) {
    return json->reader->source + (at - json->reader->rows->text);
}

static const char *source_end(const struct json *json) {
    return source_of(json, json->reader->end);
}

/* "NAME: line 3, column 9: expected EXPECTED, found FOUND", where FOUND are the bytes from `at` to `end`. */
static void fail_at(struct json *json, const char *at, const char *end, const char *expected) {
    struct pl_data_reader *reader = json->reader;
    struct pl_position position = json->position;
    const char *where = source_of(json, at);
    pl_position_advance(&position, json->located, where, source_end(json));
    char found[PL_QUOTE_SIZE];
    pl_quote(where, (size_t)(end - at), found);
    pl_fail(&reader->fault, PLACARD_DOCUMENT, "%s: line %d, column %d: expected %s, found %s", reader->name,
            position.line, position.column, expected, found);
}

static void fail_object(struct json *json, const char *at, const char *end) {
    fail_at(json, at, end, "an object such as {\"name\": \"value\"}");
}

/* The end of the string at `at`, behind its closing quote. */
static char *string_end(char *at) {
    for (at++; *at != '"'; at++) {
        at += *at == '\\';
    }
    return at + 1;
}

static bool ends_value(char c) {
    return c == ',' || c == ']' || c == '}' || is_space(c) || c == '\0';
}

/* The end of the value at `at`, and how many values are in it at most. */
static char *value_end(char *at, size_t *count) {
    int depth = 0;
    *count = 0;
    do {
        if (*at == '"') {
            at = string_end(at);
            continue;
        }
        *count += *at == '{' || *at == '[' || *at == ',';
        depth += *at == '{' || *at == '[';
        depth -= *at == '}' || *at == ']';
        at++;
    } while (depth > 0 || !ends_value(*at));
    return at;
}

/* Makes the string at `*at` one that ends in a zero, and steps over it. */
static char *take_string(char **at) {
    char *text = *at + 1;
    *at = string_end(*at);
    text[pl_json_unescape(text, (size_t)(*at - 1 - text), text)] = '\0';
    return text;
}

/* Most rows have their members in the order of the columns. */
static bool find_column(struct json *json, const char *name) {
    struct pl_data_reader *reader = json->reader;
    const struct pl_data *rows = reader->rows;
    int next = json->column + 1;
    if (next < (int)rows->column_count && strcmp(rows->columns[next], name) == 0) {
        json->column = next;
        return true;
    }
    size_t place;
    json->column = pl_data_find_column(reader, name, &place);
    if (json->column < 0) {
        json->column = (int)rows->column_count;
        return pl_data_add_column(reader, name, place);
    }
    return true;
}

/* Reads the value at `at` into a cell; returns its end, or NULL. */
static char *read_value(struct json *json, char *at, cJSON *cell) {
    if (*at == '"') {
        cell->type = cJSON_String;
        cell->valuestring = take_string(&at);
        return at;
    }
    size_t inside;
    char *end = value_end(at, &inside);
    if (!pl_data_add_inner(json->reader, inside)) {
        return NULL;
    }
    cJSON *tree = pl_json_tree(at, (size_t)(end - at), json->reader->deadline, json->reader->error);
    if (!tree) {
        return NULL;
    }
    *cell = *tree;
    cJSON_free(tree);
    if (cJSON_IsNumber(cell) && isinf(cell->valuedouble) && json->reader->fault.code == PLACARD_OK) {
        fail_at(json, at, end, "a number within the range of a double");
    }
    return end;
}

/* Reads the members of the object at `at` into the row that was begun; returns its end, or NULL. */
static char *read_object(struct json *json, char *at) {
    json->column = -1;
    at = skip_space(at + 1);
    while (*at != '}') {
        const char *name = take_string(&at);
        if (!find_column(json, name)) {
            return NULL;
        }
        cJSON *cell = pl_data_set_cell(json->reader, json->column);
        if (!cell) {
            return NULL;
        }
        /* Over the colon, and the comma. */
        at = read_value(json, skip_space(skip_space(at) + 1), cell);
        if (!at) {
            return NULL;
        }
        at = skip_space(at);
        if (*at == ',') {
            at = skip_space(at + 1);
        }
    }
    return at + 1;
}

static bool check_line(struct json *json, const char *start, const char *object, const char *end) {
    struct pl_data_reader *reader = json->reader;
    if (*object != '{') {
        fail_object(json, object, end);
        return false;
    }
    struct pl_json_part line = {start, (size_t)(end - start), reader->line, "line"};
    struct placard_error error;
    return pl_json_check(&line, reader->deadline, &error) ||
           pl_fail(&reader->fault, error.code, "%s: %s", reader->name, error.message);
}

static bool read_line(struct json *json) {
    struct pl_data_reader *reader = json->reader;
    char *start = reader->at;
    char *object = start;
    while (*object == ' ' || *object == '\t') {
        object++;
    }
    char *end = object;
    while (end < reader->end && !pl_is_break(*end)) {
        end++;
    }
    reader->at = end;
    if (object == end) {
        return true;
    }
    json->position = (struct pl_position){reader->line, 1};
    json->located = source_of(json, start);
    return pl_data_begin(reader, reader->line) &&
           (!check_line(json, start, object, end) || read_object(json, object)) && pl_data_end(reader);
}

static bool read_lines(struct json *json) {
    struct pl_data_reader *reader = json->reader;
    while (reader->at < reader->end) {
        if (!read_line(json) || !pl_data_in_time(reader, reader->at)) {
            return false;
        }
        if (reader->at < reader->end) {
            pl_data_break(reader);
        }
    }
    return true;
}

/* Reads the array's element at `at`; returns its end, or NULL. */
static char *read_element(struct json *json, char *at) {
    const char *where = source_of(json, at);
    pl_position_advance(&json->position, json->located, where, source_end(json));
    json->located = where;
    if (!pl_data_begin(json->reader, json->position.line)) {
        return NULL;
    }
    char *end = NULL;
    if (*at == '{') {
        end = read_object(json, at);
    } else {
        size_t inside;
        end = value_end(at, &inside);
        fail_object(json, at, end);
    }
    return end && pl_data_end(json->reader) ? end : NULL;
}

/* What is wrong with an array anywhere is the file's error: there is no telling where its rows go on. */
static bool read_array(struct json *json, char *at) {
    struct pl_data_reader *reader = json->reader;
    struct pl_json_part file = {reader->at, (size_t)(reader->end - reader->at), 1, "file"};
    struct placard_error error;
    if (!pl_json_check(&file, reader->deadline, &error)) {
        return pl_fail(reader->error, error.code, "%s: %s", reader->name, error.message);
    }
    json->position = (struct pl_position){1, 1};
    json->located = reader->source;
    at = skip_space(at + 1);
    while (*at != ']') {
        at = read_element(json, at);
        if (!at || !pl_data_in_time(reader, at)) {
            return false;
        }
        at = skip_space(at);
        if (*at == ',') {
            at = skip_space(at + 1);
        }
    }
    return true;
}

bool pl_json_lines_read(struct pl_data_reader *reader) {
    struct json json = {.reader = reader};
    char *at = skip_space(reader->at);
    return *at == '[' ? read_array(&json, at) : read_lines(&json);
}
