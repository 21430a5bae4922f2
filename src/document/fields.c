#include "document/nearest.h"
#include "document/types.h"

#include <string.h>

/* A document of nothing but unknown fields would else take many times its size in warnings, each of which is
 * compared with all others. */
enum {
    NOTES_LIMIT = 20 /* of an object */,
    ALL_NOTES_LIMIT = 1000 /* of a sample: then objects are counted */
};

static struct pl_color color_from_number(double number) {
    uint32_t rgba = (uint32_t)number;
    return (struct pl_color){(uint8_t)(rgba >> 24), (uint8_t)(rgba >> 16), (uint8_t)(rgba >> 8),
                             (uint8_t)rgba};
}

static void set_standard(const struct pl_field *field, void *out) {
    memset(out, 0, pl_types[field->type].size);
    switch (field->type) {
    case PL_FIELD_NUMBER:
    case PL_FIELD_LENGTH:
    case PL_FIELD_FRACTION:
        *(double *)out = field->standard;
        break;
    case PL_FIELD_INTEGER:
    case PL_FIELD_CHOICE:
    case PL_FIELD_WEIGHT:
        *(int *)out = (int)field->standard;
        break;
    case PL_FIELD_BOOLEAN:
        *(bool *)out = field->standard != 0;
        break;
    case PL_FIELD_COLOR:
        *(struct pl_color *)out = color_from_number(field->standard);
        break;
    case PL_FIELD_STRING:
    case PL_FIELD_GRADIENT:
    case PL_FIELD_RADII:
    case PL_FIELD_BOX_SHADOW:
    case PL_FIELD_TEXT_SHADOW:
    case PL_FIELD_STROKE:
    case PL_FIELD_JSON:
        break;
    }
}

static bool read_field(struct pl_reading *reading) {
    const struct pl_field *field = reading->field;
    const struct pl_type *type = &pl_types[field->type];
    set_standard(field, reading->out);
    bool left_out = type->can_be_none ? pl_value_is_none(reading->value)
                                      : !reading->value || cJSON_IsNull(reading->value);
    return (left_out && !field->required) || type->read(reading);
}

static const struct pl_field *find_field(const char *name, const struct pl_field *const *tables) {
    for (; *tables; tables++) {
        for (const struct pl_field *field = *tables; field->name; field++) {
            if (strcmp(field->name, name) == 0) {
                return field;
            }
        }
    }
    return NULL;
}

static bool is_repeated(const cJSON *member) {
    for (const cJSON *later = member->next; later; later = later->next) {
        if (strcmp(later->string, member->string) == 0) {
            return true;
        }
    }
    return false;
}

/* Notes what is to be said of one member; `*said` counts how often anything was to be, of which `most` are
 * said. */
static bool note_member(const cJSON *member, const struct pl_place *place,
                        const struct pl_field *const *tables, struct pl_arena *arena, struct pl_notes *notes,
                        int most, int *said) {
    bool known = find_field(member->string, tables);
    if ((known && !is_repeated(member)) || ++*said > most) {
        return true;
    }
    char where[PLACARD_MESSAGE_SIZE / 2];
    pl_place_format(&(struct pl_place){place, member->string, 0}, where, sizeof where);
    if (known) {
        return pl_note(notes, arena, "%s: given more than once, the last one counts", where);
    }
    const char *nearest = pl_nearest_field(member->string, tables);
    return pl_note(notes, arena, "%s: unknown field%s%s%s", where, nearest ? " (did you mean " : "",
                   nearest ? nearest : "", nearest ? "?)" : "");
}

static bool note_members(const cJSON *object, const struct pl_place *place,
                         const struct pl_field *const *tables, struct pl_arena *arena, struct pl_notes *notes,
                         struct placard_error *error) {
    int most = notes->count < ALL_NOTES_LIMIT ? NOTES_LIMIT : 0;
    int said = 0;
    const cJSON *member;
    cJSON_ArrayForEach(member, object) {
        if (!note_member(member, place, tables, arena, notes, most, &said)) {
            return pl_fail_memory(error);
        }
    }
    if (said > most) {
        char where[PLACARD_MESSAGE_SIZE / 2];
        pl_place_format(place, where, sizeof where);
        return pl_note(notes, arena, "%s%s%d%s unknown or repeated fields", where, where[0] ? ": " : "",
                       said - most, most > 0 ? " more" : "") ||
               pl_fail_memory(error);
    }
    return true;
}

bool pl_fields_read(const cJSON *object, const struct pl_place *place, const struct pl_field *const *tables,
                    void *target, struct pl_arena *arena, struct pl_notes *notes,
                    struct placard_error *error) {
    if (!cJSON_IsObject(object)) {
        return pl_fail_value(place, "an object", object, error);
    }
    /* First, so that a misspelt name explains the missing one. */
    if (!note_members(object, place, tables, arena, notes, error)) {
        return false;
    }
    for (const struct pl_field *const *table = tables; *table; table++) {
        for (const struct pl_field *field = *table; field->name; field++) {
            struct pl_reading reading = {
                .field = field,
                .value = pl_member(object, field->name),
                .place = {place, field->name, 0},
                .out = (unsigned char *)target + field->offset,
                .arena = arena,
                .notes = notes,
                .error = error,
            };
            if (!read_field(&reading)) {
                return false;
            }
        }
    }
    return true;
}
