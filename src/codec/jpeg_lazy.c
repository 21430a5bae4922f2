#include "codec/jpeg_lazy.h"

#include "base/memory.h"

#include <stdlib.h>

struct jpeg_backing {
    struct pl_backing base;
    struct pl_jpeg_blocks blocks;
};

static void make(const struct pl_backing *base, const struct pl_pixmap *to, int first, int end) {
    pl_jpeg_blocks_draw(&((const struct jpeg_backing *)base)->blocks, to, first, end);
}

static void destroy(struct pl_backing *base) {
    struct jpeg_backing *backing = (struct jpeg_backing *)base;
    pl_jpeg_blocks_finish(&backing->blocks);
    free(backing);
}

struct pl_backing *pl_jpeg_backing_create(struct pl_jpeg_blocks *blocks) {
    struct jpeg_backing *backing = pl_calloc(1, sizeof *backing);
    if (!backing) {
        return NULL;
    }
    backing->blocks = *blocks;
    *blocks = (struct pl_jpeg_blocks){0};
    atomic_init(&backing->base.holders, 1);
    backing->base.width = backing->blocks.width;
    backing->base.height = backing->blocks.height;
    backing->base.tile_width = backing->blocks.across * PL_JPEG_SIDE;
    backing->base.tile_height = backing->blocks.down * PL_JPEG_SIDE;
    backing->base.make = make;
    backing->base.destroy = destroy;
    backing->base.blocks = &backing->blocks;
    return &backing->base;
}
