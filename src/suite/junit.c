#include "base/number.h"
#include "suite/page.h"
#include "suite/text.h"

#include <math.h>
#include <string.h>

/* What people have to look at; what was written just now is as it should be. */
static bool is_failure(const struct pl_result *result) {
    return result->state != PL_CASE_PASSED && result->state != PL_CASE_FAILED && !result->written;
}

static void write_seconds(struct pl_buffer *out, double seconds) {
    char digits[PL_NUMBER_SIZE];
    pl_number_format(floor(seconds * 1000 + 0.5) / 1000, digits);
    pl_buffer_format(out, " time=\"%s\"", digits);
}

/* `folder/name` becomes the class `suite/folder` and the name `name`. */
static void write_names(struct pl_buffer *out, const struct pl_suite *suite, const char *name) {
    const char *slash = strrchr(name, '/');
    struct pl_buffer class = {0};
    pl_buffer_text(&class, suite->folder);
    if (slash) {
        pl_buffer_text(&class, "/");
        pl_buffer_append(&class, name, (size_t)(slash - name));
    }
    pl_buffer_text(out, " classname=\"");
    pl_write_xml(out, class.data ? (const char *)class.data : "");
    pl_buffer_text(out, "\" name=\"");
    pl_write_xml(out, slash ? slash + 1 : name);
    pl_buffer_text(out, "\"");
    out->failed = out->failed || class.failed;
    pl_buffer_finish(&class);
}

static void write_case(struct pl_buffer *out, const struct pl_suite *suite, const struct pl_case *one) {
    const struct pl_result *result = &one->result;
    const char *element = is_failure(result) ? "failure" : result->state == PL_CASE_FAILED ? "error" : NULL;
    pl_buffer_text(out, "  <testcase");
    write_names(out, suite, one->name);
    write_seconds(out, result->seconds);
    if (!element) {
        pl_buffer_text(out, "/>\n");
        return;
    }
    pl_buffer_format(out, ">\n    <%s type=\"%s\" message=\"", element, pl_case_state_name(result->state));
    pl_write_xml(out, result->message ? result->message : "");
    pl_buffer_text(out, "\"/>\n  </testcase>\n");
}

void pl_junit_write(const struct pl_suite *suite, struct pl_buffer *out) {
    int tests = 0, failures = 0, errors = 0;
    for (int i = 0; i < suite->count; i++) {
        const struct pl_case *one = &suite->cases[i];
        tests += one->wanted;
        failures += one->wanted && is_failure(&one->result);
        errors += one->wanted && one->result.state == PL_CASE_FAILED;
    }
    pl_buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"");
    pl_write_xml(out, suite->folder);
    pl_buffer_format(out, "\" tests=\"%d\" failures=\"%d\" errors=\"%d\"", tests, failures, errors);
    write_seconds(out, suite->seconds);
    pl_buffer_text(out, ">\n");
    for (int i = 0; i < suite->count; i++) {
        if (suite->cases[i].wanted) {
            write_case(out, suite, &suite->cases[i]);
        }
    }
    pl_buffer_text(out, "</testsuite>\n");
}
