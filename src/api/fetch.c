#include "fetch/fetch.h"

#include "api/private.h"

const char *placard_service(int index, const char **alias) {
    *alias = NULL;
    const struct pl_service *const *row = pl_services;
    for (; *row && index > 0; row++) {
        index--;
    }
    return *row ? (*row)->name : NULL;
}

/* The caller's functions know the public structs alone. */
static bool tell_progress(void *data, const struct pl_fetch_state *state) {
    const struct placard_fetch_options *options = data;
    struct placard_progress progress = {state->task,  state->state, state->done,  state->failed,
                                        state->total, state->bytes, state->waited};
    return options->progress(options->data, &progress);
}

static void tell_failure(void *data, const char *url, const struct placard_error *error) {
    const struct placard_fetch_options *options = data;
    options->failed(options->data, url, error);
}

static struct pl_fetch_options translate(const struct placard_fetch_options *options) {
    static const struct placard_fetch_options standard = {0};
    options = options ? options : &standard;
    return (struct pl_fetch_options){
        .endpoint = options->endpoint,
        .token = options->token,
        .no_wait = options->no_wait,
        .timeout = options->timeout,
        .net = {.parallel = options->parallel,
                .per_host = options->per_host,
                .retries = options->retries,
                .connect_timeout = options->connect_timeout,
                .stall_timeout = options->stall_timeout,
                .allow_private = options->allow_private,
                .ca_file = options->ca_file},
        .progress = options->progress ? tell_progress : NULL,
        .failed = options->failed ? tell_failure : NULL,
        .data = (void *)options,
    };
}

bool placard_task_fetch(const char *service, const char *task, const struct placard_fetch_options *options,
                        struct placard_bytes *out, struct placard_error *error) {
    struct pl_fetch_options translated = translate(options);
    struct pl_buffer bytes = {0};
    const struct pl_service *row = pl_service_named(service, error);
    if (!row || !pl_fetch_task(row, task, &translated, &bytes, error)) {
        pl_buffer_finish(&bytes);
        return false;
    }
    *out = (struct placard_bytes){bytes.data, bytes.size};
    return true;
}

bool placard_store_fetch(struct placard_store *store, const char *const *urls,
                         const struct placard_fetch_options *options, struct placard_error *error) {
    struct pl_fetch_options translated = translate(options);
    return pl_fetch_pictures(store->store, urls, &translated, error);
}
