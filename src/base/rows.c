#include "base/rows.h"

#include "base/lazy.h"
#include "base/memory.h"

#include <stdlib.h>

static const uint32_t *next_row(struct pl_rows *base, struct placard_error *error) {
    struct pl_pixmap_rows *rows = (struct pl_pixmap_rows *)base;
    (void)error;
    int y = rows->y++;
    const uint32_t *row = pl_pixmap_row(rows->pixmap, y);
    if (!rows->kept || pl_common_bits(row, base->width) >> 24 == 255) {
        return row;
    }
    uint32_t *straight = rows->kept + (ptrdiff_t)(y % PL_ROWS_KEPT) * base->width;
    for (int x = 0; x < base->width; x++) {
        straight[x] = pl_unpremultiply(row[x]);
    }
    return straight;
}

bool pl_pixmap_rows_init(struct pl_pixmap_rows *rows, const struct pl_pixmap *pixmap,
                         struct placard_error *error) {
    pl_pixmap_load(pixmap);
    *rows = (struct pl_pixmap_rows){.rows = {pixmap->width, pixmap->height, next_row}, .pixmap = pixmap};
    if (!pixmap->opaque && !pixmap->straight) {
        rows->kept = pl_calloc((size_t)pixmap->width * PL_ROWS_KEPT, sizeof *rows->kept);
        if (!rows->kept) {
            return pl_fail_memory(error);
        }
    }
    return true;
}

void pl_pixmap_rows_finish(struct pl_pixmap_rows *rows) {
    free(rows->kept);
    *rows = (struct pl_pixmap_rows){0};
}
