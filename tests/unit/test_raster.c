#include "paint/raster.h"
#include "pictures.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>

static const struct pl_rect canvas = {-100, -100, 100, 100};

static void add_rectangle(struct pl_raster *raster, double x0, double y0, double x1, double y1) {
    pl_raster_move(raster, x0, y0);
    pl_raster_line(raster, x1, y0);
    pl_raster_line(raster, x1, y1);
    pl_raster_line(raster, x0, y1);
    pl_raster_close(raster);
}

static void add_reversed(struct pl_raster *raster, double x0, double y0, double x1, double y1) {
    pl_raster_move(raster, x0, y0);
    pl_raster_line(raster, x0, y1);
    pl_raster_line(raster, x1, y1);
    pl_raster_line(raster, x1, y0);
    pl_raster_close(raster);
}

static void fill(struct pl_raster *raster, struct pl_rect clip, struct pl_mask *mask) {
    struct placard_error error;
    ck_succeeds(pl_raster_fill(raster, clip, mask, &error), error);
}

static int coverage(const struct pl_mask *mask, int x, int y) {
    bool inside = x >= mask->x && y >= mask->y && x < mask->x + mask->width && y < mask->y + mask->height;
    return inside ? pl_mask_row(mask, y - mask->y)[x - mask->x] : 0;
}

/* What the outline covers, in pixels. */
static double area(struct pl_raster *raster) {
    struct pl_mask mask = {0};
    double sum = 0;
    fill(raster, canvas, &mask);
    for (int y = -100; y < 100; y++) {
        for (int x = -100; x < 100; x++) {
            sum += coverage(&mask, x, y) / 255.0;
        }
    }
    pl_mask_finish(&mask);
    pl_raster_reset(raster);
    return sum;
}

static double overlap(double a, double b, int pixel) {
    return fmax(0, fmin(b, pixel + 1) - fmax(a, pixel));
}

/* Sides at any place across and at quarters down: every pixel is covered by what lies in it. */
START_TEST(covers_rectangles_exactly) {
    struct pl_raster raster = {0};
    struct pl_mask mask = {0};
    pl_raster_reset(&raster);
    for (int i = 0; i < 400; i++) {
        double x0 = -4 + i % 20 * 0.35;
        double x1 = x0 + 0.2 + i % 7 * 1.3;
        double y0 = -4 + i / 20 * 0.25;
        double y1 = y0 + 0.25 + i % 11 * 0.75;
        add_rectangle(&raster, x0, y0, x1, y1);
        fill(&raster, canvas, &mask);
        for (int y = -6; y < 16; y++) {
            for (int x = -6; x < 16; x++) {
                double expected = overlap(x0, x1, x) * overlap(y0, y1, y) * 255;
                ck_assert_msg(fabs(coverage(&mask, x, y) - expected) <= 1,
                              "(%g, %g, %g, %g) at (%d, %d): %d, not %g", x0, y0, x1, y1, x, y,
                              coverage(&mask, x, y), expected);
            }
        }
        pl_raster_reset(&raster);
    }
    pl_mask_finish(&mask);
    pl_raster_finish(&raster);
}
END_TEST

/* Ends of edges between the quarters go to the nearest, as the browser's do. */
START_TEST(snaps_to_quarters_downwards) {
    struct pl_raster raster = {0};
    struct pl_mask mask = {0};
    pl_raster_reset(&raster);
    add_rectangle(&raster, 0, 0.2, 4, 3.1);
    fill(&raster, canvas, &mask);
    ck_assert_int_le(abs(coverage(&mask, 1, 0) - 191), 1);
    ck_assert_int_eq(coverage(&mask, 1, 2), 255);
    ck_assert_int_eq(coverage(&mask, 1, 3), 0);
    pl_mask_finish(&mask);
    pl_raster_finish(&raster);
}
END_TEST

START_TEST(covers_slopes_by_their_area) {
    struct pl_raster raster = {0};
    struct pl_mask mask = {0};
    pl_raster_reset(&raster);
    pl_raster_move(&raster, 0, 0);
    pl_raster_line(&raster, 4, 0);
    pl_raster_line(&raster, 0, 4);
    fill(&raster, canvas, &mask);
    for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
            int expected = x + y < 3 ? 255 : x + y == 3 ? 128 : 0;
            ck_assert_int_le(abs(coverage(&mask, x, y) - expected), 1);
        }
    }
    pl_raster_reset(&raster);
    pl_raster_move(&raster, 3, 1);
    pl_raster_line(&raster, 25, 9);
    pl_raster_line(&raster, -8, 30);
    ck_assert_double_eq_tol(area(&raster), fabs(22 * 29 - 8 * -11.0) / 2, 0.5);
    pl_mask_finish(&mask);
    pl_raster_finish(&raster);
}
END_TEST

START_TEST(counts_what_overlaps_once) {
    struct pl_raster raster = {0};
    pl_raster_reset(&raster);
    add_rectangle(&raster, 0, 0, 10, 10);
    add_rectangle(&raster, 5, 5, 15, 15);
    ck_assert_double_eq_tol(area(&raster), 175, 1e-6);
    add_rectangle(&raster, 0, 0, 10, 10);
    add_rectangle(&raster, 0, 0, 10, 10);
    ck_assert_double_eq_tol(area(&raster), 100, 1e-6);
    add_rectangle(&raster, 0.5, 0.25, 9.5, 9.75);
    add_rectangle(&raster, 0.5, 0.25, 9.5, 9.75);
    ck_assert_double_eq_tol(area(&raster), 9 * 9.5, 0.2);
    pl_raster_finish(&raster);
}
END_TEST

/* Against the other's direction a contour cuts a hole. */
START_TEST(follows_the_nonzero_rule) {
    struct pl_raster raster = {0};
    pl_raster_reset(&raster);
    add_rectangle(&raster, 0, 0, 10, 10);
    add_reversed(&raster, 2, 2, 6, 6);
    ck_assert_double_eq_tol(area(&raster), 84, 1e-6);
    add_rectangle(&raster, 0, 0, 10, 10);
    add_rectangle(&raster, 0, 0, 10, 10);
    add_reversed(&raster, 2, 2, 6, 6);
    ck_assert_double_eq_tol(area(&raster), 100, 1e-6);
    add_reversed(&raster, 0, 0, 10, 10);
    ck_assert_double_eq_tol(area(&raster), 100, 1e-6);
    pl_raster_finish(&raster);
}
END_TEST

static void add_circle(struct pl_raster *raster, double x, double y, double r) {
    double k = r * 0.5522847498307936;
    pl_raster_move(raster, x + r, y);
    pl_raster_cubic(raster, x + r, y + k, x + k, y + r, x, y + r);
    pl_raster_cubic(raster, x - k, y + r, x - r, y + k, x - r, y);
    pl_raster_cubic(raster, x - r, y - k, x - k, y - r, x, y - r);
    pl_raster_cubic(raster, x + k, y - r, x + r, y - k, x + r, y);
    pl_raster_close(raster);
}

START_TEST(follows_curves) {
    struct pl_raster raster = {0};
    pl_raster_reset(&raster);
    for (double r = 2; r < 90; r *= 1.5) {
        add_circle(&raster, 0.3, 0.1, r);
        double expected = M_PI * r * r;
        double found = area(&raster);
        ck_assert_msg(fabs(found - expected) < 1 + expected * 0.015, "radius %g: %g, not %g", r, found,
                      expected);
    }
    /* A parabola cuts off two thirds of its box. */
    pl_raster_move(&raster, -20, 0);
    pl_raster_quadratic(&raster, 0, 40, 20, 0);
    ck_assert_double_eq_tol(area(&raster), 40 * 20 * 2 / 3.0, 3);
    pl_raster_finish(&raster);
}
END_TEST

START_TEST(clips) {
    struct pl_raster raster = {0};
    struct pl_mask whole = {0};
    struct pl_mask part = {0};
    const struct pl_rect clip = {-3, -5, 12, 9};
    pl_raster_reset(&raster);
    add_circle(&raster, 2.6, 1.2, 13);
    fill(&raster, canvas, &whole);
    pl_raster_reset(&raster);
    add_circle(&raster, 2.6, 1.2, 13);
    fill(&raster, clip, &part);
    ck_assert(part.x >= clip.x0 && part.y >= clip.y0);
    ck_assert(part.x + part.width <= clip.x1 && part.y + part.height <= clip.y1);
    for (int y = clip.y0; y < clip.y1; y++) {
        for (int x = clip.x0; x < clip.x1; x++) {
            ck_assert_int_le(abs(coverage(&part, x, y) - coverage(&whole, x, y)), 1);
        }
    }
    pl_raster_reset(&raster);
    add_rectangle(&raster, -1e7, -1e7, 1e7, 1e7);
    fill(&raster, clip, &part);
    ck_assert_int_eq(coverage(&part, -3, -5), 255);
    ck_assert_int_eq(coverage(&part, 11, 8), 255);
    ck_assert_int_eq(part.width, 15);
    pl_raster_reset(&raster);
    add_rectangle(&raster, 200, 200, 300, 300);
    fill(&raster, clip, &part);
    ck_assert(pl_rect_empty(pl_mask_rect(&part)));
    pl_mask_finish(&whole);
    pl_mask_finish(&part);
    pl_raster_finish(&raster);
}
END_TEST

START_TEST(knows_its_bounds) {
    struct pl_raster raster = {0};
    pl_raster_reset(&raster);
    ck_assert(pl_rect_empty(pl_raster_bounds(&raster)));
    add_rectangle(&raster, -2.5, -1.25, 3.5, 4.5);
    struct pl_rect bounds = pl_raster_bounds(&raster);
    ck_assert_int_eq(bounds.x0, -3);
    ck_assert_int_eq(bounds.y0, -2);
    ck_assert_int_eq(bounds.x1, 4);
    ck_assert_int_eq(bounds.y1, 5);
    pl_raster_finish(&raster);
}
END_TEST

START_TEST(closes_open_contours) {
    struct pl_raster raster = {0};
    pl_raster_reset(&raster);
    pl_raster_move(&raster, 0, 0);
    pl_raster_line(&raster, 10, 0);
    pl_raster_line(&raster, 10, 10);
    pl_raster_line(&raster, 0, 10);
    pl_raster_move(&raster, 20, 20);
    pl_raster_line(&raster, 30, 20);
    pl_raster_line(&raster, 30, 30);
    ck_assert_double_eq_tol(area(&raster), 150, 0.1);
    pl_raster_finish(&raster);
}
END_TEST

/* Corners at quarters of pixels, so that many edges cross just where they are put in order. */
static void add_tangle(struct pl_raster *raster, uint32_t *state) {
    pl_raster_reset(raster);
    pl_raster_move(raster, picture_random(state) % 160 / 4.0, picture_random(state) % 64 / 4.0);
    for (int i = 0; i < 9; i++) {
        pl_raster_line(raster, picture_random(state) % 160 / 4.0, picture_random(state) % 64 / 4.0);
    }
}

/* A row by itself is what it is among the others. */
START_TEST(fills_rows_alike) {
    struct placard_error error;
    struct pl_raster raster = {0};
    struct pl_mask whole = {0};
    struct pl_mask row = {0};
    uint32_t state = 1;
    for (int i = 0; i < 4000; i++) {
        const struct pl_rect clip = {i % 30, i % 5, 40, 16 - i % 3};
        add_tangle(&raster, &state);
        fill(&raster, clip, &whole);
        for (int y = whole.y; y < whole.y + whole.height; y++) {
            const struct pl_rect band = {-9, y, 99, y + 1};
            ck_succeeds(pl_raster_fill_part(&raster, clip, pl_rect_rows(clip, band), &row, &error), error);
            ck_assert(row.x == whole.x && row.y == y && row.width == whole.width && row.height == 1);
            ck_assert_mem_eq(row.data, pl_mask_row(&whole, y - whole.y), (size_t)row.width);
        }
    }
    pl_mask_finish(&row);
    pl_mask_finish(&whole);
    pl_raster_finish(&raster);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {covers_rectangles_exactly,
                                  snaps_to_quarters_downwards,
                                  covers_slopes_by_their_area,
                                  counts_what_overlaps_once,
                                  follows_the_nonzero_rule,
                                  follows_curves,
                                  clips,
                                  knows_its_bounds,
                                  closes_open_contours,
                                  fills_rows_alike,
                                  NULL};
    return unit_run("raster", tests);
}
