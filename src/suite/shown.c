#include "suite/shown.h"

#include "base/buffer.h"
#include "base/file.h"
#include "document/json_tree.h"
#include "suite/document.h"
#include "suite/page.h"

#include <stdlib.h>
#include <string.h>

/* A report of a hundred thousand cases has some 100 MB. */
enum { MOST_BYTES = 512 * 1024 * 1024 };

static const char *text_of(const cJSON *object, const char *name) {
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);
    return cJSON_IsString(value) ? value->valuestring : NULL;
}

static int by_name(const void *key, const void *one) {
    return strcmp(key, ((const struct pl_case *)one)->name);
}

static bool take_cases(struct pl_suite *suite, const cJSON *cases, struct placard_error *error) {
    for (const cJSON *shown = cases->child; shown; shown = shown->next) {
        const char *name = text_of(shown, "name"), *actual = text_of(shown, "actual");
        struct pl_case *one =
            name ? bsearch(name, suite->cases, (size_t)suite->count, sizeof *suite->cases, by_name) : NULL;
        if (one && one->wanted && actual) {
            one->shown = pl_arena_strndup(&suite->arena, actual, strlen(actual));
            if (!one->shown) {
                return pl_fail_memory(error);
            }
        }
    }
    return true;
}

static bool take_report(struct pl_suite *suite, const char *path, const struct pl_buffer *text,
                        struct placard_error *error) {
    const struct pl_json_part part = {text->data ? (const char *)text->data : "", text->size, 1, "report"};
    struct placard_error wrong;
    if (!pl_json_check(&part, NULL, &wrong)) {
        return pl_fail(error, PLACARD_USAGE, "%s: %s", path, wrong.message);
    }
    cJSON *tree = pl_json_tree(part.text, part.size, NULL, error);
    const cJSON *cases = cJSON_GetObjectItemCaseSensitive(tree, "cases");
    bool ok = tree && (cJSON_IsArray(cases)
                           ? take_cases(suite, cases, error)
                           : pl_fail(error, PLACARD_USAGE, "%s: expected a report with cases", path));
    cJSON_Delete(tree);
    return ok;
}

bool pl_shown_read(struct pl_suite *suite, const char *report, struct placard_error *error) {
    struct pl_buffer text = {0};
    char *path = pl_path_join(report, PL_REPORT_NAME);
    bool ok = path || pl_fail_memory(error);
    if (ok && !pl_file_exists(path)) {
        ok = pl_fail(error, PLACARD_USAGE,
                     "%s: expected the report that the cases were looked at in, found none", path);
    }
    ok = ok && pl_plain_read(path, MOST_BYTES, &text, error) && take_report(suite, path, &text, error);
    pl_buffer_finish(&text);
    free(path);
    return ok;
}
