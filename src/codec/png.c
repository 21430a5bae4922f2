#include "codec/png.h"

#include <libdeflate.h>
#include <stdint.h>
#include <string.h>

/* Where things are in the first chunk, which has to be IHDR (PNG specification, 5.6 and 11.2.1). */
enum { CHUNK_TYPE = 12, IHDR_WIDTH = 16, IHDR_HEIGHT = 20, IHDR_CRC = 29, IHDR_END = 33 };

static uint32_t read_number(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

bool pl_png_size(const char *name, const unsigned char *bytes, size_t size, int *width, int *height,
                 struct placard_error *error) {
    if (size < IHDR_END) {
        return pl_fail(error, PLACARD_PICTURE, "%s: damaged PNG: the file ends too early", name);
    }
    if (memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) != 0) {
        return pl_fail(error, PLACARD_PICTURE, "%s: damaged PNG: the line ends in its signature were changed",
                       name);
    }
    if (memcmp(bytes + CHUNK_TYPE, "IHDR", 4) != 0) {
        return pl_fail(error, PLACARD_PICTURE, "%s: damaged PNG: missing IHDR", name);
    }
    if (libdeflate_crc32(0, bytes + CHUNK_TYPE, IHDR_CRC - CHUNK_TYPE) != read_number(bytes + IHDR_CRC)) {
        return pl_fail(error, PLACARD_PICTURE, "%s: damaged PNG: IHDR: CRC error", name);
    }
    uint32_t across = read_number(bytes + IHDR_WIDTH);
    uint32_t down = read_number(bytes + IHDR_HEIGHT);
    if (!pl_size_check(name, across, down, error)) {
        return false;
    }
    *width = (int)across;
    *height = (int)down;
    return true;
}

/* Four bytes of the eight, so that a file whose line ends were changed is called damaged and not unknown. */
static bool sniff(const unsigned char *bytes, size_t size) {
    return size >= 4 && memcmp(bytes, "\x89PNG", 4) == 0;
}

/* The last chunk is the same in every file. */
static bool ends(const unsigned char *bytes, size_t size) {
    return size >= 12 && memcmp(bytes + size - 12, "\0\0\0\0IEND\xae\x42\x60\x82", 12) == 0;
}

static const char *const extensions[] = {"png", NULL};

const struct pl_codec pl_png_codec = {
    .name = PL_PNG_NAME,
    .extensions = extensions,
    .media_type = "image/png",
    .sniff = sniff,
    .ends = ends,
    .size = pl_png_size,
    .decode = pl_png_decode,
    .decode_straight = pl_png_decode_straight,
    .rows = pl_png_rows,
    .encode = pl_png_encode,
};
