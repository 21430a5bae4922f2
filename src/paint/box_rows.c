#include "paint/box_rows.h"

#include <math.h>

static int clamp_pixel(double v) {
    return v < -100000 ? -100000 : v > 100000 ? 100000 : (int)v;
}

static bool is_whole(double v) {
    return v == floor(v);
}

static bool rasterise(const struct pl_round_box *box, double degrees, struct pl_rect clip,
                      struct pl_rect band, struct pl_raster *raster, struct pl_mask *mask,
                      struct placard_error *error) {
    pl_raster_reset(raster);
    pl_round_box_trace(box, degrees, raster);
    return pl_raster_fill_part(raster, clip, pl_rect_rows(clip, band), mask, error);
}

/* Rows of corners, as wide as the box so that one offset serves all rows. */
static bool corner_rows(const struct pl_round_box *box, struct pl_rect all, struct pl_rect band,
                        struct pl_raster *raster, struct pl_mask *mask, struct placard_error *error) {
    struct pl_mask part = {0};
    struct pl_rect rows = pl_rect_rows(all, band);
    if (pl_rect_empty(rows)) {
        return pl_mask_reset(mask, rows, error);
    }
    bool ok = rasterise(box, 0, all, band, raster, &part, error);
    if (ok && part.x == rows.x0 && part.y == rows.y0 && part.width == rows.x1 - rows.x0 &&
        part.height == rows.y1 - rows.y0) {
        *mask = part; /* as it mostly is */
        return true;
    }
    ok = ok && pl_mask_reset(mask, rows, error);
    if (ok) {
        pl_mask_add(mask, &part, 0, 0);
    }
    pl_mask_finish(&part);
    return ok;
}

bool pl_box_rows_init(struct pl_box_rows *rows, const struct pl_round_box *box, double degrees,
                      struct pl_rect clip, struct pl_rect band, struct pl_raster *raster,
                      struct placard_error *error) {
    const struct pl_box *b = &box->box;
    *rows = (struct pl_box_rows){0};
    if (degrees != 0 || !is_whole(b->x) || !is_whole(b->y) || !is_whole(b->width) || !is_whole(b->height)) {
        if (!rasterise(box, degrees, clip, band, raster, &rows->above, error)) {
            return false;
        }
        rows->rect = pl_mask_rect(&rows->above);
        rows->whole_from = rows->whole_to = rows->rect.y1;
        return true;
    }
    struct pl_rect all = {clamp_pixel(b->x), clamp_pixel(b->y), clamp_pixel(b->x + b->width),
                          clamp_pixel(b->y + b->height)};
    int from = all.y0 + clamp_pixel(ceil(fmax(box->ry[0], box->ry[1])));
    int to = all.y1 - clamp_pixel(ceil(fmax(box->ry[2], box->ry[3])));
    from = from > to ? to : from;
    rows->rect = pl_rect_intersect(all, clip);
    rows->whole_from = from < rows->rect.y0 ? rows->rect.y0 : from > rows->rect.y1 ? rows->rect.y1 : from;
    rows->whole_to = to > rows->rect.y1 ? rows->rect.y1 : to < rows->whole_from ? rows->whole_from : to;
    struct pl_rect above = {rows->rect.x0, rows->rect.y0, rows->rect.x1, rows->whole_from};
    struct pl_rect below = {rows->rect.x0, rows->whole_to, rows->rect.x1, rows->rect.y1};
    rows->rect = pl_rect_rows(rows->rect, band);
    return corner_rows(box, above, band, raster, &rows->above, error) &&
           corner_rows(box, below, band, raster, &rows->below, error);
}

const uint8_t *pl_box_rows_get(const struct pl_box_rows *rows, int y) {
    if (y >= rows->whole_from && y < rows->whole_to) {
        return NULL;
    }
    return y < rows->whole_from ? pl_mask_row(&rows->above, y - rows->above.y)
                                : pl_mask_row(&rows->below, y - rows->below.y);
}

void pl_box_rows_finish(struct pl_box_rows *rows) {
    pl_mask_finish(&rows->above);
    pl_mask_finish(&rows->below);
    *rows = (struct pl_box_rows){0};
}
