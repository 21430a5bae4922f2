#include "base/wide.h"
#include "compare/compare.h"

/* Luma at a tenth over white, in pixelmatch's order of operations. */
PL_INLINE void fade_body(uint32_t *restrict to, const uint32_t *restrict row, int width) {
    for (int x = 0; x < width; x++) {
        double r = (int)(row[x] >> 16 & 255);
        double g = (int)(row[x] >> 8 & 255);
        double b = (int)(row[x] & 255);
        double alpha = (int)(row[x] >> 24);
        double grey = 255 + (r * 0.29889531 + g * 0.58662247 + b * 0.11448223 - 255) * 0.1 * alpha / 255;
        to[x] = 0xff000000U | (uint32_t)(int)grey * 0x010101U;
    }
}

PL_WIDE static void fade_wide(uint32_t *restrict to, const uint32_t *restrict row, int width) {
    fade_body(to, row, width);
}

static void fade_narrow(uint32_t *restrict to, const uint32_t *restrict row, int width) {
    fade_body(to, row, width);
}

static void fade(uint32_t *to, const uint32_t *row, int width) {
    if (pl_has_wide()) {
        fade_wide(to, row, width);
    } else {
        fade_narrow(to, row, width);
    }
}

static void paint(struct pl_pixmap *picture, const struct pl_run *run) {
    static const uint32_t colors[] = {
        [PL_MARK_MISMATCHED] = 0xffff0000U, [PL_MARK_ANTIALIASED] = 0xffffff00U};
    uint32_t *row = pl_pixmap_row(picture, run->y);
    for (int x = run->left; x < run->right; x++) {
        row[x] = colors[run->mark];
    }
}

bool pl_difference_draw(const struct pl_marks *marks, struct pl_rows *expected, struct pl_pixmap *out,
                        struct placard_error *error) {
    size_t next = 0;
    if (!pl_pixmap_init(out, expected->width, expected->height, error)) {
        return false;
    }
    out->opaque = true;
    for (int y = 0; y < out->height; y++) {
        const uint32_t *row = expected->next(expected, error);
        if (!row) {
            pl_pixmap_finish(out);
            return false;
        }
        fade(pl_pixmap_row(out, y), row, out->width);
        for (; next < marks->count && marks->runs[next].y == y; next++) {
            paint(out, marks->runs + next);
        }
    }
    return true;
}
