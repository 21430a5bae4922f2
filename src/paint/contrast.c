#include "paint/contrast.h"

#include <math.h>

/*
 * Browsers correct the coverage of glyphs for the lightness of the text, as blending without regard to gamma
 * makes dark text heavier and light text thinner than designed (Skia's SkMaskGamma). These are Chromium's
 * values on Linux.
 */
static const double text_gamma = 1.2;
static const double text_contrast = 0.2;

int pl_contrast_level(struct pl_color color) {
    int lightness = (color.r * 54 + color.g * 183 + color.b * 19) >> 8;
    return lightness >> 5;
}

void pl_contrast_table(int level, uint8_t table[256]) {
    double source = ((level << 5) | (level << 2) | (level >> 1)) / 255.0;
    double backdrop = 1 - source; /* not known, so the opposite is assumed */
    double linear_source = pow(source, text_gamma);
    double linear_backdrop = pow(backdrop, text_gamma);
    double contrast = text_contrast * linear_backdrop;
    for (int i = 0; i < 256; i++) {
        double raw = i / 255.0;
        double alpha = raw + (1 - raw) * contrast * raw;
        double value = alpha;
        if (fabs(backdrop - source) >= 1.0 / 256) {
            double blended = pow(linear_source * alpha + linear_backdrop * (1 - alpha), 1 / text_gamma);
            value = (blended - backdrop) / (source - backdrop);
        }
        table[i] = (uint8_t)(value * 255 + 0.5);
    }
}
