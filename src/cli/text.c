#include "cli/text.h"

#include "cli/memory.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_COLUMNS = 80 };

unsigned cli_utf8_next(const char **text) {
    const unsigned char *byte = (const unsigned char *)*text;
    unsigned lead = *byte;
    int more = lead < 0x80 ? 0 : lead < 0xC2 ? -1 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : lead < 0xF5 ? 3 : -1;
    if (more <= 0) {
        *text += 1;
        return more == 0 ? lead : 0xFFFD;
    }
    unsigned character = lead & (0x3Fu >> more);
    for (int i = 1; i <= more; i++) {
        if ((byte[i] & 0xC0) != 0x80) {
            *text += 1;
            return 0xFFFD;
        }
        character = character << 6 | (byte[i] & 0x3F);
    }
    bool overlong = character < (more == 2 ? 0x800u : more == 3 ? 0x10000u : 0x80u);
    if (overlong || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) {
        *text += 1;
        return 0xFFFD;
    }
    *text += more + 1;
    return character;
}

bool cli_is_control(unsigned character) {
    bool bidi = (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
    bool line = character == 0x2028 || character == 0x2029;
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || bidi || line;
}

struct range {
    unsigned first, last;
};

static bool in_ranges(const struct range *ranges, size_t count, unsigned character) {
    for (size_t i = 0; i < count; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

static int character_width(unsigned character) {
    static const struct range none[] = {{0x0300, 0x036F}, {0x200B, 0x200F},   {0x20D0, 0x20FF},
                                        {0xFE00, 0xFE0F}, {0xE0100, 0xE01EF}, {0x0E31, 0x0E31},
                                        {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},   {0x3099, 0x309A}};
    static const struct range wide[] = {
        {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},
        {0x2614, 0x2615},   {0x26A1, 0x26A1},   {0x2705, 0x2705},   {0x2728, 0x2728},   {0x274C, 0x274C},
        {0x2B50, 0x2B50},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
        {0xA000, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},
        {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, {0x1B000, 0x1B2FF},
        {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F64F},
        {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};
    if (in_ranges(none, sizeof none / sizeof *none, character)) {
        return 0;
    }
    return in_ranges(wide, sizeof wide / sizeof *wide, character) ? 2 : 1;
}

int cli_width(const char *text) {
    int width = 0;
    while (*text) {
        width += character_width(cli_utf8_next(&text));
    }
    return width;
}

int cli_print(FILE *out, const char *text, int limit) {
    bool cut = limit > 0 && cli_width(text) > limit;
    int columns = 0;
    while (*text) {
        const char *start = text;
        unsigned character = cli_utf8_next(&text);
        int width = character_width(character);
        if (cut && columns + width > limit - 1) {
            fputs("…", out);
            return columns + 1;
        }
        if (cli_is_control(character) || character == 0xFFFD) {
            fputs("\xEF\xBF\xBD", out);
        } else {
            fwrite(start, 1, (size_t)(text - start), out);
        }
        columns += width;
    }
    return columns;
}

void cli_print_wrapped(FILE *out, const char *text, int column, int indent) {
    bool fresh = true; /* no word on this line yet */
    while (*text) {
        size_t length = strcspn(text, " \n");
        char *word = cli_copy(text, length);
        int width = cli_width(word);
        if (length > 0) {
            if (!fresh && column + 1 + width >= LINE_COLUMNS) {
                fprintf(out, "\n%*s", indent, "");
                column = indent;
                fresh = true;
            }
            column += fprintf(out, "%s%s", fresh ? "" : " ", word) - (int)length + width;
            fresh = false;
        }
        free(word);
        text += length;
        if (*text == '\n') {
            fprintf(out, "\n%*s", text[1] == '\n' ? 0 : indent, "");
            column = indent;
            fresh = true;
        }
        text += *text != '\0';
    }
    putc('\n', out);
}

void cli_table_add(struct cli_table *table, char *cell) {
    table->cells = cli_grow(table->cells, table->count, sizeof *table->cells);
    table->cells[table->count++] = cell;
}

/* One row; `cells` are the headings or the table's own. */
static void print_row(const struct cli_table *table, const char *const *cells, const int *widths, int columns,
                      FILE *out, int limit) {
    int used = fprintf(out, "%*s", table->indent, "");
    int pending = 0; /* blanks that only matter if something follows */
    for (int i = 0; i < columns; i++) {
        int blanks = widths[i] - cli_width(cells[i]);
        bool right = table->right >> i & 1;
        bool last = i == columns - 1;
        pending += right ? blanks : 0;
        if (cells[i][0]) {
            used += fprintf(out, "%*s", pending, "");
            pending = 0;
            used += cli_print(out, cells[i], last && limit > used + 8 ? limit - used : 0);
        }
        pending += (right ? 0 : blanks) + 2;
    }
}

void cli_table_print(struct cli_table *table, FILE *out, bool bold_headings, int limit) {
    int columns = 0;
    while (table->headings[columns]) {
        columns++;
    }
    if (columns == 0) {
        return;
    }
    int *widths = cli_allocate((size_t)columns, sizeof *widths);
    for (int i = 0; i < columns; i++) {
        widths[i] = cli_width(table->headings[i]);
    }
    for (int i = 0; i < table->count; i++) {
        int width = cli_width(table->cells[i]);
        widths[i % columns] = width > widths[i % columns] ? width : widths[i % columns];
    }
    fputs(bold_headings ? "\033[1m" : "", out);
    print_row(table, table->headings, widths, columns, out, limit);
    fputs(bold_headings ? "\033[0m\n" : "\n", out);
    for (int i = 0; i + columns <= table->count; i += columns) {
        print_row(table, (const char *const *)table->cells + i, widths, columns, out, limit);
        putc('\n', out);
    }
    for (int i = 0; i < table->count; i++) {
        free(table->cells[i]);
    }
    free(table->cells);
    free(widths);
    table->cells = NULL;
    table->count = 0;
}
