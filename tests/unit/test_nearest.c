#include "document/nearest.h"
#include "unit.h"

#include <string.h>

static const struct pl_field first[] = {{"color"}, {"opacity"}, {"idx"}, {0}};
static const struct pl_field second[] = {{"max_lines"}, {"font_color"}, {"x1"}, {"fit"}, {0}};
static const struct pl_field *const tables[] = {first, second, NULL};

static void check_nearest(const char *name, const char *expected) {
    const char *nearest = pl_nearest_field(name, tables);
    nearest = nearest ? nearest : "none";
    ck_assert_msg(strcmp(nearest, expected) == 0, "%s: %s", name, nearest);
}

START_TEST(finds_typing_errors) {
    check_nearest("colr", "color");
    check_nearest("colour", "color");
    check_nearest("font_colour", "font_color");
    check_nearest("max_lines2", "max_lines");
    check_nearest("maxLines", "max_lines");
    check_nearest("OPACITY", "opacity");
    check_nearest("ixd", "idx");
}
END_TEST

START_TEST(counts_a_swap_once) {
    check_nearest("opactiy", "opacity");
    check_nearest("poactiy", "opacity");
}
END_TEST

START_TEST(leaves_others_alone) {
    check_nearest("shadow", "none");
    check_nearest("poactyi", "none");
    check_nearest("fax", "none");
    check_nearest("r1", "none");
    check_nearest("", "none");
    check_nearest("a_name_that_is_longer_than_any_field_has", "none");
}
END_TEST

int main(void) {
    const TTest *const tests[] = {finds_typing_errors, counts_a_swap_once, leaves_others_alone, NULL};
    return unit_run("nearest", tests);
}
