#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/reading.h"
#include "cli/sandbox.h"
#include "cli/text.h"

#include <stdlib.h>
#include <string.h>

enum { STATES = PLACARD_CASE_FAILED + 1, STATE_COLUMNS = 9 };

/** A run over one suite, while its cases are told. */
struct checking {
    struct cli_run *run;
    int total, told, bad;
    int counts[STATES];
    int written, orphans;
};

/* ---- lines for people ---- */

static const char *color_of(const struct placard_case_info *one) {
    return one->state == PLACARD_CASE_PASSED || one->written ? "\033[32m"
           : one->state == PLACARD_CASE_FAILED               ? "\033[1;31m"
                                                             : "\033[33m";
}

/* The message, with what was done about it. */
static void print_words(const struct placard_case_info *one) {
    if (one->message) {
        printf("  ");
        cli_print(stdout, one->message, 0);
    } else if (one->mismatched > 0) {
        printf("  %lld of %lld pixels differ (%.4f %%)", one->mismatched, one->pixels, one->percent);
    }
    if (one->written) {
        printf("; %s", one->state == PLACARD_CASE_ORPHANED ? "deleted" : "written");
    }
}

static void print_line(const struct checking *checking, const struct placard_case_info *one) {
    bool color = checking->run->terminal.color_out;
    printf("%s%-*s%s ", color ? color_of(one) : "", STATE_COLUMNS, placard_case_state_name(one->state),
           color ? "\033[0m" : "");
    cli_print(stdout, one->name, 0);
    print_words(one);
    putchar('\n');
    cli_flush(stdout);
}

static void print_summary(const struct checking *checking) {
    const char *comma = "";
    for (int i = 0; i < STATES; i++) {
        if (checking->counts[i] > 0) {
            printf("%s%d %s", comma, checking->counts[i],
                   placard_case_state_name((enum placard_case_state)i));
            comma = ", ";
        }
    }
    if (checking->written > 0) {
        printf("; %d written", checking->written);
    }
    putchar('\n');
}

/* ---- for programs ---- */

static void print_json(const struct placard_case_info *one) {
    struct cli_json json = {.out = stdout};
    cli_json_open(&json, NULL, '{');
    cli_json_text(&json, "name", one->name);
    cli_json_text(&json, "state", placard_case_state_name(one->state));
    cli_json_flag(&json, "written", one->written);
    cli_json_text(&json, "message", one->message);
    cli_json_text(&json, "document", one->document);
    cli_json_text(&json, "expected", one->expected);
    if (one->measured) {
        cli_json_number(&json, "pixels", (double)one->pixels);
        cli_json_number(&json, "mismatched", (double)one->mismatched);
        cli_json_number(&json, "antialiased", (double)one->antialiased);
        cli_json_number(&json, "percent", one->percent);
        cli_json_number(&json, "bound", one->bound);
        cli_json_number(&json, "mean", one->mean);
        cli_json_number(&json, "rms", one->rms);
        cli_json_number(&json, "greatest", one->greatest);
        cli_json_number(&json, "ssim", one->ssim);
    }
    cli_json_milliseconds(&json, "milliseconds", one->seconds * 1000);
    cli_json_close(&json, '}');
    cli_json_line(&json);
}

static void print_json_summary(const struct checking *checking) {
    struct cli_json json = {.out = stdout};
    cli_json_open(&json, NULL, '{');
    cli_json_text(&json, "suite", checking->run->operands.items[0]);
    cli_json_number(&json, "cases", checking->told);
    for (int i = 0; i < STATES; i++) {
        cli_json_number(&json, placard_case_state_name((enum placard_case_state)i), checking->counts[i]);
    }
    cli_json_number(&json, "written", checking->written);
    cli_json_close(&json, '}');
    cli_json_line(&json);
}

/* A `#` would begin a directive. */
static void print_tap_text(const char *text) {
    size_t length;
    for (; *text; text += length) {
        length = strcspn(text, "#");
        char *part = cli_copy(text, length);
        cli_print(stdout, part, 0);
        free(part);
        if (text[length] == '#') {
            fputs("\\#", stdout);
            length++;
        }
    }
}

static void print_tap(const struct checking *checking, const struct placard_case_info *one, bool good) {
    printf("%s %d - ", good ? "ok" : "not ok", checking->told);
    print_tap_text(one->name);
    if (one->measured && one->mismatched > 0) {
        printf(": %.4f %% of at most %.4g %%, mean %.3f, greatest %d", one->percent, one->bound, one->mean,
               one->greatest);
    }
    putchar('\n');
    if (one->message) {
        printf("#   %s: ", placard_case_state_name(one->state));
        cli_print(stdout, one->message, 0);
        putchar('\n');
    }
    cli_flush(stdout);
}

/* ---- a run ---- */

static bool take_case(void *data, const struct placard_case_info *one) {
    struct checking *checking = data;
    const struct cli_options *options = &checking->run->options;
    bool good = one->state == PLACARD_CASE_PASSED || (one->written && one->state != PLACARD_CASE_FAILED);
    checking->told++;
    checking->counts[one->state]++;
    checking->written += one->written;
    checking->orphans += one->state == PLACARD_CASE_ORPHANED && !one->written;
    checking->bad += !good;
    if (options->tap) {
        print_tap(checking, one, good);
    } else if (options->json) {
        print_json(one);
    } else if (!options->quiet || !good) {
        print_line(checking, one);
    }
    return cli_interrupt_came();
}

static void finish_lists(const struct checking *checking) {
    const struct cli_options *options = &checking->run->options;
    if (options->tap) {
        printf("1..%d\n", checking->told);
    } else if (options->json) {
        print_json_summary(checking);
    } else if (!options->quiet) {
        print_summary(checking);
    }
    if (options->report && !options->approve && checking->bad > 0 && !options->json) {
        printf("%sSee ", options->tap ? "# " : "");
        cli_print(stdout, options->report, 0);
        printf("%sindex.html\n", options->report[strlen(options->report) - 1] == '/' ? "" : "/");
    }
    if (options->update && !options->prune && checking->orphans > 0 && !options->json && !options->tap) {
        cli_say(&checking->run->terminal, "orphaned pictures stay; --update --prune deletes them");
    }
}

/* Whatever the library can't do is trouble here: status 1 is for pictures. */
static int fail(struct cli_run *run, const struct placard_error *error) {
    cli_say(&run->terminal, "%s", error->message);
    return CLI_USAGE;
}

/** The options that a command has to repeat to draw and compare as this run does. */
struct repeated {
    struct cli_list words;
    char numbers[3][32];
    int count; /* of the numbers */
};

static void repeat(struct repeated *repeated, const char *name, const char *value) {
    cli_list_add(&repeated->words, name);
    if (value) {
        cli_list_add(&repeated->words, value);
    }
}

static void repeat_number(struct repeated *repeated, const char *name, double value) {
    char *text = repeated->numbers[repeated->count++];
    snprintf(text, sizeof repeated->numbers[0], "%.15g", value);
    repeat(repeated, name, text);
}

static void repeat_options(struct repeated *repeated, const struct cli_options *options) {
    for (int i = 0; i < options->font_dirs.count; i++) {
        repeat(repeated, "--font-dir", options->font_dirs.items[i]);
    }
    if (options->no_system_fonts) {
        repeat(repeated, "--no-system-fonts", NULL);
    }
    if (options->scale > 0) {
        repeat_number(repeated, "--scale", options->scale);
    }
    if (options->threshold.given) {
        repeat_number(repeated, "--threshold", options->threshold.value);
    }
    if (options->include_aa) {
        repeat(repeated, "--include-aa", NULL);
    }
    if (options->max_percent.given) {
        repeat_number(repeated, "--max-percent", options->max_percent.value);
    }
    if (options->max_pixels.given) {
        repeat_number(repeated, "--max-pixels", options->max_pixels.value);
    }
}

static void take_place(void *data, const char *path) {
    cli_places_read(data, path);
}

/* Documents of a suite are the user's own, and may name pictures anywhere: these, and no others. */
static bool list_read(const struct cli_run *run, const struct placard_suite *suite, struct cli_places *places,
                      struct placard_error *error) {
    placard_suite_places(suite, take_place, places);
    if (run->options.against) {
        return true;
    }
    struct placard_context *context = cli_context(&run->options, error);
    if (context) {
        cli_read_fonts(places, context, true);
    }
    placard_context_destroy(context);
    return context != NULL;
}

/* From here on cases are drawn; goldens are written only where they were asked for. */
static bool enter_sandbox(const struct cli_run *run, const struct placard_suite *suite, bool update,
                          struct placard_error *error) {
    struct cli_places places = {0};
    cli_places_write_named(&places, run->options.report, true);
    if (update) {
        cli_places_write(&places, run->operands.items[0]);
    }
    cli_places_write_caches(&places, !run->options.no_system_fonts);
    bool ok = !cli_sandbox_limits_files(run->options.sandbox) || list_read(run, suite, &places, error);
    ok = ok && cli_sandbox_enter(run->options.sandbox, &places, false, error);
    cli_places_finish(&places);
    return ok;
}

static int run_suite(struct cli_run *run, struct placard_suite *suite) {
    const struct cli_options *options = &run->options;
    const struct placard_context_options context = {.font_dirs = options->font_dirs.items,
                                                    .no_system_fonts = options->no_system_fonts};
    struct checking checking = {.run = run};
    struct repeated repeated = {0};
    struct placard_error error;
    if (options->approve &&
        !placard_suite_pick(suite, run->operands.items + 1, run->operands.count - 1, &error)) {
        return fail(run, &error);
    }
    repeat_options(&repeated, options);
    const struct placard_suite_run_options wanted = {.context = &context,
                                                     .parallel = options->jobs,
                                                     .update = options->update,
                                                     .prune = options->prune,
                                                     .approve = options->approve ? options->report : NULL,
                                                     .report = options->approve ? NULL : options->report,
                                                     .words = repeated.words.items,
                                                     .done = take_case,
                                                     .data = &checking};
    cli_memory_keep();
    if (!enter_sandbox(run, suite, options->update || options->approve, &error)) {
        return fail(run, &error);
    }
    cli_interrupt_catch();
    bool ok = placard_suite_run(suite, &wanted, &error);
    cli_interrupt_release();
    cli_list_finish(&repeated.words);
    if (!ok) {
        return fail(run, &error);
    }
    finish_lists(&checking);
    return checking.bad > 0 ? CLI_FAILED : CLI_DONE;
}

/* What the options may not be together; NULL where they may. */
static const char *conflict_of(const struct cli_run *run) {
    const struct cli_options *options = &run->options;
    bool writes = options->update || options->approve;
    return options->update && options->approve
               ? "--update writes all, --approve those that are named: expected one of them"
           : options->prune && !options->update ? "--prune: expected --update with it"
           : options->against && writes    ? "--against: pictures of another folder are compared, not written"
           : options->tap && options->json ? "--tap and --json: expected one of them"
           : options->approve && run->operands.count < 2
               ? "--approve: expected the names of cases after the suite"
           : options->approve && !options->report ? "--approve: expected --report with the folder of the "
                                                    "report that the cases were looked at in; "
                                                    "--update --filter NAME writes what nobody looked at"
                                                  : NULL;
}

static int run_check(struct cli_run *run) {
    const struct cli_options *options = &run->options;
    struct placard_error error;
    const char *conflict = conflict_of(run);
    if (conflict) {
        cli_say(&run->terminal, "%s", conflict);
        return CLI_USAGE;
    }
    if (!options->approve && run->operands.count > 1) {
        cli_say(&run->terminal, "check: unexpected \"%s\"; cases are named with --approve or --filter",
                run->operands.items[1]);
        return CLI_USAGE;
    }
    if (!cli_folders_check(options, &error)) {
        return fail(run, &error);
    }
    const long long max_pixels = (long long)options->max_pixels.value;
    const struct placard_suite_options wanted = {
        .against = options->against,
        .filter = options->filter,
        .scale = options->scale,
        .threshold = cli_threshold(&options->threshold),
        .include_antialiased = options->include_aa,
        .max_percent = options->max_percent.given ? &options->max_percent.value : NULL,
        .max_pixels = options->max_pixels.given ? &max_pixels : NULL,
    };
    struct placard_suite *suite = placard_suite_open(run->operands.items[0], &wanted, &error);
    int status = suite ? run_suite(run, suite) : fail(run, &error);
    placard_suite_destroy(suite);
    return status;
}

static const struct cli_example examples[] = {
    {"Whether the documents of a folder look as their golden pictures do",
     "placard check samples/suite --no-system-fonts"},
    {"The same as a page to look at, in out/report/index.html",
     "placard check samples/suite --no-system-fonts --report out/report"},
    {"Take over how one of them looks on that page",
     "placard check samples/suite --report out/report --no-system-fonts --approve label"},
    {"Take over how they all look now", "placard check samples/suite --no-system-fonts --update"},
    {"Two folders of pictures", "placard check --against samples/suite samples/suite"},
    {0},
};

const struct cli_command cli_check = {
    .name = "check",
    .operands = "SUITE [CASE]...",
    .least = 1,
    .most = -1,
    .failure = CLI_USAGE,
    .summary = "compare documents with golden pictures",
    .about =
        "Draws every document of the folder SUITE (*.json, at any depth) and compares it with its golden "
        "picture, the expected one beside it: NAME.png for NAME.json. A document with several samples has "
        "NAME-INDEX.png for "
        "each. Folders called bases, hidden files, and pictures that a document names are left out.\n\n"
        "A case is passed; changed, where more pixels differ than its bound allows or the golden picture is "
        "damaged; resized, where the sizes differ; new, where there is no golden picture yet; missing, where "
        "there should be one; orphaned, where there is one without a document; or failed, where it can't be "
        "drawn.\n\n"
        "Only --update and --approve write golden pictures, never those of cases that pass, and only "
        "--update --prune deletes any. --approve takes over what was looked at: the cases that are named, "
        "and "
        "of these the very pictures that the report in --report shows. One that would be drawn otherwise by "
        "now is not written. The page of the report gives the command for what was accepted there.\n\n"
        "A file check.json says how the cases of its folder and of those below are drawn and compared: an "
        "object with max_percent and max_pixels (bounds), threshold, include_aa, scale (a number, or a list: "
        "the pictures are then NAME@SCALE.png), required (true: a picture that is not there is missing, not "
        "new), and cases, an object of such objects by name. The nearest one counts.\n\n"
        "The exit status is 0 where all passed or was written, 1 where something did not, and 2 where the "
        "work could not be done: no cases, bad options or a bad check.json, trouble with files.",
    .examples = examples,
    .run = run_check,
};
