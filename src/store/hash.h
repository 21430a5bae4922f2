#ifndef PL_STORE_HASH_H
#define PL_STORE_HASH_H

#include <stdbool.h>
#include <stddef.h>

/** SHA-256 (FIPS 180-4) in hexadecimal digits, with the terminating zero. */
#define PL_HASH_DIGITS 64
#define PL_HASH_SIZE (PL_HASH_DIGITS + 1)

/** False is memory. */
bool pl_hash(const void *bytes, size_t size, char out[PL_HASH_SIZE]);

/** Whether a text starts with a hash as pl_hash writes it. */
bool pl_hash_starts(const char *text);

/** Whether it is one, and nothing behind it. */
bool pl_hash_is(const char *text);

#endif
