/* Rows of CSV, TSV and JSON Lines. The first byte says which format, the rest is the file. */
#include "fuzz.h"

#include <string.h>

/* Cells that are asked for, of so many rows and columns. */
enum { ROWS_ASKED = 64, COLUMNS_ASKED = 64 };

static void ask_row(const struct placard_rows *rows, int row) {
    const struct placard_error *fault = placard_rows_error(rows, row);
    if (fault) {
        fuzz_require_error(fault);
    }
    fuzz_require(placard_rows_line(rows, row) > 0, "a row has a line");
    for (int column = 0; column < COLUMNS_ASKED && placard_rows_column(rows, column); column++) {
        struct placard_bytes value;
        struct placard_error error = {.code = PLACARD_OK};
        if (placard_rows_value(rows, row, column, &value, &error)) {
            fuzz_require(!fault && value.data[value.size] == '\0', "a value ends in a zero");
            placard_bytes_finish(&value);
        } else {
            fuzz_require(error.code == PLACARD_OK, "a row may only lack a value");
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) {
        return 0;
    }
    static const char *const formats[] = {NULL, "csv", "tsv", "jsonl"};
    struct placard_error error = {.code = PLACARD_OK};
    struct placard_rows *rows = placard_rows_read("rows", data + 1, size - 1, formats[data[0] % 4], &error);
    if (!rows) {
        fuzz_require_error(&error);
        return 0;
    }
    int count = placard_rows_count(rows);
    for (int row = 0; row < count && row < ROWS_ASKED; row++) {
        ask_row(rows, row);
    }
    if (count > ROWS_ASKED) {
        ask_row(rows, count - 1);
    }
    placard_rows_destroy(rows);
    return 0;
}
