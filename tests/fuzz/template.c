/* A template and its rows, drawn as a batch over a base of 64x64 pixels. Before the first zero stands the
 * document, behind it the file of rows, whose format is told by its first line. */
#include "fuzz.h"

#include <stdlib.h>

enum { ROWS_DRAWN = 4, COLUMNS = 64 };

struct work {
    const struct placard_rows *rows;
    const struct placard_template *template_;
    int columns, row;
    struct placard_bytes values[COLUMNS];
    const char *pointers[COLUMNS];
};

static void forget_values(struct work *work) {
    for (int i = 0; i < work->columns; i++) {
        placard_bytes_finish(&work->values[i]);
    }
}

static void take_values(struct work *work) {
    struct placard_error error = {.code = PLACARD_OK};
    forget_values(work);
    for (int i = 0; i < work->columns; i++) {
        bool there = placard_rows_value(work->rows, work->row, i, &work->values[i], &error);
        work->pointers[i] = there ? (const char *)work->values[i].data : NULL;
    }
}

/* Posters of one thread are done before the next is asked for. */
static bool next(void *data, struct placard_job *out) {
    struct work *work = data;
    while (work->row < placard_rows_count(work->rows) && work->row < ROWS_DRAWN) {
        if (!placard_rows_error(work->rows, work->row)) {
            take_values(work);
            work->row++;
            *out = (struct placard_job){.template_ = work->template_, .values = work->pointers};
            return true;
        }
        work->row++;
    }
    return false;
}

static void done(void *data, const struct placard_job *job, const struct placard_job_result *result) {
    for (const char *const *warning = result->warnings; *warning; warning++) {
        fuzz_require_line(*warning);
    }
    if (result->error.code == PLACARD_OK) {
        fuzz_require(result->bytes && result->size > 0, "a poster has bytes");
        fuzz_require(result->checksum == placard_checksum(result->bytes, result->size),
                     "a poster's checksum is its own");
    } else {
        fuzz_require_error(&result->error);
    }
}

static void choose(const struct work *work) {
    const char *nothing[COLUMNS] = {NULL};
    struct placard_error error = {.code = PLACARD_OK};
    struct placard_sample_info sample;
    struct placard_bytes storage;
    if (placard_template_choose(work->template_, nothing, &sample, &storage, &error)) {
        placard_bytes_finish(&storage);
    } else {
        fuzz_require_error(&error);
    }
}

static void draw(struct work *work) {
    struct placard_bytes base = fuzz_base();
    struct placard_error error = {.code = PLACARD_OK};
    const struct placard_render_options render = {
        .base = "base.png", .base_bytes = base.data, .base_size = base.size};
    const struct placard_batch_options options = {.threads = 1,
                                                  .fonts = fuzz_fonts(),
                                                  .render = &render,
                                                  .folder = "/nowhere",
                                                  .data = work,
                                                  .next = next,
                                                  .done = done};
    if (!placard_batch_run(&options, &error)) {
        fuzz_require_error(&error);
    }
    forget_values(work);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_parts parts = fuzz_split(data, size);
    struct placard_error error = {.code = PLACARD_OK};
    struct placard_rows *rows = placard_rows_read("rows", parts.second, parts.second_size, NULL, &error);
    if (!rows) {
        fuzz_require_error(&error);
        return 0;
    }
    const char *columns[COLUMNS + 1] = {NULL};
    struct work work = {.rows = rows};
    while (work.columns < COLUMNS && (columns[work.columns] = placard_rows_column(rows, work.columns))) {
        work.columns++;
    }
    columns[work.columns] = NULL;
    struct placard_template *template_ =
        placard_template_create(parts.first, parts.first_size, columns, NULL, -1, &error);
    if (template_) {
        work.template_ = template_;
        choose(&work);
        draw(&work);
    } else {
        fuzz_require_error(&error);
    }
    placard_template_destroy(template_);
    placard_rows_destroy(rows);
    return 0;
}
