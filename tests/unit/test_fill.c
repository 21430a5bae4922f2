#include "paint/gradient.h"
#include "unit.h"

#include <math.h>

static const struct pl_box box = {10, 20, 100, 50};
static const struct pl_color black = {0, 0, 0, 255};

/* Within 1 of each channel: red, green, blue and alpha before they are multiplied. */
static void check_pixel(uint32_t found, double r, double g, double b, double alpha) {
    double expected[4] = {b * alpha, g * alpha, r * alpha, 255 * alpha};
    for (int i = 0; i < 4; i++) {
        int channel = (int)(found >> i * 8 & 255);
        ck_assert_msg(fabs(channel - expected[i]) <= 1, "%08x, not (%g, %g, %g) at %g", found, r, g, b,
                      alpha);
    }
}

static uint32_t pixel_at(struct pl_fill *fill, int x, int y) {
    uint32_t run;
    const uint32_t *row = pl_fill_row(fill, x, y, 0, 1);
    ck_assert_ptr_nonnull(row);
    if (pl_fill_is_run(fill, y, &run)) {
        return run;
    }
    return *row;
}

START_TEST(one_colour) {
    struct pl_fill fill;
    uint32_t pixel;
    pl_fill_init(&fill, &(struct pl_gradient){0}, (struct pl_color){255, 128, 0, 255}, box, 0.5);
    ck_assert(pl_fill_is_run(&fill, 3, &pixel));
    check_pixel(pixel, 255, 128, 0, 0.5);
    pl_fill_finish(&fill);
}
END_TEST

/* Clear red to blue: half way it is purple, half opaque, where premultiplied mixing has blue alone. */
START_TEST(mixes_before_alpha) {
    struct pl_stop stops[] = {{0, 1, {255, 0, 0, 0}}, {1, 1, {0, 0, 255, 255}}};
    struct pl_gradient gradient = {.type = PL_GRADIENT_LINEAR, .x2 = 100, .stops = stops, .count = 2};
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, black, box, 1);
    for (int x = 0; x < 100; x += 7) {
        double t = (x + 0.5) / 100;
        check_pixel(pixel_at(&fill, 10 + x, 30), 255 * (1 - t), 0, 255 * t, t);
    }
    pl_fill_finish(&fill);
    pl_fill_init(&fill, &gradient, black, box, 0.5);
    check_pixel(pixel_at(&fill, 300, 30), 0, 0, 255, 0.5);
    pl_fill_finish(&fill);
}
END_TEST

START_TEST(stops_have_opacity) {
    struct pl_stop stops[] = {{0, 0.5, {255, 0, 0, 255}}, {1, 0.5, {255, 0, 0, 128}}};
    struct pl_gradient gradient = {.type = PL_GRADIENT_LINEAR, .x2 = 100, .stops = stops, .count = 2};
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, black, box, 1);
    check_pixel(pixel_at(&fill, 10, 30), 255, 0, 0, 0.5);
    check_pixel(pixel_at(&fill, 109, 30), 255, 0, 0, 0.25);
    pl_fill_finish(&fill);
}
END_TEST

START_TEST(pads_beyond_its_axis) {
    struct pl_stop stops[] = {{0.25, 1, {255, 0, 0, 255}}, {0.75, 1, {0, 255, 0, 255}}};
    struct pl_gradient gradient = {
        .type = PL_GRADIENT_LINEAR, .x1 = 20, .x2 = 80, .stops = stops, .count = 2};
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, black, box, 1);
    ck_assert_uint_eq(pixel_at(&fill, -50, 30), 0xffff0000);
    ck_assert_uint_eq(pixel_at(&fill, 44, 30), 0xffff0000);
    ck_assert_uint_eq(pixel_at(&fill, 76, 30), 0xff00ff00);
    ck_assert_uint_eq(pixel_at(&fill, 500, 30), 0xff00ff00);
    pl_fill_finish(&fill);
}
END_TEST

/* Two stops at one offset make an edge, at the very pixel, in any direction. */
START_TEST(keeps_hard_edges) {
    struct pl_stop stops[] = {{0, 1, {255, 0, 0, 255}},
                              {0.37, 1, {255, 0, 0, 255}},
                              {0.37, 1, {0, 0, 255, 255}},
                              {1, 1, {0, 0, 255, 255}}};
    struct pl_gradient gradient = {.type = PL_GRADIENT_LINEAR, .x2 = 100, .stops = stops, .count = 4};
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, black, box, 1);
    for (int x = 0; x < 100; x++) {
        ck_assert_uint_eq(pixel_at(&fill, 10 + x, 30), x < 37 ? 0xffff0000 : 0xff0000ff);
    }
    pl_fill_finish(&fill);
    gradient.x2 = 0;
    gradient.y2 = 50;
    pl_fill_init(&fill, &gradient, black, box, 1);
    for (int y = 0; y < 50; y++) {
        uint32_t pixel;
        ck_assert(pl_fill_is_run(&fill, 20 + y, &pixel));
        ck_assert_uint_eq(pixel, y + 0.5 < 18.5 ? 0xffff0000 : 0xff0000ff);
    }
    pl_fill_finish(&fill);
}
END_TEST

/* An edge that no table of colours has an entry for. */
START_TEST(keeps_hard_edges_of_long_axes) {
    struct pl_stop stops[] = {{0.3696, 1, {255, 0, 0, 255}}, {0.3696, 1, {0, 0, 255, 255}}};
    struct pl_gradient gradient = {.type = PL_GRADIENT_LINEAR, .x2 = 1000, .stops = stops, .count = 2};
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, black, box, 1);
    for (int x = 0; x < 1000; x++) {
        ck_assert_uint_eq(pixel_at(&fill, 10 + x, 30), x + 0.5 < 369.6 ? 0xffff0000 : 0xff0000ff);
    }
    pl_fill_finish(&fill);
}
END_TEST

/* The colour between the stops around t, found by looking at each. */
static void check_stops(const struct pl_gradient *gradient, double t, uint32_t found) {
    int after = 0;
    while (after < gradient->count && gradient->stops[after].offset <= t) {
        after++;
    }
    const struct pl_stop *b = &gradient->stops[after < gradient->count ? after : after - 1];
    const struct pl_stop *a = after > 0 ? &gradient->stops[after - 1] : b;
    double f = b->offset > a->offset ? (t - a->offset) / (b->offset - a->offset) : 0;
    double alpha = (a->color.a * a->opacity * (1 - f) + b->color.a * b->opacity * f) / 255;
    check_pixel(found, a->color.r + (b->color.r - a->color.r) * f, a->color.g + (b->color.g - a->color.g) * f,
                a->color.b + (b->color.b - a->color.b) * f, alpha);
}

/* With many stops, some in the same place and some closer than colours are kept, and whichever pixel was
 * asked for before. */
START_TEST(finds_one_of_many_stops) {
    enum { COUNT = 64, WIDTH = 4000 };
    struct pl_stop stops[COUNT];
    struct pl_gradient gradient = {.type = PL_GRADIENT_LINEAR, .x2 = WIDTH, .stops = stops, .count = COUNT};
    struct pl_fill fill;
    for (int i = 0; i < COUNT; i++) {
        double offset = i % 8 == 3 ? i - 1 : i % 8 == 5 ? i - 0.99 : i;
        uint8_t level = (uint8_t)(i * 97);
        stops[i] = (struct pl_stop){(offset + 1) / (COUNT + 2),
                                    i % 5 == 0 ? 0.5 : 1,
                                    {level, (uint8_t)(255 - level), (uint8_t)(i * 31), 255}};
    }
    pl_fill_init(&fill, &gradient, black, box, 1);
    const uint32_t *row = pl_fill_row(&fill, 10, 30, 0, WIDTH);
    ck_assert_ptr_nonnull(row);
    for (int x = 0; x < WIDTH; x++) {
        check_stops(&gradient, (x + 0.5) / WIDTH, row[x]);
    }
    for (int x = 0; x < WIDTH; x++) {
        int at = (int)((long long)x * 1237 % WIDTH);
        check_stops(&gradient, (at + 0.5) / WIDTH, pixel_at(&fill, 10 + at, 30));
    }
    pl_fill_finish(&fill);
}
END_TEST

START_TEST(percentages_are_of_the_box) {
    struct pl_stop stops[] = {{0, 1, {0, 0, 0, 255}}, {1, 1, {255, 255, 255, 255}}};
    struct pl_gradient gradient = {
        .type = PL_GRADIENT_LINEAR, .percentage = true, .x2 = 1, .y2 = 1, .stops = stops, .count = 2};
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, black, box, 1);
    for (int i = 0; i < 50; i += 7) {
        /* The axis runs from corner to corner; its normal is not the other diagonal (SVG userSpaceOnUse). */
        double x = 2 * i + 0.5;
        double y = i + 0.5;
        double t = (x * 100 + y * 50) / (100 * 100 + 50 * 50);
        check_pixel(pixel_at(&fill, 10 + 2 * i, 20 + i), 255 * t, 255 * t, 255 * t, 1);
    }
    pl_fill_finish(&fill);
}
END_TEST

START_TEST(no_axis_is_the_last_stop) {
    struct pl_stop stops[] = {{0, 1, {255, 0, 0, 255}}, {1, 1, {0, 0, 255, 255}}};
    struct pl_gradient gradient = {.type = PL_GRADIENT_LINEAR, .x1 = 5, .x2 = 5, .stops = stops, .count = 2};
    struct pl_fill fill;
    uint32_t pixel;
    pl_fill_init(&fill, &gradient, black, box, 1);
    ck_assert(pl_fill_is_run(&fill, 30, &pixel));
    ck_assert_uint_eq(pixel, 0xff0000ff);
    pl_fill_finish(&fill);
}
END_TEST

START_TEST(radial_goes_by_distance) {
    struct pl_stop stops[] = {{0, 1, {0, 0, 0, 255}}, {1, 1, {255, 255, 255, 255}}};
    struct pl_gradient gradient = {.type = PL_GRADIENT_RADIAL,
                                   .x1 = 50,
                                   .y1 = 25,
                                   .x2 = 50,
                                   .y2 = 25,
                                   .r1 = 5,
                                   .r2 = 25,
                                   .stops = stops,
                                   .count = 2};
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, black, box, 1);
    for (int y = 0; y < 50; y += 3) {
        for (int x = 0; x < 100; x += 3) {
            double distance = hypot(x + 0.5 - 50, y + 0.5 - 25);
            double t = fmin(1, fmax(0, (distance - 5) / 20));
            check_pixel(pixel_at(&fill, 10 + x, 20 + y), 255 * t, 255 * t, 255 * t, 1);
        }
    }
    pl_fill_finish(&fill);
}
END_TEST

/* Circles side by side cover a cone; outside it there is nothing. */
START_TEST(radial_leaves_out_what_no_circle_covers) {
    struct pl_stop stops[] = {{0, 1, {255, 0, 0, 255}}, {1, 1, {0, 0, 255, 255}}};
    struct pl_gradient gradient = {.type = PL_GRADIENT_RADIAL,
                                   .x1 = 20,
                                   .y1 = 25,
                                   .x2 = 80,
                                   .y2 = 25,
                                   .r1 = 5,
                                   .r2 = 10,
                                   .stops = stops,
                                   .count = 2};
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, black, box, 1);
    ck_assert_uint_eq(pixel_at(&fill, 10 + 20, 20 + 49), 0);
    ck_assert_uint_ne(pixel_at(&fill, 10 + 50, 20 + 25), 0);
    pl_fill_finish(&fill);
}
END_TEST

/* An edge 100.4 pixels from the middle of a circle so large that a table of colours would miss it by half a
 * pixel. */
START_TEST(keeps_hard_edges_of_large_circles) {
    struct pl_stop stops[] = {{0, 1, {255, 0, 0, 255}},
                              {0.0251, 1, {255, 0, 0, 255}},
                              {0.0251, 1, {0, 0, 255, 255}},
                              {1, 1, {0, 0, 255, 255}}};
    struct pl_gradient gradient = {.type = PL_GRADIENT_RADIAL, .r2 = 4000, .stops = stops, .count = 4};
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, black, (struct pl_box){0, 0.5, 8000, 8000}, 1);
    for (int x = 90; x < 110; x++) {
        bool inside = x + 0.5 < 100.4;
        check_pixel(pixel_at(&fill, x, 0), inside ? 255 : 0, 0, inside ? 0 : 255, 1);
    }
    pl_fill_finish(&fill);
}
END_TEST

START_TEST(turns_about_the_middle) {
    struct pl_stop stops[] = {{0, 1, {0, 0, 0, 255}}, {1, 1, {255, 255, 255, 255}}};
    struct pl_gradient gradient = {.type = PL_GRADIENT_LINEAR, .x2 = 100, .stops = stops, .count = 2};
    struct pl_fill fill;
    pl_fill_init(&fill, &gradient, black, box, 1);
    pl_fill_rotate(&fill, box, 90);
    /* What ran to the right runs down, through the box's middle at (60, 45). */
    for (int y = -20; y < 20; y += 5) {
        double t = (50 + y + 0.5) / 100;
        check_pixel(pixel_at(&fill, 60, 45 + y), 255 * t, 255 * t, 255 * t, 1);
        check_pixel(pixel_at(&fill, 20, 45 + y), 255 * t, 255 * t, 255 * t, 1);
    }
    pl_fill_finish(&fill);
}
END_TEST

static int work_of(enum pl_gradient_type type, double x2, double y2, double r1, double edge) {
    struct pl_stop stops[] = {
        {0, 1, {255, 0, 0, 255}}, {0.5, 1, {0, 0, 255, 255}}, {edge, 1, {0, 255, 0, 255}}};
    struct pl_gradient gradient = {.type = type, .stops = stops, .count = 3};
    struct pl_fill fill;
    gradient.x1 = 50;
    gradient.y1 = 25;
    gradient.x2 = x2;
    gradient.y2 = y2;
    gradient.r1 = r1;
    gradient.r2 = 100;
    pl_fill_init(&fill, &gradient, black, box, 1);
    int work = pl_fill_work(&fill);
    pl_fill_finish(&fill);
    return work;
}

/* What is counted of a document bounds its time: none takes three times as long as it counts for. */
START_TEST(work_goes_by_what_pixels_take) {
    ck_assert_int_eq(work_of(PL_GRADIENT_NONE, 0, 0, 0, 1), 1);
    ck_assert_int_eq(work_of(PL_GRADIENT_LINEAR, 90, 50, 0, 1), 1);
    ck_assert_int_eq(work_of(PL_GRADIENT_LINEAR, 90, 50, 0, 0.5), 3);
    ck_assert_int_eq(work_of(PL_GRADIENT_LINEAR, 90, 25, 0, 0.5), 1); /* all rows are one */
    ck_assert_int_eq(work_of(PL_GRADIENT_LINEAR, 50, 50, 0, 0.5), 1); /* each row has one colour */
    ck_assert_int_eq(work_of(PL_GRADIENT_RADIAL, 50, 25, 0, 1), 2);
    ck_assert_int_eq(work_of(PL_GRADIENT_RADIAL, 50, 25, 99.9, 1), 4); /* so thin that digits are few */
    ck_assert_int_eq(work_of(PL_GRADIENT_RADIAL, 90, 25, 0, 1), 4);
    ck_assert_int_eq(work_of(PL_GRADIENT_RADIAL, 90, 25, 0, 0.5), 6);
    ck_assert_int_eq(work_of(PL_GRADIENT_RADIAL, 50, 25, 0, 0.5), 6);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {one_colour,
                                  mixes_before_alpha,
                                  stops_have_opacity,
                                  pads_beyond_its_axis,
                                  keeps_hard_edges,
                                  keeps_hard_edges_of_long_axes,
                                  finds_one_of_many_stops,
                                  percentages_are_of_the_box,
                                  no_axis_is_the_last_stop,
                                  radial_goes_by_distance,
                                  radial_leaves_out_what_no_circle_covers,
                                  keeps_hard_edges_of_large_circles,
                                  turns_about_the_middle,
                                  work_goes_by_what_pixels_take,
                                  NULL};
    return unit_run("fill", tests);
}
