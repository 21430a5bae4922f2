#ifndef PL_PAINT_LAYOUT_H
#define PL_PAINT_LAYOUT_H

#include "base/error.h"
#include "base/style.h"
#include "paint/analysis.h"
#include "paint/font.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pl_align { PL_ALIGN_LEFT, PL_ALIGN_CENTER, PL_ALIGN_RIGHT, PL_ALIGN_JUSTIFY };
enum pl_vertical_align { PL_VERTICAL_TOP, PL_VERTICAL_MIDDLE, PL_VERTICAL_BOTTOM };

/** A text and the box it is set in; lengths are pixels of the canvas. */
struct pl_text_block {
    const char *content;
    struct pl_typeface typeface;
    double size;        /**< pixels per em */
    double line_height; /**< multiple of size */
    double letter_spacing;
    struct pl_box box;
    enum pl_align align;
    enum pl_vertical_align vertical_align;
    bool vertical; /**< columns from right to left */
    int max_lines; /**< 0: no limit */
    bool shrink;   /**< to the largest size from `size` down to `least_size` that fits the box */
    double least_size;
};

/** A glyph in its place. */
struct pl_placed {
    struct pl_face *face;
    uint32_t glyph;
    bool sideways; /**< turned a quarter clockwise */
    bool slanted;
    double x, y;   /**< of its origin on the canvas */
    unsigned line; /**< which it is on */
};

/** A line or column: where its glyphs are, and the stretch of baseline that they stand on. */
struct pl_line {
    size_t first, count;
    double start, length; /**< along the line: from the canvas's left, or top for columns */
    double hanging;       /**< behind that, spaces that lines under and through the text go on along */
    double baseline;      /**< across it: y of the baseline, or x of a column's middle */
    double exact;         /**< y of the baseline before it was moved to a whole pixel */
};

enum { PL_MOST_MISSING = 32 };

struct pl_layout {
    struct pl_placed *glyphs;
    size_t glyph_count, glyph_capacity;
    struct pl_line *lines;
    size_t line_count, line_capacity;
    double size; /**< that the text was set in, after shrinking */
    double overflow_x,
        overflow_y; /**< pixels that lines are longer, and their block is thicker, than the box */
    bool cut;       /**< max_lines took something away */
    bool broken;    /**< a word had to be broken inside */
    uint32_t missing[PL_MOST_MISSING]; /**< characters that no font has, each once */
    int missing_count;
    int ascent, descent; /**< of the first family, in whole pixels, as half-leading is computed with */
    double underline_offset, thickness; /**< of the first family's underline, pixels below the baseline */
};

/** Sets a text; pl_layout_finish releases it, also after failure. */
bool pl_layout_init(struct pl_layout *layout, struct pl_fonts *fonts, const struct pl_text_block *block,
                    struct placard_error *error);
void pl_layout_finish(struct pl_layout *layout);

#endif
