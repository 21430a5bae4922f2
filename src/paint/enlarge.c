#include "paint/enlarge.h"

#include "base/memory.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum { TOGETHER = 32 }; /* bytes that are looked at at once */

/* Whether any of them is `least` or more, which is up to 128. */
static inline bool any_shows(const uint8_t *bytes, int least) {
    const uint64_t each = UINT64_C(0x0101010101010101);
    const uint64_t rest = (uint64_t)(128 - least) * each;
    uint64_t any = 0;
    uint64_t words[TOGETHER / sizeof(uint64_t)];
    memcpy(words, bytes, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        any |= ((words[i] & 0x7f * each) + rest) | words[i];
    }
    return any & 0x80 * each;
}

/* The pixels of a mask that show: a wide blur leaves nothing of what is small. */
static struct pl_rect covered(const struct pl_mask *mask, int least) {
    struct pl_rect r = {mask->x + mask->width, mask->y + mask->height, mask->x, mask->y};
    for (int y = 0; y < mask->height; y++) {
        const uint8_t *row = pl_mask_row(mask, y);
        int first = 0;
        int end = mask->width;
        while (first + TOGETHER <= end && !any_shows(row + first, least)) {
            first += TOGETHER;
        }
        while (first < end && row[first] < least) {
            first++;
        }
        while (end - TOGETHER >= first && !any_shows(row + end - TOGETHER, least)) {
            end -= TOGETHER;
        }
        while (end > first && row[end - 1] < least) {
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

/* Two rows of the mask, mixed, with an empty pixel on either side: sixteen bits are enough up to a step of
 * 128, which a blur never comes to be above. */
PL_INLINE void mix_rows(const struct pl_enlarged *e, const uint8_t *above, const uint8_t *below, int part) {
    uint16_t *restrict mixed = e->mixed + 1;
    uint16_t second = (uint16_t)part;
    uint16_t first = (uint16_t)(2 * e->step - part);
    for (int x = 0; x < e->mask->width; x++) {
        mixed[x] = (uint16_t)(above[x] * first + below[x] * second);
    }
}

static const uint8_t *row_or_nothing(const struct pl_enlarged *e, int y) {
    return y >= 0 && y < e->mask->height ? pl_mask_row(e->mask, y) : e->nothing;
}

/* ---- cells: what lies between the middles of two pixels, `step` pixels of the canvas ---- */

enum { CELLS = 16 }; /* that are made at a time */

typedef int32_t eight_numbers __attribute__((vector_size(4 * PL_PIXELS)));
typedef uint16_t eight_words __attribute__((vector_size(2 * PL_PIXELS)));
typedef uint8_t eight_bytes __attribute__((vector_size(PL_PIXELS)));
typedef uint8_t sixteen_bytes __attribute__((vector_size(CELLS)));

static int shift_of(int step) {
    return __builtin_ctz((unsigned)step) * 2 + 2;
}

/* Of two words the first comes first in memory, and of two bytes. */
PL_INLINE void join_bytes(const pl_words *first, const pl_words *second, pl_words *both) {
    *both = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? *first | *second << 8 : *first << 8 | *second;
}

/* Sixteen cells of two or four pixels: up to there all fits sixteen bits. */
PL_INLINE void narrow_cells(const uint16_t *mixed, int step, uint8_t *out) {
    pl_words left, right;
    memcpy(&left, mixed, sizeof left);
    memcpy(&right, mixed + 1, sizeof right);
    int shift = shift_of(step);
    pl_words rise = (right - left) * 2;
    pl_words value = left * (uint16_t)(2 * step - 1) + right + (uint16_t)(1 << (shift - 1));
    pl_words pairs[2];
    for (int i = 0; i < step / 2; i++) {
        pl_words first = value >> shift;
        pl_words second = (value + rise) >> shift;
        join_bytes(&first, &second, &pairs[i]);
        value += 2 * rise;
    }
    if (step == 2) {
        memcpy(out, &pairs[0], sizeof pairs[0]);
        return;
    }
    pl_words head =
        __builtin_shufflevector(pairs[0], pairs[1], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    pl_words tail = __builtin_shufflevector(pairs[0], pairs[1], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,
                                            14, 30, 15, 31);
    memcpy(out, &head, sizeof head);
    memcpy(out + sizeof head, &tail, sizeof tail);
}

/* Cells of eight pixels: that far all still fits sixteen bits. */
PL_INLINE void eight_pixel_cells(const uint16_t *mixed, int count, uint8_t *out) {
    const eight_words firsts = {15, 13, 11, 9, 7, 5, 3, 1};
    const eight_words seconds = {1, 3, 5, 7, 9, 11, 13, 15};
    eight_words left = (eight_words){0} + mixed[0];
    for (int i = 0; i < count; i++) {
        eight_words right = (eight_words){0} + mixed[i + 1];
        eight_words value = (left * firsts + right * seconds + 128) >> 8;
        eight_bytes bytes = __builtin_convertvector(value, eight_bytes);
        memcpy(out + (ptrdiff_t)i * 8, &bytes, sizeof bytes);
        left = right;
    }
}

/* A cell of a larger multiple of eight pixels. */
PL_INLINE void wide_cell(const uint16_t *mixed, int step, uint8_t *out) {
    int shift = shift_of(step);
    int rise = (mixed[1] - mixed[0]) * 2;
    eight_numbers value = (eight_numbers){0, 1, 2, 3, 4, 5, 6, 7} * rise +
                          (mixed[0] * (2 * step - 1) + mixed[1] + (1 << (shift - 1)));
    if (rise == 0) {
        memset(out, value[0] >> shift, (size_t)step);
        return;
    }
    for (int i = 0; i < step; i += PL_PIXELS) {
        eight_words words = __builtin_convertvector(value >> shift, eight_words);
        eight_bytes bytes = __builtin_convertvector(words, eight_bytes);
        memcpy(out + i, &bytes, sizeof bytes);
        value += PL_PIXELS * rise;
    }
}

/* What coverage is at the middles of the mask's pixels. Between two where it is the same it does not change.
 */
PL_INLINE void find_levels(const uint16_t *mixed, int cells, int step, uint8_t *levels) {
    int shift = shift_of(step) / 2;
    for (int i = 0; i < cells + 1; i += CELLS) {
        pl_words words;
        memcpy(&words, mixed + i, sizeof words);
        sixteen_bytes bytes = __builtin_convertvector((words + (uint16_t)step) >> shift, sixteen_bytes);
        memcpy(levels + i, &bytes, sizeof bytes);
    }
}

/* Whether that is so of sixteen cells. */
static inline bool is_level(const uint8_t *levels) {
    uint64_t here[CELLS / 8];
    uint64_t next[CELLS / 8];
    memcpy(here, levels, sizeof here);
    memcpy(next, levels + 1, sizeof next);
    return ((here[0] ^ next[0]) | (here[1] ^ next[1])) == 0;
}

PL_INLINE void make_cells(const uint16_t *mixed, int step, uint8_t *out) {
    if (step == 2) {
        narrow_cells(mixed, 2, out);
    } else if (step == 4) {
        narrow_cells(mixed, 4, out);
    } else if (step == 8) {
        eight_pixel_cells(mixed, CELLS, out);
    } else {
        for (int i = 0; i < CELLS; i++) {
            wide_cell(mixed + i, step, out + (ptrdiff_t)i * step);
        }
    }
}

PL_INLINE void make_row(const struct pl_enlarged *e, int y) {
    struct between down = find_between(y, e->step);
    int above = down.at - e->mask->y;
    mix_rows(e, row_or_nothing(e, above), row_or_nothing(e, above + 1), down.part);
    const uint16_t *mixed = e->mixed + (e->first - e->mask->x + 1);
    find_levels(mixed, e->cells, e->step, e->levels);
    for (int i = 0; i < e->cells; i += CELLS) {
        uint8_t *out = e->row + (ptrdiff_t)i * e->step;
        if (is_level(e->levels + i)) {
            memset(out, e->levels[i], CELLS * (size_t)e->step);
        } else {
            make_cells(mixed + i, e->step, out);
        }
    }
}

PL_WIDE static void row_wide(const struct pl_enlarged *e, int y) {
    make_row(e, y);
}

static void row_narrow(const struct pl_enlarged *e, int y) {
    make_row(e, y);
}

/* ---- rows ---- */

bool pl_enlarged_init(struct pl_enlarged *e, const struct pl_mask *mask, int step, int least,
                      struct pl_rect clip) {
    *e = (struct pl_enlarged){.mask = mask, .step = step};
    if (step == 1) {
        /* Where all that is not empty shows there is as good as nothing to be left out. */
        e->rect = pl_rect_intersect(least > 1 ? covered(mask, least) : pl_mask_rect(mask), clip);
        return true;
    }
    struct pl_rect r = covered(mask, least);
    if (pl_rect_empty(r)) {
        return true;
    }
    /* As far as the middles of the empty pixels beside it. */
    struct pl_rect all = {r.x0 * step - step / 2, r.y0 * step - step / 2, r.x1 * step + step / 2,
                          r.y1 * step + step / 2};
    e->rect = pl_rect_intersect(all, clip);
    if (pl_rect_empty(e->rect)) {
        e->rect = (struct pl_rect){0, 0, 0, 0};
        return true;
    }
    e->first = find_between(e->rect.x0, step).at;
    e->cells = find_between(e->rect.x1 - 1, step).at - e->first + 1;
    e->mixed = pl_calloc((size_t)mask->width + 2 + 2 * (size_t)CELLS, sizeof *e->mixed);
    e->row = pl_calloc((size_t)e->cells + CELLS, (size_t)step);
    e->levels = pl_calloc((size_t)e->cells + 2 * CELLS, 1);
    e->nothing = pl_calloc((size_t)mask->width, 1);
    return e->mixed && e->row && e->levels && e->nothing;
}

const uint8_t *pl_enlarged_row(struct pl_enlarged *e, int y) {
    if (e->step == 1) {
        return pl_mask_row(e->mask, y - e->mask->y) + (e->rect.x0 - e->mask->x);
    }
    if (pl_has_wide()) {
        row_wide(e, y);
    } else {
        row_narrow(e, y);
    }
    return e->row + (e->rect.x0 - (e->first * e->step + e->step / 2));
}

void pl_enlarged_finish(struct pl_enlarged *e) {
    free(e->mixed);
    free(e->row);
    free(e->levels);
    free(e->nothing);
    *e = (struct pl_enlarged){0};
}
