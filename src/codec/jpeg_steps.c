#include "codec/jpeg_steps.h"

#include "base/memory.h"
#include "codec/jpeg_values.h"

enum { STEPS = 4 /* without a look at the bytes: of 57 bits */, LAST_PLACE = PL_JPEG_COEFFICIENTS - 1 };
static const uint64_t taken_mask = 63 | (uint64_t)3 << 32;
static const uint64_t turns_flag = (uint64_t)1 << 63;

/* ---- tables ---- */

/* Where the bits begin with a symbol that they hold whole, what it does, and what the one behind it does if
 * that is held whole, too. */
static void enter_symbols(const struct pl_jpeg_decoder *decoder, uint32_t bits, struct pl_jpeg_steps *steps) {
    uint32_t first = decoder->entries[bits];
    uint32_t taken = first & 0xff;
    uint64_t advance = first >> 8 & 0xff;
    uint32_t rest = PL_JPEG_LOOK - taken;
    uint64_t does = (uint64_t)(first >> 16 != 0) << 32 | taken;
    uint64_t coefficients = advance << 48 | advance << 16 | first >> 16;
    /* Behind the end of a block there are other tables. */
    bool alone = first >> 16 == 0;
    if (advance == PL_JPEG_STOP) {
        does = turns_flag | PL_JPEG_ENDS | taken;
        coefficients = 0;
    }
    for (uint32_t i = 0; i < 1U << rest; i++) {
        uint32_t second = decoder->entries[i << taken];
        uint64_t whole = alone || (second & 0xff) - 1 >= rest ? 0 : UINT64_MAX;
        uint64_t ends = second >> 15 & 1;
        uint64_t further = second >> 8 & 0x7f;
        uint64_t more = (uint64_t)(second >> 16 != 0) << 32 | (second & 0xff) | ends << 16 | ends << 63;
        steps->does[bits + i] = does + (more & whole);
        steps->coefficients[bits + i] =
            coefficients + ((further << 48 | (uint64_t)(second >> 16) << 32) & whole);
    }
}

static void enter_differences(const struct pl_jpeg_decoder *decoder, uint32_t bits,
                              struct pl_jpeg_steps *steps) {
    uint32_t entry = decoder->entries[bits];
    uint32_t size = entry >> 16;
    uint32_t taken = (entry & 0x7f) + size;
    uint32_t low = bits >> (PL_JPEG_LOOK - taken) & ((1U << size) - 1);
    steps->does[bits] = turns_flag | (uint64_t)1 << 32 | taken;
    steps->coefficients[bits] = size == 0 ? 0 : (uint16_t)pl_jpeg_extend(low, (int)size);
}

static void enter_steps(const struct pl_jpeg_decoder *decoder, struct pl_jpeg_steps *steps) {
    uint32_t next = 0;
    for (uint32_t bits = 0; bits < 1U << PL_JPEG_LOOK; bits = next) {
        uint32_t entry = decoder->entries[bits];
        uint32_t taken = (entry & 0x7f) + (decoder->dc ? entry >> 16 : 0);
        next = bits + 1;
        if (entry == 0 || taken > PL_JPEG_LOOK || (!decoder->dc && (entry & PL_JPEG_NEEDS) != 0)) {
            steps->does[bits] = 0;
            steps->coefficients[bits] = (uint64_t)PL_JPEG_UNTOLD << 48;
        } else if (decoder->dc) {
            enter_differences(decoder, bits, steps);
        } else {
            enter_symbols(decoder, bits, steps);
            next = bits + (1U << (PL_JPEG_LOOK - taken));
        }
    }
}

bool pl_jpeg_tables_init(struct pl_jpeg_tables *tables, const struct pl_jpeg_header *header) {
    if (header->dc[1] != header->dc[2] || header->ac[1] != header->ac[2]) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        const struct pl_jpeg_codes *codes = i % 2 == 0 ? header->dc[i / 2] : header->ac[i / 2];
        if (!pl_jpeg_decoder_init(codes, i % 2 == 0, &tables->decoders[i])) {
            return false;
        }
        enter_steps(&tables->decoders[i], &tables->steps[i]);
    }
    int luma = header->across * header->down;
    int count = 2 * (luma + 2);
    for (int i = 0; i < count; i++) {
        tables->turns[i].table = (i / 2 < luma ? 0 : 2) + i % 2;
    }
    for (int i = 0; i < count; i++) {
        struct pl_jpeg_turn *turn = &tables->turns[i];
        const struct pl_jpeg_turn *next = &tables->turns[(i + 1) % count];
        turn->next = (int32_t)(next - turn) * (int32_t)sizeof *turn;
        turn->shift = (next->table - turn->table) * (ptrdiff_t)sizeof *tables->steps;
    }
    return true;
}

/* ---- blocks ---- */

/* Where decoding stands. */
struct place {
    const struct pl_jpeg_turn *turn;
    const struct pl_jpeg_steps *steps;
    struct pl_jpeg_start *start; /* of the next block */
    uint64_t taken;              /* bits, and from bit 32 on how many coefficients there are */
    uint64_t place;              /* of the last one, in zigzag order */
};

/* A segment. */
struct segment {
    const struct pl_jpeg_tables *tables;
    const uint8_t *bytes;
    uint32_t last; /* the bit that decoding may go on from */
    pl_jpeg_coefficient *out;
};

PL_INLINE const void *behind(const void *from, ptrdiff_t bytes) {
    return (const char *)from + bytes;
}

PL_INLINE void note(struct pl_jpeg_start *start, uint64_t taken) {
    start->bit = (uint32_t)taken;
    start->coefficient = (uint32_t)(taken >> 32);
}

/* Bits from the top, 49 of them at least up to `read`; those behind, which are there as well, come again and
 * are the same. */
PL_INLINE uint64_t load_at(const struct segment *segment, uint32_t bit, uint32_t *read) {
    *read = (bit & ~7U) + 56;
    return pl_jpeg_load(segment->bytes + bit / 8) << bit % 8;
}

/* One symbol, with all that can be said of it. False is no code. */
static __attribute__((noinline)) bool decode_one(const struct segment *segment, struct place *at) {
    uint32_t bit = (uint32_t)at->taken;
    const int there = 64 - (int)(bit % 8);
    struct pl_jpeg_reader bits = {.value = pl_jpeg_load(segment->bytes + bit / 8) << bit % 8, .count = there};
    pl_jpeg_coefficient *to = segment->out + (at->taken >> 32);
    const struct pl_jpeg_decoder *decoder = &segment->tables->decoders[at->turn->table];
    bool ends = false;
    if (decoder->dc) {
        int difference;
        if (!pl_jpeg_decode_difference(decoder, &bits, &difference)) {
            return false;
        }
        *to = pl_jpeg_pack(0, difference);
        at->taken += (uint64_t)1 << 32;
    } else {
        uint32_t entry = pl_jpeg_decode_symbol(decoder, &bits);
        at->place += entry >> 8 & 0xff;
        *to = (uint32_t)at->place << 16 | entry >> 16;
        at->taken += (uint64_t)(entry >> 16 != 0) << 32;
        /* An end of block leads beyond PL_JPEG_STOP, and a value beyond the last place is none. */
        if (entry == 0 || at->place % PL_JPEG_STOP > LAST_PLACE) {
            return false;
        }
        ends = at->place >= LAST_PLACE;
    }
    at->taken += (uint64_t)(there - bits.count);
    if (decoder->dc || ends) {
        at->steps = behind(at->steps, at->turn->shift);
        at->turn = behind(at->turn, at->turn->next);
        at->place = 0;
    }
    if (ends) {
        note(at->start++, at->taken);
    }
    return true;
}

/* To `end`, or some symbols beyond it, while there are fewer than `most` coefficients. */
PL_INLINE bool decode(const struct segment *segment, struct place *from, const struct pl_jpeg_start *end,
                      size_t most) {
    struct place at = *from;
    uint32_t read; /* the bits up to here are in `value`, the next one at the top */
    uint64_t value = load_at(segment, (uint32_t)at.taken, &read);
    bool ok = true;
    while (ok && at.start <= end && at.taken >> 32 < most) {
        if ((uint32_t)at.taken > segment->last) {
            ok = false;
            break;
        }
        uint32_t there = read - (uint32_t)at.taken;
        value |= pl_jpeg_load(segment->bytes + read / 8) >> there;
        read += (63 - there) & ~7U;
        for (int i = 0; i < STEPS; i++) {
            uint64_t index = value >> (64 - PL_JPEG_LOOK);
            uint64_t does = at.steps->does[index];
            uint64_t both = at.steps->coefficients[index] + at.place * 0x1000000010000U;
            uint64_t place = both >> 48;
            if (__builtin_expect(place >= LAST_PLACE, 0)) {
                struct place rare = at;
                ok = decode_one(segment, &rare);
                at = rare;
                value = load_at(segment, (uint32_t)at.taken, &read);
                break;
            }
            pl_jpeg_coefficient *to = segment->out + (at.taken >> 32);
            to[0] = (uint32_t)both;
            to[1] = (uint32_t)(both >> 32);
            at.taken += does & taken_mask;
            value <<= does & 63;
            note(at.start, at.taken);
            at.start += does >> 16 & 1;
            /* All ones where the table changes. */
            int64_t turns = (int64_t)does >> 63;
            ptrdiff_t shift = at.turn->shift & (ptrdiff_t)turns;
            int32_t next = at.turn->next & (int32_t)turns;
            at.place = place & ~(uint64_t)turns;
            at.steps = behind(at.steps, shift);
            at.turn = behind(at.turn, next);
        }
    }
    *from = at;
    return ok;
}

PL_SHIFTS static bool decode_fast(const struct segment *segment, struct place *from,
                                  const struct pl_jpeg_start *end, size_t most) {
    return decode(segment, from, end, most);
}

static bool decode_plain(const struct segment *segment, struct place *from, const struct pl_jpeg_start *end,
                         size_t most) {
    return decode(segment, from, end, most);
}

/* From the differences of DCs to themselves. What no samples of 8 bits give is damage: an encoder has no code
 * for it. */
static bool add_differences(const struct pl_jpeg_blocks *blocks, const struct pl_jpeg_start *start,
                            const struct pl_jpeg_start *end) {
    int dc[PL_JPEG_COMPONENTS] = {0};
    bool ok = true;
    while (start < end) {
        for (int i = 0; i < blocks->each; i++, start++) {
            int component = pl_jpeg_component(blocks, i);
            pl_jpeg_coefficient *at = &blocks->coefficients[start->coefficient];
            dc[component] += pl_jpeg_value(*at);
            ok &= dc[component] >= PL_JPEG_LEAST_DC && dc[component] <= PL_JPEG_MOST_DC;
            *at = pl_jpeg_pack(0, dc[component]);
        }
    }
    return ok;
}

bool pl_jpeg_segment_read(const struct pl_jpeg_tables *tables, const uint8_t *bytes, size_t size,
                          struct pl_jpeg_blocks *blocks, struct pl_jpeg_start *start,
                          struct pl_jpeg_start *end) {
    const size_t ahead = 2 * STEPS + PL_JPEG_BEHIND;
    struct segment segment = {.tables = tables, .bytes = bytes, .last = (uint32_t)(size + 1) * 8};
    struct place at = {.turn = tables->turns,
                       .steps = tables->steps,
                       .start = start + 1,
                       .taken = (uint64_t)blocks->count << 32};
    if (size > UINT32_MAX / 8 - PL_JPEG_SLACK) {
        return false;
    }
    note(start, at.taken);
    while (at.start <= end) {
        if (!pl_reserve((void **)&blocks->coefficients, &blocks->capacity, (at.taken >> 32) + ahead + 1,
                        sizeof *blocks->coefficients)) {
            blocks->lacks_memory = true;
            return false;
        }
        segment.out = blocks->coefficients;
        size_t most = blocks->capacity - ahead;
        bool ok = (pl_has_shifts() ? decode_fast : decode_plain)(&segment, &at, end, most);
        if (!ok && at.start <= end) {
            return false;
        }
    }
    blocks->count = end->coefficient;
    return add_differences(blocks, start, end);
}
