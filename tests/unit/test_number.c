#include "base/number.h"
#include "unit.h"

#include <string.h>

static void check_scan(const char *text, double expected, const char *rest) {
    double value = -1;
    const char *end = pl_number_scan(text, &value);
    ck_assert_msg(end, "%s", text);
    ck_assert_msg(value == expected, "%s: %.17g", text, value);
    ck_assert_str_eq(end, rest);
}

START_TEST(reads_css_numbers) {
    check_scan("0", 0, "");
    check_scan("12", 12, "");
    check_scan("-1.5", -1.5, "");
    check_scan("+.25px", .25, "px");
    check_scan("007", 7, "");
    check_scan("0.0010", .001, "");
    check_scan("1e3", 1000, "");
    check_scan("1E-2 ", .01, " ");
    check_scan("12.75%", 12.75, "%");
    check_scan("1,5", 1, ",5");
    check_scan("1.", 1, ".");
    check_scan("2em", 2, "em");
    check_scan("2e+", 2, "e+");
    check_scan("-0e99999999999", 0, "");
    check_scan("1e-99999999999", 0, "");
}
END_TEST

START_TEST(refuses_what_is_no_number) {
    static const char *const texts[] = {"",    "-",   ".",     ".e1", "e1",     "px",           " 1",
                                        "nan", "inf", "1e999", "--1", "-1e400", "1e99999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value;
        ck_assert_msg(!pl_number_scan(texts[i], &value), "%s", texts[i]);
    }
}
END_TEST

START_TEST(rounds_correctly) {
    check_scan("0.1", 0.1, "");
    check_scan("9007199254740993", 9007199254740992.0, "");
    check_scan("1.7976931348623157e308", 1.7976931348623157e308, "");
    check_scan("5e-324", 5e-324, "");
    check_scan("2.2250738585072011e-308", 2.2250738585072011e-308, "");
}
END_TEST

START_TEST(takes_any_number_of_digits) {
    char text[2048];
    memset(text, '0', sizeof text);
    text[1000] = '7';
    text[1001] = '\0';
    check_scan(text, 7, "");
    memset(text, '0', sizeof text);
    memcpy(text, "0.", 2);
    memcpy(text + 1002, "5e1001", 7);
    check_scan(text, 5, "");
    memset(text, '1', sizeof text);
    memcpy(text + 1000, "e-999", 6);
    check_scan(text, 1.1111111111111112, "");
}
END_TEST

START_TEST(writes_short_numbers) {
    static const struct {
        double value;
        const char *text;
    } rows[] = {{1.5, "1.5"}, {0, "0"},        {-0.0, "0"},      {40, "40"},      {-3, "-3"},
                {0.1, "0.1"}, {1e20, "1e+20"}, {32767, "32767"}, {1e-7, "1e-07"}, {1000000, "1000000"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[PL_NUMBER_SIZE];
        pl_number_format(rows[i].value, text);
        ck_assert_str_eq(text, rows[i].text);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {reads_css_numbers,          refuses_what_is_no_number, rounds_correctly,
                                  takes_any_number_of_digits, writes_short_numbers,      NULL};
    return unit_run("number", tests);
}
