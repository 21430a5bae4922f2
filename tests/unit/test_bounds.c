#include "base/buffer.h"
#include "suite/bounds.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static struct pl_arena arena;

/* Instead of the C library's: comparisons are counted. */
static long long comparisons;

int strcmp(const char *a, const char *b) {
    comparisons++;
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

/* Reads a check.json of the folder with that prefix, below `above`. */
static struct pl_rules *read_rules(const char *text, const char *prefix, const struct pl_rules *above) {
    struct placard_error error;
    struct pl_rules *rules = pl_arena_alloc(&arena, 1, sizeof *rules);
    *rules = (struct pl_rules){.above = above, .path = "check.json", .prefix = strlen(prefix)};
    ck_assert_msg(pl_rules_read(text, strlen(text), rules, &arena, &error), "%s", error.message);
    return rules;
}

static struct pl_bounds find(const struct pl_rules *rules, const char *document, const char *name) {
    struct pl_bounds bounds;
    pl_bounds_find(rules, document, name, &bounds);
    return bounds;
}

static void check_error(const char *text, const char *expected) {
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_rules rules = {.path = "check.json"};
    ck_assert(!pl_rules_read(text, strlen(text), &rules, &arena, &error));
    ck_assert_str_eq(error.message, expected);
    ck_assert_int_eq(error.code, PLACARD_DOCUMENT);
    pl_arena_finish(&arena);
}

START_TEST(has_standards) {
    struct pl_bounds bounds = find(NULL, "a", "a");
    ck_assert(bounds.max_percent < 0 && bounds.max_pixels < 0);
    ck_assert_double_eq(bounds.threshold, 0.1);
    ck_assert(!bounds.include_antialiased && !bounds.required && !bounds.scales_listed);
    ck_assert_int_eq(bounds.scale_count, 1);
    ck_assert_double_eq(bounds.scales[0], 1);
}
END_TEST

START_TEST(reads_every_value) {
    const struct pl_rules *rules =
        read_rules("{\"max_percent\": 1.5, \"max_pixels\": 20, \"threshold\": 0, "
                   "\"include_aa\": true, \"required\": true, \"scale\": [1, 2.5]}",
                   "", NULL);
    struct pl_bounds bounds = find(rules, "a", "a");
    ck_assert_double_eq(bounds.max_percent, 1.5);
    ck_assert_double_eq(bounds.max_pixels, 20);
    ck_assert_double_eq(bounds.threshold, 0);
    ck_assert(bounds.include_antialiased && bounds.required && bounds.scales_listed);
    ck_assert_int_eq(bounds.scale_count, 2);
    ck_assert_double_eq(bounds.scales[1], 2.5);
    bounds = find(read_rules("{\"scale\": 3}", "", NULL), "a", "a");
    ck_assert(!bounds.scales_listed);
    ck_assert_double_eq(bounds.scales[0], 3);
    pl_arena_finish(&arena);
}
END_TEST

START_TEST(prefers_the_case_then_the_document_then_the_folder) {
    const struct pl_rules *rules = read_rules("{\"max_percent\": 1, \"threshold\": 0.3, \"cases\": {"
                                              "\"a\": {\"max_percent\": 2, \"threshold\": 0.2}, "
                                              "\"a@2\": {\"max_percent\": 3}}}",
                                              "", NULL);
    ck_assert_double_eq(find(rules, "b", "b").max_percent, 1);
    ck_assert_double_eq(find(rules, "a", "a@1").max_percent, 2);
    ck_assert_double_eq(find(rules, "a", "a@2").max_percent, 3);
    ck_assert_double_eq(find(rules, "a", "a@2").threshold, 0.2);
    ck_assert(rules->named[0].used && rules->named[1].used);
    pl_arena_finish(&arena);
}
END_TEST

/* There may be a rule for each of many cases. */
START_TEST(finds_one_rule_among_many) {
    enum { MANY = 5000 };
    struct pl_buffer text = {0};
    for (int i = 0; i < MANY; i++) { /* in no order */
        pl_buffer_format(&text, "%s\"case %d\": {\"max_pixels\": %d}", i > 0 ? "," : "{\"cases\": {",
                         i * 7 % MANY, i * 7 % MANY);
    }
    pl_buffer_text(&text, "}}");
    const struct pl_rules *rules = read_rules((const char *)text.data, "", NULL);
    comparisons = 0;
    for (int i = 0; i < MANY; i++) {
        char name[32];
        snprintf(name, sizeof name, "case %d", i);
        ck_assert_double_eq(find(rules, name, name).max_pixels, i);
    }
    for (int i = 0; i < MANY; i++) {
        ck_assert(rules->named[i].used);
    }
    ck_assert_int_le(comparisons, MANY * 2 * 13);
    ck_assert_double_eq(find(rules, "case", "case 5000").max_pixels, -1);
    pl_buffer_finish(&text);
    pl_arena_finish(&arena);
}
END_TEST

START_TEST(prefers_the_nearest_file) {
    const struct pl_rules *top =
        read_rules("{\"max_percent\": 1, \"threshold\": 0.3, \"include_aa\": true, "
                   "\"cases\": {\"text/a\": {\"max_percent\": 9, \"required\": true}}}",
                   "", NULL);
    const struct pl_rules *near = read_rules("{\"max_percent\": 2, \"include_aa\": false}", "text/", top);
    struct pl_bounds bounds = find(near, "text/a", "text/a");
    ck_assert_double_eq(bounds.max_percent, 2);
    ck_assert_double_eq(bounds.threshold, 0.3);
    ck_assert(!bounds.include_antialiased);
    ck_assert(bounds.required);
    ck_assert_double_eq(find(top, "other/a", "other/a").max_percent, 1);
    pl_arena_finish(&arena);
}
END_TEST

START_TEST(inherits_no_half_of_a_bound) {
    const struct pl_rules *top = read_rules("{\"max_percent\": 0.1}", "", NULL);
    struct pl_bounds bounds = find(read_rules("{\"max_pixels\": 5}", "text/", top), "text/a", "text/a");
    ck_assert(bounds.max_percent < 0);
    ck_assert_double_eq(bounds.max_pixels, 5);
    pl_arena_finish(&arena);
}
END_TEST

START_TEST(says_what_is_wrong) {
    check_error("{\"max_percnt\": 1}", "check.json: max_percnt: unknown field (did you mean max_percent?)");
    check_error("{\"cases\": {\"a\": {\"tresholt\": 1}}}",
                "check.json: cases.a.tresholt: unknown field (did you mean threshold?)");
    check_error("{\"cases\": {\"a\": {\"cases\": {}}}}", "check.json: cases.a.cases: unknown field");
    check_error("{\"cases\": {\"a\": {}, \"a\": {}}}", "check.json: cases.a: given more than once");
    check_error("{\"cases\": []}", "check.json: cases: expected an object, found an empty array");
    check_error("{\"max_percent\": 101}",
                "check.json: max_percent: expected a number from 0 to 100, found 101");
    check_error("{\"max_percent\": \"1\"}",
                "check.json: max_percent: expected a number from 0 to 100, found \"1\"");
    check_error("{\"max_pixels\": 1.5}",
                "check.json: max_pixels: expected a whole number of pixels, found 1.5");
    check_error("{\"max_pixels\": -1}",
                "check.json: max_pixels: expected a whole number of pixels, found -1");
    check_error("{\"threshold\": 2}", "check.json: threshold: expected a number from 0 to 1, found 2");
    check_error("{\"include_aa\": 1}", "check.json: include_aa: expected true or false, found 1");
    check_error("{\"scale\": 0}", "check.json: scale: expected a number from 0.01 to 16, found 0");
    check_error("{\"scale\": []}", "check.json: scale: expected 1 to 16 scales, found 0");
    check_error("{\"scale\": [1, 17]}", "check.json: scale[1]: expected a number from 0.01 to 16, found 17");
    check_error("{\"scale\": [1, 1]}",
                "check.json: scale[1]: expected another scale than those before, found 1");
    check_error("[]", "check.json: expected an object, found an empty array");
    check_error(
        "{", "check.json: line 1, column 2: expected a member name or \"}\", found the end of the document");
}
END_TEST

static bool holds(double percent, double most, long long mismatched, long long pixels) {
    const struct pl_bounds bounds = {.max_percent = percent, .max_pixels = most};
    return pl_bounds_hold(&bounds, mismatched, pixels);
}

START_TEST(holds_to_the_last_pixel) {
    ck_assert(holds(-1, -1, 0, 100));
    ck_assert(!holds(-1, -1, 1, 1000000));
    ck_assert(holds(0, -1, 0, 100));
    ck_assert(!holds(0, -1, 1, 1000000000));
    ck_assert(holds(0.7, -1, 7, 1000));
    ck_assert(!holds(0.7, -1, 8, 1000));
    ck_assert(holds(0.29, -1, 29, 10000));
    ck_assert(holds(-1, 5, 5, 10));
    ck_assert(!holds(-1, 5, 6, 1000000));
    ck_assert(!holds(50, 5, 6, 1000));
    ck_assert(!holds(0.1, 5, 2, 1000));
    ck_assert(holds(100, -1, 10, 10));
}
END_TEST

START_TEST(tells_the_bound_in_percent) {
    struct pl_bounds bounds = {.max_percent = -1, .max_pixels = -1};
    ck_assert_double_eq(pl_bounds_percent(&bounds, 1000), 0);
    bounds.max_pixels = 5;
    ck_assert_double_eq(pl_bounds_percent(&bounds, 1000), 0.5);
    bounds.max_percent = 0.2;
    ck_assert_double_eq(pl_bounds_percent(&bounds, 1000), 0.2);
    ck_assert_double_eq(pl_bounds_percent(&bounds, 10000), 0.05);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {has_standards,
                                  reads_every_value,
                                  prefers_the_case_then_the_document_then_the_folder,
                                  finds_one_rule_among_many,
                                  prefers_the_nearest_file,
                                  inherits_no_half_of_a_bound,
                                  says_what_is_wrong,
                                  holds_to_the_last_pixel,
                                  tells_the_bound_in_percent,
                                  NULL};
    return unit_run("bounds", tests);
}
