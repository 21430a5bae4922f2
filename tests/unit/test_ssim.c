#include "compare/ssim.h"
#include "pairs.h"
#include "pictures.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>

/* ---- the same by the definition ---- */

static double luma_at(const struct pl_pixmap *pixmap, int x, int y) {
    uint32_t pixel = pl_pixmap_row(pixmap, y)[x];
    int alpha = (int)(pixel >> 24);
    static const double weights[] = {7471 / 65536.0, 38470 / 65536.0, 19595 / 65536.0};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        int over_white = (int)round((int)(pixel >> (8 * i) & 255) * alpha / 255.0) + 255 - alpha;
        sum += over_white * weights[i];
    }
    return floor(sum + 0.5);
}

static void weigh(double *weights, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
        double off = i - (count - 1) / 2.0;
        weights[i] = exp(-off * off / 4.5);
        sum += weights[i];
    }
    for (int i = 0; i < count; i++) {
        weights[i] /= sum;
    }
}

static double window(const struct pair *pair, int left, int top, int across, int down) {
    const double c1 = 2.55 * 2.55;
    const double c2 = 7.65 * 7.65;
    double wx[PL_SSIM_WINDOW], wy[PL_SSIM_WINDOW];
    double p = 0, q = 0, pp = 0, qq = 0, pq = 0;
    weigh(wx, across);
    weigh(wy, down);
    for (int y = 0; y < down; y++) {
        for (int x = 0; x < across; x++) {
            double weight = wx[x] * wy[y];
            double a = luma_at(&pair->a, left + x, top + y);
            double b = luma_at(&pair->b, left + x, top + y);
            p += weight * a;
            q += weight * b;
            pp += weight * a * a;
            qq += weight * b * b;
            pq += weight * a * b;
        }
    }
    return (2 * p * q + c1) * (2 * (pq - p * q) + c2) /
           ((p * p + q * q + c1) * (pp - p * p + qq - q * q + c2));
}

static double naive(const struct pair *pair) {
    int across = pair->a.width < PL_SSIM_WINDOW ? pair->a.width : PL_SSIM_WINDOW;
    int down = pair->a.height < PL_SSIM_WINDOW ? pair->a.height : PL_SSIM_WINDOW;
    double sum = 0;
    int count = 0;
    for (int y = 0; y + down <= pair->a.height; y++) {
        for (int x = 0; x + across <= pair->a.width; x++) {
            sum += window(pair, x, y, across, down);
            count++;
        }
    }
    return sum / count;
}

static double measure(const struct pair *pair) {
    struct pl_ssim ssim;
    struct placard_error error;
    ck_succeeds(pl_ssim_init(&ssim, pair->a.width, pair->a.height, &error), error);
    for (int y = 0; y < pair->a.height; y++) {
        pl_ssim_row(&ssim, pl_pixmap_row(&pair->a, y), pl_pixmap_row(&pair->b, y));
    }
    double mean = pl_ssim_mean(&ssim);
    pl_ssim_finish(&ssim);
    return mean;
}

START_TEST(is_the_mean_of_all_windows) {
    for (int i = 0; i < PAIR_COUNT; i++) {
        struct pair pair;
        pair_make(&pair, i);
        double found = measure(&pair);
        double expected = naive(&pair);
        ck_assert_msg(fabs(found - expected) < 2e-5, "pair %d: %.9f, expected %.9f", i, found, expected);
        pair_finish(&pair);
    }
}
END_TEST

/* Where few pixels differ, few windows are looked into. */
START_TEST(finds_lone_differences) {
    uint32_t state = 5;
    for (int i = 0; i < 60; i++) {
        struct pair pair;
        struct placard_error error;
        ck_succeeds(pl_pixmap_init(&pair.a, 75, 40, &error), error);
        ck_succeeds(pl_pixmap_init(&pair.b, 75, 40, &error), error);
        for (int j = 0; j < 75 * 40; j++) {
            uint32_t pixel = 0xff000000 | picture_random(&state) % 64 * 0x010203;
            pl_pixmap_row(&pair.a, j / 75)[j % 75] = pixel;
            pl_pixmap_row(&pair.b, j / 75)[j % 75] = pixel;
        }
        for (int j = 0; j < 1 + i % 3; j++) {
            pl_pixmap_row(&pair.b, (int)(picture_random(&state) % 40))[picture_random(&state) % 75] ^=
                0x3f3f3f;
        }
        ck_assert_double_eq_tol(measure(&pair), naive(&pair), 1e-6);
        pair_finish(&pair);
    }
}
END_TEST

START_TEST(is_one_where_nothing_differs) {
    for (int i = 0; i < PAIR_COUNT; i++) {
        struct pair pair;
        pair_make(&pair, i);
        struct pair same = {pair.a, pair.a};
        ck_assert(measure(&same) == 1);
        pair_finish(&pair);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {is_the_mean_of_all_windows, finds_lone_differences,
                                  is_one_where_nothing_differs, NULL};
    return unit_run("ssim", tests);
}
