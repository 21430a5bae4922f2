#include "document/nearest.h"

#include <stdbool.h>
#include <string.h>

/* No field's name is this long, and the rows of the matrix stay on the stack. */
enum { NAME_LIMIT = 32 };

static int min(int a, int b) {
    return a < b ? a : b;
}

static char lower(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Insertions, deletions, substitutions and swaps of neighbours that make `a` of `b`, case apart. */
static int distance(const char *a, const char *b) {
    int rows[3][NAME_LIMIT + 1];
    int b_size = (int)strlen(b);
    for (int j = 0; j <= b_size; j++) {
        rows[0][j] = j;
    }
    int i = 0;
    for (; a[i]; i++) {
        const int *before = rows[i % 3];
        const int *earlier = rows[(i + 2) % 3];
        int *row = rows[(i + 1) % 3];
        row[0] = i + 1;
        for (int j = 0; j < b_size; j++) {
            bool same = lower(a[i]) == lower(b[j]);
            row[j + 1] = min(before[j] + !same, min(before[j + 1], row[j]) + 1);
            if (i > 0 && j > 0 && lower(a[i]) == lower(b[j - 1]) && lower(a[i - 1]) == lower(b[j])) {
                row[j + 1] = min(row[j + 1], earlier[j - 1] + 1);
            }
        }
    }
    return rows[i % 3][b_size];
}

const char *pl_nearest_name(const char *name, pl_name_function *name_at, const void *data) {
    size_t size = strlen(name);
    /* One error makes any name of two letters of another, such as "x1" of "r1". */
    if (size < 3 || size > NAME_LIMIT) {
        return NULL;
    }
    /* Two errors turn most short names into each other. */
    int least = size < 5 ? 2 : 3;
    const char *nearest = NULL;
    const char *known;
    for (int i = 0; (known = name_at(data, i)); i++) {
        if (strlen(known) <= NAME_LIMIT && distance(name, known) < least) {
            least = distance(name, known);
            nearest = known;
        }
    }
    return nearest;
}

static const char *field_at(const void *data, int index) {
    for (const struct pl_field *const *table = data; *table; table++) {
        for (const struct pl_field *field = *table; field->name; field++) {
            if (index-- == 0) {
                return field->name;
            }
        }
    }
    return NULL;
}

const char *pl_nearest_field(const char *name, const struct pl_field *const *tables) {
    return pl_nearest_name(name, field_at, tables);
}
