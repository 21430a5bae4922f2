#ifndef PL_PAINT_MASK_H
#define PL_PAINT_MASK_H

#include "base/deadline.h"
#include "base/error.h"
#include "base/wide.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Bytes behind the last row of a mask, which loops over whole vectors may read. */
enum { PL_MASK_TAIL = 16 };

/** How much of each pixel something covers, 0 to 255, over a rectangle of the canvas. All zero is an empty
 * one. */
struct pl_mask {
    int x, y; /**< of its top left pixel on the canvas; may be negative */
    int width, height;
    ptrdiff_t stride;
    uint8_t *data;
    size_t capacity; /**< bytes that `data` has room for, so that a mask can be used again */
};

/** A rectangle of whole pixels: x0 <= x < x1, y0 <= y < y1. */
struct pl_rect {
    int x0, y0, x1, y1;
};

static inline bool pl_rect_empty(struct pl_rect r) {
    return r.x0 >= r.x1 || r.y0 >= r.y1;
}

static inline struct pl_rect pl_rect_intersect(struct pl_rect a, struct pl_rect b) {
    return (struct pl_rect){a.x0 > b.x0 ? a.x0 : b.x0, a.y0 > b.y0 ? a.y0 : b.y0, a.x1 < b.x1 ? a.x1 : b.x1,
                            a.y1 < b.y1 ? a.y1 : b.y1};
}

/** The smallest rectangle around both; an empty one counts for nothing. */
struct pl_rect pl_rect_union(struct pl_rect a, struct pl_rect b);

/** The rectangle `by` pixels larger on every side. */
struct pl_rect pl_rect_grow(struct pl_rect r, int by);

/** The pixels of `step` a side that a rectangle of ordinary ones lies on, and one more all around. */
struct pl_rect pl_rect_coarse(struct pl_rect r, int step);

/** `r` with the rows alone that are in `band` too. */
static inline struct pl_rect pl_rect_rows(struct pl_rect r, struct pl_rect band) {
    return (struct pl_rect){r.x0, r.y0 > band.y0 ? r.y0 : band.y0, r.x1, r.y1 < band.y1 ? r.y1 : band.y1};
}

static inline struct pl_rect pl_mask_rect(const struct pl_mask *mask) {
    return (struct pl_rect){mask->x, mask->y, mask->x + mask->width, mask->y + mask->height};
}

/** Bytes for coverage, not zeroed, or NULL. Release with free(). */
uint8_t *pl_mask_room(size_t size);

/** Makes `mask` cover `rect` with nothing, reusing its memory where that is enough. */
bool pl_mask_reset(struct pl_mask *mask, struct pl_rect rect, struct placard_error *error);

/** The same, where all of its rows are to be written anyway: what they cover is not set. */
bool pl_mask_resize(struct pl_mask *mask, struct pl_rect rect, struct placard_error *error);

/** Adds `from`, moved by (dx, dy), to `to`, clipped to it: what either covers, as if painted one after the
 * other. */
void pl_mask_add(struct pl_mask *to, const struct pl_mask *from, int dx, int dy);

/** Takes away from `mask` what `other`, moved by (dx, dy), covers; outside `other` nothing changes. */
void pl_mask_subtract(struct pl_mask *mask, const struct pl_mask *other, int dx, int dy);

void pl_mask_finish(struct pl_mask *mask);

static inline uint8_t *pl_mask_row(const struct pl_mask *mask, int y) {
    return mask->data + y * mask->stride;
}

/** Bytes of a row that are looked at together: where nothing is covered, so is mostly what is beside it. */
enum { PL_MASK_BLOCK = 32 };

/** Whether none of a block is covered. */
PL_INLINE bool pl_mask_is_nothing(const uint8_t block[PL_MASK_BLOCK]) {
    uint64_t any = 0;
    for (int i = 0; i < PL_MASK_BLOCK; i += 8) {
        uint64_t eight;
        memcpy(&eight, block + i, sizeof eight);
        any |= eight;
    }
    return any == 0;
}

#endif
