#include "torture.h"

#include "fault.h"
#include "tap.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * torture GROUP SOURCE-ROOT [all]: does what the library can do, and has its first allocation fail, then its
 * second, and so on until one run needs no more. Each time there has to be an error that says so, or the
 * right result where an allocation was optional; nothing may be lost; and the same work has to come out right
 * afterwards. Each allocation fails alone, and then together with all after it.
 */

enum { TOLD = 8, LINE = 200 };

const struct placard_context_options torture_fonts = {.no_system_fonts = true};

bool torture_alone;

static struct tap tap;
static bool all;

/* Where a crash happened, for the last words, where no sanitizer has them. */
static char where[LINE];

#ifndef __SANITIZE_ADDRESS__
static void tell_crash(int number) {
    static const char words[] = "\nBail out! crashed: ";
    if (write(1, words, sizeof words - 1) > 0 && write(1, where, strlen(where)) > 0) {
        signal(number, SIG_DFL);
    }
    raise(number);
}
#endif

struct outcome {
    bool ok;
    struct digest digest;
    struct placard_error error;
};

static struct outcome run(const struct scenario *scenario, void *state) {
    struct outcome outcome = {.error = {.code = PLACARD_OK}};
    outcome.ok = scenario->run(state, &outcome.digest, &outcome.error);
    return outcome;
}

static void *open_state(const struct scenario *scenario) {
    void *state = scenario->open ? scenario->open(scenario->state) : scenario->state;
    if (scenario->open && !state) {
        printf("Bail out! %s: cannot be prepared\n", scenario->name);
        exit(EXIT_FAILURE);
    }
    return state;
}

static void close_state(const struct scenario *scenario, void *state) {
    if (scenario->open) {
        scenario->close(state);
    }
}

static bool is_same(const struct outcome *a, const struct outcome *b) {
    return a->ok == b->ok &&
           (a->ok ? a->digest.value == b->digest.value
                  : a->error.code == b->error.code && strcmp(a->error.message, b->error.message) == 0);
}

/* By its code and in the house's words. */
static bool tells_memory(const struct placard_error *error) {
    return error->code == PLACARD_MEMORY && strstr(error->message, "out of memory");
}

struct course {
    const struct scenario *scenario;
    struct outcome expected;
    long runs, refused, right, wrong;
};

static void complain(struct course *course, long number, bool onwards, const struct fault_report *report,
                     const struct outcome *outcome, const char *what) {
    if (course->wrong++ >= TOLD) {
        return;
    }
    tap_note("%s, allocation %ld%s (%s %p): %s: %s", course->scenario->name, number, onwards ? " and on" : "",
             report->owner, report->caller, what,
             outcome->ok                 ? "succeeded"
             : outcome->error.message[0] ? outcome->error.message
                                         : "an empty message");
}

/* Once with this allocation failing, then without; false where there was no such allocation. */
static bool run_number(struct course *course, long number, bool onwards) {
    const struct scenario *scenario = course->scenario;
    struct fault_report report;
    long before = fault_live();
    void *state = open_state(scenario);
    snprintf(where, sizeof where, "%s, allocation %ld%s\n", scenario->name, number, onwards ? " and on" : "");
    torture_alone = !onwards;
    fault_arm(number, onwards);
    struct outcome outcome = run(scenario, state);
    fault_disarm(&report);
    torture_alone = false;
    bool same = is_same(&outcome, &course->expected);
    bool told = !outcome.ok && tells_memory(&outcome.error);
    course->runs++;
    course->refused += told;
    course->right += same;
    if (!same && !told) {
        complain(course, number, onwards, &report, &outcome, "neither out of memory nor right");
    }
    snprintf(where, sizeof where, "%s, after allocation %ld%s\n", scenario->name, number,
             onwards ? " and on" : "");
    struct outcome again = run(scenario, state);
    if (!is_same(&again, &course->expected)) {
        complain(course, number, onwards, &report, &again, "another result afterwards");
    }
    close_state(scenario, state);
    if (fault_live() != before) {
        complain(course, number, onwards, &report, &outcome, "leaks");
        if (course->wrong <= TOLD) {
            fault_print_latest(fault_live() - before);
        }
    }
    return report.failed;
}

static long count_allocations(const struct scenario *scenario) {
    struct fault_report report;
    void *state = open_state(scenario);
    fault_arm(0, false);
    run(scenario, state);
    fault_disarm(&report);
    close_state(scenario, state);
    return report.count;
}

void torture(const struct scenario *scenario) {
    struct course course = {.scenario = scenario};
    /* What is set up once for the process is set up by the first time. */
    count_allocations(scenario);
    long count = count_allocations(scenario);
    void *state = open_state(scenario);
    course.expected = run(scenario, state);
    close_state(scenario, state);
    int stride = all || scenario->stride < 1 ? 1 : scenario->stride;
#ifdef __SANITIZE_ADDRESS__
    /* Under sanitizers everything takes eight times as long. */
    stride = !all && count > 200 && stride < 3 ? 3 : stride;
#endif
    for (int onwards = 0; onwards < 2; onwards++) {
        long number = 1;
        while (run_number(&course, number, onwards)) {
            number += stride;
        }
        if (!scenario->varies && number < count - stride) {
            tap_note("%s ended at allocation %ld of %ld", scenario->name, number, count);
            course.wrong++;
        }
    }
    if (!course.expected.ok) {
        course.wrong += !scenario->fails;
        tap_note("without a failing allocation: %s", course.expected.error.message);
    }
    tap_case(&tap, course.wrong == 0, "%s: %ld allocations, %ld runs%s, %ld refused, %ld right, %ld wrong",
             scenario->name, count, course.runs, stride > 1 ? " (not all)" : "", course.refused, course.right,
             course.wrong);
    fflush(stdout);
}

char *torture_read(const char *folder, const char *name, size_t *size) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(1 << 24);
    if (!file || !bytes) {
        printf("Bail out! cannot read %s\n", path);
        exit(EXIT_FAILURE);
    }
    *size = fread(bytes, 1, (1 << 24) - 1, file);
    bytes[*size] = '\0';
    fclose(file);
    char *fitting = realloc(bytes, *size + 1);
    return fitting ? fitting : bytes;
}

static const struct {
    const char *name;
    void (*run)(const char *source);
} groups[] = {
    {"parse", torture_parse},         {"codecs", torture_codecs}, {"draw", torture_draw},
    {"documents", torture_documents}, {"batch", torture_batch},   {"stores", torture_stores},
    {"compare", torture_compare},     {"suites", torture_suites}, {"fetch", torture_fetch},
};

int main(int argc, char **argv) {
    all = argc > 3 && strcmp(argv[3], "all") == 0;
#ifndef __SANITIZE_ADDRESS__
    signal(SIGSEGV, tell_crash);
    signal(SIGABRT, tell_crash);
#endif
    if (!fault_install()) {
        return EXIT_FAILURE;
    }
    char fonts[4096];
    snprintf(fonts, sizeof fonts, "%s/fonts", argc > 2 ? argv[2] : ".");
    setenv("PLACARD_FONT_PATH", fonts, 1);
    for (size_t i = 0; argc > 2 && i < sizeof groups / sizeof *groups; i++) {
        if (strcmp(groups[i].name, argv[1]) == 0) {
            groups[i].run(argv[2]);
        }
    }
    return tap_finish(&tap);
}
