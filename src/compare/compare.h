#ifndef PL_COMPARE_COMPARE_H
#define PL_COMPARE_COMPARE_H

#include "base/error.h"
#include "base/pixmap.h"
#include "base/rows.h"
#include "compare/marks.h"

#include <stdbool.h>

/** Whole pixels; may reach beyond the picture. */
struct pl_area {
    int left, top, width, height;
};

/** What to measure. Zero is the default of each member, but for the threshold. */
struct pl_compare_options {
    double threshold;             /**< of the YIQ distance, 0 to 1; what is above it is a mismatch */
    bool include_antialiased;     /**< count antialiased pixels as what they are else: mismatched */
    const struct pl_area *ignore; /**< not to be compared */
    int ignored;                  /**< how many of these */
    struct pl_rows *mask;         /**< not to be compared where this is middle grey or lighter; or NULL */
    int regions;                  /**< how many regions to list at most; 0 looks for none */
    int gap;                      /**< pixels alike between two mismatched ones of one region */
    bool ssim;
};

/** Mismatched pixels that lie together. */
struct pl_region {
    struct pl_area box;
    long long pixels; /**< mismatched */
};

/** How much two pictures differ. All zero is an empty one. */
struct pl_difference {
    bool same_size;            /**< if not, only `share` is set, to 1 */
    long long pixels;          /**< compared: those not ignored */
    long long mismatched;      /**< over the threshold */
    long long antialiased;     /**< over the threshold, but only for how an edge was smoothed */
    double share;              /**< mismatched of those compared, 0 to 1 */
    double mean;               /**< of the differences of all colour channels, 0 to 255 */
    double rms;                /**< root of the mean of their squares */
    int greatest;              /**< of any channel */
    double ssim;               /**< -1 to 1, 1 where nothing differs; 0 where it was not asked for */
    struct pl_region *regions; /**< the largest box first */
    int listed;                /**< how many of these */
    long long region_count;    /**< of all regions */
    struct pl_marks marks;     /**< which pixels are mismatched or antialiased */
};

/**
 * Compares row by row, as pixelmatch 7 does on the same straight pixels. Reads no more than two rows ahead,
 * and keeps nothing of rows that are alike. pl_difference_finish releases `*out`.
 *
 * A channel of translucent pixels differs by as much as it does over black or over white, where more.
 */
bool pl_compare_rows(struct pl_rows *expected, struct pl_rows *actual,
                     const struct pl_compare_options *options, struct pl_difference *out,
                     struct placard_error *error);

/** What pl_compare_rows finds of a picture and itself, of which no row is read. */
bool pl_compare_alike(int width, int height, const struct pl_compare_options *options,
                      struct pl_difference *out, struct placard_error *error);

/** pl_compare_rows of pixmaps. */
bool pl_compare(const struct pl_pixmap *expected, const struct pl_pixmap *actual,
                const struct pl_compare_options *options, struct pl_difference *out,
                struct placard_error *error);
void pl_difference_finish(struct pl_difference *difference);

/**
 * Draws what pixelmatch draws: `expected` in faint greys, with mismatched pixels in red and antialiased ones
 * in yellow. pl_pixmap_finish releases `*out`.
 */
bool pl_difference_draw(const struct pl_marks *marks, struct pl_rows *expected, struct pl_pixmap *out,
                        struct placard_error *error);

/** What pl_difference_palette has at most. */
#define PL_DIFFERENCE_COLORS 32

/** The colours that the picture has, in the order of their numbers, greys by their lightness; returns how
 * many.
 */
int pl_difference_palette(uint32_t *colors);

/** The same picture row by row, a number of the palette a pixel; zero but for what it is drawn from. */
struct pl_difference_rows {
    const struct pl_marks *marks;
    struct pl_rows *expected;
    int y;
    size_t next;
};
bool pl_difference_row(struct pl_difference_rows *rows, uint8_t *to, struct placard_error *error);

#endif
