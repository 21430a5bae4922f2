#ifndef PL_FETCH_FETCH_H
#define PL_FETCH_FETCH_H

#include "base/buffer.h"
#include "base/error.h"
#include "net/net.h"
#include "store/store.h"

#include <stdbool.h>

/** A service that tasks can be fetched from: a row of the table in services.c. */
struct pl_service {
    const char *name;     /**< as its provider's: "dashscope" */
    const char *endpoint; /**< URL without a path, or NULL where everyone has their own */
    const char *path;     /**< of a task, whose id follows */
    const char *scheme;   /**< what stands before the token in Authorization: "Bearer ", or "" */
};

/** The table; ends in NULL. */
extern const struct pl_service *const pl_services[];

/** The row called `name`, or NULL and an error that names those there are. */
const struct pl_service *pl_service_named(const char *name, struct placard_error *error);

/** What is going on. Strings live only as long as the call. */
struct pl_fetch_state {
    const char *task, *state;
    int done, failed, total; /**< downloads */
    long long bytes;
    double waited; /**< milliseconds since the task was first asked for */
};

/** Zero is the default of each member. */
struct pl_fetch_options {
    const char *endpoint, *token;
    bool no_wait;
    double timeout; /**< seconds that the task may take; 0 for ever */
    struct pl_net_options net;
    bool (*progress)(void *data, const struct pl_fetch_state *state); /**< true stops */
    void (*failed)(void *data, const char *url, const struct placard_error *error);
    void *data;
};

/**
 * Asks for a task until it has ended or the time is up; the answer, as received, is appended to `out`. Fails
 * where no answer came that the service's provider can read.
 */
bool pl_fetch_task(const struct pl_service *service, const char *task, const struct pl_fetch_options *options,
                   struct pl_buffer *out, struct placard_error *error);

/**
 * Downloads the pictures that `store` lacks and saves it; `urls` ends in NULL. A single failure is told by
 * `failed`, or is the result where there is none to tell.
 */
bool pl_fetch_pictures(struct pl_store *store, const char *const *urls,
                       const struct pl_fetch_options *options, struct placard_error *error);

/* ---- what the files of this room share ---- */

/** Adds the service's own words, found in the body of a refusal, to what was wrong with it. */
void pl_refusal_explain(struct pl_answer *answer);

#endif
