#include "base/utf8.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

START_TEST(fills_and_fails) {
    struct placard_error error;
    ck_assert(!pl_fail(&error, PLACARD_FONT, "%s %d", "no", 3));
    ck_assert_int_eq(error.code, PLACARD_FONT);
    ck_assert_str_eq(error.message, "no 3");
    ck_assert(!pl_fail(NULL, PLACARD_FONT, "%s", "no"));
    ck_assert(!pl_fail_memory(&error));
    ck_assert_int_eq(error.code, PLACARD_MEMORY);
}
END_TEST

/* A message that is too long is cut between characters, whichever byte the cut falls on. */
START_TEST(cuts_between_characters) {
    char text[PLACARD_MESSAGE_SIZE + 16];
    for (size_t lead = 0; lead < 4; lead++) {
        struct placard_error error;
        size_t size = lead;
        memset(text, 'a', lead);
        while (size + 4 < sizeof text) {
            memcpy(text + size, "\xf0\x9f\x98\x80", 4);
            size += 4;
        }
        text[size] = '\0';
        pl_fail(&error, PLACARD_FILE, "%s", text);
        size_t length = strlen(error.message);
        ck_assert_uint_gt(length, PLACARD_MESSAGE_SIZE - 5);
        ck_assert_uint_lt(length, PLACARD_MESSAGE_SIZE);
        ck_assert(pl_utf8_valid(error.message, length, NULL));
    }
}
END_TEST

START_TEST(stays_on_one_line) {
    struct placard_error error;
    pl_fail(&error, PLACARD_FILE, "%s", "a\nb\r\nc\033[2J");
    ck_assert_str_eq(error.message, "a b  c [2J");
    pl_fail(&error, PLACARD_FILE, "%s", "a\tb\bc\177 \302\2332J \302\240\303\233");
    ck_assert_str_eq(error.message, "a b c    2J \302\240\303\233");
}
END_TEST

static void keep(void *data, const char *message) {
    snprintf(data, 64, "%s", message);
}

START_TEST(warns_where_somebody_listens) {
    char said[64] = "";
    pl_warn(NULL, "dropped");
    pl_warn(&(struct pl_warnings){NULL, said}, "dropped");
    ck_assert_str_eq(said, "");
    pl_warn(&(struct pl_warnings){keep, said}, "%s\n%d", "a", 1);
    ck_assert_str_eq(said, "a 1");
}
END_TEST

int main(void) {
    const TTest *const tests[] = {fills_and_fails, cuts_between_characters, stays_on_one_line,
                                  warns_where_somebody_listens, NULL};
    return unit_run("error", tests);
}
