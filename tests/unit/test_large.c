#include "base/file.h"
#include "base/memory.h"
#include "compose/compose.h"
#include "compose/pictures.h"
#include "layers/layers.h"
#include "paint/box.h"
#include "pictures.h"
#include "provider/provider.h"
#include "suite/suite.h"
#include "unit.h"

#include <malloc.h>
#include <png.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What large pictures take of memory: the linker puts these in the place of the functions that are asked for
 * it. */

static atomic_long live;
static atomic_long most;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __wrap_free(void *block);

static void *count(void *block) {
    long now = atomic_fetch_add(&live, (long)malloc_usable_size(block)) + (long)malloc_usable_size(block);
    long before = atomic_load(&most);
    while (now > before && !atomic_compare_exchange_weak(&most, &before, now)) {
    }
    return block;
}

void *__wrap_malloc(size_t size) {
    return count(__real_malloc(size));
}

void *__wrap_calloc(size_t number, size_t size) {
    return count(__real_calloc(number, size));
}

void *__wrap_realloc(void *block, size_t size) {
    atomic_fetch_sub(&live, (long)malloc_usable_size(block));
    return count(__real_realloc(block, size));
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    return count(__real_aligned_alloc(alignment, size));
}

void __wrap_free(void *block) {
    atomic_fetch_sub(&live, (long)malloc_usable_size(block));
    __real_free(block);
}

static long start;

static void begin(void) {
    start = atomic_load(&live);
    atomic_store(&most, start);
}

static long taken(void) {
    return atomic_load(&most) - start;
}

/* ---- pictures ---- */

enum { MEGABYTE = 1000 * 1000 };

static struct placard_error error;

/* Rows that repeat, so that the file is small. */
static void make_png(const char *path, int width, int height, int depth, int type, int seed) {
    const struct picture_png kind = {width, height, depth, type, .transparent = -1};
    size_t pitch = picture_png_pitch(&kind);
    struct pl_buffer file = {0};
    unsigned char *rows = malloc(pitch * (size_t)height);
    ck_assert_ptr_nonnull(rows);
    for (size_t i = 0; i < pitch * (size_t)height; i++) {
        rows[i] = (unsigned char)(i % pitch * 5 + i / pitch / 64 * 31 + (size_t)seed);
    }
    picture_png_make(&kind, rows, &file);
    ck_succeeds(pl_file_write_lazily(path, file.data, file.size, &error), error);
    free(rows);
    pl_buffer_finish(&file);
}

static void draw(const char *text, struct pl_pictures *pictures, struct pl_pixmap *out) {
    struct pl_painter painter = {0};
    struct pl_document document;
    struct pl_compose_times times;
    const struct pl_compose_options options = {.scale = 1, .pictures = pictures};
    *out = (struct pl_pixmap){0};
    ck_succeeds(pl_fonts_init(&painter.fonts, &(struct pl_font_options){.no_system = true}, &error), error);
    ck_succeeds(pl_document_read(text, strlen(text), &document, &error), error);
    pl_layers_read(&document, &document.samples[0]);
    ck_succeeds(pl_compose(&painter, &document.samples[0], &options, NULL, out, &times, &error), error);
    pl_document_finish(&document);
    pl_painter_finish(&painter);
}

/* ---- what is drawn ---- */

START_TEST(a_layer_takes_what_it_shows) {
    static const char poster[] =
        "{\"width\": 600, \"height\": 600, \"layers\": [{\"type\": \"image\", \"src\": \"large.png\", "
        "\"left\": 10, \"top\": 10, \"width\": 500, \"height\": 500}]}";
    struct pl_pixmap pixmap;
    unit_enter();
    make_png("large.png", 10000, 10000, 1, PNG_COLOR_TYPE_GRAY, 0);
    begin();
    draw(poster, NULL, &pixmap);
    ck_assert_int_lt(taken(), 8 * MEGABYTE);
    pl_pixmap_finish(&pixmap);
    unit_leave();
}
END_TEST

/* One picture of the base's size, not two. */
START_TEST(a_translucent_base_takes_its_pixels) {
    struct pl_pixmap pixmap;
    unit_enter();
    make_png("large.png", 4200, 4100, 8, PNG_COLOR_TYPE_RGBA, 0);
    begin();
    draw("{\"base\": \"large.png\", \"background\": \"#336699\", \"layers\": []}", NULL, &pixmap);
    ck_assert_int_lt(taken(), 4200 * 4100 * 4 + 8 * MEGABYTE);
    pl_pixmap_finish(&pixmap);
    unit_leave();
}
END_TEST

static const char *const layers[] = {
    "\"left\": 10, \"top\": 10, \"width\": 300, \"height\": 200",
    "\"left\": 10.3, \"top\": -7.7, \"width\": 256.5, \"height\": 241.25, \"fit\": \"contain\"",
    "\"left\": 0, \"top\": 0, \"width\": 70, \"height\": 300, \"fit\": \"cover\", \"rotation\": 33",
    "\"left\": 5.5, \"top\": 9, \"width\": 127.5, \"height\": 127.5, \"opacity\": 0.6, \"box_shadow\": "
    "\"3px 3px 9px #000, inset 2px 2px 4px red\"",
    "\"left\": 5, \"top\": 9, \"width\": 2200, \"height\": 2000",
    "\"left\": 5, \"top\": 9, \"width\": 0.3, \"height\": 200",
    "\"left\": 0, \"top\": 0, \"width\": 5, \"height\": 5}, {\"type\": \"image\", \"src\": \"large.png\", "
    "\"left\": 20, \"top\": 20, \"width\": 290, \"height\": 270",
    "\"left\": 0, \"top\": 0, \"width\": 290, \"height\": 270}, {\"type\": \"image\", \"src\": "
    "\"large.png\", \"left\": 20, \"top\": 20, \"width\": 2, \"height\": 2",
};

/* Pictures that are held whole are drawn as they always were. */
START_TEST(halved_or_whole_the_poster_is_the_same) {
    const struct pl_compose_options options = {.scale = 1};
    unit_enter();
    make_png("large.png", 4301, 3998, 8, PNG_COLOR_TYPE_RGBA, 0);
    struct pl_pictures *pictures = pl_pictures_create(0, &error);
    ck_succeeds(pictures != NULL, error);
    struct pl_picture *whole = pl_pictures_get(pictures, "src", "large.png", NULL, &options, NULL, &error);
    ck_succeeds(whole != NULL, error);
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        char *poster = NULL;
        struct pl_pixmap expected;
        struct pl_pixmap found;
        ck_assert_int_gt(asprintf(&poster,
                                  "{\"width\": 320, \"height\": 310, \"background\": \"#eef\", \"layers\": "
                                  "[{\"type\": \"image\", \"src\": \"large.png\", %s}]}",
                                  layers[i]),
                         0);
        draw(poster, pictures, &expected);
        draw(poster, NULL, &found);
        picture_equal(&expected, &found);
        pl_pixmap_finish(&expected);
        pl_pixmap_finish(&found);
        free(poster);
    }
    pl_pictures_release(pictures, whole);
    pl_pictures_destroy(pictures);
    unit_leave();
}
END_TEST

static int use_halvings(const void *data, int width, int height) {
    ck_assert_int_eq(width, 4200);
    ck_assert_int_eq(height, 4100);
    return *(const int *)data;
}

static struct pl_picture *get(struct pl_pictures *pictures, int times) {
    const struct pl_compose_options options = {.scale = 1};
    const struct pl_picture_use use = {use_halvings, &times};
    long long room = PL_AREA_LIMIT;
    struct pl_picture *picture = pl_pictures_get(pictures, "src", "large.png", &use, &options, &room, &error);
    ck_succeeds(picture != NULL, error);
    /* It counts as what it is in the file. */
    ck_assert_int_eq(PL_AREA_LIMIT - room, 4200 * 4100);
    return picture;
}

/* Who shows it larger gets a larger one, who shows it smaller what is there. */
START_TEST(shared_by_those_it_suits) {
    unit_enter();
    make_png("large.png", 4200, 4100, 1, PNG_COLOR_TYPE_GRAY, 0);
    struct pl_pictures *pictures = pl_pictures_create(0, &error);
    ck_succeeds(pictures != NULL, error);
    struct pl_picture *small = get(pictures, 3);
    ck_assert_int_eq(pl_picture_pixmap(small)->width, 525);
    struct pl_picture *smaller = get(pictures, 5);
    ck_assert_ptr_eq(small, smaller);
    struct pl_picture *larger = get(pictures, 2);
    ck_assert_int_eq(pl_picture_pixmap(larger)->width, 1050);
    struct pl_picture *whole = get(pictures, 0);
    ck_assert_int_eq(pl_picture_pixmap(whole)->width, 4200);
    struct pl_picture *last = get(pictures, 1);
    ck_assert_ptr_eq(whole, last);
    pl_pictures_release(pictures, small);
    pl_pictures_release(pictures, smaller);
    pl_pictures_release(pictures, larger);
    pl_pictures_release(pictures, whole);
    pl_pictures_release(pictures, last);
    pl_pictures_destroy(pictures);
    unit_leave();
}
END_TEST

/* ---- what is compared ---- */

static void cut(const char *from, const char *to) {
    struct pl_buffer file = {0};
    ck_succeeds(pl_file_read(from, 1 << 30, &file, &error), error);
    ck_succeeds(pl_file_write_lazily(to, file.data, file.size - 13, &error), error);
    pl_buffer_finish(&file);
}

static const struct expected {
    char name[16];
    enum pl_case_state state;
    const char *message;
    int width, expected_width;
    bool difference;
} expected[] = {
    {"cut", PL_CASE_FAILED, "actual/cut.png: damaged PNG: the file ends too early", 0, 0, false},
    {"cut-golden", PL_CASE_CHANGED, "golden/cut-golden.png: damaged PNG: the file ends too early", 4200, 0,
     false},
    {"cut-new", PL_CASE_FAILED, "actual/cut-new.png: damaged PNG: the file ends too early", 0, 0, false},
    {"cut-orphan", PL_CASE_ORPHANED, "golden/cut-orphan.png: damaged PNG: the file ends too early", 0, 0,
     false},
    {"cut-small", PL_CASE_FAILED, "actual/cut-small.png: damaged PNG: the file ends too early", 0, 0, false},
    {"new", PL_CASE_NEW, "golden/new: there is no expected picture yet", 4200, 0, false},
    {"orphan", PL_CASE_ORPHANED, "golden/orphan.png: there is no picture to compare for this picture", 0,
     4200, false},
    {"other", PL_CASE_CHANGED, NULL, 4200, 4200, true},
    {"same", PL_CASE_PASSED, NULL, 4200, 4200, false},
    {"small", PL_CASE_RESIZED, "expected 9x8 pixels, found 4200x4100", 4200, 9, false},
};

static void make_folders(void) {
    ck_assert_int_eq(mkdir("actual", 0777) | mkdir("golden", 0777), 0);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char path[64];
        const char *name = expected[i].name;
        for (int golden = 0; golden < 2; golden++) {
            if (strstr(name, golden ? "new" : "orphan")) {
                continue;
            }
            bool other = golden && strcmp(name, "same") != 0;
            snprintf(path, sizeof path, "%s/%.15s.png", golden ? "golden" : "actual", name);
            if (golden && strstr(name, "small")) {
                make_png(path, 9, 8, 8, PNG_COLOR_TYPE_RGB, 0);
            } else {
                make_png(path, 4200, 4100, 1, PNG_COLOR_TYPE_GRAY, other ? 1 : 0);
            }
            if (strncmp(name, "cut", 3) == 0 &&
                golden == (strstr(name, "golden") || strstr(name, "orphan"))) {
                cut(path, path);
            }
        }
    }
}

static void check_case(const struct pl_case *one, const struct expected *as) {
    const struct pl_result *result = &one->result;
    ck_assert_str_eq(one->name, as->name);
    ck_assert_int_eq(result->state, as->state);
    if (as->message) {
        ck_assert_str_eq(result->message, as->message);
    }
    ck_assert_int_eq(result->width, as->width);
    ck_assert_int_eq(result->expected_width, as->expected_width);
    ck_assert_int_eq(result->difference[0] != '\0', as->difference);
    ck_assert_int_eq(result->actual[0] != '\0', as->width > 0);
}

START_TEST(folders_are_compared_by_rows) {
    const struct pl_suite_options options = {.against = "golden", .threshold = -1};
    const struct pl_run_options run = {.parallel = 1, .report = "report", .fonts = {.no_system = true}};
    unit_enter();
    make_folders();
    struct pl_suite *suite = pl_suite_open("actual", &options, &error);
    ck_succeeds(suite != NULL, error);
    begin();
    ck_succeeds(pl_suite_run(suite, &run, &error), error);
    ck_assert_int_lt(taken(), 4200 * 4100 * 4); /* one of them whole */
    ck_assert_int_eq(suite->count, (int)(sizeof expected / sizeof *expected));
    for (int i = 0; i < suite->count; i++) {
        check_case(&suite->cases[i], &expected[i]);
    }
    pl_suite_destroy(suite);
    unit_leave();
}
END_TEST

/* Of a shadow with little blur no mask is as large as the canvas, which would be of 16 MB each; what the box
 * itself covers is. */
START_TEST(near_shadows_take_little) {
    enum { SIDE = 4000 };
    struct pl_pixmap pixmap;
    struct pl_round_box box;
    struct pl_raster raster = {0};
    const struct pl_radii radii = {{{50, true}, {50, true}, {50, true}, {50, true}}};
    const struct pl_shadow shadows[] = {{.dx = 5, .blur = 3, .color = {255, 255, 255, 255}, .inset = true},
                                        {.dx = 5, .blur = 20, .color = {255, 255, 255, 255}, .inset = true}};
    ck_succeeds(pl_pixmap_init(&pixmap, SIDE, SIDE, &error), error);
    pl_pixmap_fill(&pixmap, 0xff000000);
    pl_round_box_init(&box, (struct pl_box){0, 0, SIDE, SIDE}, &radii);
    begin();
    for (int degrees = 0; degrees <= 10; degrees += 10) {
        ck_succeeds(pl_round_box_shadows(&pixmap, &box, degrees, shadows, 2, true, 1, &raster, &error),
                    error);
    }
    ck_assert_int_lt(taken(), 32L * MEGABYTE);
    pl_raster_finish(&raster);
    pl_pixmap_finish(&pixmap);
}
END_TEST

static bool count_bytes(void *data, const void *bytes, size_t size, bool last, struct placard_error *reason) {
    (void)bytes;
    (void)last;
    (void)reason;
    *(size_t *)data += size;
    return true;
}

/* What a poster takes while it is drawn and encoded; its file is not kept. */
static long encode(const char *text, const char *format) {
    struct pl_painter painter = {0};
    struct pl_document document;
    struct pl_composed told;
    struct pl_buffer bytes = {0};
    struct pl_pixmap scratch = {0};
    size_t size = 0;
    const struct pl_compose_options options = {.scale = 1, .lazy = true};
    const struct pl_encode_options encoding = {.quality = 90};
    const struct pl_output output = {pl_codec_by_name(format), &encoding, &bytes, count_bytes, &size};
    ck_succeeds(pl_fonts_init(&painter.fonts, &(struct pl_font_options){.no_system = true}, &error), error);
    ck_succeeds(pl_document_read(text, strlen(text), &document, &error), error);
    pl_layers_read(&document, &document.samples[0]);
    begin();
    ck_succeeds(
        pl_compose_encoded(&painter, &document.samples[0], &options, NULL, &output, &scratch, &told, &error),
        error);
    long bytes_taken = taken();
    ck_assert_int_eq(told.width, 10000);
    ck_assert_int_eq(told.height, 10000);
    ck_assert_int_gt(size, 100000);
    pl_pixmap_finish(&scratch);
    pl_buffer_finish(&bytes);
    pl_document_finish(&document);
    pl_painter_finish(&painter);
    return bytes_taken;
}

/* Of the most pixels that there may be, 400 MB as a whole. */
START_TEST(large_posters_take_a_band) {
    unit_enter();
    make_png("large.png", 10000, 10000, 1, PNG_COLOR_TYPE_GRAY, 0);
    ck_assert_int_lt(
        encode("{\"width\": 10000, \"height\": 10000, \"layers\": [{\"type\": \"text_mask\", \"left\": "
               "100, \"top\": 100, \"width\": 9000, \"height\": 7000, \"color\": \"#f80\"}]}",
               "png"),
        48 * MEGABYTE);
    ck_assert_int_lt(encode("{\"base\": \"large.png\", \"layers\": []}", "jpeg"), 64 * MEGABYTE);
    ck_assert_int_lt(
        encode("{\"width\": 10000, \"height\": 10000, \"layers\": [{\"type\": \"text_mask\", \"left\": -100, "
               "\"top\": 100, \"width\": 9900, \"height\": 9700, \"color\": \"#f80\", \"radius\": 3000, "
               "\"rotation\": 3, \"opacity\": 0.5, \"box_shadow\": \"0 0 260px #000, inset 9px 9px 270px "
               "red\"}]}",
               "png"),
        140 * MEGABYTE);
    unit_leave();
}
END_TEST

/* Drawn whole, it takes no more beside itself. */
START_TEST(large_pictures_take_a_band_more) {
    struct pl_pixmap pixmap;
    begin();
    draw(
        "{\"width\": 6000, \"height\": 5000, \"layers\": [{\"type\": \"text_mask\", \"left\": -100, \"top\": "
        "100, \"width\": 5900, \"height\": 4700, \"color\": \"#f80\", \"radius\": 1000, \"rotation\": 3, "
        "\"opacity\": 0.5, \"box_shadow\": \"0 0 160px #000, inset 9px 9px 170px red\"}]}",
        NULL, &pixmap);
    ck_assert_int_lt(taken(), 6000L * 5000 * 4 + 100 * MEGABYTE);
    pl_pixmap_finish(&pixmap);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {a_layer_takes_what_it_shows,
                                  a_translucent_base_takes_its_pixels,
                                  halved_or_whole_the_poster_is_the_same,
                                  shared_by_those_it_suits,
                                  folders_are_compared_by_rows,
                                  near_shadows_take_little,
                                  large_posters_take_a_band,
                                  large_pictures_take_a_band_more,
                                  NULL};
    return unit_run("large", tests);
}
