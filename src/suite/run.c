#include "base/clock.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/processors.h"
#include "suite/check.h"
#include "suite/page.h"
#include "suite/pictures.h"
#include "suite/shown.h"
#include "suite/suite.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_THREADS = 256 };

/* What the threads share. */
struct work {
    struct pl_suite *suite;
    const struct pl_run_options *options;
    pthread_mutex_t lock;
    int next;  /* case to be taken */
    int told;  /* case to be told of: all before it have been */
    bool stop; /* after trouble, which is in the error */
    struct placard_error error;
};

struct worker {
    struct work *work;
    struct pl_painter painter;
    pthread_t thread;
};

/* Tells of the cases that have their turn. With the lock held, so that calls come one at a time. */
static void tell(struct work *work) {
    const struct pl_run_options *options = work->options;
    for (; work->told < work->suite->count; work->told++) {
        const struct pl_case *one = &work->suite->cases[work->told];
        if (one->wanted && !one->result.done) {
            return;
        }
        if (one->wanted && options->done && !work->stop && options->done(options->data, one)) {
            work->stop = true;
            pl_fail(&work->error, PLACARD_CANCELED, "stopped");
        }
    }
}

static struct pl_case *take(struct work *work) {
    struct pl_case *taken = NULL;
    pthread_mutex_lock(&work->lock);
    while (!work->stop && !taken && work->next < work->suite->count) {
        struct pl_case *one = &work->suite->cases[work->next++];
        taken = one->wanted ? one : NULL;
    }
    pthread_mutex_unlock(&work->lock);
    return taken;
}

static void *check_cases(void *data) {
    struct worker *worker = data;
    struct work *work = worker->work;
    struct placard_error error;
    struct pl_case *one;
    while ((one = take(work))) {
        bool ok = pl_case_check(one, work->suite, &worker->painter, work->options, &error);
        pthread_mutex_lock(&work->lock);
        one->result.done = ok;
        if (ok) {
            tell(work);
        } else if (!work->stop) {
            work->stop = true;
            work->error = error;
        }
        pthread_mutex_unlock(&work->lock);
    }
    return NULL;
}

static int threads_of(const struct pl_suite *suite, int wanted) {
    int cases = pl_suite_wanted(suite);
    int threads = wanted > 0 ? wanted : pl_processors();
    threads = threads < MOST_THREADS ? threads : MOST_THREADS;
    return threads < cases ? threads : cases;
}

/* The first worker is this thread; where no more threads are to be had, fewer do it. */
static void share_out(struct worker *workers, int count) {
    int started = 1;
    while (started < count &&
           pthread_create(&workers[started].thread, NULL, check_cases, &workers[started]) == 0) {
        started++;
    }
    check_cases(&workers[0]);
    for (int i = 1; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
    }
}

static bool check_all(struct pl_suite *suite, const struct pl_run_options *options,
                      struct placard_error *error) {
    struct work work = {.suite = suite, .options = options};
    int count = threads_of(suite, options->parallel), ready = 0;
    struct worker *workers = pl_calloc((size_t)count, sizeof *workers);
    bool ok = (workers && pthread_mutex_init(&work.lock, NULL) == 0) || pl_fail_memory(error);
    if (!ok) {
        free(workers);
        return false;
    }
    for (; ok && ready < count; ready += ok) {
        workers[ready].work = &work;
        ok = pl_fonts_init(&workers[ready].painter.fonts, &options->fonts, error);
    }
    if (ok) {
        share_out(workers, count);
        ok = !work.stop || pl_fail(error, work.error.code, "%s", work.error.message);
    }
    for (int i = 0; i < ready; i++) {
        pl_painter_finish(&workers[i].painter);
    }
    pthread_mutex_destroy(&work.lock);
    free(workers);
    return ok;
}

/* ---- the report's folder ---- */

/* Its pictures would be orphans of the suite, and its files documents. */
static bool make_report(const struct pl_suite *suite, const char *report, struct placard_error *error) {
    char *data = pl_path_join(report, PL_PICTURES_FOLDER);
    bool made = !pl_file_exists(report);
    bool ok = data ? pl_folder_make(report, 0777, error) : pl_fail_memory(error);
    if (ok && (pl_folder_holds(suite->folder, report) ||
               (suite->pictures && pl_folder_holds(suite->options.against, report)))) {
        if (made) {
            rmdir(report);
        }
        ok = pl_fail(error, PLACARD_USAGE, "%s: expected a folder for the report outside of the suite %s",
                     report, suite->folder);
    }
    ok = ok && pl_folder_make(data, 0777, error);
    free(data);
    return ok;
}

bool pl_suite_run(struct pl_suite *suite, const struct pl_run_options *options, struct placard_error *error) {
    double start = pl_clock_ms();
    if (suite->pictures && options->update) {
        return pl_fail(error, PLACARD_USAGE, "%s: pictures of another folder are compared, not written",
                       suite->options.against);
    }
    /* Its own pictures, and those that it names, would look like orphans. */
    if (options->prune && suite->unread) {
        return pl_fail(error, PLACARD_DOCUMENT,
                       "%s can't be read: no picture is deleted before it is known which it has",
                       suite->unread);
    }
    if (options->approve && !pl_shown_read(suite, options->approve, error)) {
        return false;
    }
    if (options->report && !make_report(suite, options->report, error)) {
        return false;
    }
    if (!check_all(suite, options, error)) {
        return false;
    }
    suite->seconds = (pl_clock_ms() - start) / 1000;
    if (options->report) {
        if (!pl_page_write(suite, options, error)) {
            return false;
        }
        pl_pictures_clean(options->report, suite);
    }
    return true;
}
