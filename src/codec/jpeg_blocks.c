#include "codec/jpeg_blocks.h"

#include "base/memory.h"
#include "codec/jpeg_steps.h"

#include <stdlib.h>
#include <string.h>

struct scan {
    struct pl_jpeg_header header;
    struct pl_jpeg_tables tables;
    struct pl_jpeg_blocks *blocks;
    const unsigned char *next, *end; /* of the file */
    uint8_t *clean; /* what lies between two markers, without the zeros stuffed behind 0xff */
    size_t size;
};

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
    memset(to, 0, PL_JPEG_SLACK);
    return true;
}

/* Whether all bits were used, but for those that fill the last byte, and no more. */
static bool is_used_up(const struct scan *scan, ptrdiff_t used) {
    return used <= (ptrdiff_t)scan->size * 8 && used > (ptrdiff_t)scan->size * 8 - 8;
}

static bool read_scan(struct scan *scan) {
    struct pl_jpeg_blocks *blocks = scan->blocks;
    int total = blocks->columns * blocks->rows;
    int interval = scan->header.restart > 0 ? scan->header.restart : total;
    struct pl_jpeg_start *start = blocks->starts;
    for (int done = 0, number = 0; done < total; number++) {
        int count = interval < total - done ? interval : total - done;
        struct pl_jpeg_start *end = start + (ptrdiff_t)count * blocks->each;
        if (!clean_segment(scan) ||
            !pl_jpeg_segment_read(&scan->tables, scan->clean, scan->size, blocks, start, end)) {
            return false;
        }
        done += count;
        int expected = done < total ? 0xd0 + (number & 7) : 0xd9;
        if (!is_used_up(scan, end->bit) || scan->next[1] != expected) {
            return false;
        }
        scan->next += 2;
        start = end;
    }
    return true;
}

static bool prepare(struct scan *scan) {
    const struct pl_jpeg_header *header = &scan->header;
    struct pl_jpeg_blocks *blocks = scan->blocks;
    if (!pl_jpeg_tables_init(&scan->tables, header)) {
        return false;
    }
    if (!pl_jpeg_blocks_init(blocks, header->width, header->height, header->across, header->down)) {
        blocks->lacks_memory = true;
        return false;
    }
    memcpy(blocks->quantisers, header->quantisers, sizeof blocks->quantisers);
    blocks->extended = header->extended;
    size_t size = (size_t)(scan->end - scan->next);
    /* Few files have more symbols than two a byte. */
    blocks->capacity = size * 2 + PL_JPEG_COEFFICIENTS;
    blocks->coefficients = malloc(blocks->capacity * sizeof *blocks->coefficients);
    scan->clean = malloc(size + PL_JPEG_SLACK);
    blocks->lacks_memory = !blocks->coefficients || !scan->clean;
    return !blocks->lacks_memory;
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
    scan->clean = NULL;
    bool ok = pl_jpeg_header_read(bytes, size, &scan->header) &&
              pl_size_check("", scan->header.width, scan->header.height, &(struct placard_error){0});
    if (ok) {
        scan->next = bytes + scan->header.scan;
        scan->end = bytes + size;
        ok = prepare(scan) && read_scan(scan);
    }
    if (ok) {
        memset(out->coefficients + out->count, 0, PL_JPEG_BEHIND * sizeof *out->coefficients);
        keep_bits(scan);
    } else {
        bool lacks_memory = out->lacks_memory;
        pl_jpeg_blocks_finish(out);
        out->lacks_memory = lacks_memory;
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
    blocks->starts = malloc((count + 1 + PL_JPEG_BEHIND) * sizeof *blocks->starts);
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
