#include "base/pixmap.h"
#include "paint/mask.h"
#include "unit.h"

static void make(struct pl_mask *mask, int x, int y, int width, int height, int value) {
    struct placard_error error;
    ck_succeeds(pl_mask_reset(mask, (struct pl_rect){x, y, x + width, y + height}, &error), error);
    for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
            pl_mask_row(mask, row)[column] = (uint8_t)value;
        }
    }
}

static int at(const struct pl_mask *mask, int x, int y) {
    return pl_mask_row(mask, y - mask->y)[x - mask->x];
}

START_TEST(rectangles) {
    struct pl_rect a = {0, 0, 4, 4};
    struct pl_rect b = {6, -2, 8, 3};
    struct pl_rect none = {9, 9, 9, 20};
    struct pl_rect u = pl_rect_union(a, b);
    ck_assert(u.x0 == 0 && u.y0 == -2 && u.x1 == 8 && u.y1 == 4);
    u = pl_rect_union(a, none);
    ck_assert(u.x0 == 0 && u.y0 == 0 && u.x1 == 4 && u.y1 == 4);
    u = pl_rect_union(none, b);
    ck_assert(u.x0 == 6 && u.y0 == -2 && u.x1 == 8 && u.y1 == 3);
    ck_assert(pl_rect_empty(pl_rect_intersect(a, b)));
    u = pl_rect_grow(a, 3);
    ck_assert(u.x0 == -3 && u.y0 == -3 && u.x1 == 7 && u.y1 == 7);
}
END_TEST

START_TEST(resets_to_nothing) {
    struct pl_mask mask = {0};
    struct placard_error error;
    make(&mask, -5, -6, 30, 20, 255);
    uint8_t *data = mask.data;
    ck_succeeds(pl_mask_reset(&mask, (struct pl_rect){1, 2, 11, 9}, &error), error);
    ck_assert_ptr_eq(mask.data, data);
    ck_assert(mask.x == 1 && mask.y == 2 && mask.width == 10 && mask.height == 7);
    for (int y = 2; y < 9; y++) {
        for (int x = 1; x < 11; x++) {
            ck_assert_int_eq(at(&mask, x, y), 0);
        }
    }
    ck_succeeds(pl_mask_reset(&mask, (struct pl_rect){5, 5, 1, 1}, &error), error);
    ck_assert_int_eq(mask.width, 0);
    ck_assert_int_eq(mask.height, 0);
    pl_mask_finish(&mask);
}
END_TEST

/* Two coats: what the first leaves open the second covers in part. */
START_TEST(adds) {
    struct pl_mask to = {0};
    struct pl_mask from = {0};
    for (int a = 0; a < 256; a += 5) {
        for (int b = 0; b < 256; b += 3) {
            make(&to, 0, 0, 1, 1, a);
            make(&from, 0, 0, 1, 1, b);
            pl_mask_add(&to, &from, 0, 0);
            ck_assert_double_eq_tol(at(&to, 0, 0), a + b - a * b / 255.0, 0.5001);
        }
    }
    pl_mask_finish(&to);
    pl_mask_finish(&from);
}
END_TEST

START_TEST(subtracts) {
    struct pl_mask mask = {0};
    struct pl_mask other = {0};
    for (int a = 0; a < 256; a += 5) {
        for (int b = 0; b < 256; b += 3) {
            make(&mask, 0, 0, 1, 1, a);
            make(&other, 0, 0, 1, 1, b);
            pl_mask_subtract(&mask, &other, 0, 0);
            ck_assert_double_eq_tol(at(&mask, 0, 0), a * (255 - b) / 255.0, 0.5001);
        }
    }
    pl_mask_finish(&mask);
    pl_mask_finish(&other);
}
END_TEST

/* Moved to every place around and over the edges: only what lies over it changes. */
START_TEST(clips_what_is_moved) {
    struct pl_mask to = {0};
    struct pl_mask from = {0};
    make(&from, 2, 3, 4, 2, 255);
    for (int dy = -12; dy < 12; dy++) {
        for (int dx = -12; dx < 12; dx++) {
            make(&to, -1, -2, 7, 6, 0);
            pl_mask_add(&to, &from, dx, dy);
            for (int y = -2; y < 4; y++) {
                for (int x = -1; x < 6; x++) {
                    bool under = x - dx >= 2 && x - dx < 6 && y - dy >= 3 && y - dy < 5;
                    ck_assert_int_eq(at(&to, x, y), under ? 255 : 0);
                }
            }
            pl_mask_subtract(&to, &from, dx, dy);
            for (int y = -2; y < 4; y++) {
                for (int x = -1; x < 6; x++) {
                    ck_assert_int_eq(at(&to, x, y), 0);
                }
            }
        }
    }
    pl_mask_finish(&to);
    pl_mask_finish(&from);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {rectangles, resets_to_nothing, adds, subtracts, clips_what_is_moved, NULL};
    return unit_run("mask", tests);
}
