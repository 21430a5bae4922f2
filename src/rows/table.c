#include "rows/table.h"

#include "base/memory.h"

#include <string.h>

int pl_data_find_column(const struct pl_data_reader *reader, const char *name, size_t *place) {
    size_t low = 0;
    size_t high = reader->rows->column_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int column = reader->by_name[middle];
        int order = strcmp(reader->rows->columns[column], name);
        if (order == 0) {
            return column;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *place = low;
    return -1;
}

static bool fail_limit(struct pl_data_reader *reader, const char *what, int most) {
    const struct pl_row *row = &reader->rows->rows[reader->rows->row_count - 1];
    return pl_fail(reader->error, PLACARD_LIMIT, "%s: line %u: expected at most %d %s, found more",
                   reader->name, (unsigned)row->line, most, what);
}

bool pl_data_add_column(struct pl_data_reader *reader, const char *name, size_t place) {
    struct pl_data *rows = reader->rows;
    size_t count = rows->column_count;
    if (count == PL_DATA_COLUMN_LIMIT) {
        return fail_limit(reader, "columns", PL_DATA_COLUMN_LIMIT);
    }
    if (!pl_reserve((void **)&rows->columns, &rows->column_room, count + 1, sizeof *rows->columns) ||
        !pl_reserve((void **)&reader->by_name, &reader->by_name_room, count + 1, sizeof *reader->by_name)) {
        return pl_fail_memory(reader->error);
    }
    uint16_t *at = reader->by_name + place;
    memmove(at + 1, at, (count - place) * sizeof *at);
    *at = (uint16_t)count;
    rows->columns[rows->column_count++] = name;
    return true;
}

bool pl_data_begin(struct pl_data_reader *reader, int line) {
    struct pl_data *rows = reader->rows;
    if (!pl_reserve((void **)&rows->rows, &rows->row_room, rows->row_count + 1, sizeof *rows->rows)) {
        return pl_fail_memory(reader->error);
    }
    rows->rows[rows->row_count++] =
        (struct pl_row){.line = (uint32_t)line, .first = (uint32_t)rows->cell_count};
    reader->fault.code = PLACARD_OK;
    return true;
}

bool pl_data_add_inner(struct pl_data_reader *reader, size_t count) {
    struct pl_data *rows = reader->rows;
    rows->inner_count += count;
    return rows->cell_count + rows->inner_count <= PL_DATA_CELL_LIMIT ||
           fail_limit(reader, "values", PL_DATA_CELL_LIMIT);
}

cJSON *pl_data_add_cell(struct pl_data_reader *reader) {
    struct pl_data *rows = reader->rows;
    if (rows->cell_count + rows->inner_count >= PL_DATA_CELL_LIMIT) {
        fail_limit(reader, "values", PL_DATA_CELL_LIMIT);
        return NULL;
    }
    if (!pl_reserve((void **)&rows->cells, &rows->cell_room, rows->cell_count + 1, sizeof *rows->cells)) {
        pl_fail_memory(reader->error);
        return NULL;
    }
    rows->rows[rows->row_count - 1].cells++;
    cJSON *cell = &rows->cells[rows->cell_count++];
    *cell = (cJSON){0};
    return cell;
}

/* From the end, as most rows have their members in the columns' order. */
static size_t key_place(const struct pl_key *keys, size_t count, int column) {
    while (count > 0 && keys[count - 1].column > column) {
        count--;
    }
    return count;
}

cJSON *pl_data_set_cell(struct pl_data_reader *reader, int column) {
    struct pl_data *rows = reader->rows;
    const struct pl_row *row = &rows->rows[rows->row_count - 1];
    size_t count = row->cells;
    size_t place = rows->keys ? key_place(rows->keys + row->first, count, column) : 0;
    if (place > 0 && rows->keys[row->first + place - 1].column == column) {
        cJSON *cell = &rows->cells[row->first + rows->keys[row->first + place - 1].cell];
        cJSON_Delete(cell->child);
        *cell = (cJSON){0};
        return cell;
    }
    if (!pl_reserve((void **)&rows->keys, &rows->key_room, rows->cell_count + 1, sizeof *rows->keys)) {
        pl_fail_memory(reader->error);
        return NULL;
    }
    cJSON *cell = pl_data_add_cell(reader);
    if (cell) {
        struct pl_key *key = rows->keys + row->first + place;
        memmove(key + 1, key, (count - place) * sizeof *key);
        *key = (struct pl_key){(uint16_t)column, (uint16_t)count};
    }
    return cell;
}

/* The message of the row's fault, or the one that stands for all beyond the limit. */
static bool keep_fault(struct pl_data_reader *reader) {
    struct pl_data *rows = reader->rows;
    if (rows->error_count > PL_DATA_ERROR_LIMIT) {
        return true;
    }
    if (rows->error_count == PL_DATA_ERROR_LIMIT) {
        pl_fail(&reader->fault, PLACARD_LIMIT,
                "%s: one of more than %d bad rows: what is wrong is kept only of the first", reader->name,
                PL_DATA_ERROR_LIMIT);
    }
    if (!pl_reserve((void **)&rows->errors, &rows->error_room, rows->error_count + 1, sizeof *rows->errors)) {
        return pl_fail_memory(reader->error);
    }
    rows->errors[rows->error_count++] = reader->fault;
    return true;
}

bool pl_data_end(struct pl_data_reader *reader) {
    if (reader->fault.code == PLACARD_OK) {
        return true;
    }
    if (!keep_fault(reader)) {
        return false;
    }
    struct pl_data *rows = reader->rows;
    struct pl_row *row = &rows->rows[rows->row_count - 1];
    row->error = (uint16_t)rows->error_count;
    while (row->cells > 0) {
        row->cells--;
        cJSON_Delete(rows->cells[--rows->cell_count].child);
    }
    return true;
}

void pl_data_break(struct pl_data_reader *reader) {
    reader->at += reader->at[0] == '\r' && reader->at[1] == '\n' ? 2 : 1;
    reader->line++;
}
