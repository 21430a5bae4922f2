#include "batch/template.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "batch/bound.h"
#include "document/nearest.h"
#include "provider/provider.h"

#include <stdlib.h>
#include <string.h>

struct pl_template *pl_template_create(const void *json, size_t size, bool unfilled,
                                       struct pl_deadline *deadline, struct placard_error *error) {
    struct pl_template *template = pl_calloc(1, sizeof *template);
    if (!template) {
        pl_fail_memory(error);
        return NULL;
    }
    template->sample_column = -1;
    bool ok = (unfilled ? pl_document_read_unfilled(json, size, deadline, &template->document, error)
                        : pl_document_read_until(json, size, deadline, &template->document, error)) &&
              pl_document_check(&template->document, error);
    template->document.deadline = NULL;
    if (ok) {
        template->samples = pl_calloc((size_t) template->document.count, sizeof *template->samples);
        ok = template->samples || pl_fail_memory(error);
    }
    if (!ok) {
        pl_template_destroy(template);
        return NULL;
    }
    return template;
}

void pl_template_destroy(struct pl_template *template) {
    if (!template) {
        return;
    }
    for (int i = 0; template->samples && i < template->document.count; i++) {
        for (int k = 0; k < template->samples[i].count; k++) {
            free(template->samples[i].bindings[k].path);
        }
        free(template->samples[i].bindings);
        free(template->samples[i].changes);
    }
    for (int i = 0; template->columns && i < template->column_count; i++) {
        free(template->columns[i]);
    }
    free(template->columns);
    free(template->samples);
    pl_document_finish(&template->document);
    free(template);
}

/* ---- binding ---- */

int pl_template_column(const struct pl_template *template, const char *name, size_t size) {
    for (int i = 0; i < template->column_count; i++) {
        if (strlen(template->columns[i]) == size && memcmp(template->columns[i], name, size) == 0) {
            return i;
        }
    }
    return -1;
}

static const char *column_at(const void *data, int index) {
    const struct pl_template *template = data;
    return index < template->column_count ? template->columns[index] : NULL;
}

/* Checks the placeholders of a text, and marks the columns that they name. */
static bool check_text(const struct pl_template *template, const char *text, bool *named, bool *any,
                       struct placard_error *error) {
    const char *start, *end, *name;
    size_t size;
    for (; (name = pl_placeholder_find(text, &size, &start, &end)); text = end) {
        int column = pl_template_column(template, name, size);
        if (column < 0) {
            char wanted[64] = "";
            memcpy(wanted, name, size < sizeof wanted ? size : sizeof wanted - 1);
            pl_utf8_trim(wanted);
            const char *nearest = pl_nearest_name(wanted, column_at, template);
            return pl_fail(error, PLACARD_USAGE, "placeholder {{%s}}: no column has that name%s%s%s", wanted,
                           nearest ? " (did you mean " : "", nearest ? nearest : "", nearest ? "?)" : "");
        }
        named[column] = true;
        *any = true;
    }
    return true;
}

/* The same for all strings in a value. */
static bool check_texts(const struct pl_template *template, const cJSON *value, bool *named, bool *any,
                        struct placard_error *error) {
    if (cJSON_IsString(value)) {
        return check_text(template, value->valuestring, named, any, error);
    }
    const cJSON *item;
    cJSON_ArrayForEach(item, value) {
        if (!check_texts(template, item, named, any, error)) {
            return false;
        }
    }
    return true;
}

/* No column sets a type, but a placeholder may. */
static bool may_be_image(const cJSON *layer) {
    const char *type = pl_member_string(layer, "type");
    return type && (strcmp(type, "image") == 0 || strstr(type, "{{"));
}

static bool check_placeholders(const struct pl_template *template, const struct pl_sample *sample,
                               struct pl_bound *bound, bool *named, struct placard_error *error) {
    bool any = false;
    const char *const texts[] = {sample->base, sample->background_text};
    for (int i = 0; i < 2; i++) {
        if (texts[i] && !check_text(template, texts[i], named, &any, error)) {
            return false;
        }
    }
    int position = 0;
    const cJSON *layer;
    cJSON_ArrayForEach(layer, sample->layers_json) {
        bool *changes = &bound->changes[position++];
        bool order = false;
        const cJSON *idx = pl_member(layer, "idx");
        if ((idx && !check_texts(template, idx, named, &order, error)) ||
            !check_texts(template, layer, named, changes, error)) {
            return false;
        }
        bound->reorders = bound->reorders || order;
        bound->pictures = bound->pictures || may_be_image(layer);
    }
    return true;
}

static bool is_order(const struct pl_binding *binding) {
    return binding->target == PL_TARGET_FIELD && strcmp(binding->path, "idx") == 0;
}

static bool bind_columns(const struct pl_template *template, const struct pl_sample *sample,
                         struct pl_bound *bound, const bool *named, const bool *spare,
                         struct placard_error *error) {
    bound->bindings = pl_calloc((size_t) template->column_count + 1, sizeof *bound->bindings);
    if (!bound->bindings) {
        return pl_fail_memory(error);
    }
    for (int i = 0; i < template->column_count; i++) {
        struct pl_binding *binding = &bound->bindings[bound->count];
        struct placard_error reason;
        if (named[i] || i == template->sample_column) {
            continue;
        }
        if (pl_binding_find(sample, template->columns[i], binding, &reason)) {
            binding->column = i;
            bound->count++;
            if (binding->target == PL_TARGET_FIELD) {
                bound->changes[binding->layer] = true;
            }
            bound->reorders = bound->reorders || is_order(binding);
        } else if (!spare || !spare[i]) {
            return pl_fail(error, reason.code, "%s", reason.message);
        }
    }
    return true;
}

static bool bind_sample(struct pl_template *template, int position, const bool *spare,
                        struct placard_error *error) {
    const struct pl_sample *sample = &template->document.samples[position];
    struct pl_bound *bound = &template->samples[position];
    int layers = cJSON_GetArraySize(sample->layers_json);
    if (sample->error.code != PLACARD_OK) {
        return pl_fail(error, sample->error.code, "%s", sample->error.message);
    }
    bool *named = pl_calloc((size_t) template->column_count + 1, sizeof *named);
    bound->changes = pl_calloc((size_t)layers + 1, sizeof *bound->changes);
    bool ok = (named && bound->changes) || pl_fail_memory(error);
    ok = ok && (!template->document.unfilled || check_placeholders(template, sample, bound, named, error)) &&
         bind_columns(template, sample, bound, named, spare, error);
    free(named);
    return ok;
}

static bool copy_columns(struct pl_template *template, const char *const *columns, int count,
                         struct placard_error *error) {
    template->columns = pl_calloc((size_t)count + 1, sizeof *template->columns);
    if (!template->columns) {
        return pl_fail_memory(error);
    }
    for (int i = 0; i < count; i++) {
        template->columns[i] = pl_strdup(columns[i]);
        template->column_count = i + 1;
        if (!template->columns[i]) {
            return pl_fail_memory(error);
        }
    }
    template->sample_column = pl_template_column(template, "sample", 6);
    return true;
}

int pl_template_sample(const struct pl_template *template, int index) {
    for (int i = 0; i < template->document.count; i++) {
        if (template->document.samples[i].index == index) {
            return i;
        }
    }
    return -1;
}

bool pl_template_bind(struct pl_template *template, const char *const *columns, const bool *spare, int count,
                      int sample, struct placard_error *error) {
    if (!copy_columns(template, columns, count, error)) {
        return false;
    }
    template->sample = sample < 0 ? 0 : pl_template_sample(template, sample);
    if (template->sample < 0) {
        return pl_fail(error, PLACARD_USAGE, "no sample has the number %d", sample);
    }
    if (template->sample_column < 0) {
        return bind_sample(template, template->sample, spare, error);
    }
    for (int i = 0; i < template->document.count; i++) {
        if (!bind_sample(template, i, spare, error)) {
            return false;
        }
    }
    return true;
}

const struct pl_document *pl_template_document(const struct pl_template *template) {
    return &template->document;
}

bool pl_template_shows_pictures(const struct pl_template *template) {
    for (int i = 0; i < template->document.count; i++) {
        if (template->samples[i].pictures) {
            return true;
        }
    }
    return false;
}

bool pl_template_varies(const struct pl_template *template) {
    return template->column_count > 0;
}
