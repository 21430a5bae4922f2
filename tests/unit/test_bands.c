#include "bands.h"
#include "base/file.h"
#include "pictures.h"
#include "suite/document.h"
#include "unit.h"

#include <ftw.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

/* Posters that are drawn in bands are those that are drawn whole. */

static struct placard_error error;

/* ---- what there is to draw ---- */

#define BOX(left, top, width, height)                                                                        \
    "{\"type\": \"text_mask\", \"left\": " #left ", \"top\": " #top ", \"width\": " #width                   \
    ", \"height\": " #height ", "
#define TEXT(left, top, width, height, content)                                                              \
    "{\"type\": \"text\", \"left\": " #left ", \"top\": " #top ", \"width\": " #width                        \
    ", \"height\": " #height ", \"content\": \"" content "\", "

static const char *const posters[] = {
    /* Shadows near and far, whole and turned, of shapes that bands cut and that the canvas does. */
    BOX(40.5, 60, 300, 220) "\"color\": \"#36c\", \"radius\": 40, \"box_shadow\": \"9px 14px 30px 4px #0009, "
                            "inset 0 0 60px #fc0, inset 5px -9px 3px #000\"}",
    BOX(-60, 200, 500, 160) "\"color\": \"#3c6c\", \"rotation\": 17, \"radius\": \"50% 10px 30px 80px\", "
                            "\"box_shadow\": \"0 0 12px #000, 30px 20px 90px #f00a, inset 0 9px 25px #fff\"}",
    BOX(100, 100, 200, 200) "\"color\": \"#fff\", \"opacity\": 0.5, \"rotation\": -33, \"box_shadow\": "
                            "\"8px 8px 16px #000, inset 0 0 20px red\"}",
    BOX(30, 30, 360, 560) "\"color\": \"#fff3\", \"opacity\": 0.7, \"radius\": 120, \"box_shadow\": "
                          "\"0 40px 150px #00f, inset 0 0 200px #0a0\"}",
    BOX(10, 300, 400, 40) "\"color\": \"#fff\", \"box_shadow\": \"0 0 700px 60px #000\"}, " BOX(
        0, 0, 430, 640) "\"box_shadow\": \"inset 20px 33px 600px #f0f\"}",
    BOX(20, 50, 380, 500) "\"rotation\": 4, \"color\": \"#fff\", \"box_shadow\": \"0 0 900px 90px #000c\"}",
    /* Ones whose middle is left out. */
    BOX(-100, 60, 700, 520) "\"rotation\": 3, \"color\": \"#fff\", \"radius\": 30, \"box_shadow\": "
                            "\"3px 5px 9px 9px #000, inset 0 0 9px #f00, inset 4px 4px 0 #0f0\"}",
    /* Narrow ones, whose coverage is told by how small they are. */
    BOX(40, 20, 3, 600) "\"color\": \"#000\", \"rotation\": 0.7}, " BOX(
        90, 20, 9.3,
        600) "\"color\": \"#000\", \"rotation\": 3, \"radius\": 4}, " BOX(200, 300, 20,
                                                                          40) "\"color\": \"#000\", "
                                                                              "\"rotation\": 20, \"radius\": "
                                                                              "9}",
    /* Gradients. */
    BOX(0, 0, 430, 640) "\"gradient\": {\"type\": \"linear\", \"gradientUnits\": \"percentage\", \"coords\": "
                        "{\"x1\": 0, \"y1\": 0, \"x2\": 1, \"y2\": 0.7}, \"color_stops\": [{\"offset\": 0, "
                        "\"color\": \"#f00\"}, {\"offset\": 0.3, \"color\": \"#0f08\"}, {\"offset\": 1, "
                        "\"color\": \"#00f\"}]}}",
    BOX(33.3, 41.7, 380,
        500) "\"rotation\": 71.5, \"radius\": 90, \"opacity\": 0.8, \"gradient\": {\"type\": "
             "\"radial\", \"coords\": {\"x1\": 90, \"y1\": 80, \"r1\": 10, \"x2\": 200, "
             "\"y2\": 200, \"r2\": 170}, \"color_stops\": [{\"offset\": 0, \"color\": "
             "\"#f00\"}, {\"offset\": 0.5, \"color\": \"#0f08\"}, {\"offset\": 0.5, "
             "\"color\": \"#00f\"}, {\"offset\": 1, \"color\": \"#000\"}]}}",
    /* Text in small and large letters, with all that may come with it. */
    TEXT(10, 10, 400, 600, "Bands of a poster 分段绘制") "\"font_size\": 90, \"font_color\": \"#c22\", "
                                                         "\"text_stroke\": \"6px #fff\", \"text_shadow\": "
                                                         "\"6px 9px 12px #000a, -30px 40px 60px #00f\"}",
    TEXT(-20, 30, 470, 600,
         "i.:|ji") "\"font_size\": 330, \"line_height\": 0.9, \"font_color\": \"#024c\", "
                   "\"font_weight\": \"light\", \"opacity\": 0.7, \"text_shadow\": \"3px 3px "
                   "5px #f00, 10px 40px 5px #0f0, 0 0 900px #000\"}",
    TEXT(20, 30, 390, 600,
         "turned 旋转 about") "\"font_size\": 70, \"rotation\": -27.5, \"font_under_line\": "
                              "true, \"font_line_through\": true, \"text_stroke\": \"3px "
                              "#0808\", \"stroke_join\": \"miter\", \"text_shadow\": \"12px "
                              "20px 8px #000\"}",
    TEXT(20, 30, 390, 600, "竖排 vertical text") "\"font_size\": 60, \"direction\": \"vertical\", "
                                                 "\"font_under_line\": true, \"font_italic\": true, "
                                                 "\"text_shadow\": \"2px 50px 20px #000\"}",
    TEXT(10, 10, 410, 600,
         "\\uD83D\\uDE00 \\u2764\\uFE0F") "\"font_size\": 120, \"text_shadow\": \"9px 9px "
                                          "9px #000\"}, " TEXT(
                                              0, 250, 430, 400,
                                              "\\uD83D\\uDE00") "\"font_size\": 540, \"rotation\": 12, "
                                                                "\"opacity\": 0.8, "
                                                                "\"text_shadow\": \"9px 9px 30px #000\"}",
    TEXT(0, 50, 430, 600, "\\uD83D\\uDE00") "\"font_size\": 480, \"rotation\": 12}",
    TEXT(-10, 0, 460, 640, "oo oo oo") "\"font_size\": 270, \"font_color\": \"#024c\", \"line_height\": 0.7, "
                                       "\"text_shadow\": \"3px 3px 0 #f00, 10px 40px 5px #0f0\"}",
};

static const char *const pictures[] = {
    "\"left\": 10.3, \"top\": 7.7, \"width\": 380, \"height\": 500",
    "\"left\": 10, \"top\": 30, \"width\": 300, \"height\": 520, \"fit\": \"cover\", \"rotation\": 33, "
    "\"radius\": 60, \"opacity\": 0.6, \"box_shadow\": \"9px 9px 20px #000, inset 5px 5px 40px red\"",
    "\"left\": -100, \"top\": -50, \"width\": 700, \"height\": 900, \"fit\": \"contain\", \"rotation\": -8",
    "\"left\": 100, \"top\": 50, \"width\": 21, \"height\": 400",
};

static const char *const around =
    "{\"width\": 430, \"height\": 640, \"background\": \"%s\", \"layers\": [%s]}";

static void make_picture(const char *path, int width, int height, int type) {
    const struct picture_png kind = {width, height, 8, type, .transparent = -1};
    size_t pitch = picture_png_pitch(&kind);
    struct pl_buffer file = {0};
    unsigned char *rows = malloc(pitch * (size_t)height);
    ck_assert_ptr_nonnull(rows);
    picture_waves(rows, width, height, type == PNG_COLOR_TYPE_RGBA ? 4 : 3);
    picture_png_make(&kind, rows, &file);
    ck_succeeds(pl_file_write_lazily(path, file.data, file.size, &error), error);
    free(rows);
    pl_buffer_finish(&file);
}

/* Every poster in bands of so few rows that each of its parts is cut, and of some more. */
static void compare_ways(const char *layers) {
    static const int steps[] = {1, 7, 16};
    static const int rows[] = {7, 112, 300};
    static const char *const backgrounds[] = {"#eef", "transparent"};
    for (size_t i = 0; i < 3; i++) {
        char *text = NULL;
        ck_assert_int_gt(asprintf(&text, around, backgrounds[i % 2], layers), 0);
        bands_step = steps[i];
        bands_compare_text(text, &(struct bands_way){.codec = &bands_raw, .scale = 1, .rows = rows[i]});
        free(text);
    }
}

START_TEST(every_part_comes_out_the_same) {
    bands_start();
    compare_ways(posters[_i]);
    pl_painter_finish(&bands_painter);
}
END_TEST

START_TEST(all_parts_come_out_the_same_together) {
    struct pl_buffer layers = {0};
    bands_start();
    for (size_t i = 0; i < sizeof posters / sizeof *posters; i++) {
        pl_buffer_format(&layers, "%s%s", i ? ", " : "", posters[i]);
    }
    compare_ways((const char *)layers.data);
    pl_buffer_finish(&layers);
    pl_painter_finish(&bands_painter);
}
END_TEST

START_TEST(pictures_come_out_the_same) {
    unit_enter();
    static const char *const none[] = {NULL};
    bands_painter = (struct pl_painter){0};
    ck_succeeds(pl_fonts_init(&bands_painter.fonts,
                              &(struct pl_font_options){.dirs = none, .no_system = true}, &error),
                error);
    make_picture("small.png", 40, 50, PNG_COLOR_TYPE_RGBA);
    make_picture("large.png", 1700, 1201, PNG_COLOR_TYPE_RGBA);
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        char *layers = NULL;
        ck_assert_int_gt(asprintf(&layers,
                                  "{\"type\": \"image\", \"src\": \"small.png\", %s}, {\"type\": \"image\", "
                                  "\"src\": \"large.png\", %s, \"opacity\": 0.5}",
                                  pictures[i], pictures[(i + 1) % 4]),
                         0);
        compare_ways(layers);
        free(layers);
    }
    pl_painter_finish(&bands_painter);
    unit_leave();
}
END_TEST

/* ---- the documents of other tests ---- */

static int documents;

static int compare_file(const char *path, const struct stat *status, int kind, struct FTW *place) {
    struct pl_document document;
    size_t length = strlen(path);
    (void)status;
    (void)place;
    if (kind != FTW_F || length < 5 || strcmp(path + length - 5, ".json") != 0 ||
        strcmp(pl_path_name(path), "check.json") == 0) {
        return 0;
    }
    char *folder = pl_path_folder(path);
    ck_succeeds(pl_suite_document_read(path, &document, &error), error);
    for (int i = 0; i < document.count; i++) {
        bool enlarged = documents++ % 2;
        bands_step = 8;
        bands_compare(
            path, &document.samples[i], folder,
            (struct bands_way){.codec = &bands_raw, .scale = enlarged ? 1.7 : 1, .rows = enlarged ? 64 : 24});
    }
    pl_document_finish(&document);
    free(folder);
    return 0;
}

START_TEST(documents_of_other_tests_come_out_the_same) {
    bands_start();
    documents = 0;
    ck_assert_int_eq(nftw("tests/golden/cases", compare_file, 8, FTW_PHYS), 0);
    ck_assert_int_eq(nftw("tests/reference/cases", compare_file, 8, FTW_PHYS), 0);
    ck_assert_int_gt(documents, 90);
    pl_painter_finish(&bands_painter);
}
END_TEST

/* ---- base images and files ---- */

static const char *const shown =
    BOX(30, 40, 120, 90) "\"color\": \"#f008\", \"box_shadow\": \"5px 5px 9px "
                         "#000\"}, " BOX(20, 300, 160, 50) "\"color\": \"#0f0\", \"rotation\": 20}";

static void write_jpeg(const char *path, int width, int height, int factor, bool progressive,
                       const unsigned char *exif, size_t exif_size) {
    unsigned char profile[3000];
    picture_icc(profile, sizeof profile, "RGB ");
    const struct picture_jpeg kind = {.width = width,
                                      .height = height,
                                      .in = JCS_RGB,
                                      .stored = JCS_YCbCr,
                                      .across = factor,
                                      .down = factor,
                                      .progressive = progressive,
                                      .exif = exif,
                                      .exif_size = exif_size,
                                      .icc = profile,
                                      .icc_size = sizeof profile};
    struct pl_buffer file = {0};
    unsigned char *samples = malloc((size_t)width * (size_t)height * 3);
    ck_assert_ptr_nonnull(samples);
    picture_waves(samples, width, height, 3);
    picture_jpeg_make(&kind, samples, &file);
    ck_succeeds(pl_file_write_lazily(path, file.data, file.size, &error), error);
    free(samples);
    pl_buffer_finish(&file);
}

/* Over every kind of base image, enlarged and not, to every kind of file. */
static void compare_base(const char *name, double scale) {
    const struct pl_codec *png = pl_codec_by_name("png");
    const struct pl_codec *jpeg = pl_codec_by_name("jpeg");
    const struct bands_way ways[] = {
        {.codec = png},
        {.codec = png, .background = "transparent"},
        {.codec = jpeg},
        {.codec = jpeg, .encode = {.quality = 75}},
        {.codec = jpeg, .encode = {.quality = 80, .chroma = PL_CHROMA_422}, .background = "transparent"},
        {.codec = &bands_raw},
    };
    char *text = NULL;
    ck_assert_int_gt(
        asprintf(&text, "{\"base\": \"%s\", \"background\": \"#ddf\", \"layers\": [%s]}", name, shown), 0);
    bands_step = 5;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct bands_way way = ways[i];
        way.scale = scale;
        way.rows = 48;
        bands_compare_text(text, &way);
    }
    free(text);
}

START_TEST(base_images_come_out_the_same) {
    static const char *const names[] = {"rgb.png", "rgba.png",        "interlaced.png", "420.jpg",
                                        "444.jpg", "progressive.jpg", "turned.jpg"};
    unsigned char exif[64];
    size_t size = picture_exif(exif, 6, true);
    bands_start();
    unit_enter();
    make_picture("rgb.png", 211, 407, PNG_COLOR_TYPE_RGB);
    make_picture("rgba.png", 211, 407, PNG_COLOR_TYPE_RGBA);
    write_jpeg("420.jpg", 211, 407, 2, false, NULL, 0);
    write_jpeg("444.jpg", 211, 407, 1, false, NULL, 0);
    write_jpeg("progressive.jpg", 211, 407, 2, true, NULL, 0);
    write_jpeg("turned.jpg", 407, 211, 2, false, exif, size);
    const struct picture_png kind = {211, 407, 8, PNG_COLOR_TYPE_RGB, .interlaced = true, .transparent = -1};
    struct pl_buffer file = {0};
    unsigned char *rows = calloc(picture_png_pitch(&kind), 407);
    picture_png_make(&kind, rows, &file);
    ck_succeeds(pl_file_write_lazily("interlaced.png", file.data, file.size, &error), error);
    free(rows);
    pl_buffer_finish(&file);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        compare_base(names[i], 1);
        compare_base(names[i], 2.3);
        compare_base(names[i], 0.7);
    }
    pl_painter_finish(&bands_painter);
    unit_leave();
}
END_TEST

/* Wide enough that a PNG's rows are compressed in blocks of few. */
START_TEST(files_come_out_the_same) {
    static const struct pl_encode_options options[] = {
        {.quality = 95}, {.quality = 60}, {.quality = 85, .chroma = PL_CHROMA_422}, {.scale = 2}};
    struct pl_buffer text = {0};
    bands_start();
    pl_buffer_text(&text, "{\"width\": 2900, \"height\": 333, \"background\": \"#fed8\", \"layers\": [");
    for (size_t i = 0; i < sizeof posters / sizeof *posters; i += 2) {
        pl_buffer_format(&text, "%s%s", i ? ", " : "", posters[i]);
    }
    pl_buffer_text(&text, "]}");
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        bool png = options[i].scale != 0;
        const struct pl_codec *codec = pl_codec_by_name(png ? "png" : "jpeg");
        bands_compare_text((const char *)text.data,
                           &(struct bands_way){.codec = codec, .encode = options[i], .scale = 1, .rows = 32});
        bands_compare_text(
            (const char *)text.data,
            &(struct bands_way){.codec = codec, .encode = options[i], .scale = 1, .rows = 140});
    }
    pl_buffer_finish(&text);
    pl_painter_finish(&bands_painter);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("bands");
    TCase *tests = tcase_create("bands");
    SRunner *runner;
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, every_part_comes_out_the_same, 0, sizeof posters / sizeof *posters);
    tcase_add_test(tests, all_parts_come_out_the_same_together);
    tcase_add_test(tests, pictures_come_out_the_same);
    tcase_add_test(tests, documents_of_other_tests_come_out_the_same);
    tcase_add_test(tests, base_images_come_out_the_same);
    tcase_add_test(tests, files_come_out_the_same);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
