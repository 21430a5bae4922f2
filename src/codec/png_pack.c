#include "codec/png_pack.h"

#include "base/lazy.h"
#include "base/memory.h"
#include "codec/checksum.h"
#include "codec/deflate.h"
#include "codec/png_filter.h"
#include "codec/png_match.h"
#include "codec/png_number.h"

#include <stdlib.h>
#include <string.h>

/*
 * Rows are compressed by blocks that say nothing of each other, so that one whose rows are the same is the
 * same: of so many bytes, small enough to stay near the processor, or of so many rows, large enough to repeat
 * themselves.
 */
enum { BLOCK_BYTES = 128 * 1024, BLOCK_ROWS = 16, BITS_ROOM = 8 };

/* Filtering and compressing a pixel takes several times as long as filling one. */
enum { PIXEL_WORK = 4 };

struct pl_png_packer {
    const struct pl_pixmap *pixmap;
    struct pl_png_filter filter;
    struct pl_png_matcher matcher;
    struct pl_deflate_block block;
    struct pl_deflate deflate;
    unsigned char *bytes; /* of a block */
    int rows, count;      /* in a block, and blocks */
    uint32_t sum;         /* of all bytes so far */
    const struct pl_png_blocks *kept;
    struct pl_png_block *made; /* what to say of each block, or NULL */
    struct pl_deadline *deadline;
};

void pl_png_packer_destroy(struct pl_png_packer *packer) {
    if (packer) {
        pl_png_filter_finish(&packer->filter);
        free(packer->bytes);
        free(packer->block.steps);
        free(packer);
    }
}

/* What was kept of the picture that was drawn on, if it is of the same kind. */
static const struct pl_png_blocks *find_kept(const struct pl_png_packer *packer) {
    const struct pl_lazy *lazy = packer->pixmap->lazy;
    const struct pl_png_blocks *kept = lazy ? lazy->backing->packed : NULL;
    return kept && kept->pixel == packer->filter.pixel && kept->rows == packer->rows ? kept : NULL;
}

static struct pl_png_packer *packer_open(const struct pl_pixmap *pixmap, struct pl_buffer *out) {
    struct pl_png_packer *packer = pl_calloc(1, sizeof *packer);
    if (!packer || !pl_png_filter_init(&packer->filter, pixmap)) {
        pl_png_packer_destroy(packer);
        return NULL;
    }
    size_t row = packer->filter.row;
    int rows = row * BLOCK_ROWS < BLOCK_BYTES ? (int)(BLOCK_BYTES / row) : BLOCK_ROWS;
    packer->pixmap = pixmap;
    packer->sum = PL_ADLER32_START;
    packer->deflate.out = out;
    packer->rows = rows < pixmap->height ? rows : pixmap->height;
    packer->count = (pixmap->height + packer->rows - 1) / packer->rows;
    packer->kept = find_kept(packer);
    size_t size = row * (size_t)packer->rows;
    packer->bytes = pl_calloc(1, size + PL_PNG_MATCH_ROOM);
    packer->block.steps = pl_calloc(size / 4 + 4, sizeof *packer->block.steps);
    if (!packer->bytes || !packer->block.steps) {
        pl_png_packer_destroy(packer);
        return NULL;
    }
    return packer;
}

/* Whether rows are as they were, and the one above them, from which the first of them is told. */
static bool is_untouched(const struct pl_lazy *lazy, int first, int count) {
    int high = lazy->backing->tile_height;
    int from = (first > 0 ? first - 1 : 0) / high;
    int to = (first + count - 1) / high;
    const bool *touched = lazy->touched + (ptrdiff_t)from * lazy->columns;
    return !memchr(touched, true, (size_t)(to - from + 1) * (size_t)lazy->columns);
}

static void put_block(struct pl_png_packer *packer, int number) {
    int first = number * packer->rows;
    int left = packer->pixmap->height - first;
    int rows = left < packer->rows ? left : packer->rows;
    size_t size = packer->filter.row * (size_t)rows;
    const struct pl_png_block *kept = packer->kept ? &packer->kept->items[number] : NULL;
    if (kept && !kept->aligned && is_untouched(packer->pixmap->lazy, first, rows)) {
        pl_deflate_copy(&packer->deflate, packer->kept->bits, kept->first, kept->end);
        packer->sum = pl_adler32_joined(packer->sum, kept->sum, size);
        return;
    }
    pl_png_filter_rows(&packer->filter, first, rows, packer->bytes);
    pl_png_match(&packer->matcher, packer->bytes, packer->filter.row, (size_t)rows, packer->filter.pixel,
                 &packer->block);
    size_t start = pl_deflate_position(&packer->deflate);
    bool aligned = pl_deflate_put(&packer->deflate, &packer->block, left == rows);
    if (packer->made) {
        packer->made[number] =
            (struct pl_png_block){start, pl_deflate_position(&packer->deflate),
                                  pl_adler32(PL_ADLER32_START, packer->bytes, size), aligned};
    }
    packer->sum = pl_adler32(packer->sum, packer->bytes, size);
}

int pl_png_packer_step(const struct pl_png_packer *packer) {
    return packer->rows;
}

bool pl_png_packer_put(struct pl_png_packer *packer, int from, int to, struct placard_error *error) {
    long long work = (long long)packer->rows * packer->pixmap->width * PIXEL_WORK;
    int end = (to + packer->rows - 1) / packer->rows;
    for (int i = from / packer->rows; i < end && !packer->deflate.out->failed; i++) {
        if (!pl_deadline_spend(packer->deadline, work, error)) {
            return false;
        }
        put_block(packer, i);
    }
    return true;
}

void pl_png_packer_end(struct pl_png_packer *packer) {
    unsigned char end[4];
    pl_deflate_end(&packer->deflate);
    pl_png_put_number(end, packer->sum);
    pl_buffer_append(packer->deflate.out, end, sizeof end);
}

struct pl_png_packer *pl_png_packer_create(const struct pl_pixmap *pixmap, struct pl_deadline *deadline,
                                           struct pl_buffer *out) {
    static const unsigned char header[] = {0x78, 0x01};
    struct pl_png_packer *packer = packer_open(pixmap, out);
    if (packer) {
        packer->deadline = deadline;
        pl_buffer_append(out, header, sizeof header);
    }
    return packer;
}

bool pl_png_pack(const struct pl_pixmap *pixmap, struct pl_deadline *deadline, struct pl_buffer *out,
                 struct placard_error *error) {
    struct pl_png_packer *packer = pl_png_packer_create(pixmap, deadline, out);
    bool done = true;
    out->failed |= !packer;
    if (!out->failed) {
        done = pl_png_packer_put(packer, 0, pixmap->height, error);
        pl_png_packer_end(packer);
    }
    pl_png_packer_destroy(packer);
    return done;
}

bool pl_png_pack_keep(const struct pl_pixmap *pixmap, struct pl_deadline *deadline, struct pl_png_blocks *out,
                      struct placard_error *error) {
    struct pl_buffer bits = {0};
    struct pl_png_packer *packer = packer_open(pixmap, &bits);
    struct pl_png_block *items = packer ? pl_calloc((size_t)packer->count, sizeof *items) : NULL;
    bool done = items || pl_fail_memory(error);
    *out = (struct pl_png_blocks){0};
    if (done) {
        packer->deadline = deadline;
        packer->made = items;
        packer->kept = NULL; /* all bits are to be these */
        done = pl_png_packer_put(packer, 0, pixmap->height, error);
    }
    if (done) {
        pl_deflate_end(&packer->deflate);
        done = pl_buffer_room(&bits, BITS_ROOM) || pl_fail_memory(error);
    }
    if (done) {
        *out = (struct pl_png_blocks){packer->filter.pixel, packer->rows, packer->count, items, bits.data};
    } else {
        free(items);
        pl_buffer_finish(&bits);
    }
    pl_png_packer_destroy(packer);
    return done;
}

void pl_png_blocks_finish(struct pl_png_blocks *blocks) {
    free(blocks->items);
    free(blocks->bits);
    *blocks = (struct pl_png_blocks){0};
}

size_t pl_png_blocks_bytes(const struct pl_png_blocks *blocks) {
    size_t bits = blocks->count > 0 ? blocks->items[blocks->count - 1].end : 0;
    return bits / 8 + (size_t)blocks->count * sizeof *blocks->items;
}
