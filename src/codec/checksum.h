#ifndef PL_CODEC_CHECKSUM_H
#define PL_CODEC_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/** CRC-32 as in PNG and zip files: tells a file that was changed by accident, as fast as memory is read. */
uint32_t pl_checksum(const void *bytes, size_t size);

/** Adler-32, as in zlib's format, of some bytes and those before, whose sum is given: of none it is
 * PL_ADLER32_START. */
#define PL_ADLER32_START 1U
uint32_t pl_adler32(uint32_t before, const void *bytes, size_t size);

/** The sum of some bytes and `size` more behind them, from the sum of each. */
uint32_t pl_adler32_joined(uint32_t before, uint32_t sum, size_t size);

#endif
