#include "codec/checksum.h"

#include <libdeflate.h>

uint32_t pl_checksum(const void *bytes, size_t size) {
    return libdeflate_crc32(0, bytes, size);
}

uint32_t pl_adler32(uint32_t before, const void *bytes, size_t size) {
    return libdeflate_adler32(before, bytes, size);
}

/* RFC 1950, 8.2: the low half is the sum of all bytes and 1, the high half that of the low halves after each.
 */
uint32_t pl_adler32_joined(uint32_t before, uint32_t sum, size_t size) {
    const uint32_t base = 65521;
    uint32_t low = before & 0xffff;
    uint32_t high = before >> 16;
    uint32_t more = (low + base - 1) % base;
    uint32_t high_more = (uint32_t)(size % base * (uint64_t)more % base);
    return ((high + (sum >> 16) + high_more) % base) << 16 | (more + (sum & 0xffff)) % base;
}
