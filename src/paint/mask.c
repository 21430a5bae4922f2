#include "paint/mask.h"

#include "base/memory.h"
#include "base/pixmap.h"

#include <stdlib.h>
#include <string.h>

struct pl_rect pl_rect_union(struct pl_rect a, struct pl_rect b) {
    if (pl_rect_empty(a)) {
        return b;
    }
    if (pl_rect_empty(b)) {
        return a;
    }
    return (struct pl_rect){a.x0 < b.x0 ? a.x0 : b.x0, a.y0 < b.y0 ? a.y0 : b.y0, a.x1 > b.x1 ? a.x1 : b.x1,
                            a.y1 > b.y1 ? a.y1 : b.y1};
}

struct pl_rect pl_rect_grow(struct pl_rect r, int by) {
    return (struct pl_rect){r.x0 - by, r.y0 - by, r.x1 + by, r.y1 + by};
}

static int floor_divide(int a, int b) {
    return a / b - (a % b < 0);
}

struct pl_rect pl_rect_coarse(struct pl_rect r, int step) {
    return step == 1 ? r
                     : (struct pl_rect){floor_divide(r.x0, step) - 1, floor_divide(r.y0, step) - 1,
                                        floor_divide(r.x1 - 1, step) + 2, floor_divide(r.y1 - 1, step) + 2};
}

bool pl_mask_reset(struct pl_mask *mask, struct pl_rect rect, struct placard_error *error) {
    if (pl_rect_empty(rect)) {
        rect = (struct pl_rect){rect.x0, rect.y0, rect.x0, rect.y0};
    }
    /* Rows of whole vectors, so that loops over them need no tails in the common case. */
    size_t stride = ((size_t)(rect.x1 - rect.x0) + 15) / 16 * 16;
    size_t size = stride * (size_t)(rect.y1 - rect.y0);
    if (!pl_reserve((void **)&mask->data, &mask->capacity, size + PL_MASK_TAIL, 1)) {
        return pl_fail_memory(error);
    }
    memset(mask->data, 0, size + PL_MASK_TAIL);
    mask->x = rect.x0;
    mask->y = rect.y0;
    mask->width = rect.x1 - rect.x0;
    mask->height = rect.y1 - rect.y0;
    mask->stride = (ptrdiff_t)stride;
    return true;
}

/* The part of `mask`'s own coordinates that `other`, moved, lies over. */
static struct pl_rect overlap(const struct pl_mask *mask, const struct pl_mask *other, int dx, int dy) {
    struct pl_rect moved = {other->x + dx, other->y + dy, other->x + dx + other->width,
                            other->y + dy + other->height};
    return pl_rect_intersect(pl_mask_rect(mask), moved);
}

void pl_mask_add(struct pl_mask *to, const struct pl_mask *from, int dx, int dy) {
    struct pl_rect r = overlap(to, from, dx, dy);
    for (int y = r.y0; y < r.y1; y++) {
        uint8_t *restrict out = pl_mask_row(to, y - to->y) + (r.x0 - to->x);
        const uint8_t *restrict in = pl_mask_row(from, y - dy - from->y) + (r.x0 - dx - from->x);
        for (int x = 0; x < r.x1 - r.x0; x++) {
            out[x] = (uint8_t)(out[x] + in[x] - pl_mul255(out[x], in[x]));
        }
    }
}

void pl_mask_subtract(struct pl_mask *mask, const struct pl_mask *other, int dx, int dy) {
    struct pl_rect r = overlap(mask, other, dx, dy);
    for (int y = r.y0; y < r.y1; y++) {
        uint8_t *restrict out = pl_mask_row(mask, y - mask->y) + (r.x0 - mask->x);
        const uint8_t *restrict in = pl_mask_row(other, y - dy - other->y) + (r.x0 - dx - other->x);
        for (int x = 0; x < r.x1 - r.x0; x++) {
            out[x] = (uint8_t)pl_mul255(out[x], 255U - in[x]);
        }
    }
}

/* ---- enlarging ---- */

/* The pixels of a mask that are not empty: a wide blur leaves nothing of what is small. */
static struct pl_rect covered(const struct pl_mask *mask) {
    struct pl_rect r = {mask->x + mask->width, mask->y + mask->height, mask->x, mask->y};
    for (int y = 0; y < mask->height; y++) {
        const uint8_t *row = pl_mask_row(mask, y);
        int first = 0;
        int end = mask->width;
        while (first < end && row[first] == 0) {
            first++;
        }
        while (end > first && row[end - 1] == 0) {
            end--;
        }
        if (first < end) {
            r.x0 = mask->x + first < r.x0 ? mask->x + first : r.x0;
            r.x1 = mask->x + end > r.x1 ? mask->x + end : r.x1;
            r.y0 = mask->y + y < r.y0 ? mask->y + y : r.y0;
            r.y1 = mask->y + y + 1;
        }
    }
    return r;
}

/* Where the middle of a pixel lies among those of a mask that is `step` times as coarse: behind the middle of
 * pixel `at`, by `part` of 2 * step. */
struct between {
    int at, part;
};

static struct between find_between(int pixel, int step) {
    int from = 2 * pixel + 1 - step;
    int part = from & (2 * step - 1);
    return (struct between){(from - part) / (2 * step), part};
}

/* Two rows of the coarse mask, mixed, with an empty pixel on either side. */
static void mix_rows(const struct pl_mask *coarse, struct between down, int step, int *out) {
    int y = down.at - coarse->y;
    const uint8_t *above = y >= 0 && y < coarse->height ? pl_mask_row(coarse, y) : NULL;
    const uint8_t *below = y + 1 >= 0 && y + 1 < coarse->height ? pl_mask_row(coarse, y + 1) : NULL;
    out[0] = out[coarse->width + 1] = 0;
    for (int x = 0; x < coarse->width; x++) {
        out[x + 1] = (above ? above[x] : 0) * (2 * step - down.part) + (below ? below[x] : 0) * down.part;
    }
}

/* Stretches a mixed row, whose first pixel stands left of the mask. */
static void stretch_row(const int *mixed, int left, int step, int x0, int width, uint8_t *out) {
    int shift = __builtin_ctz((unsigned)step) * 2 + 2;
    for (int x = 0; x < width;) {
        struct between across = find_between(x0 + x, step);
        const int *pair = mixed + (across.at - left + 1);
        int value = pair[0] * (2 * step - across.part) + pair[1] * across.part + (1 << (shift - 1));
        int rise = (pair[1] - pair[0]) * 2;
        int count = (2 * step - across.part + 1) / 2;
        count = count < width - x ? count : width - x;
        for (int i = 0; i < count; i++) {
            out[x + i] = (uint8_t)((value + i * rise) >> shift);
        }
        x += count;
    }
}

bool pl_mask_enlarge(struct pl_mask *mask, int step, struct pl_rect clip, struct pl_deadline *deadline,
                     struct placard_error *error) {
    struct pl_mask coarse = *mask;
    struct pl_rect r = covered(&coarse);
    if (step == 1) {
        return true;
    }
    /* As far as the middles of the empty pixels beside it. */
    struct pl_rect all = {r.x0 * step - step / 2, r.y0 * step - step / 2, r.x1 * step + step / 2,
                          r.y1 * step + step / 2};
    *mask = (struct pl_mask){0};
    int *mixed = pl_calloc((size_t)coarse.width + 2, sizeof *mixed);
    bool ok = mixed || pl_fail_memory(error);
    ok = ok && pl_mask_reset(mask, pl_rect_empty(r) ? r : pl_rect_intersect(all, clip), error);
    for (int y = 0; ok && y < mask->height; y++) {
        ok = pl_deadline_spend(deadline, mask->width, error);
        mix_rows(&coarse, find_between(mask->y + y, step), step, mixed);
        stretch_row(mixed, coarse.x, step, mask->x, mask->width, pl_mask_row(mask, y));
    }
    free(mixed);
    pl_mask_finish(&coarse);
    return ok;
}

void pl_mask_finish(struct pl_mask *mask) {
    free(mask->data);
    *mask = (struct pl_mask){0};
}
