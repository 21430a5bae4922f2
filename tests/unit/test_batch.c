#include "base/file.h"
#include "base/memory.h"
#include "codec/checksum.h"
#include "pictures.h"
#include "store/store.h"
#include "unit.h"

#include <placard/placard.h>

#include <dirent.h>
#include <fcntl.h>
#include <png.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Posters of a batch, beside the same ones drawn each from a document of its own. */

static struct placard_error error;

/* ---- files to draw with ---- */

static void write_buffer(const char *path, struct pl_buffer *bytes) {
    ck_succeeds(pl_file_write_lazily(path, bytes->data, bytes->size, &error), error);
    pl_buffer_finish(bytes);
}

static void make_png(const char *path, int width, int height, int type, const char *profile) {
    unsigned char samples[64 * 64 * 4];
    unsigned char icc[300];
    struct pl_buffer file = {0};
    struct picture_png kind = {.width = width, .height = height, .depth = 8, .type = type, .transparent = -1};
    if (profile) {
        picture_icc(icc, sizeof icc, profile);
        kind.icc = icc;
        kind.icc_size = sizeof icc;
    }
    picture_waves(samples, width, height, type == PNG_COLOR_TYPE_RGBA ? 4 : 3);
    picture_png_make(&kind, samples, &file);
    write_buffer(path, &file);
}

static void make_jpeg(const char *path, int width, int height) {
    unsigned char samples[64 * 64 * 3];
    struct pl_buffer file = {0};
    const struct picture_jpeg kind = {.width = width, .height = height, .in = JCS_RGB, .stored = JCS_YCbCr};
    picture_waves(samples, width, height, 3);
    picture_jpeg_make(&kind, samples, &file);
    write_buffer(path, &file);
}

static void enter(void) {
    unit_enter();
    ck_assert_int_eq(mkdir("in", 0777), 0);
    ck_assert_int_eq(mkdir("out", 0777), 0);
    make_png("in/opaque.png", 60, 50, PNG_COLOR_TYPE_RGB, NULL);
    make_png("in/alpha.png", 48, 64, PNG_COLOR_TYPE_RGBA, NULL);
    make_png("in/profile.png", 50, 40, PNG_COLOR_TYPE_RGB, "RGB ");
    make_jpeg("in/photo.jpg", 64, 48);
    make_jpeg("in/once.jpg", 40, 40);
    make_png("in/logo.png", 20, 12, PNG_COLOR_TYPE_RGBA, NULL);
    make_jpeg("in/small.jpg", 16, 16);
    ck_succeeds(pl_file_write_lazily("in/broken.png", "\x89PNG\r\n\x1a\nbroken", 14, &error), error);
    /* The same name elsewhere is another picture. */
    make_png("opaque.png", 30, 20, PNG_COLOR_TYPE_RGBA, NULL);
}

/* ---- rows ---- */

enum column { BASE, BACKGROUND, TITLE, COLOR, OPACITY, STROKE, SRC, SRC_OPACITY, PRICE, COLUMNS };
static const char *const columns[] = {"base",          "background",
                                      "Title",         "Title.font_color",
                                      "Title.opacity", "Title.text_stroke",
                                      "Photo.src",     "layers.4.opacity",
                                      "price",         NULL};

/* What a row may have, and what the template has itself; the empty one leaves it. */
static const char *const choices[COLUMNS][9] = {
    [BASE] = {"", "opaque.png", "alpha.png", "profile.png", "photo.jpg", "opaque.png", "photo.jpg",
              "broken.png", "absent.png"},
    [BACKGROUND] = {"", "#336699", "transparent", "#33669980", "", "", "", "", ""},
    [TITLE] = {"", "Spring", "\xe6\x98\xa5\xe6\x97\xa5", "a very long title, wider than its box", "{{price}}",
               "\xee\x80\x81", "x", "two\nlines", "\""},
    [COLOR] = {"", "#ff0000", "#00ff0080", "#123", "", "", "", "oops", ""},
    [OPACITY] = {"", "0.5", "0", "1", "0.25", "", "", "", "2"},
    [STROKE] = {"", "2px #000000", "1px #ffffff80", "", "", "", "", "", ""},
    [SRC] = {"", "logo.png", "small.jpg", "logo.png", "photo.jpg", "", "", "absent.png", ""},
    [SRC_OPACITY] = {"", "0.5", "0.9", "", "", "", "", "", ""},
    [PRICE] = {"", "9.90", "{{Title}}", "100", "\xee\x80\x82", "", "", "", ""},
};
static const char *const standard[COLUMNS] = {
    [BACKGROUND] = "#ffeedd", [COLOR] = "#102030", [OPACITY] = "1",
    [STROKE] = "none",        [SRC] = "small.jpg", [SRC_OPACITY] = "1",
};

/* A value within JSON's quotes. */
static void quote(const char *value, char *out) {
    for (; *value; value++) {
        if (*value == '"' || *value == '\n') {
            *out++ = '\\';
        }
        *out++ = *value;
        if (*value == '\n') {
            out[-1] = 'n';
        }
    }
    *out = '\0';
}

/* The document of a row; of the template for NULL. */
static void write_document(const char *const *values, char *out, size_t size) {
    char filled[COLUMNS][128];
    char base[160];
    for (int i = 0; i < COLUMNS; i++) {
        const char *own = standard[i] ? standard[i] : i == TITLE && !values ? "own" : "";
        quote(values && (values[i][0] || i == TITLE || i == PRICE) ? values[i] : own, filled[i]);
    }
    if (!values) {
        strcpy(filled[PRICE], "{{price}}");
    }
    snprintf(base, sizeof base, "\"base\": \"%s\"", filled[BASE]);
    snprintf(
        out, size,
        "{%s, \"background\": \"%s\", \"odd\": 1, \"layers\": ["
        "{\"type\": \"text_mask\", \"left\": 0, \"top\": 0, \"width\": 40, \"height\": 20, \"opacity\": 0.5, "
        "\"radius\": 3, \"box_shadow\": \"0 2px 6px #000000\", \"color\": \"#a05030\"},"
        "{\"type\": \"image\", \"left\": 2, \"top\": 3, \"width\": 24, \"height\": 11, \"src\": "
        "\"logo.png\", "
        "\"opacity\": 0.7},"
        "{\"type\": \"text\", \"left\": 1, \"top\": 1, \"width\": 9, \"height\": 8, \"content\": \"fixed "
        "\xee\x80\x80\", "
        "\"font_size\": 8, \"line_heigth\": 2, \"font_color\": \"#ffffff\"},"
        "{\"type\": \"text\", \"sub_type\": \"Title\", \"left\": 4, \"top\": 8, \"width\": 40, \"height\": "
        "24, "
        "\"content\": \"%s\", \"font_size\": 12, \"font_color\": \"%s\", \"opacity\": \"%s\", "
        "\"text_stroke\": \"%s\", \"text_shadow\": \"1px 1px 2px #00000080\"},"
        "{\"type\": \"image\", \"sub_type\": \"Photo\", \"left\": 20, \"top\": 20, \"width\": 16, "
        "\"height\": 16, "
        "\"radius\": \"50%%\", \"src\": \"%s\", \"opacity\": \"%s\"},"
        "{\"type\": \"text\", \"left\": 2, \"top\": 30, \"width\": 30, \"height\": 10, "
        "\"content\": \"only %s!\", \"font_size\": 9, \"font_color\": \"#008800\"}]}",
        filled[BASE][0] ? base : "\"width\": 44, \"height\": 40", filled[BACKGROUND], filled[TITLE],
        filled[COLOR], filled[OPACITY], filled[STROKE], filled[SRC], filled[SRC_OPACITY], filled[PRICE]);
}

/** A poster: what it is made of, and what separate rendering makes of it. */
struct row {
    const char *values[COLUMNS];
    const char *base; /* of the job */
    bool writes;
    bool pipes; /* what is written can't be read twice */
    struct placard_bytes expected;
    int width, height;
    char message[PLACARD_MESSAGE_SIZE]; /* of the expected error, or empty */
    char warnings[2048];
    /* what became of it */
    int given, done;
    struct batch *batch;
};

struct batch {
    struct row *rows;
    int count, next;
    const struct placard_template *template;
    struct placard_render_options render;
    const struct placard_encode_options *encode;
    struct placard_context_options fonts;
    pthread_mutex_t lock; /* held for as long as a function that is called by one thread at a time */
    pthread_mutex_t next_lock;
};

static void add_warning(void *data, const char *message) {
    char *list = data;
    size_t used = strlen(list);
    ck_assert_uint_lt(used + strlen(message) + 2, sizeof((struct row *)0)->warnings);
    sprintf(list + used, "%s\n", message);
}

static void render_alone(const struct batch *batch, struct row *row, struct placard_context *context) {
    char json[4096];
    write_document(row->values, json, sizeof json);
    struct placard_render_options render = batch->render;
    render.base = row->base;
    render.warning = add_warning;
    render.warning_data = row->warnings;
    struct placard_document *document = placard_document_parse(json, strlen(json), "in", &error);
    ck_succeeds(document != NULL, error);
    struct placard_picture *picture = placard_render(context, document, 0, &render, &error);
    if (picture) {
        ptrdiff_t stride;
        placard_picture_pixels(picture, &row->width, &row->height, &stride);
        ck_succeeds(placard_encode(picture, batch->encode, &row->expected, &error), error);
    } else {
        strcpy(row->message, error.message);
    }
    placard_picture_destroy(picture);
    placard_document_destroy(document);
}

static void render_all(struct batch *batch) {
    struct placard_context *context = placard_context_create(&batch->fonts, &error);
    for (int i = 0; i < batch->count; i++) {
        batch->rows[i].warnings[0] = '\0';
        batch->rows[i].message[0] = '\0';
        placard_bytes_finish(&batch->rows[i].expected);
        render_alone(batch, &batch->rows[i], context);
    }
    placard_context_destroy(context);
}

static bool next(void *data, struct placard_job *out) {
    static char paths[2048][32];
    struct batch *batch = data;
    /* Nobody else is in here. */
    ck_assert_int_eq(pthread_mutex_trylock(&batch->next_lock), 0);
    bool more = batch->next < batch->count;
    if (more) {
        struct row *row = &batch->rows[batch->next];
        row->given++;
        row->batch = batch;
        snprintf(paths[batch->next], sizeof *paths, "out/%d.png", batch->next);
        *out = (struct placard_job){.template_ = batch->template,
                                    .values = row->values,
                                    .base = row->base,
                                    .path = row->writes ? paths[batch->next] : NULL,
                                    .data = row};
        batch->next++;
    }
    pthread_mutex_unlock(&batch->next_lock);
    return more;
}

static void check_file(const char *path, const struct placard_bytes *expected) {
    struct pl_buffer found = {0};
    ck_succeeds(pl_file_read(path, 1 << 20, &found, &error), error);
    ck_assert_uint_eq(found.size, expected->size);
    ck_assert_mem_eq(found.data, expected->data, found.size);
    pl_buffer_finish(&found);
}

static void done(void *data, const struct placard_job *job, const struct placard_job_result *result) {
    struct batch *batch = data;
    struct row *row = job->data;
    char warnings[sizeof row->warnings] = "";
    ck_assert_int_eq(pthread_mutex_trylock(&batch->lock), 0);
    int number = (int)(row - batch->rows);
    ck_assert_int_eq(row->given, 1);
    row->done++;
    for (int i = 0; result->warnings[i]; i++) {
        add_warning(warnings, result->warnings[i]);
    }
    ck_assert_msg(strcmp(warnings, row->warnings) == 0, "row %d warns:\n%sinstead of:\n%s", number, warnings,
                  row->warnings);
    if (row->message[0]) {
        ck_assert_msg(result->error.code != PLACARD_OK, "row %d: expected %s", number, row->message);
        ck_assert_str_eq(result->error.message, row->message);
        ck_assert_ptr_null(result->bytes);
    } else {
        ck_assert_msg(result->error.code == PLACARD_OK, "row %d: %s", number, result->error.message);
        ck_assert_int_eq(result->width, row->width);
        ck_assert_int_eq(result->height, row->height);
        ck_assert_msg(result->size == row->expected.size &&
                          memcmp(result->bytes, row->expected.data, result->size) == 0,
                      "row %d differs", number);
        ck_assert_uint_eq(result->checksum, pl_checksum(result->bytes, result->size));
    }
    if (row->writes && !row->pipes && !row->message[0]) {
        check_file(job->path, &row->expected);
    } else if (job->path) {
        ck_assert(!pl_file_is_plain(job->path));
    }
    pthread_mutex_unlock(&batch->lock);
}

static void run(struct batch *batch, int threads) {
    const struct placard_batch_options options = {.threads = threads,
                                                  .fonts = &batch->fonts,
                                                  .render = &batch->render,
                                                  .encode = batch->encode,
                                                  .folder = "in",
                                                  .data = batch,
                                                  .next = next,
                                                  .done = done};
    batch->next = 0;
    for (int i = 0; i < batch->count; i++) {
        batch->rows[i].given = batch->rows[i].done = 0;
    }
    ck_succeeds(placard_batch_run(&options, &error), error);
    for (int i = 0; i < batch->count; i++) {
        ck_assert_int_eq(batch->rows[i].done, 1);
    }
}

static void init(struct batch *batch, int count) {
    char json[4096];
    write_document(NULL, json, sizeof json);
    *batch = (struct batch){.count = count, .fonts = {.no_system_fonts = true}};
    batch->rows = pl_calloc((size_t)count + 1, sizeof *batch->rows);
    batch->template = placard_template_create(json, strlen(json), columns, NULL, -1, &error);
    ck_succeeds(batch->template != NULL, error);
    pthread_mutex_init(&batch->lock, NULL);
    pthread_mutex_init(&batch->next_lock, NULL);
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < COLUMNS; k++) {
            batch->rows[i].values[k] = "";
        }
    }
}

static void finish(struct batch *batch) {
    for (int i = 0; i < batch->count; i++) {
        placard_bytes_finish(&batch->rows[i].expected);
    }
    free(batch->rows);
    placard_template_destroy((struct placard_template *)batch->template);
    pthread_mutex_destroy(&batch->lock);
    pthread_mutex_destroy(&batch->next_lock);
}

/* Every value of each column at least once, the usual ones mostly; the same rows every time. */
static void choose_rows(struct batch *batch) {
    uint32_t state = 1;
    for (int i = 0; i < batch->count; i++) {
        struct row *row = &batch->rows[i];
        for (int k = 0; k < COLUMNS; k++) {
            uint32_t random = picture_random(&state) >> 8;
            row->values[k] = choices[k][random % 8 == 7 && i % 7 ? 1 : random / 8 % 9];
        }
        if (i % 7) {
            row->values[COLOR] = choices[COLOR][i % 5];
            row->values[OPACITY] = choices[OPACITY][i % 6];
            row->values[SRC] = choices[SRC][i % 6];
            row->values[BASE] = choices[BASE][i % 11 % 7];
        }
        row->base = i % 13 == 3 ? "opaque.png" : i % 13 == 5 ? "in/opaque.png" : NULL;
        row->writes = i % 3 == 0;
    }
    batch->rows[batch->count / 2].values[BASE] = "once.jpg";
}

static void remove_posters(void) {
    DIR *folder = opendir("out");
    const struct dirent *entry;
    while ((entry = readdir(folder))) {
        if (entry->d_name[0] != '.') {
            ck_assert_int_eq(unlinkat(dirfd(folder), entry->d_name, 0), 0);
        }
        ck_assert_ptr_null(strstr(entry->d_name, ".placard-"));
    }
    closedir(folder);
}

static void check_rows(struct batch *batch) {
    static const int threads[] = {1, 2, 8};
    int drawn = 0;
    render_all(batch);
    for (int i = 0; i < batch->count; i++) {
        drawn += batch->rows[i].message[0] == '\0';
    }
    ck_assert_int_gt(drawn, batch->count / 2);
    ck_assert_int_lt(drawn, batch->count);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        run(batch, threads[i]);
        remove_posters();
    }
}

START_TEST(posters_are_those_of_separate_documents) {
    struct batch batch;
    enter();
    init(&batch, 300);
    choose_rows(&batch);
    check_rows(&batch);
    finish(&batch);
    unit_leave();
}
END_TEST

/* What is taken over of base images and of what rows share has to be the same, however it came to be there.
 */
START_TEST(posters_in_jpeg) {
    static const struct placard_encode_options encodings[] = {
        {.format = "jpeg"},
        {.format = "jpeg", .quality = 75, .chroma = PLACARD_CHROMA_444},
        {.format = "jpeg", .quality = 85, .chroma = PLACARD_CHROMA_420},
    };
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        struct batch batch;
        enter();
        init(&batch, 150);
        choose_rows(&batch);
        batch.encode = &encodings[i];
        check_rows(&batch);
        finish(&batch);
        unit_leave();
    }
}
END_TEST

START_TEST(at_another_scale_and_background) {
    struct batch batch;
    enter();
    init(&batch, 60);
    choose_rows(&batch);
    batch.render.scale = 1.5;
    batch.render.background = "#11223344";
    check_rows(&batch);
    finish(&batch);
    unit_leave();
}
END_TEST

/* Each has a warning, if it has no error before that. */
START_TEST(strictly) {
    struct batch batch;
    enter();
    init(&batch, 40);
    batch.render.strict = true;
    choose_rows(&batch);
    render_all(&batch);
    for (int i = 0; i < batch.count; i++) {
        ck_assert_str_ne(batch.rows[i].message, "");
    }
    run(&batch, 2);
    finish(&batch);
    unit_leave();
}
END_TEST

START_TEST(no_rows) {
    struct batch batch;
    enter();
    init(&batch, 0);
    run(&batch, 4);
    finish(&batch);
    unit_leave();
}
END_TEST

START_TEST(more_threads_than_rows) {
    struct batch batch;
    enter();
    init(&batch, 3);
    render_all(&batch);
    run(&batch, 32);
    finish(&batch);
    unit_leave();
}
END_TEST

/* What is wrong with a base is told for every row that has it, first or last. */
START_TEST(the_same_error_again_and_again) {
    struct batch batch;
    enter();
    init(&batch, 200);
    for (int i = 0; i < batch.count; i++) {
        batch.rows[i].values[BASE] = i % 5 == 1 ? "absent.png" : i % 5 == 3 ? "broken.png" : "photo.jpg";
    }
    check_rows(&batch);
    finish(&batch);
    unit_leave();
}
END_TEST

START_TEST(a_file_that_cannot_be_written) {
    struct batch batch;
    enter();
    init(&batch, 4);
    ck_assert_int_eq(mkdir("out/2.png", 0777), 0);
    render_all(&batch);
    for (int i = 0; i < batch.count; i++) {
        batch.rows[i].writes = true;
    }
    strcpy(batch.rows[2].message, "out/2.png: expected a file to write, found a folder");
    run(&batch, 2);
    finish(&batch);
    unit_leave();
}
END_TEST

START_TEST(a_file_that_is_a_pipe) {
    struct batch batch;
    struct stat status;
    enter();
    init(&batch, 1);
    ck_assert_int_eq(mkfifo("out/0.png", 0666), 0);
    int reader = open("out/0.png", O_RDONLY | O_NONBLOCK); /* so that writing waits for nobody */
    ck_assert_int_ge(reader, 0);
    render_all(&batch);
    batch.rows[0].writes = batch.rows[0].pipes = true;
    run(&batch, 1);
    unsigned char found[65536];
    ssize_t size = read(reader, found, sizeof found);
    ck_assert_int_eq(size, (ssize_t)batch.rows[0].expected.size);
    ck_assert_mem_eq(found, batch.rows[0].expected.data, (size_t)size);
    ck_assert_int_eq(lstat("out/0.png", &status), 0);
    ck_assert(S_ISFIFO(status.st_mode));
    close(reader);
    finish(&batch);
    unit_leave();
}
END_TEST

/* Options that make no sense. */
START_TEST(wrong_options) {
    struct placard_render_options render = {.scale = -1};
    struct placard_encode_options encode = {.format = "bmp"};
    struct placard_batch_options options = {.render = &render, .next = next, .done = done};
    ck_fails(placard_batch_run(&options, &error), error,
             "scale: expected more than 0 and at most 16, found -1");
    options.render = NULL;
    options.encode = &encode;
    ck_assert(!placard_batch_run(&options, &error));
    ck_assert_int_eq(error.code, PLACARD_USAGE);
}
END_TEST

/* ---- templates without columns, and stores of a job's own ---- */

static const char stored[] = "{\"width\": 20, \"height\": 12, \"layers\": [{\"type\": \"image\", \"left\": "
                             "0, \"top\": 0, \"width\": 20, "
                             "\"height\": 12, \"src\": \"https://host/picture.png\"}]}";

static void put(const char *folder, const char *picture) {
    static const struct pl_stored kind = {"image/png", "png", 20, 12};
    struct pl_buffer bytes = {0};
    struct pl_store *store = pl_bundle_open(folder, &error);
    ck_succeeds(store != NULL, error);
    ck_succeeds(pl_file_read(picture, 1 << 20, &bytes, &error), error);
    ck_succeeds(pl_store_put(store, "https://host/picture.png", bytes.data, bytes.size, &kind, &error),
                error);
    ck_succeeds(pl_store_save(store, &error), error);
    pl_store_destroy(store);
    pl_buffer_finish(&bytes);
}

/** Posters of one template, each with the store of its number. */
struct stores {
    struct placard_template *template;
    int next, done;
    unsigned checksums[8];
};

static bool next_stored(void *data, struct placard_job *out) {
    static const char *const folders[] = {"one", "other"};
    struct stores *stores = data;
    if (stores->next >= 8) {
        return false;
    }
    struct placard_store **list = pl_calloc(2, sizeof(struct placard_store *));
    list[0] = placard_bundle_open(folders[stores->next % 2], &error);
    ck_succeeds(list[0] != NULL, error);
    *out = (struct placard_job){.template_ = stores->template, .stores = list, .data = list};
    stores->next++;
    return true;
}

static void done_stored(void *data, const struct placard_job *job, const struct placard_job_result *result) {
    struct stores *stores = data;
    struct placard_store **list = job->data;
    ck_assert_msg(result->error.code == PLACARD_OK, "%s", result->error.message);
    stores->checksums[stores->done++] = result->checksum;
    placard_store_destroy(list[0]);
    free(list);
}

START_TEST(stores_are_the_jobs_own) {
    struct stores stores = {0};
    enter();
    make_png("a.png", 20, 12, PNG_COLOR_TYPE_RGB, NULL);
    make_jpeg("b.jpg", 20, 12);
    put("one", "a.png");
    put("other", "b.jpg");
    stores.template = placard_template_create(stored, strlen(stored), NULL, NULL, -1, &error);
    ck_succeeds(stores.template != NULL, error);
    const struct placard_batch_options options = {
        .threads = 1, .data = &stores, .next = next_stored, .done = done_stored};
    ck_succeeds(placard_batch_run(&options, &error), error);
    ck_assert_uint_ne(stores.checksums[0], stores.checksums[1]);
    for (int i = 2; i < 8; i++) {
        ck_assert_uint_eq(stores.checksums[i], stores.checksums[i % 2]);
    }
    placard_template_destroy(stores.template);
    unit_leave();
}
END_TEST

/* ---- documents: of a row, and as they are ---- */

START_TEST(rows_have_documents) {
    static const char json[] =
        "{\"base\": \"{{host}}/{{photo}}.jpg\", \"layers\": [{\"type\": \"image\", \"sub_type\": \"L\", "
        "\"left\": 0, \"top\": 0, \"width\": 2, \"height\": 2, \"src\": \"{{host}}/{{logo}}\"}]}";
    static const char *const names[] = {"host", "photo", "logo", "L.opacity", NULL};
    const char *values[] = {"https://host", "a", "b.png", "0.5"};
    struct placard_template *template = placard_template_create(json, strlen(json), names, NULL, -1, &error);
    ck_succeeds(template != NULL, error);
    struct placard_document *document = placard_template_fill(template, values, "folder", &error);
    ck_succeeds(document != NULL, error);
    struct placard_sample_info sample;
    struct placard_layer_info layer;
    enum placard_url_kind kind;
    ck_succeeds(placard_sample_describe(document, 0, &sample, &error), error);
    ck_assert_str_eq(sample.base, "https://host/a.jpg");
    ck_succeeds(placard_layer_describe(document, 0, 0, &layer, &error), error);
    ck_assert_str_eq(layer.source, "https://host/b.png");
    ck_assert_double_eq(layer.opacity, 0.5);
    ck_assert_str_eq(placard_document_url(document, 0, &kind, NULL), "https://host/a.jpg");
    ck_assert_int_eq(kind, PLACARD_URL_BASE);
    ck_assert_str_eq(placard_document_url(document, 1, &kind, NULL), "https://host/b.png");
    ck_assert_int_eq(kind, PLACARD_URL_LAYER);
    ck_assert_ptr_null(placard_document_url(document, 2, NULL, NULL));
    placard_document_destroy(document);
    values[3] = "much";
    ck_assert_ptr_null(placard_template_fill(template, values, NULL, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "layers[0].opacity: expected"));
    placard_template_destroy(template);
}
END_TEST

/** The samples of one document, and one that it does not have. */
struct whole {
    struct placard_document *document;
    int next;
    unsigned checksums[2];
    int failed;
};

static bool next_whole(void *data, struct placard_job *out) {
    struct whole *one = data;
    *out = (struct placard_job){
        .document = one->document, .sample = one->next, .data = &one->checksums[one->next % 2]};
    return one->next++ < 3;
}

static void done_whole(void *data, const struct placard_job *job, const struct placard_job_result *result) {
    struct whole *one = data;
    if (result->error.code == PLACARD_OK) {
        *(unsigned *)job->data = result->checksum;
    }
    one->failed += result->error.code != PLACARD_OK;
}

START_TEST(templates_without_columns_have_no_placeholders) {
    static const char json[] =
        "{\"width\": 2, \"height\": 2, \"layers\": [{\"type\": \"text\", \"left\": 0, \"top\": "
        "0, \"width\": 2, \"height\": 2, \"font_size\": 2, \"content\": \"{{x}}\"}]}";
    static const char *const none[] = {NULL};
    struct placard_template *template = placard_template_create(json, strlen(json), NULL, NULL, -1, &error);
    ck_succeeds(template != NULL, error);
    struct placard_document *document = placard_template_fill(template, NULL, NULL, &error);
    ck_succeeds(document != NULL, error);
    struct placard_layer_info layer;
    ck_succeeds(placard_layer_describe(document, 0, 0, &layer, &error), error);
    ck_assert_str_eq(layer.summary, "{{x}}");
    placard_document_destroy(document);
    placard_template_destroy(template);
    ck_assert_ptr_null(placard_template_create(json, strlen(json), none, NULL, -1, &error));
    ck_assert_int_eq(error.code, PLACARD_USAGE);
}
END_TEST

START_TEST(documents_are_drawn_as_they_are) {
    static const char json[] =
        "{\"output\": {\"task_id\": \"t\", \"task_status\": \"SUCCEEDED\", \"results\": [{\"url\": "
        "\"a.png\"}, "
        "{\"url\": \"a.png\"}], \"text_result\": {\"urls\": [], \"params\": [{\"sample_idx\": 0, \"layers\": "
        "[]}, "
        "{\"sample_idx\": 1, \"layers\": [{\"type\": \"text\", \"left\": 0, \"top\": 0, \"width\": 20, "
        "\"height\": 12, \"font_size\": 9, \"content\": \"{{x}}\"}]}]}}}";
    enter();
    ck_assert_int_eq(mkdir("in2", 0777), 0);
    make_png("in2/a.png", 20, 12, PNG_COLOR_TYPE_RGB, NULL);
    struct whole one = {.document = placard_document_parse(json, strlen(json), "in2", &error)};
    ck_succeeds(one.document != NULL, error);
    const struct placard_context_options fonts = {.no_system_fonts = true};
    const struct placard_batch_options options = {
        .threads = 1, .fonts = &fonts, .data = &one, .next = next_whole, .done = done_whole};
    ck_succeeds(placard_batch_run(&options, &error), error);
    ck_assert_int_eq(one.failed, 1);
    struct placard_context *context = placard_context_create(&fonts, &error);
    for (int i = 0; i < 2; i++) {
        struct placard_bytes bytes;
        struct placard_picture *picture = placard_render(context, one.document, i, NULL, &error);
        ck_succeeds(picture != NULL, error);
        ck_succeeds(placard_encode(picture, NULL, &bytes, &error), error);
        ck_assert_uint_eq(placard_checksum(bytes.data, bytes.size), one.checksums[i]);
        placard_bytes_finish(&bytes);
        placard_picture_destroy(picture);
    }
    ck_assert_uint_ne(one.checksums[0], one.checksums[1]);
    placard_context_destroy(context);
    placard_document_destroy(one.document);
    unit_leave();
}
END_TEST

/** One poster, and what is told of it when it is done. */
struct told {
    struct placard_job job;
    int next, done;
};

static bool next_told(void *data, struct placard_job *out) {
    struct told *told = data;
    *out = told->job;
    return told->next++ == 0;
}

static void done_told(void *data, const struct placard_job *job, const struct placard_job_result *result) {
    struct told *told = data;
    ck_assert_ptr_eq(job->template_, told->job.template_);
    ck_assert_ptr_eq(job->document, told->job.document);
    ck_assert_int_eq(job->sample, told->job.sample);
    ck_assert_ptr_eq(job->values, told->job.values);
    ck_assert_ptr_eq(job->base, told->job.base);
    ck_assert_ptr_eq(job->folder, told->job.folder);
    ck_assert_ptr_eq(job->stores, told->job.stores);
    ck_assert_ptr_eq(job->path, told->job.path);
    ck_assert_ptr_eq(job->data, told->job.data);
    told->done++;
}

START_TEST(a_job_that_is_done_is_the_one_that_was_given) {
    static const char json[] = "{\"width\": 2, \"height\": 2, \"background\": \"{{color}}\", \"layers\": []}";
    static const char plain[] = "{\"width\": 2, \"height\": 2, \"layers\": []}";
    static const char *const names[] = {"color", NULL};
    static const char *const values[] = {"red"};
    struct placard_store *const stores[] = {NULL};
    struct placard_template *template = placard_template_create(json, strlen(json), names, NULL, -1, &error);
    ck_succeeds(template != NULL, error);
    struct placard_document *document = placard_document_parse(plain, strlen(plain), "in", &error);
    ck_succeeds(document != NULL, error);
    struct told told[] = {
        {.job = {.template_ = template, .values = values, .folder = ".", .stores = stores, .data = &told}},
        {.job = {.document = document, .base = "none.png", .path = "none/out.png"}},
        {.job = {.document = document, .sample = 7, .folder = "else"}},
    };
    for (int i = 0; i < 3; i++) {
        const struct placard_batch_options options = {
            .threads = 2, .data = &told[i], .next = next_told, .done = done_told};
        ck_succeeds(placard_batch_run(&options, &error), error);
        ck_assert_int_eq(told[i].done, 1);
    }
    placard_document_destroy(document);
    placard_template_destroy(template);
}
END_TEST

static void add_font(void *data, const struct placard_font_info *font) {
    char *list = data;
    const char *slash = strrchr(font->file, '/');
    snprintf(list + strlen(list), 512 - strlen(list), "%s %s%s\n", slash ? slash + 1 : font->file,
             font->requested, font->synthetic_italic ? " slanted" : "");
}

#define TEXT_LAYER(content, members, before)                                                                 \
    before "{\"type\": \"text\", \"left\": 0, \"top\": 0, \"width\": 9, \"height\": 9, \"font_size\": 9, "   \
           "\"content\": \"" content "\"" members "}"

START_TEST(texts_are_set_in_fonts) {
    static const char json[] = "[" TEXT_LAYER("a \xd7\xa9 b", "", "")
        TEXT_LAYER("c", ", \"font_weight\": 700, \"font_family\": \"Nowhere\"", ", ")
            TEXT_LAYER("\xd7\xa9", ", \"font_family\": \"Noto Sans Hebrew\", \"max_lines\": 1", ", ") "]";
    static const char *const dirs[] = {"tests/fonts", NULL};
    char list[512] = "";
    const struct placard_context_options fonts = {.font_dirs = dirs, .no_system_fonts = true};
    struct placard_context *context = placard_context_create(&fonts, &error);
    ck_succeeds(context != NULL, error);
    struct placard_document *document = placard_document_parse(json, strlen(json), NULL, &error);
    ck_succeeds(document != NULL, error);
    ck_succeeds(placard_sample_fonts(context, document, 0, add_font, list, &error), error);
    ck_assert_str_eq(list, "NotoSansSC-Regular.otf Noto Sans SC\n"
                           "NotoSansHebrew-Regular.ttf Noto Sans SC\n"
                           "NotoSansSC-Regular.otf Noto Sans SC\n"
                           "NotoSansSC-Bold.otf Nowhere\n"
                           "NotoSansHebrew-Regular.ttf Noto Sans Hebrew\n"
                           "NotoSansSC-Regular.otf Noto Sans Hebrew\n");
    ck_assert(!placard_sample_fonts(context, document, 1, add_font, list, &error));
    ck_assert_int_eq(error.code, PLACARD_USAGE);
    placard_document_destroy(document);
    placard_context_destroy(context);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {posters_are_those_of_separate_documents,
                                  posters_in_jpeg,
                                  at_another_scale_and_background,
                                  strictly,
                                  no_rows,
                                  more_threads_than_rows,
                                  the_same_error_again_and_again,
                                  a_file_that_cannot_be_written,
                                  a_file_that_is_a_pipe,
                                  wrong_options,
                                  stores_are_the_jobs_own,
                                  rows_have_documents,
                                  templates_without_columns_have_no_placeholders,
                                  documents_are_drawn_as_they_are,
                                  a_job_that_is_done_is_the_one_that_was_given,
                                  texts_are_set_in_fonts,
                                  NULL};
    return unit_run("batch", tests);
}
