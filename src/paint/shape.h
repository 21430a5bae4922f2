#ifndef PL_PAINT_SHAPE_H
#define PL_PAINT_SHAPE_H

#include "base/error.h"
#include "paint/analysis.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A glyph of shaped text, in visual order; lengths are ems. */
struct pl_shaped {
    struct pl_face *face;
    uint32_t glyph;
    size_t character; /**< first of its cluster */
    double advance;   /**< along the line */
    double dx, dy;    /**< of its origin, x along the line, y down across it */
    bool upright;     /**< vertical text: stands upright in the column */
    bool slanted;
};

/** Shaped glyphs. All zero is an empty run; free() releases `glyphs`. */
struct pl_shaped_run {
    struct pl_shaped *glyphs;
    size_t count, capacity;
};

/** Shapes the characters from `from` up to `to`, appending to `run`; `ligatures` off for letterspaced text.
 */
bool pl_shape(const struct pl_paragraph *paragraph, size_t from, size_t to, bool vertical, bool ligatures,
              hb_buffer_t *buffer, struct pl_shaped_run *run, struct placard_error *error);

#endif
