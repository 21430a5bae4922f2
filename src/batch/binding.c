#include "batch/binding.h"

#include "base/memory.h"
#include "document/nearest.h"
#include "layers/layers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- placeholders ---- */

const char *pl_placeholder_find(const char *text, size_t *size, const char **start, const char **end) {
    const char *open = strstr(text, "{{");
    const char *close = open ? strstr(open + 2, "}}") : NULL;
    if (!close) {
        return NULL;
    }
    /* Of "{{{name}}" the outer brace is text. */
    while (open[2] == '{') {
        open++;
    }
    *start = open;
    *end = close + 2;
    const char *name = open + 2;
    while (name < close && *name == ' ') {
        name++;
    }
    while (close > name && close[-1] == ' ') {
        close--;
    }
    *size = (size_t)(close - name);
    return name;
}

/* ---- names ---- */

/** A column's name, taken apart. */
struct reference {
    const cJSON *layer;
    int position;
    const char *path; /* behind the layer's name, or NULL */
};

static const char *label_of(const cJSON *layer) {
    const char *label = pl_member_string(layer, "sub_type");
    return label && *label ? label : NULL;
}

/* Where a label's name goes on behind it, or NULL where the name is another. */
static const char *behind_label(const char *name, const char *label) {
    size_t length = strlen(label);
    bool fits = strncmp(name, label, length) == 0 && (name[length] == '\0' || name[length] == '.');
    return fits ? name + length : NULL;
}

/* The number at `*at`, which moves past it and the dot before it; -1 where there is none. */
static int take_number(const char **at) {
    const char *digits = **at == '.' ? *at + 1 : *at;
    size_t length = strspn(digits, "0123456789");
    if (length == 0 || length > 6 || (digits[length] != '\0' && digits[length] != '.')) {
        return -1;
    }
    *at = digits + length;
    return atoi(digits);
}

static bool find_listed(const cJSON *layers, const char *name, struct reference *out,
                        struct placard_error *error) {
    const char *at = name + strlen("layers");
    int position = take_number(&at);
    int count = cJSON_GetArraySize(layers);
    if (count == 0) {
        return pl_fail(error, PLACARD_USAGE, "column \"%s\": the template has no layers", name);
    }
    if (position < 0 || position >= count) {
        return pl_fail(error, PLACARD_USAGE, "column \"%s\": expected a layer from layers.0 to layers.%d",
                       name, count - 1);
    }
    *out = (struct reference){cJSON_GetArrayItem(layers, position), position, *at == '.' ? at + 1 : NULL};
    return true;
}

/** Labels of a sample's layers, for pl_nearest_name. */
static const char *label_at(const void *data, int index) {
    const cJSON *layer;
    cJSON_ArrayForEach(layer, (const cJSON *)data) {
        if (label_of(layer) && index-- == 0) {
            return label_of(layer);
        }
    }
    static const char *const others[] = {"base", "background", "sample", "layers.0"};
    return index < 4 ? others[index] : NULL;
}

static bool fail_name(const cJSON *layers, const char *name, struct placard_error *error) {
    char start[128];
    snprintf(start, sizeof start, "%.*s", (int)strcspn(name, "."), name);
    const char *nearest = pl_nearest_name(start, label_at, layers);
    return pl_fail(error, PLACARD_USAGE,
                   "column \"%s\" matches nothing in the template: expected a placeholder's name, base, "
                   "background, sample, layers.N.FIELD, or the sub_type of a layer%s%s%s",
                   name, nearest ? " (did you mean " : "", nearest ? nearest : "", nearest ? "?)" : "");
}

/* The layer whose label the name starts with, the longest such label being meant. */
static const char *longest_label(const cJSON *layers, const char *name) {
    const char *longest = NULL;
    const cJSON *layer;
    cJSON_ArrayForEach(layer, layers) {
        const char *label = label_of(layer);
        if (label && behind_label(name, label) && (!longest || strlen(label) > strlen(longest))) {
            longest = label;
        }
    }
    return longest;
}

static bool find_labelled(const cJSON *layers, const char *name, struct reference *out,
                          struct placard_error *error) {
    const char *label = longest_label(layers, name);
    if (!label) {
        return fail_name(layers, name, error);
    }
    const char *at = name + strlen(label);
    int number = take_number(&at);
    int wanted = number < 0 ? 1 : number;
    int seen = 0;
    int position = 0;
    const cJSON *layer;
    cJSON_ArrayForEach(layer, layers) {
        const char *other = label_of(layer);
        if (other && strcmp(other, label) == 0 && ++seen == wanted) {
            *out = (struct reference){layer, position, *at == '.' ? at + 1 : NULL};
            return true;
        }
        position++;
    }
    return pl_fail(error, PLACARD_USAGE, "column \"%s\": expected %s.1 to %s.%d, as %d layer%s that sub_type",
                   name, label, label, seen, seen, seen == 1 ? " has" : "s have");
}

/* ---- fields ---- */

static const struct pl_layer_type *type_of(const cJSON *layer) {
    const char *name = pl_member_string(layer, "type");
    const struct pl_layer_type *const *type = pl_layer_types;
    while (name && *type && strcmp((*type)->name, name) != 0) {
        type++;
    }
    return name ? *type : NULL;
}

static const struct pl_field *field_named(const struct pl_field *fields, const char *name, size_t length) {
    for (; fields->name; fields++) {
        if (strncmp(fields->name, name, length) == 0 && fields->name[length] == '\0') {
            return fields;
        }
    }
    return NULL;
}

static bool fail_field(const char *name, const struct pl_layer_type *type, const char *path,
                       struct placard_error *error) {
    const struct pl_field *const tables[] = {pl_common_fields, type->fields, NULL};
    char start[64];
    snprintf(start, sizeof start, "%.*s", (int)strcspn(path, "."), path);
    const char *nearest = pl_nearest_field(start, tables);
    return pl_fail(error, PLACARD_USAGE, "column \"%s\": a %s layer has no field %s%s%s%s", name, type->name,
                   start, nearest ? " (did you mean " : "", nearest ? nearest : "", nearest ? "?)" : "");
}

/* One step of a path: a member of an object or an element of a list. */
static cJSON *step(const cJSON *value, const char *name, size_t length) {
    char key[256];
    if (length >= sizeof key) {
        return NULL;
    }
    snprintf(key, sizeof key, "%.*s", (int)length, name);
    if (cJSON_IsArray(value)) {
        bool number = length > 0 && length < 7 && strspn(key, "0123456789") == length;
        return number ? cJSON_GetArrayItem(value, atoi(key)) : NULL;
    }
    return (cJSON *)pl_member(value, key);
}

/* The value that the path leads to, and what holds it; NULL where there is none, and then `*last` is what is
 * left of the path. */
static cJSON *follow(cJSON *layer, const char *path, cJSON **holder, const char **last) {
    cJSON *value = layer;
    for (;;) {
        size_t length = strcspn(path, ".");
        *holder = value;
        *last = path;
        value = step(value, path, length);
        if (!value || path[length] == '\0') {
            return path[length] == '\0' ? value : NULL;
        }
        path += length + 1;
    }
}

/* Whether there is a place for a value that is not there: a member of an object that is. */
static bool can_add(const cJSON *holder, const char *last) {
    return cJSON_IsObject(holder) && !strchr(last, '.');
}

static bool bind_field(const char *name, const struct reference *reference, struct pl_binding *out,
                       struct placard_error *error) {
    const struct pl_layer_type *type = type_of(reference->layer);
    if (!type) {
        return pl_fail(error, PLACARD_USAGE, "column \"%s\": layer %d has no known type", name,
                       reference->position);
    }
    const char *path = reference->path;
    if (!path && !field_named(type->fields, "content", 7)) {
        return pl_fail(error, PLACARD_USAGE,
                       "column \"%s\": expected a field behind it, such as %s.%s, as it is a %s layer", name,
                       name, field_named(type->fields, "src", 3) ? "src" : "color", type->name);
    }
    path = path ? path : "content";
    size_t length = strcspn(path, ".");
    const struct pl_field *field = field_named(type->fields, path, length);
    field = field ? field : field_named(pl_common_fields, path, length);
    if (!field) {
        return fail_field(name, type, path, error);
    }
    cJSON *holder;
    const char *last;
    const cJSON *value = follow((cJSON *)reference->layer, path, &holder, &last);
    if (path[length] && !value && !can_add(holder, last)) {
        return pl_fail(error, PLACARD_USAGE, "column \"%s\": the template's layer %d has no %s", name,
                       reference->position, path);
    }
    out->path = pl_strdup(path);
    out->layer = reference->position;
    out->text = path[length] ? cJSON_IsString(value) : field->type == PL_FIELD_STRING;
    out->empty = strcmp(path, "content") == 0;
    return out->path || pl_fail_memory(error);
}

bool pl_binding_find(const struct pl_sample *sample, const char *name, struct pl_binding *out,
                     struct placard_error *error) {
    struct reference reference = {0};
    *out = (struct pl_binding){.target = PL_TARGET_FIELD};
    if (!longest_label(sample->layers_json, name)) {
        if (strcmp(name, "base") == 0 || strcmp(name, "background") == 0) {
            out->target = name[2] == 's' ? PL_TARGET_BASE : PL_TARGET_BACKGROUND;
            return true;
        }
        if (strncmp(name, "layers.", 7) == 0) {
            return find_listed(sample->layers_json, name, &reference, error) &&
                   bind_field(name, &reference, out, error);
        }
    }
    return find_labelled(sample->layers_json, name, &reference, error) &&
           bind_field(name, &reference, out, error);
}

/* ---- values ---- */

static cJSON *make_value(const struct pl_binding *binding, const char *value) {
    cJSON *json = NULL;
    if (!binding->text && (value[0] == '{' || value[0] == '[')) {
        json = pl_json_parse(value, strlen(value), NULL);
    }
    return json ? json : cJSON_CreateString(value);
}

/* Puts `new` in the place of `old`, under its name. */
static bool replace(cJSON *holder, cJSON *old, cJSON *new) {
    new->string = old->string;
    new->type |= old->type &cJSON_StringIsConst;
    old->string = NULL;
    return cJSON_ReplaceItemViaPointer(holder, old, new);
}

bool pl_binding_set(const struct pl_binding *binding, cJSON *layers, const char *value,
                    struct placard_error *error) {
    cJSON *holder;
    const char *last;
    cJSON *layer = cJSON_GetArrayItem(layers, binding->layer);
    cJSON *old = follow(layer, binding->path, &holder, &last);
    if (!old && !can_add(holder, last)) {
        /* Another column has replaced what it was in. */
        return pl_fail(error, PLACARD_DOCUMENT, "layers[%d] has no %s in this row", binding->layer,
                       binding->path);
    }
    cJSON *new = make_value(binding, value);
    if (!new || !(old ? replace(holder, old, new) : cJSON_AddItemToObject(holder, last, new))) {
        cJSON_Delete(new);
        return pl_fail_memory(error);
    }
    return true;
}
