#include "base/color.h"
#include "unit.h"

#include <string.h>

/* What a colour reads as, written back; "no" where it is none. */
static void check_color(const char *text, const char *expected) {
    struct pl_color color;
    char written[10] = "no";
    if (pl_color_parse(text, strlen(text), &color)) {
        pl_color_format(color, written);
    }
    ck_assert_msg(strcmp(written, expected) == 0, "%s: %s, not %s", text, written, expected);
}

START_TEST(reads_hexadecimal) {
    check_color("#5b4c2f", "#5b4c2f");
    check_color("#5B4C2Fff", "#5b4c2f");
    check_color("#f2eee400", "#f2eee400");
    check_color("#abc", "#aabbcc");
    check_color("#abc8", "#aabbcc88");
    check_color(" \t#abc\n", "#aabbcc");
}
END_TEST

START_TEST(reads_rgb_with_commas) {
    check_color("rgb(1, 2, 3)", "#010203");
    check_color("RGBA( 1 ,2,3 , 0.5 )", "#01020380");
    check_color("rgba(1,2,3)", "#010203");
    check_color("rgb(1,2,3,50%)", "#01020380");
    check_color("rgb(100%, 50%, 0%)", "#ff8000");
    check_color("rgba(255,255,255,.1)", "#ffffff1a");
}
END_TEST

START_TEST(reads_rgb_with_spaces) {
    check_color("rgb(1 2 3)", "#010203");
    check_color("rgb(1 2 3 / 0.5)", "#01020380");
    check_color("rgb(1 2 3/50%)", "#01020380");
    check_color("rgb(100% 2 none / none)", "#ff020000");
}
END_TEST

START_TEST(clamps_and_rounds) {
    check_color("rgb(300, -5, 127.5)", "#ff0080");
    check_color("rgb(0.4, 0.5, 254.6)", "#0001ff");
    check_color("rgba(0, 0, 0, 7)", "#000000");
    check_color("rgba(0, 0, 0, -1)", "#00000000");
    check_color("rgb(1e9, 1e-9, 0)", "#ff0000");
}
END_TEST

START_TEST(reads_names) {
    check_color("black", "#000000");
    check_color("RebeccaPurple", "#663399");
    check_color("aliceblue", "#f0f8ff");
    check_color("yellowgreen", "#9acd32");
    check_color("green", "#008000");
    check_color("grey", "#808080");
    check_color("transparent", "#00000000");
}
END_TEST

/* Each of two spellings, and each name at an end of the table, is found by its search. */
START_TEST(knows_both_greys) {
    static const char *const names[][2] = {{"gray", "grey"},
                                           {"darkgray", "darkgrey"},
                                           {"dimgray", "dimgrey"},
                                           {"lightgray", "lightgrey"},
                                           {"slategray", "slategrey"},
                                           {"darkslategray", "darkslategrey"},
                                           {"lightslategray", "lightslategrey"},
                                           {"aqua", "cyan"},
                                           {"fuchsia", "magenta"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct pl_color a;
        struct pl_color b;
        ck_assert(pl_color_parse(names[i][0], strlen(names[i][0]), &a));
        ck_assert(pl_color_parse(names[i][1], strlen(names[i][1]), &b));
        ck_assert_uint_eq(pl_color_pixel(a), pl_color_pixel(b));
    }
}
END_TEST

START_TEST(refuses_what_is_no_color) {
    static const char *const texts[] = {"",
                                        "blu",
                                        "#",
                                        "#12",
                                        "#12345",
                                        "#1234567",
                                        "#123456789",
                                        "#ggg",
                                        "5b4c2f",
                                        "rgb",
                                        "rgb()",
                                        "rgb(1,2)",
                                        "rgb(1,2,3",
                                        "rgb(1 2,3)",
                                        "rgb(1,2 3)",
                                        "rgb(1,2;3)",
                                        "rgb(1,2,3)x",
                                        "rgb(1,2%,3)",
                                        "rgb(1,2,none)",
                                        "rgb(1,,3)",
                                        "rgb(1 2 3 4)",
                                        "rgb(1,2,3/4)",
                                        "rgb(1,2,3,4,5)",
                                        "rgb(1 2 3 / )",
                                        "rgb(nan,0,0)",
                                        "#ffffff ff",
                                        "rgb (1,2,3)",
                                        "#\xc3\xa9"
                                        "bc",
                                        "none",
                                        "currentcolor",
                                        "hsl(0 0% 0%)"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_color(texts[i], "no");
    }
}
END_TEST

START_TEST(stays_inside_its_bytes) {
    struct pl_color color;
    ck_assert(pl_color_parse("#abcdef", 4, &color));
    ck_assert_uint_eq(color.g, 0xbb);
    ck_assert(!pl_color_parse("red\0x", 5, &color));
    char text[4096];
    memset(text, ' ', sizeof text);
    memcpy(text + 4000, "red", 3);
    ck_assert(pl_color_parse(text, sizeof text, &color));
    memset(text, 'a', sizeof text);
    ck_assert(!pl_color_parse(text, sizeof text, &color));
}
END_TEST

START_TEST(makes_premultiplied_pixels) {
    ck_assert_uint_eq(pl_color_pixel((struct pl_color){255, 128, 0, 255}), 0xffff8000);
    ck_assert_uint_eq(pl_color_pixel((struct pl_color){255, 128, 1, 128}), 0x80804001);
    ck_assert_uint_eq(pl_color_pixel((struct pl_color){255, 255, 255, 0}), 0);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {reads_hexadecimal,
                                  reads_rgb_with_commas,
                                  reads_rgb_with_spaces,
                                  clamps_and_rounds,
                                  reads_names,
                                  knows_both_greys,
                                  refuses_what_is_no_color,
                                  stays_inside_its_bytes,
                                  makes_premultiplied_pixels,
                                  NULL};
    return unit_run("color", tests);
}
