#include "base/memory.h"
#include "base/wide.h"
#include "compare/compare.h"

#include <stdlib.h>
#include <string.h>

/* The darkest grey is black's, a tenth over white; the two colours of marks come after white. */
enum { DARKEST = 229, RED = 255 - DARKEST + 1, YELLOW };

/* Luma at a tenth over white, in pixelmatch's order of operations. */
PL_INLINE void fade_body(uint8_t *restrict to, const uint32_t *restrict row, int width) {
    for (int x = 0; x < width; x++) {
        double r = (int)(row[x] >> 16 & 255);
        double g = (int)(row[x] >> 8 & 255);
        double b = (int)(row[x] & 255);
        double alpha = (int)(row[x] >> 24);
        double grey = 255 + (r * 0.29889531 + g * 0.58662247 + b * 0.11448223 - 255) * 0.1 * alpha / 255;
        to[x] = (uint8_t)((int)grey - DARKEST);
    }
}

PL_WIDE static void fade_wide(uint8_t *restrict to, const uint32_t *restrict row, int width) {
    fade_body(to, row, width);
}

static void fade_narrow(uint8_t *restrict to, const uint32_t *restrict row, int width) {
    fade_body(to, row, width);
}

static void fade(uint8_t *to, const uint32_t *row, int width) {
    if (pl_has_wide()) {
        fade_wide(to, row, width);
    } else {
        fade_narrow(to, row, width);
    }
}

int pl_difference_palette(uint32_t *colors) {
    for (int i = 0; i < RED; i++) {
        colors[i] = 0xff000000U | (uint32_t)(DARKEST + i) * 0x010101U;
    }
    colors[RED] = 0xffff0000U;
    colors[YELLOW] = 0xffffff00U;
    return YELLOW + 1;
}

bool pl_difference_row(struct pl_difference_rows *rows, uint8_t *to, struct placard_error *error) {
    static const uint8_t numbers[] = {[PL_MARK_MISMATCHED] = RED, [PL_MARK_ANTIALIASED] = YELLOW};
    const struct pl_marks *marks = rows->marks;
    const uint32_t *row = rows->expected->next(rows->expected, error);
    if (!row) {
        return false;
    }
    fade(to, row, rows->expected->width);
    for (; rows->next < marks->count && marks->runs[rows->next].y == rows->y; rows->next++) {
        const struct pl_run *run = marks->runs + rows->next;
        memset(to + run->left, numbers[run->mark], (size_t)(run->right - run->left));
    }
    rows->y++;
    return true;
}

static void color_row(uint32_t *row, const uint8_t *numbers, const uint32_t *colors, int width) {
    for (int x = 0; x < width; x++) {
        row[x] = colors[numbers[x]];
    }
}

bool pl_difference_draw(const struct pl_marks *marks, struct pl_rows *expected, struct pl_pixmap *out,
                        struct placard_error *error) {
    struct pl_difference_rows rows = {.marks = marks, .expected = expected};
    uint32_t colors[PL_DIFFERENCE_COLORS];
    pl_difference_palette(colors);
    if (!pl_pixmap_init(out, expected->width, expected->height, error)) {
        return false;
    }
    uint8_t *numbers = pl_calloc((size_t)out->width, 1);
    bool done = numbers || pl_fail_memory(error);
    for (int y = 0; done && y < out->height; y++) {
        done = pl_difference_row(&rows, numbers, error);
        color_row(pl_pixmap_row(out, y), numbers, colors, out->width);
    }
    out->opaque = true;
    free(numbers);
    if (!done) {
        pl_pixmap_finish(out);
    }
    return done;
}
