#include "codec/png_match.h"

#include "base/wide.h"

#include <endian.h>
#include <string.h>

PL_INLINE uint64_t load(const unsigned char *bytes) {
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return le64toh(value);
}

/* Two pixels, with nothing below them. */
PL_INLINE uint64_t pair_of(uint64_t bytes, size_t pixel) {
    return bytes << (64 - 16 * pixel);
}

PL_INLINE uint32_t hash_of(uint64_t pair) {
    return (uint32_t)(pair * 0x9e3779b97f4a7c15U >> (64 - PL_PNG_MATCH_BITS));
}

/* Where a row is looked through. */
struct search {
    uint16_t *last;
    const unsigned char *bytes;
    size_t pending; /* the first byte that is in no step yet */
    struct pl_deflate_block *block;
};

PL_INLINE void enter(struct search *search, size_t at, size_t pixel) {
    uint64_t pair = pair_of(load(search->bytes + at), pixel);
    search->last[hash_of(pair)] = (uint16_t)at;
}

static void add_bytes(struct search *search, size_t count) {
    search->block->steps[search->block->count++] = (uint32_t)count << 24 | (uint32_t)PL_DEFLATE_NO_MATCH;
    search->pending += count;
}

PL_INLINE void add_match(struct search *search, size_t at, size_t length, size_t distance) {
    struct pl_deflate_block *block = search->block;
    while (at - search->pending > PL_DEFLATE_STEP_BYTES) {
        add_bytes(search, PL_DEFLATE_STEP_BYTES);
    }
    block->lengths[length]++;
    block->distances[pl_deflate_distance_code((unsigned)distance - 1)]++;
    block->steps[block->count++] = pl_deflate_step(at - search->pending, length, distance);
    search->pending = at + length;
}

PL_INLINE void count_bytes(struct search *search, size_t at, size_t count) {
    for (size_t i = 0; i < count; i++) {
        search->block->literals[search->bytes[at + i]]++;
    }
}

/* How far a match that has three pixels goes on, in whole pixels. */
static size_t long_match(const unsigned char *bytes, const unsigned char *before, size_t pixel, size_t most) {
    size_t length = 3 * pixel;
    while (length < most) {
        uint64_t difference = load(bytes + length) ^ load(before + length);
        if (difference) {
            length += (size_t)__builtin_ctzll(difference) / 8;
            break;
        }
        length += sizeof difference;
    }
    length = length < most ? length : most;
    return length - length % pixel;
}

/*
 * A row from `at` to `end`. Most matches have two pixels, most others three: these are told apart by
 * branches, as then the search goes on before the comparison is done; with a length that is computed it would
 * wait for it.
 */
PL_INLINE void match_row(struct search *search, size_t at, size_t end, size_t pixel) {
    const unsigned char *bytes = search->bytes;
    const size_t most = PL_DEFLATE_MOST - PL_DEFLATE_MOST % pixel;
    while (end - at >= 2 * pixel) {
        uint64_t pair = pair_of(load(bytes + at), pixel);
        uint16_t *slot = &search->last[hash_of(pair)];
        uint16_t position = (uint16_t)at;
        size_t distance = (uint16_t)(position - *slot);
        *slot = position;
        if (distance - pixel > PL_DEFLATE_WINDOW - pixel || distance > at ||
            pair_of(load(bytes + at - distance), pixel) != pair) {
            count_bytes(search, at, pixel);
            at += pixel;
            continue;
        }
        uint64_t more = load(bytes + at + 2 * pixel) ^ load(bytes + at - distance + 2 * pixel);
        if (end - at == 2 * pixel || more << (64 - 8 * pixel) != 0) {
            add_match(search, at, 2 * pixel, distance);
            enter(search, at + pixel, pixel);
            at += 2 * pixel;
        } else if (pair_of(more, pixel) != 0) {
            add_match(search, at, 3 * pixel, distance);
            enter(search, at + pixel, pixel);
            enter(search, at + 2 * pixel, pixel);
            at += 3 * pixel;
        } else {
            size_t length =
                long_match(bytes + at, bytes + at - distance, pixel, end - at < most ? end - at : most);
            add_match(search, at, length, distance);
            for (size_t stop = at + length; (at += pixel) < stop;) {
                enter(search, at, pixel);
            }
        }
    }
    count_bytes(search, at, end - at);
}

PL_INLINE void match_rows(struct search *search, size_t row, size_t rows, size_t pixel) {
    for (size_t y = 0; y < rows; y++) {
        size_t at = y * row;
        count_bytes(search, at, 1);
        match_row(search, at + 1, at + row, pixel);
    }
}

void pl_png_match(struct pl_png_matcher *matcher, const unsigned char *bytes, size_t row, size_t rows,
                  size_t pixel, struct pl_deflate_block *block) {
    struct search search = {.last = matcher->last, .bytes = bytes, .block = block};
    memset(matcher, 0, sizeof *matcher);
    block->bytes = bytes;
    block->size = row * rows;
    block->count = 0;
    memset(block->literals, 0, sizeof block->literals);
    memset(block->lengths, 0, sizeof block->lengths);
    memset(block->distances, 0, sizeof block->distances);
    if (pixel == 3) {
        match_rows(&search, row, rows, 3);
    } else {
        match_rows(&search, row, rows, 4);
    }
    while (search.pending < block->size) {
        size_t left = block->size - search.pending;
        add_bytes(&search, left < PL_DEFLATE_STEP_BYTES ? left : PL_DEFLATE_STEP_BYTES);
    }
}
