#include "paint/layout.h"
#include "paint/shape.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static struct pl_fonts fonts;

static void close_fonts(void) {
    pl_fonts_finish(&fonts);
}

/* For each test its own, as each is a process of its own. */
static void open_fonts(const char *dir) {
    const char *const dirs[] = {dir, NULL};
    const struct pl_font_options options = {.dirs = dirs, .no_system = true};
    struct placard_error error;
    ck_succeeds(pl_fonts_init(&fonts, &options, &error), error);
    atexit(close_fonts);
}

static void need_fonts(void) {
    if (!fonts.library) {
        open_fonts("tests/fonts");
    }
}

/* A text shaped as one line. */
struct line {
    struct pl_paragraph paragraph;
    struct pl_shaped_run run;
};

enum { VERTICAL = 1, SPACED = 2 };

static struct line shape_in(const char *text, const char *families, int flags) {
    const struct pl_typeface typeface = {families, 400, false};
    struct placard_error error;
    struct line line = {0};
    bool vertical = flags & VERTICAL;
    need_fonts();
    hb_buffer_t *buffer = hb_buffer_create();
    ck_succeeds(pl_paragraph_init(&line.paragraph, &fonts, text, strlen(text), &typeface, vertical, &error),
                error);
    ck_succeeds(pl_shape(&line.paragraph, 0, line.paragraph.count, vertical, !(flags & SPACED), buffer,
                         &line.run, &error),
                error);
    hb_buffer_destroy(buffer);
    return line;
}

static struct line shape(const char *text) {
    return shape_in(text, NULL, 0);
}

static void finish(struct line *line) {
    free(line->run.glyphs);
    pl_paragraph_finish(&line->paragraph);
}

/* The glyph of a character that is shaped alone. */
static uint32_t alone(const char *character) {
    struct line line = shape(character);
    ck_assert_msg(line.run.count == 1, "%s: %zu glyphs", character, line.run.count);
    uint32_t glyph = line.run.glyphs[0].glyph;
    ck_assert_msg(glyph != 0, "%s: no glyph", character);
    finish(&line);
    return glyph;
}

/* What a text looks like, from left to right or top to bottom: characters from the first of a pair to the
 * second, up or down. The last pair is {-1, -1}. */
static void check_order(const struct line *line, const int (*spans)[2]) {
    const struct pl_shaped_run *run = &line->run;
    size_t at = 0;
    for (; (*spans)[0] >= 0; spans++) {
        int step = (*spans)[0] <= (*spans)[1] ? 1 : -1;
        for (int i = (*spans)[0]; i != (*spans)[1] + step; i += step) {
            ck_assert_msg(at < run->count, "%s: only %zu glyphs", line->paragraph.text, run->count);
            ck_assert_msg(run->glyphs[at].character == (size_t)i, "%s: glyph %zu is character %zu, not %d",
                          line->paragraph.text, at, run->glyphs[at].character, i);
            at++;
        }
    }
    ck_assert_uint_eq(at, run->count);
}

#define check_visual(text, ...)                                                                              \
    do {                                                                                                     \
        struct line set = shape(text);                                                                       \
        check_order(&set, (const int[][2]){__VA_ARGS__, {-1, -1}});                                          \
        finish(&set);                                                                                        \
    } while (0)

/* ---- Arabic and Hebrew ---- */

START_TEST(arabic_letters_join) {
    struct line line = shape("كتاب");
    /* From the left: beh, which alef does not join; alef behind teh; teh in the middle; kaf at the start. */
    check_order(&line, (const int[][2]){{3, 0}, {-1, -1}});
    ck_assert_uint_eq(line.run.glyphs[0].glyph, alone("ب"));
    ck_assert_uint_ne(line.run.glyphs[1].glyph, alone("ا"));
    ck_assert_uint_ne(line.run.glyphs[2].glyph, alone("ت"));
    ck_assert_uint_ne(line.run.glyphs[3].glyph, alone("ك"));
    for (size_t i = 0; i < line.run.count; i++) {
        ck_assert_str_eq(line.run.glyphs[i].face->family, "Noto Sans Arabic");
        ck_assert_double_gt(line.run.glyphs[i].advance, 0);
    }
    finish(&line);
    line = shape("بيت");
    ck_assert_uint_ne(line.run.glyphs[2].glyph, alone("ب"));
    finish(&line);
    /* A joiner that forbids joining. */
    line = shape("ب\u200cب");
    ck_assert_uint_eq(line.run.glyphs[0].glyph, alone("ب"));
    ck_assert_uint_eq(line.run.glyphs[line.run.count - 1].glyph, alone("ب"));
    finish(&line);
}
END_TEST

/* Lam and alef are one glyph, between letters that are spaced apart too. */
START_TEST(lam_and_alef_are_one) {
    static const char *const texts[] = {"لا", "لأ", "لإ", "لآ"};
    for (int spaced = 0; spaced <= SPACED; spaced += SPACED) {
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            struct line line = shape_in(texts[i], NULL, spaced);
            ck_assert_msg(line.run.count == 1, "%s: %zu glyphs", texts[i], line.run.count);
            ck_assert_uint_eq(line.run.glyphs[0].character, 0);
            finish(&line);
        }
    }
    check_visual("السلام", {5, 5}, {3, 0});
}
END_TEST

START_TEST(marks_stay_with_their_letter) {
    struct line line = shape("ش");
    finish(&line);
    line = shape("בְּ");
    for (size_t i = 0; i < line.run.count; i++) {
        ck_assert_uint_eq(line.run.glyphs[i].character, 0);
    }
    finish(&line);
    /* Shin with its dot and a vowel, lamed, vav with holam, mem. */
    line = shape("שָׁלוֹם");
    double length = 0;
    for (size_t i = 0; i < line.run.count; i++) {
        length += line.run.glyphs[i].advance;
        ck_assert_str_eq(line.run.glyphs[i].face->family, "Noto Sans Hebrew");
    }
    struct line bare = shape("שלום");
    double bare_length = 0;
    for (size_t i = 0; i < bare.run.count; i++) {
        bare_length += bare.run.glyphs[i].advance;
    }
    ck_assert_double_eq_tol(length, bare_length, 0.1);
    ck_assert_uint_eq(line.run.glyphs[line.run.count - 1].character, 0);
    ck_assert_uint_eq(line.run.glyphs[0].character, 6);
    finish(&bare);
    finish(&line);
}
END_TEST

/*
 * The base direction is left to right (level 0), whatever the text starts with.
 * Numbers 2 of "مرحبا 123 שלום": W2 makes the digits Arabic numbers behind Arabic letters, so that they are
 * at level 2; the spaces between are at level 1 (N1: numbers count as right to left), as are the letters.
 * What stands behind the last letter is neutral between R and the end of the text, which is L: level 0 (N2).
 */
START_TEST(mixed_lines_follow_the_bidirectional_algorithm) {
    /* 0-1 Han, 3-5 ABC, 7-11 Arabic, 13-15 digits, 17-20 Hebrew, 21 "!". */
    check_visual("价格 ABC مرحبا 123 שלום!", {0, 6}, {20, 16}, {13, 15}, {12, 7}, {21, 21});
    /* It starts from the right, and yet the Latin letters stand to the right. */
    check_visual("שלום ABC", {3, 0}, {4, 7});
    /* A number before the first right-to-left letter is a number of the left-to-right text: level 0. */
    check_visual("12 שלום", {0, 2}, {6, 3});
    /* Between Hebrew words a European number, level 2, with the separator between its digits (W4). */
    check_visual("שלום 1,2 שלום", {12, 8}, {5, 7}, {4, 0});
    /* A hyphen between Arabic numbers is neutral: the numbers change sides. */
    check_visual("مرحبا 12-34", {9, 10}, {8, 8}, {6, 7}, {5, 0});
    /* Latin in Hebrew stays at level 0 in a left-to-right line: three runs in their order. */
    check_visual("שלום ABC עולם", {3, 0}, {4, 8}, {12, 9});
    /* Set by embedding: a right-to-left override turns Latin around (U+202E, U+202C are there, and unseen).
     */
    struct line line = shape("\u202e"
                             "ABC\u202c");
    uint32_t seen[5];
    size_t count = 0;
    for (size_t i = 0; i < line.run.count; i++) {
        if (line.run.glyphs[i].advance > 0) {
            seen[count++] = line.paragraph.characters[line.run.glyphs[i].character].code_point;
        }
    }
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(seen[0], 'C');
    ck_assert_uint_eq(seen[2], 'A');
    finish(&line);
}
END_TEST

START_TEST(digits_run_from_left_to_right) {
    check_visual("كتاب 1234", {5, 8}, {4, 0});
    check_visual("كتاب ١٢٣", {5, 7}, {4, 0});
    struct line line = shape("كتاب ١٢٣ 12");
    ck_assert_str_eq(line.paragraph.characters[5].face->family, "Noto Sans Arabic");
    ck_assert_str_eq(line.paragraph.characters[9].face->family, "Noto Sans SC");
    finish(&line);
}
END_TEST

/* Brackets at odd levels face the other way (L4). */
START_TEST(brackets_are_mirrored) {
    struct line line = shape("ש(ל)ם");
    hb_codepoint_t opening;
    hb_codepoint_t closing;
    check_order(&line, (const int[][2]){{4, 0}, {-1, -1}});
    hb_font_t *font = line.run.glyphs[1].face->hb;
    ck_assert(hb_font_get_nominal_glyph(font, '(', &opening));
    ck_assert(hb_font_get_nominal_glyph(font, ')', &closing));
    ck_assert_uint_eq(line.run.glyphs[1].glyph, opening);
    ck_assert_uint_eq(line.run.glyphs[3].glyph, closing);
    finish(&line);
}
END_TEST

/* In a column Arabic lies on its side, from its bottom to its top; what stands upright between its words goes
 * their way. */
START_TEST(columns_order_directions_too) {
    struct line line = shape_in("价كتاب、。بيتA", NULL, VERTICAL);
    check_order(&line, (const int[][2]){{0, 0}, {9, 1}, {10, 10}, {-1, -1}});
    ck_assert(line.run.glyphs[0].upright);
    ck_assert(!line.run.glyphs[1].upright);
    ck_assert(line.run.glyphs[4].upright);
    for (size_t i = 0; i < line.run.count; i++) {
        ck_assert_double_gt(line.run.glyphs[i].advance, 0);
    }
    finish(&line);
}
END_TEST

/* ---- lines ---- */

/* A box at (10, 20), 200 x 100, in size 20. */
static struct pl_text_block block_of(const char *content) {
    return (struct pl_text_block){.content = content,
                                  .typeface = {NULL, 400, false},
                                  .size = 20,
                                  .line_height = 1,
                                  .box = {10, 20, 200, 100},
                                  .vertical_align = PL_VERTICAL_TOP};
}

static struct pl_layout set(const struct pl_text_block *block) {
    struct pl_layout layout;
    struct placard_error error;
    need_fonts();
    ck_succeeds(pl_layout_init(&layout, &fonts, block, &error), error);
    return layout;
}

/* Alignment is physical: right-to-left text is not at the right by itself. */
START_TEST(alignment_stays_physical) {
    struct pl_text_block block = block_of("שלום עולם");
    for (int align = PL_ALIGN_LEFT; align <= PL_ALIGN_RIGHT; align++) {
        block.align = (enum pl_align)align;
        struct pl_layout layout = set(&block);
        double room = 200 - layout.lines[0].length;
        ck_assert_double_gt(room, 50);
        double start = align == PL_ALIGN_LEFT ? 10 : align == PL_ALIGN_CENTER ? 10 + room / 2 : 10 + room;
        ck_assert_double_eq_tol(layout.lines[0].start, start, 1.0 / 32);
        ck_assert_double_eq_tol(layout.glyphs[0].x, layout.lines[0].start, 2);
        pl_layout_finish(&layout);
    }
}
END_TEST

/* Whether a line shows what the text alone does, in ascending places. */
static void check_line(const struct pl_layout *layout, size_t index, const char *text) {
    struct line line = shape(text);
    const struct pl_line *found = &layout->lines[index];
    ck_assert_msg(found->count == line.run.count, "line %zu: %zu glyphs, not %zu", index, found->count,
                  line.run.count);
    double at = found->start;
    for (size_t i = 0; i < found->count; i++) {
        const struct pl_placed *glyph = &layout->glyphs[found->first + i];
        ck_assert_msg(glyph->glyph == line.run.glyphs[i].glyph, "line %zu, glyph %zu", index, i);
        ck_assert_double_eq_tol(glyph->x, at + line.run.glyphs[i].dx * 20, 1e-6);
        at += line.run.glyphs[i].advance * 20;
    }
    finish(&line);
}

/* Lines are broken in the order of reading, then each is put in its own order (UAX #9, 3.4). */
START_TEST(every_line_has_its_own_order) {
    struct pl_text_block block = block_of("مرحبا بالعالم كتاب 12 بيت");
    block.box.width = 110;
    struct pl_layout layout = set(&block);
    ck_assert_uint_eq(layout.line_count, 2);
    check_line(&layout, 0, "مرحبا بالعالم");
    check_line(&layout, 1, "كتاب 12 بيت");
    pl_layout_finish(&layout);
    block = block_of("ABC שלום עולם XYZ");
    block.box.width = 95;
    layout = set(&block);
    ck_assert_uint_eq(layout.line_count, 2);
    check_line(&layout, 0, "ABC שלום");
    check_line(&layout, 1, "עולם XYZ");
    pl_layout_finish(&layout);
    /* Spaces at the end of a line go to its right, at the level of the paragraph (L1). */
    block = block_of("שלום   ");
    layout = set(&block);
    check_line(&layout, 0, "שלום   ");
    ck_assert_uint_eq(layout.lines[0].count, 7);
    ck_assert_uint_eq(layout.glyphs[3].glyph, alone("ש"));
    ck_assert_uint_eq(layout.glyphs[6].glyph, layout.glyphs[5].glyph);
    pl_layout_finish(&layout);
}
END_TEST

/* Also where a line ends within a paragraph: its space is at its right, not between its words and the margin.
 */
START_TEST(spaces_at_a_line_end_follow_the_paragraph) {
    struct line line = shape("שלום עולם");
    struct placard_error error;
    hb_buffer_t *buffer = hb_buffer_create();
    line.run.count = 0;
    ck_succeeds(pl_shape(&line.paragraph, 0, 5, false, true, buffer, &line.run, &error), error);
    check_order(&line, (const int[][2]){{3, 0}, {4, 4}, {-1, -1}});
    hb_buffer_destroy(buffer);
    finish(&line);
}
END_TEST

/* Where nothing fits, every line has one cluster: as many lines as the text has. */
static void check_clusters(const char *text, size_t clusters) {
    struct pl_text_block block = block_of(text);
    block.box.width = 1;
    struct pl_layout layout = set(&block);
    ck_assert_msg(layout.line_count == clusters, "%s: %zu lines, not %zu", text, layout.line_count, clusters);
    ck_assert_int_eq(layout.missing_count, 0);
    pl_layout_finish(&layout);
}

/* ---- Thai and Devanagari ---- */

START_TEST(thai_marks_stand_on_their_letter) {
    struct line line = shape("ที่นี่");
    ck_assert_uint_eq(line.run.count, 6);
    for (size_t i = 0; i < line.run.count; i++) {
        const struct pl_shaped *glyph = &line.run.glyphs[i];
        ck_assert_str_eq(glyph->face->family, "Noto Sans Thai");
        ck_assert_uint_eq(glyph->character, i / 3 * 3);
        if (i % 3 == 0) {
            ck_assert_double_gt(glyph->advance, 0.3);
        } else {
            ck_assert_double_eq_tol(glyph->advance, 0, 1e-9);
        }
    }
    /* The tone is above the vowel: higher than without one. */
    struct line low = shape("ท่");
    ck_assert_uint_eq(low.run.count, 2);
    ck_assert(low.run.glyphs[1].glyph != line.run.glyphs[2].glyph ||
              line.run.glyphs[2].dy < low.run.glyphs[1].dy - 0.05);
    finish(&low);
    finish(&line);
    check_clusters("ที่นี่", 2);
    check_clusters("ผู้", 1);
}
END_TEST

/* Thai has no spaces between words: lines break where a dictionary says that words end. */
START_TEST(thai_breaks_between_words) {
    struct line line = shape("สวัสดีชา");
    double length = 0;
    for (size_t i = 0; i < line.run.count; i++) {
        length += line.run.glyphs[i].advance * 20;
    }
    finish(&line);
    struct pl_text_block block = block_of("สวัสดีชาวโลก");
    block.box.width = length + 1;
    struct pl_layout layout = set(&block);
    ck_assert_uint_eq(layout.line_count, 2);
    check_line(&layout, 0, "สวัสดี");
    check_line(&layout, 1, "ชาวโลก");
    pl_layout_finish(&layout);
}
END_TEST

START_TEST(devanagari_conjuncts_are_one) {
    struct line line = shape("क्ष");
    ck_assert_uint_eq(line.run.count, 1);
    ck_assert_uint_ne(line.run.glyphs[0].glyph, alone("क"));
    ck_assert_uint_ne(line.run.glyphs[0].glyph, alone("ष"));
    finish(&line);
    line = shape("त्र");
    ck_assert_uint_eq(line.run.count, 1);
    finish(&line);
    /* The vowel sign i is written after its consonants and stands before them. */
    line = shape("कि");
    ck_assert_uint_eq(line.run.count, 2);
    ck_assert_uint_ne(line.run.glyphs[0].glyph, alone("क"));
    ck_assert_uint_eq(line.run.glyphs[1].glyph, alone("क"));
    ck_assert_uint_eq(line.run.glyphs[0].character, 0);
    ck_assert_uint_eq(line.run.glyphs[1].character, 0);
    finish(&line);
    struct line conjunct = shape("क्ष");
    line = shape("क्षि");
    ck_assert_uint_eq(line.run.count, 2);
    ck_assert_uint_eq(line.run.glyphs[1].glyph, conjunct.run.glyphs[0].glyph);
    ck_assert_uint_eq(line.run.glyphs[0].character, 0);
    ck_assert_uint_eq(line.run.glyphs[1].character, 0);
    finish(&line);
    finish(&conjunct);
    /* sa without its vowel has a form of its own. */
    line = shape("नमस्ते");
    ck_assert_uint_eq(line.run.glyphs[2].character, 2);
    ck_assert_uint_ne(line.run.glyphs[2].glyph, alone("स"));
    ck_assert_uint_eq(line.run.glyphs[3].glyph, alone("त"));
    finish(&line);
}
END_TEST

/* Not between the consonants of a conjunct (UAX #29, GB9c), which may be several glyphs; and not before
 * marks. */
START_TEST(devanagari_conjuncts_do_not_break) {
    check_clusters("कि", 1);
    check_clusters("क्ष", 1);
    check_clusters("क्षि", 1);
    check_clusters("नमस्ते", 3);
    check_clusters("हिन्दी", 2);
    check_clusters("क्\u200dष", 1);
}
END_TEST

/* ---- emoji ---- */

/* How a text of one glyph is drawn. */
static void check_glyph(const char *text, const char *families, const char *family) {
    for (int flags = 0; flags <= SPACED; flags += SPACED) {
        struct line line = shape_in(text, families, flags);
        size_t seen = 0;
        for (size_t i = 0; i < line.run.count; i++) {
            const struct pl_shaped *glyph = &line.run.glyphs[i];
            ck_assert_uint_eq(glyph->character, 0);
            ck_assert_msg(strcmp(glyph->face->family, family) == 0, "%s: %s, not %s", text,
                          glyph->face->family, family);
            ck_assert_uint_ne(glyph->glyph, 0);
            seen += glyph->advance > 0;
        }
        ck_assert_msg(seen == 1, "%s: %zu glyphs", text, seen);
        for (size_t i = 0; i < line.paragraph.count; i++) {
            ck_assert(!line.paragraph.characters[i].missing);
        }
        finish(&line);
    }
}

static const char in_color[] = "Noto Color Emoji";
static const char as_text[] = "Noto Sans Symbols2";

#define MAN "\U0001f468"
#define WOMAN "\U0001f469"
#define GIRL "\U0001f467"
#define THUMB "\U0001f44d"
#define TONE "\U0001f3fd"
#define FIRE "\U0001f525"
#define GRIN "\U0001f600"
#define HEART "\u2764"
#define HAND "\u261d"
#define WATCH "\u231a"
#define JOINER "\u200d"
#define TEXT_SELECTOR "\ufe0e"
#define EMOJI_SELECTOR "\ufe0f"
#define KEYCAP "\u20e3"
#define FLAG "\U0001f1e8\U0001f1f3"

/* And lines do not break within them. */
START_TEST(emoji_sequences_are_one) {
    static const char *const texts[] = {
        GRIN,
        MAN JOINER WOMAN JOINER GIRL,
        THUMB TONE,
        HAND TONE,
        FLAG,
        "1" EMOJI_SELECTOR KEYCAP,
        "#" EMOJI_SELECTOR KEYCAP,
        HEART EMOJI_SELECTOR JOINER FIRE,
        HEART JOINER FIRE,
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_glyph(texts[i], NULL, in_color);
        check_clusters(texts[i], 1);
    }
    check_clusters(GRIN FLAG FLAG THUMB TONE, 4);
    /* A family is not the three that it consists of. */
    struct line line = shape(MAN JOINER WOMAN JOINER GIRL);
    ck_assert_uint_ne(line.run.glyphs[0].glyph, alone(MAN));
    ck_assert_uint_ne(line.run.glyphs[0].glyph, alone(GIRL));
    finish(&line);
    /* Between words from the right: emoji are neutral, but flags are letters from left to right (class L),
     * and what stands between such and R is of the paragraph's level. */
    check_visual("של" THUMB TONE "ום", {5, 4}, {2, 2}, {1, 0});
    check_visual("של" FLAG THUMB TONE "ום", {1, 0}, {2, 2}, {4, 4}, {7, 6});
}
END_TEST

/* As browsers do: a selector decides; without one the families asked for come before colour from elsewhere,
 * and colour before text where the character is an emoji by itself. */
START_TEST(selectors_choose_the_presentation) {
    check_glyph(HEART, NULL, as_text);
    check_glyph(HEART TEXT_SELECTOR, NULL, as_text);
    check_glyph(HEART EMOJI_SELECTOR, NULL, in_color);
    check_glyph(WATCH, NULL, in_color);
    check_glyph(WATCH TEXT_SELECTOR, NULL, as_text);
    check_glyph(WATCH EMOJI_SELECTOR, NULL, in_color);
    check_glyph(WATCH, as_text, as_text);
    check_glyph(WATCH EMOJI_SELECTOR, as_text, in_color);
    check_glyph(HEART, in_color, in_color);
    check_glyph(HEART TEXT_SELECTOR, in_color, in_color);
    check_glyph(HAND, NULL, in_color);
    check_glyph(HAND, as_text, as_text);
    check_glyph(HAND TONE, as_text, in_color);
    check_glyph("1", NULL, "Noto Sans SC");
    /* Only one font has it: the selector can't have its way. */
    check_glyph(GRIN TEXT_SELECTOR, NULL, in_color);
    check_glyph("\u270c" EMOJI_SELECTOR, as_text, as_text);
    check_glyph("A" EMOJI_SELECTOR, NULL, "Noto Sans SC");
    /* A text font in colour is used where it is asked for. */
    check_glyph("\u2605", NULL, "Noto Sans SC");
    check_glyph("\u2605", "Test Layers", "Test Layers");
}
END_TEST

/* ---- which font ---- */

START_TEST(falls_back_to_the_font_that_has_it) {
    static const struct {
        const char *text, *families, *family;
    } cases[] = {
        {"价", NULL, "Noto Sans SC"},
        {"م", NULL, "Noto Sans Arabic"},
        {"ש", NULL, "Noto Sans Hebrew"},
        {"ท", NULL, "Noto Sans Thai"},
        {"न", NULL, "Noto Sans Devanagari"},
        {"م", "Noto Sans Hebrew, Nowhere", "Noto Sans Arabic"},
        {"1", NULL, "Noto Sans SC"},
        {"1", "Noto Sans Hebrew", "Noto Sans SC"},
        {"1", "Noto Sans Hebrew, Noto Sans Arabic", "Noto Sans Arabic"},
        {"1", "Inter, Noto Sans Arabic", "Inter"},
        /* Composed with its mark the bundled font has it, though not the mark. */
        {"e\u0301", NULL, "Noto Sans SC"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_glyph(cases[i].text, cases[i].families, cases[i].family);
    }
}
END_TEST

/* What a letter stands on comes from one font: where the first has the circle but not the mark, the other has
 * both. */
START_TEST(letters_move_to_the_font_of_their_mark) {
    struct line line = shape_in("\u25cc\u093f", "Noto Sans Thai", 0);
    ck_assert_str_eq(line.paragraph.characters[1].face->family, "Noto Sans Devanagari");
    ck_assert_str_eq(line.paragraph.characters[0].face->family, "Noto Sans Devanagari");
    finish(&line);
}
END_TEST

static struct pl_character first_of(const char *text, const char *families, int weight, bool italic) {
    const struct pl_typeface typeface = {families, weight, italic};
    struct pl_paragraph paragraph;
    struct placard_error error;
    need_fonts();
    ck_succeeds(pl_paragraph_init(&paragraph, &fonts, text, strlen(text), &typeface, false, &error), error);
    struct pl_character first = paragraph.characters[0];
    pl_paragraph_finish(&paragraph);
    return first;
}

/* CSS Fonts 4, section 5.2, in the family that stands in: Hebrew in 400 and 700. */
START_TEST(fallback_has_the_nearest_weight) {
    static const int weights[][2] = {{100, 400}, {400, 400}, {450, 400}, {500, 400},
                                     {501, 700}, {700, 700}, {900, 700}};
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        int found = first_of("ש", NULL, weights[i][0], false).face->weight_least;
        ck_assert_msg(found == weights[i][1], "%d: %d, not %d", weights[i][0], found, weights[i][1]);
    }
    ck_assert(first_of("ש", NULL, 400, true).slanted);
    ck_assert(!first_of("ש", NULL, 400, false).slanted);
    ck_assert(!first_of(GRIN, NULL, 400, true).slanted);
}
END_TEST

/* Every weight of a variable font, and bolder is wider in this one. */
START_TEST(variable_fonts_have_every_weight) {
    static const int weights[][2] = {{100, 100}, {350, 350}, {400, 400}, {633, 633}, {900, 900}};
    double last = 0;
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        struct pl_face *face = first_of("H", "Inter", weights[i][0], false).face;
        hb_codepoint_t glyph;
        ck_assert_str_eq(face->family, "Inter");
        ck_assert_msg(face->weight_least == weights[i][1], "%d: %d", weights[i][0], face->weight_least);
        ck_assert(hb_font_get_nominal_glyph(face->hb, 'H', &glyph));
        double advance = hb_font_get_glyph_h_advance(face->hb, glyph);
        ck_assert_double_gt(advance, last);
        last = advance;
        ck_assert_int_eq(FT_Load_Glyph(face->ft, glyph, FT_LOAD_NO_SCALE), 0);
        ck_assert_double_eq_tol((double)face->ft->glyph->advance.x, advance, 2);
    }
    /* As a fallback too: no other font has this letter. */
    ck_assert_ptr_eq(first_of("Ə", NULL, 633, false).face, first_of("H", "Inter", 633, false).face);
    ck_assert_ptr_eq(first_of("H", "Inter", 1000, false).face, first_of("H", "Inter", 900, false).face);
}
END_TEST

/* ---- what is missing ---- */

static void check_missing(const char *text, int count, const uint32_t *missing) {
    struct pl_text_block block = block_of(text);
    struct pl_layout layout = set(&block);
    ck_assert_msg(layout.missing_count == count, "%s: %d missing, not %d", text, layout.missing_count, count);
    for (int i = 0; i < count; i++) {
        ck_assert_msg(layout.missing[i] == missing[i], "%s: U+%04X, not U+%04X", text, layout.missing[i],
                      missing[i]);
    }
    pl_layout_finish(&layout);
}

/* Without the fonts: every character once, and nothing that has no picture of its own. */
START_TEST(missing_characters_are_named_once) {
    open_fonts("tests/unit");
    check_missing(GRIN "A" GRIN "\n" GRIN, 1, (uint32_t[]){0x1f600});
    check_missing(MAN JOINER WOMAN JOINER GIRL JOINER GIRL, 3, (uint32_t[]){0x1f468, 0x1f469, 0x1f467});
    check_missing(THUMB TONE, 1, (uint32_t[]){0x1f44d});
    check_missing(HEART EMOJI_SELECTOR, 1, (uint32_t[]){0x2764});
    check_missing(HEART TEXT_SELECTOR, 1, (uint32_t[]){0x2764});
    check_missing(FLAG, 2, (uint32_t[]){0x1f1e8, 0x1f1f3});
    check_missing("1" EMOJI_SELECTOR KEYCAP, 1, (uint32_t[]){0x20e3});
    check_missing("של", 2, (uint32_t[]){0x5e9, 0x5dc});
    /* Marks of direction, joiners and selectors at the start and anywhere. */
    check_missing("\u200f\u2066"
                  "A\u200b\u2069\u00ad\ufeff" EMOJI_SELECTOR "\u061c\U000e0100\u034f",
                  0, NULL);
    check_missing("e\u0301", 0, NULL);
    check_missing("x\u0301", 1, (uint32_t[]){0x301});
}
END_TEST

/* With them nothing is missing. */
START_TEST(nothing_is_missing) {
    check_missing("价格 ABC مرحبا بالعالم 123 שָׁלוֹם! สวัสดีชาวโลก नमस्ते दुनिया", 0, NULL);
    check_missing(GRIN MAN JOINER WOMAN JOINER GIRL THUMB TONE FLAG "1" EMOJI_SELECTOR KEYCAP, 0, NULL);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {arabic_letters_join,
                                  lam_and_alef_are_one,
                                  marks_stay_with_their_letter,
                                  mixed_lines_follow_the_bidirectional_algorithm,
                                  digits_run_from_left_to_right,
                                  brackets_are_mirrored,
                                  columns_order_directions_too,
                                  alignment_stays_physical,
                                  every_line_has_its_own_order,
                                  spaces_at_a_line_end_follow_the_paragraph,
                                  thai_marks_stand_on_their_letter,
                                  thai_breaks_between_words,
                                  devanagari_conjuncts_are_one,
                                  devanagari_conjuncts_do_not_break,
                                  emoji_sequences_are_one,
                                  selectors_choose_the_presentation,
                                  falls_back_to_the_font_that_has_it,
                                  letters_move_to_the_font_of_their_mark,
                                  fallback_has_the_nearest_weight,
                                  variable_fonts_have_every_weight,
                                  missing_characters_are_named_once,
                                  nothing_is_missing,
                                  NULL};
    return unit_run("scripts", tests);
}
