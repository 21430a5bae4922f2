#ifndef PL_PAINT_FONT_SET_H
#define PL_PAINT_FONT_SET_H

#include "paint/font.h"

/** What the files that make up struct pl_fonts share: which faces there are, and opening them. */

/** Makes the user's and the bundled faces known. */
bool pl_fonts_load_own(struct pl_fonts *fonts, struct placard_error *error);

/** Makes the system's faces known, where they are allowed; without memory for them none is. */
void pl_fonts_load_system(struct pl_fonts *fonts);

/** The system's configuration of fonts, which takes longer than a small poster to read, so it is read once;
 * or NULL. */
FcConfig *pl_fonts_configuration(struct pl_fonts *fonts);

/** Opens a face, or for a variable one its instance at that weight; NULL where it can't be opened, or is
 * NULL. pl_fonts_check tells whether it was for want of memory. */
struct pl_face *pl_face_instance(struct pl_fonts *fonts, struct pl_face *face, int weight);

/** Closes a list of faces and releases them. */
void pl_faces_finish(struct pl_face *face);

/** Whether one of a face's family names is that one, in any case. */
bool pl_face_has_family(const struct pl_face *face, const char *name);

/** Whether a face that need not be open has the character. */
bool pl_face_may_have(struct pl_fonts *fonts, struct pl_face *face, uint32_t code_point);

#endif
