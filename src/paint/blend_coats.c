#include "paint/blend_coats.h"

#include "base/pixmap.h"
#include "base/wide.h"
#include "paint/blend.h"

#include <stdbool.h>
#include <string.h>

/*
 * Pixels are taken apart into channels of sixteen-bit numbers, all coats are laid over these, and they are
 * put together again. So each coat is a third of the work that it is over pixels as they are.
 */

/* Pixels that are taken apart at once, and those of them that are looked at together. */
enum { CHUNK = 256, BLOCK = PL_MASK_BLOCK };

enum { LINE = 16 }; /* pixels of a line of a processor's cache */

enum { CHANNELS = 4, ALPHA = 3 };

struct planes {
    uint16_t channel[CHANNELS][CHUNK];
    bool opaque;
};

/* (t + 127) / 255 of up to 255 * 255, rounded as pl_mul255() does it, of which 128 have been added. */
PL_INLINE uint16_t divide(uint16_t more) {
    return (uint16_t)((uint32_t)more * 257 >> 16);
}

/* Of the row that is painted next what is likely to be needed. */
static inline void fetch(const uint32_t *pixels, int count) {
    for (int i = 0; i < count; i += LINE) {
        __builtin_prefetch(pixels + i, 1);
    }
}

PL_INLINE void load(struct planes *planes, const uint32_t *row, int count) {
    uint16_t *restrict blue = planes->channel[0];
    uint16_t *restrict green = planes->channel[1];
    uint16_t *restrict red = planes->channel[2];
    uint16_t *restrict alpha = planes->channel[ALPHA];
    uint32_t all = UINT32_MAX;
    for (int i = 0; i < count; i++) {
        blue[i] = row[i] & 255;
        green[i] = row[i] >> 8 & 255;
        red[i] = row[i] >> 16 & 255;
        alpha[i] = (uint16_t)(row[i] >> 24);
        all &= row[i];
    }
    planes->opaque = all >> 24 == 255;
    for (int i = count; i % BLOCK != 0; i++) {
        blue[i] = green[i] = red[i] = alpha[i] = 0;
    }
}

PL_INLINE void store(const struct planes *planes, uint32_t *restrict row, int count) {
    const uint16_t *blue = planes->channel[0];
    const uint16_t *green = planes->channel[1];
    const uint16_t *red = planes->channel[2];
    const uint16_t *alpha = planes->channel[ALPHA];
    for (int i = 0; i < count; i++) {
        row[i] = blue[i] | (uint32_t)green[i] << 8 | (uint32_t)red[i] << 16 | (uint32_t)alpha[i] << 24;
    }
}

PL_INLINE uint16_t channel_of(uint32_t pixel, int channel) {
    return (uint16_t)(pixel >> 8 * channel & 255);
}

/* Blocks that all get the same: to * (255 - alpha) / 255 + source, which rounds as both in one. */
PL_INLINE void lay_level(struct planes *planes, int from, int to, uint32_t source) {
    uint16_t rest = (uint16_t)(255 - (source >> 24));
    int channels = planes->opaque ? ALPHA : CHANNELS;
    for (int c = 0; c < channels; c++) {
        uint16_t *channel = planes->channel[c];
        uint16_t more = (uint16_t)(channel_of(source, c) * 255 + 128);
        for (int at = from; at < to; at += BLOCK) {
            for (int i = at; i < at + BLOCK; i++) {
                channel[i] = divide((uint16_t)(channel[i] * rest + more));
            }
        }
    }
}

PL_INLINE uint16_t over(uint16_t to, uint16_t rest, uint16_t source) {
    return (uint16_t)(source + divide((uint16_t)(to * rest + 128)));
}

PL_INLINE uint16_t covered(uint16_t channel, uint16_t coverage) {
    return divide((uint16_t)(channel * coverage + 128));
}

/* Of black all but the alpha is nothing, covered or not. */
PL_INLINE void lay_covered(struct planes *planes, int at, uint32_t pixel, const uint8_t *restrict coverage,
                           bool black, bool opaque) {
    uint16_t *restrict blue = planes->channel[0] + at;
    uint16_t *restrict green = planes->channel[1] + at;
    uint16_t *restrict red = planes->channel[2] + at;
    uint16_t *restrict alpha = planes->channel[ALPHA] + at;
    uint16_t b = channel_of(pixel, 0);
    uint16_t g = channel_of(pixel, 1);
    uint16_t r = channel_of(pixel, 2);
    uint16_t a = channel_of(pixel, ALPHA);
    for (int i = 0; i < BLOCK; i++) {
        uint16_t source = covered(a, coverage[i]);
        uint16_t rest = (uint16_t)(255 - source);
        blue[i] = over(blue[i], rest, black ? 0 : covered(b, coverage[i]));
        green[i] = over(green[i], rest, black ? 0 : covered(g, coverage[i]));
        red[i] = over(red[i], rest, black ? 0 : covered(r, coverage[i]));
        if (!opaque) {
            alpha[i] = over(alpha[i], rest, source);
        }
    }
}

PL_INLINE void lay_block(struct planes *planes, int at, uint32_t pixel, const uint8_t *coverage) {
    bool black = (pixel & 0xffffff) == 0;
    if (black && planes->opaque) {
        lay_covered(planes, at, pixel, coverage, true, true);
    } else if (planes->opaque) {
        lay_covered(planes, at, pixel, coverage, false, true);
    } else {
        lay_covered(planes, at, pixel, coverage, false, false);
    }
}

/* A coat's coverage of a chunk's blocks from `first` to `end`; what is beyond the coat's ends is not covered.
 */
struct covering {
    int first, end;
    const uint8_t *at; /* of the first block */
    uint8_t room[CHUNK];
};

PL_INLINE void find_covering(const struct pl_row_coat *coat, int x0, struct covering *covering) {
    int from = coat->from > x0 ? coat->from - x0 : 0;
    int to = coat->to - x0 < CHUNK ? coat->to - x0 : CHUNK;
    const uint8_t *coverage = coat->coverage + (x0 + from - coat->from);
    int first = from / BLOCK * BLOCK;
    int end = (to + BLOCK - 1) / BLOCK * BLOCK;
    covering->first = first;
    covering->end = end;
    covering->at = coverage;
    if (first < from || end > to) {
        covering->at = covering->room;
        memset(covering->room, 0, (size_t)(end - first));
        memcpy(covering->room + (from - first), coverage, (size_t)(to - from));
    }
}

/* A chunk of a row that coats are laid over: taken apart when one changes it from pixel to pixel. As long as
 * all pixels are alike, as on a plain background, one of them stands for all. */
struct chunk {
    uint32_t *row;
    int x, count;
    ptrdiff_t next;
    enum { UNTOUCHED, PLAIN, APART } state;
    uint32_t plain;
    struct planes planes;
};

static inline bool is_plain(const uint32_t *row, int count) {
    return memcmp(row, row + 1, ((size_t)count - 1) * sizeof *row) == 0;
}

/* Brings the pixels back to the row. */
PL_INLINE void write_chunk(const struct chunk *chunk) {
    if (chunk->state == APART) {
        store(&chunk->planes, chunk->row, chunk->count);
    } else if (chunk->state == PLAIN) {
        for (int i = 0; i < chunk->count; i++) {
            chunk->row[i] = chunk->plain;
        }
    }
}

/* Whether a level coat is laid over all of the chunk at once. */
PL_INLINE bool lay_plain(struct chunk *chunk, uint32_t source) {
    if (chunk->state == UNTOUCHED && is_plain(chunk->row, chunk->count)) {
        chunk->state = PLAIN;
        chunk->plain = chunk->row[0];
        fetch(chunk->row + chunk->next, chunk->count);
    }
    if (chunk->state == PLAIN) {
        chunk->plain = pl_pixel_over(chunk->plain, source);
    }
    return chunk->state == PLAIN;
}

PL_INLINE void take_apart(struct chunk *chunk) {
    if (chunk->state == UNTOUCHED) {
        fetch(chunk->row + chunk->next, chunk->count);
    }
    if (chunk->state != APART) {
        write_chunk(chunk);
        load(&chunk->planes, chunk->row, chunk->count);
        chunk->state = APART;
    }
}

PL_INLINE void lay_coat(struct chunk *chunk, const struct pl_row_coat *coat) {
    struct covering covering;
    find_covering(coat, chunk->x, &covering);
    int length = covering.end - covering.first;
    bool level = memcmp(covering.at, covering.at + 1, (size_t)length - 1) == 0;
    bool all = coat->from <= chunk->x && coat->to >= chunk->x + chunk->count;
    uint32_t source = level ? pl_pixel_scale(coat->pixel, covering.at[0]) : coat->pixel;
    if (source == 0 || (level && all && lay_plain(chunk, source))) {
        return;
    }
    take_apart(chunk);
    if (level) {
        lay_level(&chunk->planes, covering.first, covering.end, source);
        return;
    }
    for (int at = 0; at < length; at += BLOCK) {
        if (!pl_mask_is_nothing(covering.at + at)) {
            lay_block(&chunk->planes, covering.first + at, source, covering.at + at);
        }
    }
}

PL_INLINE void blend_coats(uint32_t *row, const struct pl_row_coat *coats, int count, ptrdiff_t next,
                           int from, int to) {
    struct chunk chunk;
    chunk.next = next;
    for (int x = from; x < to; x += CHUNK) {
        chunk.row = row + x;
        chunk.x = x;
        chunk.count = to - x < CHUNK ? to - x : CHUNK;
        chunk.state = UNTOUCHED;
        for (int i = 0; i < count; i++) {
            if (coats[i].from < x + chunk.count && coats[i].to > x) {
                lay_coat(&chunk, &coats[i]);
            }
        }
        write_chunk(&chunk);
    }
}

PL_WIDE static void coats_wide(uint32_t *row, const struct pl_row_coat *coats, int count, ptrdiff_t next,
                               int from, int to) {
    blend_coats(row, coats, count, next, from, to);
}

static void coats_narrow(uint32_t *row, const struct pl_row_coat *coats, int count, ptrdiff_t next, int from,
                         int to) {
    blend_coats(row, coats, count, next, from, to);
}

void pl_blend_coats(uint32_t *row, const struct pl_row_coat *coats, int count, ptrdiff_t next) {
    if (count == 0) {
        return;
    }
    int from = coats[0].from;
    int to = coats[0].to;
    for (int i = 1; i < count; i++) {
        from = coats[i].from < from ? coats[i].from : from;
        to = coats[i].to > to ? coats[i].to : to;
    }
    if (count == 1) {
        pl_blend_run_ahead(row + from, to - from, coats[0].pixel, coats[0].coverage, next);
    } else if (pl_has_wide()) {
        coats_wide(row, coats, count, next, from, to);
    } else {
        coats_narrow(row, coats, count, next, from, to);
    }
}
