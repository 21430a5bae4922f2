#include "batch/template.h"

#include "base/buffer.h"
#include "base/color.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "batch/binding.h"
#include "document/nearest.h"
#include "layers/layers.h"
#include "provider/provider.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/** What the columns set in one sample. */
struct bound {
    bool done;
    struct pl_binding *bindings;
    int count;
    bool *changes; /* of each layer, by position: whether a row changes it */
    bool reorders; /* a row may change the order of the layers */
};

struct pl_template {
    struct pl_document document;
    struct bound *samples; /* one for each of the document's */
    char **columns;
    int column_count;
    int sample_column; /* or -1 */
    int sample;        /* position of the one to draw where no column says */
};

struct pl_template *pl_template_create(const void *json, size_t size, struct placard_error *error) {
    struct pl_template *template = pl_calloc(1, sizeof *template);
    if (!template) {
        pl_fail_memory(error);
        return NULL;
    }
    template->sample_column = -1;
    bool ok = pl_document_read(json, size, &template->document, error) &&
              pl_document_check(&template->document, error);
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

static int find_column(const struct pl_template *template, const char *name, size_t size) {
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
        int column = find_column(template, name, size);
        if (column < 0) {
            char wanted[64] = "";
            memcpy(wanted, name, size < sizeof wanted ? size : sizeof wanted - 1);
            pl_utf8_trim(wanted);
            const char *nearest = pl_nearest_name(wanted, column_at, template);
            return pl_fail(error, PLACARD_DOCUMENT, "placeholder {{%s}}: no column has that name%s%s%s",
                           wanted, nearest ? " (did you mean " : "", nearest ? nearest : "",
                           nearest ? "?)" : "");
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

static bool check_placeholders(const struct pl_template *template, const struct pl_sample *sample,
                               struct bound *bound, bool *named, struct placard_error *error) {
    bool any = false;
    if (sample->base && !check_text(template, sample->base, named, &any, error)) {
        return false;
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
    }
    return true;
}

static bool is_order(const struct pl_binding *binding) {
    return binding->target == PL_TARGET_FIELD && strcmp(binding->path, "idx") == 0;
}

static bool bind_columns(const struct pl_template *template, const struct pl_sample *sample,
                         struct bound *bound, const bool *named, const bool *spare,
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
    struct bound *bound = &template->samples[position];
    int layers = cJSON_GetArraySize(sample->layers_json);
    if (sample->error.code != PLACARD_OK) {
        return pl_fail(error, sample->error.code, "%s", sample->error.message);
    }
    bool *named = pl_calloc((size_t) template->column_count + 1, sizeof *named);
    bound->changes = pl_calloc((size_t)layers + 1, sizeof *bound->changes);
    bound->done = true;
    bool ok = (named && bound->changes) || pl_fail_memory(error);
    ok = ok && check_placeholders(template, sample, bound, named, error) &&
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
    template->sample_column = find_column(template, "sample", 6);
    return true;
}

static int find_sample(const struct pl_template *template, int index) {
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
    template->sample = sample < 0 ? 0 : find_sample(template, sample);
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

/* ---- variants ---- */

static bool check_values(const struct pl_template *template, const char *const *values,
                         struct placard_error *error) {
    for (int i = 0; i < template->column_count; i++) {
        if (values[i] && !pl_utf8_valid(values[i], strlen(values[i]), NULL)) {
            return pl_fail(error, PLACARD_DOCUMENT,
                           "column \"%s\": expected UTF-8, found a value that is not", template->columns[i]);
        }
    }
    return true;
}

/* The sample that a row names. */
static bool choose_sample(const struct pl_template *template, const char *const *values, int *out,
                          struct placard_error *error) {
    const char *value = template->sample_column >= 0 ? values[template->sample_column] : NULL;
    *out = template->sample;
    if (!value || !*value) {
        return true;
    }
    bool digits = value[strspn(value, "0123456789")] == '\0';
    long index = digits ? strtol(value, NULL, 10) : -1;
    *out = index < 0 || index > INT_MAX ? -1 : find_sample(template, (int)index);
    return *out >= 0 || pl_fail(error, PLACARD_DOCUMENT,
                                "sample: expected the sample_idx of a sample, found \"%s\"", value);
}

static bool append_filled(const struct pl_template *template, const char *text, const char *const *values,
                          struct pl_buffer *out) {
    const char *start, *end, *name;
    size_t size;
    for (; (name = pl_placeholder_find(text, &size, &start, &end)); text = end) {
        const char *value = values[find_column(template, name, size)];
        pl_buffer_append(out, text, (size_t)(start - text));
        pl_buffer_text(out, value ? value : "");
    }
    pl_buffer_text(out, text);
    return !out->failed;
}

/* Puts values in the place of the placeholders of all strings. */
static bool fill_texts(const struct pl_template *template, cJSON *value, const char *const *values) {
    cJSON *item;
    if (cJSON_IsString(value) && strstr(value->valuestring, "{{")) {
        struct pl_buffer text = {0};
        bool ok = append_filled(template, value->valuestring, values, &text) &&
                  cJSON_SetValuestring(value, (const char *)text.data);
        pl_buffer_finish(&text);
        return ok;
    }
    cJSON_ArrayForEach(item, value) {
        if (!fill_texts(template, item, values)) {
            return false;
        }
    }
    return true;
}

static bool set_base(struct pl_variant *variant, const char *value, struct placard_error *error) {
    free(variant->base);
    variant->base = pl_strdup(value);
    variant->sample.base = variant->base;
    variant->sample.width = 0;
    variant->sample.height = 0;
    return variant->base || pl_fail_memory(error);
}

static bool set_background(struct pl_variant *variant, const char *value, struct placard_error *error) {
    return pl_color_parse(value, strlen(value), &variant->sample.background) ||
           pl_fail(error, PLACARD_DOCUMENT,
                   "background: expected a color such as \"#5b4c2f\" or \"transparent\", found \"%s\"",
                   value);
}

static bool apply(const struct pl_binding *binding, const char *value, struct pl_variant *variant,
                  struct placard_error *error) {
    if (!value || (!*value && !binding->empty)) {
        return true;
    }
    switch (binding->target) {
    case PL_TARGET_BASE:
        return set_base(variant, value, error);
    case PL_TARGET_BACKGROUND:
        return set_background(variant, value, error);
    case PL_TARGET_FIELD:
        break;
    }
    return pl_binding_set(binding, variant->document.root, value, error);
}

/* A sample like the template's, over a copy of its layers. */
static bool copy_sample(const struct pl_template *template, struct pl_variant *variant,
                        struct placard_error *error) {
    const struct pl_sample *from = &template->document.samples[variant->position];
    struct pl_sample *sample = &variant->sample;
    *sample = *from;
    if (from->layers_place.parent == &from->place) {
        sample->layers_place.parent = &sample->place;
    }
    variant->document = (struct pl_document){.provider = template->document.provider,
                                             .kind = template->document.kind,
                                             .root = cJSON_Duplicate(from->layers_json, 1)};
    sample->layers_json = variant->document.root;
    sample->layers = NULL;
    sample->count = 0;
    return variant->document.root || pl_fail_memory(error);
}

/* The notes of the template's sample stay its own: what a variant adds goes into a list of its own. */
static bool copy_notes(struct pl_variant *variant, struct placard_error *error) {
    const struct pl_note *note = variant->sample.notes.first;
    variant->sample.notes = (struct pl_notes){0};
    for (; note; note = note->next) {
        if (!pl_note(&variant->sample.notes, &variant->document.arena, "%s", note->message)) {
            return pl_fail_memory(error);
        }
    }
    return true;
}

static bool fill_base(const struct pl_template *template, const char *const *values,
                      struct pl_variant *variant, struct placard_error *error) {
    struct pl_buffer text = {0};
    if (!variant->sample.base || !strstr(variant->sample.base, "{{")) {
        return true;
    }
    bool ok = (append_filled(template, variant->sample.base, values, &text) || pl_fail_memory(error)) &&
              set_base(variant, (const char *)text.data, error);
    pl_buffer_finish(&text);
    return ok;
}

bool pl_template_varies(const struct pl_template *template) {
    return template->column_count > 0;
}

bool pl_template_choose(const struct pl_template *template, const char *const *values, int *position,
                        char **base, struct placard_error *error) {
    struct pl_variant variant = {0};
    *base = NULL;
    if (!check_values(template, values, error) || !choose_sample(template, values, position, error)) {
        return false;
    }
    const struct bound *bound = &template->samples[*position];
    variant.sample.base = template->document.samples[*position].base;
    bool ok = fill_base(template, values, &variant, error);
    for (int i = 0; ok && i < bound->count; i++) {
        const struct pl_binding *binding = &bound->bindings[i];
        ok = binding->target != PL_TARGET_BASE || apply(binding, values[binding->column], &variant, error);
    }
    if (ok && variant.sample.base) {
        *base = pl_strdup(variant.sample.base);
        ok = *base || pl_fail_memory(error);
    }
    free(variant.base);
    return ok;
}

static int count_fixed(const struct bound *bound, const struct pl_sample *sample) {
    int fixed = 0;
    while (!bound->reorders && fixed < sample->count && !bound->changes[sample->layers[fixed]->position]) {
        fixed++;
    }
    return fixed;
}

bool pl_variant_make(const struct pl_template *template, const char *const *values, struct pl_variant *out,
                     struct placard_error *error) {
    *out = (struct pl_variant){0};
    if (!check_values(template, values, error) || !choose_sample(template, values, &out->position, error) ||
        !copy_sample(template, out, error) || !copy_notes(out, error)) {
        return false;
    }
    /* Placeholders first: what a value has between braces is text. */
    if (!fill_base(template, values, out, error)) {
        return false;
    }
    if (!fill_texts(template, out->document.root, values)) {
        return pl_fail_memory(error);
    }
    const struct bound *bound = &template->samples[out->position];
    for (int i = 0; i < bound->count; i++) {
        if (!apply(&bound->bindings[i], values[bound->bindings[i].column], out, error)) {
            return false;
        }
    }
    pl_layers_read(&out->document, &out->sample);
    if (out->sample.error.code != PLACARD_OK) {
        return pl_fail(error, out->sample.error.code, "%s", out->sample.error.message);
    }
    out->fixed = count_fixed(bound, &out->sample);
    return true;
}

void pl_variant_finish(struct pl_variant *variant) {
    pl_document_finish(&variant->document);
    free(variant->base);
    *variant = (struct pl_variant){0};
}
