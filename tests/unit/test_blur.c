#include "paint/blur.h"
#include "paint/enlarge.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double sigmas[] = {0.5, 0.7, 1, 1.4, 1.9, 2, 2.3, 3, 4, 5.5, 8, 12.5, 20, 31, 40};
enum { SIGMAS = sizeof sigmas / sizeof *sigmas };

static void make(struct pl_mask *mask, int width, int height) {
    struct placard_error error;
    ck_succeeds(pl_mask_reset(mask, (struct pl_rect){3, -7, 3 + width, -7 + height}, &error), error);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            pl_mask_row(mask, y)[x] = 255;
        }
    }
}

static const struct pl_rect everywhere = {-100000, -100000, 100000, 100000};

static void blur(struct pl_mask *mask, double sigma) {
    struct placard_error error;
    ck_succeeds(pl_mask_blur(mask, sigma, everywhere, NULL, &error), error);
}

/* The discrete Gaussian, exp(-t) I_n(t) with t the variance, which a blur of less than two pixels is; I_n by
 * its series (Abramowitz and Stegun 9.6.10). */
static double discrete_weight(double sigma, int n) {
    double t = sigma * sigma;
    double term = exp(-t);
    double sum = 0;
    for (int i = 1; i <= abs(n); i++) {
        term *= t / 2 / i;
    }
    for (int k = 1; k < 60; k++) {
        sum += term;
        term *= t / 2 * (t / 2) / ((double)k * (k + abs(n)));
    }
    return sum;
}

static double bell_weight(double sigma, int n) {
    return exp(-n * n / (2 * sigma * sigma)) / (sigma * sqrt(2 * M_PI));
}

/* Three running means of d, d and, where that is even, d + 1 pixels (Filter Effects 1, feGaussianBlur). */
static double means_weight(double sigma, int n) {
    int d = (int)floor(sigma * 3 * sqrt(2 * M_PI) / 4 + 0.5);
    int last = d % 2 ? d : d + 1;
    double ways = 0;
    /* The first two means make a triangle about 0, or about 1/2 and -1/2 in turn where d is even; the last is
     * centred. */
    for (int m = n - (last - 1) / 2; m <= n + (last - 1) / 2; m++) {
        ways += abs(m) < d ? d - abs(m) : 0;
    }
    return ways / ((double)d * d * last);
}

/* How much a pixel gets of `size` full ones from 0 on. */
static double share(double (*weight)(double, int), double sigma, int size, int at) {
    double inside = 0;
    int reach = (int)(sigma * 8) + 4;
    for (int n = -reach; n <= reach; n++) {
        inside += at + n >= 0 && at + n < size ? weight(sigma, n) : 0;
    }
    return inside;
}

/* A bar, as seen across its middle. */
static void check_bar(int size, double sigma, bool upright) {
    struct pl_mask mask = {0};
    int length = 8 * (int)(sigma + 2);
    make(&mask, upright ? size : length, upright ? length : size);
    blur(&mask, sigma);
    int reach = pl_blur_reach(sigma);
    for (int i = 0; i < size + 2 * reach; i++) {
        int found = upright ? pl_mask_row(&mask, mask.height / 2)[i] : pl_mask_row(&mask, i)[mask.width / 2];
        double model = 255 * share(sigma < 2 ? discrete_weight : means_weight, sigma, size, i - reach);
        ck_assert_msg(fabs(found - model) <= (sigma < 2 ? 1.6 : 1), "sigma %g, %d wide, at %d: %d, not %.2f",
                      sigma, size, i - reach, found, model);
        if (sigma >= 2) {
            double bell = 255 * share(bell_weight, sigma, size, i - reach);
            ck_assert_msg(fabs(found - bell) <= 13, "sigma %g, %d wide, at %d: %d, a Gaussian is %.2f", sigma,
                          size, i - reach, found, bell);
        }
    }
    pl_mask_finish(&mask);
}

START_TEST(is_a_gaussian) {
    for (int s = 0; s < SIGMAS; s++) {
        for (int size = 1; size < 400; size = size * 3 / 2 + 1) {
            check_bar(size, sigmas[s], true);
            check_bar(size, sigmas[s], false);
        }
    }
}
END_TEST

START_TEST(keeps_the_sum) {
    struct pl_mask mask = {0};
    for (int s = 0; s < SIGMAS; s++) {
        double sum = 0;
        make(&mask, 151, 90);
        blur(&mask, sigmas[s]);
        for (int y = 0; y < mask.height; y++) {
            for (int x = 0; x < mask.width; x++) {
                sum += pl_mask_row(&mask, y)[x];
            }
        }
        ck_assert_msg(fabs(sum / (151 * 90 * 255.0) - 1) < 0.005, "sigma %g: %g", sigmas[s],
                      sum / (151 * 90 * 255.0));
    }
    pl_mask_finish(&mask);
}
END_TEST

START_TEST(is_symmetric) {
    struct pl_mask mask = {0};
    struct pl_mask turned = {0};
    for (int s = 0; s < SIGMAS; s++) {
        make(&mask, 37, 22);
        make(&turned, 22, 37);
        blur(&mask, sigmas[s]);
        blur(&turned, sigmas[s]);
        for (int y = 0; y < mask.height; y++) {
            for (int x = 0; x < mask.width; x++) {
                int value = pl_mask_row(&mask, y)[x];
                ck_assert_int_eq(value, pl_mask_row(&mask, y)[mask.width - 1 - x]);
                ck_assert_int_eq(value, pl_mask_row(&mask, mask.height - 1 - y)[x]);
                ck_assert_int_le(abs(value - pl_mask_row(&turned, x)[y]), 1);
            }
        }
    }
    pl_mask_finish(&mask);
    pl_mask_finish(&turned);
}
END_TEST

START_TEST(grows_by_its_reach) {
    struct pl_mask mask = {0};
    ck_assert_int_eq(pl_blur_reach(0), 0);
    for (int s = 0; s < SIGMAS; s++) {
        int reach = pl_blur_reach(sigmas[s]);
        ck_assert_double_ge(reach, 2 * sigmas[s] - 1);
        ck_assert_double_le(reach, 3 * sigmas[s] + 1);
        make(&mask, 10, 10);
        blur(&mask, sigmas[s]);
        ck_assert_int_eq(mask.x, 3 - reach);
        ck_assert_int_eq(mask.y, -7 - reach);
        ck_assert_int_eq(mask.width, 10 + 2 * reach);
        ck_assert_int_eq(mask.height, 10 + 2 * reach);
    }
    pl_mask_finish(&mask);
}
END_TEST

/* The middle of something large enough stays full: sums do not overflow, and rounding does not eat at it. */
START_TEST(stays_full_inside) {
    struct pl_mask mask = {0};
    static const double wide[] = {1, 3, 40, 100, 135};
    for (size_t s = 0; s < sizeof wide / sizeof *wide; s++) {
        int reach = pl_blur_reach(wide[s]);
        make(&mask, 2 * reach + 9, 2 * reach + 9);
        blur(&mask, wide[s]);
        for (int i = -4; i <= 4; i++) {
            ck_assert_int_eq(pl_mask_row(&mask, mask.height / 2 + i)[mask.width / 2 + i], 255);
        }
    }
    pl_mask_finish(&mask);
}
END_TEST

START_TEST(leaves_nothing_alone) {
    struct pl_mask mask = {0};
    struct placard_error error;
    make(&mask, 4, 4);
    blur(&mask, 0);
    ck_assert_int_eq(mask.width, 4);
    ck_assert_int_eq(pl_mask_row(&mask, 3)[3], 255);
    ck_succeeds(pl_mask_reset(&mask, (struct pl_rect){0, 0, 0, 0}, &error), error);
    blur(&mask, 5);
    ck_assert_int_eq(mask.width, 0);
    pl_mask_finish(&mask);
}
END_TEST

/* Nothing changes by leaving out what is not seen. */
START_TEST(makes_only_what_is_seen) {
    static const struct pl_rect clips[] = {
        {-3, -20, 30, 9}, {10, 0, 11, 1}, {20, 10, 200, 100}, {-90, -90, 4, -6}, {300, 0, 310, 9}};
    struct pl_mask whole = {0};
    struct pl_mask part = {0};
    struct placard_error error;
    for (int s = 0; s < SIGMAS; s++) {
        make(&whole, 37, 22);
        blur(&whole, sigmas[s]);
        for (size_t i = 0; i < sizeof clips / sizeof *clips; i++) {
            struct pl_rect seen = pl_rect_intersect(pl_mask_rect(&whole), clips[i]);
            make(&part, 37, 22);
            ck_succeeds(pl_mask_blur(&part, sigmas[s], clips[i], NULL, &error), error);
            ck_assert_int_eq(part.width * part.height,
                             pl_rect_empty(seen) ? 0 : (seen.x1 - seen.x0) * (seen.y1 - seen.y0));
            for (int y = 0; y < part.height; y++) {
                for (int x = 0; x < part.width; x++) {
                    ck_assert_int_eq(pl_mask_row(&part, y)[x],
                                     pl_mask_row(&whole, part.y + y - whole.y)[part.x + x - whole.x]);
                }
            }
        }
    }
    pl_mask_finish(&whole);
    pl_mask_finish(&part);
}
END_TEST

/* Bars so far apart that they are blurred one by one, and those beyond what is seen have nothing to do there:
 * shadows that differ by their blur are blurred from a mask that is wider than most of them need. */
START_TEST(stays_apart_from_what_is_not_seen) {
    enum { WIDTH = 260, HEIGHT = 33, APART = 60, BAR = 7 };
    struct pl_mask mask = {0};
    struct pl_mask whole = {0};
    struct pl_mask part = {0};
    struct placard_error error;
    make(&mask, WIDTH, HEIGHT);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            pl_mask_row(&mask, y)[x] = x % APART < BAR && y < HEIGHT - 3 ? 255 : 0;
        }
    }
    for (int s = 0; sigmas[s] < 8; s++) {
        ck_succeeds(pl_mask_blur_to(&mask, sigmas[s], everywhere, NULL, &whole, &error), error);
        for (int i = 0; i < 4 * APART; i++) {
            const struct pl_rect seen = {i % 2 ? 3 : i, -20, i + 21 + i % 5, 40};
            ck_succeeds(pl_mask_blur_to(&mask, sigmas[s], seen, NULL, &part, &error), error);
            for (int at = 0; at < part.width * part.height; at++) {
                int x = at % part.width;
                int y = at / part.width;
                int found = pl_mask_row(&part, y)[x];
                int expected = pl_mask_row(&whole, part.y + y - whole.y)[part.x + x - whole.x];
                ck_assert_msg(found == expected, "sigma %g, from %d to %d: at %d, %d: %d, not %d", sigmas[s],
                              seen.x0, seen.x1, x, y, found, expected);
            }
        }
    }
    pl_mask_finish(&mask);
    pl_mask_finish(&whole);
    pl_mask_finish(&part);
}
END_TEST

START_TEST(far_ones_are_coarse) {
    ck_assert_int_eq(pl_blur_step(0), 1);
    ck_assert_int_eq(pl_blur_step(67), 1);
    ck_assert_int_eq(pl_blur_step(69), 2);
    ck_assert_int_eq(pl_blur_step(500), 8);
    ck_assert_int_eq(pl_blur_step(8000), 128);
    for (double sigma = 1; sigma <= 8000; sigma += 0.7) {
        ck_assert_int_le(pl_blur_reach(sigma / pl_blur_step(sigma)), 3 * 64);
    }
}
END_TEST

/* A bar that is drawn coarse, blurred and enlarged is what it would be otherwise. */
START_TEST(coarse_ones_are_alike) {
    static const double far[] = {70, 100, 140, 200, 333, 500};
    enum { WIDTH = 1200, HEIGHT = 8000, SEEN = 40 };
    for (size_t s = 0; s < sizeof far / sizeof *far; s++) {
        struct placard_error error;
        struct pl_mask mask = {0};
        int step = pl_blur_step(far[s]);
        ck_succeeds(pl_mask_reset(&mask, (struct pl_rect){0, 0, WIDTH / step, HEIGHT / step}, &error), error);
        memset(mask.data, 255, (size_t)(mask.stride * mask.height));
        struct pl_rect seen = {-2000, HEIGHT / 2, WIDTH + 2000, HEIGHT / 2 + SEEN};
        ck_succeeds(pl_mask_blur(&mask, far[s] / step, pl_rect_coarse(seen, step), NULL, &error), error);
        struct pl_enlarged large;
        ck_assert(pl_enlarged_init(&large, &mask, step, 1, seen));
        ck_assert_int_eq(large.rect.y1 - large.rect.y0, SEEN);
        static double model[WIDTH + 4000];
        for (int x = large.rect.x0; x < large.rect.x1; x += 7) {
            model[x - large.rect.x0] = 255 * share(means_weight, far[s], WIDTH, x);
        }
        for (int y = large.rect.y0; y < large.rect.y1; y++) {
            const uint8_t *row = pl_enlarged_row(&large, y);
            for (int x = 0; x < large.rect.x1 - large.rect.x0; x += 7) {
                ck_assert_msg(fabs(row[x] - model[x]) <= 2, "sigma %g at %d: %d, not %.2f", far[s],
                              large.rect.x0 + x, row[x], model[x]);
            }
        }
        pl_enlarged_finish(&large);
        pl_mask_finish(&mask);
    }
}
END_TEST

static int random_coverage(void) {
    static uint32_t state = 1;
    state = state * 1664525 + 1013904223;
    return state >> 29 ? (int)(state >> 24) : 0;
}

static int coverage_at(const struct pl_mask *mask, int x, int y) {
    x -= mask->x;
    y -= mask->y;
    return x < 0 || y < 0 || x >= mask->width || y >= mask->height ? 0 : pl_mask_row(mask, y)[x];
}

static double floor_divided(int a, int b) {
    return floor((double)a / b);
}

/* Linear interpolation between the middles of the mask's pixels, rounded. */
static int enlarged_at(const struct pl_mask *mask, int step, int x, int y) {
    int cx = (int)floor_divided(2 * x + 1 - step, 2 * step);
    int cy = (int)floor_divided(2 * y + 1 - step, 2 * step);
    int px = 2 * x + 1 - step - 2 * step * cx;
    int py = 2 * y + 1 - step - 2 * step * cy;
    int left = coverage_at(mask, cx, cy) * (2 * step - py) + coverage_at(mask, cx, cy + 1) * py;
    int right = coverage_at(mask, cx + 1, cy) * (2 * step - py) + coverage_at(mask, cx + 1, cy + 1) * py;
    return (int)(((double)left * (2 * step - px) + (double)right * px) / (4 * step * step) + 0.5);
}

START_TEST(enlarged_rows_are_interpolated) {
    for (int step = 1; step <= 32; step *= 2) {
        for (int i = 0; i < 12; i++) {
            struct placard_error error;
            struct pl_mask mask = {0};
            struct pl_enlarged large;
            struct pl_rect r = {3 - i, i - 7, 3 + i * 5, 2 * i - 3};
            ck_succeeds(pl_mask_reset(&mask, r, &error), error);
            for (int y = 0; y < mask.height; y++) {
                for (int x = 0; x < mask.width; x++) {
                    pl_mask_row(&mask, y)[x] = (uint8_t)random_coverage();
                }
            }
            struct pl_rect clip = {-20, -9, 40 * step - i, 9 * step + i};
            ck_assert(pl_enlarged_init(&large, &mask, step, 1, clip));
            for (int y = clip.y0; y < clip.y1; y++) {
                bool alike = true; /* asserting each pixel takes minutes */
                bool has = y >= large.rect.y0 && y < large.rect.y1;
                const uint8_t *row = has ? pl_enlarged_row(&large, y) : NULL;
                for (int x = clip.x0; x < clip.x1; x++) {
                    bool in = has && x >= large.rect.x0 && x < large.rect.x1;
                    alike = alike && (in ? row[x - large.rect.x0] : 0) == enlarged_at(&mask, step, x, y);
                }
                ck_assert_msg(alike, "step %d, row %d", step, y);
            }
            pl_enlarged_finish(&large);
            pl_mask_finish(&mask);
        }
    }
}
END_TEST

/* What is of one coverage as far as a blur reaches is not gone through: work is counted by its edges. */
START_TEST(costs_along_edges) {
    struct pl_mask mask = {0};
    struct placard_error error;
    struct pl_deadline deadline;
    make(&mask, 3000, 3000);
    pl_deadline_init(&deadline, 0);
    ck_succeeds(pl_mask_blur(&mask, 20, everywhere, &deadline, &error), error);
    ck_assert_int_lt(deadline.work, 3000 * 3000 / 4);
    pl_mask_finish(&mask);
}
END_TEST

/* In the middle of the work, not only before it. */
START_TEST(gives_up_when_it_is_late) {
    static const double both[] = {1, 30};
    for (size_t s = 0; s < sizeof both / sizeof *both; s++) {
        struct pl_mask mask = {0};
        struct placard_error error;
        struct pl_deadline deadline;
        make(&mask, 400, 400);
        pl_deadline_init(&deadline, 1e-9);
        deadline.left = 100;
        ck_assert(!pl_mask_blur(&mask, both[s], everywhere, &deadline, &error));
        ck_assert_int_eq(error.code, PLACARD_LIMIT);
        ck_assert(deadline.passed);
        ck_assert_int_gt(deadline.work, 0);
        pl_mask_finish(&mask);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {is_a_gaussian,
                                  keeps_the_sum,
                                  is_symmetric,
                                  grows_by_its_reach,
                                  stays_full_inside,
                                  leaves_nothing_alone,
                                  makes_only_what_is_seen,
                                  stays_apart_from_what_is_not_seen,
                                  far_ones_are_coarse,
                                  enlarged_rows_are_interpolated,
                                  costs_along_edges,
                                  coarse_ones_are_alike,
                                  gives_up_when_it_is_late,
                                  NULL};
    return unit_run("blur", tests);
}
