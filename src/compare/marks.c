#include "compare/marks.h"

#include "base/memory.h"

#include <stdlib.h>

bool pl_marks_add(struct pl_marks *marks, int x, int y, enum pl_mark mark) {
    struct pl_run *last = marks->count > 0 ? marks->runs + marks->count - 1 : NULL;
    if (last && last->y == y && last->right == x && last->mark == mark) {
        last->right++;
        return true;
    }
    if (!pl_reserve((void **)&marks->runs, &marks->capacity, marks->count + 1, sizeof *marks->runs)) {
        return false;
    }
    marks->runs[marks->count++] =
        (struct pl_run){(uint16_t)y, (uint16_t)x, (uint16_t)(x + 1), (uint16_t)mark};
    return true;
}

void pl_marks_finish(struct pl_marks *marks) {
    free(marks->runs);
    *marks = (struct pl_marks){0};
}
