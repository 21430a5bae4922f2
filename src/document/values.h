#ifndef PL_DOCUMENT_VALUES_H
#define PL_DOCUMENT_VALUES_H

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/style.h"

#include <stdbool.h>
#include <stddef.h>

#define PL_STOP_LIMIT 64
#define PL_SHADOW_LIMIT 16
#define PL_BLUR_LIMIT 1000
#define PL_FONT_SIZE_LIMIT 2000
#define PL_CONTENT_LIMIT (64 * 1024)
#define PL_STROKE_LIMIT 1000
#define PL_LAYER_LIMIT 1000
#define PL_SAMPLE_LIMIT 10000
#define PL_JSON_LIMIT (16 * 1024 * 1024)
#define PL_JSON_DEPTH_LIMIT 64
/* A value takes eighty bytes and more in memory, and one or two in a file; a member is looked for among all
 * of its object. */
#define PL_JSON_VALUE_LIMIT (1000 * 1000)
#define PL_JSON_MEMBER_LIMIT (10 * 1000)

/** Why a value was refused: what goes after "expected", and after "found" where that is not the value itself.
 */
struct pl_unmet {
    enum placard_code code;
    const char *expected; /**< "a color such as ..."; lives as long as the program */
    bool measured;        /**< `found` is what was found: a blur of 1200, 17 shadows */
    double found;
};

/** The phrases of what a value of each kind is expected to be. */
#define PL_EXPECTED_COLOR "a color such as \"#5b4c2f\" or \"#5b4c2fff\""
#define PL_EXPECTED_LENGTH "a length in pixels"
#define PL_EXPECTED_WEIGHT "a weight such as \"Regular\" or \"Bold\", or a number from 1 to 1000"
#define PL_EXPECTED_SHADOW "a shadow such as \"2px 3px 6px #00000080\""
#define PL_EXPECTED_STROKE "a stroke such as \"6px #285ac8\""
#define PL_EXPECTED_RADIUS "a radius such as 40, \"40px\" or \"50%\""
#define PL_EXPECTED_RADII "a radius such as 40, \"40px\" or \"50%\", or a list of 1 to 4"

/**
 * Readers of the small languages inside strings; spaces around a value are ignored, and so is the case of
 * words. They return false with `unmet` filled.
 */

/** Whether the `size` bytes at `at` are `word`, the case of ASCII letters ignored whatever the locale. */
bool pl_word_is(const char *at, size_t size, const char *word);

/** A number alone. */
bool pl_number_parse(const char *text, double *out);

/** Digits with `px` or nothing behind. */
bool pl_length_parse(const char *text, double *out);

/**
 * CSS `box-shadow` (`box` true) or `text-shadow`, by commas: [inset] dx dy [blur [spread]] and a colour, in
 * any order of the three (CSS Backgrounds 3, 6.1; CSS Text Decoration 3, 4); unlike CSS's, the colour is
 * required and lengths may leave out their `px`.
 */
bool pl_shadows_parse(const char *text, bool box, struct pl_arena *arena, struct pl_shadows *out,
                      struct pl_unmet *unmet);

/** `Wpx color`, in either order. */
bool pl_stroke_parse(const char *text, struct pl_stroke *out, struct pl_unmet *unmet);

/** A weight's name ("SemiBold", "semi-bold", "Heavy") or its number, rounded to a whole one. */
bool pl_weight_parse(const char *text, int *out);
bool pl_weight_from_number(double number, int *out);

/** "40px", "40" or "50%". */
bool pl_radius_parse(const char *text, struct pl_radius *out);

/** One to four of "40px", "40" or "50%" separated by spaces, which CSS's border-radius expands to corners. */
bool pl_radii_parse(const char *text, struct pl_radii *out);

/** One radius from pixels or per cent, and one to four expanded to corners. */
bool pl_radius_from_number(double number, bool percent, struct pl_radius *out);
void pl_radii_expand(const struct pl_radius *given, int count, struct pl_radii *out);

#endif
