#include "provider/provider.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/** The getTaskInfo responses of a picture service that numbers its tasks and states: images without layers.
 */

enum { CODE_SUCCESS = 200 };

/* Refused requests come without `data`. */
static bool recognize(const cJSON *root) {
    double code;
    return pl_value_number(pl_member(root, "code"), &code) &&
           (pl_member_string(root, "msg") || pl_member(root, "data"));
}

static bool read_state(struct pl_document *document, const cJSON *data, struct placard_error *error) {
    static const struct {
        int number;
        enum pl_task_state state;
        const char *word;
    } rows[] = {
        {2, PL_TASK_FAILED, "failed (state 2)"},
        {10, PL_TASK_PENDING, "queued (state 10)"},
        {20, PL_TASK_RUNNING, "running (state 20)"},
        {30, PL_TASK_SUCCEEDED, "done (state 30)"},
    };
    const struct pl_place top = {NULL, "data", 0};
    const struct pl_place place = {&top, "state", 0};
    const cJSON *state = pl_member(data, "state");
    double number;
    if (!pl_value_number(state, &number)) {
        return pl_fail_value(&place, "a task state such as 30", state, error);
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (number == rows[i].number) {
            document->task.state = rows[i].state;
            document->task.state_name = rows[i].word;
            return true;
        }
    }
    char name[64];
    int size = snprintf(name, sizeof name, "unknown (state %.0f)", number);
    document->task.state = PL_TASK_UNKNOWN;
    document->task.state_name = pl_arena_strndup(&document->arena, name, strnlen(name, (size_t)size));
    return document->task.state_name || pl_fail_memory(error);
}

static bool explain_lack(struct pl_document *document, const cJSON *images, struct placard_error *error) {
    int count = cJSON_IsArray(images) ? cJSON_GetArraySize(images) : 0;
    char line[PLACARD_MESSAGE_SIZE / 2];
    int size =
        snprintf(line, sizeof line,
                 "a getTaskInfo response with %d image%s has no layers: expected a layer document such as "
                 "{\"base\": \"URL of an image\", \"layers\": [...]}",
                 count, count == 1 ? "" : "s");
    document->lack = pl_arena_strndup(&document->arena, line, (size_t)size);
    return document->lack || pl_fail_memory(error);
}

static bool read(struct pl_document *document, struct placard_error *error) {
    document->kind = "getTaskInfo response";
    struct pl_task *task = &document->task;
    struct pl_arena *arena = &document->arena;
    const cJSON *data = pl_member(document->root, "data");
    const cJSON *code = pl_member(document->root, "code");
    if (!pl_provider_text(pl_member(data, "taskId"), arena, &task->id, error)) {
        return false;
    }
    double number;
    if (!pl_value_number(code, &number) || number != CODE_SUCCESS) {
        task->state = PL_TASK_FAILED;
        return pl_provider_text(code, arena, &task->code, error) &&
               pl_provider_text(pl_member(document->root, "msg"), arena, &task->message, error);
    }
    if (!cJSON_IsObject(data)) {
        return pl_fail_value(&(struct pl_place){NULL, "data", 0}, "an object", data, error);
    }
    return pl_provider_text(pl_member(data, "reason"), arena, &task->message, error) &&
           read_state(document, data, error) && explain_lack(document, pl_member(data, "imageList"), error);
}

const struct pl_provider pl_provider_gettaskinfo = {
    .name = "gettaskinfo",
    .shape = "a getTaskInfo response",
    .recognize = recognize,
    .read = read,
};
