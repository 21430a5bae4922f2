#include "document/gradient.h"

#include "document/values.h"

#include <math.h>
#include <stddef.h>

/* Far beyond any canvas, and small enough for fixed-point coordinates. */
#define COORDINATE_LIMIT 1e6

/** Of the object itself, before its parts are read. */
struct outline {
    int type, units;
    const cJSON *coords, *stops;
};

static const char *const types[] = {"linear", "radial", NULL};
static const char *const units[] = {"pixels", "percentage", NULL};

static const struct pl_field outline_fields[] = {
    {"type", PL_FIELD_CHOICE, offsetof(struct outline, type), .choices = types},
    {"gradient_units", PL_FIELD_CHOICE, offsetof(struct outline, units), .choices = units},
    {"coords", PL_FIELD_JSON, offsetof(struct outline, coords)},
    {"color_stops", PL_FIELD_JSON, offsetof(struct outline, stops)},
    {0},
};

#define COORDINATE(name)                                                                                     \
    { #name, PL_FIELD_NUMBER, offsetof(struct pl_gradient, name), true, -COORDINATE_LIMIT, COORDINATE_LIMIT }

static const struct pl_field axis_fields[] = {
    COORDINATE(x1), COORDINATE(y1), COORDINATE(x2), COORDINATE(y2), {0},
};

static const struct pl_field radii_fields[] = {
    {"r1", PL_FIELD_NUMBER, offsetof(struct pl_gradient, r1), false, 0, COORDINATE_LIMIT},
    {"r2", PL_FIELD_NUMBER, offsetof(struct pl_gradient, r2), true, 0, COORDINATE_LIMIT},
    {0},
};

static const struct pl_field stop_fields[] = {
    {"offset", PL_FIELD_FRACTION, offsetof(struct pl_stop, offset), true, 0, 1},
    {"color", PL_FIELD_COLOR, offsetof(struct pl_stop, color), true},
    {"opacity", PL_FIELD_NUMBER, offsetof(struct pl_stop, opacity), false, 0, 1, .standard = 1},
    {0},
};

static bool read_stops(const cJSON *list, const struct pl_place *place, struct pl_gradient *out,
                       struct pl_arena *arena, struct pl_notes *notes, struct placard_error *error) {
    if (!cJSON_IsArray(list)) {
        return pl_fail_value(place, "a list of 1 to 64 color stops", list, error);
    }
    int count = cJSON_GetArraySize(list);
    if (count < 1) {
        return pl_fail_place(place, PLACARD_DOCUMENT, error, "expected 1 to 64 color stops, found none");
    }
    if (count > PL_STOP_LIMIT) {
        return pl_fail_place(place, PLACARD_LIMIT, error, "expected 1 to 64 color stops, found %d", count);
    }
    struct pl_stop *stops = pl_arena_alloc(arena, (size_t)count, sizeof *stops);
    if (!stops) {
        return pl_fail_memory(error);
    }
    static const struct pl_field *const tables[] = {stop_fields, NULL};
    struct pl_place element = {place, NULL, 0};
    const cJSON *item;
    cJSON_ArrayForEach(item, list) {
        struct pl_stop *stop = &stops[element.index];
        if (!pl_fields_read(item, &element, tables, stop, arena, notes, error)) {
            return false;
        }
        /* SVG 2, 14.2.4.2: an offset below the one before counts as that one. */
        if (element.index > 0) {
            stop->offset = fmax(stop->offset, stop[-1].offset);
        }
        element.index++;
    }
    out->stops = stops;
    out->count = count;
    return true;
}

bool pl_gradient_read(const cJSON *value, const struct pl_place *place, struct pl_gradient *out,
                      struct pl_arena *arena, struct pl_notes *notes, struct placard_error *error) {
    static const struct pl_field *const tables[] = {outline_fields, NULL};
    static const struct pl_field *const linear_tables[] = {axis_fields, NULL};
    static const struct pl_field *const radial_tables[] = {axis_fields, radii_fields, NULL};
    struct outline outline;
    if (!cJSON_IsObject(value)) {
        return pl_fail_value(place, "a gradient with coords and color_stops", value, error);
    }
    if (!pl_fields_read(value, place, tables, &outline, arena, notes, error)) {
        return false;
    }
    bool radial = outline.type == 1;
    struct pl_place coords = {place, "coords", 0};
    struct pl_place stops = {place, "color_stops", 0};
    if (!cJSON_IsObject(outline.coords)) {
        return pl_fail_value(
            &coords, radial ? "an object with x1, y1, x2, y2 and r2" : "an object with x1, y1, x2 and y2",
            outline.coords, error);
    }
    *out = (struct pl_gradient){.type = radial ? PL_GRADIENT_RADIAL : PL_GRADIENT_LINEAR,
                                .percentage = outline.units == 1};
    return pl_fields_read(outline.coords, &coords, radial ? radial_tables : linear_tables, out, arena, notes,
                          error) &&
           read_stops(outline.stops, &stops, out, arena, notes, error);
}
