#include "paint/line_break.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static struct pl_fonts fonts;

static void close_fonts(void) {
    pl_fonts_finish(&fonts);
}

/* For each test its own, as each is a process of its own. */
static void need_fonts(void) {
    const struct pl_font_options options = {.no_system = true};
    struct placard_error error;
    if (!fonts.library) {
        ck_succeeds(pl_fonts_init(&fonts, &options, &error), error);
        atexit(close_fonts);
    }
}

static void prepare(struct pl_paragraph *paragraph, const char *text) {
    const struct pl_typeface typeface = {NULL, 400, false};
    struct placard_error error;
    need_fonts();
    ck_succeeds(pl_paragraph_init(paragraph, &fonts, text, strlen(text), &typeface, false, &error), error);
}

/* The lines of a text whose characters are all one wide, with bars between them; hanging spaces are left out.
 */
static void check_lines(const char *text, double width, const char *expected) {
    struct pl_paragraph paragraph;
    char found[256] = "";
    double advances[64];
    prepare(&paragraph, text);
    ck_assert_uint_lt(paragraph.count, 64);
    for (int i = 0; i < 64; i++) {
        advances[i] = 1;
    }
    size_t from = 0;
    do {
        struct pl_line_range range = pl_line_break(&paragraph, advances, from, width, 0);
        ck_assert_uint_eq(range.from, from);
        ck_assert(range.text_end <= range.to);
        ck_assert(range.to > from || paragraph.count == 0);
        ck_assert(range.last == (range.to == paragraph.count));
        size_t start = paragraph.characters[from].offset;
        size_t end = paragraph.characters[range.text_end].offset;
        strncat(found, text + start, end - start);
        strcat(found, "|");
        from = range.to;
    } while (from < paragraph.count);
    ck_assert_msg(strcmp(found, expected) == 0, "%s at %g: %s, not %s", text, width, found, expected);
    pl_paragraph_finish(&paragraph);
}

START_TEST(wraps_at_opportunities) {
    check_lines("", 3, "|");
    check_lines("aaa bbb", 7, "aaa bbb|");
    check_lines("aaa bbb", 6, "aaa|bbb|");
    check_lines("aaa bbb cc", 7, "aaa bbb|cc|");
    check_lines("aa-bb cc", 4, "aa-|bb|cc|");
    check_lines("分享好时光", 2, "分享|好时|光|");
    check_lines("分享abc好", 4, "分享|abc好|");
}
END_TEST

/* UAX #14: no closing mark at a line's start, no opening one at its end. */
START_TEST(keeps_punctuation_in_its_place) {
    check_lines("分享，好", 2, "分|享，|好|");
    check_lines("分享。好", 3, "分享。|好|");
    check_lines("分（享）好", 2, "分|（享|）好|");
    check_lines("分享「好」", 3, "分享|「好」|");
    check_lines("10 %", 3, "10|%|");
}
END_TEST

START_TEST(spaces_hang_at_the_end) {
    check_lines("aaa   bbb", 3, "aaa|bbb|");
    check_lines("aaa   bbb", 4, "aaa|bbb|");
    check_lines("aaa   ", 3, "aaa|");
    check_lines("   aaa", 3, "|aaa|");
    check_lines("a\xc2\xa0"
                "b c",
                3,
                "a\xc2\xa0"
                "b|c|");
}
END_TEST

START_TEST(breaks_long_words_anywhere) {
    check_lines("abcdefgh", 3, "abc|def|gh|");
    check_lines("a bcdefgh", 3, "a|bcd|efg|h|");
    check_lines("abc", 0.5, "a|b|c|");
    check_lines("e\xcc\x81"
                "e\xcc\x81",
                0.5, "e\xcc\x81|e\xcc\x81|");
}
END_TEST

START_TEST(less_than_a_sixty_fourth_is_not_too_long) {
    check_lines("abc", 3 - 1.0 / 256, "abc|");
    check_lines("abc", 3 - 1.0 / 64, "ab|c|");
}
END_TEST

START_TEST(advances_are_those_of_the_glyphs) {
    struct pl_paragraph paragraph;
    struct pl_shaped_run run = {0};
    struct placard_error error;
    hb_buffer_t *buffer = hb_buffer_create();
    prepare(&paragraph, "分a享");
    ck_succeeds(pl_shape(&paragraph, 0, paragraph.count, false, true, buffer, &run, &error), error);
    double *advances = pl_character_advances(&paragraph, &run, 20, 0);
    ck_assert_double_eq_tol(advances[0], 20, 1e-9);
    ck_assert_double_eq_tol(advances[2], 20, 1e-9);
    ck_assert_double_eq_tol(advances[1], 20 * 0.563, 0.01);
    double *spaced = pl_character_advances(&paragraph, &run, 20, 3);
    for (int i = 0; i < 3; i++) {
        ck_assert_double_eq_tol(spaced[i], advances[i] + 3, 1e-9);
    }
    free(spaced);
    free(advances);
    free(run.glyphs);
    hb_buffer_destroy(buffer);
    pl_paragraph_finish(&paragraph);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {wraps_at_opportunities,
                                  keeps_punctuation_in_its_place,
                                  spaces_hang_at_the_end,
                                  breaks_long_words_anywhere,
                                  less_than_a_sixty_fourth_is_not_too_long,
                                  advances_are_those_of_the_glyphs,
                                  NULL};
    return unit_run("line_break", tests);
}
