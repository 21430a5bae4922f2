#ifndef PL_COMPARE_MARKS_H
#define PL_COMPARE_MARKS_H

#include "base/pixmap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pl_mark { PL_MARK_MISMATCHED, PL_MARK_ANTIALIASED };

/** Pixels side by side that came out alike: from `left` to before `right`. PL_SIDE_LIMIT fits. */
struct pl_run {
    uint16_t y, left, right, mark;
};

/** Which pixels of a picture differ how, from top to bottom and left to right. All zero is none. */
struct pl_marks {
    struct pl_run *runs;
    size_t count, capacity;
};

/** Adds the next pixel; false is out of memory. */
bool pl_marks_add(struct pl_marks *marks, int x, int y, enum pl_mark mark);
void pl_marks_finish(struct pl_marks *marks);

#endif
