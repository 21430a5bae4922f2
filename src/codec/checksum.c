#include "codec/checksum.h"

#include <libdeflate.h>

uint32_t pl_checksum(const void *bytes, size_t size) {
    return libdeflate_crc32(0, bytes, size);
}
