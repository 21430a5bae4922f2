#include "paint/box.h"
#include "paint/box_inside.h"
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct pl_radii radii_of(double a, double b, double c, double d, bool percent) {
    return (struct pl_radii){{{a, percent}, {b, percent}, {c, percent}, {d, percent}}};
}

static void check_radii(struct pl_box box, struct pl_radii radii, const double rx[4], const double ry[4]) {
    struct pl_round_box round;
    pl_round_box_init(&round, box, &radii);
    for (int i = 0; i < 4; i++) {
        ck_assert_double_eq_tol(round.rx[i], rx[i], 1e-9);
        ck_assert_double_eq_tol(round.ry[i], ry[i], 1e-9);
    }
}

START_TEST(radii_become_pixels) {
    struct pl_box box = {0, 0, 200, 100};
    check_radii(box, radii_of(1, 2, 3, 4, false), (double[]){1, 2, 3, 4}, (double[]){1, 2, 3, 4});
    check_radii(box, radii_of(10, 10, 10, 10, true), (double[]){20, 20, 20, 20}, (double[]){10, 10, 10, 10});
    check_radii(box, radii_of(50, 50, 50, 50, true), (double[]){100, 100, 100, 100},
                (double[]){50, 50, 50, 50});
}
END_TEST

/* CSS Backgrounds 3, section 5.5: f = min(L / S) over the sides, all radii times f where f < 1. */
START_TEST(all_shrink_by_one_factor) {
    struct pl_box box = {0, 0, 200, 100};
    check_radii(box, radii_of(100, 100, 100, 100, false), (double[]){50, 50, 50, 50},
                (double[]){50, 50, 50, 50});
    check_radii(box, radii_of(300, 100, 0, 0, false), (double[]){100, 100 / 3.0, 0, 0},
                (double[]){100, 100 / 3.0, 0, 0});
    check_radii(box, radii_of(80, 0, 40, 120, false), (double[]){40, 0, 20, 60}, (double[]){40, 0, 20, 60});
    check_radii(box, radii_of(100, 100, 100, 100, true), (double[]){100, 100, 100, 100},
                (double[]){50, 50, 50, 50});
    /* The top asks for the least, later sides for more. */
    check_radii((struct pl_box){0, 0, 100, 200}, radii_of(100, 100, 0, 150, false), (double[]){50, 50, 0, 75},
                (double[]){50, 50, 0, 75});
    check_radii((struct pl_box){0, 0, 0, 0}, radii_of(9, 9, 9, 9, false), (double[4]){0}, (double[4]){0});
}
END_TEST

START_TEST(snaps_each_edge_to_its_nearest) {
    struct pl_box box = pl_box_snap((struct pl_box){10.4, 20.5, 30.2, 9.9});
    ck_assert(box.x == 10 && box.y == 21 && box.width == 31 && box.height == 9);
    box = pl_box_snap((struct pl_box){-1.5, -1.6, 3, 3});
    ck_assert(box.x == -1 && box.y == -2 && box.width == 3 && box.height == 3);
}
END_TEST

static void make(struct pl_pixmap *pixmap, int width, int height, uint32_t pixel) {
    struct placard_error error;
    ck_succeeds(pl_pixmap_init(pixmap, width, height, &error), error);
    pl_pixmap_fill(pixmap, pixel);
}

static void paint(struct pl_pixmap *pixmap, const struct pl_round_box *box, double degrees) {
    struct pl_raster raster = {0};
    struct pl_fill fill;
    struct placard_error error;
    pl_fill_init(&fill, &(struct pl_gradient){0}, (struct pl_color){255, 255, 255, 255}, box->box, 1);
    ck_succeeds(pl_round_box_fill(pixmap, box, degrees, &fill, &raster, &error), error);
    pl_fill_finish(&fill);
    pl_raster_finish(&raster);
}

static double bright_area(const struct pl_pixmap *pixmap) {
    double sum = 0;
    for (int y = 0; y < pixmap->height; y++) {
        for (int x = 0; x < pixmap->width; x++) {
            sum += (pl_pixmap_row(pixmap, y)[x] & 255) / 255.0;
        }
    }
    return sum;
}

START_TEST(fills_what_is_on_the_canvas) {
    struct pl_pixmap pixmap;
    struct pl_radii none = radii_of(0, 0, 0, 0, false);
    struct pl_round_box box;
    make(&pixmap, 40, 30, 0xff000000);
    pl_round_box_init(&box, (struct pl_box){-10, 5, 20, 100}, &none);
    paint(&pixmap, &box, 0);
    for (int y = 0; y < 30; y++) {
        for (int x = 0; x < 40; x++) {
            ck_assert_uint_eq(pl_pixmap_row(&pixmap, y)[x], x < 10 && y >= 5 ? 0xffffffff : 0xff000000);
        }
    }
    pl_round_box_init(&box, (struct pl_box){-1e6, -1e6, 2e6, 2e6}, &none);
    paint(&pixmap, &box, 0);
    ck_assert_double_eq_tol(bright_area(&pixmap), 1200, 1e-9);
    pl_pixmap_finish(&pixmap);
}
END_TEST

START_TEST(rounds_and_turns) {
    struct pl_pixmap pixmap;
    struct pl_radii radii = radii_of(10, 10, 10, 10, false);
    struct pl_round_box box;
    double expected = 60 * 40 - (4 - M_PI) * 100;
    pl_round_box_init(&box, (struct pl_box){20, 30, 60, 40}, &radii);
    for (int degrees = 0; degrees < 360; degrees += 45) {
        make(&pixmap, 100, 100, 0xff000000);
        paint(&pixmap, &box, degrees);
        ck_assert_double_eq_tol(bright_area(&pixmap), expected, expected * 0.006);
        pl_pixmap_finish(&pixmap);
    }
    make(&pixmap, 100, 100, 0xff000000);
    paint(&pixmap, &box, 90);
    ck_assert_uint_eq(pl_pixmap_row(&pixmap, 22)[50], 0xffffffff);
    ck_assert_uint_eq(pl_pixmap_row(&pixmap, 50)[25], 0xff000000);
    ck_assert_uint_eq(pl_pixmap_row(&pixmap, 20)[30], 0xff000000);
    pl_pixmap_finish(&pixmap);
}
END_TEST

static void shade(struct pl_pixmap *pixmap, const struct pl_round_box *box, struct pl_shadow shadow) {
    struct pl_raster raster = {0};
    struct placard_error error;
    ck_succeeds(pl_round_box_shadows(pixmap, box, 0, &shadow, 1, shadow.inset, 1, &raster, &error), error);
    pl_raster_finish(&raster);
}

/* CSS Backgrounds 3, section 6: a shadow lies outside the border box only, an inset one inside only. */
START_TEST(shadows_stay_on_their_side) {
    struct pl_pixmap pixmap;
    struct pl_radii none = radii_of(0, 0, 0, 0, false);
    struct pl_round_box box;
    struct pl_shadow shadow = {.dx = 5, .dy = 3, .blur = 8, .spread = 2, .color = {255, 255, 255, 255}};
    pl_round_box_init(&box, (struct pl_box){30, 30, 40, 20}, &none);
    for (int inset = 0; inset < 2; inset++) {
        int most = 0;
        shadow.inset = inset;
        make(&pixmap, 100, 80, 0xff000000);
        shade(&pixmap, &box, shadow);
        for (int y = 0; y < 80; y++) {
            for (int x = 0; x < 100; x++) {
                bool inside = x >= 30 && x < 70 && y >= 30 && y < 50;
                int value = (int)(pl_pixmap_row(&pixmap, y)[x] & 255);
                if (inside == (inset == 0)) {
                    ck_assert_int_eq(value, 0);
                }
                most = value > most ? value : most;
            }
        }
        ck_assert_int_gt(most, 120);
        pl_pixmap_finish(&pixmap);
    }
}
END_TEST

START_TEST(sharp_shadows_are_boxes) {
    struct pl_pixmap pixmap;
    struct pl_radii none = radii_of(0, 0, 0, 0, false);
    struct pl_round_box box;
    pl_round_box_init(&box, (struct pl_box){30, 30, 40, 20}, &none);
    make(&pixmap, 100, 80, 0xff000000);
    shade(&pixmap, &box, (struct pl_shadow){.dx = 5, .dy = -3, .spread = 2, .color = {255, 255, 255, 255}});
    for (int y = 0; y < 80; y++) {
        for (int x = 0; x < 100; x++) {
            bool inside = x >= 30 && x < 70 && y >= 30 && y < 50;
            bool shaded = x >= 33 && x < 77 && y >= 25 && y < 49;
            ck_assert_uint_eq(pl_pixmap_row(&pixmap, y)[x], shaded && !inside ? 0xffffffff : 0xff000000);
        }
    }
    pl_pixmap_finish(&pixmap);
}
END_TEST

/* However the canvas is cut, the same is drawn: a few rows at once, or all that it has. */
START_TEST(shadows_have_no_seams) {
    enum { WIDTH = 760, HEIGHT = 700, PART = 57 };
    static const double blurs[] = {0, 1, 3, 20};
    struct placard_error error;
    struct pl_raster raster = {0};
    for (int i = 0; i < 16; i++) {
        struct pl_radii radii = i & 8 ? radii_of(50, 50, 50, 50, true) : radii_of(10, 20, 30, 40, false);
        double degrees = i & 8 ? 0 : 30;
        struct pl_shadow shadow = {
            .dx = 5, .dy = 3, .blur = blurs[i & 3], .inset = (i & 4) != 0, .color = {255, 255, 255, 255}};
        struct pl_pixmap whole;
        struct pl_round_box box;
        pl_round_box_init(&box, (struct pl_box){50, 40, 640, 600}, &radii);
        make(&whole, WIDTH, HEIGHT, 0xff000000);
        ck_succeeds(pl_round_box_shadows(&whole, &box, degrees, &shadow, 1, shadow.inset, 1, &raster, &error),
                    error);
        for (int y = 0; y < HEIGHT; y += PART) {
            struct pl_pixmap part;
            int height = HEIGHT - y < PART ? HEIGHT - y : PART;
            make(&part, WIDTH, height, 0xff000000);
            ck_succeeds(
                pl_round_box_shadows(&part, &box, degrees, &shadow, 1, shadow.inset, 1, &raster, &error),
                error);
            for (int row = 0; row < height; row++) {
                ck_assert_msg(memcmp(pl_pixmap_row(&part, row), pl_pixmap_row(&whole, y + row),
                                     WIDTH * sizeof(uint32_t)) == 0,
                              "%d: row %d", i, y + row);
            }
            pl_pixmap_finish(&part);
            box.box.y -= PART;
            box.pivot_y -= PART;
        }
        pl_pixmap_finish(&whole);
    }
    pl_raster_finish(&raster);
}
END_TEST

static bool is_bright(const struct pl_pixmap *pixmap, struct pl_rect r) {
    bool bright = true;
    for (int y = r.y0; y < r.y1; y++) {
        for (int x = r.x0; x < r.x1; x++) {
            bright = bright && pl_pixmap_row(pixmap, y)[x] == 0xffffffff;
        }
    }
    return bright;
}

/* What is said to be inside is covered, as far around as is asked for. */
START_TEST(inside_is_covered) {
    enum { WIDTH = 300, HEIGHT = 200 };
    double found = 0;
    for (int i = 0; i < 72; i++) {
        struct pl_pixmap pixmap;
        struct pl_round_box box;
        struct pl_radii radii =
            i % 3 ? radii_of(10 + i, 70 - i, 20, i, false) : radii_of(50, 50, 50, 50, true);
        pl_round_box_init(&box, (struct pl_box){20.5, 15.25, 250, 171.5}, &radii);
        make(&pixmap, WIDTH, HEIGHT, 0xff000000);
        paint(&pixmap, &box, i * 5);
        for (int y = 0; y < HEIGHT; y += 7) {
            for (int far = 0; far < 30; far += 9) {
                struct pl_rect rows = {0, y, WIDTH, y + 7 < HEIGHT ? y + 7 : HEIGHT};
                struct pl_rect r = pl_round_box_inside(&box, i * 5, far, rows);
                ck_assert(pl_rect_empty(r) || (r.y0 == rows.y0 && r.y1 == rows.y1));
                struct pl_rect around =
                    pl_rect_intersect(pl_rect_grow(r, far), (struct pl_rect){0, 0, WIDTH, HEIGHT});
                ck_assert_msg(pl_rect_empty(r) || is_bright(&pixmap, around), "%d: row %d, %d around", i, y,
                              far);
                found += far == 0 ? (r.x1 - r.x0) * 7 : 0;
            }
        }
        found -= bright_area(&pixmap) * 0.6;
        pl_pixmap_finish(&pixmap);
    }
    ck_assert_double_gt(found, 0); /* most of what there is */
}
END_TEST

int main(void) {
    const TTest *const tests[] = {radii_become_pixels,
                                  all_shrink_by_one_factor,
                                  snaps_each_edge_to_its_nearest,
                                  fills_what_is_on_the_canvas,
                                  rounds_and_turns,
                                  shadows_stay_on_their_side,
                                  sharp_shadows_are_boxes,
                                  shadows_have_no_seams,
                                  inside_is_covered,
                                  NULL};
    return unit_run("box", tests);
}
