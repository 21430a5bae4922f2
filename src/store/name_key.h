#ifndef PL_STORE_NAME_KEY_H
#define PL_STORE_NAME_KEY_H

#include "base/buffer.h"

#include <stdbool.h>

/**
 * Appends what file systems that know no case compare of a name: names with the same key
 * are one file on macOS or Windows, however their letters are composed. False is memory.
 */
bool pl_name_key(const char *name, struct pl_buffer *out);

#endif
