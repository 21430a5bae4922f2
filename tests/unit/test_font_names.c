#include "paint/font_names.h"
#include "unit.h"

#include <string.h>

/* The names of a list, with a bar behind each. */
static void check_list(const char *list, const char *expected) {
    char found[256] = "";
    char name[64];
    const char *rest = list;
    while (pl_family_next(&rest, name, sizeof name)) {
        strcat(found, name);
        strcat(found, "|");
    }
    ck_assert_str_eq(found, expected);
    ck_assert_int_eq(*rest, 0);
}

START_TEST(reads_lists) {
    check_list("", "");
    check_list("  , ,", "");
    check_list("Noto Sans SC", "Noto Sans SC|");
    check_list(" Arial ,\tNoto Sans SC  ", "Arial|Noto Sans SC|");
    check_list("'Noto Sans SC', \"A, B\" ,C", "Noto Sans SC|A, B|C|");
    check_list("\"unclosed, name", "unclosed, name|");
    check_list("阿里巴巴普惠体,sans-serif", "阿里巴巴普惠体|sans-serif|");
}
END_TEST

START_TEST(cuts_names_between_characters) {
    char name[8];
    const char *rest = "阿里巴巴, b";
    ck_assert(pl_family_next(&rest, name, sizeof name));
    ck_assert_str_eq(name, "阿里");
    ck_assert(pl_family_next(&rest, name, sizeof name));
    ck_assert_str_eq(name, "b");
}
END_TEST

static bool among(const char *const *names, const char *name) {
    for (; names && *names; names++) {
        if (strcmp(*names, name) == 0) {
            return true;
        }
    }
    return false;
}

/* docs/layers.md: one family in its versions, under its Chinese name and the one without spaces. */
START_TEST(knows_one_family_under_many_names) {
    static const char *const names[] = {"阿里巴巴普惠体", "Alibaba PuHuiTi", "Alibaba PuHuiTi 2.0",
                                        "Alibaba PuHuiTi 3.0", "AlibabaPuHuiTi"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (size_t k = 1; k < sizeof names / sizeof *names; k++) {
            ck_assert_msg(among(pl_family_aliases(names[i]), names[k]), "%s for %s", names[k], names[i]);
        }
    }
    ck_assert(among(pl_family_aliases("ALIBABA puhuiti"), "Alibaba PuHuiTi 3.0"));
    ck_assert(among(pl_family_aliases("sans-serif"), "Noto Sans SC"));
    ck_assert_ptr_null(pl_family_aliases("Comic Sans MS"));
    ck_assert_ptr_null(pl_family_aliases(""));
}
END_TEST

int main(void) {
    const TTest *const tests[] = {reads_lists, cuts_names_between_characters,
                                  knows_one_family_under_many_names, NULL};
    return unit_run("font_names", tests);
}
