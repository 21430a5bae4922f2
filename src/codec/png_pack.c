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

struct packer {
    const struct pl_pixmap *pixmap;
    struct pl_png_filter filter;
    struct pl_png_matcher matcher;
    struct pl_deflate_block block;
    struct pl_deflate deflate;
    unsigned char *bytes; /* of a block */
    int rows, count;      /* in a block, and blocks */
    const struct pl_png_blocks *kept;
    struct pl_png_block *made; /* what to say of each block, or NULL */
    struct pl_deadline *deadline;
};

static void packer_destroy(struct packer *packer) {
    if (packer) {
        pl_png_filter_finish(&packer->filter);
        free(packer->bytes);
        free(packer->block.steps);
        free(packer);
    }
}

/* What was kept of the picture that was drawn on, if it is of the same kind. */
static const struct pl_png_blocks *find_kept(const struct packer *packer) {
    const struct pl_lazy *lazy = packer->pixmap->lazy;
    const struct pl_png_blocks *kept = lazy ? lazy->backing->packed : NULL;
    return kept && kept->pixel == packer->filter.pixel && kept->rows == packer->rows ? kept : NULL;
}

static struct packer *packer_create(const struct pl_pixmap *pixmap, struct pl_buffer *out) {
    struct packer *packer = pl_calloc(1, sizeof *packer);
    if (!packer || !pl_png_filter_init(&packer->filter, pixmap)) {
        packer_destroy(packer);
        return NULL;
    }
    size_t row = packer->filter.row;
    int rows = row * BLOCK_ROWS < BLOCK_BYTES ? (int)(BLOCK_BYTES / row) : BLOCK_ROWS;
    packer->pixmap = pixmap;
    packer->deflate.out = out;
    packer->rows = rows < pixmap->height ? rows : pixmap->height;
    packer->count = (pixmap->height + packer->rows - 1) / packer->rows;
    packer->kept = find_kept(packer);
    size_t size = row * (size_t)packer->rows;
    packer->bytes = pl_calloc(1, size + PL_PNG_MATCH_ROOM);
    packer->block.steps = pl_calloc(size / 4 + 4, sizeof *packer->block.steps);
    if (!packer->bytes || !packer->block.steps) {
        packer_destroy(packer);
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

static void put_block(struct packer *packer, int number, uint32_t *sum) {
    int first = number * packer->rows;
    int left = packer->pixmap->height - first;
    int rows = left < packer->rows ? left : packer->rows;
    size_t size = packer->filter.row * (size_t)rows;
    const struct pl_png_block *kept = packer->kept ? &packer->kept->items[number] : NULL;
    if (kept && !kept->aligned && is_untouched(packer->pixmap->lazy, first, rows)) {
        pl_deflate_copy(&packer->deflate, packer->kept->bits, kept->first, kept->end);
        *sum = pl_adler32_joined(*sum, kept->sum, size);
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
    *sum = pl_adler32(*sum, packer->bytes, size);
}

static bool put_blocks(struct packer *packer, uint32_t *sum, struct placard_error *error) {
    long long work = (long long)packer->rows * packer->pixmap->width * PIXEL_WORK;
    *sum = PL_ADLER32_START;
    for (int i = 0; i < packer->count && !packer->deflate.out->failed; i++) {
        if (!pl_deadline_spend(packer->deadline, work, error)) {
            return false;
        }
        put_block(packer, i, sum);
    }
    pl_deflate_end(&packer->deflate);
    return true;
}

bool pl_png_pack(const struct pl_pixmap *pixmap, struct pl_deadline *deadline, struct pl_buffer *out,
                 struct placard_error *error) {
    static const unsigned char header[] = {0x78, 0x01};
    struct packer *packer = packer_create(pixmap, out);
    bool done = true;
    out->failed |= !packer;
    if (!out->failed) {
        unsigned char end[4];
        uint32_t sum;
        packer->deadline = deadline;
        pl_buffer_append(out, header, sizeof header);
        done = put_blocks(packer, &sum, error);
        pl_png_put_number(end, sum);
        pl_buffer_append(out, end, sizeof end);
    }
    packer_destroy(packer);
    return done;
}

bool pl_png_pack_keep(const struct pl_pixmap *pixmap, struct pl_deadline *deadline, struct pl_png_blocks *out,
                      struct placard_error *error) {
    struct pl_buffer bits = {0};
    struct packer *packer = packer_create(pixmap, &bits);
    struct pl_png_block *items = packer ? pl_calloc((size_t)packer->count, sizeof *items) : NULL;
    bool done = items || pl_fail_memory(error);
    *out = (struct pl_png_blocks){0};
    if (done) {
        uint32_t sum;
        packer->deadline = deadline;
        packer->made = items;
        packer->kept = NULL; /* all bits are to be these */
        done = put_blocks(packer, &sum, error) && (pl_buffer_room(&bits, BITS_ROOM) || pl_fail_memory(error));
    }
    if (done) {
        *out = (struct pl_png_blocks){packer->filter.pixel, packer->rows, packer->count, items, bits.data};
    } else {
        free(items);
        pl_buffer_finish(&bits);
    }
    packer_destroy(packer);
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
