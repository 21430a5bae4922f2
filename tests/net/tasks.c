#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * Tasks by their id, whose answers are files of `answers/`. What follows "--" in an id is not looked at, so
 * that every test may have a task that nobody has asked for before.
 */

/** One answer; status 0 is where a list of them ends. */
struct step {
    int status;
    const char *file; /**< of answers/, or where a redirect goes to */
    int retry_after;  /**< seconds, or 0 */
};

enum { MOST_STEPS = 5 };

/** What a task's id has the service answer, one step after the other; the last one is repeated. */
struct task {
    const char *id;
    struct step steps[MOST_STEPS];
};

static const struct task dashscope[] = {
    {"succeeded", {{200, "succeeded.json"}}},
    {"signed", {{200, "signed.json"}}},
    {"posters", {{200, "posters.json"}}},
    {"pictures", {{200, "pictures.json"}}},
    {"partial", {{200, "partial.json"}}},
    {"slow", {{200, "slow.json"}}},
    {"sixty", {{200, "sixty.json"}}},
    {"sixty-spread", {{200, "sixty-spread.json"}}},
    {"pending", {{200, "pending.json"}}},
    {"running", {{200, "running.json"}}},
    {"slow-task",
     {{200, "pending.json"}, {200, "running.json"}, {200, "running.json"}, {200, "succeeded.json"}}},
    {"late-failure", {{200, "running.json"}, {200, "failed.json"}}},
    {"failed", {{200, "failed.json"}}},
    {"canceled", {{200, "canceled.json"}}},
    {"unknown", {{200, "unknown.json"}}},
    {"throttled", {{429, "throttled.json", 1}, {200, "succeeded.json"}}},
    {"throttled-long", {{429, "throttled.json", 3600}}},
    {"flaky", {{500, "internal.json"}, {502, "page.html"}, {200, "succeeded.json"}}},
    {"broken", {{500, "internal.json"}}},
    {"html", {{200, "page.html"}}},
    {"forbidden", {{403, "denied.json"}}},
    {"truncated", {{200, "truncated.json"}}},
    {"empty", {{200, "empty"}}},
    {"redirect-same", {{302, "{origin}/api/v1/tasks/succeeded"}}},
    {"redirect-other", {{302, "{other}/api/v1/tasks/redirect-other"}}},
    {"redirect-second", {{302, "{second}/api/v1/tasks/redirect-second"}}},
    {"redirect-plain", {{302, "{plain}/api/v1/tasks/redirect-plain"}}},
};

static const struct task gettaskinfo[] = {
    {"ready", {{200, "info-done.json"}}},
    {"later", {{200, "info-queued.json"}, {200, "info-running.json"}, {200, "info-done.json"}}},
    {"queued", {{200, "info-queued.json"}}},
    {"failed", {{200, "info-failed.json"}}},
    {"code-510", {{200, "info-510.json"}}},
    {"code-800", {{200, "info-800.json"}}},
    {"code-900", {{200, "info-900.json"}}},
    {"redirect-other", {{302, "{other}/getTaskInfo?promptId=redirect-other"}}},
};

/** Task "fault-NAME" has a picture at this path, its own id for a query, between two good ones, "once-NAME"
 * the same with /once before it. */
static const char *const faults[][2] = {
    {"stall", "/stall/1.jpg"},
    {"cut-0", "/cut/0/1.jpg"},
    {"cut-1", "/cut/1/1.jpg"},
    {"cut-2", "/cut/2/1.jpg"},
    {"cut-3", "/cut/3/1.jpg"},
    {"cut-4", "/cut/4/1.jpg"},
    {"cut-5", "/cut/5/1.jpg"},
    {"cut-6", "/cut/6/1.jpg"},
    {"cut-7", "/cut/7/1.jpg"},
    {"cut-chunked", "/chunked/4/1.jpg"},
    {"cut-unannounced", "/unannounced/4/1.jpg"},
    {"chunked", "/chunked/8/1.jpg"},
    {"unannounced", "/unannounced/8/1.jpg"},
    {"slow", "/slow/1.jpg"},
    {"short-length", "/wrong-length/4/1.jpg"},
    {"long-length", "/wrong-length/12/1.jpg"},
    {"wrong-type", "/wrong-type/1.jpg"},
    {"html", "/html/1.jpg"},
    {"403", "/status/403/1.jpg"},
    {"404", "/status/404/1.jpg"},
    {"500", "/status/500/1.jpg"},
    {"503", "/status/503/1.jpg"},
    {"throttle", "/throttle/1.jpg"},
    {"throttle-long", "/throttle-long/1.jpg"},
    {"loop", "/loop/1.jpg"},
    {"hops", "/hops/4/1.jpg"},
    {"many-hops", "/hops/40/1.jpg"},
    {"to-other", "/to/other/1.jpg"},
    {"to-second", "/to/second/1.jpg"},
    {"to-plain", "/to/plain/1.jpg"},
    {"to-secure", "/to/secure/1.jpg"},
    {"to-private", "/to/private/1.jpg"},
    {"to-link-local", "/to/link-local/1.jpg"},
    {"to-file", "/to/file/1.jpg"},
    {"gzip", "/gzip/1.jpg"},
    {"bomb", "/bomb/1.jpg"},
    {"huge", "/huge/1.jpg"},
    {"endless", "/endless/1.jpg"},
    {"huge-picture", "/huge-picture/1.jpg"},
    {"empty", "/empty/1.jpg"},
    {"reset", "/reset/1.jpg"},
};

/** What the two services differ in. */
struct service {
    const struct task *tasks;
    size_t count;
    const char *scheme, *secret; /**< of the Authorization header */
    const char *good, *denied,
        *stranger; /**< answers: after a redirect, without the secret, to an id of no task */
};

/* Where an id ends, or what follows it begins. */
static size_t length_of_id(const char *id) {
    const char *end = strstr(id, "--");
    return end ? (size_t)(end - id) : strlen(id);
}

static bool is(const char *id, const char *name) {
    return strlen(name) == length_of_id(id) && strncmp(id, name, strlen(name)) == 0;
}

static const struct task *find_task(const struct service *service, const char *id) {
    for (size_t i = 0; i < service->count; i++) {
        if (is(id, service->tasks[i].id)) {
            return &service->tasks[i];
        }
    }
    return NULL;
}

/* The path of a faulty picture's URL, or "". */
static void find_fault(const char *id, char *out, size_t size) {
    bool once = strncmp(id, "once-", 5) == 0;
    out[0] = '\0';
    if (!once && strncmp(id, "fault-", 6) != 0) {
        return;
    }
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (is(id + (once ? 5 : 6), faults[i][0])) {
            snprintf(out, size, "%s%s", once ? "/once" : "", faults[i][1]);
        }
    }
}

/* The text with this server's names in it. */
static struct bytes expand(const struct request *request, const char *id, struct bytes text) {
    const struct port *port = request->port;
    char fault[64];
    find_fault(id, fault, sizeof fault);
    const char *const pairs[] = {"origin", port->origin,
                                 "other",  port->other,
                                 "second", port->server->ports[PORT_SECOND].origin,
                                 "plain",  port->server->ports[PORT_PLAIN].origin,
                                 "task",   id,
                                 "fault",  fault,
                                 NULL};
    return bytes_expand(text, pairs);
}

static enum MHD_Result send_step(struct request *request, const char *id, const struct step *step) {
    char path[4096];
    struct bytes text;
    snprintf(path, sizeof path, "%s/tests/net/answers/%s", request->port->server->source, step->file);
    if (!bytes_read(path, &text)) {
        return reply_text(request, MHD_HTTP_NOT_IMPLEMENTED, "text/plain", "There is no such answer.\n");
    }
    text = expand(request, id, text);
    const char *type = strstr(step->file, ".html") ? "text/html" : "application/json;charset=UTF-8";
    return step->retry_after > 0 ? reply_throttle(request, step->retry_after, type, text)
                                 : reply_bytes(request, step->status, type, text);
}

static enum MHD_Result send_file(struct request *request, const char *id, int status, const char *file) {
    return send_step(request, id, &(struct step){status, file, 0});
}

static bool is_allowed(const struct request *request, const struct service *service) {
    const char *value = request_header(request, "Authorization");
    size_t size = strlen(service->scheme);
    return strncmp(value, service->scheme, size) == 0 && strcmp(value + size, service->secret) == 0;
}

/* Whether a request is what a redirect leads to: the same target at that name and port. */
static bool has_arrived(const struct request *request, const char *location) {
    char here[512];
    snprintf(here, sizeof here, "%s://%s%s", request->port->scheme, request_header(request, "Host"),
             request->target);
    return strcmp(here, location) == 0;
}

/* Where a redirect has led elsewhere, the answer is good whoever asks. */
static enum MHD_Result redirect(struct request *request, const struct service *service, const char *id,
                                const char *to) {
    struct bytes location = expand(request, id, (struct bytes){must(strdup(to)), strlen(to)});
    enum MHD_Result result;
    if (has_arrived(request, (const char *)location.data)) {
        result = send_file(request, id, MHD_HTTP_OK, service->good);
    } else if (is_allowed(request, service)) {
        result = reply_redirect(request, (const char *)location.data);
    } else {
        result = send_file(request, id, MHD_HTTP_UNAUTHORIZED, service->denied);
    }
    free(location.data);
    return result;
}

static enum MHD_Result answer(struct request *request, const struct service *service, const char *id) {
    const struct task *task = find_task(service, id);
    if (task && task->steps[0].status == MHD_HTTP_FOUND) {
        return redirect(request, service, id, task->steps[0].file);
    }
    if (!is_allowed(request, service)) {
        return send_file(request, id, MHD_HTTP_UNAUTHORIZED, service->denied);
    }
    if (!task) {
        char fault[64];
        find_fault(id, fault, sizeof fault);
        return send_file(request, id, MHD_HTTP_OK, fault[0] ? "fault.json" : service->stranger);
    }
    int step = request->before < MOST_STEPS ? request->before : MOST_STEPS - 1;
    while (step > 0 && task->steps[step].status == 0) {
        step--;
    }
    return send_step(request, id, &task->steps[step]);
}

enum MHD_Result handle_dashscope(struct request *request, const char *rest) {
    const struct service service = {
        .tasks = dashscope,
        .count = sizeof dashscope / sizeof *dashscope,
        .scheme = "Bearer ",
        .secret = request->port->server->key,
        .good = "succeeded.json",
        .denied = "no-key.json",
        .stranger = "unknown.json",
    };
    return answer(request, &service, rest);
}

enum MHD_Result handle_gettaskinfo(struct request *request, const char *rest) {
    const struct service service = {
        .tasks = gettaskinfo,
        .count = sizeof gettaskinfo / sizeof *gettaskinfo,
        .scheme = "",
        .secret = request->port->server->token,
        .good = "info-done.json",
        .denied = "info-no-token.json",
        .stranger = "info-stranger.json",
    };
    const char *id = MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, "promptId");
    return answer(request, &service, id ? id : "");
}
