#include "paint/layout.h"
#include "unit.h"

#include <math.h>
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

/* A box at (10, 20), 100 x 60, in size 20: five ideographs a line, three lines. */
static struct pl_text_block block_of(const char *content) {
    return (struct pl_text_block){.content = content,
                                  .typeface = {NULL, 400, false},
                                  .size = 20,
                                  .line_height = 1,
                                  .box = {10, 20, 100, 60},
                                  .vertical_align = PL_VERTICAL_TOP};
}

static void set(struct pl_layout *layout, const struct pl_text_block *block) {
    struct placard_error error;
    need_fonts();
    ck_succeeds(pl_layout_init(layout, &fonts, block, &error), error);
}

/* How many glyphs each line has. */
static void check_counts(const struct pl_text_block *block, size_t lines, const size_t *counts) {
    struct pl_layout layout;
    set(&layout, block);
    ck_assert_msg(layout.line_count == lines, "%s: %zu lines, not %zu", block->content, layout.line_count,
                  lines);
    for (size_t i = 0; i < lines; i++) {
        ck_assert_msg(layout.lines[i].count == counts[i], "%s: %zu glyphs on line %zu, not %zu",
                      block->content, layout.lines[i].count, i, counts[i]);
    }
    pl_layout_finish(&layout);
}

START_TEST(wraps_and_breaks) {
    struct pl_text_block block = block_of("分享好时光分享好时光分享");
    check_counts(&block, 3, (size_t[]){5, 5, 2});
    block = block_of("分享\n\n好");
    check_counts(&block, 3, (size_t[]){2, 0, 1});
    block = block_of("分享\r\n好\n");
    check_counts(&block, 3, (size_t[]){2, 1, 0});
    block = block_of("");
    check_counts(&block, 1, (size_t[]){0});
    block = block_of("only words wrap");
    check_counts(&block, 3, (size_t[]){4, 5, 4});
}
END_TEST

START_TEST(lines_stand_where_they_belong) {
    struct pl_text_block block = block_of("分享好\n分");
    struct pl_layout layout;
    set(&layout, &block);
    /* The font's ascent is 1.16 and its descent 0.288: 23 and 6 pixels, centred in 20. */
    ck_assert_int_eq(layout.ascent, 23);
    ck_assert_int_eq(layout.descent, 6);
    ck_assert_double_eq_tol(layout.lines[0].baseline, 20 - 5 + 23, 1e-9);
    ck_assert_double_eq_tol(layout.lines[1].baseline, 20 + 20 - 5 + 23, 1e-9);
    ck_assert_double_eq_tol(layout.lines[0].start, 10, 1e-9);
    ck_assert_double_eq_tol(layout.lines[0].length, 60, 1e-9);
    for (int i = 0; i < 3; i++) {
        ck_assert_double_eq_tol(layout.glyphs[i].x, 10 + 20 * i, 1e-9);
        ck_assert_double_eq_tol(layout.glyphs[i].y, layout.lines[0].baseline, 1e-9);
    }
    pl_layout_finish(&layout);
}
END_TEST

START_TEST(aligns_across) {
    static const double starts[] = {10, 30, 50};
    for (int align = PL_ALIGN_LEFT; align <= PL_ALIGN_RIGHT; align++) {
        struct pl_text_block block = block_of("分享好");
        struct pl_layout layout;
        block.align = (enum pl_align)align;
        set(&layout, &block);
        ck_assert_double_eq_tol(layout.lines[0].start, starts[align], 1e-9);
        ck_assert_double_eq_tol(layout.glyphs[0].x, starts[align], 1e-9);
        pl_layout_finish(&layout);
    }
}
END_TEST

START_TEST(aligns_down) {
    static const double tops[] = {20, 40, 60};
    for (int align = PL_VERTICAL_TOP; align <= PL_VERTICAL_BOTTOM; align++) {
        struct pl_text_block block = block_of("分享好");
        struct pl_layout layout;
        block.vertical_align = (enum pl_vertical_align)align;
        set(&layout, &block);
        ck_assert_double_eq_tol(layout.lines[0].baseline, tops[align] - 5 + 23, 1e-9);
        pl_layout_finish(&layout);
    }
}
END_TEST

/* All lines but the last fill the box, by equal gaps. */
START_TEST(justifies) {
    struct pl_text_block block = block_of("分享好时光分享好时光");
    struct pl_layout layout;
    block.align = PL_ALIGN_JUSTIFY;
    block.box.width = 90;
    set(&layout, &block);
    ck_assert_uint_eq(layout.line_count, 3);
    ck_assert_double_eq_tol(layout.lines[0].length, 90, 1e-6);
    ck_assert_double_eq_tol(layout.glyphs[1].x - layout.glyphs[0].x, 20 + 10 / 3.0, 1e-6);
    ck_assert_double_eq_tol(layout.lines[2].length, 40, 1e-6);
    pl_layout_finish(&layout);
}
END_TEST

START_TEST(spaces_letters) {
    struct pl_text_block block = block_of("分享好时光");
    struct pl_layout layout;
    block.letter_spacing = 5;
    set(&layout, &block);
    ck_assert_uint_eq(layout.line_count, 2);
    ck_assert_double_eq_tol(layout.glyphs[1].x - layout.glyphs[0].x, 25, 1e-9);
    ck_assert_double_eq_tol(layout.lines[0].length, 100, 1e-9);
    pl_layout_finish(&layout);
}
END_TEST

START_TEST(cuts_with_an_ellipsis) {
    struct pl_text_block block = block_of("分享好时光分享好时光分享");
    struct pl_layout layout;
    hb_codepoint_t ellipsis;
    block.max_lines = 2;
    set(&layout, &block);
    ck_assert(layout.cut);
    ck_assert_uint_eq(layout.line_count, 2);
    ck_assert_uint_eq(layout.lines[1].count, 5);
    ck_assert_double_le(layout.lines[1].length, 100);
    ck_assert(hb_font_get_nominal_glyph(layout.glyphs[9].face->hb, 0x2026, &ellipsis));
    ck_assert_uint_eq(layout.glyphs[9].glyph, ellipsis);
    pl_layout_finish(&layout);
    block.max_lines = 3;
    set(&layout, &block);
    ck_assert(!layout.cut);
    pl_layout_finish(&layout);
    block = block_of("分享\n好");
    block.max_lines = 1;
    set(&layout, &block);
    ck_assert(layout.cut);
    ck_assert_uint_eq(layout.lines[0].count, 3);
    pl_layout_finish(&layout);
}
END_TEST

START_TEST(measures_overflow) {
    struct pl_text_block block = block_of("分享好时光分享好时光分享好时光分");
    struct pl_layout layout;
    set(&layout, &block);
    ck_assert_uint_eq(layout.line_count, 4);
    ck_assert_double_eq_tol(layout.overflow_y, 20, 1e-9);
    ck_assert_double_le(layout.overflow_x, 0);
    pl_layout_finish(&layout);
    block = block_of("分");
    block.box.width = 12;
    set(&layout, &block);
    ck_assert_double_eq_tol(layout.overflow_x, 8, 1e-9);
    pl_layout_finish(&layout);
}
END_TEST

/* The largest size that fits, to a quarter of a pixel. */
START_TEST(shrinks_to_fit) {
    struct pl_text_block block = block_of("分享好时光分享好时光分享好时光分享好时光");
    struct pl_layout layout;
    block.shrink = true;
    block.least_size = 8;
    set(&layout, &block);
    double size = layout.size;
    ck_assert_double_lt(size, 20);
    ck_assert_double_le(layout.overflow_y, 1.0 / 64);
    pl_layout_finish(&layout);
    block.shrink = false;
    block.size = size + 0.25;
    set(&layout, &block);
    ck_assert(layout.overflow_y > 1.0 / 64 || layout.overflow_x > 1.0 / 64);
    pl_layout_finish(&layout);
    block.shrink = true;
    block.size = 20;
    block.least_size = 19;
    set(&layout, &block);
    ck_assert_double_ge(layout.size, 19);
    ck_assert_double_gt(layout.overflow_y, 0);
    pl_layout_finish(&layout);
}
END_TEST

START_TEST(columns_go_from_right_to_left) {
    struct pl_text_block block = block_of("分享好时光");
    struct pl_layout layout;
    block.vertical = true;
    set(&layout, &block);
    ck_assert_uint_eq(layout.line_count, 2);
    ck_assert_uint_eq(layout.lines[0].count, 3);
    ck_assert_double_gt(layout.lines[0].baseline, layout.lines[1].baseline);
    ck_assert_double_eq_tol(layout.lines[0].baseline - layout.lines[1].baseline, 20, 1e-9);
    ck_assert_double_eq_tol(layout.lines[0].start, 20, 1e-9);
    ck_assert_double_eq_tol(layout.glyphs[1].y - layout.glyphs[0].y, 20, 1e-6);
    ck_assert(!layout.glyphs[0].sideways);
    pl_layout_finish(&layout);
    block = block_of("分a");
    block.vertical = true;
    set(&layout, &block);
    ck_assert(!layout.glyphs[0].sideways);
    ck_assert(layout.glyphs[1].sideways);
    pl_layout_finish(&layout);
}
END_TEST

START_TEST(notes_what_no_font_has) {
    struct pl_text_block block = block_of("a\xf3\xb0\x80\x80"
                                          "b\xf3\xb0\x80\x80\n\xf3\xb0\x80\x81");
    struct pl_layout layout;
    set(&layout, &block);
    ck_assert_int_eq(layout.missing_count, 2);
    ck_assert_uint_eq(layout.missing[0], 0xf0000);
    ck_assert_uint_eq(layout.missing[1], 0xf0001);
    pl_layout_finish(&layout);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {wraps_and_breaks,
                                  lines_stand_where_they_belong,
                                  aligns_across,
                                  aligns_down,
                                  justifies,
                                  spaces_letters,
                                  cuts_with_an_ellipsis,
                                  measures_overflow,
                                  shrinks_to_fit,
                                  columns_go_from_right_to_left,
                                  notes_what_no_font_has,
                                  NULL};
    return unit_run("layout", tests);
}
