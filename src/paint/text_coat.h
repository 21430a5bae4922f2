#ifndef PL_PAINT_TEXT_COAT_H
#define PL_PAINT_TEXT_COAT_H

#include "paint/enlarge.h"
#include "paint/ink.h"

#include <stdbool.h>

/** Coats of a text: masks of what they cover, which are laid over the picture in a colour, those of several
 * shadows together. */

/** Coats that are laid over the picture together. */
enum { PL_CASTS = 16 };

/** One coat of a colour. */
struct pl_cast {
    struct pl_mask mask;  /**< empty where that of another is used */
    struct pl_mask moved; /**< the one that is used, where it is used; it has the memory of neither */
    const struct pl_shadow *shadow; /**< that the mask is of */
    struct pl_rect made;            /**< where the mask has all of it */
    int left;                       /**< where it starts before it is blurred */
    struct pl_enlarged rows;
    uint32_t pixel;
};

/** What glyphs cover that several shadows are blurred from. */
struct pl_cover {
    struct pl_mask mask;
    const struct pl_shadow *shadow; /**< as whose it was made; NULL where there is none */
    struct pl_rect made;            /**< where the mask has all of it */
};

struct pl_text_job {
    struct pl_ink ink;
    struct pl_pixmap *pixmap; /**< that is painted on: the picture, or a group's own */
    int origin_x, origin_y;   /**< of it on the canvas */
    double fade;              /**< goes into the colours */
    struct pl_cast *casts;    /**< PL_CASTS of them, empty but for memory */
    struct pl_cover *cover;   /**< empty but for memory */
};

/** What is painted on, on the canvas. */
struct pl_rect pl_text_target(const struct pl_text_job *job);

/** Its rows that can be painted on. */
struct pl_rect pl_text_target_band(const struct pl_text_job *job);

/** What is wanted of a mask: of a rectangle of the canvas, in the mask's pixels, those rows that a band
 * needs.
 */
struct pl_wanted {
    struct pl_rect all, seen;
};

/** Makes what a coat covers, blurred where that is asked for. */
bool pl_cast_make(const struct pl_text_job *job, const struct pl_coat *coat, double blur,
                  struct pl_wanted wanted, struct pl_cast *cast, struct placard_error *error);

/** A mask that is made is to be laid on in a colour. */
bool pl_cast_lay(const struct pl_text_job *job, int step, double blur, struct pl_color color,
                 struct pl_cast *cast, struct placard_error *error);

/** Lays the first `count` of the job's casts over the picture, the first one first. */
bool pl_casts_blend(const struct pl_text_job *job, int count, struct placard_error *error);

/** Empties them. Masks keep their memory for the next ones, as long as it is little in all. */
void pl_casts_clear(const struct pl_text_job *job, int count);

/** Releases that too, and what the cover has. */
void pl_casts_finish(const struct pl_text_job *job);

/** Paints a coat that is not blurred. */
bool pl_coat_paint(const struct pl_text_job *job, const struct pl_coat *coat, struct pl_color color,
                   struct placard_error *error);

/** Paints a part's shadows, the first on top. */
bool pl_text_shadows_paint(const struct pl_text_job *job, enum pl_text_part part, int line,
                           struct placard_error *error);

#endif
