#include "paint/contrast.h"
#include "unit.h"

#include <stdlib.h>

START_TEST(levels_go_by_lightness) {
    ck_assert_int_eq(pl_contrast_level((struct pl_color){0, 0, 0, 255}), 0);
    ck_assert_int_eq(pl_contrast_level((struct pl_color){255, 255, 255, 255}), PL_CONTRAST_LEVELS - 1);
    ck_assert_int_gt(pl_contrast_level((struct pl_color){0, 255, 0, 255}),
                     pl_contrast_level((struct pl_color){255, 0, 0, 255}));
    ck_assert_int_gt(pl_contrast_level((struct pl_color){255, 0, 0, 255}),
                     pl_contrast_level((struct pl_color){0, 0, 255, 255}));
}
END_TEST

START_TEST(tables_rise_from_nothing_to_all) {
    for (int level = 0; level < PL_CONTRAST_LEVELS; level++) {
        uint8_t table[256];
        pl_contrast_table(level, table);
        ck_assert_uint_eq(table[0], 0);
        ck_assert_uint_eq(table[255], 255);
        for (int i = 1; i < 256; i++) {
            ck_assert_uint_ge(table[i], table[i - 1]);
        }
    }
}
END_TEST

/* Contrast is added to dark text only; at half coverage black differs from what it was, white does not by
 * much. */
START_TEST(dark_text_differs_from_light) {
    uint8_t dark[256];
    uint8_t light[256];
    pl_contrast_table(0, dark);
    pl_contrast_table(PL_CONTRAST_LEVELS - 1, light);
    ck_assert_uint_ne(dark[128], light[128]);
    for (int i = 1; i < 255; i++) {
        ck_assert_int_le(abs((int)light[i] - i), 24);
        ck_assert_int_le(abs((int)dark[i] - i), 24);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {levels_go_by_lightness, tables_rise_from_nothing_to_all,
                                  dark_text_differs_from_light, NULL};
    return unit_run("contrast", tests);
}
