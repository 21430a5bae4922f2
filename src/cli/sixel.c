#include "cli/memory.h"
#include "cli/show.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows of a band; the colours that every terminal with sixels has room for; what is taken for a terminal's
 * size that it doesn't tell. */
enum { BAND = 6, MOST_COLORS = 256, USUAL_WIDTH = 800, USUAL_HEIGHT = 600 };

/* A picture by numbers of its colours. */
struct indexed {
    int width, height;
    unsigned char *pixels;
    uint32_t colors[MOST_COLORS];
    int count;
};

/* How far a pixel is from grey. Of the pixels that become one, the most colourful stays, so that a lone red
 * one among greys does not get lost. */
static int colorfulness(uint32_t pixel) {
    int r = (int)(pixel >> 16 & 255);
    int g = (int)(pixel >> 8 & 255);
    int b = (int)(pixel & 255);
    int most = r > g ? r : g;
    int least = r < g ? r : g;
    return (most > b ? most : b) - (least < b ? least : b);
}

static uint32_t pick(const unsigned char *pixels, ptrdiff_t stride, int width, int height) {
    uint32_t best = 0;
    int most = -1;
    for (int y = 0; y < height; y++) {
        const uint32_t *row = (const uint32_t *)(const void *)(pixels + y * stride);
        for (int x = 0; x < width; x++) {
            if (colorfulness(row[x]) > most) {
                best = row[x];
                most = colorfulness(best);
            }
        }
    }
    return best;
}

/* Past the last colour that there is room for, the last stands in: a difference picture has fewer. */
static unsigned char number_of(struct indexed *indexed, uint32_t color) {
    for (int i = 0; i < indexed->count; i++) {
        if (indexed->colors[i] == color) {
            return (unsigned char)i;
        }
    }
    if (indexed->count == MOST_COLORS) {
        return MOST_COLORS - 1;
    }
    indexed->colors[indexed->count] = color;
    return (unsigned char)indexed->count++;
}

static void shrink(struct indexed *indexed, const struct placard_picture *picture,
                   const struct cli_room *room) {
    int width;
    int height;
    ptrdiff_t stride;
    const unsigned char *pixels = placard_picture_pixels(picture, &width, &height, &stride);
    int most_width = room->width > 0 ? room->width : USUAL_WIDTH;
    int most_height = room->height > 0 ? room->height : USUAL_HEIGHT;
    int by = 1;
    while (width > most_width * by || height > most_height * by) {
        by++;
    }
    *indexed = (struct indexed){.width = (width + by - 1) / by, .height = (height + by - 1) / by};
    indexed->pixels = cli_allocate((size_t)indexed->width * (size_t)indexed->height, 1);
    for (int y = 0; y < indexed->height; y++) {
        for (int x = 0; x < indexed->width; x++) {
            const unsigned char *from = pixels + (ptrdiff_t)y * by * stride + (ptrdiff_t)x * by * 4;
            int across = width - x * by < by ? width - x * by : by;
            int down = height - y * by < by ? height - y * by : by;
            indexed->pixels[(ptrdiff_t)y * indexed->width + x] =
                number_of(indexed, pick(from, stride, across, down));
        }
    }
}

static void print_run(int character, int length) {
    if (length > 3) {
        printf("!%d%c", length, character);
    } else {
        for (int i = 0; i < length; i++) {
            putchar(character);
        }
    }
}

/* Bit by bit, from the top, which of the six rows have the colour. */
static int sixel_at(const struct indexed *indexed, int x, int top, int color) {
    int bits = 0;
    for (int y = 0; y < BAND && top + y < indexed->height; y++) {
        bits |= (indexed->pixels[(ptrdiff_t)(top + y) * indexed->width + x] == color) << y;
    }
    return '?' + bits;
}

static void print_color(const struct indexed *indexed, int top, int color) {
    int run = 0;
    int last = '?';
    printf("#%d", color);
    for (int x = 0; x < indexed->width; x++) {
        int sixel = sixel_at(indexed, x, top, color);
        if (sixel != last) {
            print_run(last, run);
            run = 0;
            last = sixel;
        }
        run++;
    }
    if (last != '?') {
        print_run(last, run);
    }
    putchar('$');
}

static void print_band(const struct indexed *indexed, int top) {
    bool there[MOST_COLORS] = {0};
    for (int y = top; y < top + BAND && y < indexed->height; y++) {
        for (int x = 0; x < indexed->width; x++) {
            there[indexed->pixels[(ptrdiff_t)y * indexed->width + x]] = true;
        }
    }
    for (int color = 0; color < indexed->count; color++) {
        if (there[color]) {
            print_color(indexed, top, color);
        }
    }
    putchar('-');
}

/* In percent. */
static int level(uint32_t color, int shift) {
    return (int)((color >> shift & 255) * 100 + 127) / 255;
}

void cli_sixel_print(const struct placard_picture *picture, const struct cli_room *room) {
    struct indexed indexed;
    shrink(&indexed, picture, room);
    printf("\033P0;1q\"1;1;%d;%d", indexed.width, indexed.height);
    for (int i = 0; i < indexed.count; i++) {
        printf("#%d;2;%d;%d;%d", i, level(indexed.colors[i], 16), level(indexed.colors[i], 8),
               level(indexed.colors[i], 0));
    }
    for (int top = 0; top < indexed.height; top += BAND) {
        print_band(&indexed, top);
    }
    fputs("\033\\\n", stdout);
    free(indexed.pixels);
}
