#include "paint/mask.h"

#include "base/memory.h"
#include "base/pixmap.h"
#include "base/wide.h"

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

/* From here on the C library gives each block back to the system and takes pages anew, at a price for each.
 */
static const size_t paged = (size_t)32 << 20;

uint8_t *pl_mask_room(size_t size) {
    return size < paged ? pl_realloc(NULL, size, 1) : pl_alloc_large(size);
}

bool pl_mask_resize(struct pl_mask *mask, struct pl_rect rect, struct placard_error *error) {
    if (pl_rect_empty(rect)) {
        rect = (struct pl_rect){rect.x0, rect.y0, rect.x0, rect.y0};
    }
    /* Rows of whole vectors, so that loops over them need no tails in the common case. */
    size_t stride = ((size_t)(rect.x1 - rect.x0) + 15) / 16 * 16;
    size_t size = stride * (size_t)(rect.y1 - rect.y0);
    if (mask->capacity < size + PL_MASK_TAIL) {
        free(mask->data);
        mask->data = pl_mask_room(size + PL_MASK_TAIL); /* what was there does not matter */
        mask->capacity = mask->data ? size + PL_MASK_TAIL : 0;
    }
    if (!mask->data) {
        *mask = (struct pl_mask){0};
        return pl_fail_memory(error);
    }
    memset(mask->data + size, 0, PL_MASK_TAIL);
    mask->x = rect.x0;
    mask->y = rect.y0;
    mask->width = rect.x1 - rect.x0;
    mask->height = rect.y1 - rect.y0;
    mask->stride = (ptrdiff_t)stride;
    return true;
}

bool pl_mask_reset(struct pl_mask *mask, struct pl_rect rect, struct placard_error *error) {
    if (!pl_mask_resize(mask, rect, error)) {
        return false;
    }
    memset(mask->data, 0, (size_t)mask->stride * (size_t)mask->height);
    return true;
}

/* The part of `mask`'s own coordinates that `other`, moved, lies over. */
static struct pl_rect overlap(const struct pl_mask *mask, const struct pl_mask *other, int dx, int dy) {
    struct pl_rect moved = {other->x + dx, other->y + dy, other->x + dx + other->width,
                            other->y + dy + other->height};
    return pl_rect_intersect(pl_mask_rect(mask), moved);
}

PL_INLINE void add_bytes(uint8_t *restrict out, const uint8_t *restrict in, int count) {
    for (int i = 0; i < count; i++) {
        uint16_t both = (uint16_t)(out[i] * in[i] + 128);
        out[i] = (uint8_t)(out[i] + in[i] - ((uint32_t)both * 257 >> 16)); /* as pl_mul255() */
    }
}

/* Most of a large glyph is nothing, and most of what it is added to. */
PL_INLINE void add_row(uint8_t *restrict out, const uint8_t *restrict in, int count) {
    int i = 0;
    for (; i + PL_MASK_BLOCK <= count; i += PL_MASK_BLOCK) {
        if (pl_mask_is_nothing(in + i)) {
            continue;
        }
        if (pl_mask_is_nothing(out + i)) {
            memcpy(out + i, in + i, PL_MASK_BLOCK);
            continue;
        }
        add_bytes(out + i, in + i, PL_MASK_BLOCK);
    }
    add_bytes(out + i, in + i, count - i);
}

PL_WIDE static void add_row_wide(uint8_t *restrict out, const uint8_t *restrict in, int count) {
    add_row(out, in, count);
}

static void add_row_narrow(uint8_t *restrict out, const uint8_t *restrict in, int count) {
    add_row(out, in, count);
}

void pl_mask_add(struct pl_mask *to, const struct pl_mask *from, int dx, int dy) {
    struct pl_rect r = overlap(to, from, dx, dy);
    bool wide = pl_has_wide();
    for (int y = r.y0; y < r.y1; y++) {
        uint8_t *out = pl_mask_row(to, y - to->y) + (r.x0 - to->x);
        const uint8_t *in = pl_mask_row(from, y - dy - from->y) + (r.x0 - dx - from->x);
        if (wide) {
            add_row_wide(out, in, r.x1 - r.x0);
        } else {
            add_row_narrow(out, in, r.x1 - r.x0);
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

void pl_mask_finish(struct pl_mask *mask) {
    free(mask->data);
    *mask = (struct pl_mask){0};
}
