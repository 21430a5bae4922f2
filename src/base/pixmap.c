#include "base/pixmap.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

bool pl_size_check(const char *what, int64_t width, int64_t height, struct placard_error *error) {
    if (width < 1 || height < 1) {
        return pl_fail(error, PLACARD_LIMIT, "%s: expected at least 1x1 pixels, found %lldx%lld", what,
                       (long long)width, (long long)height);
    }
    if (width > PL_SIDE_LIMIT || height > PL_SIDE_LIMIT) {
        return pl_fail(error, PLACARD_LIMIT, "%s: expected at most %d pixels a side, found %lldx%lld", what,
                       PL_SIDE_LIMIT, (long long)width, (long long)height);
    }
    if (width * height > PL_AREA_LIMIT) {
        long long tenths = ((long long)(width * height) + 50000) / 100000;
        return pl_fail(error, PLACARD_LIMIT,
                       "%s: expected at most %d megapixels, found %lldx%lld (%lld.%lld megapixels)", what,
                       PL_AREA_LIMIT / 1000000, (long long)width, (long long)height, tenths / 10,
                       tenths % 10);
    }
    return true;
}

bool pl_pixmap_resize_band(struct pl_pixmap *pixmap, int rows, struct placard_error *error) {
    free(pixmap->pixels);
    pixmap->pixels = aligned_alloc(16, (size_t)pixmap->stride * (size_t)rows);
    pl_pixmap_move(pixmap, 0, rows < pixmap->height ? rows : 0);
    return pixmap->pixels || pl_fail_memory(error);
}

bool pl_pixmap_init_band(struct pl_pixmap *pixmap, int width, int height, int rows,
                         struct placard_error *error) {
    *pixmap = (struct pl_pixmap){0};
    if (!pl_size_check("picture", width, height, error)) {
        return false;
    }
    struct pl_pixmap made = {.width = width, .height = height};
    made.stride = ((ptrdiff_t)width * 4 + 15) / 16 * 16;
    if (!pl_pixmap_resize_band(&made, rows, error)) {
        return false;
    }
    *pixmap = made;
    return true;
}

bool pl_pixmap_init(struct pl_pixmap *pixmap, int width, int height, struct placard_error *error) {
    return pl_pixmap_init_band(pixmap, width, height, height, error);
}

bool pl_pixmap_copy_head(struct pl_pixmap *to, const struct pl_pixmap *from, struct placard_error *error) {
    unsigned char *icc = NULL;
    if (from->icc_size > 0) {
        icc = pl_calloc(from->icc_size, 1);
        if (!icc) {
            return pl_fail_memory(error);
        }
        memcpy(icc, from->icc, from->icc_size);
    }
    free(to->icc);
    to->icc = icc;
    to->icc_size = from->icc_size;
    to->opaque = from->opaque;
    to->straight = from->straight;
    to->profile_dropped = from->profile_dropped;
    return true;
}

void pl_pixmap_fill(struct pl_pixmap *pixmap, uint32_t pixel) {
    for (int y = pixmap->from; y < pl_pixmap_end(pixmap); y++) {
        uint32_t *row = pl_pixmap_row(pixmap, y);
        for (int x = 0; x < pixmap->width; x++) {
            row[x] = pixel;
        }
    }
    pixmap->opaque = pixel >> 24 == 255;
}

/* As pl_mul255, red and blue at once, without branches, for the compiler to vectorise. */
void pl_premultiply_row(uint32_t *to, const uint32_t *from, int width) {
    for (int x = 0; x < width; x++) {
        uint32_t alpha = from[x] >> 24;
        uint32_t red_blue = (from[x] & 0xff00ff) * alpha + 0x800080;
        uint32_t green = (from[x] >> 8 & 0xff) * alpha + 0x80;
        red_blue = (red_blue + (red_blue >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
        green = (green + (green >> 8)) & 0xff00;
        to[x] = alpha << 24 | red_blue | green;
    }
}

uint32_t pl_common_bits(const uint32_t *row, int width) {
    uint32_t bits = UINT32_MAX;
    for (int x = 0; x < width; x++) {
        bits &= row[x];
    }
    return bits;
}

void pl_pixmap_strip(struct pl_pixmap *pixmap) {
    struct pl_pixmap memory = {.pixels = pixmap->pixels,
                               .width = pixmap->width,
                               .height = pixmap->height,
                               .stride = pixmap->stride,
                               .from = pixmap->from,
                               .to = pixmap->to};
    pixmap->pixels = NULL;
    pl_pixmap_finish(pixmap);
    *pixmap = memory;
}

void pl_pixmap_finish(struct pl_pixmap *pixmap) {
    free(pixmap->pixels);
    free(pixmap->icc);
    pl_lazy_destroy(pixmap->lazy);
    *pixmap = (struct pl_pixmap){0};
}
