#include "api/private.h"
#include "base/clock.h"
#include "codec/jpeg.h"
#include "codec/keep.h"
#include "codec/png.h"
#include "document/json_tree.h"
#include "document/values.h"
#include "layers/layers.h"
#include "provider/provider.h"
#include "rows/rows.h"
#include "unit.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/*
 * What keeps to a deadline, by a clock that stands still and leaps when it is looked at for the nth time: for
 * each of these times the work has to end as late, and with nothing left behind.
 */

enum { SIDE = 1600, SECONDS = 1000 };

static struct placard_error error;
static bool still; /* the clock stands */
static long looks, leap_at;
static double leap = 2.0 * SECONDS;

/* In the place of the C library's. Check, too, measures what its tests take. */
int clock_gettime(clockid_t which, struct timespec *out) {
    static double hours = 10;
    if (!still) {
        return (int)syscall(SYS_clock_gettime, which, out);
    }
    if (++looks == leap_at) {
        hours += leap / 3600;
    }
    *out = (struct timespec){(time_t)(hours * 3600), 0};
    return 0;
}

/** What may be late. */
struct work {
    const char *name;
    const char *what; /* its deadline's name for it */
    bool (*run)(struct pl_deadline *deadline);
    int least; /* looks at the clock that it takes */
};

/* ---- pictures ---- */

static struct pl_pixmap picture;

/* Of noise, which takes as many bytes as it can. */
static void make_picture(bool opaque) {
    uint32_t state = 1;
    ck_succeeds(pl_pixmap_init(&picture, SIDE, SIDE, &error), error);
    for (int y = 0; y < SIDE; y++) {
        uint32_t *row = pl_pixmap_row(&picture, y);
        for (int x = 0; x < SIDE; x++) {
            state = state * 1664525 + 1013904223;
            row[x] = opaque ? state >> 8 | 0xff000000 : (state >> 8 & 0x7f7f7f) | 0x80000000;
        }
    }
    picture.opaque = opaque;
}

typedef bool encode_function(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                             struct pl_buffer *out, struct placard_error *error);

/* Whatever was in the buffer before stays, and nothing comes to it. */
static bool encode(encode_function *function, struct pl_deadline *deadline) {
    struct pl_encode_options options = {.deadline = deadline};
    struct pl_buffer out = {0};
    pl_buffer_text(&out, "before");
    make_picture(true);
    bool done = function(&picture, &options, &out, &error);
    ck_assert(done || (out.size == 6 && !out.failed));
    pl_pixmap_finish(&picture);
    pl_buffer_finish(&out);
    return done;
}

static bool encode_png(struct pl_deadline *deadline) {
    return encode(pl_png_encode, deadline);
}

static bool encode_jpeg(struct pl_deadline *deadline) {
    return encode(pl_jpeg_encode, deadline);
}

static bool keep(const struct pl_codec *codec, struct pl_deadline *deadline) {
    struct pl_encode_options options = {.deadline = deadline};
    make_picture(true);
    struct pl_backing *kept = pl_picture_keep(&picture, codec, &options, &error);
    pl_backing_release(kept);
    pl_pixmap_finish(&picture);
    return kept != NULL;
}

static bool keep_png(struct pl_deadline *deadline) {
    return keep(&pl_png_codec, deadline);
}

static bool keep_jpeg(struct pl_deadline *deadline) {
    return keep(&pl_jpeg_codec, deadline);
}

static struct pl_buffer make_png(void) {
    struct pl_encode_options options = {0};
    struct pl_buffer file = {0};
    make_picture(false);
    ck_succeeds(pl_png_encode(&picture, &options, &file, &error), error);
    pl_pixmap_finish(&picture);
    return file;
}

static bool decode_png(struct pl_deadline *deadline) {
    struct pl_buffer file = make_png();
    struct pl_pixmap pixmap;
    bool done = pl_png_decode_until("a.png", file.data, file.size, deadline, &pixmap, &error);
    ck_assert(done || !pixmap.pixels);
    pl_pixmap_finish(&pixmap);
    pl_buffer_finish(&file);
    return done;
}

/* ---- JSON ---- */

/* `count` times `text` with commas between, within `before` and `after`. */
static struct pl_buffer repeat(const char *before, const char *text, int count, const char *after) {
    struct pl_buffer out = {0};
    pl_buffer_text(&out, before);
    for (int i = 0; i < count; i++) {
        pl_buffer_text(&out, i > 0 ? "," : "");
        pl_buffer_text(&out, text);
    }
    pl_buffer_text(&out, after);
    ck_assert(!out.failed);
    return out;
}

static bool check_json(struct pl_deadline *deadline) {
    struct pl_buffer text = repeat("[", "\"0123456789012345678901234567890123456789\"", 200 * 1000, "]");
    struct pl_json_part part = {(const char *)text.data, text.size, 1, "document"};
    bool done = pl_json_check(&part, deadline, &error);
    pl_buffer_finish(&text);
    return done;
}

static bool build_tree(struct pl_deadline *deadline) {
    struct pl_buffer text = repeat("[", "0", 300 * 1000, "]");
    cJSON *tree = pl_json_tree((const char *)text.data, text.size, deadline, &error);
    cJSON_Delete(tree);
    pl_buffer_finish(&text);
    return tree != NULL;
}

static bool read_layers(struct pl_deadline *deadline) {
    static const char layer[] =
        "{\"type\": \"text_mask\", \"left\": 0, \"top\": 0, \"width\": 1, \"height\": 1, \"color\": \"red\"}";
    struct pl_buffer text = repeat("[", layer, PL_LAYER_LIMIT, "]");
    struct pl_document document;
    ck_succeeds(pl_document_read((char *)text.data, text.size, &document, &error), error);
    document.deadline = deadline;
    pl_layers_read(&document, &document.samples[0]);
    error = document.samples[0].error;
    pl_document_finish(&document);
    pl_buffer_finish(&text);
    return error.code == PLACARD_OK;
}

static struct pl_buffer large_document(void) {
    static const char layer[] =
        "{\"type\": \"text\", \"left\": 0, \"top\": 0, \"width\": 1, \"height\": 1, \"font_size\": 9, "
        "\"content\": \"{{a}}\"}";
    return repeat("{\"width\": 9, \"height\": 9, \"layers\": [", layer, PL_LAYER_LIMIT, "]}");
}

static bool parse_document(struct pl_deadline *deadline) {
    struct pl_buffer text = large_document();
    struct placard_document *document =
        placard_document_parse_within(text.data, text.size, NULL, deadline->seconds, &error);
    placard_document_destroy(document);
    pl_buffer_finish(&text);
    return document != NULL;
}

static bool load_document(struct pl_deadline *deadline) {
    struct pl_buffer text = large_document();
    unit_enter();
    ck_succeeds(placard_file_write("a.json", text.data, text.size, &error), error);
    struct placard_document *document = placard_document_load_within("a.json", deadline->seconds, &error);
    placard_document_destroy(document);
    pl_buffer_finish(&text);
    unit_leave();
    return document != NULL;
}

static bool lay_template(struct pl_deadline *deadline) {
    static const char response[] = "{\"output\": {\"results\": [{\"url\": \"a.png\"}]}}";
    struct pl_buffer text = large_document();
    struct placard_document *images = placard_document_parse(response, strlen(response), NULL, &error);
    ck_succeeds(images != NULL, error);
    struct placard_document *document = placard_document_over_within(
        text.data, text.size, NULL, images, PLACARD_USE_PATH, deadline->seconds, &error);
    placard_document_destroy(document);
    placard_document_destroy(images);
    pl_buffer_finish(&text);
    return document != NULL;
}

static bool create_template(struct pl_deadline *deadline) {
    static const char *const columns[] = {"a", NULL};
    struct pl_buffer text = large_document();
    struct placard_template *template =
        placard_template_create_within(text.data, text.size, columns, NULL, -1, deadline->seconds, &error);
    placard_template_destroy(template);
    pl_buffer_finish(&text);
    return template != NULL;
}

/* ---- rows ---- */

static bool read_rows(struct pl_buffer *text, enum pl_data_format format, struct pl_deadline *deadline) {
    struct pl_data *rows = pl_data_read("a.data", text->data, text->size, format, deadline, &error);
    ck_assert_msg(rows || strncmp(error.message, "a.data: timeout: ", 17) == 0, "%s", error.message);
    pl_data_destroy(rows);
    pl_buffer_finish(text);
    return rows != NULL;
}

static bool read_csv(struct pl_deadline *deadline) {
    struct pl_buffer text = repeat("a,b\n", "0123456789\n0123456789", 70 * 1000, "\n");
    return read_rows(&text, PL_DATA_CSV, deadline);
}

static bool read_wide_csv(struct pl_deadline *deadline) {
    struct pl_buffer text = repeat("a\n", "", 1500 * 1000, "\n");
    return read_rows(&text, PL_DATA_CSV, deadline);
}

static bool read_blank_csv(struct pl_deadline *deadline) {
    struct pl_buffer text = {0};
    pl_buffer_text(&text, "a\n");
    for (int i = 0; i < 500 * 1000; i++) {
        pl_buffer_text(&text, "\n");
    }
    return read_rows(&text, PL_DATA_CSV, deadline);
}

/* Two lines of a cell of 600,000 bytes. */
static bool read_long_cells(const char *quote, const char *text, struct pl_deadline *deadline) {
    struct pl_buffer file = {0};
    for (int line = 0; line < 2; line++) {
        pl_buffer_text(&file, line == 0 ? "a\n" : "\n");
        pl_buffer_text(&file, quote);
        for (int i = 0; i < 100 * 1000; i++) {
            pl_buffer_text(&file, text);
        }
        pl_buffer_text(&file, quote);
    }
    return read_rows(&file, PL_DATA_CSV, deadline);
}

static bool read_quoted_csv(struct pl_deadline *deadline) {
    return read_long_cells("\"", "123456", deadline);
}

static bool read_quotes_in_csv(struct pl_deadline *deadline) {
    return read_long_cells("\"", "\"\"\"\"\"\"", deadline);
}

static bool read_plain_csv(struct pl_deadline *deadline) {
    return read_long_cells("", "123456", deadline);
}

static bool read_blanks_in_csv(struct pl_deadline *deadline) {
    return read_long_cells("", "      ", deadline);
}

static bool read_first_line_of_csv(struct pl_deadline *deadline) {
    struct pl_buffer text = repeat("\"a", "123456", 100 * 1000, "\"");
    return read_rows(&text, PL_DATA_CSV, deadline);
}

static bool read_json_lines(struct pl_deadline *deadline) {
    struct pl_buffer text = {0};
    for (int i = 0; i < 50 * 1000; i++) {
        pl_buffer_text(&text, "{\"a\": \"0123456789\"}\n");
    }
    return read_rows(&text, PL_DATA_JSON_LINES, deadline);
}

/* A line is gone through by itself, and what is wrong with it is told of the line alone. */
static bool read_long_line(struct pl_deadline *deadline) {
    struct pl_buffer text =
        repeat("{\"a\": [", "\"0123456789012345678901234567890123456789\"", 70 * 1000, "]}\n");
    return read_rows(&text, PL_DATA_JSON_LINES, deadline);
}

static bool read_array(struct pl_deadline *deadline) {
    struct pl_buffer text =
        repeat("[", "{\"a\": \"0123456789012345678901234567890123456789\"}", 50 * 1000, "]");
    return read_rows(&text, PL_DATA_JSON_LINES, deadline);
}

static bool read_public_rows(struct pl_deadline *deadline) {
    struct pl_buffer text = repeat("a,b\n", "0123456789\n0123456789", 70 * 1000, "\n");
    struct placard_rows *rows =
        placard_rows_read_within("a.data", text.data, text.size, "csv", deadline->seconds, &error);
    placard_rows_destroy(rows);
    pl_buffer_finish(&text);
    return rows != NULL;
}

static const struct work works[] = {
    {"encoding a PNG", "the poster", encode_png, 9},
    {"encoding a JPEG", "the poster", encode_jpeg, 9},
    {"keeping what a PNG is made of", "the poster", keep_png, 9},
    {"keeping what a JPEG is made of", "the poster", keep_jpeg, 9},
    {"decoding a PNG at once", "the poster", decode_png, 9},
    {"checking JSON", "the poster", check_json, 16},
    {"making a tree of JSON", "the poster", build_tree, 11},
    {"reading layers", "the poster", read_layers, 10},
    {"parsing a document", "the document", parse_document, 13},
    {"loading a document", "the document", load_document, 13},
    {"laying a template over pictures", "the template", lay_template, 13},
    {"making a template", "the template", create_template, 3},
    {"reading CSV", "the poster", read_csv, 22},
    {"reading a long row of CSV", "the poster", read_wide_csv, 20},
    {"reading blank lines of CSV", "the poster", read_blank_csv, 7},
    {"reading long quoted cells of CSV", "the poster", read_quoted_csv, 18},
    {"reading quotes in cells of CSV", "the poster", read_quotes_in_csv, 18},
    {"reading long plain cells of CSV", "the poster", read_plain_csv, 18},
    {"reading blanks in lines of CSV", "the poster", read_blanks_in_csv, 18},
    {"reading a long first line of CSV", "the poster", read_first_line_of_csv, 21},
    {"reading JSON Lines", "the poster", read_json_lines, 14},
    {"reading a long line of JSON", "the poster", read_long_line, 62},
    {"reading an array of JSON", "the poster", read_array, 41},
    {"reading rows", "the data", read_public_rows, 23},
};

/* With a leap at a look, 0 for none; the looks that it took are told. */
static bool run(const struct work *work, long at, long *took) {
    struct pl_deadline deadline;
    error = (struct placard_error){0};
    leap_at = 0;
    still = true;
    pl_deadline_init(&deadline, SECONDS);
    looks = 0;
    leap_at = at;
    bool done = work->run(&deadline);
    still = false;
    *took = looks;
    return done;
}

START_TEST(gives_up_at_every_look) {
    const struct work *work = &works[_i];
    char expected[128];
    snprintf(expected, sizeof expected, "timeout: expected %s within %d seconds, it took longer", work->what,
             SECONDS);
    long took;
    long ignored;
    ck_assert_msg(run(work, 0, &took), "%s: %s", work->name, error.message);
    ck_assert_msg(took >= work->least, "%s: the clock was looked at %ld times", work->name, took);
    /* What starts a clock of its own has not begun at its first look. */
    for (long at = strcmp(work->what, "the poster") == 0 ? 1 : 2; at <= took; at++) {
        ck_assert_msg(!run(work, at, &ignored), "%s: late at look %ld of %ld", work->name, at, took);
        ck_assert_int_eq(error.code, PLACARD_LIMIT);
        ck_assert_msg(strstr(error.message, expected), "%s: %s", work->name, error.message);
    }
}
END_TEST

static int line_count;

static bool read_some_lines(struct pl_deadline *deadline) {
    struct pl_buffer text = {0};
    for (int i = 0; i < line_count; i++) {
        struct pl_buffer line =
            repeat("{\"a\": [", "\"0123456789012345678901234567890123456789\"", 60, "]}\n");
        pl_buffer_append(&text, line.data, line.size);
        pl_buffer_finish(&line);
    }
    return read_rows(&text, PL_DATA_JSON_LINES, deadline);
}

/* Nor is a row to blame that was the last one, when time was over. */
START_TEST(gives_up_in_the_last_line) {
    const struct work work = {"reading some lines of JSON", "the poster", read_some_lines, 1};
    int late = 0;
    for (line_count = 1; line_count <= 60; line_count++) {
        long took;
        long ignored;
        ck_assert(run(&work, 0, &took));
        for (long at = 1; at <= took; at++, late++) {
            ck_assert_msg(!run(&work, at, &ignored), "%d lines: late at look %ld of %ld", line_count, at,
                          took);
            ck_assert(strstr(error.message, "timeout") != NULL);
        }
    }
    ck_assert_int_gt(late, 40);
}
END_TEST

/* ---- a PNG that is inflated at once ---- */

/* libdeflate can't be stopped: where what is left might not do, libpng decodes it, to the same pixels. */
START_TEST(inflates_at_once_where_there_is_time) {
    struct pl_buffer file = make_png();
    struct pl_pixmap quick;
    struct pl_pixmap slow;
    struct pl_deadline deadline;
    still = true;
    pl_deadline_init(&deadline, 60);
    ck_succeeds(pl_png_decode_until("a.png", file.data, file.size, &deadline, &quick, &error), error);
    long long of_rows = 4LL * SIDE * SIDE;
    ck_assert_int_lt(deadline.work, of_rows + (long long)file.size);
    pl_deadline_init(&deadline, 1);
    ck_succeeds(pl_png_decode_until("a.png", file.data, file.size, &deadline, &slow, &error), error);
    ck_assert_int_ge(deadline.work, of_rows + (long long)file.size);
    still = false;
    ck_assert_int_eq(memcmp(quick.pixels, slow.pixels, (size_t)quick.stride * SIDE), 0);
    pl_pixmap_finish(&quick);
    pl_pixmap_finish(&slow);
    pl_buffer_finish(&file);
}
END_TEST

/* ---- posters ---- */

static const char poster[] = "{\"width\": 2000, \"height\": 1500, \"background\": \"#345\", \"layers\": []}";

static struct placard_picture *render(struct placard_context *context,
                                      const struct placard_document *document) {
    struct placard_render_options options = {.timeout = SECONDS};
    struct placard_picture *drawn = placard_render(context, document, 0, &options, &error);
    ck_succeeds(drawn != NULL, error);
    return drawn;
}

/* Encoding has what drawing has left, whatever the time in between. */
START_TEST(encoding_has_what_drawing_has_left) {
    struct placard_context_options fonts = {.no_system_fonts = true};
    struct placard_context *context = placard_context_create(&fonts, &error);
    struct placard_document *document = placard_document_parse(poster, strlen(poster), NULL, &error);
    struct placard_bytes bytes;
    static const char *const formats[] = {"png", "jpeg"};
    for (int i = 0; i < 2; i++) {
        struct placard_encode_options options = {.format = formats[i]};
        for (int late = 0; late < 2; late++) {
            still = true;
            looks = 0;
            leap_at = 4; /* within drawing */
            leap = SECONDS * 0.6;
            struct placard_picture *drawn = render(context, document);
            ck_assert_int_ge(looks, 4);
            looks = 0;
            leap_at = 1; /* before encoding has begun */
            leap = 5.0 * SECONDS;
            pl_clock_ms();
            leap_at = 3;
            leap = SECONDS * (late ? 0.5 : 0.3);
            bool done = placard_encode(drawn, &options, &bytes, &error);
            still = false;
            ck_assert_msg(done == !late, "%s, late %d", formats[i], late);
            if (late) {
                ck_assert_str_eq(
                    error.message,
                    "encoding: timeout: expected the poster within 1000 seconds, it took longer");
                ck_assert_int_eq(error.code, PLACARD_LIMIT);
                ck_assert_ptr_null(bytes.data);
            }
            placard_bytes_finish(&bytes);
            placard_picture_destroy(drawn);
        }
    }
    placard_document_destroy(document);
    placard_context_destroy(context);
}
END_TEST

/** Posters of a batch: of the same template and base, so that the third is drawn on a plate. */
struct posters {
    struct placard_template *template;
    int next, done, encoding;
};

static bool next_poster(void *data, struct placard_job *out) {
    static const char *const values[] = {"1", NULL};
    static const char *const paths[] = {"1.png", "2.png", "3.png"};
    struct posters *posters = data;
    if (posters->next == 3) {
        return false;
    }
    *out = (struct placard_job){
        .template_ = posters->template, .values = values, .path = paths[posters->next++]};
    return true;
}

static void poster_done(void *data, const struct placard_job *job, const struct placard_job_result *result) {
    struct posters *posters = data;
    bool ok = result->error.code == PLACARD_OK;
    ck_assert_msg(ok || strstr(result->error.message, "timeout: expected the poster within 1000 seconds"),
                  "%s", result->error.message);
    ck_assert_int_eq(access(job->path, F_OK) == 0, ok);
    posters->done += ok;
    posters->encoding += !ok && strncmp(result->error.message, "encoding: ", 10) == 0;
}

static int count_files(void) {
    DIR *folder = opendir(".");
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(folder);
    return count;
}

/* Of three posters one is late at most, and nothing is there of it. */
static struct posters run_batch(long at, long *took) {
    static const char *const columns[] = {"layers.0.left", NULL};
    static const char json[] = "{\"width\": 2000, \"height\": 1500, \"background\": \"#345\", \"layers\": "
                               "[{\"type\": \"text_mask\", "
                               "\"left\": 1, \"top\": 1, \"width\": 9, \"height\": 9, \"color\": \"red\"}]}";
    struct placard_render_options render = {.timeout = SECONDS};
    struct placard_context_options fonts = {.no_system_fonts = true};
    struct posters posters = {.template =
                                  placard_template_create(json, strlen(json), columns, NULL, -1, &error)};
    struct placard_batch_options options = {.threads = 1,
                                            .fonts = &fonts,
                                            .render = &render,
                                            .data = &posters,
                                            .next = next_poster,
                                            .done = poster_done};
    unit_enter();
    ck_assert_ptr_nonnull(posters.template);
    still = true;
    looks = 0;
    leap_at = at;
    ck_succeeds(placard_batch_run(&options, &error), error);
    still = false;
    *took = looks;
    ck_assert_int_ge(posters.done, 2);
    ck_assert_int_eq(count_files(), posters.done);
    placard_template_destroy(posters.template);
    unit_leave();
    return posters;
}

START_TEST(late_posters_of_a_batch_leave_nothing) {
    long took;
    long ignored;
    int late = 0;
    int encoding = 0;
    run_batch(0, &took);
    for (long at = 1; at <= took; at++) {
        struct posters posters = run_batch(at, &ignored);
        late += posters.done < 3;
        encoding += posters.encoding;
    }
    /* The third takes over what was encoded with the plate. */
    ck_assert_msg(encoding >= 20, "%d times of %d, %ld looks", encoding, late, took);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("deadline");
    TCase *tests = tcase_create("deadline");
    tcase_set_timeout(tests, 0);
    tcase_add_loop_test(tests, gives_up_at_every_look, 0, (int)(sizeof works / sizeof *works));
    tcase_add_test(tests, gives_up_in_the_last_line);
    tcase_add_test(tests, inflates_at_once_where_there_is_time);
    tcase_add_test(tests, encoding_has_what_drawing_has_left);
    tcase_add_test(tests, late_posters_of_a_batch_leave_nothing);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
