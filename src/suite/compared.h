#ifndef PL_SUITE_COMPARED_H
#define PL_SUITE_COMPARED_H

#include "base/buffer.h"
#include "base/pixmap.h"
#include "base/rows.h"
#include "compare/compare.h"

#include <stdbool.h>

/**
 * One of the two pictures of a case: its pixels or, of a large file, its rows, decoded when they are looked
 * at. All zero is none.
 */
struct pl_compared {
    struct pl_pixmap pixmap;
    struct pl_row_source *source;
    int width, height;
};

/**
 * Decodes a file; of one with more than PL_SOURCE_KEPT pixels only the header. pl_compared_finish releases
 * it, also after a failure. `path` and the file have to stay.
 */
bool pl_compared_open(struct pl_compared *compared, const char *path, const struct pl_buffer *file,
                      struct placard_error *error);
/** Takes over what was drawn. */
void pl_compared_take(struct pl_compared *compared, struct pl_pixmap *drawn);
void pl_compared_finish(struct pl_compared *compared);

/** Whether the whole can be decoded, which of rows is not known before. */
bool pl_compared_test(const struct pl_compared *compared, struct placard_error *error);

/** Opens and tests it; where it fails there is none. */
bool pl_compared_open_whole(struct pl_compared *compared, const char *path, const struct pl_buffer *file,
                            struct placard_error *error);
bool pl_compared_is_there(const struct pl_compared *compared);

/** Both of one size. */
bool pl_compared_compare(const struct pl_compared *expected, const struct pl_compared *actual,
                         const struct pl_compare_options *options, struct pl_difference *out,
                         struct placard_error *error);

/** Appends the file of a picture of the marks over the expected one. */
bool pl_compared_draw(const struct pl_compared *expected, const struct pl_marks *marks, double scale,
                      struct pl_buffer *out, struct placard_error *error);

/** The same of rows. */
bool pl_compared_draw_rows(struct pl_rows *expected, const struct pl_marks *marks, struct pl_buffer *out,
                           struct placard_error *error);

#endif
