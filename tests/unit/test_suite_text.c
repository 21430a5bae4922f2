#include "suite/text.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static void check(struct pl_buffer *found, const char *expected) {
    ck_assert(!found->failed);
    ck_assert_str_eq(found->data ? (const char *)found->data : "", expected);
    pl_buffer_finish(found);
}

START_TEST(writes_json) {
    struct pl_buffer out = {0};
    struct pl_writer writer = {.out = &out};
    pl_write_open(&writer, NULL, '{');
    pl_write_text(&writer, "a", "x");
    pl_write_text(&writer, "left out", NULL);
    pl_write_number(&writer, "b", 0.1);
    pl_write_number(&writer, "c", INFINITY);
    pl_write_open(&writer, "d", '[');
    pl_write_flag(&writer, NULL, true);
    pl_write_flag(&writer, NULL, false);
    pl_write_close(&writer, ']');
    pl_write_close(&writer, '}');
    check(&out, "{\"a\": \"x\", \"b\": 0.1, \"c\": null, \"d\": [true, false]}");
}
END_TEST

START_TEST(escapes_json) {
    struct pl_buffer out = {0};
    struct pl_writer writer = {.out = &out};
    pl_write_text(&writer, NULL, "</script>\"\\\n\x01\x7f\xff é");
    check(&out, "\"\\u003c/script>\\\"\\\\\\u000a\\u0001\\u007f\xEF\xBF\xBD é\"");
    pl_write_text(&(struct pl_writer){.out = &out}, "<", "");
    check(&out, "\"\\u003c\": \"\"");
}
END_TEST

START_TEST(escapes_xml) {
    struct pl_buffer out = {0};
    pl_write_xml(&out, "a<b>&\"c'\n\t\x01\xff\xEF\xBF\xBE 新\xF0\x9F\x98\x80");
    check(&out, "a&#60;b&#62;&#38;&#34;c'&#10;&#9;\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD 新\xF0\x9F\x98\x80");
}
END_TEST

START_TEST(writes_base64) {
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"\xff\xff\xff", "////"},
                                           {"\xfb", "+w=="}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct pl_buffer out = {0};
        pl_write_base64(&out, (const unsigned char *)pairs[i][0], strlen(pairs[i][0]));
        check(&out, pairs[i][1]);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {writes_json, escapes_json, escapes_xml, writes_base64, NULL};
    return unit_run("suite_text", tests);
}
