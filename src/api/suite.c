#include "suite/suite.h"

#include "base/memory.h"

#include <placard/placard.h>

#include <stdlib.h>

struct placard_suite {
    struct pl_suite *suite;
};

struct placard_suite *placard_suite_open(const char *folder, const struct placard_suite_options *options,
                                         struct placard_error *error) {
    struct pl_suite_options wanted = {0};
    if (options) {
        wanted = (struct pl_suite_options){.against = options->against,
                                           .filter = options->filter,
                                           .scale = options->scale,
                                           .threshold = options->threshold,
                                           .include_antialiased = options->include_antialiased,
                                           .max_percent = options->max_percent,
                                           .max_pixels = options->max_pixels};
    }
    struct placard_suite *suite = pl_calloc(1, sizeof *suite);
    if (!suite) {
        pl_fail_memory(error);
        return NULL;
    }
    suite->suite = pl_suite_open(folder, &wanted, error);
    if (!suite->suite) {
        free(suite);
        return NULL;
    }
    return suite;
}

void placard_suite_destroy(struct placard_suite *suite) {
    if (suite) {
        pl_suite_destroy(suite->suite);
        free(suite);
    }
}

bool placard_suite_pick(struct placard_suite *suite, const char *const *names, int count,
                        struct placard_error *error) {
    return pl_suite_pick(suite->suite, names, count, error);
}

void placard_suite_places(const struct placard_suite *suite, placard_place_function *function, void *data) {
    pl_suite_places(suite->suite, function, data);
}

const char *placard_case_state_name(enum placard_case_state state) {
    return pl_case_state_name((enum pl_case_state)state);
}

static void describe(const struct pl_case *one, struct placard_case_info *out) {
    const struct pl_result *result = &one->result;
    *out = (struct placard_case_info){.name = one->name,
                                      .state = (enum placard_case_state)result->state,
                                      .written = result->written,
                                      .message = result->message,
                                      .document = one->path,
                                      .expected = one->golden,
                                      .measured = result->measured,
                                      .pixels = result->pixels,
                                      .mismatched = result->mismatched,
                                      .antialiased = result->antialiased,
                                      .bound = result->bound,
                                      .mean = result->mean,
                                      .rms = result->rms,
                                      .ssim = result->ssim,
                                      .greatest = result->greatest,
                                      .seconds = result->seconds};
    if (result->measured && result->pixels > 0) {
        out->percent = (double)result->mismatched * 100 / (double)result->pixels;
    }
}

bool placard_suite_case(const struct placard_suite *suite, int index, struct placard_case_info *out) {
    for (int i = 0; index >= 0 && i < suite->suite->count; i++) {
        const struct pl_case *one = &suite->suite->cases[i];
        if (one->wanted && index-- == 0) {
            describe(one, out);
            return true;
        }
    }
    return false;
}

static bool tell(void *data, const struct pl_case *one) {
    const struct placard_suite_run_options *options = data;
    struct placard_case_info info;
    describe(one, &info);
    return options->done(options->data, &info);
}

bool placard_suite_run(struct placard_suite *suite, const struct placard_suite_run_options *options,
                       struct placard_error *error) {
    struct placard_suite_run_options given = {0};
    struct pl_run_options run = {0};
    if (options) {
        given = *options;
    }
    if (given.context) {
        run.fonts = (struct pl_font_options){given.context->font_dirs, given.context->bundled_fonts,
                                             given.context->no_system_fonts};
    }
    run.parallel = given.parallel;
    run.update = given.update || given.approve;
    run.prune = given.prune;
    run.approve = given.approve;
    run.words = given.words;
    run.report = given.report;
    run.done = given.done ? tell : NULL;
    run.data = &given;
    return pl_suite_run(suite->suite, &run, error);
}
