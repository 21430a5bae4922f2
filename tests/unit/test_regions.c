#include "compare/regions.h"
#include "pictures.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

/* A grid of characters: '#' is mismatched, '+' antialiased. */
struct grid {
    int width, height;
    char *cells;
};

static struct grid make_grid(int width, int height) {
    struct grid grid = {width, height, malloc((size_t)width * (size_t)height)};
    ck_assert_ptr_nonnull(grid.cells);
    memset(grid.cells, '.', (size_t)width * (size_t)height);
    return grid;
}

static struct pl_marks mark(const struct grid *grid) {
    struct pl_marks marks = {0};
    for (int i = 0; i < grid->width * grid->height; i++) {
        if (grid->cells[i] != '.') {
            ck_assert(pl_marks_add(&marks, i % grid->width, i / grid->width,
                                   grid->cells[i] == '#' ? PL_MARK_MISMATCHED : PL_MARK_ANTIALIASED));
        }
    }
    return marks;
}

static struct pl_difference find(const struct grid *grid, int gap, int most) {
    struct pl_difference found = {.marks = mark(grid)};
    struct placard_error error;
    ck_succeeds(pl_find_regions(&found.marks, gap, most, &found, &error), error);
    return found;
}

/* ---- the same by the definition ---- */

static void flood(struct grid *grid, int x, int y, int gap, struct pl_region *region) {
    struct pl_area *box = &region->box; /* width and height hold right and bottom so far */
    grid->cells[y * grid->width + x] = '.';
    region->pixels++;
    box->left = x < box->left ? x : box->left;
    box->top = y < box->top ? y : box->top;
    box->width = x > box->width ? x : box->width;
    box->height = y > box->height ? y : box->height;
    for (int v = y - gap - 1; v <= y + gap + 1; v++) {
        for (int u = x - gap - 1; u <= x + gap + 1; u++) {
            if (u >= 0 && u < grid->width && v >= 0 && v < grid->height &&
                grid->cells[v * grid->width + u] == '#') {
                flood(grid, u, v, gap, region);
            }
        }
    }
}

static int by_size(const void *a, const void *b) {
    const struct pl_region *p = a;
    const struct pl_region *q = b;
    int areas = q->box.width * q->box.height - p->box.width * p->box.height;
    long long pixels = q->pixels - p->pixels;
    int tops = p->box.top - q->box.top;
    return areas ? areas : pixels ? (int)pixels : tops ? tops : p->box.left - q->box.left;
}

/* Uses up the grid. */
static int label(struct grid *grid, int gap, struct pl_region *regions) {
    int count = 0;
    for (int i = 0; i < grid->width * grid->height; i++) {
        if (grid->cells[i] == '#') {
            struct pl_region region = {{grid->width, grid->height, 0, 0}, 0};
            flood(grid, i % grid->width, i / grid->width, gap, &region);
            region.box.width += 1 - region.box.left;
            region.box.height += 1 - region.box.top;
            regions[count++] = region;
        }
    }
    qsort(regions, (size_t)count, sizeof *regions, by_size);
    return count;
}

static void check(struct grid *grid, int gap, int most) {
    struct pl_difference found = find(grid, gap, most);
    struct pl_region *expected = calloc((size_t)grid->width * (size_t)grid->height, sizeof *expected);
    ck_assert_ptr_nonnull(expected);
    int count = label(grid, gap, expected);
    ck_assert_int_eq(found.region_count, count);
    ck_assert_int_eq(found.listed, count < most ? count : most);
    for (int i = 0; i < found.listed; i++) {
        const struct pl_region *p = found.regions + i;
        const struct pl_region *q = expected + i;
        ck_assert_msg(p->pixels == q->pixels && memcmp(&p->box, &q->box, sizeof p->box) == 0,
                      "%d of %d with gap %d: %lld in %d,%d %dx%d, expected %lld in %d,%d %dx%d", i, count,
                      gap, p->pixels, p->box.left, p->box.top, p->box.width, p->box.height, q->pixels,
                      q->box.left, q->box.top, q->box.width, q->box.height);
    }
    free(expected);
    pl_difference_finish(&found);
}

START_TEST(finds_what_flooding_finds) {
    uint32_t state = 11;
    for (int i = 0; i < 1500; i++) {
        struct grid grid =
            make_grid(1 + (int)(picture_random(&state) % 40), 1 + (int)(picture_random(&state) % 40));
        uint32_t density = 1 + picture_random(&state) % 30;
        for (int j = 0; j < grid.width * grid.height; j++) {
            uint32_t value = picture_random(&state) % 60;
            grid.cells[j] = value < density ? '#' : value < density + 5 ? '+' : '.';
        }
        check(&grid, (int)(picture_random(&state) % 6), 1 + (int)(picture_random(&state) % 40));
        free(grid.cells);
    }
}
END_TEST

/* Shapes that close late: whose parts only meet in the last row, or around others. */
START_TEST(joins_what_meets_below) {
    static const char *const pictures[] = {
        "#.#.#.#"
        "#.#.#.#"
        "#.#.#.#"
        "#######",
        "#######"
        "#.....#"
        "#.#.#.#"
        "#######",
        "#.....#"
        ".#...#."
        "..#.#.."
        "...#...",
        "......#"
        "#....#."
        ".#..#.."
        "..##...",
    };
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        for (int gap = 0; gap < 4; gap++) {
            struct grid grid = make_grid(7, 4);
            memcpy(grid.cells, pictures[i], 28);
            check(&grid, gap, 10);
            free(grid.cells);
        }
    }
}
END_TEST

START_TEST(leaves_gaps) {
    struct grid grid = make_grid(30, 30);
    grid.cells[3 * 30 + 3] = '#';
    grid.cells[3 * 30 + 8] = '#';   /* four alike between them */
    grid.cells[8 * 30 + 8] = '#';   /* likewise */
    grid.cells[14 * 30 + 14] = '#'; /* five, aslant */
    for (int gap = 3; gap < 6; gap++) {
        struct pl_difference found = find(&grid, gap, 10);
        ck_assert_int_eq(found.region_count, gap < 4 ? 4 : gap < 5 ? 2 : 1);
        pl_difference_finish(&found);
    }
    free(grid.cells);
}
END_TEST

START_TEST(finds_none) {
    struct grid grid = make_grid(5, 5);
    grid.cells[7] = '+';
    struct pl_difference found = find(&grid, INT32_MAX, INT32_MAX);
    ck_assert_int_eq(found.region_count, 0);
    ck_assert_int_eq(found.listed, 0);
    pl_difference_finish(&found);
    memset(grid.cells, '#', 25);
    check(&grid, 0, INT32_MAX);
    free(grid.cells);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {finds_what_flooding_finds, joins_what_meets_below, leaves_gaps, finds_none,
                                  NULL};
    return unit_run("regions", tests);
}
