#include "compare/regions.h"

#include "base/memory.h"

#include <stdlib.h>

/* Runs of one row, close enough to each other to be of one region. */
struct stretch {
    int y, left, right;      /* to before `right` */
    size_t parent;           /* an earlier stretch of the same region, or itself */
    struct pl_region region; /* of all those whose parent this is */
};

struct stretches {
    struct stretch *items;
    size_t count, capacity;
};

static size_t root_of(struct stretches *all, size_t i) {
    while (all->items[i].parent != i) {
        all->items[i].parent = all->items[all->items[i].parent].parent;
        i = all->items[i].parent;
    }
    return i;
}

/* The earlier becomes the root, so that parents always come first. */
static void join(struct stretches *all, size_t a, size_t b) {
    a = root_of(all, a);
    b = root_of(all, b);
    all->items[a > b ? a : b].parent = a < b ? a : b;
}

static bool add_stretch(struct stretches *all, const struct pl_run *run) {
    if (!pl_reserve((void **)&all->items, &all->capacity, all->count + 1, sizeof *all->items)) {
        return false;
    }
    all->items[all->count] = (struct stretch){.y = run->y, .left = run->left, .parent = all->count};
    all->count++;
    return true;
}

static bool make_stretches(struct stretches *all, const struct pl_marks *marks, long long gap) {
    for (size_t i = 0; i < marks->count; i++) {
        const struct pl_run *run = marks->runs + i;
        struct stretch *last = all->count > 0 ? all->items + all->count - 1 : NULL;
        if (run->mark != PL_MARK_MISMATCHED) {
            continue;
        }
        if (!last || last->y != run->y || run->left > last->right + gap) {
            if (!add_stretch(all, run)) {
                return false;
            }
            last = all->items + all->count - 1;
        }
        last->right = run->right;
        last->region.pixels += run->right - run->left;
    }
    return true;
}

/* Joins the stretches [start, end) of one row with those of a row above, [above, above_end), that are near.
 */
static void join_rows(struct stretches *all, size_t start, size_t end, size_t above, size_t above_end,
                      long long gap) {
    for (size_t i = start; i < end; i++) {
        const struct stretch *stretch = all->items + i;
        while (above < above_end && all->items[above].right + gap < stretch->left) {
            above++;
        }
        for (size_t j = above; j < above_end && all->items[j].left <= stretch->right + gap; j++) {
            join(all, i, j);
        }
    }
}

static size_t row_end(const struct stretches *all, size_t start) {
    size_t end = start;
    while (end < all->count && all->items[end].y == all->items[start].y) {
        end++;
    }
    return end;
}

static void join_all(struct stretches *all, long long gap) {
    size_t first = 0; /* of the rows above that are near */
    for (size_t start = 0; start < all->count;) {
        size_t end = row_end(all, start);
        while (all->items[first].y + gap + 1 < all->items[start].y) {
            first++;
        }
        for (size_t above = first; above < start;) {
            size_t above_end = row_end(all, above);
            join_rows(all, start, end, above, above_end, gap);
            above = above_end;
        }
        start = end;
    }
}

static void include(struct pl_area *box, const struct pl_area *other) {
    int right = box->left + box->width;
    int bottom = box->top + box->height;
    int other_right = other->left + other->width;
    int other_bottom = other->top + other->height;
    box->left = other->left < box->left ? other->left : box->left;
    box->top = other->top < box->top ? other->top : box->top;
    box->width = (other_right > right ? other_right : right) - box->left;
    box->height = (other_bottom > bottom ? other_bottom : bottom) - box->top;
}

/* Gathers each region in its root; returns how many there are. */
static size_t gather(struct stretches *all) {
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        struct stretch *stretch = all->items + i;
        struct stretch *root = all->items + root_of(all, i);
        stretch->region.box = (struct pl_area){stretch->left, stretch->y, stretch->right - stretch->left, 1};
        if (root == stretch) {
            count++;
        } else {
            root->region.pixels += stretch->region.pixels;
            include(&root->region.box, &stretch->region.box);
        }
    }
    return count;
}

static long long area_of(const struct pl_region *region) {
    return (long long)region->box.width * region->box.height;
}

static int by_size(const void *a, const void *b) {
    const struct pl_region *p = a;
    const struct pl_region *q = b;
    if (area_of(p) != area_of(q)) {
        return area_of(p) < area_of(q) ? 1 : -1;
    }
    if (p->pixels != q->pixels) {
        return p->pixels < q->pixels ? 1 : -1;
    }
    return p->box.top != q->box.top ? p->box.top - q->box.top : p->box.left - q->box.left;
}

static bool list(const struct stretches *all, size_t count, int most, struct pl_difference *out,
                 struct placard_error *error) {
    size_t filled = 0;
    out->region_count = (long long)count;
    out->regions = pl_calloc(count > 0 ? count : 1, sizeof *out->regions);
    if (!out->regions) {
        return pl_fail_memory(error);
    }
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].parent == i) {
            out->regions[filled++] = all->items[i].region;
        }
    }
    qsort(out->regions, filled, sizeof *out->regions, by_size);
    out->listed = filled < (size_t)most ? (int)filled : most;
    return true;
}

bool pl_find_regions(const struct pl_marks *marks, int gap, int most, struct pl_difference *out,
                     struct placard_error *error) {
    struct stretches all = {0};
    bool done = make_stretches(&all, marks, gap);
    if (done) {
        join_all(&all, gap);
        size_t count = gather(&all);
        done = list(&all, count, most, out, error);
    } else {
        pl_fail_memory(error);
    }
    free(all.items);
    return done;
}
