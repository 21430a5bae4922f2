#include "compare/compare.h"

#include <math.h>
#include <stdlib.h>

struct rgb {
    double r, g, b;
};

/* What shows through a translucent pixel: a pattern of greys that depends on where it is, as in pixelmatch.
 */
static struct rgb over_pattern(uint32_t pixel, long long position) {
    double a = (double)(pixel >> 24) / 255;
    struct rgb color = {(double)(pixel >> 16 & 255), (double)(pixel >> 8 & 255), (double)(pixel & 255)};
    if (pixel >> 24 == 255) {
        return color;
    }
    double k = (double)position * 4;
    double r = 48 + 159 * (double)((long long)k % 2);
    double g = 48 + 159 * (double)((long long)(k / 1.618033988749895) % 2);
    double b = 48 + 159 * (double)((long long)(k / 2.618033988749895) % 2);
    return (struct rgb){color.r + r * (1 - a), color.g + g * (1 - a), color.b + b * (1 - a)};
}

/* The square of the distance in YIQ, weighted as Kotsarenko and Ramos found eyes do; at most 35215. */
static double distance(uint32_t p, uint32_t q, long long position) {
    struct rgb a = over_pattern(p, position);
    struct rgb b = over_pattern(q, position);
    double dr = a.r - b.r;
    double dg = a.g - b.g;
    double db = a.b - b.b;
    double y = dr * 0.29889531 + dg * 0.58662247 + db * 0.11448223;
    double i = dr * 0.59597799 - dg * 0.27417610 - db * 0.32180189;
    double c = dr * 0.21147017 - dg * 0.52261711 + db * 0.31114694;
    return 0.5053 * y * y + 0.299 * i * i + 0.1957 * c * c;
}

static uint32_t faded(uint32_t pixel) {
    double y = (double)(pixel >> 16 & 255) * 0.29889531 + (double)(pixel >> 8 & 255) * 0.58662247 +
               (double)(pixel & 255) * 0.11448223;
    uint32_t grey = (uint32_t)(255 + (y - 255) * 0.1);
    return 0xff000000U | grey << 16 | grey << 8 | grey;
}

static int channel_difference(uint32_t p, uint32_t q, int *greatest) {
    int sum = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        int d = abs((int)(p >> shift & 255) - (int)(q >> shift & 255));
        sum += d;
        *greatest = d > *greatest ? d : *greatest;
    }
    return sum;
}

bool pl_compare(const struct pl_pixmap *expected, const struct pl_pixmap *actual, double threshold,
                struct pl_difference *out, struct pl_pixmap *picture, struct placard_error *error) {
    int width = expected->width;
    int height = expected->height;
    *out = (struct pl_difference){0};
    if (actual->width != width || actual->height != height) {
        return pl_fail(error, PLACARD_PICTURE, "sizes differ: %dx%d against %dx%d", width, height,
                       actual->width, actual->height);
    }
    if (picture && !pl_pixmap_init(picture, width, height, error)) {
        return false;
    }
    const double most = 35215 * threshold * threshold;
    double sum = 0;
    for (int y = 0; y < height; y++) {
        const uint32_t *p = pl_pixmap_row(expected, y);
        const uint32_t *q = pl_pixmap_row(actual, y);
        for (int x = 0; x < width; x++) {
            bool differs = false;
            if (p[x] != q[x]) {
                sum += channel_difference(p[x], q[x], &out->greatest);
                differs = distance(p[x], q[x], (long long)y * width + x) > most;
                out->mismatched += differs;
            }
            if (picture) {
                pl_pixmap_row(picture, y)[x] = differs ? 0xffff0000U : faded(p[x]);
            }
        }
    }
    if (picture) {
        picture->opaque = true;
    }
    out->share = (double)out->mismatched / ((double)width * height);
    out->mean = sum / (3.0 * width * height);
    return true;
}
