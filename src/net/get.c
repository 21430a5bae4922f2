#include "base/clock.h"
#include "base/memory.h"
#include "net/failure.h"
#include "net/net.h"
#include "net/private.h"
#include "net/retry.h"
#include "net/url.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* Milliseconds: the longest sleep, and how often the caller is told. */
enum { NAP = 80, TELL = 50 };

enum state { WAITING, UNDER_WAY, ENDED };

/* A request, over all of its attempts. */
struct job {
    uint64_t host;
    double due; /* when the next attempt may start, by pl_clock_ms */
    int attempts;
    enum state state;
};

/* One call of pl_net_get. */
struct run {
    struct pl_net *net;
    const struct pl_request *requests;
    int count;
    const struct pl_net_events *events;
    struct job *jobs; /* one for each request */
    int first;        /* the first that has not ended */
    int ended;
    int under_way;
    bool look;       /* something ended since it was last looked for what may start */
    double next_due; /* of those that wait for their time */
    double told;
    long long bytes;
};

static bool fail_multi(const struct run *run, CURLMcode code, struct placard_error *error) {
    if (code == CURLM_OUT_OF_MEMORY) {
        return pl_fail_memory(error);
    }
    return pl_fail(error, PLACARD_NETWORK, "libcurl: %s", run->net->curl.multi_strerror(code));
}

static void answer(struct run *run, int index, struct pl_answer *answer) {
    run->jobs[index].state = ENDED;
    run->ended++;
    if (run->events->done) {
        run->events->done(run->events->data, index, answer);
    }
}

/* A request that no attempt can be made at. */
static bool refuse(struct run *run, struct pl_transfer *transfer, const struct placard_error *reason,
                   struct placard_error *error) {
    struct pl_answer refusal = {.retry_after = -1, .error = *reason};
    pl_transfer_clear(transfer);
    if (reason->code == PLACARD_MEMORY) {
        return pl_fail_memory(error);
    }
    answer(run, transfer->index, &refusal);
    return true;
}

static bool start(struct run *run, int index, struct placard_error *error) {
    struct pl_net *net = run->net;
    struct pl_transfer *transfer = net->places;
    struct placard_error reason;
    while (transfer->request) {
        transfer++;
    }
    transfer->curl = &net->curl;
    transfer->options = &net->options;
    transfer->index = index;
    transfer->bytes = &run->bytes;
    if (!pl_transfer_prepare(transfer, &run->requests[index], &reason)) {
        return refuse(run, transfer, &reason, error);
    }
    CURLMcode code = net->curl.multi_add_handle(net->multi, transfer->easy);
    if (code != CURLM_OK) {
        pl_transfer_clear(transfer);
        return fail_multi(run, code, error);
    }
    run->jobs[index].state = UNDER_WAY;
    run->jobs[index].attempts++;
    run->under_way++;
    return true;
}

static bool has_room(const struct run *run, uint64_t host) {
    int busy = 0;
    for (int i = 0; i < run->net->place_count; i++) {
        const struct pl_transfer *transfer = &run->net->places[i];
        busy += transfer->request && run->jobs[transfer->index].host == host;
    }
    return busy < run->net->options.per_host;
}

/* Starts what may start, in the order of the requests. */
static bool start_due(struct run *run, struct placard_error *error) {
    double now = pl_clock_ms();
    if (!run->look && now < run->next_due) {
        return true;
    }
    run->look = false;
    run->next_due = HUGE_VAL;
    while (run->first < run->count && run->jobs[run->first].state == ENDED) {
        run->first++;
    }
    for (int i = run->first; i < run->count && run->under_way < run->net->place_count; i++) {
        const struct job *job = &run->jobs[i];
        if (job->state != WAITING) {
            continue;
        }
        if (job->due > now) {
            run->next_due = fmin(run->next_due, job->due);
        } else if (has_room(run, job->host) && !start(run, i, error)) {
            return false;
        }
    }
    return true;
}

/* The transfer has no attempt left, or needs none. */
static void conclude(struct run *run, struct pl_transfer *transfer) {
    const struct pl_result *result = &transfer->result;
    struct pl_answer out = {
        .status = result->status, .body = transfer->body, .retry_after = result->retry_after};
    transfer->body = (struct pl_buffer){0};
    pl_transfer_type(transfer, out.type, sizeof out.type);
    if (result->outcome == PL_OUTCOME_WHOLE) {
        out.error.code = PLACARD_OK;
    } else {
        pl_failure_write(transfer->request, transfer->options, result, run->jobs[transfer->index].attempts,
                         &out.error);
    }
    int index = transfer->index;
    pl_transfer_clear(transfer);
    answer(run, index, &out);
    pl_buffer_finish(&out.body);
}

static void drop(struct run *run, struct pl_transfer *transfer) {
    run->net->curl.multi_remove_handle(run->net->multi, transfer->easy);
    run->under_way--;
    run->look = true;
}

/* What becomes of a request after an attempt: another one in a while, or an answer. */
static bool end_attempt(struct run *run, struct pl_transfer *transfer, CURLcode code,
                        struct placard_error *error) {
    struct job *job = &run->jobs[transfer->index];
    const struct pl_result *result = &transfer->result;
    drop(run, transfer);
    pl_transfer_conclude(transfer, code);
    if (result->outcome == PL_OUTCOME_MEMORY) {
        pl_transfer_clear(transfer);
        return pl_fail_memory(error);
    }
    if (job->attempts > pl_retry_count(result, run->net->options.retries) || pl_retry_is_late(result)) {
        conclude(run, transfer);
    } else {
        job->state = WAITING;
        job->due = pl_clock_ms() + pl_retry_delay(result, job->attempts) * 1e3;
        pl_transfer_clear(transfer);
    }
    return true;
}

static bool end_what_is_done(struct run *run, struct placard_error *error) {
    const struct pl_curl *curl = &run->net->curl;
    const CURLMsg *message;
    int left;
    while ((message = curl->multi_info_read(run->net->multi, &left))) {
        CURLcode code = message->data.result; /* the message goes with the handle */
        void *transfer = NULL;
        if (message->msg == CURLMSG_DONE &&
            curl->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer) == CURLE_OK &&
            !end_attempt(run, transfer, code, error)) {
            return false;
        }
    }
    return true;
}

static bool end_what_is_futile(struct run *run, double now, struct placard_error *error) {
    for (int i = 0; i < run->net->place_count; i++) {
        struct pl_transfer *transfer = &run->net->places[i];
        if (transfer->request && pl_transfer_is_futile(transfer, now) &&
            !end_attempt(run, transfer, CURLE_ABORTED_BY_CALLBACK, error)) {
            return false;
        }
    }
    return true;
}

static bool tell(struct run *run, struct placard_error *error) {
    double now = pl_clock_ms();
    if (now - run->told < TELL) {
        return true;
    }
    run->told = now;
    if (run->events->progress && run->events->progress(run->events->data, run->bytes)) {
        return pl_fail(error, PLACARD_CANCELED, "canceled");
    }
    return true;
}

/* Sleeps until something comes, a retry is due, or the caller should be told. */
static bool rest(struct run *run, struct placard_error *error) {
    double pause = ceil(fmin(run->next_due - pl_clock_ms(), NAP));
    if (run->look || run->ended == run->count || pause <= 0) {
        return true;
    }
    CURLMcode code = run->net->curl.multi_poll(run->net->multi, NULL, 0, (int)pause, NULL);
    return code == CURLM_OK || fail_multi(run, code, error);
}

static bool turn(struct run *run, struct placard_error *error) {
    int running;
    if (!tell(run, error) || !start_due(run, error)) {
        return false;
    }
    /* By then everything that had come is read: time that the caller takes is no silence of a server. */
    double now = pl_clock_ms();
    CURLMcode code = run->net->curl.multi_perform(run->net->multi, &running);
    if (code != CURLM_OK) {
        return fail_multi(run, code, error);
    }
    return end_what_is_done(run, error) && end_what_is_futile(run, now, error) && rest(run, error);
}

/* As many places as are needed of those that there may be. */
static bool make_places(struct pl_net *net, int count, struct placard_error *error) {
    int needed = count < net->options.parallel ? count : net->options.parallel;
    if (needed <= net->place_count) {
        return true;
    }
    struct pl_transfer *places = pl_realloc(net->places, (size_t)needed, sizeof *places);
    if (!places) {
        return pl_fail_memory(error);
    }
    for (int i = net->place_count; i < needed; i++) {
        places[i] = (struct pl_transfer){.curl = &net->curl};
    }
    net->places = places;
    net->place_count = needed;
    return true;
}

bool pl_net_get(struct pl_net *net, const struct pl_request *requests, int count,
                const struct pl_net_events *events, struct placard_error *error) {
    static const struct pl_net_events nobody;
    if (count <= 0) {
        return true;
    }
    struct run run = {.net = net,
                      .requests = requests,
                      .count = count,
                      .events = events ? events : &nobody,
                      .look = true,
                      .told = -HUGE_VAL};
    run.jobs = pl_calloc((size_t)count, sizeof *run.jobs);
    bool ok = run.jobs ? make_places(net, count, error) : pl_fail_memory(error);
    for (int i = 0; ok && i < count; i++) {
        run.jobs[i].host = pl_url_host(&net->curl, requests[i].url);
    }
    while (ok && run.ended < count) {
        ok = turn(&run, error);
    }
    for (int i = 0; i < net->place_count; i++) {
        if (net->places[i].request) {
            drop(&run, &net->places[i]);
            pl_transfer_clear(&net->places[i]);
        }
    }
    free(run.jobs);
    return ok;
}
