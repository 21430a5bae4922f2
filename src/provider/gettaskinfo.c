#include "provider/gettaskinfo.h"

#include "base/number.h"
#include "document/values.h"
#include "provider/provider.h"

#include <stdio.h>
#include <string.h>

/**
 * The getTaskInfo responses of a picture service that numbers its tasks, their types and states: images
 * without layers. A job of many videos repeats itself in `taskList`, a task for each video.
 */

enum { CODE_SUCCESS = 200 };

static const struct pl_place data_place = {NULL, "data", 0};

/* Refused requests come without `data`. */
static bool recognize(const cJSON *root) {
    double code;
    return pl_value_number(pl_member(root, "code"), &code) &&
           (pl_member_string(root, "msg") || pl_member(root, "data"));
}

/** What a number of the service's means. */
struct word {
    int number;
    const char *word;
};

/* NULL where the number is not in the list, which ends in a row without a word. */
static const char *find_word(const struct word *words, double number) {
    while (words->word && words->number != number) {
        words++;
    }
    return words->word;
}

/* "800 (bad parameter)", or the code alone where its meaning is not known. */
static bool read_code(struct pl_document *document, const cJSON *code, struct placard_error *error) {
    static const struct word words[] = {{510, "system error"}, {800, "bad parameter"}, {900, "no data"}, {0}};
    struct pl_task *task = &document->task;
    double number;
    const char *word = pl_value_number(code, &number) ? find_word(words, number) : NULL;
    if (!word) {
        return pl_provider_text(code, &document->arena, &task->code, error);
    }
    char text[64];
    int size = snprintf(text, sizeof text, "%.0f (%s)", number, word);
    task->code = pl_arena_strndup(&document->arena, text, (size_t)size);
    return task->code || pl_fail_memory(error);
}

static bool read_type(struct pl_document *document, const cJSON *type, struct placard_error *error) {
    static const struct word words[] = {
        {3, "face swap"}, {4, "enhancement"}, {5, "filter"}, {6, "upscaling"}, {0}};
    struct pl_task *task = &document->task;
    double number;
    if (!type || cJSON_IsNull(type)) {
        return true;
    }
    if (!pl_value_number(type, &number)) {
        return pl_provider_note(document, &(struct pl_place){&data_place, "taskType", 0},
                                "a number such as 3", type, error);
    }
    task->type = find_word(words, number);
    if (!task->type) {
        char digits[PL_NUMBER_SIZE];
        char text[PL_NUMBER_SIZE + 16];
        pl_number_format(number, digits);
        int size = snprintf(text, sizeof text, "task type %s", digits);
        task->type = pl_arena_strndup(&document->arena, text, (size_t)size);
    }
    return task->type || pl_fail_memory(error);
}

static bool name_state(struct pl_document *document, double number, enum pl_task_state *state,
                       const char **name, struct placard_error *error) {
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
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (number == rows[i].number) {
            *state = rows[i].state;
            *name = rows[i].word;
            return true;
        }
    }
    char text[64];
    int size = snprintf(text, sizeof text, "unknown (state %.0f)", number);
    *state = PL_TASK_UNKNOWN;
    *name = pl_arena_strndup(&document->arena, text, strnlen(text, (size_t)size));
    return *name || pl_fail_memory(error);
}

static bool read_state(struct pl_document *document, const cJSON *state, struct placard_error *error) {
    double number;
    if (!pl_value_number(state, &number)) {
        return pl_fail_value(&(struct pl_place){&data_place, "state", 0}, "a task state such as 30", state,
                             error);
    }
    return name_state(document, number, &document->task.state, &document->task.state_name, error);
}

static bool same_text(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* A task that failed beside others takes nothing from them: their images are as good as ever. */
static bool tell_difference(struct pl_document *document, const struct pl_part *part,
                            const struct pl_place *place, struct placard_error *error) {
    if (document->task.state != PL_TASK_SUCCEEDED || part->state == PL_TASK_SUCCEEDED) {
        return true;
    }
    char name[PL_QUOTE_SIZE];
    if (part->id) {
        pl_shorten(part->id, strlen(part->id), name);
    } else {
        pl_place_format(place, name, sizeof name);
    }
    return pl_note(&document->notes, &document->arena,
                   "the images that are there count, but %s%s is not done: %s%s%s", part->id ? "task " : "",
                   name, part->state_name, part->reason ? ": " : "", part->reason ? part->reason : "") ||
           pl_fail_memory(error);
}

static bool read_part(struct pl_document *document, const cJSON *item, const struct pl_place *place,
                      struct pl_part *part, struct placard_error *error) {
    const cJSON *state = pl_member(item, "state");
    double number;
    *part = (struct pl_part){.state = PL_TASK_UNKNOWN, .state_name = "unknown"};
    if (!pl_provider_text(pl_member(item, "taskId"), &document->arena, &part->id, error) ||
        !pl_provider_text(pl_member(item, "reason"), &document->arena, &part->reason, error)) {
        return false;
    }
    part->reason = part->reason && *part->reason ? part->reason : NULL;
    bool ok = pl_value_number(state, &number)
                  ? name_state(document, number, &part->state, &part->state_name, error)
                  : pl_provider_note(document, &(struct pl_place){place, "state", 0},
                                     "a task state such as 30", state, error);
    return ok && tell_difference(document, part, place, error);
}

static bool read_parts(struct pl_document *document, const cJSON *list, struct pl_gathering *gathering,
                       struct placard_error *error) {
    const struct pl_place place = {&data_place, "taskList", 0};
    int count;
    if (!pl_provider_list(list, &place, &count, error)) {
        return false;
    }
    document->parts = pl_arena_alloc(&document->arena, (size_t)count, sizeof *document->parts);
    if (!document->parts) {
        return pl_fail_memory(error);
    }
    const cJSON *item = count > 0 ? list->child : NULL;
    for (int i = 0; i < count; i++, item = item->next) {
        const struct pl_place at = {&place, NULL, i};
        struct pl_part *part = &document->parts[document->part_count];
        if (!cJSON_IsObject(item)) {
            if (!pl_provider_note(document, &at, "a task, which is an object", item, error)) {
                return false;
            }
            continue;
        }
        if (!read_part(document, item, &at, part, error) ||
            !pl_gather(gathering, pl_member(item, "imageList"), &(struct pl_place){&at, "imageList", 0},
                       part->id ? part->id : document->task.id, error)) {
            return false;
        }
        document->part_count++;
    }
    return true;
}

static bool read_lists(struct pl_document *document, const cJSON *data, struct placard_error *error) {
    struct pl_gathering gathering = {.document = document};
    const struct pl_place place = {&data_place, "imageList", 0};
    const struct pl_task *task = &document->task;
    bool ok = pl_gather(&gathering, pl_member(data, "imageList"), &place, task->id, error) &&
              read_parts(document, pl_member(data, "taskList"), &gathering, error) &&
              pl_gather_keep(&gathering, error);
    pl_gather_finish(&gathering);
    const struct pl_part *only = document->parts;
    if (ok && document->part_count == 1 && same_text(only->id, task->id) && only->state == task->state) {
        document->part_count = 0;
    }
    return ok;
}

static bool explain_lack(struct pl_document *document, struct placard_error *error) {
    int count = document->image_count;
    char line[256];
    int size = snprintf(line, sizeof line,
                        "a getTaskInfo response with %d image%s has no layers: a layer document can be drawn "
                        "over %s as a template",
                        count, count == 1 ? "" : "s", count == 1 ? "it" : "them");
    document->lack = count > 0 ? pl_arena_strndup(&document->arena, line, (size_t)size)
                               : "a getTaskInfo response without images, and so with nothing to draw";
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
        return read_code(document, code, error) &&
               pl_provider_text(pl_member(document->root, "msg"), arena, &task->message, error);
    }
    if (!cJSON_IsObject(data)) {
        return pl_fail_value(&data_place, "an object", data, error);
    }
    return pl_provider_text(pl_member(data, "reason"), arena, &task->message, error) &&
           read_state(document, pl_member(data, "state"), error) &&
           read_type(document, pl_member(data, "taskType"), error) && read_lists(document, data, error) &&
           explain_lack(document, error);
}

const struct pl_provider pl_provider_gettaskinfo = {
    .name = "gettaskinfo",
    .shape = "a getTaskInfo response",
    .recognize = recognize,
    .read = read,
};
