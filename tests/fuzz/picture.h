#ifndef PL_TESTS_FUZZ_PICTURE_H
#define PL_TESTS_FUZZ_PICTURE_H

#include <stddef.h>
#include <stdint.h>

/** Decodes a picture in every way there is, and requires of these that they agree. */
void fuzz_picture(const uint8_t *data, size_t size);

#endif
