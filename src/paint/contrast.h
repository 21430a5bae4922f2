#ifndef PL_PAINT_CONTRAST_H
#define PL_PAINT_CONTRAST_H

#include "base/style.h"

#include <stdint.h>

/** Coverage as it is. */
#define PL_CONTRAST_NONE (-1)

/** How many tables there are: the lightness of the text's colour in eight steps. */
#define PL_CONTRAST_LEVELS 8

/** The table for text of a colour. */
int pl_contrast_level(struct pl_color color);

/** Fills the table of a level: what a glyph's coverage becomes, so that light and dark text look equally
 * heavy. */
void pl_contrast_table(int level, uint8_t table[256]);

#endif
