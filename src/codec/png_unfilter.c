#include "codec/png_unfilter.h"

#include "base/wide.h"

#include <endian.h>
#include <string.h>

/* A pixel, its bytes as numbers that can be subtracted; lanes that it does not have are carried along. */
typedef int16_t lanes __attribute__((vector_size(16)));
typedef unsigned char bytes8 __attribute__((vector_size(8)));
typedef unsigned char bytes16 __attribute__((vector_size(16)));

PL_INLINE lanes load(const unsigned char *at) {
    bytes8 bytes = {0};
    memcpy(&bytes, at, 4);
    return __builtin_convertvector(bytes, lanes);
}

PL_INLINE void store(unsigned char *at, lanes pixel, size_t size) {
    bytes8 bytes = __builtin_convertvector(pixel, bytes8);
    memcpy(at, &bytes, size);
}

PL_INLINE lanes absolute(lanes a) {
    return (a ^ (a >> 15)) - (a >> 15);
}

PL_INLINE lanes choose(lanes mask, lanes a, lanes b) {
    return (a & mask) | (b & ~mask);
}

/* The nearest of left (a), above (b) and above left (c) to a + b - c, in that order where they are alike. */
PL_INLINE lanes paeth(lanes a, lanes b, lanes c) {
    lanes from_a = b - c;
    lanes from_b = a - c;
    lanes from_c = absolute(from_a + from_b);
    from_a = absolute(from_a);
    from_b = absolute(from_b);
    lanes above = choose(from_b <= from_c, b, c);
    return choose((from_a <= from_b) & (from_a <= from_c), a, above);
}

/* What is before `from` has no filter any more. */
PL_INLINE void undo_sub(unsigned char *row, size_t size, size_t pixel, size_t from) {
    lanes left = {0};
    if (from > 0) {
        left = load(row + from - pixel);
    }
    for (size_t i = from; i < size; i += pixel) {
        left = (left + load(row + i)) & 255;
        store(row + i, left, pixel);
    }
}

/* A pixel is the sum of all up to it, so that in a few steps each of several has those before it added. Five
 * pixels of three bytes at a time, or four of four; returns how many bytes it has done. */
PL_WIDE static size_t undo_sub_wide(unsigned char *row, size_t size, size_t pixel) {
    const bytes16 zero = {0};
    bytes16 left = zero;
    bytes16 sum;
    size_t i = 0;
    for (; pixel == 3 && size - i >= sizeof sum; i += 15) {
        memcpy(&sum, row + i, sizeof sum);
        sum += __builtin_shufflevector(zero, sum, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                                       28);
        sum += __builtin_shufflevector(zero, sum, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                                       25);
        sum += __builtin_shufflevector(zero, sum, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
        sum += left;
        left =
            __builtin_shufflevector(sum, sum, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12);
        /* Not the sixteenth byte, which is the next pixel's. */
        memcpy(row + i, &sum, 8);
        memcpy(row + i + 7, (const unsigned char *)&sum + 7, 8);
    }
    for (; pixel == 4 && size - i >= sizeof sum; i += sizeof sum) {
        memcpy(&sum, row + i, sizeof sum);
        sum += __builtin_shufflevector(zero, sum, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
                                       27);
        sum +=
            __builtin_shufflevector(zero, sum, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        sum += left;
        left =
            __builtin_shufflevector(sum, sum, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15);
        memcpy(row + i, &sum, sizeof sum);
    }
    return i;
}

PL_INLINE void undo_average(unsigned char *row, const unsigned char *above, size_t size, size_t pixel) {
    lanes left = {0};
    for (size_t i = 0; i < size; i += pixel) {
        left = (load(row + i) + ((left + load(above + i)) >> 1)) & 255;
        store(row + i, left, pixel);
    }
}

PL_INLINE void undo_paeth(unsigned char *row, const unsigned char *above, size_t size, size_t pixel) {
    lanes left = {0};
    lanes above_left = {0};
    for (size_t i = 0; i < size; i += pixel) {
        lanes up = load(above + i);
        left = (load(row + i) + paeth(left, up, above_left)) & 255;
        above_left = up;
        store(row + i, left, pixel);
    }
}

static void undo_up(unsigned char *restrict row, const unsigned char *restrict above, size_t size) {
    for (size_t i = 0; i < size; i++) {
        row[i] = (unsigned char)(row[i] + above[i]);
    }
}

PL_INLINE bool unfilter(int filter, unsigned char *row, const unsigned char *above, size_t size,
                        size_t pixel) {
    switch (filter) {
    case 0:
        return true;
    case 1:
        undo_sub(row, size, pixel, pl_has_wide() ? undo_sub_wide(row, size, pixel) : 0);
        return true;
    case 2:
        undo_up(row, above, size);
        return true;
    case 3:
        undo_average(row, above, size, pixel);
        return true;
    case 4:
        undo_paeth(row, above, size, pixel);
        return true;
    default:
        return false;
    }
}

/* By size, so that the compiler knows it. */
bool pl_png_unfilter(int filter, unsigned char *row, const unsigned char *above, size_t size, size_t pixel) {
    return pixel == 1   ? unfilter(filter, row, above, size, 1)
           : pixel == 3 ? unfilter(filter, row, above, size, 3)
                        : unfilter(filter, row, above, size, 4);
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* Four pixels at a time; returns how many it has done. Quick only where there is an instruction for
 * shuffling. */
PL_WIDE static int unpack_wide(uint32_t *to, const unsigned char *row, int width) {
    const bytes16 opaque = {0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255};
    int x = 0;
    for (; x + 4 <= width; x += 4) {
        bytes16 pixels;
        memcpy(&pixels, row + (ptrdiff_t)x * 3, sizeof pixels);
        pixels =
            __builtin_shufflevector(pixels, pixels, 2, 1, 0, 15, 5, 4, 3, 15, 8, 7, 6, 15, 11, 10, 9, 15) |
            opaque;
        memcpy(to + x, &pixels, sizeof pixels);
    }
    return x;
}
#else
static int unpack_wide(uint32_t *to, const unsigned char *row, int width) {
    return 0;
}
#endif

static void unpack_rgb(uint32_t *to, const unsigned char *row, int width) {
    for (int x = pl_has_wide() ? unpack_wide(to, row, width) : 0; x < width; x++) {
        uint32_t bytes;
        memcpy(&bytes, row + (ptrdiff_t)x * 3, 4);
        to[x] = 0xff000000U | be32toh(bytes) >> 8;
    }
}

void pl_png_argb(uint32_t *to, const unsigned char *row, int width, size_t pixel) {
    if (pixel == 3) {
        unpack_rgb(to, row, width);
    }
    for (int x = 0; pixel == 1 && x < width; x++) {
        to[x] = 0xff000000U | row[x] * 0x010101U;
    }
    for (int x = 0; pixel == 4 && x < width; x++) {
        uint32_t bytes;
        memcpy(&bytes, row + (ptrdiff_t)x * 4, 4);
        bytes = be32toh(bytes);
        to[x] = bytes << 24 | bytes >> 8;
    }
}
