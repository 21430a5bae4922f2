#ifndef PL_CODEC_UNKNOWN_H
#define PL_CODEC_UNKNOWN_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/** Fails, saying what was found in a file where a picture of a format of the table was expected. */
bool pl_unknown_fail(const char *name, const unsigned char *bytes, size_t size, struct placard_error *error);

#endif
