#include "codec/jpeg_blocks.h"

#include "base/memory.h"
#include "base/wide.h"
#include "codec/jpeg_header.h"

#include <stdlib.h>
#include <string.h>

/*
 * Most codes are short, and so are the bits of the value behind them: one look-up of LOOK bits tells both. An
 * entry has, from below: 8 bits for how many bits it takes, 8 for how many places it goes on, 16 for the
 * value. Where the value's bits are not all seen, and for every DC, whose values are not small, the entry
 * says NEEDS with the value's size above; an entry of 0 says that the code is longer than LOOK.
 */
enum { LOOK = 10, NEEDS = 0x80, STOP = 128, LONGEST = PL_JPEG_LENGTHS };
/*
 * And often one look-up of PAIR bits tells two coefficients, or one and the end of the block. Such an entry
 * has, from below: 8 bits for how many coefficients these are, 8 for the bits that they take, 8 for how many
 * places they go on together, 8 for the second's value, 16 for the first's, and 16 for how many places the
 * first goes on, BEYOND where the entry is of no use.
 */
enum { PAIR = 10, BEYOND = 255 };
/* So many bytes can follow the last ones, as zeros, that an MCU of the longest codes does not read further.
 */
enum { SLACK = 4096 };
/* A larger file is decoded as it is read, not kept. */
static const size_t largest = (size_t)8 * 1024 * 1024;

struct decoder {
    uint32_t entries[1 << LOOK];
    uint32_t limit[LONGEST + 2]; /* the first 16 bits that no code up to this length has */
    int32_t first[LONGEST + 1];  /* what to add to a code of this length to get the number of its symbol */
    const uint8_t *symbols;
    bool dc;
};

struct pairs {
    struct decoder one;
    uint64_t entries[1 << PAIR];
};

struct bits {
    uint64_t value; /* the next ones, from the top */
    int count;
    const uint8_t *at;
};

struct scan {
    struct pl_jpeg_header header;
    struct pl_jpeg_blocks *blocks;
    struct decoder dc[2]; /* of luma and of chroma */
    struct pairs ac[2];
    const unsigned char *next, *end; /* of the file */
    uint8_t *clean; /* what lies between two markers, without the zeros stuffed behind 0xff */
    size_t size;
    struct bits bits;
    uint32_t *out;
    struct pl_jpeg_start *start;
    bool lacks_memory;
};

/* ---- tables ---- */

/* T.81, F.2.2.1, EXTEND. */
static inline int extend(uint32_t bits, int size) {
    return (int)bits < 1 << (size - 1) ? (int)bits - (1 << size) + 1 : (int)bits;
}

/* What a symbol does: places to go on, and the size of a value in bits. False where no encoder writes it. */
static bool explain(const struct decoder *decoder, int symbol, int *advance, int *size) {
    *size = decoder->dc ? symbol : symbol & 15;
    *advance = decoder->dc ? 0 : *size > 0 ? (symbol >> 4) + 1 : symbol == 0xf0 ? 16 : STOP;
    return *size <= (decoder->dc ? 11 : 10);
}

static bool enter(struct decoder *decoder, uint32_t code, int length, int symbol) {
    int advance, size;
    if (!explain(decoder, symbol, &advance, &size)) {
        return false;
    }
    uint32_t *to = &decoder->entries[code << (LOOK - length)];
    uint32_t rest = 1U << (LOOK - length);
    for (uint32_t i = 0; i < rest; i++) {
        int taken = length + size;
        if (size == 0 && !decoder->dc) {
            to[i] = (uint32_t)(advance << 8 | length);
        } else if (taken <= LOOK && !decoder->dc) {
            int value = extend(i >> (LOOK - taken), size);
            to[i] = (uint32_t)(uint16_t)value << 16 | (uint32_t)(advance << 8 | taken);
        } else {
            to[i] = (uint32_t)(size << 16 | advance << 8 | length | NEEDS);
        }
    }
    return true;
}

/* T.81, C.2. Codes of all ones, more codes than there is room for, and differences of more bits than there
 * are, are damage, whether they are used or not. */
enum { DC_BITS = 15 };
static bool make_decoder(const struct pl_jpeg_codes *codes, bool dc, struct decoder *out) {
    uint32_t code = 0;
    int symbol = 0;
    memset(out->entries, 0, sizeof out->entries);
    out->symbols = codes->symbols;
    out->dc = dc;
    for (int length = 1; length <= LONGEST; length++) {
        out->first[length] = symbol - (int32_t)code;
        for (int i = 0; i < codes->lengths[length - 1]; i++, code++, symbol++) {
            if (code + 1 >= 1U << length || (dc && codes->symbols[symbol] > DC_BITS) ||
                (length <= LOOK && !enter(out, code, length, codes->symbols[symbol]))) {
                return false;
            }
        }
        out->limit[length] = code << (LONGEST - length);
        code <<= 1;
    }
    return true;
}

/* What PAIR bits begin with: an entry of one symbol that they hold whole, or 0. */
static uint32_t find_whole(const struct decoder *one, uint32_t bits, int there) {
    uint32_t entry = one->entries[bits >> (PAIR - LOOK)];
    return (entry & 0xff) < NEEDS && (int)(entry & 0xff) <= there ? entry : 0;
}

static void make_pairs(struct pairs *pairs) {
    for (uint32_t bits = 0; bits < 1U << PAIR; bits++) {
        uint32_t first = find_whole(&pairs->one, bits, LOOK);
        uint32_t taken = first & 0xff;
        uint32_t advance = first >> 8 & 0xff;
        uint32_t value = first >> 16;
        uint32_t count = value != 0;
        uint32_t second =
            count ? find_whole(&pairs->one, bits << taken & ((1U << PAIR) - 1), PAIR - (int)taken) : 0;
        uint32_t ahead = !first ? BEYOND : count ? advance : 0;
        uint32_t total = advance + (second >> 8 & 0xff);
        taken += second & 0xff;
        count += second >> 16 != 0;
        pairs->entries[bits] = (uint64_t)ahead << 48 | (uint64_t)value << 32 | (second >> 16 & 0xff) << 24 |
                               total << 16 | taken << 8 | count;
    }
}

/* ---- bits ---- */

static inline uint64_t load_big(const uint8_t *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

/* At least 56 bits: as many as two symbols take at most. */
PL_INLINE void refill(struct bits *bits) {
    bits->value |= load_big(bits->at) >> bits->count;
    bits->at += (63 - bits->count) >> 3;
    bits->count |= 56;
}

PL_INLINE void skip(struct bits *bits, int count) {
    bits->value <<= count;
    bits->count -= count;
}

/* The entry of a code that is longer than LOOK, or 0 where there is none; takes the code. */
static uint32_t decode_long(const struct decoder *decoder, struct bits *bits) {
    uint32_t top = (uint32_t)(bits->value >> 48);
    int length = LOOK + 1;
    while (length <= LONGEST && top >= decoder->limit[length]) {
        length++;
    }
    if (length > LONGEST) {
        return 0;
    }
    int number = (int)(top >> (LONGEST - length)) + decoder->first[length];
    int advance, size;
    if (number < 0 || number >= PL_JPEG_SYMBOLS ||
        !explain(decoder, decoder->symbols[number], &advance, &size)) {
        return 0;
    }
    skip(bits, length);
    return (uint32_t)(size << 16 | advance << 8 | NEEDS);
}

/* With its code taken and at least 11 bits there: the entry as if they had been seen. */
PL_INLINE uint32_t complete(uint32_t entry, struct bits *bits) {
    int size = (int)(entry >> 16);
    int value = 0;
    if (size > 0) {
        value = extend((uint32_t)(bits->value >> (64 - size)), size);
        skip(bits, size);
    }
    return (uint32_t)(uint16_t)value << 16 | (entry & 0xff00);
}

/* The next symbol with its value; 0 is no code. */
PL_INLINE uint32_t decode_symbol(const struct decoder *decoder, struct bits *bits) {
    uint32_t entry = decoder->entries[bits->value >> (64 - LOOK)];
    if (__builtin_expect((entry & 0xff) - 1 < NEEDS - 1, 1)) {
        skip(bits, (int)(entry & 0xff));
        return entry;
    }
    if (entry == 0) {
        entry = decode_long(decoder, bits);
        if (entry == 0) {
            return 0;
        }
    } else {
        skip(bits, (int)(entry & 0x7f));
    }
    return complete(entry, bits) | 1;
}

/* A DC's difference; false is no code. */
PL_INLINE bool decode_difference(const struct decoder *decoder, struct bits *bits, int *difference) {
    uint32_t entry = decoder->entries[bits->value >> (64 - LOOK)];
    if (__builtin_expect(entry == 0, 0)) {
        entry = decode_long(decoder, bits);
        if (entry == 0) {
            return false;
        }
    } else {
        skip(bits, (int)(entry & 0x7f));
    }
    /* As extend(), but nobody has to guess the sign. */
    int size = (int)(entry >> 16);
    int64_t negative = ~(int64_t)bits->value >> 63;
    *difference = (int)(bits->value >> 1 >> (63 - size)) - (int)(((1 << size) - 1) & negative);
    skip(bits, size);
    return true;
}

/* How many bits of this segment were taken. */
static inline uint32_t position(const struct scan *scan, const struct bits *bits) {
    return (uint32_t)((bits->at - scan->clean) * 8 - bits->count);
}

/* ---- blocks ---- */

/* `from` is where the picture's coefficients start. */
PL_INLINE bool decode_block(const struct scan *scan, int chroma, struct bits *bits, int *predicted,
                            const uint32_t *from, uint32_t **out, struct pl_jpeg_start *start) {
    const struct pairs *ac = &scan->ac[chroma];
    uint32_t *to = *out;
    start->coefficient = (uint32_t)(to - from);
    start->bit = position(scan, bits);
    refill(bits);
    int difference;
    uint32_t entry;
    if (!decode_difference(&scan->dc[chroma], bits, &difference)) {
        return false;
    }
    *predicted += difference;
    if (*predicted < INT16_MIN || *predicted > INT16_MAX) {
        return false;
    }
    *to++ = pl_jpeg_pack(0, *predicted);
    unsigned place = 0;
    do {
        refill(bits);
        uint64_t two = ac->entries[bits->value >> (64 - PAIR)];
        if (__builtin_expect(place + (unsigned)(two >> 48) < PL_JPEG_COEFFICIENTS - 1, 1)) {
            /* What is written beyond the count is written over. */
            to[0] = (uint32_t)(two >> 32) + (place << 16);
            place += two >> 16 & 0xff;
            to[1] = place << 16 | (uint16_t)(int8_t)(two >> 24);
            to += two & 0xff;
            skip(bits, (int)(two >> 8 & 0xff));
            continue;
        }
        entry = decode_symbol(&ac->one, bits);
        place += entry >> 8 & 0xff;
        *to = place << 16 | entry >> 16;
        to += (entry >> 16) != 0;
    } while (place < PL_JPEG_COEFFICIENTS - 1 && entry != 0);
    *out = to;
    /* An end of block leads beyond STOP, and a value beyond the last place is none. */
    return entry != 0 && place % STOP < PL_JPEG_COEFFICIENTS;
}

PL_INLINE bool decode_mcus(struct scan *scan, int count, int predicted[PL_JPEG_COMPONENTS]) {
    struct bits bits = scan->bits;
    uint32_t *out = scan->out;
    const struct pl_jpeg_blocks *blocks = scan->blocks;
    const uint32_t *from = blocks->coefficients;
    const uint8_t *last = scan->clean + scan->size + 8;
    int luma = blocks->across * blocks->down;
    struct pl_jpeg_start *start = scan->start;
    bool ok = true;
    for (int i = 0; ok && i < count; i++) {
        ok = bits.at <= last;
        for (int j = 0; ok && j < luma; j++) {
            ok = decode_block(scan, 0, &bits, &predicted[0], from, &out, start++);
        }
        for (int j = 1; ok && j < PL_JPEG_COMPONENTS; j++) {
            ok = decode_block(scan, 1, &bits, &predicted[j], from, &out, start++);
        }
    }
    scan->start = start;
    scan->bits = bits;
    scan->out = out;
    return ok;
}

PL_SHIFTS static bool decode_mcus_fast(struct scan *scan, int count, int predicted[PL_JPEG_COMPONENTS]) {
    return decode_mcus(scan, count, predicted);
}

static bool decode_mcus_plain(struct scan *scan, int count, int predicted[PL_JPEG_COMPONENTS]) {
    return decode_mcus(scan, count, predicted);
}

static bool decode_some(struct scan *scan, int count, int predicted[PL_JPEG_COMPONENTS]) {
    struct pl_jpeg_blocks *blocks = scan->blocks;
    size_t used = (size_t)(scan->out - blocks->coefficients);
    size_t most = (size_t)count * (size_t)blocks->each * PL_JPEG_COEFFICIENTS;
    if (!pl_reserve((void **)&blocks->coefficients, &blocks->capacity, used + most + 2,
                    sizeof *blocks->coefficients)) {
        scan->lacks_memory = true;
        return false;
    }
    scan->out = blocks->coefficients + used;
    return pl_has_shifts() ? decode_mcus_fast(scan, count, predicted)
                           : decode_mcus_plain(scan, count, predicted);
}

/* ---- segments ---- */

/* Copies what comes before the next marker; false where the file ends without one. */
static bool clean_segment(struct scan *scan) {
    const unsigned char *at = scan->next;
    uint8_t *to = scan->clean;
    for (;;) {
        const unsigned char *mark = memchr(at, 0xff, (size_t)(scan->end - at));
        if (!mark || mark + 1 >= scan->end) {
            return false;
        }
        size_t size = (size_t)(mark - at);
        memcpy(to, at, size);
        to += size;
        at = mark;
        if (mark[1] != 0) {
            break;
        }
        *to++ = 0xff;
        at += 2;
    }
    scan->next = at;
    scan->size = (size_t)(to - scan->clean);
    memset(to, 0, SLACK);
    scan->bits = (struct bits){.at = scan->clean};
    return true;
}

/* Whether all bits were used, but for those that fill the last byte, and no more. */
static bool is_used_up(const struct scan *scan) {
    ptrdiff_t used = position(scan, &scan->bits);
    return used <= (ptrdiff_t)scan->size * 8 && used > (ptrdiff_t)scan->size * 8 - 8;
}

static bool read_scan(struct scan *scan) {
    const struct pl_jpeg_blocks *blocks = scan->blocks;
    int total = blocks->columns * blocks->rows;
    int interval = scan->header.restart > 0 ? scan->header.restart : total;
    for (int done = 0, number = 0; done < total; number++) {
        int predicted[PL_JPEG_COMPONENTS] = {0};
        int until = done + interval < total ? done + interval : total;
        if (!clean_segment(scan)) {
            return false;
        }
        while (done < until) {
            int count = until - done < blocks->columns ? until - done : blocks->columns;
            if (!decode_some(scan, count, predicted)) {
                return false;
            }
            done += count;
        }
        int expected = done < total ? 0xd0 + (number & 7) : 0xd9;
        if (!is_used_up(scan) || scan->next[1] != expected) {
            return false;
        }
        scan->next += 2;
    }
    return true;
}

static bool prepare(struct scan *scan) {
    const struct pl_jpeg_header *header = &scan->header;
    struct pl_jpeg_blocks *blocks = scan->blocks;
    bool shared = header->dc[1] == header->dc[2] && header->ac[1] == header->ac[2];
    if (!shared) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        if (!make_decoder(header->dc[i], true, &scan->dc[i]) ||
            !make_decoder(header->ac[i], false, &scan->ac[i].one)) {
            return false;
        }
        make_pairs(&scan->ac[i]);
    }
    if (!pl_jpeg_blocks_init(blocks, header->width, header->height, header->across, header->down)) {
        scan->lacks_memory = true;
        return false;
    }
    memcpy(blocks->quantisers, header->quantisers, sizeof blocks->quantisers);
    size_t size = (size_t)(scan->end - scan->next);
    /* Few files have more symbols than two a byte. */
    blocks->capacity = size * 2 + PL_JPEG_COEFFICIENTS;
    blocks->coefficients = malloc(blocks->capacity * sizeof *blocks->coefficients);
    scan->clean = malloc(size + SLACK);
    scan->out = blocks->coefficients;
    scan->start = blocks->starts;
    scan->lacks_memory = !blocks->coefficients || !scan->clean;
    return !scan->lacks_memory;
}

static bool is_usual(const struct pl_jpeg_codes *codes, const struct pl_jpeg_codes *usual) {
    return memcmp(codes->lengths, usual->lengths, sizeof codes->lengths) == 0 &&
           memcmp(codes->symbols, usual->symbols, (size_t)usual->count) == 0;
}

static void keep_bits(struct scan *scan) {
    const struct pl_jpeg_header *header = &scan->header;
    bool usual = header->restart == 0;
    for (int i = 0; i < 2; i++) {
        usual &=
            is_usual(header->dc[i], &pl_jpeg_usual_dc[i]) && is_usual(header->ac[i], &pl_jpeg_usual_ac[i]);
    }
    if (usual) {
        scan->blocks->bits = scan->clean;
        scan->clean = NULL;
    }
}

bool pl_jpeg_blocks_read(const unsigned char *bytes, size_t size, struct pl_jpeg_blocks *out) {
    struct scan *scan = size <= largest ? malloc(sizeof *scan) : NULL;
    *out = (struct pl_jpeg_blocks){0};
    if (!scan) {
        out->lacks_memory = size <= largest;
        return false;
    }
    scan->blocks = out;
    scan->lacks_memory = false;
    scan->clean = NULL;
    bool ok = pl_jpeg_header_read(bytes, size, &scan->header) &&
              pl_size_check("", scan->header.width, scan->header.height, &(struct placard_error){0});
    if (ok) {
        scan->next = bytes + scan->header.scan;
        scan->end = bytes + size;
        ok = prepare(scan) && read_scan(scan);
    }
    if (ok) {
        out->count = (size_t)(scan->out - out->coefficients);
        *scan->start =
            (struct pl_jpeg_start){.coefficient = (uint32_t)out->count, .bit = position(scan, &scan->bits)};
        keep_bits(scan);
    } else {
        pl_jpeg_blocks_finish(out);
        out->lacks_memory = scan->lacks_memory;
    }
    free(scan->clean);
    free(scan);
    return ok;
}

bool pl_jpeg_blocks_init(struct pl_jpeg_blocks *blocks, int width, int height, int across, int down) {
    int wide = PL_JPEG_SIDE * across;
    int high = PL_JPEG_SIDE * down;
    *blocks = (struct pl_jpeg_blocks){.width = width,
                                      .height = height,
                                      .across = across,
                                      .down = down,
                                      .columns = (width + wide - 1) / wide,
                                      .rows = (height + high - 1) / high,
                                      .each = across * down + 2};
    size_t count = (size_t)blocks->columns * (size_t)blocks->rows * (size_t)blocks->each;
    blocks->starts = malloc((count + 1) * sizeof *blocks->starts);
    return blocks->starts != NULL;
}

void pl_jpeg_blocks_finish(struct pl_jpeg_blocks *blocks) {
    free(blocks->bits);
    free(blocks->coefficients);
    free(blocks->starts);
    *blocks = (struct pl_jpeg_blocks){0};
}
