#ifndef PL_BASE_COLOR_H
#define PL_BASE_COLOR_H

#include "base/style.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Reads a CSS Color 4 colour of `size` bytes: #rgb, #rgba, #rrggbb, #rrggbbaa, rgb() and rgba() with commas
 * or spaces, numbers or percentages, the named colours and `transparent`; case and space around it are
 * ignored.
 */
bool pl_color_parse(const char *text, size_t size, struct pl_color *out);

/** Writes "#rrggbb", or "#rrggbbaa" where it is translucent. */
void pl_color_format(struct pl_color color, char out[10]);

/** The pixel of a pixmap: premultiplied, alpha on top. */
uint32_t pl_color_pixel(struct pl_color color);

#endif
