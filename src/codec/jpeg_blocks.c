#include "codec/jpeg_blocks.h"

#include "base/memory.h"
#include "base/wide.h"
#include "codec/jpeg_header.h"
#include "codec/jpeg_symbols.h"

#include <stdlib.h>
#include <string.h>

/* So many bytes can follow the last ones, as zeros, that an MCU of the longest codes does not read further.
 */
enum { SLACK = 4096 };
struct scan {
    struct pl_jpeg_header header;
    struct pl_jpeg_blocks *blocks;
    struct pl_jpeg_decoder dc[2]; /* of luma and of chroma */
    struct pl_jpeg_pairs ac[2];
    const unsigned char *next, *end; /* of the file */
    uint8_t *clean; /* what lies between two markers, without the zeros stuffed behind 0xff */
    size_t size;
    struct pl_jpeg_reader bits;
    uint32_t *out;
    struct pl_jpeg_start *start;
    bool lacks_memory;
};

/* How many bits of this segment were taken. */
static inline uint32_t position(const struct scan *scan, const struct pl_jpeg_reader *bits) {
    return (uint32_t)((bits->at - scan->clean) * 8 - bits->count);
}

/* ---- blocks ---- */

/* The next one or two coefficients, with 26 bits at least there. False is no code. */
PL_INLINE bool decode_some(const struct pl_jpeg_pairs *ac, struct pl_jpeg_reader *bits, unsigned *place,
                           uint32_t **to) {
    uint64_t two = ac->entries[bits->value >> (64 - PL_JPEG_PAIR)];
    if (__builtin_expect(*place + (unsigned)(two >> 48) < PL_JPEG_COEFFICIENTS - 1, 1)) {
        /* What is written beyond the count is written over. */
        (*to)[0] = (uint32_t)(two >> 32) + (*place << 16);
        *place += two >> 16 & 0xff;
        (*to)[1] = *place << 16 | (uint16_t)(int8_t)(two >> 24);
        *to += two >> 6 & 3;
        bits->value <<= two & 63;
        bits->count -= (int)(two & 63);
        return true;
    }
    uint32_t entry = pl_jpeg_decode_symbol(&ac->one, bits);
    *place += entry >> 8 & 0xff;
    **to = *place << 16 | entry >> 16;
    *to += (entry >> 16) != 0;
    return entry != 0;
}

/* `from` is where the picture's coefficients start. */
PL_INLINE bool decode_block(const struct scan *scan, int chroma, struct pl_jpeg_reader *bits, int *predicted,
                            const uint32_t *from, uint32_t **out, struct pl_jpeg_start *start) {
    const struct pl_jpeg_pairs *ac = &scan->ac[chroma];
    uint32_t *to = *out;
    start->coefficient = (uint32_t)(to - from);
    start->bit = position(scan, bits);
    pl_jpeg_refill(bits);
    int difference;
    if (!pl_jpeg_decode_difference(&scan->dc[chroma], bits, &difference)) {
        return false;
    }
    *predicted += difference;
    if (*predicted < INT16_MIN || *predicted > INT16_MAX) {
        return false;
    }
    *to++ = pl_jpeg_pack(0, *predicted);
    unsigned place = 0;
    bool ok = decode_some(ac, bits, &place, &to);
    while (ok && place < PL_JPEG_COEFFICIENTS - 1) {
        pl_jpeg_refill(bits);
        ok = decode_some(ac, bits, &place, &to);
        if (ok && place < PL_JPEG_COEFFICIENTS - 1) {
            ok = decode_some(ac, bits, &place, &to);
        }
    }
    *out = to;
    /* An end of block leads beyond PL_JPEG_STOP, and a value beyond the last place is none. */
    return ok && place % PL_JPEG_STOP < PL_JPEG_COEFFICIENTS;
}

PL_INLINE bool decode_mcus(struct scan *scan, int count, int predicted[PL_JPEG_COMPONENTS]) {
    struct pl_jpeg_reader bits = scan->bits;
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

static bool decode_run(struct scan *scan, int count, int predicted[PL_JPEG_COMPONENTS]) {
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
    scan->bits = (struct pl_jpeg_reader){.at = scan->clean};
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
            if (!decode_run(scan, count, predicted)) {
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
        if (!pl_jpeg_decoder_init(header->dc[i], true, &scan->dc[i]) ||
            !pl_jpeg_decoder_init(header->ac[i], false, &scan->ac[i].one)) {
            return false;
        }
        pl_jpeg_pairs_init(&scan->ac[i]);
    }
    if (!pl_jpeg_blocks_init(blocks, header->width, header->height, header->across, header->down)) {
        scan->lacks_memory = true;
        return false;
    }
    memcpy(blocks->quantisers, header->quantisers, sizeof blocks->quantisers);
    blocks->extended = header->extended;
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
    struct scan *scan = malloc(sizeof *scan);
    *out = (struct pl_jpeg_blocks){0};
    if (!scan) {
        out->lacks_memory = true;
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

size_t pl_jpeg_blocks_bytes(const struct pl_jpeg_blocks *blocks) {
    size_t count = (size_t)blocks->columns * (size_t)blocks->rows * (size_t)blocks->each;
    if (!blocks->starts) {
        return 0;
    }
    const struct pl_jpeg_start *end = &blocks->starts[count];
    return (count + 1) * sizeof *end + end->coefficient * sizeof *blocks->coefficients +
           (blocks->bits ? end->bit / 8 : 0);
}
