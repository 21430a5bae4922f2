#include "layers/layers.h"

#include "document/values.h"
#include "layers/types.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct pl_layer_type *const pl_layer_types[] = {&pl_layer_text_mask, &pl_layer_text_type,
                                                      &pl_layer_image, NULL};

#define ROW(member) .offset = offsetof(struct pl_layer, member)

const struct pl_field pl_common_fields[] = {
    {"type", PL_FIELD_STRING, ROW(type_name), .required = true, .help = "what the layer is"},
    {"idx", PL_FIELD_NUMBER, ROW(idx), .standard = NAN,
     .help = "paint order, lowest first; by default the order of the list"},
    {"left", PL_FIELD_LENGTH, ROW(box.x), .required = true, .least = -1e6, .most = 1e6,
     .help = "left edge of the box"},
    {"top", PL_FIELD_LENGTH, ROW(box.y), .required = true, .least = -1e6, .most = 1e6,
     .help = "top edge of the box"},
    {"width", PL_FIELD_LENGTH, ROW(box.width), .required = true, .least = 0, .most = 1e6,
     .help = "width of the box"},
    {"height", PL_FIELD_LENGTH, ROW(box.height), .required = true, .least = 0, .most = 1e6,
     .help = "height of the box"},
    {"opacity", PL_FIELD_NUMBER, ROW(opacity), .least = 0, .most = 1, .standard = 1,
     .help = "of all parts as one group"},
    {"rotation", PL_FIELD_NUMBER, ROW(rotation), .least = -1e6, .most = 1e6,
     .help = "degrees clockwise about the middle of the box"},
    {"sub_type", PL_FIELD_STRING, ROW(sub_type), .most = 256, .help = "a label to address the layer by"},
    {0},
};

static const struct pl_layer_type *find_type(const char *name) {
    for (const struct pl_layer_type *const *type = pl_layer_types; *type; type++) {
        if (strcmp((*type)->name, name) == 0) {
            return *type;
        }
    }
    return NULL;
}

static bool fail_type(const struct pl_place *layer, const cJSON *value, struct placard_error *error) {
    char expected[256] = "one of ";
    for (const struct pl_layer_type *const *type = pl_layer_types; *type; type++) {
        size_t used = strlen(expected);
        snprintf(expected + used, sizeof expected - used, "%s%s", type == pl_layer_types ? "" : ", ",
                 (*type)->name);
    }
    struct pl_place place = {.parent = layer, .key = "type"};
    return pl_fail_value(&place, expected, value, error);
}

static bool read_layer(struct pl_document *document, struct pl_sample *sample, const cJSON *json,
                       int position, struct pl_layer **out, struct placard_error *error) {
    struct pl_place place = {.parent = &sample->layers_place, .index = position};
    if (!cJSON_IsObject(json)) {
        return pl_fail_value(&place, "a layer, which is an object", json, error);
    }
    const char *name = pl_member_string(json, "type");
    const struct pl_layer_type *type = name ? find_type(name) : NULL;
    if (!type) {
        return fail_type(&place, pl_member(json, "type"), error);
    }
    struct pl_layer *layer = pl_arena_alloc(&document->arena, 1, type->size);
    if (!layer) {
        return pl_fail_memory(error);
    }
    layer->type = type;
    layer->place = place;
    layer->position = position;
    const struct pl_field *tables[] = {pl_common_fields, type->fields, NULL};
    if (!pl_fields_read(json, &layer->place, tables, layer, &document->arena, &sample->notes, error)) {
        return false;
    }
    if (type->check && !type->check(layer, &document->arena, &sample->notes)) {
        return pl_fail_memory(error);
    }
    if (isnan(layer->idx)) {
        layer->idx = position;
    }
    *out = layer;
    return true;
}

static int by_idx(const void *a, const void *b) {
    const struct pl_layer *p = *(const struct pl_layer *const *)a;
    const struct pl_layer *q = *(const struct pl_layer *const *)b;
    if (p->idx != q->idx) {
        return p->idx < q->idx ? -1 : 1;
    }
    return p->position < q->position ? -1 : p->position > q->position;
}

/* What reading a layer takes, in pixels that are filled: each field is looked for among the members. */
enum { LAYER_WORK = 10000, MEMBER_WORK = 200 };

void pl_layers_read(struct pl_document *document, struct pl_sample *sample) {
    if (sample->error.code != PLACARD_OK) {
        return;
    }
    int count = cJSON_GetArraySize(sample->layers_json);
    sample->layers = pl_arena_alloc(&document->arena, (size_t)count + 1, sizeof(struct pl_layer *));
    if (!sample->layers) {
        pl_fail_memory(&sample->error);
        return;
    }
    const cJSON *json = sample->layers_json->child;
    for (int i = 0; i < count; i++, json = json->next) {
        if (!pl_deadline_spend(document->deadline,
                               LAYER_WORK + (long long)MEMBER_WORK * cJSON_GetArraySize(json),
                               &sample->error) ||
            !read_layer(document, sample, json, i, &sample->layers[i], &sample->error)) {
            sample->count = 0;
            return;
        }
    }
    sample->count = count;
    qsort(sample->layers, (size_t)count, sizeof *sample->layers, by_idx);
}

/* Layout in browsers counts in sixty-fourths of a pixel. */
static double floor64(double v) {
    return floor(v * 64) / 64;
}

struct pl_box pl_layer_box(const struct pl_layer *layer, double scale) {
    struct pl_box box = {floor64(layer->box.x * scale), floor64(layer->box.y * scale),
                         floor64(layer->box.width * scale), floor64(layer->box.height * scale)};
    if (layer->rotation != 0) {
        box.x = floor(box.x + 0.5);
        box.y = floor(box.y + 0.5);
    }
    return box;
}

struct pl_shadows pl_scaled_shadows(const struct pl_shadows *shadows, double scale, struct pl_shadow *items) {
    for (int i = 0; i < shadows->count && i < PL_SHADOW_LIMIT; i++) {
        items[i] = shadows->items[i];
        items[i].dx *= scale;
        items[i].dy *= scale;
        items[i].blur *= scale;
        items[i].spread *= scale;
    }
    return (struct pl_shadows){items, shadows->count};
}

void pl_missing_add(struct pl_missing *missing, const uint32_t *characters, int count) {
    for (int i = 0; i < count; i++) {
        int k = 0;
        while (k < missing->count && missing->characters[k] != characters[i]) {
            k++;
        }
        if (k == missing->count && k < (int)(sizeof missing->characters / sizeof *missing->characters)) {
            missing->characters[missing->count++] = characters[i];
        }
    }
}
