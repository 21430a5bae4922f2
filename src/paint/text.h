#ifndef PL_PAINT_TEXT_H
#define PL_PAINT_TEXT_H

#include "base/error.h"
#include "base/pixmap.h"
#include "base/style.h"
#include "paint/layout.h"
#include "paint/painter.h"

#include <stdbool.h>

/** How a text that has been set is painted; lengths are pixels of the canvas. */
struct pl_text_look {
    struct pl_color color;
    struct pl_shadows shadows; /**< of fill and lines; they fall on the stroke too */
    struct pl_stroke stroke;   /**< beneath the fill */
    enum pl_join join;
    bool under_line, line_through;
    double opacity;  /**< of all of it as one group */
    double rotation; /**< degrees clockwise about the middle of the block's box */
};

/** Paints a layout over the picture. */
bool pl_text_paint(struct pl_painter *painter, struct pl_pixmap *pixmap, const struct pl_layout *layout,
                   const struct pl_text_block *block, const struct pl_text_look *look,
                   struct placard_error *error);

#endif
