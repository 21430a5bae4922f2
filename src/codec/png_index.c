#include "codec/png_index.h"

#include <stdlib.h>

/* Slots for four times as many colours as there may be, so that a free one is near. Opaque colours are never
 * 0, which is a free slot. */
enum { SLOT_BITS = 10, SLOTS = 1 << SLOT_BITS };

struct slots {
    uint32_t colors[SLOTS];
    unsigned char entries[SLOTS];
};

/* The slot of a colour, or the free one where it belongs. */
static inline uint32_t find_slot(const struct slots *slots, uint32_t color) {
    uint32_t slot = color * 2654435761U >> (32 - SLOT_BITS);
    while (slots->colors[slot] != color && slots->colors[slot] != 0) {
        slot = (slot + 1) % SLOTS;
    }
    return slot;
}

static bool index_row(struct slots *slots, struct pl_png_palette *palette, const uint32_t *row, int width,
                      unsigned char *to) {
    for (int x = 0; x < width; x++) {
        uint32_t slot = find_slot(slots, row[x]);
        if (slots->colors[slot] == 0) {
            if (palette->count == PL_PNG_COLORS) {
                return false;
            }
            slots->colors[slot] = row[x];
            slots->entries[slot] = (unsigned char)palette->count;
            palette->colors[palette->count++] = row[x];
        }
        to[x] = slots->entries[slot];
    }
    return true;
}

bool pl_png_index(const struct pl_pixmap *pixmap, struct pl_png_palette *palette, unsigned char **rows,
                  size_t *size) {
    struct slots slots = {0};
    size_t pitch = (size_t)pixmap->width + 1;
    palette->count = 0;
    *rows = NULL;
    *size = pitch * (size_t)pixmap->height;
    if (!pixmap->opaque) {
        return true;
    }
    *rows = malloc(*size);
    if (!*rows) {
        return false;
    }
    bool done = true;
    for (int y = 0; done && y < pixmap->height; y++) {
        unsigned char *row = *rows + pitch * (size_t)y;
        row[0] = 0;
        done = index_row(&slots, palette, pl_pixmap_row(pixmap, y), pixmap->width, row + 1);
    }
    if (!done) {
        free(*rows);
        *rows = NULL;
    }
    return true;
}
