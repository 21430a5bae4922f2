#ifndef PL_CODEC_CHECKSUM_H
#define PL_CODEC_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/** CRC-32 as in PNG and zip files: tells a file that was changed by accident, as fast as memory is read. */
uint32_t pl_checksum(const void *bytes, size_t size);

#endif
