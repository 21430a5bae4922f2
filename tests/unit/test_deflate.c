#include "codec/checksum.h"
#include "codec/deflate.h"
#include "codec/deflate_codes.h"
#include "codec/png_match.h"
#include "pictures.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* ---- codes ---- */

/* Twice the sum of Kraft, in units of the longest: two for a code that is full. */
static uint32_t kraft(const uint8_t *lengths, int count) {
    uint32_t sum = 0;
    for (int i = 0; i < count; i++) {
        sum += lengths[i] ? 2U << (PL_DEFLATE_BITS - lengths[i]) : 0;
    }
    return sum;
}

/* Fibonacci's numbers make the deepest trees: 30 of them want 29 bits. */
START_TEST(lengths_are_bounded) {
    uint32_t counts[PL_DEFLATE_SYMBOLS] = {0};
    uint8_t lengths[PL_DEFLATE_SYMBOLS];
    uint32_t next = 1;
    uint32_t last = 1;
    for (int i = 0; i < 30; i++) {
        counts[i * 7] = last;
        uint32_t sum = next + last;
        last = next;
        next = sum;
    }
    for (int most = 5; most <= PL_DEFLATE_BITS; most++) {
        pl_deflate_lengths(counts, PL_DEFLATE_SYMBOLS, most, lengths);
        ck_assert_uint_eq(kraft(lengths, PL_DEFLATE_SYMBOLS), 2U << PL_DEFLATE_BITS);
        for (int i = 0; i < PL_DEFLATE_SYMBOLS; i++) {
            ck_assert_int_le(lengths[i], most);
            ck_assert_int_eq(lengths[i] > 0, counts[i] > 0);
        }
        for (int i = 7; i < 30 * 7; i += 7) {
            ck_assert_int_le(lengths[i], lengths[i - 7]);
        }
    }
}
END_TEST

/* What Huffman's method takes is what the sum of all inner nodes is: here by taking the two lightest again
 * and again, the plain way. */
static uint32_t least_cost(const uint32_t *counts, int count) {
    uint32_t weights[PL_DEFLATE_SYMBOLS];
    uint32_t cost = 0;
    int left = 0;
    for (int i = 0; i < count; i++) {
        if (counts[i] > 0) {
            weights[left++] = counts[i];
        }
    }
    while (left > 1) {
        for (int pick = 0; pick < 2; pick++) { /* the lightest of what is left to its end */
            for (int i = 0; i < left - 1 - pick; i++) {
                if (weights[i] < weights[left - 1 - pick]) {
                    uint32_t weight = weights[i];
                    weights[i] = weights[left - 1 - pick];
                    weights[left - 1 - pick] = weight;
                }
            }
        }
        weights[left - 2] += weights[left - 1];
        cost += weights[left - 2];
        left--;
    }
    return cost;
}

START_TEST(lengths_are_shortest) {
    uint32_t state = 5;
    for (int round = 0; round < 200; round++) {
        uint32_t counts[PL_DEFLATE_SYMBOLS] = {0};
        uint8_t lengths[PL_DEFLATE_SYMBOLS];
        int symbols = 3 + (int)(picture_random(&state) % (PL_DEFLATE_SYMBOLS - 3));
        for (int i = 0; i < symbols; i++) {
            counts[i] = picture_random(&state) % 3 == 0 ? 0 : 20 + (picture_random(&state) & 1023);
        }
        counts[0] = counts[1] = 1000;
        pl_deflate_lengths(counts, symbols, PL_DEFLATE_BITS, lengths);
        uint32_t cost = 0;
        for (int i = 0; i < symbols; i++) {
            cost += counts[i] * lengths[i];
        }
        ck_assert_uint_eq(cost, least_cost(counts, symbols));
    }
}
END_TEST

START_TEST(two_symbols_at_least) {
    for (int only = -1; only < 3; only++) {
        uint32_t counts[19] = {0};
        uint8_t lengths[19];
        if (only >= 0) {
            counts[only] = 9;
            ck_assert(only < 19);
        }
        pl_deflate_lengths(counts, 19, 7, lengths);
        ck_assert_uint_eq(kraft(lengths, 19), 2U << PL_DEFLATE_BITS);
        ck_assert(only < 0 || lengths[only] == 1);
    }
}
END_TEST

/* The code of RFC 1951, 3.2.2: lengths 3, 3, 3, 3, 3, 2, 4, 4 are 010, 011, 100, 101, 110, 00, 1110, 1111. */
START_TEST(codes_of_the_standard) {
    static const uint8_t lengths[] = {3, 3, 3, 3, 3, 2, 4, 4};
    static const uint16_t reversed[] = {2, 6, 1, 5, 3, 0, 7, 15};
    uint16_t codes[8];
    pl_deflate_assign(lengths, 8, codes);
    ck_assert_mem_eq(codes, reversed, sizeof codes);
}
END_TEST

/* ---- rows ---- */

/* A kind of bytes that rows are made of. */
enum kind { NOISE, FLAT, FEW, REPEATED, SMOOTH, DISTANT, KINDS };

static unsigned char byte_of(enum kind kind, size_t at, uint32_t *state) {
    switch (kind) {
    case NOISE:
        return (unsigned char)picture_random(state);
    case FEW:
        return (unsigned char)(picture_random(state) % 3);
    case REPEATED:
        return (unsigned char)(at % 777 * 2654435761U >> 20);
    case SMOOTH:
        return (unsigned char)(picture_random(state) % 8 == 0 ? picture_random(state) % 5 : at / 3 % 2);
    case DISTANT: /* the same again at about the width of the window */
        return (unsigned char)(at % 32769 * 2654435761U >> 24);
    default:
        return 0;
    }
}

static void check_inflated(const struct pl_buffer *packed, const unsigned char *bytes, size_t size) {
    unsigned char *back = malloc(size + 1);
    z_stream stream = {.next_in = packed->data,
                       .avail_in = (uInt)packed->size,
                       .next_out = back,
                       .avail_out = (uInt)size + 1};
    ck_assert_int_eq(inflateInit2(&stream, -15), Z_OK);
    ck_assert_int_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    ck_assert_uint_eq(stream.total_out, size);
    ck_assert_uint_eq(stream.avail_in, 0);
    ck_assert_mem_eq(back, bytes, size);
    inflateEnd(&stream);
    free(back);
}

/* A block behind three bits of another stream, from there to here. */
static void put_copy(struct pl_deflate *to, const struct pl_deflate_block *block, bool last) {
    struct pl_buffer out = {0};
    struct pl_deflate apart = {.out = &out, .count = 3};
    bool aligned = pl_deflate_put(&apart, block, last);
    size_t end = pl_deflate_position(&apart);
    pl_deflate_end(&apart);
    if (aligned) {
        pl_deflate_put(to, block, last);
    } else {
        ck_assert_ptr_nonnull(pl_buffer_room(&out, 8));
        pl_deflate_copy(to, out.data, 3, end);
    }
    pl_buffer_finish(&out);
}

/* What a search finds is what the rows are: read by zlib. Each block is put into a stream of its own as well,
 * and copied from there to another place between bytes. */
static size_t check_rows(size_t pixels, size_t pixel, size_t height, size_t some, enum kind kind) {
    size_t row = pixels * pixel + 1;
    size_t size = row * height;
    uint32_t state = (uint32_t)(size + kind);
    unsigned char *all = malloc(size);
    unsigned char *window = calloc(1, some * row + PL_PNG_MATCH_ROOM);
    struct pl_png_matcher *matcher = calloc(1, sizeof *matcher);
    struct pl_deflate_block *block = calloc(1, sizeof *block);
    struct pl_buffer out = {0};
    struct pl_deflate deflate = {.out = &out};
    struct pl_buffer copies = {0};
    struct pl_deflate copied = {.out = &copies};
    ck_assert(all && window && matcher && block);
    block->steps = malloc((some * row / 4 + 4) * sizeof *block->steps);
    ck_assert_ptr_nonnull(block->steps);
    for (size_t i = 0; i < size; i++) {
        all[i] = byte_of(kind, i, &state);
    }
    for (size_t y = 0; y < height; y += some) {
        size_t rows = height - y < some ? height - y : some;
        memcpy(window, all + y * row, rows * row);
        pl_png_match(matcher, window, row, rows, pixel, block);
        ck_assert_uint_le(block->count, rows * row / 4 + 4);
        bool last = y + rows == height;
        size_t was = out.size;
        pl_deflate_put(&deflate, block, last);
        /* Stored, it takes five bytes for each 64 KiB and one for bits left over. */
        ck_assert_uint_le(out.size - was, rows * row + (rows * row / 65535 + 1) * 5 + 1);
        put_copy(&copied, block, last);
    }
    pl_deflate_end(&deflate);
    pl_deflate_end(&copied);
    size_t packed = out.size;
    check_inflated(&out, all, size);
    check_inflated(&copies, all, size);
    pl_buffer_finish(&copies);
    pl_buffer_finish(&out);
    free(block->steps);
    free(block);
    free(matcher);
    free(window);
    free(all);
    return packed;
}

START_TEST(rows_come_back) {
    static const size_t widths[] = {1, 2, 3, 4, 5, 86, 87, 255, 768, 10922, 32767};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        for (size_t pixel = 3; pixel <= 4; pixel++) {
            for (int kind = 0; kind < KINDS; kind++) {
                size_t height = 200000 / (widths[i] * pixel) + 1;
                height = height < 300 ? height : 300;
                check_rows(widths[i], pixel, height, 1, kind);
                check_rows(widths[i], pixel, height, 7, kind);
                check_rows(widths[i], pixel, height, height, kind);
            }
        }
    }
}
END_TEST

/* Each form where it is the shortest: noise is stored, a pixel has codes that are fixed, what is flat is next
 * to nothing. */
START_TEST(shortest_form) {
    ck_assert_uint_eq(check_rows(100, 3, 100, 100, NOISE), 301 * 100 + 5);
    ck_assert_uint_le(check_rows(1, 3, 1, 1, NOISE), 7);
    ck_assert_uint_le(check_rows(1000, 3, 100, 40, FLAT), 1500);
}
END_TEST

START_TEST(sums_are_joined) {
    uint32_t state = 3;
    unsigned char bytes[70000];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)(picture_random(&state) | 0xf0);
    }
    for (size_t first = 0; first < sizeof bytes; first += 4999) {
        for (size_t end = first; end < sizeof bytes; end += 9973) {
            uint32_t before = pl_adler32(PL_ADLER32_START, bytes, first);
            uint32_t more = pl_adler32(PL_ADLER32_START, bytes + first, end - first);
            ck_assert_uint_eq(pl_adler32_joined(before, more, end - first), adler32(1, bytes, (uInt)end));
        }
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {
        lengths_are_bounded, lengths_are_shortest, two_symbols_at_least, codes_of_the_standard,
        rows_come_back,      shortest_form,        sums_are_joined,      NULL};
    return unit_run("deflate", tests);
}
