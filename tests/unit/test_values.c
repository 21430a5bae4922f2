#include "base/color.h"
#include "document/values.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

START_TEST(reads_lengths) {
    static const struct {
        const char *text;
        double value;
    } rows[] = {{"12", 12}, {"12px", 12}, {" -1.5PX ", -1.5}, {"+.5px", .5}, {"1e2px", 100}, {"0", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double value;
        ck_assert_msg(pl_length_parse(rows[i].text, &value), "%s", rows[i].text);
        ck_assert_msg(value == rows[i].value, "%s: %g", rows[i].text, value);
    }
}
END_TEST

START_TEST(refuses_other_lengths) {
    static const char *const texts[] = {"",      " ",     "px",      "12em",   "12 px", "12p",  "12%",
                                        "1,5px", "12pxx", "1e999px", "12px 3", "auto",  "12pX;"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value;
        ck_assert_msg(!pl_length_parse(texts[i], &value), "%s", texts[i]);
    }
}
END_TEST

START_TEST(compares_words) {
    ck_assert(pl_word_is("INSET", 5, "inset"));
    ck_assert(!pl_word_is("inse", 4, "inset"));
    ck_assert(!pl_word_is("insets", 6, "inset"));
    ck_assert(pl_word_is("", 0, ""));
}
END_TEST

/* Shadows written back in one order: "[inset] dx dy blur spread color". */
static void check_shadows(const char *text, bool box, const char *expected) {
    struct pl_arena arena = {0};
    struct pl_shadows shadows = {0};
    struct pl_unmet unmet;
    ck_assert_msg(pl_shadows_parse(text, box, &arena, &shadows, &unmet), "%s: %s", text, unmet.expected);
    char written[1024] = "";
    size_t used = 0;
    for (int i = 0; i < shadows.count; i++) {
        const struct pl_shadow *s = &shadows.items[i];
        char color[10];
        pl_color_format(s->color, color);
        used +=
            (size_t)snprintf(written + used, sizeof written - used, "%s%s%g %g %g %g %s", i > 0 ? ", " : "",
                             s->inset ? "inset " : "", s->dx, s->dy, s->blur, s->spread, color);
    }
    ck_assert_str_eq(written, expected);
    pl_arena_finish(&arena);
}

START_TEST(reads_shadows) {
    check_shadows("2px 3px #80808080", false, "2 3 0 0 #80808080");
    check_shadows("0px 0px 20px #ffd27fff", false, "0 0 20 0 #ffd27f");
    check_shadows("red -2px -.5px", false, "-2 -0.5 0 0 #ff0000");
    check_shadows(" 2  3\t6 black ", false, "2 3 6 0 #000000");
    check_shadows("0px 24px 12px -12px #000000c0", true, "0 24 12 -12 #000000c0");
    check_shadows("1px 1px 1000px 32767px red", true, "1 1 1000 32767 #ff0000");
}
END_TEST

START_TEST(reads_inset_at_either_end) {
    check_shadows("inset 0px 6px 12px #00000080", true, "inset 0 6 12 0 #00000080");
    check_shadows("0 6px rgba(0, 0, 0, .5) INSET", true, "inset 0 6 0 0 #00000080");
    check_shadows("inset red 1px 2px 3px 4px", true, "inset 1 2 3 4 #ff0000");
    check_shadows("red 1px 2px inset", true, "inset 1 2 0 0 #ff0000");
    check_shadows("1px 2px inset red", true, "inset 1 2 0 0 #ff0000");
}
END_TEST

START_TEST(reads_lists_of_shadows) {
    check_shadows("6px 6px 0px #d63c3cff, 12px 12px 4px #285ac8ff", true,
                  "6 6 0 0 #d63c3c, 12 12 4 0 #285ac8");
    check_shadows("1px 1px rgb(1,2,3),rgb(4, 5, 6) 2px 2px", false, "1 1 0 0 #010203, 2 2 0 0 #040506");
}
END_TEST

static void check_bad_shadow(const char *text, bool box, const char *expected) {
    struct pl_arena arena = {0};
    struct pl_shadows shadows;
    struct pl_unmet unmet;
    ck_assert_msg(!pl_shadows_parse(text, box, &arena, &shadows, &unmet), "%s", text);
    ck_assert_str_eq(unmet.expected, expected);
    ck_assert(!unmet.measured);
    pl_arena_finish(&arena);
}

START_TEST(refuses_other_shadows) {
    static const char *const texts[] = {"2px",
                                        "red",
                                        "2px red",
                                        "2px 3em red",
                                        "2px 3px blu",
                                        "2px 3px red blue",
                                        "2px red 3px",
                                        "1px 2px 3px 4px 5px red",
                                        "inset inset 1px 1px red",
                                        "1px inset 1px red",
                                        "1px 1px red,",
                                        ",1px 1px red",
                                        "1px 1px red,,1px 1px red",
                                        "1px 1px red; 2px",
                                        "1px 1px rgb(1,2,3",
                                        "1px 1px )red"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_bad_shadow(texts[i], true, "a shadow such as \"2px 3px 6px #00000080\"");
    }
}
END_TEST

START_TEST(says_what_a_shadow_lacks) {
    check_bad_shadow("2px 3px", true, "a shadow with a color, such as \"2px 3px 6px #00000080\"");
    check_bad_shadow("inset 2px 3px red", false, "a text shadow without \"inset\"");
    check_bad_shadow("1px 2px 3px 4px red", false,
                     "a text shadow without a spread, such as \"2px 3px 6px #00000080\"");
}
END_TEST

static void check_shadow_limit(const char *text, const char *expected, double found) {
    struct pl_arena arena = {0};
    struct pl_shadows shadows;
    struct pl_unmet unmet;
    ck_assert(!pl_shadows_parse(text, true, &arena, &shadows, &unmet));
    ck_assert_str_eq(unmet.expected, expected);
    ck_assert(unmet.measured);
    ck_assert_double_eq(unmet.found, found);
    pl_arena_finish(&arena);
}

START_TEST(bounds_shadows) {
    check_shadow_limit("1px 1px -3px red", "a blur from 0 to 1000 px", -3);
    check_shadow_limit("1px 1px 1000.5px red", "a blur from 0 to 1000 px", 1000.5);
    check_shadow_limit("32768px 1px red", "a shadow's offset from -32767 to 32767 px", 32768);
    check_shadow_limit("1px -32768px red", "a shadow's offset from -32767 to 32767 px", -32768);
    check_shadow_limit("1px 1px 0 1e300px red", "a shadow's spread from -32767 to 32767 px", 1e300);
    char text[17 * 16] = "1px 1px rgb(0,0,0)";
    for (int i = 1; i < 16; i++) {
        strcat(text, ",1px 1px red");
    }
    struct pl_arena arena = {0};
    struct pl_shadows shadows;
    struct pl_unmet unmet;
    ck_assert(pl_shadows_parse(text, true, &arena, &shadows, &unmet));
    ck_assert_int_eq(shadows.count, 16);
    pl_arena_finish(&arena);
    strcat(text, ",1px 1px red");
    check_shadow_limit(text, "at most 16 shadows", 17);
}
END_TEST

START_TEST(reads_strokes) {
    struct pl_stroke stroke;
    struct pl_unmet unmet;
    static const char *const texts[] = {"6px #285ac8ff", " 6 rgb(40, 90, 200) ", "#285ac8 6PX"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ck_assert_msg(pl_stroke_parse(texts[i], &stroke, &unmet), "%s", texts[i]);
        ck_assert_double_eq(stroke.width, 6);
        ck_assert_uint_eq(pl_color_pixel(stroke.color), 0xff285ac8);
    }
    ck_assert(pl_stroke_parse("0px #fffffff0", &stroke, &unmet));
    ck_assert_double_eq(stroke.width, 0);
}
END_TEST

START_TEST(refuses_other_strokes) {
    static const char *const texts[] = {"red",         "6em red", "6px blu", "6px red 1px",
                                        "6px red red", "6px,red", ""};
    struct pl_stroke stroke;
    struct pl_unmet unmet;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ck_assert_msg(!pl_stroke_parse(texts[i], &stroke, &unmet), "%s", texts[i]);
        ck_assert_str_eq(unmet.expected, "a stroke such as \"6px #285ac8\"");
    }
    ck_assert(!pl_stroke_parse("6px", &stroke, &unmet));
    ck_assert_str_eq(unmet.expected, "a stroke with a color, such as \"6px #285ac8\"");
    ck_assert(!pl_stroke_parse("-1px red", &stroke, &unmet));
    ck_assert_str_eq(unmet.expected, "a stroke from 0 to 1000 px wide");
    ck_assert_double_eq(unmet.found, -1);
    ck_assert(!pl_stroke_parse("1001px red", &stroke, &unmet));
    ck_assert_int_eq(unmet.code, PLACARD_LIMIT);
}
END_TEST

START_TEST(reads_weights) {
    static const struct {
        const char *text;
        int weight;
    } rows[] = {{"Thin", 100},        {"Hairline", 100},  {"ExtraLight", 200}, {"Ultra Light", 200},
                {"LIGHT", 300},       {"Regular", 400},   {"Normal", 400},     {"medium", 500},
                {"semi-bold", 600},   {"Demi Bold", 600}, {"demi_bold", 600},  {"Bold", 700},
                {"Extra-Bold", 800},  {"ultrabold", 800}, {"Heavy", 900},      {"Black", 900},
                {"Ultra Black", 950}, {"1", 1},           {"1000", 1000},      {" 650 ", 650},
                {"450.5", 451}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int weight = 0;
        ck_assert_msg(pl_weight_parse(rows[i].text, &weight), "%s", rows[i].text);
        ck_assert_int_eq(weight, rows[i].weight);
    }
}
END_TEST

START_TEST(refuses_other_weights) {
    static const char *const texts[] = {
        "", "0", "0.9", "1001", "1000.1", "-400", "bolder", "400px", "Boldest of them all", "b", "1e999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int weight;
        ck_assert_msg(!pl_weight_parse(texts[i], &weight), "%s", texts[i]);
    }
}
END_TEST

static void check_radii(const char *text, const char *expected) {
    struct pl_radii radii;
    ck_assert_msg(pl_radii_parse(text, &radii), "%s", text);
    char written[128] = "";
    size_t used = 0;
    for (int i = 0; i < 4; i++) {
        used += (size_t)snprintf(written + used, sizeof written - used, "%s%g%s", i > 0 ? " " : "",
                                 radii.corner[i].value, radii.corner[i].percent ? "%" : "");
    }
    ck_assert_str_eq(written, expected);
}

START_TEST(reads_radii) {
    check_radii("40px", "40 40 40 40");
    check_radii(" 40 ", "40 40 40 40");
    check_radii("50%", "50% 50% 50% 50%");
    check_radii("1px 2px", "1 2 1 2");
    check_radii("1 2% 3", "1 2% 3 2%");
    check_radii("1  2  3  4.5", "1 2 3 4.5");
    check_radii("1e300px", "1e+06 1e+06 1e+06 1e+06");
}
END_TEST

START_TEST(refuses_other_radii) {
    static const char *const texts[] = {"",      " ",         "-1px",       "40em",  "50%%",    "50 %",
                                        "1,2,3", "1 2 3 4 5", "10px / 5px", "round", "1 -2 3 4"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct pl_radii radii;
        ck_assert_msg(!pl_radii_parse(texts[i], &radii), "%s", texts[i]);
    }
    struct pl_radius radius;
    ck_assert(pl_radius_parse(" 50% ", &radius));
    ck_assert(radius.percent);
    ck_assert(!pl_radius_parse("1 2", &radius));
    ck_assert(!pl_radius_parse("", &radius));
}
END_TEST

int main(void) {
    const TTest *const tests[] = {reads_lengths,
                                  refuses_other_lengths,
                                  compares_words,
                                  reads_shadows,
                                  reads_inset_at_either_end,
                                  reads_lists_of_shadows,
                                  refuses_other_shadows,
                                  says_what_a_shadow_lacks,
                                  bounds_shadows,
                                  reads_strokes,
                                  refuses_other_strokes,
                                  reads_weights,
                                  refuses_other_weights,
                                  reads_radii,
                                  refuses_other_radii,
                                  NULL};
    return unit_run("values", tests);
}
