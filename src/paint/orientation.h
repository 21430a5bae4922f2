#ifndef PL_PAINT_ORIENTATION_H
#define PL_PAINT_ORIENTATION_H

#include <stdbool.h>
#include <stdint.h>

/** Whether a character lies on its side in vertical text (Vertical_Orientation R of UAX #50, and Tr without a
 * vertical form). */
bool pl_is_sideways(uint32_t code_point);

/**
 * Whether a character is an ideograph, or a symbol or mark of East Asian text: justified text is stretched on
 * both sides of it (CSS Text 3, section 6.4, leaves the list to the browser: this is Chromium's).
 */
bool pl_is_cjk(uint32_t code_point);

/** How a character is to be drawn that text fonts and fonts in colour may have (UTS #51). */
enum pl_presentation {
    PL_AS_TEXT,
    PL_AS_EITHER, /**< as a family asked for has it, else in colour */
    PL_AS_EMOJI   /**< in colour: a selector or what it is joined to says so */
};

/** That of a character followed by `next` and `after`. */
enum pl_presentation pl_presentation(uint32_t code_point, uint32_t next, uint32_t after);

/** Whether it colours the skin of the emoji before it. */
bool pl_is_skin_tone(uint32_t code_point);

#endif
