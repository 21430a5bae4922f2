#ifndef PL_PAINT_LINE_BREAK_H
#define PL_PAINT_LINE_BREAK_H

#include "paint/shape.h"

#include <stdbool.h>
#include <stddef.h>

/** The characters of a paragraph that go on one line. */
struct pl_line_range {
    size_t from;
    size_t text_end;  /**< before spaces that hang at the end of a wrapped line */
    size_t to;        /**< where the next line starts */
    bool last;        /**< of its paragraph */
    bool inside_word; /**< no opportunity was left: a word had to be broken */
};

/** Whether letter spacing goes behind a glyph: behind every cluster, but not between joined letters. */
bool pl_is_letterspaced(const struct pl_paragraph *paragraph, const struct pl_shaped_run *run, size_t glyph);

/** What setting lines needs of shaped text: the advance of every character, in pixels. free() releases it;
 * NULL is memory. */
double *pl_character_advances(const struct pl_paragraph *paragraph, const struct pl_shaped_run *run,
                              double size, double letter_spacing);

/**
 * The line that starts at `from` and is at most `width` long: to the last opportunity of UAX #14, else, where
 * a single word is longer, to the last character that fits, and one at least.
 */
struct pl_line_range pl_line_break(const struct pl_paragraph *paragraph, const double *advances, size_t from,
                                   double width, double tab);

/** What a tab at `length` pixels from the start of its line takes, up to the next multiple of `tab` pixels.
 */
double pl_tab_advance(double length, double tab);

#endif
