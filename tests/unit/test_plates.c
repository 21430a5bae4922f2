#include "base/file.h"
#include "batch/plates.h"
#include "codec/codec.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How many plates stay that no poster is drawn on. */

enum { WIDTH = 900, HEIGHT = 700, PLATES = 5 };

static struct placard_error error;

static const struct pl_codec *codec(int number) {
    return pl_codec_by_name(number == 0 ? "png" : "jpeg");
}

/* A base image of one colour, or of noise, of which encoding keeps much. */
static void write_base(const char *path, bool noise) {
    struct pl_encode_options options = {.quality = 100};
    struct pl_pixmap picture = {0};
    struct pl_buffer file = {0};
    uint32_t state = 1;
    ck_succeeds(pl_pixmap_init(&picture, WIDTH, HEIGHT, &error), error);
    for (int y = 0; y < HEIGHT; y++) {
        uint32_t *row = pl_pixmap_row(&picture, y);
        for (int x = 0; x < WIDTH; x++) {
            state = state * 1664525 + 1013904223;
            row[x] = 0xff000000 | (noise ? state >> 8 : 0x345678);
        }
    }
    picture.opaque = true;
    ck_succeeds(codec(0)->encode(&picture, &options, &file, &error), error);
    ck_succeeds(pl_file_write_lazily(path, file.data, file.size, &error), error);
    pl_pixmap_finish(&picture);
    pl_buffer_finish(&file);
}

struct bench {
    struct pl_plates *plates;
    struct pl_painter painter;
    struct pl_template *template;
    const struct pl_codec *codec;
};

static struct pl_plate_holder *get(struct bench *bench, const char *base) {
    const char *const values[] = {base, NULL};
    const struct pl_compose_options options = {.scale = 1};
    const struct pl_encode_options encode = {.quality = 100};
    struct pl_variant variant;
    ck_succeeds(pl_variant_make(bench->template, values, &variant, &error), error);
    struct pl_plate_holder *holder = pl_plates_get(bench->plates, &bench->painter, bench->template, &variant,
                                                   &options, bench->codec, &encode, &error);
    pl_variant_finish(&variant);
    return holder;
}

/* How many of some plates stay: what is gone can't be made again once its base image is gone, too. */
static int count_stay(const struct pl_codec *how, bool noise) {
    static const char json[] = "{\"base\": \"x.png\", \"layers\": []}";
    static const char *const columns[] = {"base", NULL};
    struct bench bench = {.plates = pl_plates_create(&error), .codec = how};
    int stay = 0;
    char path[16];
    unit_enter();
    bench.template = pl_template_create(json, strlen(json), true, NULL, &error);
    ck_assert(bench.plates && bench.template && pl_fonts_init(&bench.painter.fonts, NULL, &error));
    ck_succeeds(pl_template_bind(bench.template, columns, NULL, 1, -1, &error), error);
    for (int i = 0; i < PLATES; i++) {
        snprintf(path, sizeof path, "%d.png", i);
        write_base(path, noise);
        ck_assert_ptr_null(get(&bench, path)); /* it may be the only one of its kind */
        struct pl_plate_holder *holder = get(&bench, path);
        ck_succeeds(holder != NULL, error);
        pl_plates_release(bench.plates, holder);
        ck_assert_int_eq(unlink(path), 0);
    }
    for (int i = PLATES - 1; i >= 0; i--) {
        snprintf(path, sizeof path, "%d.png", i);
        struct pl_plate_holder *holder = get(&bench, path);
        stay += holder != NULL;
        pl_plates_release(bench.plates, holder);
    }
    pl_plates_destroy(bench.plates);
    pl_template_destroy(bench.template);
    pl_painter_finish(&bench.painter);
    unit_leave();
    return stay;
}

/* Five have 12 MB of pixels; what encoding them takes over counts, too. */
START_TEST(all_that_is_kept_counts) {
    ck_assert_int_eq(count_stay(codec(_i), false), PLATES);
    int stay = count_stay(codec(_i), true);
    ck_assert_msg(stay >= 2 && stay < PLATES, "%d stay", stay);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("plates");
    TCase *tests = tcase_create("plates");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, all_that_is_kept_counts, 0, 2);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
