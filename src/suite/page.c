#include "suite/page.h"

#include "base/file.h"
#include "suite/document.h"
#include "suite/page/report.h"
#include "suite/text.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of base64 that are worth their time to load: for the loupe, which reads pixels out of them. */
enum { MOST_BLOCKS = 16 * 1024 * 1024 };

static bool write_file(const char *report, const char *name, const struct pl_buffer *text,
                       struct placard_error *error) {
    char *path = pl_path_join(report, name);
    bool ok = (path && !text->failed) || pl_fail_memory(error);
    ok = ok && pl_file_write(path, text->data, text->size, error);
    free(path);
    return ok;
}

/* A picture's file once more; false where it does not fit any more. */
static bool write_block(struct pl_buffer *out, const char *report, const char *name, size_t *left) {
    struct pl_buffer file = {0};
    char *path = name[0] ? pl_path_join(report, name) : NULL;
    bool read = path && pl_plain_read(path, PL_PICTURE_FILE_LIMIT, &file, NULL);
    size_t size = (file.size + 2) / 3 * 4;
    bool fits = size <= *left;
    if (read && fits) {
        pl_buffer_format(out, "<script type=\"text/plain\" data-picture=\"%s\">", name);
        pl_write_base64(out, file.data, file.size);
        pl_buffer_text(out, "</script>\n");
        *left -= size;
    }
    pl_buffer_finish(&file);
    free(path);
    return fits;
}

static void write_blocks(const struct pl_suite *suite, const char *report, struct pl_buffer *out) {
    size_t left = MOST_BLOCKS;
    bool fits = true;
    for (int i = 0; fits && i < suite->count; i++) {
        const struct pl_result *result = &suite->cases[i].result;
        if (suite->cases[i].wanted && result->state != PL_CASE_PASSED) {
            fits = write_block(out, report, result->expected, &left) &&
                   write_block(out, report, result->actual, &left);
        }
    }
}

bool pl_page_write(const struct pl_suite *suite, const struct pl_run_options *options,
                   struct placard_error *error) {
    const char *report = options->report;
    struct pl_buffer data = {0}, page = {0}, junit = {0};
    pl_report_write(suite, options, &data);
    pl_junit_write(suite, &junit);
    pl_buffer_append(&page, pl_page_start, sizeof pl_page_start);
    pl_buffer_append(&page, data.data, data.size);
    pl_buffer_append(&page, pl_page_middle, sizeof pl_page_middle);
    write_blocks(suite, report, &page);
    pl_buffer_append(&page, pl_page_end, sizeof pl_page_end);
    bool ok = write_file(report, PL_REPORT_NAME, &data, error) &&
              write_file(report, "junit.xml", &junit, error) &&
              write_file(report, "index.html", &page, error);
    pl_buffer_finish(&data);
    pl_buffer_finish(&page);
    pl_buffer_finish(&junit);
    return ok;
}
