#ifndef PL_PAINT_ANALYSIS_H
#define PL_PAINT_ANALYSIS_H

#include "base/error.h"
#include "paint/font.h"

#include <hb.h>
#include <pango/pango-break.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a text is to be set in. */
struct pl_typeface {
    const char *families; /**< CSS list, or NULL */
    int weight;
    bool italic;
};

/** One character of a paragraph and what follows from it. */
struct pl_character {
    uint32_t code_point;
    size_t offset;        /**< of its first byte in the paragraph */
    struct pl_face *face; /**< that has it, or stands in */
    hb_script_t script;
    uint8_t level; /**< of embedding: odd is right to left */
    bool sideways; /**< in vertical text: laid on its side */
    bool missing;  /**< no font has it */
    bool slanted;  /**< upright face, italics asked for */
};

/** A paragraph: text without line breaks, made ready for shaping. */
struct pl_paragraph {
    const char *text;
    size_t size;
    struct pl_character *characters; /**< `count` and a last one whose offset is `size` */
    size_t count;
    PangoLogAttr *breaks; /**< count + 1 */
};

/** Analyses `size` bytes of text, which must outlive the paragraph; pl_paragraph_finish releases it, also
 * after failure. */
bool pl_paragraph_init(struct pl_paragraph *paragraph, struct pl_fonts *fonts, const char *text, size_t size,
                       const struct pl_typeface *typeface, bool vertical, struct placard_error *error);
void pl_paragraph_finish(struct pl_paragraph *paragraph);

#endif
