#ifndef PL_BASE_UTF8_H
#define PL_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The code point that starts at `*at`, which is advanced past it; at an ill-formed sequence U+FFFD, advanced
 * by one byte. `end` is one past the last byte. (Unicode 15, table 3-7: no surrogates, no overlong forms.)
 */
uint32_t pl_utf8_next(const char **at, const char *end);

/** Whether all `size` bytes are well-formed; if not, `*bad` (may be NULL) gets the offset of the first that
 * is not. */
bool pl_utf8_valid(const char *text, size_t size, size_t *bad);

/** Writes `code_point` as up to four bytes (no terminating zero) and returns how many. */
size_t pl_utf8_put(uint32_t code_point, char out[4]);

/** Cuts off an incomplete character at the end of a zero-terminated string. */
void pl_utf8_trim(char *text);

#endif
