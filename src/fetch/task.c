#include "base/clock.h"
#include "document/values.h"
#include "fetch/fetch.h"
#include "provider/provider.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Milliseconds from one question to the next: the first and the longest, and by how much they grow. */
static const double first_pause = 500;
static const double longest_pause = 10000;
static const double pause_growth = 1.5;

/* How often the caller is told while nothing happens. */
static const double tick = 100;

/** A task that is being waited for. */
struct question {
    const struct pl_fetch_options *options;
    const char *task;
    const char *state;
    double start;
    struct pl_answer answer; /* the last one */
    bool answered;
};

static bool tell(struct question *question) {
    const struct pl_fetch_options *options = question->options;
    struct pl_fetch_state state = {
        .task = question->task, .state = question->state, .waited = pl_clock_ms() - question->start};
    return options->progress && options->progress(options->data, &state);
}

static void take_answer(void *data, int index, struct pl_answer *answer) {
    struct question *question = data;
    pl_buffer_finish(&question->answer.body);
    question->answer = *answer;
    question->answered = true;
    answer->body = (struct pl_buffer){0};
}

static bool take_progress(void *data, long long bytes) {
    return tell(data);
}

static bool pause_for(struct question *question, double milliseconds, struct placard_error *error) {
    double end = pl_clock_ms() + milliseconds;
    for (;;) {
        double left = end - pl_clock_ms();
        if (left <= 0) {
            return true;
        }
        if (tell(question)) {
            return pl_fail(error, PLACARD_CANCELED, "canceled");
        }
        double part = left < tick ? left : tick;
        struct timespec time = {0, (long)(part * 1e6)};
        nanosleep(&time, NULL);
    }
}

/* Asks once; what was answered is a document of the service. */
static bool ask(struct question *question, struct pl_net *net, const struct pl_service *service,
                const struct pl_request *request, struct pl_document *document, struct placard_error *error) {
    struct pl_net_events events = {question, take_answer, take_progress};
    char shown[256];
    *document = (struct pl_document){0};
    if (!pl_net_get(net, request, 1, &events, error)) {
        return false;
    }
    struct pl_answer *answer = &question->answer;
    if (answer->error.code != PLACARD_OK) {
        pl_refusal_explain(answer);
        return pl_fail(error, answer->error.code, "%s", answer->error.message);
    }
    struct placard_error reason;
    pl_net_show_url(request->url, shown, sizeof shown);
    const char *body = answer->body.data ? (const char *)answer->body.data : "";
    if (!pl_document_read(body, answer->body.size, document, &reason)) {
        return pl_fail(error, reason.code, "%s: %s", shown, reason.message);
    }
    if (strcmp(document->provider, service->name) != 0) {
        return pl_fail(error, PLACARD_DOCUMENT, "%s: expected an answer of %s, found a %s", shown,
                       service->name, document->kind);
    }
    return true;
}

static bool is_unfinished(const struct pl_document *document) {
    return document->task.state == PL_TASK_PENDING || document->task.state == PL_TASK_RUNNING;
}

/* Until the task has ended; the last answer stays in `question`. */
static bool wait_for(struct question *question, struct pl_net *net, const struct pl_service *service,
                     const struct pl_request *request, struct placard_error *error) {
    const struct pl_fetch_options *options = question->options;
    double pause = first_pause;
    for (;;) {
        struct pl_document document;
        bool ok = ask(question, net, service, request, &document, error);
        bool unfinished = ok && is_unfinished(&document);
        char state[64] = "";
        if (unfinished && document.task.state_name) {
            snprintf(state, sizeof state, "%s", document.task.state_name);
        }
        pl_document_finish(&document);
        if (!unfinished || options->no_wait) {
            return ok;
        }
        double asked = question->answer.retry_after * 1000;
        double next = asked > pause ? asked : pause;
        double waited = pl_clock_ms() - question->start;
        if (options->timeout > 0 && waited + next > options->timeout * 1000) {
            return true;
        }
        question->state = state;
        ok = pause_for(question, next, error);
        question->state = NULL;
        if (!ok) {
            return false;
        }
        pause = pause * pause_growth < longest_pause ? pause * pause_growth : longest_pause;
    }
}

/* An id is somebody else's text: it must not become another path. */
static void append_encoded(struct pl_buffer *out, const char *text) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (; *text; text++) {
        if (strchr(plain, *text)) {
            pl_buffer_append(out, text, 1);
        } else {
            pl_buffer_format(out, "%%%02X", (unsigned char)*text);
        }
    }
}

static bool make_url(const struct pl_service *service, const char *endpoint, const char *task,
                     struct pl_buffer *out, struct placard_error *error) {
    endpoint = endpoint ? endpoint : service->endpoint;
    if (!endpoint) {
        return pl_fail(error, PLACARD_USAGE, "%s has no endpoint of its own: one has to be given",
                       service->name);
    }
    if (strncasecmp(endpoint, "https://", 8) != 0 && strncasecmp(endpoint, "http://", 7) != 0) {
        return pl_fail(error, PLACARD_USAGE, "endpoint: expected a URL such as https://host, found %s",
                       endpoint);
    }
    if (!*task || strcmp(task, ".") == 0 || strcmp(task, "..") == 0) {
        return pl_fail(error, PLACARD_USAGE, "expected a task's id, found \"%s\"", task);
    }
    size_t length = strlen(endpoint);
    while (length > 0 && endpoint[length - 1] == '/') {
        length--;
    }
    pl_buffer_append(out, endpoint, length);
    pl_buffer_text(out, service->path);
    append_encoded(out, task);
    return !out->failed || pl_fail_memory(error);
}

bool pl_fetch_task(const struct pl_service *service, const char *task, const struct pl_fetch_options *options,
                   struct pl_buffer *out, struct placard_error *error) {
    struct pl_buffer url = {0};
    struct pl_buffer secret = {0};
    struct question question = {.options = options, .task = task, .start = pl_clock_ms()};
    struct pl_net *net = NULL;
    bool ok = make_url(service, options->endpoint, task, &url, error);
    if (ok && options->token) {
        pl_buffer_format(&secret, "%s%s", service->scheme, options->token);
        ok = !secret.failed || pl_fail_memory(error);
    }
    if (ok) {
        net = pl_net_create(&options->net, error);
        ok = net != NULL;
    }
    if (ok) {
        struct pl_request request = {.url = (const char *)url.data,
                                     .authorization = (const char *)secret.data,
                                     .limit = PL_JSON_LIMIT};
        ok = wait_for(&question, net, service, &request, error);
    }
    if (ok) {
        pl_buffer_append(out, question.answer.body.data, question.answer.body.size);
        ok = !out->failed || pl_fail_memory(error);
    }
    pl_net_destroy(net);
    pl_buffer_finish(&question.answer.body);
    pl_buffer_finish(&secret);
    pl_buffer_finish(&url);
    return ok;
}
