#ifndef PL_PAINT_FONT_NAMES_H
#define PL_PAINT_FONT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/** The next name of a CSS list of families, unquoted and trimmed; `*rest` moves past it. False at the end. */
bool pl_family_next(const char **rest, char *name, size_t size);

/** Other names of the same family, in order of preference, ending in NULL; or NULL where none are known. */
const char *const *pl_family_aliases(const char *name);

#endif
