#include "pairs.h"

#include <stdlib.h>

enum { MOST_SHAPES = 4, EIGHTHS = 8, SAMPLES = 4, COVERAGE = SAMPLES * SAMPLES };

static int below(uint32_t *state, int count) {
    *state = *state * 1664525U + 1013904223U;
    return (int)((*state >> 8) % (uint32_t)count);
}

static uint32_t pixel_of(int r, int g, int b, int a) {
    return (uint32_t)a << 24 | (uint32_t)r << 16 | (uint32_t)g << 8 | (uint32_t)b;
}

static int channel(uint32_t pixel, int shift) {
    return (int)(pixel >> shift & 255);
}

/* A colour of any channels; `alpha` is 255 or, where negative, any. */
static uint32_t any_color(uint32_t *state, int alpha) {
    int r = below(state, 256);
    int g = below(state, 256);
    int b = below(state, 256);
    return pixel_of(r, g, b, alpha < 0 ? below(state, 256) : alpha);
}

static uint32_t mix(uint32_t p, uint32_t q, int part, int whole) {
    uint32_t out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        int value = (channel(p, shift) * (whole - part) + channel(q, shift) * part) / whole;
        out |= (uint32_t)value << shift;
    }
    return out;
}

static int vary_channel(uint32_t *state, int value, int spread) {
    int varied = value + below(state, 2 * spread + 1) - spread;
    return varied < 0 ? 0 : varied > 255 ? 255 : varied;
}

static uint32_t vary(uint32_t *state, uint32_t pixel, int spread, bool alpha) {
    int r = vary_channel(state, channel(pixel, 16), spread);
    int g = vary_channel(state, channel(pixel, 8), spread);
    int b = vary_channel(state, channel(pixel, 0), spread);
    return pixel_of(r, g, b, alpha ? vary_channel(state, channel(pixel, 24), spread) : channel(pixel, 24));
}

static int spread_of(uint32_t *state) {
    static const int spreads[] = {5, 20, 60, 200};
    return spreads[below(state, 4)];
}

static uint32_t *at(const struct pl_pixmap *pixmap, int x, int y) {
    return pl_pixmap_row(pixmap, y) + x;
}

static void fill(struct pl_pixmap *pixmap, uint32_t pixel) {
    for (int y = 0; y < pixmap->height; y++) {
        for (int x = 0; x < pixmap->width; x++) {
            *at(pixmap, x, y) = pixel;
        }
    }
}

/* ---- kinds ---- */

/* Noise, and in some pixels more of it. */
static void make_noise(uint32_t *state, struct pair *pair, bool alpha) {
    int spread = spread_of(state);
    int one_of = 1 + below(state, 4);
    for (int y = 0; y < pair->a.height; y++) {
        for (int x = 0; x < pair->a.width; x++) {
            uint32_t pixel = any_color(state, alpha ? -1 : 255);
            *at(&pair->a, x, y) = pixel;
            *at(&pair->b, x, y) = below(state, one_of) == 0 ? vary(state, pixel, spread, alpha) : pixel;
        }
    }
}

static void make_unrelated(uint32_t *state, struct pair *pair) {
    for (int y = 0; y < pair->a.height; y++) {
        for (int x = 0; x < pair->a.width; x++) {
            *at(&pair->a, x, y) = any_color(state, 255);
            *at(&pair->b, x, y) = any_color(state, 255);
        }
    }
}

static void make_gradient(uint32_t *state, struct pair *pair) {
    uint32_t left = any_color(state, 255);
    uint32_t right = any_color(state, 255);
    uint32_t bottom = any_color(state, 255);
    int shift = 1 + below(state, 3);
    int width = pair->a.width;
    int height = pair->a.height;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            int moved = x + shift < width ? x + shift : width;
            *at(&pair->a, x, y) = mix(mix(left, right, x, width), bottom, y, 2 * height);
            *at(&pair->b, x, y) = mix(mix(left, right, moved, width), bottom, y, 2 * height);
        }
    }
}

/* A ring about (x, y), or a slanted bar through it; lengths are eighths of a pixel. */
struct shape {
    bool bar;
    int x, y, across, down, thick, radius;
    uint32_t color;
};

static struct shape make_shape(uint32_t *state, const struct pl_pixmap *pixmap) {
    struct shape shape;
    shape.bar = below(state, 2) == 1;
    shape.x = below(state, pixmap->width * EIGHTHS);
    shape.y = below(state, pixmap->height * EIGHTHS);
    shape.across = below(state, 17) - 8;
    shape.down = below(state, 8) + 1;
    shape.thick = 6 + below(state, 40);
    shape.radius = 16 + below(state, 100);
    shape.color = any_color(state, 255);
    return shape;
}

/* By 16 samples a pixel. */
static int coverage(const struct shape *shape, int x, int y) {
    int inside = 0;
    for (int i = 0; i < COVERAGE; i++) {
        int dx = x * EIGHTHS + i % SAMPLES * 2 + 1 - shape->x;
        int dy = y * EIGHTHS + i / SAMPLES * 2 + 1 - shape->y;
        if (shape->bar) {
            int off = shape->across * dy - shape->down * dx;
            inside += (off < 0 ? -off : off) <= shape->thick * 4;
        } else {
            int inner = shape->radius > shape->thick ? shape->radius - shape->thick : 0;
            int far = dx * dx + dy * dy;
            inside += far <= shape->radius * shape->radius && far >= inner * inner;
        }
    }
    return inside;
}

static void draw_shape(struct pl_pixmap *pixmap, const struct shape *shape, bool alpha) {
    for (int y = 0; y < pixmap->height; y++) {
        for (int x = 0; x < pixmap->width; x++) {
            int part = coverage(shape, x, y);
            uint32_t *pixel = at(pixmap, x, y);
            if (part == 0) {
                continue;
            }
            if (alpha) {
                *pixel = (shape->color & 0xffffffU) | (uint32_t)(part * 255 / COVERAGE) << 24;
            } else {
                *pixel = mix(*pixel, shape->color, part, COVERAGE);
            }
        }
    }
}

enum shape_change { MOVED, RECOLORED };

static void make_shapes(uint32_t *state, struct pair *pair, enum shape_change change, bool alpha) {
    uint32_t below_all = any_color(state, alpha ? 0 : 255);
    int count = 1 + below(state, MOST_SHAPES);
    fill(&pair->a, below_all);
    fill(&pair->b, alpha && below(state, 2) == 1 ? any_color(state, 0) : below_all);
    for (int i = 0; i < count; i++) {
        struct shape shape = make_shape(state, &pair->a);
        draw_shape(&pair->a, &shape, alpha);
        if (change == MOVED) {
            shape.x += below(state, 9) - 4;
            shape.y += below(state, 9) - 4;
        } else {
            shape.color = vary(state, shape.color, 40, false);
        }
        draw_shape(&pair->b, &shape, alpha);
    }
}

static void draw_line(struct pl_pixmap *pixmap, int direction, int start, uint32_t color) {
    for (int y = 0; y < pixmap->height; y++) {
        for (int x = 0; x < pixmap->width; x++) {
            int where = direction == 0 ? x : direction == 1 ? y : direction == 2 ? x + y : x - y + 20;
            if (where == start) {
                *at(pixmap, x, y) = color;
            }
        }
    }
}

static void make_lines(uint32_t *state, struct pair *pair) {
    uint32_t paper = any_color(state, 255);
    int count = 2 + below(state, 6);
    fill(&pair->a, paper);
    fill(&pair->b, paper);
    for (int i = 0; i < count; i++) {
        int direction = below(state, 4);
        int start = below(state, 48);
        uint32_t color = any_color(state, 255);
        draw_line(&pair->a, direction, start, color);
        draw_line(&pair->b, direction, start + below(state, 2), color);
    }
}

/* Areas and dots of few colours, so that many neighbours are alike. */
static void make_few(uint32_t *state, struct pair *pair, bool alpha) {
    uint32_t colors[5];
    int count = 2 + below(state, 3);
    int one_of = 2 + below(state, 6);
    for (int i = 0; i < 5; i++) {
        colors[i] = any_color(state, alpha ? 85 * below(state, 4) : 255);
    }
    for (int y = 0; y < pair->a.height; y++) {
        for (int x = 0; x < pair->a.width; x++) {
            uint32_t pixel = colors[below(state, count)];
            if (x > 0 && below(state, 3) > 0) {
                pixel = *at(&pair->a, x - 1, y);
            }
            *at(&pair->a, x, y) = pixel;
            *at(&pair->b, x, y) = below(state, one_of) == 0 ? colors[below(state, count)] : pixel;
        }
    }
}

/* Grey steps about single pixels, at any place and so at the borders too. */
static void make_dots(uint32_t *state, struct pair *pair) {
    uint32_t paper = any_color(state, 255);
    int count = below(state, 5);
    fill(&pair->a, paper);
    fill(&pair->b, paper);
    for (int i = 0; i < count; i++) {
        int x = below(state, pair->a.width);
        int y = below(state, pair->a.height);
        uint32_t color = any_color(state, 255);
        *at(&pair->a, x, y) = color;
        *at(&pair->b, x, y) = mix(color, paper, below(state, 5), 4);
        x = below(state, 2) == 0 ? 0 : pair->a.width - 1;
        y = below(state, 2) == 0 ? 0 : pair->a.height - 1;
        *at(&pair->b, x, y) = mix(color, paper, below(state, 5), 4);
    }
}

static void init(struct pl_pixmap *pixmap, int width, int height) {
    if (!pl_pixmap_init(pixmap, width, height, NULL)) {
        abort();
    }
    pixmap->straight = true;
}

enum { FEW_TINY = 8, FEW_TINY_ALPHA = 10, WIDE = 12 };

void pair_make(struct pair *pair, int index) {
    int kind = index % PAIR_KINDS;
    uint32_t state = (uint32_t)index * 2654435761U + 12345;
    bool tiny = kind == FEW_TINY || kind == FEW_TINY_ALPHA;
    int width = tiny ? 1 + below(&state, 8) : kind == WIDE ? 65 + below(&state, 150) : 8 + below(&state, 40);
    int height = tiny ? 1 + below(&state, 8) : kind == WIDE ? 1 + below(&state, 12) : 8 + below(&state, 32);
    init(&pair->a, width, height);
    init(&pair->b, width, height);
    switch (kind) {
    case 0:
        make_noise(&state, pair, false);
        break;
    case 1:
        make_gradient(&state, pair);
        break;
    case 2:
        make_shapes(&state, pair, MOVED, false);
        break;
    case 3:
        make_shapes(&state, pair, RECOLORED, false);
        break;
    case 4:
        make_lines(&state, pair);
        break;
    case 5:
        make_unrelated(&state, pair);
        break;
    case 6:
        make_noise(&state, pair, true);
        break;
    case 7:
        make_shapes(&state, pair, MOVED, true);
        break;
    case 9:
    case FEW_TINY:
        make_few(&state, pair, false);
        break;
    case FEW_TINY_ALPHA:
        make_few(&state, pair, true);
        break;
    case 11:
        make_dots(&state, pair);
        break;
    default:
        make_shapes(&state, pair, MOVED, false);
    }
}

void pair_finish(struct pair *pair) {
    pl_pixmap_finish(&pair->a);
    pl_pixmap_finish(&pair->b);
}

uint32_t pair_hash(const struct pl_pixmap *pixmap) {
    static const int shifts[] = {16, 8, 0, 24};
    uint32_t hash = 2166136261U;
    for (int y = 0; y < pixmap->height; y++) {
        for (int x = 0; x < pixmap->width; x++) {
            for (int i = 0; i < 4; i++) {
                hash = (hash ^ (*at(pixmap, x, y) >> shifts[i] & 255)) * 16777619U;
            }
        }
    }
    return hash;
}
