#include "base/memory.h"
#include "base/pixmap.h"
#include "unit.h"

#include <string.h>

START_TEST(bounds_sizes) {
    struct placard_error error;
    ck_succeeds(pl_size_check("x", 1, 1, &error), error);
    ck_succeeds(pl_size_check("x", 32767, 3051, &error), error);
    ck_succeeds(pl_size_check("x", 10000, 10000, &error), error);
    ck_fails(pl_size_check("x", 0, 5, &error), error, "x: expected at least 1x1 pixels, found 0x5");
    ck_fails(pl_size_check("x", 5, -1, &error), error, "x: expected at least 1x1 pixels, found 5x-1");
    ck_fails(pl_size_check("x", 32768, 1, &error), error,
             "x: expected at most 32767 pixels a side, found 32768x1");
    ck_fails(pl_size_check("x", 10000, 10001, &error), error,
             "x: expected at most 100 megapixels, found 10000x10001 (100.0 megapixels)");
    ck_fails(pl_size_check("x", 32767, 32767, &error), error,
             "x: expected at most 100 megapixels, found 32767x32767 (1073.7 megapixels)");
    ck_fails(pl_size_check("x", INT64_MAX, INT64_MAX, &error), error,
             "x: expected at most 32767 pixels a side, found 9223372036854775807x9223372036854775807");
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
}
END_TEST

START_TEST(rows_are_aligned_as_cairo_wants_them) {
    for (int width = 1; width < 40; width++) {
        struct pl_pixmap pixmap;
        struct placard_error error;
        ck_succeeds(pl_pixmap_init(&pixmap, width, 3, &error), error);
        ck_assert_int_eq(pixmap.stride % 16, 0);
        ck_assert_int_ge(pixmap.stride, width * 4);
        ck_assert_uint_eq((uintptr_t)pixmap.pixels % 16, 0);
        pl_pixmap_finish(&pixmap);
        ck_assert_ptr_null(pixmap.pixels);
    }
}
END_TEST

START_TEST(refuses_and_stays_empty) {
    struct pl_pixmap pixmap;
    struct placard_error error;
    ck_assert(!pl_pixmap_init(&pixmap, 40000, 1, &error));
    ck_assert_ptr_null(pixmap.pixels);
    ck_assert_int_eq(pixmap.width, 0);
}
END_TEST

START_TEST(fills) {
    struct pl_pixmap a;
    struct placard_error error;
    ck_succeeds(pl_pixmap_init(&a, 5, 4, &error), error);
    pl_pixmap_fill(&a, 0x80402010);
    ck_assert(!a.opaque);
    pl_pixmap_fill(&a, 0xff402010);
    ck_assert(a.opaque);
    pl_pixmap_finish(&a);
}
END_TEST

START_TEST(multiplies_exactly) {
    for (uint32_t a = 0; a < 256; a++) {
        for (uint32_t b = 0; b < 256; b++) {
            ck_assert_uint_eq(pl_mul255(a, b), (2 * a * b + 255) / 510);
        }
    }
}
END_TEST

/* Every premultiplied value, and those that are more than their alpha. */
START_TEST(divides_exactly) {
    for (uint32_t alpha = 0; alpha < 256; alpha++) {
        for (uint32_t value = 0; value < 256; value++) {
            uint32_t quotient = alpha ? (value * 255 + alpha / 2) / alpha : 0;
            quotient = quotient < 255 ? quotient : 255;
            uint32_t pixel = pl_unpremultiply(alpha << 24 | value << 16 | value);
            ck_assert_uint_eq(pixel, alpha << 24 | quotient << 16 | quotient);
        }
    }
}
END_TEST

START_TEST(multiplies_rows) {
    uint32_t row[256];
    for (uint32_t alpha = 0; alpha < 256; alpha++) {
        for (uint32_t value = 0; value < 256; value++) {
            row[value] = alpha << 24 | value << 16 | (255 - value) << 8 | value;
        }
        pl_premultiply_row(row, row, 256);
        for (uint32_t value = 0; value < 256; value++) {
            uint32_t product = pl_mul255(value, alpha);
            ck_assert_uint_eq(row[value],
                              alpha << 24 | product << 16 | pl_mul255(255 - value, alpha) << 8 | product);
        }
    }
}
END_TEST

START_TEST(finds_common_bits) {
    static const uint32_t row[] = {0xff102030, 0xff10ff3f, 0xfe000000};
    ck_assert_uint_eq(pl_common_bits(row, 2), 0xff102030);
    ck_assert_uint_eq(pl_common_bits(row, 3), 0xfe000000);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {bounds_sizes,
                                  rows_are_aligned_as_cairo_wants_them,
                                  refuses_and_stays_empty,
                                  fills,
                                  multiplies_exactly,
                                  divides_exactly,
                                  multiplies_rows,
                                  finds_common_bits,
                                  NULL};
    return unit_run("pixmap", tests);
}
