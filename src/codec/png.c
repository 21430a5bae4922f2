#include "codec/png.h"

#include "codec/png_number.h"

#include <libdeflate.h>
#include <stdint.h>
#include <string.h>

/* Where things are in the first chunk, which has to be IHDR (PNG specification, 5.6 and 11.2.1). */
enum {
    SIGNATURE = 8,
    CHUNK_TYPE = 12,
    IHDR_WIDTH = 16,
    IHDR_HEIGHT = 20,
    IHDR_DEPTH = 24,
    IHDR_TYPE = 25,
    IHDR_CRC = 29,
    IHDR_END = 33,
};

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
    if (libdeflate_crc32(0, bytes + CHUNK_TYPE, IHDR_CRC - CHUNK_TYPE) != pl_png_number(bytes + IHDR_CRC)) {
        return pl_fail(error, PLACARD_PICTURE, "%s: damaged PNG: IHDR: CRC error", name);
    }
    uint32_t across = pl_png_number(bytes + IHDR_WIDTH);
    uint32_t down = pl_png_number(bytes + IHDR_HEIGHT);
    if (!pl_size_check(name, across, down, error)) {
        return false;
    }
    *width = (int)across;
    *height = (int)down;
    return true;
}

/* Bytes of the rows before they are compressed, for the picture's type (PNG specification, 11.2.1) in its
 * most passes. */
static long long raw_size(const unsigned char *bytes) {
    static const int channels[7] = {1, 0, 3, 1, 2, 0, 4};
    long long width = pl_png_number(bytes + IHDR_WIDTH);
    long long height = pl_png_number(bytes + IHDR_HEIGHT);
    int type = bytes[IHDR_TYPE] < 7 ? channels[bytes[IHDR_TYPE]] : 4;
    return ((width * type * bytes[IHDR_DEPTH] + 7) / 8 + 1) * height + 2 * (width + height);
}

/* No compressor makes data four times as long as it was; what is there beyond would be inflated for nothing,
 * to a thousand times its size. */
enum { SLACK = 64 * 1024, DATA_STRETCH = 4, AROUND = 12 };

bool pl_png_check_chunks(const char *name, const unsigned char *bytes, size_t size,
                         struct placard_error *error) {
    long long count = 0;
    long long image = 0;
    long long most = raw_size(bytes) * DATA_STRETCH + SLACK;
    for (size_t at = SIGNATURE; size - at >= AROUND;) {
        size_t content = pl_png_number(bytes + at);
        if (content > size - at - AROUND) {
            break;
        }
        count++;
        image += memcmp(bytes + at + 4, "IDAT", 4) == 0 ? (long long)content : 0;
        at += content + AROUND;
    }
    if (count > PL_PNG_CHUNK_LIMIT) {
        return pl_fail(error, PLACARD_LIMIT, "%s: expected at most %d chunks, found %lld", name,
                       PL_PNG_CHUNK_LIMIT, count);
    }
    return image <= most || pl_fail(error, PLACARD_LIMIT,
                                    "%s: expected at most %lld bytes of image data for its size, found %lld",
                                    name, most, image);
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
    .decode = pl_png_decode_until,
    .decode_straight = pl_png_decode_straight,
    .rows = pl_png_rows,
    .open = pl_png_open,
    .encode = pl_png_encode,
    .begin = pl_png_begin,
    .keep = pl_png_keep,
};
