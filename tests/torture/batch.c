#include "folder.h"
#include "pictures.h"
#include "torture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows of data, templates, and posters of them by one thread and by several. */

enum { MOST_COLUMNS = 8, MOST_ROWS = 8 };

struct text {
    const char *name;
    const char *bytes;
};

static bool read_rows(void *state, struct digest *digest, struct placard_error *error) {
    const struct text *text = state;
    struct placard_rows *rows = placard_rows_read(text->name, text->bytes, strlen(text->bytes), NULL, error);
    bool done = rows != NULL;
    for (int row = 0; done && row < placard_rows_count(rows); row++) {
        const struct placard_error *wrong = placard_rows_error(rows, row);
        digest_text(digest, wrong ? wrong->message : NULL);
        digest_number(digest, placard_rows_line(rows, row));
        for (int column = 0; done && placard_rows_column(rows, column); column++) {
            struct placard_bytes value = {0};
            struct placard_error missing = {.code = PLACARD_OK};
            digest_text(digest, placard_rows_column(rows, column));
            if (placard_rows_value(rows, row, column, &value, &missing)) {
                digest_bytes(digest, value.data, value.size);
            } else if (missing.code != PLACARD_OK) {
                *error = missing;
                done = false;
            }
            placard_bytes_finish(&value);
        }
    }
    placard_rows_destroy(rows);
    return done;
}

static const char document[] = "{\"width\": 40, \"height\": 30, \"background\": \"#ffeedd\", \"layers\": ["
                               "{\"type\": \"text\", \"sub_type\": \"Title\", \"content\": \"own "
                               "{{price}}\", \"left\": 1, \"top\": 1, \"width\": 38, "
                               "\"height\": 14, \"font_size\": 8, \"font_color\": \"#333\"},"
                               "{\"type\": \"text_mask\", \"left\": 2, \"top\": 16, \"width\": 20, "
                               "\"height\": 10, \"color\": \"#c83c28\"},"
                               "{\"type\": \"image\", \"src\": \"logo.png\", \"left\": 24, \"top\": 16, "
                               "\"width\": 12, \"height\": 10}]}";
static const char *const columns[] = {"Title",   "price", "layers.1.color", "background", "layers.2.src",
                                      "nothing", NULL};
static const bool spare[] = {false, false, false, false, false, true};
static const char *const rows[][MOST_COLUMNS] = {
    {"Spring", "9", "#00ff00", "#ddeeff", "logo.png", ""}, {NULL, "10", "", "#112233", "logo.png", NULL},
    {"a\nb", "", "oops", "#ffffff", "logo.png", ""},       {"A", "1", "#123456", "#ddeeff", "absent.png", ""},
    {"B", "2", "#123", "#ddeeff", "logo.png", "x"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static bool use_template(void *state, struct digest *digest, struct placard_error *error) {
    (void)state;
    struct placard_template *template_ =
        placard_template_create(document, strlen(document), columns, spare, -1, error);
    bool done = template_ != NULL;
    for (int i = 0; done && i < ROWS; i++) {
        struct placard_bytes base = {0};
        struct placard_sample_info sample = {0};
        done = placard_template_choose(template_, rows[i], &sample, &base, error);
        digest_number(digest, sample.index);
        digest_bytes(digest, base.data, base.size);
        placard_bytes_finish(&base);
    }
    placard_template_destroy(template_);
    return done;
}

static bool refuse_template(void *state, struct digest *digest, struct placard_error *error) {
    static const char *const wrong[] = {"Titel", "layers.9.color", NULL};
    (void)state;
    (void)digest;
    struct placard_template *template_ =
        placard_template_create(document, strlen(document), wrong, NULL, -1, error);
    placard_template_destroy(template_);
    return template_ != NULL;
}

/* A batch: the rows in order, and what became of each, in whatever order. */
struct run {
    const char *folder;
    const struct placard_template *template_;
    int next;
    bool to_files;
    char paths[ROWS][4096];
    uint64_t results[ROWS];
    struct placard_error memory; /* the first poster's that failed for memory */
    int failed;                  /* how many did */
};

static bool give_next(void *data, struct placard_job *out) {
    struct run *run = data;
    if (run->next == ROWS) {
        return false;
    }
    *out = (struct placard_job){
        .template_ = run->template_, .values = rows[run->next], .data = &run->results[run->next]};
    if (run->to_files) {
        snprintf(run->paths[run->next], sizeof run->paths[0], "%s/%d.png", run->folder, run->next);
        out->path = run->paths[run->next];
    }
    run->next++;
    return true;
}

static void take_done(void *data, const struct placard_job *job, const struct placard_job_result *result) {
    struct run *run = data;
    struct digest digest = {0};
    digest_number(&digest, result->error.code);
    digest_text(&digest, result->error.code == PLACARD_OK ? NULL : result->error.message);
    for (const char *const *warning = result->warnings; *warning; warning++) {
        digest_text(&digest, *warning);
    }
    digest_number(&digest, result->error.code == PLACARD_OK ? result->checksum : 0);
    *(uint64_t *)job->data = digest.value;
    bool memory = result->error.code == PLACARD_MEMORY;
    if (run->memory.code == PLACARD_OK && memory) {
        run->memory = result->error;
    }
    run->failed += memory;
}

struct plan {
    int threads;
    bool to_files;
    bool over_jpeg; /* and to JPEG, where coefficients are taken over */
    char *folder;
};

/* Of the template's size, it has none then. */
static const char sized[] = "{\"width\": 40, \"height\": 30, ";

static bool run_batch(void *state, struct digest *digest, struct placard_error *error) {
    const struct plan *plan = state;
    static struct run run;
    run = (struct run){.folder = plan->folder, .to_files = plan->to_files};
    char json[sizeof document] = "{";
    strcat(json, document + (plan->over_jpeg ? sizeof sized - 1 : 1));
    struct placard_template *template_ =
        placard_template_create(json, strlen(json), columns, spare, -1, error);
    if (!template_) {
        return false;
    }
    char base[4096];
    snprintf(base, sizeof base, "%s/base.jpg", plan->folder);
    const struct placard_render_options render = {.base = base};
    const struct placard_encode_options encode = {.format = "jpeg"};
    run.template_ = template_;
    struct placard_batch_options options = {.threads = plan->threads,
                                            .fonts = &torture_fonts,
                                            .render = plan->over_jpeg ? &render : NULL,
                                            .encode = plan->over_jpeg ? &encode : NULL,
                                            .folder = plan->folder,
                                            .data = &run,
                                            .next = give_next,
                                            .done = take_done};
    bool done = placard_batch_run(&options, error);
    placard_template_destroy(template_);
    if (done && run.memory.code != PLACARD_OK) {
        *error = run.memory;
        done = false;
    }
    digest_bytes(digest, run.results, sizeof run.results);
    if (torture_alone && run.failed > 1) {
        *error = (struct placard_error){PLACARD_DOCUMENT, "one allocation failed, and more than one poster"};
    }
    return done;
}

static void *open_plan(void *state) {
    struct plan *plan = malloc(sizeof *plan);
    struct placard_context *context = placard_context_create(&torture_fonts, NULL);
    static const char logo[] = "{\"width\": 8, \"height\": 8, \"background\": \"#285ac880\", \"layers\": []}";
    struct placard_document *d = placard_document_parse(logo, sizeof logo - 1, NULL, NULL);
    struct placard_picture *picture = placard_render(context, d, 0, NULL, NULL);
    struct placard_bytes bytes = {0};
    if (!plan || !placard_encode(picture, NULL, &bytes, NULL)) {
        abort();
    }
    *plan = *(const struct plan *)state;
    plan->folder = folder_make();
    folder_write(plan->folder, "logo.png", bytes.data, bytes.size);
    static unsigned char samples[70 * 50 * 3];
    struct pl_buffer base = {0};
    picture_waves(samples, 70, 50, 3);
    picture_jpeg_make(&(struct picture_jpeg){70, 50, JCS_RGB, JCS_YCbCr}, samples, &base);
    folder_write(plan->folder, "base.jpg", base.data, base.size);
    pl_buffer_finish(&base);
    placard_bytes_finish(&bytes);
    placard_picture_destroy(picture);
    placard_document_destroy(d);
    placard_context_destroy(context);
    return plan;
}

static void close_plan(void *state) {
    struct plan *plan = state;
    folder_delete(plan->folder);
    free(plan);
}

void torture_batch(const char *source) {
    static const struct text texts[] = {
        {"a.csv", "Title,base,\"q,\"\"x\"\nSpring,a.png,\"two\nlines\"\nshort\nAutumn,,z\n"},
        {"a.tsv", "Title\tbase\nx\ty\n\n"},
        {"a.jsonl", "{\"a\": 1, \"b\": \"x\\u00e9\"}\n{\"b\": [1, 2], \"c\": null}\nnonsense\n\n{\"a\": "
                    "{\"d\": true}}\n"},
        {"a.csv", "a,a\n1,2\n"},
        {"a.csv", ""},
    };
    (void)source;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char name[64];
        snprintf(name, sizeof name, "read rows %zu, %s", i, texts[i].name);
        torture(
            &(struct scenario){.name = name, .run = read_rows, .state = (void *)&texts[i], .fails = i >= 3});
    }
    torture(&(struct scenario){.name = "a template", .run = use_template});
    torture(
        &(struct scenario){.name = "a template with wrong columns", .run = refuse_template, .fails = true});
    for (int i = 0; i < 6; i++) {
        struct plan plan = {.threads = i & 1 ? 3 : 1, .to_files = i & 2, .over_jpeg = i & 4};
        char name[64];
        snprintf(name, sizeof name, "a batch by %d threads%s%s", plan.threads,
                 plan.to_files ? ", to files" : "", plan.over_jpeg ? ", over a JPEG" : "");
        torture(&(struct scenario){name, run_batch, &plan, open_plan, close_plan, false, i == 0 ? 2 : 7,
                                   plan.threads > 1});
    }
}
