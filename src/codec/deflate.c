#include "codec/deflate.h"

#include "base/wide.h"
#include "codec/deflate_codes.h"

#include <endian.h>
#include <string.h>

/* RFC 1951, 3.2.3 to 3.2.7. */
enum form { STORED, FIXED, DYNAMIC };
enum {
    END_OF_BLOCK = 256,
    LENGTH_CODES = 257, /* the first of them */
    USED_CODES = 286,
    FIXED_DISTANCES = 32,
    STORED_MOST = 65535,
    COPY_LENGTH = 16,
    ZEROS = 17,
    MORE_ZEROS = 18,
    LENGTH_SYMBOLS = 19,
    LENGTH_BITS = 7
};

/* What is written past the end: eight bytes are written for each step, whatever there is of it. */
enum { SPARE = 16 };

/* With the bits behind it that tell which of several lengths or distances it is, where these are known. */
struct code {
    uint32_t bits;
    uint32_t length;
};

/* The codes of a block, and how long they are. */
struct codes {
    uint8_t lengths[PL_DEFLATE_SYMBOLS], distance_lengths[FIXED_DISTANCES];
    uint16_t codes[PL_DEFLATE_SYMBOLS], distance_codes[FIXED_DISTANCES];
};

/* The lengths of a dynamic block's codes, packed: runs are one symbol, with how long they are in `more`. */
struct packed {
    int literals, distances, ordered;
    uint8_t symbols[PL_DEFLATE_SYMBOLS + FIXED_DISTANCES], more[PL_DEFLATE_SYMBOLS + FIXED_DISTANCES];
    int count;
    uint8_t lengths[LENGTH_SYMBOLS];
    uint16_t codes[LENGTH_SYMBOLS];
};

static const uint8_t order[LENGTH_SYMBOLS] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                              11, 4,  12, 3, 13, 2, 14, 1, 15};

/* ---- bits ---- */

/* At most 56 may be waiting. */
PL_INLINE void put(struct pl_deflate *to, uint64_t bits, unsigned count) {
    to->bits |= bits << to->count;
    to->count += count;
}

PL_INLINE unsigned char *flush(struct pl_deflate *from, unsigned char *to) {
    uint64_t bytes = htole64(from->bits);
    memcpy(to, &bytes, sizeof bytes);
    to += from->count >> 3;
    from->bits >>= from->count & ~7U;
    from->count &= 7;
    return to;
}

/* ---- codes ---- */

/* Which code a length has, counted from the first, and how many bits tell which of its lengths that is. */
static unsigned length_code(unsigned length, unsigned *extra) {
    unsigned less = length - PL_DEFLATE_LEAST;
    *extra = 0;
    if (length == PL_DEFLATE_MOST) {
        return 28;
    }
    if (less < 8) {
        return less;
    }
    *extra = 29U - (unsigned)__builtin_clz(less);
    return (*extra << 2) + (less >> *extra);
}

static unsigned distance_extra(unsigned code) {
    return code < 4 ? 0 : code / 2 - 1;
}

static void count_symbols(const struct pl_deflate_block *block, uint32_t counts[PL_DEFLATE_SYMBOLS]) {
    memset(counts, 0, PL_DEFLATE_SYMBOLS * sizeof *counts);
    memcpy(counts, block->literals, sizeof block->literals);
    counts[END_OF_BLOCK] = 1;
    for (unsigned length = PL_DEFLATE_LEAST; length <= PL_DEFLATE_MOST; length++) {
        unsigned extra;
        counts[LENGTH_CODES + length_code(length, &extra)] += block->lengths[length];
    }
}

static void fixed_codes(struct codes *codes) {
    memset(codes->lengths, 8, sizeof codes->lengths);
    memset(codes->lengths + 144, 9, 112);
    memset(codes->lengths + END_OF_BLOCK, 7, 24);
    memset(codes->distance_lengths, 5, sizeof codes->distance_lengths);
}

static void own_codes(const struct pl_deflate_block *block, const uint32_t counts[PL_DEFLATE_SYMBOLS],
                      struct codes *codes) {
    *codes = (struct codes){.lengths = {0}};
    pl_deflate_lengths(counts, USED_CODES, PL_DEFLATE_BITS, codes->lengths);
    pl_deflate_lengths(block->distances, PL_DEFLATE_DISTANCES, PL_DEFLATE_BITS, codes->distance_lengths);
}

/* In bits, without what stands before the first code. */
static uint64_t cost_of(const struct pl_deflate_block *block, const uint32_t counts[PL_DEFLATE_SYMBOLS],
                        const struct codes *codes) {
    uint64_t cost = 0;
    for (unsigned i = 0; i < PL_DEFLATE_SYMBOLS; i++) {
        cost += (uint64_t)counts[i] * codes->lengths[i];
    }
    for (unsigned length = PL_DEFLATE_LEAST; length <= PL_DEFLATE_MOST; length++) {
        unsigned extra;
        length_code(length, &extra);
        cost += (uint64_t)block->lengths[length] * extra;
    }
    for (unsigned i = 0; i < PL_DEFLATE_DISTANCES; i++) {
        cost += (uint64_t)block->distances[i] * (codes->distance_lengths[i] + distance_extra(i));
    }
    return cost;
}

/* ---- what stands before a dynamic block's codes ---- */

static void add_symbol(struct packed *packed, int symbol, int more) {
    packed->symbols[packed->count] = (uint8_t)symbol;
    packed->more[packed->count++] = (uint8_t)more;
}

static void pack_run(struct packed *packed, int length, int run) {
    if (length > 0) {
        add_symbol(packed, length, 0);
        run--;
    }
    while (run >= 3) {
        int most = length > 0 ? 6 : 138;
        int taken = run < most ? run : most;
        if (length > 0) {
            add_symbol(packed, COPY_LENGTH, taken - 3);
        } else if (taken < 11) {
            add_symbol(packed, ZEROS, taken - 3);
        } else {
            add_symbol(packed, MORE_ZEROS, taken - 11);
        }
        run -= taken;
    }
    for (; run > 0; run--) {
        add_symbol(packed, length, 0);
    }
}

static unsigned bits_of_more(int symbol) {
    return symbol == COPY_LENGTH ? 2 : symbol == ZEROS ? 3 : symbol == MORE_ZEROS ? 7 : 0;
}

static int last_used(const uint8_t *lengths, int least, int count) {
    while (count > least && lengths[count - 1] == 0) {
        count--;
    }
    return count;
}

/* Fills `packed` and returns how many bits it takes. */
static uint64_t pack_lengths(const struct codes *codes, struct packed *packed) {
    uint8_t all[PL_DEFLATE_SYMBOLS + FIXED_DISTANCES];
    uint32_t counts[LENGTH_SYMBOLS] = {0};
    uint8_t ordered[LENGTH_SYMBOLS];
    *packed = (struct packed){.literals = last_used(codes->lengths, LENGTH_CODES, USED_CODES),
                              .distances = last_used(codes->distance_lengths, 1, PL_DEFLATE_DISTANCES)};
    int total = packed->literals + packed->distances;
    memcpy(all, codes->lengths, (size_t)packed->literals);
    memcpy(all + packed->literals, codes->distance_lengths, (size_t)packed->distances);
    for (int i = 0; i < total;) {
        int run = 1;
        while (i + run < total && all[i + run] == all[i]) {
            run++;
        }
        pack_run(packed, all[i], run);
        i += run;
    }
    for (int i = 0; i < packed->count; i++) {
        counts[packed->symbols[i]]++;
    }
    pl_deflate_lengths(counts, LENGTH_SYMBOLS, LENGTH_BITS, packed->lengths);
    pl_deflate_assign(packed->lengths, LENGTH_SYMBOLS, packed->codes);
    for (int i = 0; i < LENGTH_SYMBOLS; i++) {
        ordered[i] = packed->lengths[order[i]];
    }
    packed->ordered = last_used(ordered, 4, LENGTH_SYMBOLS);
    uint64_t cost = 14 + 3 * (uint64_t)packed->ordered;
    for (int i = 0; i < LENGTH_SYMBOLS; i++) {
        cost += (uint64_t)counts[i] * (packed->lengths[i] + bits_of_more(i));
    }
    return cost;
}

static unsigned char *put_lengths(struct pl_deflate *to, const struct packed *packed, unsigned char *at) {
    put(to, (uint64_t)(packed->literals - LENGTH_CODES), 5);
    put(to, (uint64_t)(packed->distances - 1), 5);
    put(to, (uint64_t)(packed->ordered - 4), 4);
    for (int i = 0; i < packed->ordered; i++) {
        at = flush(to, at);
        put(to, packed->lengths[order[i]], 3);
    }
    for (int i = 0; i < packed->count; i++) {
        int symbol = packed->symbols[i];
        at = flush(to, at);
        put(to, packed->codes[symbol], packed->lengths[symbol]);
        put(to, packed->more[i], bits_of_more(symbol));
    }
    return flush(to, at);
}

/* ---- steps ---- */

/* What the steps are put with: a code each for a byte, a length with what follows it, and a distance. */
struct tables {
    struct code bytes[PL_DEFLATE_LITERALS];
    struct code lengths[PL_DEFLATE_MOST + 1];
    struct code distances[PL_DEFLATE_DISTANCES];
};

static void make_tables(const struct codes *codes, struct tables *tables) {
    for (unsigned i = 0; i < PL_DEFLATE_LITERALS; i++) {
        tables->bytes[i] = (struct code){codes->codes[i], codes->lengths[i]};
    }
    for (unsigned length = PL_DEFLATE_LEAST; length <= PL_DEFLATE_MOST; length++) {
        unsigned extra;
        unsigned code = LENGTH_CODES + length_code(length, &extra);
        uint32_t which = (length - PL_DEFLATE_LEAST) & ((1U << extra) - 1);
        tables->lengths[length] =
            (struct code){codes->codes[code] | which << codes->lengths[code], codes->lengths[code] + extra};
    }
    for (unsigned i = 0; i < PL_DEFLATE_DISTANCES; i++) {
        tables->distances[i] = (struct code){codes->distance_codes[i], codes->distance_lengths[i]};
    }
}

PL_INLINE void put_byte(struct pl_deflate *to, const struct tables *tables, unsigned char byte) {
    put(to, tables->bytes[byte].bits, tables->bytes[byte].length);
}

/* Three bytes take 45 bits at most, a match 48. */
PL_INLINE unsigned char *put_steps(struct pl_deflate *deflate, const struct pl_deflate_block *block,
                                   const struct tables *tables, unsigned char *at) {
    struct pl_deflate to = *deflate;
    const unsigned char *from = block->bytes;
    for (size_t i = 0; i < block->count; i++) {
        uint32_t step = block->steps[i];
        uint32_t bytes = step >> 24;
        for (; bytes >= 3; bytes -= 3, from += 3) {
            put_byte(&to, tables, from[0]);
            put_byte(&to, tables, from[1]);
            put_byte(&to, tables, from[2]);
            at = flush(&to, at);
        }
        for (; bytes > 0; bytes--) {
            put_byte(&to, tables, *from++);
            at = flush(&to, at);
        }
        if (!(step & PL_DEFLATE_NO_MATCH)) {
            unsigned length = (step >> 15 & 255) + PL_DEFLATE_LEAST;
            unsigned less_one = step & (PL_DEFLATE_WINDOW - 1);
            unsigned code = pl_deflate_distance_code(less_one);
            unsigned extra = code / 2 - 1;
            put(&to, tables->lengths[length].bits, tables->lengths[length].length);
            put(&to, tables->distances[code].bits, tables->distances[code].length);
            put(&to, less_one & ((1U << extra) - 1), extra);
            at = flush(&to, at);
            from += length;
        }
    }
    *deflate = to;
    return at;
}

PL_SHIFTS static unsigned char *put_steps_shifts(struct pl_deflate *deflate,
                                                 const struct pl_deflate_block *block,
                                                 const struct tables *tables, unsigned char *at) {
    return put_steps(deflate, block, tables, at);
}

static unsigned char *put_steps_narrow(struct pl_deflate *deflate, const struct pl_deflate_block *block,
                                       const struct tables *tables, unsigned char *at) {
    return put_steps(deflate, block, tables, at);
}

/* ---- blocks ---- */

static unsigned char *put_stored(struct pl_deflate *to, const struct pl_deflate_block *block, bool last,
                                 unsigned char *at) {
    size_t done = 0;
    do {
        size_t left = block->size - done;
        size_t size = left < STORED_MOST ? left : STORED_MOST;
        put(to, last && size == left, 1);
        put(to, STORED, 2);
        put(to, 0, -to->count & 7);
        at = flush(to, at);
        put(to, size | (~size & STORED_MOST) << 16, 32);
        at = flush(to, at);
        memcpy(at, block->bytes + done, size);
        at += size;
        done += size;
    } while (done < block->size);
    return at;
}

static uint64_t stored_cost(const struct pl_deflate_block *block) {
    return 8 * (block->size + (block->size / STORED_MOST + 1) * 5);
}

bool pl_deflate_put(struct pl_deflate *to, const struct pl_deflate_block *block, bool last) {
    uint32_t counts[PL_DEFLATE_SYMBOLS];
    struct codes codes;
    struct codes fixed;
    struct packed packed;
    struct tables tables;
    count_symbols(block, counts);
    own_codes(block, counts, &codes);
    fixed_codes(&fixed);
    enum form form = DYNAMIC;
    uint64_t cost = cost_of(block, counts, &codes) + pack_lengths(&codes, &packed);
    uint64_t fixed_cost = cost_of(block, counts, &fixed);
    if (fixed_cost <= cost) {
        form = FIXED;
        cost = fixed_cost;
        codes = fixed;
    }
    if (stored_cost(block) < cost) {
        form = STORED;
        cost = stored_cost(block);
    }
    unsigned char *room = pl_buffer_room(to->out, (size_t)(cost / 8) + SPARE);
    if (!room) {
        return false;
    }
    unsigned char *at = room;
    if (form == STORED) {
        at = put_stored(to, block, last, at);
    } else {
        put(to, last, 1);
        put(to, (uint64_t)form, 2);
        at = form == DYNAMIC ? put_lengths(to, &packed, at) : flush(to, at);
        pl_deflate_assign(codes.lengths, PL_DEFLATE_SYMBOLS, codes.codes);
        pl_deflate_assign(codes.distance_lengths, FIXED_DISTANCES, codes.distance_codes);
        make_tables(&codes, &tables);
        at = (pl_has_shifts() ? put_steps_shifts : put_steps_narrow)(to, block, &tables, at);
        put(to, codes.codes[END_OF_BLOCK], codes.lengths[END_OF_BLOCK]);
        at = flush(to, at);
    }
    to->out->size += (size_t)(at - room);
    return form == STORED;
}

/* ---- bits of other blocks ---- */

/* 56 bits from any one on. */
static uint64_t bits_at(const unsigned char *bits, size_t from) {
    uint64_t value;
    memcpy(&value, bits + from / 8, sizeof value);
    return le64toh(value) >> from % 8;
}

void pl_deflate_copy(struct pl_deflate *to, const unsigned char *bits, size_t first, size_t end) {
    enum { SOME = 56 };
    unsigned char *room = pl_buffer_room(to->out, (end - first) / 8 + SPARE);
    unsigned char *at = room;
    for (size_t from = first; room && from < end; from += SOME) {
        unsigned count = end - from < SOME ? (unsigned)(end - from) : SOME;
        put(to, bits_at(bits, from) & ((1ULL << count) - 1), count);
        at = flush(to, at);
    }
    to->out->size += (size_t)(at - room);
}

void pl_deflate_end(struct pl_deflate *to) {
    unsigned char *room = pl_buffer_room(to->out, SPARE);
    if (room && to->count > 0) {
        put(to, 0, 8 - to->count);
        to->out->size += (size_t)(flush(to, room) - room);
    }
}
