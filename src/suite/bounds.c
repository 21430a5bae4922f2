#include "suite/bounds.h"

#include "document/reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A check.json as it is written, before its values are looked at. */
struct raw {
    const cJSON *max_percent, *max_pixels, *threshold, *include_aa, *required, *scale, *cases;
};

#define MEMBER(name) offsetof(struct raw, name)
static const struct pl_field fields[] = {
    {"max_percent", PL_FIELD_JSON, MEMBER(max_percent)},
    {"max_pixels", PL_FIELD_JSON, MEMBER(max_pixels)},
    {"threshold", PL_FIELD_JSON, MEMBER(threshold)},
    {"include_aa", PL_FIELD_JSON, MEMBER(include_aa)},
    {"required", PL_FIELD_JSON, MEMBER(required)},
    {"scale", PL_FIELD_JSON, MEMBER(scale)},
    {0},
};
static const struct pl_field file_fields[] = {
    {"cases", PL_FIELD_JSON, MEMBER(cases)},
    {0},
};

/* A number from `least` to `most`; one that is not there leaves `*out` alone. */
static bool read_number(const cJSON *value, const struct pl_place *place, double least, double most,
                        const char *expected, double *out, struct placard_error *error) {
    if (!value) {
        return true;
    }
    if (!cJSON_IsNumber(value) || !(value->valuedouble >= least && value->valuedouble <= most)) {
        return pl_fail_value(place, expected, value, error);
    }
    *out = value->valuedouble;
    return true;
}

static bool read_flag(const cJSON *value, const struct pl_place *place, bool *given, bool *out,
                      struct placard_error *error) {
    if (value && !cJSON_IsBool(value)) {
        return pl_fail_value(place, "true or false", value, error);
    }
    *given = value != NULL;
    *out = value && cJSON_IsTrue(value);
    return true;
}

static bool read_scale(const cJSON *value, const struct pl_place *place, struct pl_rule *out,
                       struct placard_error *error) {
    static const char expected[] = "a number from 0.01 to 16";
    out->scale_given = value != NULL;
    out->values.scales_listed = cJSON_IsArray(value);
    if (!value) {
        return true;
    }
    if (!cJSON_IsArray(value)) {
        out->values.scale_count = 1;
        return read_number(value, place, 0.01, 16, expected, &out->values.scales[0], error);
    }
    int count = cJSON_GetArraySize(value);
    if (count < 1 || count > PL_SCALES_LIMIT) {
        return pl_fail_place(place, PLACARD_DOCUMENT, error, "expected 1 to %d scales, found %d",
                             PL_SCALES_LIMIT, count);
    }
    struct pl_place item = {place, NULL, 0};
    for (const cJSON *one = value->child; one; one = one->next, item.index++) {
        double *scale = &out->values.scales[out->values.scale_count++];
        if (!read_number(one, &item, 0.01, 16, expected, scale, error)) {
            return false;
        }
        for (const double *before = out->values.scales; before < scale; before++) {
            if (*before == *scale) {
                return pl_fail_value(&item, "another scale than those before", one, error);
            }
        }
    }
    return true;
}

/* By the table, so that what is unknown is found, with the name that it was probably meant to be. */
static bool read_raw(const cJSON *object, const struct pl_place *place, bool file, struct raw *raw,
                     struct pl_arena *arena, struct placard_error *error) {
    const struct pl_field *const tables[] = {fields, file ? file_fields : NULL, NULL};
    struct pl_notes notes = {0};
    if (!pl_fields_read(object, place, tables, raw, arena, &notes, error)) {
        return false;
    }
    return !notes.first || pl_fail(error, PLACARD_DOCUMENT, "%s", notes.first->message);
}

static bool read_rule(const struct raw *raw, const struct pl_place *at, struct pl_rule *out,
                      struct placard_error *error) {
    struct pl_bounds *values = &out->values;
    *out = (struct pl_rule){.values = {.max_percent = -1, .max_pixels = -1}};
    out->bound_given = raw->max_percent || raw->max_pixels;
    out->threshold_given = raw->threshold != NULL;
    const struct pl_place percent = {at, "max_percent", 0}, pixels = {at, "max_pixels", 0};
    const struct pl_place threshold = {at, "threshold", 0}, antialiased = {at, "include_aa", 0};
    const struct pl_place required = {at, "required", 0}, scale = {at, "scale", 0};
    if (!read_number(raw->max_percent, &percent, 0, 100, "a number from 0 to 100", &values->max_percent,
                     error) ||
        !read_number(raw->max_pixels, &pixels, 0, 1e9, "a whole number of pixels", &values->max_pixels,
                     error) ||
        !read_number(raw->threshold, &threshold, 0, 1, "a number from 0 to 1", &values->threshold, error)) {
        return false;
    }
    if (raw->max_pixels && values->max_pixels != floor(values->max_pixels)) {
        return pl_fail_value(&pixels, "a whole number of pixels", raw->max_pixels, error);
    }
    return read_flag(raw->include_aa, &antialiased, &out->antialiased_given, &values->include_antialiased,
                     error) &&
           read_flag(raw->required, &required, &out->required_given, &values->required, error) &&
           read_scale(raw->scale, &scale, out, error);
}

static int compare_names(const void *a, const void *b) {
    const struct pl_named_rule *const *p = a;
    const struct pl_named_rule *const *q = b;
    return strcmp((*p)->name, (*q)->name);
}

static bool read_named(const cJSON *list, struct pl_rules *out, struct pl_arena *arena,
                       struct placard_error *error) {
    const struct pl_place cases = {NULL, "cases", 0};
    if (!list) {
        return true;
    }
    if (!cJSON_IsObject(list)) {
        return pl_fail_value(&cases, "an object", list, error);
    }
    size_t room = (size_t)cJSON_GetArraySize(list) + 1;
    out->named = pl_arena_alloc(arena, room, sizeof *out->named);
    out->by_name = pl_arena_alloc(arena, room, sizeof *out->by_name);
    if (!out->named || !out->by_name) {
        return pl_fail_memory(error);
    }
    for (const cJSON *member = list->child; member; member = member->next) {
        const struct pl_place place = {&cases, member->string, 0};
        struct pl_named_rule *named = &out->named[out->count];
        struct raw raw;
        if (pl_member(list, member->string) != member) {
            return pl_fail_place(&place, PLACARD_DOCUMENT, error, "given more than once");
        }
        named->name = pl_arena_strndup(arena, member->string, strlen(member->string));
        if (!named->name) {
            return pl_fail_memory(error);
        }
        if (!read_raw(member, &place, false, &raw, arena, error) ||
            !read_rule(&raw, &place, &named->rule, error)) {
            return false;
        }
        out->by_name[out->count++] = named;
    }
    qsort(out->by_name, (size_t)out->count, sizeof *out->by_name, compare_names);
    return true;
}

bool pl_rules_read(const char *text, size_t size, struct pl_rules *out, struct pl_arena *arena,
                   struct placard_error *error) {
    struct placard_error inner = {.code = PLACARD_OK};
    struct raw raw;
    cJSON *root = pl_json_parse(text, size, &inner);
    bool ok = root && read_raw(root, NULL, true, &raw, arena, &inner) &&
              read_rule(&raw, NULL, &out->own, &inner) && read_named(raw.cases, out, arena, &inner);
    cJSON_Delete(root);
    return ok || pl_fail(error, inner.code, "%s: %s", out->path, inner.message);
}

/* ---- finding ---- */

/* Takes what is given by one rule and by none before it. */
static void take(struct pl_rule *found, const struct pl_rule *rule) {
    struct pl_bounds *to = &found->values;
    const struct pl_bounds *from = &rule->values;
    if (rule->bound_given && !found->bound_given) {
        found->bound_given = true;
        to->max_percent = from->max_percent;
        to->max_pixels = from->max_pixels;
    }
    if (rule->threshold_given && !found->threshold_given) {
        found->threshold_given = true;
        to->threshold = from->threshold;
    }
    if (rule->antialiased_given && !found->antialiased_given) {
        found->antialiased_given = true;
        to->include_antialiased = from->include_antialiased;
    }
    if (rule->required_given && !found->required_given) {
        found->required_given = true;
        to->required = from->required;
    }
    if (rule->scale_given && !found->scale_given) {
        found->scale_given = true;
        memcpy(to->scales, from->scales, sizeof to->scales);
        to->scale_count = from->scale_count;
        to->scales_listed = from->scales_listed;
    }
}

static void take_named(struct pl_rule *found, const struct pl_rules *rules, const char *name) {
    const struct pl_named_rule *key = &(struct pl_named_rule){.name = name};
    struct pl_named_rule **named = rules->count > 0 ? bsearch(&key, rules->by_name, (size_t)rules->count,
                                                              sizeof *rules->by_name, compare_names)
                                                    : NULL;
    if (named) {
        (*named)->used = true;
        take(found, &(*named)->rule);
    }
}

void pl_bounds_find(const struct pl_rules *rules, const char *document, const char *name,
                    struct pl_bounds *out) {
    struct pl_rule found = {
        .values = {.max_percent = -1, .max_pixels = -1, .threshold = 0.1, .scales = {1}, .scale_count = 1}};
    for (; rules; rules = rules->above) {
        take_named(&found, rules, name + rules->prefix);
        take_named(&found, rules, document + rules->prefix);
        take(&found, &rules->own);
    }
    *out = found.values;
}

/* ---- applying ---- */

/* By so much a product of doubles may be off. */
static const double rounding = 1e-12;

bool pl_bounds_hold(const struct pl_bounds *bounds, long long mismatched, long long pixels) {
    double share = (double)mismatched * 100;
    if (bounds->max_percent < 0 && bounds->max_pixels < 0) {
        return mismatched == 0;
    }
    return (bounds->max_percent < 0 || share <= bounds->max_percent * (double)pixels * (1 + rounding)) &&
           (bounds->max_pixels < 0 || (double)mismatched <= bounds->max_pixels);
}

double pl_bounds_percent(const struct pl_bounds *bounds, long long pixels) {
    double percent = bounds->max_percent < 0 ? (bounds->max_pixels < 0 ? 0 : 100) : bounds->max_percent;
    if (bounds->max_pixels >= 0 && pixels > 0) {
        percent = fmin(percent, bounds->max_pixels * 100 / (double)pixels);
    }
    return percent;
}
