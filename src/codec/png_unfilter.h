#ifndef PL_CODEC_PNG_UNFILTER_H
#define PL_CODEC_PNG_UNFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes that have to be readable and writable behind a row: pixels are taken four bytes at a time. */
#define PL_PNG_ROW_ROOM 8

/**
 * Takes the filter from a row of `size` bytes, pixels of `pixel` bytes (1, 3 or 4), in place (PNG
 * specification, 9.2); `above` is the row above without its filter, zeros for the first. False where there is
 * no such filter.
 */
bool pl_png_unfilter(int filter, unsigned char *row, const unsigned char *above, size_t size, size_t pixel);

/** Turns pixels of grey (1 byte), RGB (3) or RGBA (4) into straight ARGB. */
void pl_png_argb(uint32_t *to, const unsigned char *row, int width, size_t pixel);

#endif
