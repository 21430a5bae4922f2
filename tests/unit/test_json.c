#include "document/json_tree.h"
#include "document/reader.h"
#include "document/values.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static void check_failure(const char *text, size_t size, const char *expected) {
    struct placard_error error = {0};
    /* Without a terminating zero, so that a sanitizer sees a read beyond the end. */
    char *exact = malloc(size > 0 ? size : 1);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, size);
    cJSON *root = pl_json_parse(exact, size, &error);
    free(exact);
    ck_assert_msg(!root, "expected failure: %s", expected);
    ck_assert_str_eq(error.message, expected);
}

static void check_bad(const char *text, const char *expected) {
    check_failure(text, strlen(text), expected);
}

static void check_good(const char *text, const char *expected) {
    struct placard_error error = {0};
    cJSON *root = pl_json_parse(text, strlen(text), &error);
    ck_assert_msg(root, "%s: %s", text, error.message);
    char *written = cJSON_PrintUnformatted(root);
    ck_assert_str_eq(written, expected);
    cJSON_free(written);
    cJSON_Delete(root);
}

START_TEST(reads_json) {
    check_good("[]", "[]");
    check_good(" {\r\n\t\"a\" : [ 1 , -2.5e3, true,false, null, {} ] }\n",
               "{\"a\":[1,-2500,true,false,null,{}]}");
    check_good("\xef\xbb\xbf{\"a\":1}", "{\"a\":1}");
    check_good("\"\\u00e9\\ud83d\\ude00\\\"\\\\\\/\"", "\"\xc3\xa9\xf0\x9f\x98\x80\\\"\\\\/\"");
    check_good("12", "12");
    check_good("[0, -0, 0.5, 1E+2, 1e-2]", "[0,-0,0.5,100,0.01]");
}
END_TEST

/* The tree is the one that cJSON would have built. */
START_TEST(agrees_with_cjson) {
    static const char *const texts[] = {"[]",
                                        "{\"\": {}}",
                                        "[[], {}, [[1]], {\"a\": [{\"b\": null}, true, false]}, \"\"]",
                                        "{\"a\": \"\\b\\f\\n\\r\\t\\\"\\\\\\/\\u00E9\\u4e2d\\uD83D\\uDE00\", "
                                        "\"b\\n\": -0.125e+2, \"c\": 1e-7}",
                                        "-17",
                                        "\"text\""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct placard_error error = {0};
        cJSON *ours = pl_json_parse(texts[i], strlen(texts[i]), &error);
        cJSON *theirs = cJSON_Parse(texts[i]);
        ck_assert_msg(cJSON_Compare(ours, theirs, true), "%s", texts[i]);
        cJSON_Delete(ours);
        cJSON_Delete(theirs);
    }
}
END_TEST

START_TEST(refuses_nothing) {
    check_bad("", "expected a JSON document, found nothing");
    check_bad(" \n\t", "expected a JSON document, found nothing");
    check_bad("\xef\xbb\xbf", "expected a JSON document, found nothing");
}
END_TEST

START_TEST(names_missing_commas_and_colons) {
    check_bad("{\n\"a\": \"b\"\n\"output\": {}}",
              "line 3, column 1: expected \",\" or \"}\", found \"output\"");
    check_bad("[1 2]", "line 1, column 4: expected \",\" or \"]\", found \"2\"");
    check_bad("{\"a\" 1}", "line 1, column 6: expected \":\", found \"1\"");
    check_bad("{\"a\"}", "line 1, column 5: expected \":\", found \"}\"");
    check_bad("{\"a\": 1]", "line 1, column 8: expected \",\" or \"}\", found \"]\"");
}
END_TEST

START_TEST(names_trailing_commas) {
    check_bad("{\"a\": 1,\n}", "line 2, column 1: expected a member name after the comma, found \"}\"");
    check_bad("[1,]", "line 1, column 4: expected a value after the comma, found \"]\"");
    check_bad("[,1]", "line 1, column 2: expected a value or \"]\", found \",\"");
    check_bad("{,}", "line 1, column 2: expected a member name or \"}\", found \",\"");
}
END_TEST

START_TEST(names_what_is_in_the_way) {
    check_bad("{a: 1}", "line 1, column 2: expected a member name or \"}\", found \"a\"");
    check_bad("{'a': 1}", "line 1, column 2: expected a member name or \"}\", found \"'\"");
    check_bad("[NaN]", "line 1, column 2: expected a value or \"]\", found \"NaN\"");
    check_bad("[-Infinity]", "line 1, column 2: expected a number such as -1.5e3, found \"-Infinity\"");
    check_bad("{\"a\": undefined}", "line 1, column 7: expected a value, found \"undefined\"");
    check_bad("[1, True]", "line 1, column 5: expected a value after the comma, found \"True\"");
    check_bad("[1] // done", "line 1, column 5: expected the end of the document, found \"/\"");
    check_bad("{} {}", "line 1, column 4: expected the end of the document, found \"{\"");
    check_bad("<html>", "line 1, column 1: expected a JSON document, found \"<\"");
    check_bad("]", "line 1, column 1: expected a JSON document, found \"]\"");
}
END_TEST

START_TEST(names_the_end) {
    check_bad("{", "line 1, column 2: expected a member name or \"}\", found the end of the document");
    check_bad("{\"a\"", "line 1, column 5: expected \":\", found the end of the document");
    check_bad("{\"a\":", "line 1, column 6: expected a value, found the end of the document");
    check_bad("[1\n", "line 2, column 1: expected \",\" or \"]\", found the end of the document");
    check_bad("[1,", "line 1, column 4: expected a value after the comma, found the end of the document");
    check_bad("\"abc", "line 1, column 5: expected a closing quote, found the end of the document");
    check_bad("\"abc\\", "line 1, column 5: expected an escape such as \"\\n\" or \"\\u00e9\", found \"\\\"");
}
END_TEST

START_TEST(refuses_bad_numbers) {
    check_bad("[01]", "line 1, column 2: expected a number such as -1.5e3, found \"01\"");
    check_bad("[1.]", "line 1, column 2: expected a number such as -1.5e3, found \"1.\"");
    check_bad("[1.5e]", "line 1, column 2: expected a number such as -1.5e3, found \"1.5e\"");
    check_bad("[12px]", "line 1, column 2: expected a number such as -1.5e3, found \"12px\"");
    check_bad("[-]", "line 1, column 2: expected a number such as -1.5e3, found \"-\"");
    check_bad("[+1]", "line 1, column 2: expected a value or \"]\", found \"+1\"");
    check_bad("[.5]", "line 1, column 2: expected a value or \"]\", found \".5\"");
}
END_TEST

START_TEST(bounds_numbers) {
    char text[80] = "[";
    memset(text + 1, '1', 63);
    strcpy(text + 64, "]");
    struct placard_error error;
    cJSON *root = pl_json_parse(text, strlen(text), &error);
    ck_assert_ptr_nonnull(root);
    cJSON_Delete(root);
    strcpy(text + 64, "1]");
    check_bad(text, "line 1, column 2: expected a number of at most 63 characters, found one of 64");
}
END_TEST

START_TEST(refuses_bad_strings) {
    check_bad("[\"a\\x\"]",
              "line 1, column 4: expected an escape such as \"\\n\" or \"\\u00e9\", found \"\\x\"");
    check_bad("[\"\\u00g0\"]",
              "line 1, column 3: expected four hexadecimal digits after \"\\u\", found \"\\u\"");
    check_bad("[\"a\\u0000b\"]", "line 1, column 4: expected a character other than zero, found \"\\u0000\"");
    check_bad("[\"\\ud83d!\"]",
              "line 1, column 3: expected a surrogate pair such as \"\\ud83d\\ude00\", found \"\\ud83d\"");
    check_bad("[\"\\ude00\\ud83d\"]",
              "line 1, column 3: expected a surrogate pair such as \"\\ud83d\\ude00\", found \"\\ude00\"");
    check_bad("{\"a\": \"b\n}", "line 1, column 9: expected a closing quote, found the end of the line");
    check_bad("[\"a\tb\"]",
              "line 1, column 4: expected an escape in place of a control character, found \"\\t\"");
    check_failure("[\"a\0b\"]", 7,
                  "line 1, column 4: expected an escape in place of a control character, found \"\\u0000\"");
    check_failure("[1]\0", 4, "line 1, column 4: expected the end of the document, found \"\\u0000\"");
}
END_TEST

START_TEST(counts_lines_and_characters) {
    check_bad("{\"\xe5\x88\x86\xe4\xba\xab\": x}", "line 1, column 8: expected a value, found \"x\"");
    check_bad("\xef\xbb\xbf{x}", "line 1, column 2: expected a member name or \"}\", found \"x\"");
    check_bad("[\r\n1,\r\n\tx]", "line 3, column 2: expected a value after the comma, found \"x\"");
    check_bad("[\r1,\rx]", "line 3, column 1: expected a value after the comma, found \"x\"");
}
END_TEST

START_TEST(refuses_what_is_no_utf8) {
    check_bad("{\n\"\xe5\x88\x86\xff\": 1}", "line 2, column 3: expected UTF-8, found byte 0xff");
    check_bad("[\"\xc0\xaf\"]", "line 1, column 3: expected UTF-8, found byte 0xc0");
    check_bad("[\"\xed\xa0\x80\"]", "line 1, column 3: expected UTF-8, found byte 0xed");
    check_bad("[\"\xe5\x88", "line 1, column 3: expected UTF-8, found byte 0xe5");
    check_failure("\xff\xfe{\0", 4, "line 1, column 1: expected UTF-8, found byte 0xff");
}
END_TEST

START_TEST(shortens_what_it_quotes) {
    check_bad("{\"a\": 1 \"0123456789012345678901234567890123456789more\": 2}",
              "line 1, column 9: expected \",\" or \"}\", found "
              "\"0123456789012345678901234567890123456789\xe2\x80\xa6\"");
    check_bad("[1 \"a\nb\"]", "line 1, column 4: expected \",\" or \"]\", found \"a\"");
    check_bad("[\xe2\x80\xae]", "line 1, column 2: expected a value or \"]\", found \"\\u202e\"");
}
END_TEST

START_TEST(bounds_depth) {
    char text[4 * 70];
    size_t size = 0;
    for (int i = 0; i < 64; i++) {
        text[size++] = i % 2 == 0 ? '[' : '\n';
        text[size++] = i % 2 == 0 ? ' ' : '[';
    }
    memset(text + size, ']', 64);
    struct placard_error error = {0};
    cJSON *root = pl_json_parse(text, size + 64, &error);
    ck_assert_msg(root, "%s", error.message);
    cJSON_Delete(root);
    text[size++] = ' ';
    memcpy(text + size, "{}", 2);
    check_failure(text, size + 2, "line 33, column 3: expected at most 64 levels of nesting, found more");
}
END_TEST

/* As many as there may be, then one more. */
START_TEST(bounds_values) {
    enum { ZERO = 2 };
    size_t most = PL_JSON_VALUE_LIMIT - 1; /* the list is one, too */
    char *text = malloc((most + 1) * ZERO + 2);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i <= most; i++) {
        memcpy(text + 1 + i * ZERO, "0,", ZERO);
    }
    text[0] = '[';
    text[most * ZERO] = ']';
    struct placard_error error = {0};
    cJSON *root = pl_json_parse(text, most * ZERO + 1, &error);
    ck_assert_msg(root, "%s", error.message);
    ck_assert_int_eq(cJSON_GetArraySize(root), (int)most);
    cJSON_Delete(root);
    text[most * ZERO] = ',';
    text[(most + 1) * ZERO] = ']';
    check_failure(text, (most + 1) * ZERO + 1,
                  "line 1, column 2000000: expected at most 1000000 values in all, found more");
    free(text);
}
END_TEST

START_TEST(bounds_members) {
    enum { MEMBER = 7 };
    char *text = malloc(PL_JSON_MEMBER_LIMIT * MEMBER + 20);
    ck_assert_ptr_nonnull(text);
    for (int more = 0; more < 2; more++) {
        char *at = stpcpy(text, "[{},{");
        for (int i = 0; i < PL_JSON_MEMBER_LIMIT + more; i++) {
            at = stpcpy(at, i ? ", \"a\":0" : "\"a\":0");
        }
        at = stpcpy(at, "}]");
        struct placard_error error = {0};
        if (more) {
            check_failure(text, (size_t)(at - text),
                          "line 1, column 70006: expected at most 10000 members in an object, found more");
        } else {
            cJSON *root = pl_json_parse(text, (size_t)(at - text), &error);
            ck_assert_msg(root, "%s", error.message);
            cJSON_Delete(root);
        }
    }
    free(text);
}
END_TEST

START_TEST(bounds_size) {
    size_t size = PL_JSON_LIMIT;
    char *text = malloc(size + 1);
    ck_assert_ptr_nonnull(text);
    memset(text, ' ', size + 1);
    text[0] = '[';
    text[size - 1] = ']';
    struct placard_error error = {0};
    cJSON *root = pl_json_parse(text, size, &error);
    ck_assert_msg(root, "%s", error.message);
    cJSON_Delete(root);
    ck_assert_ptr_null(pl_json_parse(text, size + 1, &error));
    ck_assert_str_eq(error.message, "expected at most 16777216 bytes of JSON, found 16777217");
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
    free(text);
}
END_TEST

static void check_part(const char *text, const char *expected) {
    struct placard_error error = {0};
    struct pl_json_part part = {text, strlen(text), 7, "line"};
    if (expected) {
        ck_fails(pl_json_check(&part, NULL, &error), error, expected);
    } else {
        ck_succeeds(pl_json_check(&part, NULL, &error), error);
    }
}

START_TEST(checks_parts_of_files) {
    check_part("{}", NULL);
    check_part("{", "line 7, column 2: expected a member name or \"}\", found the end of the line");
    check_part("[\n\"a", "line 8, column 3: expected a closing quote, found the end of the line");
    check_part("{}\r\n[]", "line 8, column 1: expected the end of the line, found \"[\"");
}
END_TEST

START_TEST(unescapes_in_place) {
    char text[] = "\\u57ce\\n\\ud83d\\ude00x\\\\";
    size_t size = pl_json_unescape(text, strlen(text), text);
    static const char expected[] = "\xe5\x9f\x8e\n\xf0\x9f\x98\x80x\\";
    ck_assert_uint_eq(size, sizeof expected - 1);
    ck_assert_mem_eq(text, expected, size);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {reads_json,
                                  agrees_with_cjson,
                                  refuses_nothing,
                                  names_missing_commas_and_colons,
                                  names_trailing_commas,
                                  names_what_is_in_the_way,
                                  names_the_end,
                                  refuses_bad_numbers,
                                  bounds_numbers,
                                  refuses_bad_strings,
                                  counts_lines_and_characters,
                                  refuses_what_is_no_utf8,
                                  shortens_what_it_quotes,
                                  bounds_depth,
                                  bounds_size,
                                  bounds_values,
                                  bounds_members,
                                  checks_parts_of_files,
                                  unescapes_in_place,
                                  NULL};
    return unit_run("json", tests);
}
