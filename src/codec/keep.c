#include "codec/keep.h"

#include "base/memory.h"
#include "codec/jpeg_blocks.h"

#include <stdlib.h>
#include <string.h>

/* Tiles of pictures of other formats, which have none of their own. */
enum { TILE = 32 };

struct kept {
    struct pl_backing base;
    struct pl_pixmap pixmap;
    struct pl_jpeg_blocks blocks;
};

static void make(const struct pl_backing *base, const struct pl_pixmap *to, int first, int end) {
    const struct pl_pixmap *from = &((const struct kept *)base)->pixmap;
    int y0 = first * base->tile_height;
    int y1 = end * base->tile_height < from->height ? end * base->tile_height : from->height;
    memcpy(pl_pixmap_row(to, y0), pl_pixmap_row(from, y0), (size_t)from->stride * (size_t)(y1 - y0));
}

static void destroy(struct pl_backing *base) {
    struct kept *kept = (struct kept *)base;
    pl_jpeg_blocks_finish(&kept->blocks);
    pl_pixmap_finish(&kept->pixmap);
    free(kept);
}

struct pl_backing *pl_picture_keep(struct pl_pixmap *pixmap, const struct pl_codec *codec,
                                   const struct pl_encode_options *options, struct placard_error *error) {
    struct kept *kept = pl_calloc(1, sizeof *kept);
    if (!kept) {
        pl_fail_memory(error);
        return NULL;
    }
    struct pl_backing *base = &kept->base;
    atomic_init(&base->holders, 1);
    *base = (struct pl_backing){.holders = 1,
                                .width = pixmap->width,
                                .height = pixmap->height,
                                .tile_width = TILE,
                                .tile_height = TILE,
                                .make = make,
                                .destroy = destroy};
    if (codec->keep) {
        if (!codec->keep(pixmap, options, &kept->blocks, error)) {
            free(kept);
            return NULL;
        }
        base->tile_width = kept->blocks.across * PL_JPEG_SIDE;
        base->tile_height = kept->blocks.down * PL_JPEG_SIDE;
        base->blocks = &kept->blocks;
    }
    pl_pixmap_load(pixmap);
    kept->pixmap = *pixmap;
    *pixmap = (struct pl_pixmap){0};
    pl_lazy_destroy(kept->pixmap.lazy);
    kept->pixmap.lazy = NULL;
    return base;
}
