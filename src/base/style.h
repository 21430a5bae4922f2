#ifndef PL_BASE_STYLE_H
#define PL_BASE_STYLE_H

#include <stdbool.h>
#include <stdint.h>

/** The values that layer fields hold: what the document floor reads and the paint floor draws. */

/** An sRGB colour, not premultiplied. */
struct pl_color {
    uint8_t r, g, b, a;
};

/** A rectangle in pixels, origin top left; may be fractional and may lie off the canvas. */
struct pl_box {
    double x, y, width, height;
};

/** One CSS shadow. The blur is CSS's: a Gaussian of standard deviation blur / 2. */
struct pl_shadow {
    double dx, dy, blur, spread; /**< pixels; a text shadow's spread is 0 */
    bool inset;                  /**< box shadows only */
    struct pl_color color;
};

/** Shadows, the first on top. */
struct pl_shadows {
    struct pl_shadow *items;
    int count;
};

/** A line along the outline; width 0 is none. */
struct pl_stroke {
    double width; /**< pixels, half of it outside */
    struct pl_color color;
};

enum pl_join { PL_JOIN_ROUND, PL_JOIN_MITER, PL_JOIN_BEVEL };

struct pl_stop {
    double offset;  /**< 0 to 1, never less than the stop before */
    double opacity; /**< multiplies the colour's own alpha */
    struct pl_color color;
};

enum pl_gradient_type { PL_GRADIENT_NONE, PL_GRADIENT_LINEAR, PL_GRADIENT_RADIAL };

struct pl_gradient {
    enum pl_gradient_type type;
    bool percentage; /**< coordinates are fractions of the box, else pixels from its top left */
    double x1, y1, x2, y2;
    double r1, r2; /**< radial: radii of the circles about (x1, y1) and (x2, y2), in pixels */
    struct pl_stop *stops;
    int count;
};

/** The radius of one corner. */
struct pl_radius {
    double value;
    bool percent; /**< of the box's width across and of its height down, else pixels */
};

/** Corners from the top left clockwise. */
struct pl_radii {
    struct pl_radius corner[4];
};

#endif
