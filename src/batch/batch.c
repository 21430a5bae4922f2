#include "batch/batch.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "batch/plates.h"
#include "compose/pictures.h"

#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Pictures of image layers that stay between posters. */
static const size_t pictures_limit = (size_t)8 * 1024 * 1024;

/* Folders that are swept: a pattern may have one for each row, and sweeping is no duty. */
enum { SWEPT = 16 };

/** What the threads of a batch share. */
struct batch {
    const struct pl_batch_options *options;
    struct pl_compose_options compose;
    struct pl_plates *plates;
    char *swept[SWEPT];
    int swept_count;
    pthread_mutex_t next_lock, done_lock, load_lock;
};

/** How one poster's URLs are read. */
struct loading {
    struct batch *batch;
    void *data;
};

/** What a thread has of its own, from poster to poster. */
struct worker {
    struct batch *batch;
    struct pl_painter painter;
    struct pl_pixmap pixmap;
    struct pl_buffer bytes;
    const char **warnings;
    size_t warning_count, warning_capacity;
    struct pl_arena arena; /* of the warnings */
    pthread_t thread;
    bool started;
};

static bool load_alone(void *data, const char *url, struct pl_buffer *out, struct placard_error *error) {
    struct loading *loading = data;
    pthread_mutex_lock(&loading->batch->load_lock);
    bool ok = loading->batch->options->compose.load(loading->data, url, out, error);
    pthread_mutex_unlock(&loading->batch->load_lock);
    return ok;
}

static void take_warning(void *data, const char *message) {
    struct worker *worker = data;
    char *copy = pl_arena_strndup(&worker->arena, message, strlen(message));
    if (copy && pl_reserve((void **)&worker->warnings, &worker->warning_capacity, worker->warning_count + 2,
                           sizeof *worker->warnings)) {
        worker->warnings[worker->warning_count++] = copy;
    }
}

/* Draws and encodes a poster into the worker's bytes. */
static bool draw(struct worker *worker, const struct pl_job *job, struct pl_composed *told,
                 struct placard_error *error) {
    struct batch *batch = worker->batch;
    struct pl_compose_options compose = batch->compose;
    const struct pl_output output = {job->codec, &batch->options->encode, &worker->bytes, NULL, NULL};
    struct pl_deadline deadline;
    struct pl_variant variant = {0};
    const struct pl_sample *sample = job->sample;
    struct pl_plate_holder *plate = NULL;
    struct pl_encode_options encode = batch->options->encode;
    struct loading loading = {batch, job->load_data ? job->load_data : compose.load_data};
    compose.lazy = true;
    pl_deadline_init(&deadline, batch->options->timeout);
    compose.deadline = &deadline;
    encode.deadline = &deadline;
    compose.warnings = (struct pl_warnings){take_warning, worker};
    if (compose.load) {
        compose.load = load_alone;
        compose.load_data = &loading;
    }
    bool ok =
        sample || (job->template && pl_variant_make(job->template, job->values, &variant, error)) ||
        (!job->template && pl_fail(error, PLACARD_USAGE, "expected a template or a sample of a document"));
    if (job->base) {
        compose.base = job->base;
    }
    if (job->folder) {
        compose.folder = job->folder;
        compose.base_folder = job->base_folder;
    }
    /* What a name means in a folder or in stores of its own is nothing to share. */
    bool own = job->folder || job->load_data;
    if (own) {
        compose.pictures = NULL;
    }
    if (ok && !sample && !own && pl_template_varies(job->template)) {
        struct placard_error reason;
        plate = pl_plates_get(batch->plates, &worker->painter, job->template, &variant, &compose, job->codec,
                              &encode, &reason);
    }
    worker->bytes.size = 0;
    ok = ok && pl_compose_encoded(&worker->painter, sample ? sample : &variant.sample, &compose,
                                  pl_plate_of(plate), &output, &worker->pixmap, told, error);
    pl_plates_release(batch->plates, plate);
    pl_variant_finish(&variant);
    if (!ok) {
        pl_buffer_finish(&worker->bytes); /* one that failed for memory would fail for ever */
    }
    return ok;
}

static bool store(const struct worker *worker, const struct pl_job *job, struct placard_error *error) {
    return !job->path || pl_file_write_lazily(job->path, worker->bytes.data, worker->bytes.size, error);
}

static void work_on(struct worker *worker, const struct pl_job *job) {
    static const char *const none[] = {NULL};
    const struct pl_batch_options *options = worker->batch->options;
    struct pl_job_result result = {.error = {.code = PLACARD_OK}};
    struct pl_composed told;
    double start = pl_clock_ms();
    worker->warning_count = 0;
    bool ok = draw(worker, job, &told, &result.error) && store(worker, job, &result.error);
    if (ok) {
        result.error.code = PLACARD_OK;
        result.width = told.width;
        result.height = told.height;
        result.bytes = &worker->bytes;
        result.checksum = pl_checksum(worker->bytes.data, worker->bytes.size);
    }
    if (worker->warning_count > 0) {
        worker->warnings[worker->warning_count] = NULL;
    }
    result.warnings = worker->warning_count > 0 ? worker->warnings : none;
    result.milliseconds = pl_clock_ms() - start;
    pthread_mutex_lock(&worker->batch->done_lock);
    options->done(options->data, job, &result);
    pthread_mutex_unlock(&worker->batch->done_lock);
    pl_arena_finish(&worker->arena);
}

static void delete_leftovers(const char *path) {
    DIR *folder = opendir(path);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder))) {
        if (pl_file_is_leftover(dirfd(folder), entry->d_name)) {
            unlinkat(dirfd(folder), entry->d_name, 0);
        }
    }
    if (folder) {
        closedir(folder);
    }
}

/* Deletes what processes that were killed long ago have left where this poster goes. */
static void sweep(struct batch *batch, const char *path) {
    char *folder = batch->swept_count < SWEPT ? pl_path_folder(path) : NULL;
    for (int i = 0; folder && i < batch->swept_count; i++) {
        if (strcmp(batch->swept[i], folder) == 0) {
            free(folder);
            return;
        }
    }
    if (folder) {
        batch->swept[batch->swept_count++] = folder;
        delete_leftovers(folder);
    }
}

static void *work(void *data) {
    struct worker *worker = data;
    const struct pl_batch_options *options = worker->batch->options;
    for (;;) {
        struct pl_job job = {0};
        pthread_mutex_lock(&worker->batch->next_lock);
        bool more = options->next(options->data, &job);
        if (more && job.path) {
            sweep(worker->batch, job.path);
        }
        pthread_mutex_unlock(&worker->batch->next_lock);
        if (!more) {
            return NULL;
        }
        work_on(worker, &job);
    }
}

static void finish_worker(struct worker *worker) {
    pl_painter_finish(&worker->painter);
    pl_pixmap_finish(&worker->pixmap);
    pl_buffer_finish(&worker->bytes);
    pl_arena_finish(&worker->arena);
    free(worker->warnings);
}

/* The caller's thread is the first worker: where no other can be started it does all the work. */
static bool run_workers(struct batch *batch, struct worker *workers, int count, struct placard_error *error) {
    for (int i = 0; i < count; i++) {
        workers[i].batch = batch;
        if (!pl_fonts_init(&workers[i].painter.fonts, &batch->options->fonts, error)) {
            return false;
        }
    }
    for (int i = 1; i < count; i++) {
        workers[i].started = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
    }
    work(&workers[0]);
    for (int i = 1; i < count; i++) {
        if (workers[i].started) {
            pthread_join(workers[i].thread, NULL);
        }
    }
    return true;
}

bool pl_batch_run(const struct pl_batch_options *options, struct placard_error *error) {
    int count = options->threads < 1 ? 1 : options->threads;
    struct batch batch = {.options = options, .compose = options->compose};
    struct worker *workers = pl_calloc((size_t)count, sizeof *workers);
    batch.plates = pl_plates_create(error);
    batch.compose.pictures = pl_pictures_create(pictures_limit, error);
    pthread_mutex_init(&batch.next_lock, NULL);
    pthread_mutex_init(&batch.done_lock, NULL);
    pthread_mutex_init(&batch.load_lock, NULL);
    bool ok = (workers || pl_fail_memory(error)) && batch.plates && batch.compose.pictures &&
              run_workers(&batch, workers, count, error);
    for (int i = 0; workers && i < count; i++) {
        finish_worker(&workers[i]);
    }
    pthread_mutex_destroy(&batch.load_lock);
    pthread_mutex_destroy(&batch.done_lock);
    pthread_mutex_destroy(&batch.next_lock);
    pl_pictures_destroy(batch.compose.pictures);
    pl_plates_destroy(batch.plates);
    while (batch.swept_count > 0) {
        free(batch.swept[--batch.swept_count]);
    }
    free(workers);
    return ok;
}
