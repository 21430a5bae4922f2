#include "base/file.h"
#include "base/lazy.h"
#include "codec/codec.h"
#include "compose/compose.h"
#include "layers/layers.h"
#include "paint/blend.h"
#include "provider/provider.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Small documents that were made to take long, and how much work they are, counted as a deadline counts it,
 * for each pixel of the canvas. All stayed far below what they would take if anything were drawn that isn't
 * seen.
 */

enum { SIDE = 200 };

static struct pl_painter painter;
static struct pl_pixmap *keep;  /* where what is drawn next goes, or NULL */
static long long max_work = -1; /* that its layers may be, as in the options */

static void start(void) {
    struct placard_error error;
    ck_succeeds(pl_fonts_init(&painter.fonts, &(struct pl_font_options){.no_system = true}, &error), error);
}

static void stop(void) {
    pl_painter_finish(&painter);
    painter = (struct pl_painter){0};
}

/* Draws layers on a canvas and returns the work; NULL for `error` is a drawing that has to succeed. */
static long long draw(const char *layers, double scale, struct pl_deadline *deadline,
                      struct placard_error *error) {
    struct pl_document document;
    struct pl_pixmap pixmap = {0};
    struct pl_compose_times times;
    struct placard_error reason = {.code = PLACARD_OK};
    struct pl_compose_options options = {.scale = scale, .deadline = deadline, .max_work = max_work};
    char *text = NULL;
    ck_assert_int_gt(asprintf(&text, "{\"width\": %d, \"height\": %d, \"layers\": [%s]}", SIDE, SIDE, layers),
                     0);
    ck_succeeds(pl_document_read(text, strlen(text), &document, &reason), reason);
    pl_layers_read(&document, &document.samples[0]);
    bool ok = pl_compose(&painter, &document.samples[0], &options, NULL, &pixmap, &times, &reason);
    if (ok && keep) {
        ck_succeeds(pl_pixmap_init(keep, pixmap.width, pixmap.height, &reason), reason);
        pl_pixmap_load(&pixmap);
        pl_pixmap_fill(keep, 0);
        pl_blend_pixmap(keep, &pixmap, 0, 0, 255);
    }
    pl_document_finish(&document);
    pl_pixmap_finish(&pixmap);
    free(text);
    if (error) {
        ck_assert_msg(!ok, "it was drawn");
        *error = reason;
    } else {
        ck_succeeds(ok, reason);
    }
    return deadline->work;
}

/* `count` copies of a text, each followed by `between` but the last. */
static char *repeat(const char *text, int count, const char *between) {
    char *all = calloc((size_t)count, strlen(text) + strlen(between) + 1);
    ck_assert_ptr_nonnull(all);
    char *at = all;
    for (int i = 0; i < count; i++) {
        at = stpcpy(at, text);
        at = i + 1 < count ? stpcpy(at, between) : at;
    }
    return all;
}

static char *fill_in(const char *pattern, const char *part) {
    const char *place = strstr(pattern, "%s");
    char *text = NULL;
    ck_assert_ptr_nonnull(place);
    ck_assert_int_gt(asprintf(&text, "%.*s%s%s", (int)(place - pattern), pattern, part, place + 2), 0);
    return text;
}

/* A layer, with a part repeated in it where it has a %s. */
struct hard {
    const char *layer;
    const char *part, *between;
    int count;
    double most, most_at_16; /* work for each pixel */
};

#define BOX                                                                                                  \
    "{\"type\": \"text_mask\", \"left\": 0, \"top\": 0, \"width\": 200, \"height\": 200, \"color\": "        \
    "\"red\", "
#define TEXT "{\"type\": \"text\", \"left\": 0, \"top\": 0, \"width\": 200, \"height\": 200, "

static const struct hard hard[] = {
    {BOX "\"box_shadow\": \"%s\"}", "3px 3px 1000px #000", ", ", 16, 60, 50},
    {BOX "\"box_shadow\": \"%s\"}", "inset 3px 3px 1000px #000", ", ", 16, 60, 50},
    {BOX "\"rotation\": 30, \"box_shadow\": \"%s\"}", "3px 3px 1000px #000", ", ", 16, 60, 50},
    {BOX "\"radius\": \"50%\", \"box_shadow\": \"%s\"}", "3px 3px 255px 32000px #000", ", ", 16, 400, 50},
    {TEXT "\"content\": \"hello\", \"font_size\": 20, \"text_shadow\": \"%s\"}", "3px 3px 1000px #000", ", ",
     16, 6, 1},
    {TEXT
     "\"content\": \"%s\", \"font_size\": 20, \"text_shadow\": \"2px 2px 1000px #000, 1px 1px 999px red\"}",
     "a", "\\n", 250, 75, 1},
    {TEXT "\"content\": \"%s\", \"font_size\": 2000, \"text_shadow\": \"2px 2px 100px #000\"}", "\u56fda", "",
     200, 12, 1},
    {TEXT "\"content\": \"%s\", \"font_size\": 2000, \"text_stroke\": \"1000px red\", \"stroke_join\": "
          "\"miter\"}",
     "\u56fda", "", 200, 14, 4},
    {TEXT "\"content\": \"%s\", \"font_size\": 20, \"letter_spacing\": 2000, \"font_under_line\": true}",
     "ab ", "", 300, 10, 1},
    {"{\"type\": \"text_mask\", \"left\": 1e6, \"top\": -1e6, \"width\": 1e6, \"height\": 1e6, \"radius\": "
     "\"50%\", \"rotation\": 33, \"color\": \"red\", \"box_shadow\": \"%s\"}",
     "3px 3px 100px #000", ", ", 16, 0.1, 0.1},
    {"{\"type\": \"text_mask\", \"left\": -500000, \"top\": -500000, \"width\": 1e6, \"height\": 1e6, "
     "\"radius\": 1e6, \"color\": \"red\", \"opacity\": 0.5, \"box_shadow\": \"%s\"}",
     "3px 3px 100px #000", ", ", 4, 45, 15},
};

START_TEST(hard_ones_are_little_work) {
    const struct hard *one = &hard[_i / 2];
    double scale = _i % 2 ? 16 : 1;
    struct pl_deadline deadline;
    pl_deadline_init(&deadline, 0);
    char *part = repeat(one->part, one->count, one->between);
    char *layer = fill_in(one->layer, part);
    double work = (double)draw(layer, scale, &deadline, NULL) / (SIDE * SIDE * scale * scale);
    double most = _i % 2 ? one->most_at_16 : one->most;
    ck_assert_msg(work <= most, "at %g: %.2f a pixel, not %g: %.160s", scale, work, most, layer);
    free(layer);
    free(part);
}
END_TEST

#define SHADED(alpha)                                                                                        \
    BOX "\"radius\": \"50%\", \"opacity\": " alpha                                                           \
        ", \"box_shadow\": \"3px 3px 9px #000, inset 3px 3px 90px #000\"}"

/* As much as there is may be done, and nothing more; a canvas that is drawn in bands has one bound for all of
 * it, and what is done before and after the layers is not counted. */
START_TEST(work_has_a_bound) {
    static const char layers[] = SHADED("1") ", " SHADED("0.5");
    struct placard_error error;
    struct pl_deadline deadline;
    double scale = _i ? 20 : 1; /* 16 million pixels */
    pl_deadline_init(&deadline, 0);
    max_work = 1000LL * PL_WORK_LIMIT;
    draw(layers, scale, &deadline, NULL);
    long long work = deadline.counted;
    ck_assert_int_gt(work, (long long)(SIDE * SIDE * scale * scale) * PL_CANVAS_WORK);
    for (int less = 0; less < 2; less++) {
        pl_deadline_init(&deadline, 0);
        max_work = work - less;
        draw(layers, scale, &deadline, less ? &error : NULL);
    }
    max_work = -1;
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
    ck_assert_ptr_nonnull(strstr(error.message, "layers[1], layer 2 of 2 to be drawn: work: expected layers "
                                                "that paint at most"));
}
END_TEST

/* A poster is as much work on a plate as without one. */
START_TEST(plates_are_work_of_each_poster) {
    static const char json[] = "{\"width\": 200, \"height\": 200, \"layers\": [" SHADED("1") ", " SHADED(
        "0.5") ", " SHADED("0.7") "]}";
    struct placard_error error;
    struct pl_document document;
    struct pl_deadline deadline;
    struct pl_plate plate;
    struct pl_compose_times times;
    struct pl_compose_options options = {.scale = 1, .deadline = &deadline};
    struct pl_encode_options encode = {0};
    ck_succeeds(pl_document_read(json, strlen(json), &document, &error), error);
    const struct pl_sample *sample = &document.samples[0];
    pl_layers_read(&document, &document.samples[0]);
    pl_deadline_init(&deadline, 0);
    ck_succeeds(
        pl_plate_make(&painter, sample, &options, 2, pl_codec_by_name("png"), &encode, &plate, &error),
        error);
    ck_assert_int_eq(deadline.counted, 0);
    long long work[2];
    for (int i = 0; i < 2; i++) {
        struct pl_pixmap pixmap = {0};
        pl_deadline_init(&deadline, 0);
        ck_succeeds(pl_compose(&painter, sample, &options, i ? &plate : NULL, &pixmap, &times, &error),
                    error);
        work[i] = deadline.counted;
        options.max_work = work[0];
        pl_pixmap_finish(&pixmap);
    }
    ck_assert_int_eq(work[0], work[1]);
    struct pl_pixmap pixmap = {0};
    options.max_work = work[0] - 1;
    pl_deadline_init(&deadline, 0);
    ck_assert(!pl_compose(&painter, sample, &options, &plate, &pixmap, &times, &error));
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
    options.max_work = 1;
    pl_plate_finish(&plate);
    ck_assert(
        !pl_plate_make(&painter, sample, &options, 2, pl_codec_by_name("png"), &encode, &plate, &error));
    ck_assert(!deadline.bound);
    pl_plate_finish(&plate);
    pl_document_finish(&document);
}
END_TEST

/* A large document may ask for more than a small one. */
START_TEST(layers_are_allowed_their_parts) {
    static const struct {
        int layers;
        long long asked, allowed;
    } rows[] = {{0, 0, 750}, {12, 0, 750}, {13, 0, 780}, {1000, 0, 60000}, {1000, 7, 7}, {1, 5000, 5000}};
    const long long mega = 1000 * 1000;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct pl_sample sample = {.count = rows[i].layers};
        struct pl_compose_options options = {.max_work = rows[i].asked * mega};
        ck_assert_int_eq(pl_compose_work(&options, &sample), rows[i].allowed * mega);
        options.max_work = -1;
        ck_assert_int_lt(pl_compose_work(&options, &sample), 0);
    }
}
END_TEST

/* Draws a layer, which it frees, into `out`, and returns the work. */
static long long draw_layer(char *layer, double scale, struct pl_pixmap *out) {
    struct pl_deadline deadline;
    pl_deadline_init(&deadline, 0);
    keep = out;
    long long work = draw(layer, scale, &deadline, NULL);
    keep = NULL;
    free(layer);
    return work;
}

/* A text with sixteen shadows; those whose blurs differ by nothing that shows have masks of their own. */
static long long draw_shadows(const char *more, double apart, double scale, struct pl_pixmap *out) {
    char *shadows = NULL;
    char *layer = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&shadows, &size);
    ck_assert_ptr_nonnull(stream);
    for (int i = 0; i < 16; i++) {
        fprintf(stream, "%s%dpx %dpx %.6fpx #%06x80", i > 0 ? ", " : "", i % 5 * 4, 4 - i / 5 * 4,
                100 + i * apart, 0x123456U * (unsigned)(i + 1) & 0xffffff);
    }
    fclose(stream);
    ck_assert_int_gt(asprintf(&layer,
                              TEXT "\"content\": \"hello\\nworld\", \"font_size\": 40, "
                                   "\"font_under_line\": true, %s\"text_shadow\": \"%s\"}",
                              more, shadows),
                     0);
    free(shadows);
    return draw_layer(layer, scale, out);
}

/* Shadows of a text that are alike but for their colour and whole pixels share what they cover, and nothing
 * of the picture shows it. Turned text has none that are. */
START_TEST(like_shadows_share_their_masks) {
    static const char *const more[] = {"", "\"opacity\": 0.5, ", "\"rotation\": 20, "};
    struct pl_pixmap shared;
    struct pl_pixmap apart;
    double scale = _i / 3 ? 1.5 : 1; /* masks at half the resolution */
    long long least = draw_shadows(more[_i % 3], 0, scale, &shared);
    long long most = draw_shadows(more[_i % 3], 1e-6, scale, &apart);
    ck_assert_msg(_i % 3 == 2 || 100 * least < 95 * most, "%lld and %lld", least, most);
    for (int y = 0; y < shared.height; y++) {
        ck_assert_msg(memcmp(pl_pixmap_row(&shared, y), pl_pixmap_row(&apart, y),
                             (size_t)shared.width * sizeof(uint32_t)) == 0,
                      "row %d", y);
    }
    pl_pixmap_finish(&shared);
    pl_pixmap_finish(&apart);
}
END_TEST

/* A text with eight shadows whose blurs differ, and which are whole pixels apart but for `apart`. */
static long long draw_blurs(int size, int blur, double apart, double scale, struct pl_pixmap *out) {
    char *shadows = NULL;
    char *layer = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&shadows, &length);
    ck_assert_ptr_nonnull(stream);
    for (int i = 0; i < 8; i++) {
        fprintf(stream, "%s%.12fpx %dpx %dpx #%06x80", i > 0 ? ", " : "", i % 3 * 4 + i * apart, i / 3 * 8,
                blur + i, 0x123456U * (unsigned)(i + 1) & 0xffffff);
    }
    fclose(stream);
    ck_assert_int_gt(
        asprintf(&layer,
                 "{\"type\": \"text\", \"left\": 0, \"top\": 0, \"width\": 200, \"height\": 200, "
                 "\"content\": \"\u56fda\u56fd\", \"font_size\": %d, \"text_shadow\": \"%s\"}",
                 size, shadows),
        0);
    free(shadows);
    return draw_layer(layer, scale, out);
}

/* Shadows that differ by their blur are blurred from the same, where nothing is cut, and nothing of the
 * picture shows it. */
START_TEST(blurs_share_what_glyphs_cover) {
    static const int sizes[] = {30, 90, 290, 400};
    static const int blurs[] = {3, 30, 300};
    struct pl_pixmap shared;
    struct pl_pixmap apart;
    int size = sizes[_i / 3 % 4];
    double scale = _i < 12 ? 1 : 4;
    long long least = draw_blurs(size, blurs[_i % 3], 0, scale, &shared);
    long long most = draw_blurs(size, blurs[_i % 3], 1e-11, scale, &apart);
    ck_assert_msg(size < 400 || _i % 3 > 0 || 100 * least < 98 * most, "%lld and %lld", least, most);
    for (int y = 0; y < shared.height; y++) {
        ck_assert_mem_eq(pl_pixmap_row(&shared, y), pl_pixmap_row(&apart, y),
                         (size_t)shared.width * sizeof(uint32_t));
    }
    pl_pixmap_finish(&shared);
    pl_pixmap_finish(&apart);
}
END_TEST

/* The bar under nine spaces, cut at the canvas's left edge, with two shadows. */
static void draw_cut_bar(double second_blur, struct pl_pixmap *out) {
    struct pl_deadline deadline;
    char *layer = NULL;
    ck_assert_int_gt(
        asprintf(&layer,
                 "{\"type\": \"text\", \"left\": -7.268, \"top\": 0, \"width\": 300, \"height\": "
                 "200, \"content\": \"%s\", \"font_size\": 18, \"font_under_line\": true, "
                 "\"text_shadow\": \"-2px 0.5px 2px #000, 0px -2.5px %.12fpx #000\"}",
                 "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0", second_blur),
        0);
    pl_deadline_init(&deadline, 0);
    keep = out;
    draw(layer, 1, &deadline, NULL);
    keep = NULL;
    free(layer);
}

/* Where lines are cut they are rounded otherwise: such shadows have masks of their own. This bar is one whose
 * pixels show it. */
START_TEST(cut_bars_share_nothing) {
    struct pl_pixmap alike;
    struct pl_pixmap apart;
    draw_cut_bar(2, &alike);
    draw_cut_bar(2 + 1e-12, &apart);
    for (int y = 0; y < alike.height; y++) {
        ck_assert_mem_eq(pl_pixmap_row(&alike, y), pl_pixmap_row(&apart, y),
                         (size_t)alike.width * sizeof(uint32_t));
    }
    pl_pixmap_finish(&alike);
    pl_pixmap_finish(&apart);
}
END_TEST

/* A large glyph at places that are whole pixels apart: `kept` is whether it may be kept from one to the next.
 */
static long long draw_often(bool kept, double left, struct pl_mask *mask) {
    enum { TIMES = 12, SIZE = 700 };
    struct placard_error error;
    struct pl_deadline deadline;
    struct pl_font_match match;
    const struct pl_glyph_style style = {.size = SIZE, .matrix = {1, 0, 0, 1}, .contrast = PL_CONTRAST_NONE};
    ck_succeeds(pl_fonts_match(&painter.fonts, NULL, 400, false, &match, &error), error);
    ck_succeeds(pl_mask_reset(mask, (struct pl_rect){0, 0, SIZE, 2 * SIZE}, &error), error);
    pl_deadline_init(&deadline, 0);
    pl_painter_limit(&painter, &deadline);
    for (int i = 0; i < TIMES; i++) {
        uint32_t glyph = FT_Get_Char_Index(match.face->ft, 0x9b31);
        ck_succeeds(pl_glyph_draw(&painter.glyphs, match.face, glyph, &style, left + i, SIZE + 40 * i,
                                  pl_mask_rect(mask), mask, &error),
                    error);
        if (!kept) {
            pl_large_glyphs_forget(&painter.glyphs);
        }
    }
    pl_painter_limit(&painter, NULL);
    pl_large_glyphs_forget(&painter.glyphs);
    return deadline.work;
}

/* Drawn once, at the canvas's edges as well, and nothing of it shows. */
START_TEST(like_glyphs_are_drawn_once) {
    struct pl_mask shared = {0};
    struct pl_mask apart = {0};
    for (double left = -300.3; left < 700; left += 33.3) {
        long long least = draw_often(true, left, &shared);
        long long most = draw_often(false, left, &apart);
        ck_assert_msg(left < -100 || left > 200 || 4 * least < most, "%g: %lld and %lld", left, least, most);
        ck_assert_mem_eq(shared.data, apart.data, (size_t)(shared.stride * shared.height));
    }
    pl_mask_finish(&shared);
    pl_mask_finish(&apart);
}
END_TEST

/* Of a turned picture what is beside it is not looked at. */
START_TEST(turned_pictures_cost_what_they_cover) {
    static const char layer[] = "{\"type\": \"image\", \"left\": -50, \"top\": 99, \"width\": 300, "
                                "\"height\": 2, \"rotation\": 45, \"src\": \"small.png\"}";
    struct placard_error error;
    struct pl_buffer file = {0};
    struct pl_pixmap pixmap;
    struct pl_deadline deadline;
    unit_enter();
    ck_succeeds(pl_pixmap_init(&pixmap, 300, 2, &error), error);
    pl_pixmap_fill(&pixmap, 0xff336699);
    ck_succeeds(pl_codec_by_name("png")->encode(&pixmap, &(struct pl_encode_options){0}, &file, &error),
                error);
    ck_succeeds(pl_file_write("small.png", file.data, file.size, &error), error);
    pl_deadline_init(&deadline, 0);
    double work = (double)draw(layer, 1, &deadline, NULL) / (SIDE * SIDE);
    ck_assert_msg(work < 1.5, "%.2f a pixel", work);
    pl_buffer_finish(&file);
    pl_pixmap_finish(&pixmap);
    unit_leave();
}
END_TEST

/* Glyphs in colour that are too large to be kept whole cast shadows like others. */
START_TEST(large_colour_glyphs_cast_shadows) {
    static const char *const dirs[] = {"tests/fonts", NULL};
    struct placard_error error;
    struct pl_deadline deadline;
    struct pl_pixmap pixmap;
    struct pl_font_options options = {.dirs = dirs, .no_system = true};
    stop();
    ck_succeeds(pl_fonts_init(&painter.fonts, &options, &error), error);
    pl_deadline_init(&deadline, 0);
    keep = &pixmap;
    draw("{\"type\": \"text\", \"left\": -1200, \"top\": 0, \"width\": 200, \"height\": 200, \"content\": "
         "\"\u2605\", \"font_size\": 600, \"font_family\": \"Test Layers\", \"text_shadow\": "
         "\"1200px 0 0 #010203\"}",
         1, &deadline, NULL);
    keep = NULL;
    int shaded = 0;
    for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
            shaded += (pl_pixmap_row(&pixmap, y)[x] & 0xffffff) == 0x010203;
        }
    }
    ck_assert_int_gt(shaded, SIDE * SIDE / 20);
    pl_pixmap_finish(&pixmap);
}
END_TEST

/* What a picture far off the canvas would be halved to is not asked for, nor what it was halved to before. */
START_TEST(pictures_are_halved_once) {
    static const char large[] = "{\"type\": \"image\", \"left\": %s, \"top\": 0, \"width\": 3, \"height\": "
                                "3, \"src\": \"large.png\"}";
    struct placard_error error;
    struct pl_buffer file = {0};
    struct pl_pixmap pixmap;
    struct pl_deadline deadline;
    unit_enter();
    ck_succeeds(pl_pixmap_init(&pixmap, 1024, 1024, &error), error);
    pl_pixmap_fill(&pixmap, 0xff336699);
    pixmap.opaque = true;
    ck_succeeds(pl_codec_by_name("png")->encode(&pixmap, &(struct pl_encode_options){0}, &file, &error),
                error);
    ck_succeeds(pl_file_write("large.png", file.data, file.size, &error), error);
    char *seen = fill_in(large, "0");
    char *off = fill_in(large, "9000");
    char *many = repeat(seen, 100, ", ");
    char *far = repeat(off, 100, ", ");
    pl_deadline_init(&deadline, 0);
    long long once = draw(seen, 1, &deadline, NULL);
    pl_deadline_init(&deadline, 0);
    ck_assert_int_le(draw(many, 1, &deadline, NULL), 2 * once);
    pl_deadline_init(&deadline, 0);
    ck_assert_int_le(draw(far, 1, &deadline, NULL), once);
    free(far);
    free(many);
    free(off);
    free(seen);
    pl_buffer_finish(&file);
    pl_pixmap_finish(&pixmap);
    unit_leave();
}
END_TEST

/* Writes one of the tests' fonts as font.ttf, its outlines made some 62 times as large: sixteen units to the
 * em. */
static void write_huge_font(const char *name) {
    struct placard_error error;
    struct pl_buffer file = {0};
    char *path = fill_in("tests/fonts/%s", name);
    ck_succeeds(pl_file_read(path, 1 << 20, &file, &error), error);
    unsigned char *table = (unsigned char *)file.data + 12; /* OpenType: the directory of tables */
    while (memcmp(table, "head", 4) != 0) {
        table += 16;
        ck_assert_int_lt(table - (unsigned char *)file.data, 12 + 16 * 64);
    }
    size_t head = (size_t)table[9] << 16 | (size_t)table[10] << 8 | table[11];
    file.data[head + 18] = 0;
    file.data[head + 19] = 16;
    unit_enter();
    ck_succeeds(pl_file_write("font.ttf", file.data, file.size, &error), error);
    pl_buffer_finish(&file);
    free(path);
}

struct huge {
    const char *font, *family, *character;
};

static const struct huge huge[] = {
    {"NotoSansSymbols2-Regular.ttf", "Noto Sans Symbols2", "\u270c"},
    {"TestLayers.ttf", "Test Layers", "\u2605"},
};

/* Of a glyph of hundreds of ems what is seen is drawn, and nothing is kept. */
START_TEST(huge_glyphs_are_little_work) {
    static const char layer[] = TEXT "\"font_size\": 250, \"font_family\": \"%s\", ";
    static const char *const dirs[] = {".", NULL};
    struct placard_error error;
    struct pl_deadline deadline;
    stop();
    write_huge_font(huge[_i].font);
    struct pl_font_options options = {.dirs = dirs, .no_system = true};
    ck_succeeds(pl_fonts_init(&painter.fonts, &options, &error), error);
    char *start_of_layer = fill_in(layer, huge[_i].family);
    char *whole = NULL;
    ck_assert_int_gt(asprintf(&whole, "%s\"content\": \"%s\", \"text_shadow\": \"1px 1px 3px red\"}",
                              start_of_layer, huge[_i].character),
                     0);
    pl_deadline_init(&deadline, 0);
    double work = (double)draw(whole, 1, &deadline, NULL) / (SIDE * SIDE);
    ck_assert_msg(work < 60, "%s: %.2f a pixel", huge[_i].font, work);
    ck_assert_int_gt(painter.glyphs.count, 0);
    ck_assert_uint_lt(painter.glyphs.bytes, 4096);
    free(whole);
    free(start_of_layer);
    unit_leave();
}
END_TEST

/* A deadline that passes while a layer is drawn, or has passed before any, is told with the layer. */
START_TEST(late_ones_say_where) {
    struct pl_deadline deadline;
    struct placard_error error;
    char *layers = repeat(BOX "\"box_shadow\": \"3px 3px 200px #000\"}", 3, ", ");
    pl_deadline_init(&deadline, 1e-9);
    draw(layers, 1, &deadline, &error);
    ck_assert_str_eq(error.message,
                     "layers[0], layer 1 of 3 to be drawn: timeout: expected the poster within "
                     "1e-09 seconds, it took longer");
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
    /* The painter is as good as new. */
    pl_deadline_init(&deadline, 1000);
    draw(layers, 1, &deadline, NULL);
    ck_assert(!deadline.passed);
    free(layers);
}
END_TEST

/* Many layers that show the same, and many whose `data:` URLs are long and differ in their last bytes:
 * sources are looked for, not compared with each other. What is no base64 is passed over. */
START_TEST(like_sources_are_little_work) {
    enum { LAYERS = 256, LENGTH = 4096 };
    static const char *const picture =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
    char *layers = calloc(LAYERS, LENGTH + 512);
    struct pl_deadline deadline;
    ck_assert_ptr_nonnull(layers);
    char *at = layers;
    for (int i = 0; i < LAYERS; i++) {
        at += sprintf(at,
                      "%s{\"type\": \"image\", \"left\": %d, \"top\": 0, \"width\": 1, \"height\": 1, "
                      "\"src\": \"data:image/png;base64,%s%*s%03x\"}",
                      i ? ", " : "", i, picture, LENGTH, "", (unsigned)i / 2);
    }
    pl_deadline_init(&deadline, 0);
    long long work = draw(layers, 1, &deadline, NULL);
    ck_assert_msg(work < 2 * (at - layers), "%lld for %td bytes", work, at - layers);
    free(layers);
}
END_TEST

/* Everything that takes long gives up on the way: with so little time left that the first look finds it over.
 */
START_TEST(gives_up_on_the_way) {
    const struct hard *one = &hard[_i];
    struct pl_deadline deadline;
    struct placard_error error;
    char *part = repeat(one->part, one->count, one->between);
    char *layer = fill_in(one->layer, part);
    pl_deadline_init(&deadline, 0);
    long long whole = draw(layer, 1, &deadline, NULL);
    pl_deadline_init(&deadline, 0);
    deadline.end = 0;
    deadline.seconds = 1e-9;
    long long work = draw(layer, 1, &deadline, &error);
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
    ck_assert_int_le(work, whole);
    free(layer);
    free(part);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("work");
    TCase *tests = tcase_create("work");
    tcase_add_checked_fixture(tests, start, stop);
    tcase_set_timeout(tests, 0);
    int count = (int)(sizeof hard / sizeof *hard);
    tcase_add_loop_test(tests, hard_ones_are_little_work, 0, 2 * count);
    tcase_add_loop_test(tests, work_has_a_bound, 0, 2);
    tcase_add_test(tests, plates_are_work_of_each_poster);
    tcase_add_test(tests, layers_are_allowed_their_parts);
    tcase_add_loop_test(tests, like_shadows_share_their_masks, 0, 6);
    tcase_add_loop_test(tests, blurs_share_what_glyphs_cover, 0, 24);
    tcase_add_test(tests, cut_bars_share_nothing);
    tcase_add_test(tests, like_glyphs_are_drawn_once);
    tcase_add_test(tests, turned_pictures_cost_what_they_cover);
    tcase_add_test(tests, large_colour_glyphs_cast_shadows);
    tcase_add_test(tests, pictures_are_halved_once);
    tcase_add_loop_test(tests, huge_glyphs_are_little_work, 0, (int)(sizeof huge / sizeof *huge));
    tcase_add_test(tests, like_sources_are_little_work);
    tcase_add_test(tests, late_ones_say_where);
    tcase_add_loop_test(tests, gives_up_on_the_way, 0, count);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
