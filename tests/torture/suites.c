#include "folder.h"
#include "torture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Suites: some pictures as expected, some not, some missing; checked, and written anew. */

static const char small[] =
    "{\"width\": 20, \"height\": 16, \"background\": \"#%s\", \"layers\": [{\"type\": \"text_mask\", "
    "\"left\": 2, \"top\": 3, \"width\": 9, \"height\": 7, \"color\": \"#c83c28\"}]}";

struct plan {
    bool update;
    char *folder;
};

static bool take_cases(const struct placard_suite *suite, struct digest *digest,
                       struct placard_error *error) {
    struct placard_case_info one;
    for (int i = 0; placard_suite_case(suite, i, &one); i++) {
        digest_text(digest, one.name);
        digest_number(digest, one.state);
        digest_number(digest, one.mismatched);
        if (one.message && strstr(one.message, "out of memory")) {
            *error = (struct placard_error){PLACARD_MEMORY, "out of memory"};
            return false;
        }
        digest_text(digest, one.message && !strchr(one.message, '/') ? one.message : "");
    }
    return true;
}

static bool run_suite(void *state, struct digest *digest, struct placard_error *error) {
    const struct plan *plan = state;
    char report[4096];
    snprintf(report, sizeof report, "%s/report", plan->folder);
    struct placard_suite_options options = {.filter = "*"};
    struct placard_suite *suite = placard_suite_open(folder_path(plan->folder, "suite"), &options, error);
    struct placard_suite_run_options run = {.context = &torture_fonts,
                                            .parallel = 1,
                                            .update = plan->update,
                                            .prune = plan->update,
                                            .report = report};
    bool done = suite && placard_suite_run(suite, &run, error) && take_cases(suite, digest, error);
    placard_suite_destroy(suite);
    return done;
}

/* What is updated by one run is as expected for the next. */
static bool update_suite(void *state, struct digest *digest, struct placard_error *error) {
    struct digest first = {0};
    struct plan check = *(const struct plan *)state;
    if (!run_suite(state, &first, error)) {
        return false;
    }
    check.update = false;
    return run_suite(&check, digest, error);
}

static void write_case(const char *folder, const char *name, const char *color, const char *expected) {
    struct placard_context *context = placard_context_create(&torture_fonts, NULL);
    char json[1000];
    char file[100];
    snprintf(json, sizeof json, small, expected ? expected : color);
    struct placard_document *document = placard_document_parse(json, strlen(json), NULL, NULL);
    struct placard_picture *picture = placard_render(context, document, 0, NULL, NULL);
    struct placard_bytes bytes = {0};
    if (!placard_encode(picture, NULL, &bytes, NULL)) {
        abort();
    }
    if (expected) {
        snprintf(file, sizeof file, "suite/%s.png", name);
        folder_write(folder, file, bytes.data, bytes.size);
    }
    if (color) {
        snprintf(json, sizeof json, small, color);
        snprintf(file, sizeof file, "suite/%s.json", name);
        folder_write(folder, file, json, strlen(json));
    }
    placard_bytes_finish(&bytes);
    placard_picture_destroy(picture);
    placard_document_destroy(document);
    placard_context_destroy(context);
}

static void *open_plan(void *state) {
    static const char check[] =
        "{\"max_percent\": 0.5, \"cases\": {\"same\": {\"max_pixels\": 0, \"scale\": 1}}}";
    struct plan *plan = malloc(sizeof *plan);
    if (!plan) {
        abort();
    }
    *plan = *(const struct plan *)state;
    plan->folder = folder_make();
    mkdir(folder_path(plan->folder, "suite"), 0777);
    folder_write(plan->folder, "suite/check.json", check, sizeof check - 1);
    write_case(plan->folder, "same", "ddeeff", "ddeeff");
    write_case(plan->folder, "changed", "ddeeff", "112233");
    write_case(plan->folder, "new", "ddeeff", NULL);
    write_case(plan->folder, "orphaned", NULL, "112233");
    if (!plan->update) {
        folder_write(plan->folder, "suite/broken.json", "{\"width\": }", 11);
    }
    return plan;
}

static void close_plan(void *state) {
    struct plan *plan = state;
    folder_delete(plan->folder);
    free(plan);
}

void torture_suites(const char *source) {
    struct plan plan = {.update = false};
    (void)source;
    torture(&(struct scenario){"check a suite", run_suite, &plan, open_plan, close_plan, false, 2});
    plan.update = true;
    torture(&(struct scenario){"update a suite", update_suite, &plan, open_plan, close_plan, false, 5});
}
