#include "base/utf8.h"
#include "unit.h"

#include <string.h>

/* Every code point there and back. */
START_TEST(reads_what_it_writes) {
    for (uint32_t c = 0; c < 0x110000; c++) {
        char text[4];
        if (c >= 0xd800 && c < 0xe000) {
            continue;
        }
        size_t size = pl_utf8_put(c, text);
        const char *at = text;
        if (pl_utf8_next(&at, text + size) != c || at != text + size) {
            ck_abort_msg("U+%04X", c);
        }
    }
}
END_TEST

static const struct {
    const char *bytes;
    size_t size, bad;
} ill_formed[] = {
    {"\x80", 1, 0},
    {"a\xff", 2, 1},
    {"\xc0\x80", 2, 0},
    {"\xc1\xbf", 2, 0},
    {"\xc2", 1, 0},
    {"\xe4\xb8", 2, 0},
    {"\xe0\x9f\xbf", 3, 0},
    {"\xed\xa0\x80", 3, 0},
    {"\xed\xbf\xbf", 3, 0},
    {"\xf0\x8f\xbf\xbf", 4, 0},
    {"\xf4\x90\x80\x80", 4, 0},
    {"\xf5\x80\x80\x80", 4, 0},
    {"\xf0\x9f\x98", 3, 0},
    {"\xe4\xb8\xad\xe4", 4, 3},
    {"\xc3(", 2, 0},
    {"\xe2\x28\xa1", 3, 0},
};

START_TEST(refuses_ill_formed) {
    for (size_t i = 0; i < sizeof ill_formed / sizeof *ill_formed; i++) {
        size_t bad = 99;
        ck_assert_msg(!pl_utf8_valid(ill_formed[i].bytes, ill_formed[i].size, &bad), "case %zu", i);
        ck_assert_msg(bad == ill_formed[i].bad, "case %zu: %zu", i, bad);
        ck_assert(!pl_utf8_valid(ill_formed[i].bytes, ill_formed[i].size, NULL));
    }
}
END_TEST

/* Wherever a bad byte stands to the eight that are looked at together. */
START_TEST(finds_a_bad_byte_among_ascii) {
    for (size_t size = 1; size < 40; size++) {
        for (size_t at = 0; at < size; at++) {
            char text[40];
            memset(text, 'a', size);
            ck_assert(pl_utf8_valid(text, size, NULL));
            text[at] = '\x80';
            size_t bad = 99;
            ck_assert(!pl_utf8_valid(text, size, &bad));
            ck_assert_uint_eq(bad, at);
        }
    }
}
END_TEST

START_TEST(steps_over_bad_bytes_one_by_one) {
    const char text[] = "\xe4\xb8(\xed\xa0\x80";
    static const uint32_t expected[] = {0xfffd, 0xfffd, '(', 0xfffd, 0xfffd, 0xfffd};
    const char *at = text;
    for (size_t i = 0; i < 6; i++) {
        ck_assert_uint_eq(pl_utf8_next(&at, text + 6), expected[i]);
    }
    ck_assert_ptr_eq(at, text + 6);
}
END_TEST

START_TEST(takes_a_genuine_replacement_character) {
    ck_assert(pl_utf8_valid("\xef\xbf\xbd", 3, NULL));
    ck_assert(pl_utf8_valid("", 0, NULL));
    ck_assert(pl_utf8_valid("a\0b", 3, NULL));
}
END_TEST

START_TEST(trims_a_cut_character) {
    static const char *const texts[][2] = {
        {"", ""},       {"abc", "abc"},         {"a\xe4\xb8\xad", "a\xe4\xb8\xad"},       {"a\xe4\xb8", "a"},
        {"a\xe4", "a"}, {"a\xf0\x9f\x98", "a"}, {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"}, {"\xc3", ""}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[16];
        strcpy(text, texts[i][0]);
        pl_utf8_trim(text);
        ck_assert_str_eq(text, texts[i][1]);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {reads_what_it_writes,
                                  refuses_ill_formed,
                                  finds_a_bad_byte_among_ascii,
                                  steps_over_bad_bytes_one_by_one,
                                  takes_a_genuine_replacement_character,
                                  trims_a_cut_character,
                                  NULL};
    return unit_run("utf8", tests);
}
