#include "paint/raster.h"

#include "base/memory.h"
#include "paint/raster_edge.h"

#include <stdlib.h>
#include <string.h>

/* Pixels of a row that are looked at together: in most of a large shape coverage does not change. */
enum { BLOCK = 64 };

/* Adds what lies right of an edge from x0 down to x1, `height` of a pixel high, to the changes of a row. */
static void add_area(const struct pl_raster *raster, double width, double x0, double x1, double height) {
    float *row = raster->row;
    if (x0 > x1) {
        double swap = x0;
        x0 = x1;
        x1 = swap;
    }
    if (x1 <= 0) {
        row[0] += (float)height;
        raster->changed[0] = true;
        return;
    }
    if (x0 >= width) {
        return;
    }
    if (x0 < 0 || x1 > width) {
        /* The parts beyond the row's ends run straight down along them. */
        double per_x = height / (x1 - x0);
        if (x0 < 0) {
            row[0] += (float)(per_x * -x0);
            raster->changed[0] = true;
            height -= per_x * -x0;
            x0 = 0;
        }
        if (x1 > width) {
            height -= per_x * (x1 - width);
            x1 = width;
        }
    }
    int first = (int)x0;
    int last = (int)x1;
    for (int i = first / BLOCK; i <= (last + 1) / BLOCK; i++) {
        raster->changed[i] = true;
    }
    if (first == last) {
        double inside = (x0 + x1) / 2 - first;
        row[first] += (float)(height * (1 - inside));
        row[first + 1] += (float)(height * inside);
        return;
    }
    double per_x = height / (x1 - x0);
    double before = 0;
    double covered = 0;
    for (int i = first; i <= last; i++) {
        double from = i == first ? x0 - i : 0;
        double to = i == last ? x1 - i : 1;
        /* Coverage of pixel i: what earlier pixels' edge covers whole, and the part right of the edge here.
         */
        double here = (to - from) * per_x;
        double value = covered + here * (1 - (from + to) / 2);
        row[i] += (float)(value - before);
        before = value;
        covered += here;
    }
    row[last + 1] += (float)(covered - before);
}

static int by_top(const void *a, const void *b) {
    const struct pl_edge *p = a;
    const struct pl_edge *q = b;
    return p->top != q->top ? (p->top < q->top ? -1 : 1) : p->x < q->x ? -1 : p->x > q->x;
}

static void sort_active(struct pl_edge **active, size_t count, double y) {
    for (size_t i = 0; i < count; i++) {
        struct pl_edge *edge = active[i];
        edge->middle = edge->x + edge->slope * (y - edge->top);
        size_t at = i;
        while (at > 0 && active[at - 1]->middle > edge->middle) {
            active[at] = active[at - 1];
            at--;
        }
        active[at] = edge;
    }
}

/* Accumulates one band, in which every active edge runs from top to bottom, into the row's changes. */
static void add_band(const struct pl_raster *raster, size_t count, struct pl_rect clip, int from, int to) {
    int winding = 0;
    double height = (double)(to - from) / QUARTERS;
    double width = clip.x1 - clip.x0;
    for (size_t i = 0; i < count; i++) {
        const struct pl_edge *edge = raster->active[i];
        int before = winding;
        winding += edge->winding;
        if ((before == 0) == (winding == 0)) {
            continue;
        }
        double x0 = edge->x + edge->slope * (from - edge->top) - clip.x0;
        double x1 = edge->x + edge->slope * (to - edge->top) - clip.x0;
        add_area(raster, width, x0, x1, before == 0 ? height : -height);
    }
}

/* Skia takes what is nearly all or nothing for it, except in the small shapes that it keeps as masks. */
enum { NEARLY_NOTHING = 8, NEARLY_ALL = 247 };

enum { STRETCH = 16 };

/* Whether coverage stays as it is for a stretch of pixels. */
static bool is_level(const float *row) {
    uint32_t any = 0;
    for (int i = 0; i < STRETCH; i++) {
        uint32_t bits;
        memcpy(&bits, row + i, sizeof bits);
        any |= bits;
    }
    return any == 0;
}

static float write_block(const float *row, int count, float sum, bool small, uint8_t *out) {
    float low = small ? 0 : NEARLY_NOTHING;
    float high = small ? 255 : NEARLY_ALL + 1;
    for (int x = 0; x < count;) {
        if (x > 0 && x + STRETCH <= count && is_level(row + x)) {
            memset(out + x, out[x - 1], STRETCH);
            x += STRETCH;
            continue;
        }
        sum += row[x];
        float value = sum * 255.0F + 0.5F;
        out[x++] = value < low ? 0 : value >= high ? 255 : (uint8_t)value;
    }
    return sum;
}

static void write_row(const struct pl_raster *raster, int width, bool small, uint8_t *out) {
    float *row = raster->row;
    float sum = 0;
    for (int x = 0; x < width; x += BLOCK) {
        int count = width - x < BLOCK ? width - x : BLOCK;
        if (!raster->changed[x / BLOCK]) {
            memset(out + x, x > 0 ? out[x - 1] : 0, (size_t)count);
            continue;
        }
        sum = write_block(row + x, count, sum, small, out + x);
        memset(row + x, 0, (size_t)count * sizeof *row);
        raster->changed[x / BLOCK] = false;
    }
    row[width] = row[width + 1] = 0;
    raster->changed[width / BLOCK] = raster->changed[(width + 1) / BLOCK] = false;
}

struct sweep {
    size_t next, active;
};

/* Brings the active edges to those that cross y. */
static void update_active(struct pl_raster *raster, struct sweep *sweep, int y) {
    size_t kept = 0;
    for (size_t i = 0; i < sweep->active; i++) {
        if (raster->active[i]->bottom > y) {
            raster->active[kept++] = raster->active[i];
        }
    }
    while (sweep->next < raster->count && raster->edges[sweep->next].top <= y) {
        struct pl_edge *edge = &raster->edges[sweep->next++];
        if (edge->bottom > y) {
            raster->active[kept++] = edge;
        }
    }
    sweep->active = kept;
}

/* The end of the band that starts at y: where an edge starts or ends, or the pixel row does. */
static int band_end(const struct pl_raster *raster, const struct sweep *sweep, int y) {
    int end = (y & ~(QUARTERS - 1)) + QUARTERS;
    for (size_t i = 0; i < sweep->active; i++) {
        end = raster->active[i]->bottom < end ? raster->active[i]->bottom : end;
    }
    if (sweep->next < raster->count && raster->edges[sweep->next].top < end) {
        end = raster->edges[sweep->next].top;
    }
    return end;
}

/* A row is left zeroed by whoever uses it, so that a longer one is zeroed once. */
static bool reserve_row(struct pl_raster *raster, size_t needed) {
    size_t old = raster->row_capacity;
    if (!pl_reserve((void **)&raster->row, &raster->row_capacity, needed, sizeof *raster->row)) {
        return false;
    }
    if (raster->row_capacity != old) {
        memset(raster->row, 0, raster->row_capacity * sizeof *raster->row);
    }
    old = raster->changed_capacity;
    if (!pl_reserve((void **)&raster->changed, &raster->changed_capacity, needed / BLOCK + 1,
                    sizeof *raster->changed)) {
        return false;
    }
    if (raster->changed_capacity != old) {
        memset(raster->changed, 0, raster->changed_capacity * sizeof *raster->changed);
    }
    return true;
}

/* Accumulates the edges that cross a row of pixels, which the active ones are brought to; whether there are
 * any. What is not `wanted` only leaves the active ones in the order that the rows below find them in. */
static bool sweep_row(struct pl_raster *raster, struct sweep *sweep, struct pl_rect clip, int y,
                      bool wanted) {
    bool any = false;
    for (int from = y * QUARTERS; from < (y + 1) * QUARTERS;) {
        update_active(raster, sweep, from);
        int to = band_end(raster, sweep, from);
        if (sweep->active > 0) {
            sort_active(raster->active, sweep->active, (from + to) / 2.0);
            any = true;
        }
        if (sweep->active > 0 && wanted) {
            add_band(raster, sweep->active, clip, from, to);
        }
        from = to;
    }
    return any;
}

static bool is_small(struct pl_rect r) {
    if (pl_rect_empty(r) || r.x1 - r.x0 > PL_RASTER_SMALL) {
        return false;
    }
    return (long long)((r.x1 - r.x0 + 3) & ~3) * (r.y1 - r.y0) <= PL_RASTER_SMALL_AREA;
}

bool pl_raster_fill(struct pl_raster *raster, struct pl_rect clip, struct pl_mask *mask,
                    struct placard_error *error) {
    return pl_raster_fill_part(raster, clip, clip, mask, error);
}

/* About what an edge costs in each row that it goes through, and once before. */
enum { EDGE_WORK = 40 };

bool pl_raster_fill_part(struct pl_raster *raster, struct pl_rect whole, struct pl_rect part,
                         struct pl_mask *mask, struct placard_error *error) {
    pl_raster_close(raster);
    whole = pl_rect_intersect(whole, pl_raster_bounds(raster));
    part = pl_rect_intersect(part, whole);
    bool small = is_small(whole);
    if (!pl_mask_reset(mask, part, error)) {
        return false;
    }
    if (pl_rect_empty(part)) {
        return !raster->failed || pl_fail_memory(error);
    }
    if (raster->failed || !reserve_row(raster, (size_t)mask->width + 2) ||
        !pl_reserve((void **)&raster->active, &raster->active_capacity, raster->count,
                    sizeof *raster->active)) {
        return pl_fail_memory(error);
    }
    if (!pl_deadline_spend(raster->deadline, EDGE_WORK * (long long)raster->count, error)) {
        return false;
    }
    qsort(raster->edges, raster->count, sizeof *raster->edges, by_top);
    struct sweep sweep = {0};
    for (int y = whole.y0; y < part.y1; y++) {
        bool wanted = y >= part.y0;
        long long work = (wanted ? mask->width / 4 : 0) + EDGE_WORK * (long long)(sweep.active + 1);
        if (!pl_deadline_spend(raster->deadline, work, error)) {
            return false;
        }
        if (sweep_row(raster, &sweep, part, y, wanted) && wanted) {
            write_row(raster, mask->width, small, pl_mask_row(mask, y - part.y0));
        }
    }
    return true;
}

void pl_raster_finish(struct pl_raster *raster) {
    free(raster->edges);
    free(raster->row);
    free(raster->changed);
    free(raster->active);
    *raster = (struct pl_raster){0};
}
