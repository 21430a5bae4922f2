#include "codec/keep.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void make(const struct pl_backing *base, const struct pl_pixmap *to, int first, int end) {
    const struct pl_pixmap *from = &((const struct pl_kept *)base)->pixmap;
    int y0 = first * base->tile_height;
    int y1 = end * base->tile_height < from->height ? end * base->tile_height : from->height;
    memcpy(pl_pixmap_row(to, y0), pl_pixmap_row(from, y0), (size_t)from->stride * (size_t)(y1 - y0));
}

static void destroy(struct pl_backing *base) {
    struct pl_kept *kept = (struct pl_kept *)base;
    pl_jpeg_blocks_finish(&kept->blocks);
    pl_png_blocks_finish(&kept->packed);
    pl_pixmap_finish(&kept->pixmap);
    free(kept);
}

struct pl_backing *pl_picture_keep(struct pl_pixmap *pixmap, const struct pl_codec *codec,
                                   const struct pl_encode_options *options, struct placard_error *error) {
    struct pl_kept *kept = pl_calloc(1, sizeof *kept);
    if (!kept) {
        pl_fail_memory(error);
        return NULL;
    }
    struct pl_backing *base = &kept->base;
    atomic_init(&base->holders, 1);
    *base = (struct pl_backing){
        .holders = 1, .width = pixmap->width, .height = pixmap->height, .make = make, .destroy = destroy};
    if (!codec->keep(pixmap, options, kept, error)) {
        free(kept);
        return NULL;
    }
    pl_pixmap_load(pixmap);
    kept->pixmap = *pixmap;
    *pixmap = (struct pl_pixmap){0};
    pl_lazy_destroy(kept->pixmap.lazy);
    kept->pixmap.lazy = NULL;
    base->bytes = (size_t)kept->pixmap.stride * (size_t)kept->pixmap.height +
                  pl_jpeg_blocks_bytes(&kept->blocks) + pl_png_blocks_bytes(&kept->packed);
    return base;
}
