#include "document/types.h"

#include "base/color.h"
#include "document/gradient.h"
#include "document/values.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool refuse(const struct pl_reading *r, const char *expected) {
    return pl_fail_value(&r->place, expected, r->value, r->error);
}

static bool refuse_unmet(const struct pl_reading *r, const struct pl_unmet *unmet) {
    if (unmet->code == PLACARD_MEMORY) {
        return pl_fail_memory(r->error);
    }
    if (!unmet->measured) {
        return refuse(r, unmet->expected);
    }
    char found[PL_NUMBER_SIZE];
    pl_number_format(unmet->found, found);
    return pl_fail_place(&r->place, unmet->code, r->error, "expected %s, found %s", unmet->expected, found);
}

/* ---- numbers ---- */

/** How a kind of number is called: "a number", then with a range "a number from 0 to 1". */
struct kind {
    const char *alone, *ranged, *unit;
};

static const struct kind number_kind = {"a number", "a number", ""};
static const struct kind length_kind = {PL_EXPECTED_LENGTH, "a length", " px"};
static const struct kind integer_kind = {"a whole number", "a whole number", ""};

static bool check_range(const struct pl_reading *r, const struct kind *kind, double number) {
    double least = r->field->least;
    double most = r->field->most;
    if ((least == 0 && most == 0) || (number >= least && number <= most)) {
        return true;
    }
    char low[PL_NUMBER_SIZE];
    char high[PL_NUMBER_SIZE];
    char expected[128];
    pl_number_format(least, low);
    pl_number_format(most, high);
    if (isinf(most)) {
        snprintf(expected, sizeof expected, "%s of at least %s%s", kind->ranged, low, kind->unit);
    } else if (isinf(least)) {
        snprintf(expected, sizeof expected, "%s of at most %s%s", kind->ranged, high, kind->unit);
    } else {
        snprintf(expected, sizeof expected, "%s from %s to %s%s", kind->ranged, low, high, kind->unit);
    }
    return refuse(r, expected);
}

static bool read_number(const struct pl_reading *r) {
    double number;
    if (!pl_value_number(r->value, &number)) {
        return refuse(r, number_kind.alone);
    }
    *(double *)r->out = number;
    return check_range(r, &number_kind, number);
}

static bool read_fraction(const struct pl_reading *r) {
    double number;
    const char *text = cJSON_GetStringValue(r->value);
    const char *digits = text ? text + strspn(text, " \t\r\n\f") : NULL;
    const char *end = digits ? pl_number_scan(digits, &number) : NULL;
    if (end && *end == '%' && end[1 + strspn(end + 1, " \t\r\n\f")] == '\0') {
        number /= 100;
    } else if (!pl_value_number(r->value, &number)) {
        return refuse(r, number_kind.alone);
    }
    *(double *)r->out = number;
    return check_range(r, &number_kind, number);
}

static bool read_length(const struct pl_reading *r) {
    double number;
    const char *text = cJSON_GetStringValue(r->value);
    if (text ? !pl_length_parse(text, &number) : !pl_value_number(r->value, &number)) {
        return refuse(r, length_kind.alone);
    }
    *(double *)r->out = number;
    return check_range(r, &length_kind, number);
}

static bool read_integer(const struct pl_reading *r) {
    double number;
    if (!pl_value_number(r->value, &number)) {
        return refuse(r, integer_kind.alone);
    }
    if (!check_range(r, &integer_kind, number)) {
        return false;
    }
    bool whole = number == floor(number);
    return pl_value_integer(r->value, INT_MIN, INT_MAX, r->out) ||
           refuse(r, whole ? "a whole number from -2147483648 to 2147483647" : integer_kind.alone);
}

static bool read_weight(const struct pl_reading *r) {
    double number;
    const char *text = cJSON_GetStringValue(r->value);
    bool read = text ? pl_weight_parse(text, r->out)
                     : pl_value_number(r->value, &number) && pl_weight_from_number(number, r->out);
    return read || refuse(r, PL_EXPECTED_WEIGHT);
}

/* ---- words ---- */

static bool read_boolean(const struct pl_reading *r) {
    const char *text = cJSON_GetStringValue(r->value);
    size_t size = text ? strlen(text) : 0;
    double number;
    bool numeric = pl_value_number(r->value, &number);
    bool yes = cJSON_IsTrue(r->value) || (numeric && number == 1) || (text && pl_word_is(text, size, "true"));
    bool no =
        cJSON_IsFalse(r->value) || (numeric && number == 0) || (text && pl_word_is(text, size, "false"));
    *(bool *)r->out = yes;
    return yes || no || refuse(r, "true or false");
}

static bool read_string(const struct pl_reading *r) {
    const char *text = cJSON_GetStringValue(r->value);
    if (!text) {
        return refuse(r, "a string");
    }
    size_t size = strlen(text);
    if (r->field->most > 0 && (double)size > r->field->most) {
        return pl_fail_place(&r->place, PLACARD_LIMIT, r->error, "expected at most %.0f bytes, found %zu",
                             r->field->most, size);
    }
    char *copy = pl_arena_strndup(r->arena, text, size);
    *(const char **)r->out = copy;
    return copy || pl_fail_memory(r->error);
}

static bool read_choice(const struct pl_reading *r) {
    const char *text = cJSON_GetStringValue(r->value);
    char expected[PLACARD_MESSAGE_SIZE / 2] = "one of";
    size_t used = strlen(expected);
    for (int i = 0; r->field->choices[i]; i++) {
        const char *choice = r->field->choices[i];
        if (text && pl_word_is(text, strlen(text), choice)) {
            *(int *)r->out = i;
            return true;
        }
        size_t room = sizeof expected - used;
        int written = snprintf(expected + used, room, "%s %s", i > 0 ? "," : "", choice);
        used += (size_t)written < room ? (size_t)written : room - 1;
    }
    return refuse(r, expected);
}

/* ---- styles ---- */

static bool read_color(const struct pl_reading *r) {
    const char *text = cJSON_GetStringValue(r->value);
    return (text && pl_color_parse(text, strlen(text), r->out)) || refuse(r, PL_EXPECTED_COLOR);
}

static bool read_radius_list(const struct pl_reading *r) {
    int count = cJSON_GetArraySize(r->value);
    if (count < 1 || count > 4) {
        return pl_fail_place(&r->place, PLACARD_DOCUMENT, r->error, "expected 1 to 4 radii, found %d", count);
    }
    struct pl_radius given[4];
    struct pl_reading element = *r;
    element.place = (struct pl_place){&r->place, NULL, 0};
    cJSON_ArrayForEach(element.value, r->value) {
        const char *text = cJSON_GetStringValue(element.value);
        struct pl_radius *radius = &given[element.place.index];
        double number;
        bool read =
            text ? pl_radius_parse(text, radius)
                 : pl_value_number(element.value, &number) && pl_radius_from_number(number, false, radius);
        if (!read) {
            return refuse(&element, PL_EXPECTED_RADIUS);
        }
        element.place.index++;
    }
    pl_radii_expand(given, count, r->out);
    return true;
}

static bool read_radii(const struct pl_reading *r) {
    if (cJSON_IsArray(r->value)) {
        return read_radius_list(r);
    }
    const char *text = cJSON_GetStringValue(r->value);
    if (text) {
        return pl_radii_parse(text, r->out) || refuse(r, PL_EXPECTED_RADII);
    }
    struct pl_radius radius;
    double number;
    if (!pl_value_number(r->value, &number) || !pl_radius_from_number(number, false, &radius)) {
        return refuse(r, PL_EXPECTED_RADII);
    }
    pl_radii_expand(&radius, 1, r->out);
    return true;
}

static bool read_shadows(const struct pl_reading *r) {
    bool box = r->field->type == PL_FIELD_BOX_SHADOW;
    const char *text = cJSON_GetStringValue(r->value);
    struct pl_unmet unmet;
    if (!text) {
        return refuse(r, PL_EXPECTED_SHADOW);
    }
    return pl_shadows_parse(text, box, r->arena, r->out, &unmet) || refuse_unmet(r, &unmet);
}

static bool read_stroke(const struct pl_reading *r) {
    const char *text = cJSON_GetStringValue(r->value);
    struct pl_unmet unmet;
    if (!text) {
        return refuse(r, PL_EXPECTED_STROKE);
    }
    return pl_stroke_parse(text, r->out, &unmet) || refuse_unmet(r, &unmet);
}

static bool read_gradient(const struct pl_reading *r) {
    return pl_gradient_read(r->value, &r->place, r->out, r->arena, r->notes, r->error);
}

static bool read_json(const struct pl_reading *r) {
    *(const cJSON **)r->out = r->value;
    return r->value || refuse(r, "a value");
}

/* ---- the table of types ---- */

const struct pl_type pl_types[] = {
    [PL_FIELD_NUMBER] = {read_number, sizeof(double)},
    [PL_FIELD_LENGTH] = {read_length, sizeof(double)},
    [PL_FIELD_INTEGER] = {read_integer, sizeof(int)},
    [PL_FIELD_BOOLEAN] = {read_boolean, sizeof(bool)},
    [PL_FIELD_STRING] = {read_string, sizeof(const char *)},
    [PL_FIELD_CHOICE] = {read_choice, sizeof(int)},
    [PL_FIELD_COLOR] = {read_color, sizeof(struct pl_color)},
    [PL_FIELD_WEIGHT] = {read_weight, sizeof(int)},
    [PL_FIELD_GRADIENT] = {read_gradient, sizeof(struct pl_gradient), .can_be_none = true},
    [PL_FIELD_RADII] = {read_radii, sizeof(struct pl_radii)},
    [PL_FIELD_BOX_SHADOW] = {read_shadows, sizeof(struct pl_shadows), .can_be_none = true},
    [PL_FIELD_TEXT_SHADOW] = {read_shadows, sizeof(struct pl_shadows), .can_be_none = true},
    [PL_FIELD_STROKE] = {read_stroke, sizeof(struct pl_stroke), .can_be_none = true},
    [PL_FIELD_FRACTION] = {read_fraction, sizeof(double)},
    [PL_FIELD_JSON] = {read_json, sizeof(const cJSON *)},
};
