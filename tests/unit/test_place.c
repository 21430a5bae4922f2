#include "document/reader.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

START_TEST(formats_places) {
    struct pl_place top = {0};
    struct pl_place element = {&top, NULL, 0};
    struct pl_place color = {&element, "color", 0};
    char out[32];
    struct placard_error error;
    pl_place_format(NULL, out, sizeof out);
    ck_assert_str_eq(out, "");
    pl_place_format(&top, out, sizeof out);
    ck_assert_str_eq(out, "");
    pl_place_format(&color, out, sizeof out);
    ck_assert_str_eq(out, "[0].color");
    pl_place_format(&color, out, 6);
    ck_assert_str_eq(out, "[0].c");
    ck_fails(pl_fail_value(&top, "an object", NULL, &error), error, "expected an object, found nothing");
}
END_TEST

static void check_quote(const char *text, const char *expected) {
    char out[PL_QUOTE_SIZE];
    pl_quote(text, strlen(text), out);
    ck_assert_str_eq(out, expected);
}

START_TEST(quotes_what_was_found) {
    check_quote("", "\"\"");
    check_quote("a\"b\\\n\r\t\033\x7f", "\"a\\\"b\\\\\\n\\r\\t\\u001b\\u007f\"");
    /* A right-to-left override and a C1 control character. */
    check_quote("\xe2\x80\xae\xc2\x9b", "\"\\u202e\\u009b\"");
    check_quote("\xe5\x88\x86 23456789012345678901234567890123456789",
                "\"\xe5\x88\x86 23456789012345678901234567890123456789\"");
    check_quote("\xe5\x88\x86 23456789012345678901234567890123456789!",
                "\"\xe5\x88\x86 23456789012345678901234567890123456789\xe2\x80\xa6\"");
}
END_TEST

/* The longest that can be written: forty escapes and an ellipsis. */
START_TEST(quotes_within_its_bound) {
    char text[64];
    memset(text, 1, sizeof text);
    char *out = malloc(PL_QUOTE_SIZE);
    ck_assert_ptr_nonnull(out);
    pl_quote(text, sizeof text, out);
    ck_assert_uint_eq(strlen(out), 40 * 6 + 3 + 2);
    free(out);
}
END_TEST

START_TEST(describes_values) {
    static const struct {
        const char *json, *found;
    } rows[] = {{"\"blu\"", "\"blu\""},
                {"1.50", "1.5"},
                {"-0", "0"},
                {"true", "true"},
                {"false", "false"},
                {"null", "null"},
                {"[]", "an empty array"},
                {"[1]", "an array"},
                {"{}", "an empty object"},
                {"{\"a\": 1}", "an object"},
                {"1e999", "a number out of range"},
                {"1e20", "1e+20"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct placard_error error;
        char expected[64] = "a: expected b, found ";
        strcat(expected, rows[i].found);
        cJSON *value = pl_json_parse(rows[i].json, strlen(rows[i].json), &error);
        ck_fails(pl_fail_value(&(struct pl_place){NULL, "a", 0}, "b", value, &error), error, expected);
        cJSON_Delete(value);
    }
}
END_TEST

START_TEST(keeps_notes_in_order) {
    struct pl_arena arena = {0};
    struct pl_notes notes = {0};
    ck_assert(pl_note(&notes, &arena, "%s %d", "a", 1));
    ck_assert(pl_note(&notes, &arena, "b"));
    ck_assert_str_eq(notes.first->message, "a 1");
    ck_assert_str_eq(notes.first->next->message, "b");
    ck_assert_ptr_eq(notes.last, notes.first->next);
    pl_arena_finish(&arena);
}
END_TEST

START_TEST(reads_single_values) {
    static const char text[] = "{\"a\": 1, \"b\": \"x\", \"a\": \"2\"}";
    struct placard_error error;
    cJSON *root = pl_json_parse(text, strlen(text), &error);
    int number = 0;
    ck_assert(pl_value_integer(pl_member(root, "a"), 0, 2, &number));
    ck_assert_int_eq(number, 2);
    ck_assert(!pl_value_integer(pl_member(root, "a"), 0, 1, &number));
    ck_assert_str_eq(pl_member_string(root, "b"), "x");
    ck_assert_ptr_null(pl_member(root, "B"));
    ck_assert_ptr_null(pl_member(NULL, "B"));
    cJSON_Delete(root);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {formats_places,
                                  quotes_what_was_found,
                                  quotes_within_its_bound,
                                  describes_values,
                                  keeps_notes_in_order,
                                  reads_single_values,
                                  NULL};
    return unit_run("place", tests);
}
