#include "compare/measure.h"

#include "base/wide.h"

#include <math.h>

enum { EXPECTED, ACTUAL, MIDDLE = PL_ROWS_KEPT / 2, NEAR = 8, MANY = 3 };

struct color {
    double r, g, b;
};

/* The pattern that shows through, and how much more of it the second pixel lets through. Its red never
 * changes, since pixelmatch counts in bytes, four a pixel. Within wide code and plain: a call from the one to
 * the other costs a hundred steps. */
PL_INLINE struct color blended(uint32_t p, uint32_t q, long long position) {
    double k = (double)position * 4;
    int a = (int)(p >> 24);
    int b = (int)(q >> 24);
    int red = 48;
    int green = 48 + 159 * ((int)(k / 1.618033988749895) % 2);
    int blue = 48 + 159 * ((int)(k / 2.618033988749895) % 2);
    int dr = (int)(p >> 16 & 255) * a - (int)(q >> 16 & 255) * b - red * (a - b);
    int dg = (int)(p >> 8 & 255) * a - (int)(q >> 8 & 255) * b - green * (a - b);
    int db = (int)(p & 255) * a - (int)(q & 255) * b - blue * (a - b);
    return (struct color){(double)dr / 255, (double)dg / 255, (double)db / 255};
}

PL_INLINE struct color difference(uint32_t p, uint32_t q, long long position) {
    if ((p & q) >> 24 != 255) {
        return blended(p, q, position);
    }
    return (struct color){(double)((int)(p >> 16 & 255) - (int)(q >> 16 & 255)),
                          (double)((int)(p >> 8 & 255) - (int)(q >> 8 & 255)),
                          (double)((int)(p & 255) - (int)(q & 255))};
}

static inline double luma(struct color d) {
    return d.r * 0.29889531 + d.g * 0.58662247 + d.b * 0.11448223;
}

static inline double square(struct color d) {
    double y = luma(d);
    double i = d.r * 0.59597799 - d.g * 0.27417610 - d.b * 0.32180189;
    double q = d.r * 0.21147017 - d.g * 0.52261711 + d.b * 0.31114694;
    return 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q;
}

double pl_distance(uint32_t p, uint32_t q, long long position) {
    return square(difference(p, q, position));
}

/* The distance grows with the channels' differences and is greatest where each is as great as any of them; a
 * millionth is more than all roundings. */
int pl_distance_channel(double most) {
    double unit = 0;
    for (int signs = 0; signs < 4; signs++) {
        unit = fmax(unit, square((struct color){1, signs & 1 ? -1 : 1, signs & 2 ? -1 : 1}));
    }
    double channel = floor(sqrt(most / unit) * (1 - 1e-6));
    return channel < 255 ? (int)channel : 255;
}

/* The pixels about one, column by column, since of several that are as dark the first counts. */
static const signed char near_x[NEAR] = {-1, -1, -1, 0, 0, 1, 1, 1};
static const signed char near_y[NEAR] = {-1, 0, 1, -1, 1, -1, 0, 1};

/* The pixels about the one at `x` and `down` rows below the middle. Where the picture ends `stand_in` takes
 * their place; returns in how many. */
PL_INLINE int find_neighbours(const struct pl_window *window, int picture, int x, int down, uint32_t stand_in,
                              uint32_t near[NEAR]) {
    const uint32_t *const *rows = window->rows[picture] + MIDDLE + down;
    int y = window->y + down;
    if (x > 0 && x + 1 < window->width && y > 0 && y + 1 < window->height) {
        for (int i = 0; i < NEAR; i++) {
            near[i] = rows[near_y[i]][x + near_x[i]];
        }
        return 0;
    }
    int missing = 0;
    for (int i = 0; i < NEAR; i++) {
        int column = x + near_x[i];
        int row = y + near_y[i];
        bool inside = column >= 0 && column < window->width && row >= 0 && row < window->height;
        near[i] = inside ? rows[near_y[i]][column] : stand_in;
        missing += !inside;
    }
    return missing;
}

/* Whether three pixels about one are of its colour; at the border one is granted. */
PL_INLINE bool has_siblings(const struct pl_window *window, int picture, int x, int down) {
    uint32_t pixel = window->rows[picture][MIDDLE + down][x];
    uint32_t near[NEAR];
    int missing = find_neighbours(window, picture, x, down, ~pixel, near);
    int alike = missing > 0;
    for (int i = 0; i < NEAR; i++) {
        alike += near[i] == pixel;
    }
    return alike >= MANY;
}

/* Whether the neighbour that differs by `delta` lies on an area of one colour in both pictures. */
PL_INLINE bool is_on_area(const struct pl_window *window, const double deltas[NEAR], double delta, int x) {
    int first = 0;
    for (int i = NEAR - 1; i >= 0; i--) {
        first = deltas[i] == delta ? i : first;
    }
    return has_siblings(window, EXPECTED, x + near_x[first], near_y[first]) &&
           has_siblings(window, ACTUAL, x + near_x[first], near_y[first]);
}

/* How much brighter a pixel is than each of those about it. */
PL_INLINE void find_deltas(uint32_t pixel, const uint32_t near[NEAR], long long position,
                           double deltas[NEAR]) {
    uint32_t common = pixel;
    int r = (int)(pixel >> 16 & 255);
    int g = (int)(pixel >> 8 & 255);
    int b = (int)(pixel & 255);
    for (int i = 0; i < NEAR; i++) {
        common &= near[i];
        deltas[i] =
            luma((struct color){(double)(r - (int)(near[i] >> 16 & 255)),
                                (double)(g - (int)(near[i] >> 8 & 255)), (double)(b - (int)(near[i] & 255))});
    }
    for (int i = 0; i < NEAR && common >> 24 != 255; i++) {
        deltas[i] = luma(difference(pixel, near[i], position));
    }
}

PL_INLINE bool smooths(const struct pl_window *window, int picture, int x) {
    uint32_t pixel = window->rows[picture][MIDDLE][x];
    uint32_t near[NEAR];
    double deltas[NEAR];
    int missing = find_neighbours(window, picture, x, 0, pixel, near);
    int alike = (missing > 0) - missing;
    double darkest = 0;
    double brightest = 0;
    find_deltas(pixel, near, (long long)window->y * window->width + x, deltas);
    for (int i = 0; i < NEAR; i++) {
        alike += deltas[i] == 0;
        darkest = deltas[i] < darkest ? deltas[i] : darkest;
        brightest = deltas[i] > brightest ? deltas[i] : brightest;
    }
    return alike < MANY && darkest != 0 && brightest != 0 &&
           (is_on_area(window, deltas, darkest, x) || is_on_area(window, deltas, brightest, x));
}

PL_WIDE static bool antialiased_wide(const struct pl_window *window, int x) {
    return smooths(window, EXPECTED, x) || smooths(window, ACTUAL, x);
}

static bool antialiased_narrow(const struct pl_window *window, int x) {
    return smooths(window, EXPECTED, x) || smooths(window, ACTUAL, x);
}

bool pl_antialiased(const struct pl_window *window, int x) {
    return pl_has_wide() ? antialiased_wide(window, x) : antialiased_narrow(window, x);
}
