#include "codec/exif.h"
#include "pictures.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

START_TEST(both_byte_orders) {
    unsigned char bytes[64];
    for (int big = 0; big < 2; big++) {
        for (int orientation = 1; orientation <= 8; orientation++) {
            size_t size = picture_exif(bytes, orientation, big);
            ck_assert_int_eq(pl_exif_orientation(bytes, size), orientation);
        }
    }
}
END_TEST

START_TEST(values_out_of_range) {
    unsigned char bytes[64];
    for (int value = 9; value < 256; value++) {
        size_t size = picture_exif(bytes, value, false);
        ck_assert_int_eq(pl_exif_orientation(bytes, size), 1);
    }
    size_t size = picture_exif(bytes, 0, true);
    ck_assert_int_eq(pl_exif_orientation(bytes, size), 1);
    picture_exif(bytes, 6, true);
    bytes[31] = 4; /* not a SHORT */
    ck_assert_int_eq(pl_exif_orientation(bytes, size), 1);
}
END_TEST

START_TEST(not_exif) {
    ck_assert_int_eq(pl_exif_orientation((const unsigned char *)"", 0), 0);
    ck_assert_int_eq(pl_exif_orientation((const unsigned char *)"http://ns.adobe.com/xap/1.0/", 28), 0);
    ck_assert_int_eq(pl_exif_orientation((const unsigned char *)"Exif\0\0", 6), 1);
    ck_assert_int_eq(pl_exif_orientation((const unsigned char *)"Exif\0\0junkjunkjunk", 18), 1);
}
END_TEST

/* On exact heap blocks, so that a sanitizer sees each byte read too far. */
START_TEST(cut_and_garbled) {
    unsigned char bytes[64];
    uint32_t state = 1;
    for (int round = 0; round < 20000; round++) {
        size_t size = picture_exif(bytes, 6, round & 1);
        size_t cut = picture_random(&state) % (size + 1);
        unsigned char *block = malloc(cut ? cut : 1);
        ck_assert_ptr_nonnull(block);
        memcpy(block, bytes, cut);
        for (uint32_t i = picture_random(&state) % 4; cut > 0 && i > 0; i--) {
            block[picture_random(&state) % cut] = (unsigned char)picture_random(&state);
        }
        int orientation = pl_exif_orientation(block, cut);
        ck_assert(orientation >= 0 && orientation <= 8);
        free(block);
    }
    size_t size = picture_exif(bytes, 6, false);
    for (size_t cut = 6; cut < size - 10; cut++) {
        ck_assert_int_eq(pl_exif_orientation(bytes, cut), 1);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {both_byte_orders, values_out_of_range, not_exif, cut_and_garbled, NULL};
    return unit_run("exif", tests);
}
