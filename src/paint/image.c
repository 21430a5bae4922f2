#include "paint/image.h"

#include "base/lazy.h"
#include "base/memory.h"
#include "paint/blend.h"
#include "paint/turn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sampler {
    const struct pl_pixmap *image;
    struct pl_box target;
    double cos, sin, pivot_x, pivot_y;
    double per_x, per_y; /* picture pixels per canvas pixel */
    uint32_t opacity;    /* 0 to 255 */
};

static uint32_t mix(uint32_t a, uint32_t b, uint32_t t) {
    uint32_t rb = (a & 0xff00ff) * (256 - t) + (b & 0xff00ff) * t;
    uint32_t ag = (a >> 8 & 0xff00ff) * (256 - t) + (b >> 8 & 0xff00ff) * t;
    return ((rb + 0x800080) >> 8 & 0xff00ff) | ((ag + 0x800080) & 0xff00ff00);
}

static int clamp(int v, int most) {
    return v < 0 ? 0 : v > most ? most : v;
}

/* Linear interpolation; beyond its edges the picture goes on as its last pixels. */
static uint32_t sample(const struct pl_pixmap *image, double u, double v) {
    double fu = floor(u);
    double fv = floor(v);
    uint32_t tu = (uint32_t)((u - fu) * 256);
    uint32_t tv = (uint32_t)((v - fv) * 256);
    int x0 = clamp((int)fu, image->width - 1);
    int x1 = clamp((int)fu + 1, image->width - 1);
    const uint32_t *above = pl_pixmap_row(image, clamp((int)fv, image->height - 1));
    const uint32_t *below = pl_pixmap_row(image, clamp((int)fv + 1, image->height - 1));
    return mix(mix(above[x0], above[x1], tu), mix(below[x0], below[x1], tu), tv);
}

/* How much of a pixel the target covers, by the distances of its middle from the edges. */
static double edge_coverage(double inside, double side) {
    return fmin(1, fmax(0, inside + 0.5)) * fmin(1, fmax(0, side - inside + 0.5));
}

static uint32_t scaled(uint32_t pixel, uint32_t by) {
    uint32_t out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        out |= pl_mul255(pixel >> shift & 255, by) << shift;
    }
    return out;
}

static void sample_row(const struct sampler *s, int x0, int y, int count, uint32_t *out) {
    for (int i = 0; i < count; i++) {
        double px = x0 + i + 0.5 - s->pivot_x;
        double py = y + 0.5 - s->pivot_y;
        double x = s->pivot_x + px * s->cos + py * s->sin - s->target.x;
        double z = s->pivot_y - px * s->sin + py * s->cos - s->target.y;
        double covered = edge_coverage(x, s->target.width) * edge_coverage(z, s->target.height);
        uint32_t by = (uint32_t)(covered * s->opacity + 0.5);
        out[i] = by == 0 ? 0 : sample(s->image, x * s->per_x - 0.5, z * s->per_y - 0.5);
        if (by != 255 && by != 0) {
            out[i] = scaled(out[i], by);
        }
    }
}

static bool paint_sampled(struct pl_pixmap *pixmap, const struct sampler *sampler, const struct pl_mask *mask,
                          struct pl_deadline *deadline, struct placard_error *error) {
    uint32_t *row = pl_calloc((size_t)mask->width + 1, sizeof *row);
    bool ok = row || pl_fail_memory(error);
    pl_pixmap_touch(pixmap, mask->x, mask->y, mask->x + mask->width, mask->y + mask->height);
    for (int y = 0; ok && y < mask->height; y++) {
        ok = pl_deadline_spend(deadline, 8LL * mask->width, error);
        sample_row(sampler, mask->x, mask->y + y, mask->width, row);
        pl_blend_pixels(pl_pixmap_row(pixmap, mask->y + y) + mask->x, mask->width, row, pl_mask_row(mask, y));
    }
    free(row);
    return ok;
}

bool pl_image_paint(struct pl_pixmap *pixmap, const struct pl_pixmap *image, struct pl_box target,
                    const struct pl_round_box *clip, double degrees, double opacity, struct pl_levels *levels,
                    struct pl_raster *raster, struct placard_error *error) {
    struct pl_mask mask = {0};
    struct pl_pixmap smaller = {0};
    const struct pl_pixmap *level = image;
    if (target.width <= 0 || target.height <= 0) {
        return true;
    }
    pl_raster_reset(raster);
    pl_round_box_trace(clip, degrees, raster);
    bool ok = pl_raster_fill(raster, (struct pl_rect){0, 0, pixmap->width, pixmap->height}, &mask, error);
    bool seen = ok && mask.width > 0 && mask.height > 0; /* else halving it would be for nothing */
    if (ok && seen) {
        level = pl_levels_get(levels, image, target.width, target.height, &smaller, raster->deadline, error);
        ok = level != NULL;
    }
    if (ok && seen) {
        struct sampler sampler = {.image = level,
                                  .target = target,
                                  .pivot_x = clip->pivot_x,
                                  .pivot_y = clip->pivot_y,
                                  .per_x = level->width / target.width,
                                  .per_y = level->height / target.height,
                                  .opacity = (uint32_t)(opacity * 255 + 0.5)};
        pl_turn(degrees, &sampler.cos, &sampler.sin);
        ok = paint_sampled(pixmap, &sampler, &mask, raster->deadline, error);
    }
    pl_pixmap_finish(&smaller);
    pl_mask_finish(&mask);
    return ok;
}
