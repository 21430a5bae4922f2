#include "base/number.h"
#include "document/values.h"
#include "provider/provider.h"

#include <stdio.h>
#include <string.h>

const struct pl_provider *const pl_providers[] = {
    &pl_provider_dashscope,
    &pl_provider_gettaskinfo,
    &pl_provider_plain,
    NULL,
};

bool pl_provider_text(const cJSON *value, struct pl_arena *arena, const char **out,
                      struct placard_error *error) {
    char digits[PL_NUMBER_SIZE];
    const char *text = cJSON_GetStringValue(value);
    *out = NULL;
    if (cJSON_IsNumber(value)) {
        pl_number_format(value->valuedouble, digits);
        text = digits;
    }
    if (text) {
        *out = pl_arena_strndup(arena, text, strlen(text));
        return *out || pl_fail_memory(error);
    }
    return true;
}

bool pl_provider_list(const cJSON *list, const struct pl_place *place, int *count,
                      struct placard_error *error) {
    *count = 0;
    if (!list || cJSON_IsNull(list)) {
        return true;
    }
    if (!cJSON_IsArray(list)) {
        return pl_fail_value(place, "an array", list, error);
    }
    *count = cJSON_GetArraySize(list);
    return *count <= PL_SAMPLE_LIMIT ||
           pl_fail_place(place, PLACARD_LIMIT, error, "expected at most %d elements, found %d",
                         PL_SAMPLE_LIMIT, *count);
}

bool pl_provider_note(struct pl_document *document, const struct pl_place *place, const char *expected,
                      const cJSON *value, struct placard_error *error) {
    struct placard_error what;
    pl_fail_value(place, expected, value, &what);
    return pl_note(&document->notes, &document->arena, "%s; it is left out", what.message) ||
           pl_fail_memory(error);
}

void pl_sample_init(struct pl_sample *sample, struct pl_place place, const char *key, const cJSON *layers) {
    /* Some languages write an empty list as an empty object. */
    static const cJSON empty = {.type = cJSON_Array};
    if (cJSON_IsObject(layers) && !layers->child) {
        layers = &empty;
    }
    *sample = (struct pl_sample){
        .index = sample->index,
        .place = place,
        .layers_json = layers,
        .background = {255, 255, 255, 255},
    };
    sample->layers_place = key ? (struct pl_place){&sample->place, key, 0} : place;
    if (!cJSON_IsArray(layers)) {
        pl_fail_value(&sample->layers_place, "a list of layers", layers, &sample->error);
        return;
    }
    int count = cJSON_GetArraySize(layers);
    if (count > PL_LAYER_LIMIT) {
        pl_fail_place(&sample->layers_place, PLACARD_LIMIT, &sample->error,
                      "expected at most %d layers, found %d", PL_LAYER_LIMIT, count);
    }
}

/* The members' names tell a person which file was taken for a document. */
static void describe_members(const cJSON *object, char *out, size_t size) {
    enum { SHOWN = 5 };
    size_t used = (size_t)snprintf(out, size, "an object with member%s", object->child->next ? "s" : "");
    int shown = 0;
    const cJSON *member;
    cJSON_ArrayForEach(member, object) {
        char name[PL_QUOTE_SIZE];
        pl_quote(member->string, strlen(member->string), name);
        used += (size_t)snprintf(out + used, size - used, "%s %s", shown > 0 ? "," : "",
                                 shown < SHOWN ? name : "...");
        if (shown++ == SHOWN || used + PL_QUOTE_SIZE + 8 > size) {
            return;
        }
    }
}

static bool fail_unknown(const cJSON *root, const char *expected, struct placard_error *error) {
    if (!cJSON_IsObject(root) || !root->child) {
        return pl_fail_value(NULL, expected, root, error);
    }
    char found[PLACARD_MESSAGE_SIZE];
    describe_members(root, found, sizeof found);
    return pl_fail(error, PLACARD_DOCUMENT, "expected %s, found %s", expected, found);
}

/* Parses the text and finds the row that reads it, NULL where none does. */
static bool parse(const char *text, size_t size, struct pl_deadline *deadline, struct pl_document *out,
                  const struct pl_provider **found, struct placard_error *error) {
    *out = (struct pl_document){.deadline = deadline, .task = {.total = -1, .succeeded = -1, .failed = -1}};
    *found = NULL;
    out->root = pl_json_parse_until(text, size, deadline, error);
    for (const struct pl_provider *const *row = pl_providers; out->root && *row && !*found; row++) {
        *found = (*row)->recognize(out->root) ? *row : NULL;
    }
    return out->root != NULL;
}

static bool read_any(const char *text, size_t size, bool unfilled, struct pl_deadline *deadline,
                     struct pl_document *out, struct placard_error *error) {
    const struct pl_provider *provider;
    if (!parse(text, size, deadline, out, &provider, error)) {
        return false;
    }
    out->unfilled = unfilled;
    if (provider) {
        out->provider = provider->name;
        return provider->read(out, error);
    }
    char expected[256] = "";
    size_t used = 0;
    for (int i = 0; pl_providers[i]; i++) {
        used += (size_t)snprintf(expected + used, sizeof expected - used, "%s%s", i > 0 ? ", " : "",
                                 pl_providers[i]->shape);
    }
    return fail_unknown(out->root, expected, error);
}

bool pl_document_read(const char *text, size_t size, struct pl_document *out, struct placard_error *error) {
    return read_any(text, size, false, NULL, out, error);
}

bool pl_document_read_until(const char *text, size_t size, struct pl_deadline *deadline,
                            struct pl_document *out, struct placard_error *error) {
    return read_any(text, size, false, deadline, out, error);
}

bool pl_document_read_unfilled(const char *text, size_t size, struct pl_deadline *deadline,
                               struct pl_document *out, struct placard_error *error) {
    return read_any(text, size, true, deadline, out, error);
}

bool pl_template_read(const char *text, size_t size, struct pl_deadline *deadline, struct pl_document *out,
                      struct placard_error *error) {
    const struct pl_provider *provider;
    if (!parse(text, size, deadline, out, &provider, error)) {
        return false;
    }
    char expected[128];
    snprintf(expected, sizeof expected, "%s as the template", pl_provider_plain.shape);
    if (!provider) {
        return fail_unknown(out->root, expected, error);
    }
    if (provider != &pl_provider_plain) {
        return pl_fail(error, PLACARD_DOCUMENT, "expected %s, found %s", expected, provider->shape);
    }
    out->provider = provider->name;
    return provider->read(out, error);
}

static bool fail_task(const struct pl_task *task, struct placard_error *error) {
    bool unfinished = task->state == PL_TASK_PENDING || task->state == PL_TASK_RUNNING;
    char metrics[96] = "";
    if (unfinished && task->total >= 0 && task->succeeded >= 0 && task->failed >= 0) {
        snprintf(metrics, sizeof metrics, " (%d of %d succeeded, %d failed)", task->succeeded, task->total,
                 task->failed);
    }
    const char *parts[] = {task->state_name, task->code, task->message};
    char reason[PLACARD_MESSAGE_SIZE] = "";
    size_t used = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i] && *parts[i] && used < sizeof reason) {
            used += (size_t)snprintf(reason + used, sizeof reason - used, "%s%s%s", used > 0 ? ": " : "",
                                     parts[i], i == 0 ? metrics : "");
        }
    }
    if (used == 0) {
        snprintf(reason, sizeof reason, "no reason given");
    }
    const char *id = task->id ? task->id : task->request;
    return pl_fail(error, unfinished ? PLACARD_UNFINISHED : PLACARD_PROVIDER, "%s%s: %s",
                   task->id        ? "task "
                   : task->request ? "request "
                                   : "the provider's answer",
                   id ? id : "", reason);
}

bool pl_document_check(const struct pl_document *document, struct placard_error *error) {
    const struct pl_task *task = &document->task;
    if (task->state != PL_TASK_NONE && task->state != PL_TASK_SUCCEEDED) {
        return fail_task(task, error);
    }
    if (document->count == 0) {
        return pl_fail(error, PLACARD_DOCUMENT, "%s", document->lack ? document->lack : "nothing to draw");
    }
    return true;
}
