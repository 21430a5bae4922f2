#include "base/buffer.h"
#include "base/color.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "batch/bound.h"
#include "layers/layers.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

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
    *out = index < 0 || index > INT_MAX ? -1 : pl_template_sample(template, (int)index);
    return *out >= 0 || pl_fail(error, PLACARD_DOCUMENT,
                                "sample: expected the sample_idx of a sample, found \"%s\"", value);
}

static bool append_filled(const struct pl_template *template, const char *text, const char *const *values,
                          struct pl_buffer *out) {
    const char *start, *end, *name;
    size_t size;
    for (; (name = pl_placeholder_find(text, &size, &start, &end)); text = end) {
        const char *value = values[pl_template_column(template, name, size)];
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

static bool fill_background(const struct pl_template *template, const char *const *values,
                            struct pl_variant *variant, struct placard_error *error) {
    struct pl_buffer text = {0};
    const char *unfilled = variant->sample.background_text;
    variant->sample.background_text = NULL;
    if (!unfilled) {
        return true;
    }
    bool ok = (append_filled(template, unfilled, values, &text) || pl_fail_memory(error)) &&
              set_background(variant, (const char *)text.data, error);
    pl_buffer_finish(&text);
    return ok;
}

bool pl_template_choose(const struct pl_template *template, const char *const *values, int *position,
                        char **base, struct placard_error *error) {
    struct pl_variant variant = {0};
    *base = NULL;
    if (!check_values(template, values, error) || !choose_sample(template, values, position, error)) {
        return false;
    }
    const struct pl_bound *bound = &template->samples[*position];
    variant.sample.base = template->document.samples[*position].base;
    bool ok = !template->document.unfilled || fill_base(template, values, &variant, error);
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

static int count_fixed(const struct pl_bound *bound, const struct pl_sample *sample) {
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
    bool unfilled = template->document.unfilled;
    if (unfilled &&
        !(fill_base(template, values, out, error) && fill_background(template, values, out, error))) {
        return false;
    }
    if (unfilled && !fill_texts(template, out->document.root, values)) {
        return pl_fail_memory(error);
    }
    const struct pl_bound *bound = &template->samples[out->position];
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
