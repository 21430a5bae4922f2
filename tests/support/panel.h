#ifndef PL_TESTS_PANEL_H
#define PL_TESTS_PANEL_H

#include <placard/placard.h>

#include <stdbool.h>

/**
 * Writes expected, actual and difference side by side as one PNG; pixels that are mismatched by these
 * options are red. `expected` may be NULL, and then, as where the sizes differ, there is no difference to be
 * seen. The folders of `path` are made. Prints a comment that names the file.
 */
void panel_write(const char *path, const struct placard_picture *expected,
                 const struct placard_picture *actual, const struct placard_compare_options *options);

#endif
