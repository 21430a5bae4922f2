#ifndef PL_PAINT_ORIENTATION_H
#define PL_PAINT_ORIENTATION_H

#include <stdbool.h>
#include <stdint.h>

/** Whether a character lies on its side in vertical text (Vertical_Orientation R of UAX #50, and Tr without a
 * vertical form). */
bool pl_is_sideways(uint32_t code_point);

/** Whether a character followed by `next` and `after` is to be drawn in colour where a font can (UTS #51: its
 * presentation is emoji). */
bool pl_is_emoji(uint32_t code_point, uint32_t next, uint32_t after);

/** Whether it colours the skin of the emoji before it. */
bool pl_is_skin_tone(uint32_t code_point);

#endif
