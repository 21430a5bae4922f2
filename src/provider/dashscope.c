#include "document/values.h"
#include "provider/provider.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/**
 * Alibaba Cloud's DashScope: a task's state, or a refused request's bare `code` and `message`. Pictures and
 * samples are two lists that `sample_idx` ties together.
 */

static bool recognize(const cJSON *root) {
    return pl_member(root, "output") ||
           (pl_member_string(root, "code") && (pl_member(root, "message") || pl_member(root, "request_id")));
}

static enum pl_task_state state_from_name(const char *name) {
    static const struct {
        const char *name;
        enum pl_task_state state;
    } rows[] = {
        {"PENDING", PL_TASK_PENDING}, {"RUNNING", PL_TASK_RUNNING},   {"SUCCEEDED", PL_TASK_SUCCEEDED},
        {"FAILED", PL_TASK_FAILED},   {"CANCELED", PL_TASK_CANCELED}, {"CANCELLED", PL_TASK_CANCELED},
        {"UNKNOWN", PL_TASK_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (pl_word_is(name, strlen(name), rows[i].name)) {
            return rows[i].state;
        }
    }
    return PL_TASK_UNKNOWN;
}

static int read_metric(const cJSON *metrics, const char *name) {
    int value;
    return pl_value_integer(pl_member(metrics, name), 0, INT_MAX, &value) ? value : -1;
}

/* The member of the task, or of the response around it. */
static const cJSON *either(const cJSON *output, const cJSON *root, const char *name) {
    const cJSON *inner = pl_member(output, name);
    return inner ? inner : pl_member(root, name);
}

static bool read_task(struct pl_document *document, const cJSON *output, struct placard_error *error) {
    static const struct pl_place top = {NULL, "output", 0};
    const cJSON *root = document->root;
    struct pl_task *task = &document->task;
    struct pl_arena *arena = &document->arena;
    if (!pl_provider_text(pl_member(output, "task_id"), arena, &task->id, error) ||
        !pl_provider_text(either(output, root, "request_id"), arena, &task->request, error) ||
        !pl_provider_text(either(output, root, "code"), arena, &task->code, error) ||
        !pl_provider_text(either(output, root, "message"), arena, &task->message, error)) {
        return false;
    }
    const cJSON *metrics = pl_member(output, "task_metrics");
    task->total = read_metric(metrics, "TOTAL");
    task->succeeded = read_metric(metrics, "SUCCEEDED");
    task->failed = read_metric(metrics, "FAILED");
    const cJSON *status = pl_member(output, "task_status");
    if (cJSON_IsString(status)) {
        task->state_name = status->valuestring;
        task->state = state_from_name(status->valuestring);
        return true;
    }
    if (status && !cJSON_IsNull(status)) {
        return pl_fail_value(&(struct pl_place){&top, "task_status", 0}, "a state such as \"SUCCEEDED\"",
                             status, error);
    }
    task->state = task->code && !pl_member(output, "text_result") ? PL_TASK_FAILED : PL_TASK_SUCCEEDED;
    return true;
}

/** The elements of a list, so that an index finds one without walking the list. */
struct elements {
    const cJSON **items;
    int count;
};

/* A list that may be missing, at most as long as there may be samples. */
static bool read_elements(const cJSON *list, const struct pl_place *place, struct pl_arena *arena,
                          struct elements *out, struct placard_error *error) {
    int count;
    *out = (struct elements){0};
    if (!pl_provider_list(list, place, &count, error)) {
        return false;
    }
    out->items = pl_arena_alloc(arena, (size_t)count, sizeof *out->items);
    if (!out->items) {
        return pl_fail_memory(error);
    }
    const cJSON *item;
    cJSON_ArrayForEach(item, list) {
        out->items[out->count++] = item;
    }
    return true;
}

static const cJSON *element(const struct elements *elements, int index) {
    return index < elements->count ? elements->items[index] : NULL;
}

/** The three lists of a finished task. */
struct lists {
    struct elements results, urls, params;
};

/* Finds the base image; a response without it is still good with a base from elsewhere. */
static bool find_pictures(struct pl_sample *sample, const struct lists *lists, struct pl_arena *arena,
                          struct placard_error *error) {
    const cJSON *result = element(&lists->results, sample->index);
    sample->poster = pl_member_string(element(&lists->urls, sample->index), "url");
    sample->base = pl_member_string(result, "url");
    if (sample->base) {
        return true;
    }
    char where[64];
    pl_place_format(&(struct pl_place){&sample->place, "sample_idx", 0}, where, sizeof where);
    const char *code = pl_member_string(result, "code");
    const char *message = pl_member_string(result, "message");
    bool noted;
    if (!result) {
        noted = pl_note(&sample->notes, arena, "%s: no result %d among %d", where, sample->index,
                        lists->results.count);
    } else if (code || message) {
        noted = pl_note(&sample->notes, arena, "%s: result %d failed: %s%s%s", where, sample->index,
                        code ? code : "", code && message ? ": " : "", message ? message : "");
    } else {
        noted = pl_note(&sample->notes, arena, "%s: result %d has no url", where, sample->index);
    }
    return noted || pl_fail_memory(error);
}

/* As they are called in messages: "params[0].layers[2].color". */
static const struct pl_place params_place = {NULL, "params", 0};

static bool read_sample(struct pl_sample *sample, const cJSON *param, int position, const struct lists *lists,
                        struct pl_arena *arena, struct placard_error *error) {
    struct pl_place place = {&params_place, NULL, position};
    sample->index = position;
    if (!cJSON_IsObject(param)) {
        pl_sample_init(sample, place, NULL, NULL);
        pl_fail_value(&place, "an object with layers", param, &sample->error);
        return true;
    }
    pl_sample_init(sample, place, "layers", pl_member(param, "layers"));
    const cJSON *index = pl_member(param, "sample_idx");
    if (index && !cJSON_IsNull(index) && !pl_value_integer(index, 0, INT_MAX, &sample->index)) {
        pl_fail_value(&(struct pl_place){&place, "sample_idx", 0}, "a whole number from 0", index,
                      &sample->error);
        return true;
    }
    return find_pictures(sample, lists, arena, error);
}

static bool read_lists(const cJSON *output, struct pl_arena *arena, struct lists *lists,
                       struct placard_error *error) {
    const struct pl_place top = {NULL, "output", 0};
    const struct pl_place text = {&top, "text_result", 0};
    const cJSON *text_result = pl_member(output, "text_result");
    return read_elements(pl_member(output, "results"), &(struct pl_place){&top, "results", 0}, arena,
                         &lists->results, error) &&
           read_elements(pl_member(text_result, "urls"), &(struct pl_place){&text, "urls", 0}, arena,
                         &lists->urls, error) &&
           read_elements(pl_member(text_result, "params"), &(struct pl_place){&text, "params", 0}, arena,
                         &lists->params, error);
}

static bool has_text(const char *text) {
    return text && *text;
}

/* Of a response with layers the sample says so. */
static bool note_missing(struct pl_document *document, const cJSON *result, int position,
                         struct placard_error *error) {
    const char *code = pl_member_string(result, "code");
    const char *message = pl_member_string(result, "message");
    bool failed = has_text(code) || has_text(message);
    return pl_note(&document->notes, &document->arena, "output.results[%d]: %s%s%s%s", position,
                   failed ? "failed: " : "no url", has_text(code) ? code : "",
                   has_text(code) && has_text(message) ? ": " : "", has_text(message) ? message : "") ||
           pl_fail_memory(error);
}

/* The results are pictures also where no layers come with them. */
static bool read_images(struct pl_document *document, const struct lists *lists,
                        struct placard_error *error) {
    struct pl_arena *arena = &document->arena;
    int count = lists->results.count;
    document->images = pl_arena_alloc(arena, (size_t)count, sizeof *document->images);
    if (!document->images) {
        return pl_fail_memory(error);
    }
    for (int i = 0; i < count; i++) {
        struct pl_image *image = &document->images[document->image_count++];
        char position[16];
        int size = snprintf(position, sizeof position, "%d", i);
        const char *url = pl_member_string(lists->results.items[i], "url");
        *image = (struct pl_image){.id = pl_arena_strndup(arena, position, (size_t)size),
                                   .task = document->task.id,
                                   .path = has_text(url) ? url : NULL};
        if (!image->id) {
            return pl_fail_memory(error);
        }
        if (!image->path && lists->params.count == 0 &&
            !note_missing(document, lists->results.items[i], i, error)) {
            return false;
        }
    }
    return true;
}

static bool read_posters(struct pl_document *document, const struct elements *urls,
                         struct placard_error *error) {
    document->posters = pl_arena_alloc(&document->arena, (size_t)urls->count, sizeof *document->posters);
    if (!document->posters) {
        return pl_fail_memory(error);
    }
    for (int i = 0; i < urls->count; i++) {
        const char *url = pl_member_string(urls->items[i], "url");
        if (url) {
            document->posters[document->poster_count++] = url;
        }
    }
    return true;
}

static bool read(struct pl_document *document, struct placard_error *error) {
    document->kind = "DashScope response";
    const cJSON *output = pl_member(document->root, "output");
    bool refused = !output || cJSON_IsNull(output);
    if (!refused && !cJSON_IsObject(output)) {
        return pl_fail_value(&(struct pl_place){NULL, "output", 0}, "an object", output, error);
    }
    struct lists lists;
    struct pl_arena *arena = &document->arena;
    if (!read_task(document, output, error) || !read_lists(output, arena, &lists, error) ||
        !read_images(document, &lists, error) || !read_posters(document, &lists.urls, error)) {
        return false;
    }
    document->lack =
        document->image_count == 0
            ? "the response has no layers (output.text_result.params): the task was asked for pictures only"
            : "the response has no layers (output.text_result.params): the task was asked for pictures only; "
              "a layer document can be drawn over them as a template";
    if (lists.params.count == 0) {
        return true;
    }
    document->samples = pl_arena_alloc(arena, (size_t)lists.params.count, sizeof *document->samples);
    if (!document->samples) {
        return pl_fail_memory(error);
    }
    document->count = lists.params.count;
    for (int i = 0; i < document->count; i++) {
        if (!read_sample(&document->samples[i], lists.params.items[i], i, &lists, arena, error)) {
            return false;
        }
    }
    return true;
}

const struct pl_provider pl_provider_dashscope = {
    .name = "dashscope",
    .shape = "a DashScope response",
    .recognize = recognize,
    .read = read,
};
