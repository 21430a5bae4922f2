#include "document/values.h"

#include "base/color.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    OFFSET_LIMIT = 32767, /* the largest side of a picture */
    RADIUS_LIMIT = 1000000,
    WEIGHT_NAME_SIZE = 16,
};

#define SHADOW_EXAMPLE "\"2px 3px 6px #00000080\""

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static const char *skip_space(const char *at) {
    while (is_space(*at)) {
        at++;
    }
    return at;
}

static char lower(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* strcasecmp() would take "INSET" for another word under a Turkish locale. */
bool pl_word_is(const char *at, size_t size, const char *word) {
    size_t i = 0;
    while (i < size && word[i] && lower(at[i]) == lower(word[i])) {
        i++;
    }
    return i == size && word[i] == '\0';
}

bool pl_number_parse(const char *text, double *out) {
    const char *end = pl_number_scan(skip_space(text), out);
    return end && *skip_space(end) == '\0';
}

/* The length that the `size` bytes at `at` are. */
static bool parse_length(const char *at, size_t size, double *out) {
    const char *unit = pl_number_scan(at, out);
    if (!unit || unit > at + size) {
        return false;
    }
    size_t left = (size_t)(at + size - unit);
    return left == 0 || pl_word_is(unit, left, "px");
}

/* One past the last byte of `at` that is no space. */
static const char *trimmed_end(const char *at) {
    const char *end = at + strlen(at);
    while (end > at && is_space(end[-1])) {
        end--;
    }
    return end;
}

bool pl_length_parse(const char *text, double *out) {
    const char *at = skip_space(text);
    return parse_length(at, (size_t)(trimmed_end(at) - at), out);
}

/* ---- shadows and strokes: words, some of which are functions with spaces and commas inside ---- */

/* The end of the word at `at`: a space, a comma or the text's end outside parentheses. */
static const char *word_end(const char *at) {
    for (int depth = 0; *at && (depth > 0 || (!is_space(*at) && *at != ',')); at++) {
        depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
    }
    return at;
}

static bool unmet(struct pl_unmet *unmet, const char *expected) {
    *unmet = (struct pl_unmet){.code = PLACARD_DOCUMENT, .expected = expected};
    return false;
}

/* A value outside its range, which is a limit of Placard's where it is above. */
static bool unmet_range(struct pl_unmet *unmet, const char *expected, double found) {
    *unmet = (struct pl_unmet){
        .code = found > 0 ? PLACARD_LIMIT : PLACARD_DOCUMENT,
        .expected = expected,
        .measured = true,
        .found = found,
    };
    return false;
}

/** One shadow as far as it has been read. */
struct shadow {
    double lengths[4];
    int count;
    bool closed; /**< something followed the lengths, so that no more may */
    bool has_color, inset;
    struct pl_color color;
};

static bool shadow_word(const char *at, size_t size, struct shadow *shadow) {
    double length;
    if (parse_length(at, size, &length)) {
        if (shadow->count == 4 || shadow->closed) {
            return false;
        }
        shadow->lengths[shadow->count++] = length;
        return true;
    }
    shadow->closed = shadow->count > 0;
    if (pl_word_is(at, size, "inset") && !shadow->inset) {
        shadow->inset = true;
        return true;
    }
    if (shadow->has_color || !pl_color_parse(at, size, &shadow->color)) {
        return false;
    }
    shadow->has_color = true;
    return true;
}

static bool check_shadow(const struct shadow *shadow, bool box, struct pl_unmet *why) {
    const double *lengths = shadow->lengths;
    if (shadow->inset && !box) {
        return unmet(why, "a text shadow without \"inset\"");
    }
    if (shadow->count == 4 && !box) {
        return unmet(why, "a text shadow without a spread, such as " SHADOW_EXAMPLE);
    }
    if (shadow->count < 2) {
        return unmet(why, PL_EXPECTED_SHADOW);
    }
    if (!shadow->has_color) {
        return unmet(why, "a shadow with a color, such as " SHADOW_EXAMPLE);
    }
    if (!(lengths[2] >= 0 && lengths[2] <= PL_BLUR_LIMIT)) {
        return unmet_range(why, "a blur from 0 to 1000 px", lengths[2]);
    }
    for (int i = 0; i < 4; i++) {
        if (fabs(lengths[i]) > OFFSET_LIMIT) {
            return unmet_range(why,
                               i < 2 ? "a shadow's offset from -32767 to 32767 px"
                                     : "a shadow's spread from -32767 to 32767 px",
                               lengths[i]);
        }
    }
    return true;
}

/* Reads one shadow; `*text` goes to the comma or end behind it. */
static bool parse_shadow(const char **text, bool box, struct pl_shadow *out, struct pl_unmet *why) {
    struct shadow shadow = {0};
    const char *at = skip_space(*text);
    while (*at && *at != ',') {
        const char *end = word_end(at);
        if (!shadow_word(at, (size_t)(end - at), &shadow)) {
            return unmet(why, PL_EXPECTED_SHADOW);
        }
        at = skip_space(end);
    }
    *text = at;
    if (!check_shadow(&shadow, box, why)) {
        return false;
    }
    *out = (struct pl_shadow){
        .dx = shadow.lengths[0],
        .dy = shadow.lengths[1],
        .blur = shadow.lengths[2],
        .spread = shadow.lengths[3],
        .inset = shadow.inset,
        .color = shadow.color,
    };
    return true;
}

static int count_shadows(const char *text) {
    int count = 1;
    for (const char *at = text; *at;) {
        at = word_end(skip_space(at));
        if (*at == ',') {
            count++;
            at++;
        }
    }
    return count;
}

bool pl_shadows_parse(const char *text, bool box, struct pl_arena *arena, struct pl_shadows *out,
                      struct pl_unmet *why) {
    int count = count_shadows(text);
    if (count > PL_SHADOW_LIMIT) {
        return unmet_range(why, "at most 16 shadows", count);
    }
    struct pl_shadow *items = pl_arena_alloc(arena, (size_t)count, sizeof *items);
    if (!items) {
        *why = (struct pl_unmet){.code = PLACARD_MEMORY};
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (!parse_shadow(&text, box, &items[i], why)) {
            return false;
        }
        text += *text == ',';
    }
    *out = (struct pl_shadows){items, count};
    return true;
}

bool pl_stroke_parse(const char *text, struct pl_stroke *out, struct pl_unmet *why) {
    struct pl_stroke stroke = {0};
    bool has_width = false;
    bool has_color = false;
    const char *at = skip_space(text);
    while (*at) {
        const char *end = word_end(at);
        size_t size = (size_t)(end - at);
        if (!has_width && parse_length(at, size, &stroke.width)) {
            has_width = true;
        } else if (!has_color && pl_color_parse(at, size, &stroke.color)) {
            has_color = true;
        } else {
            return unmet(why, PL_EXPECTED_STROKE);
        }
        at = skip_space(end);
    }
    if (!has_width || !has_color) {
        return unmet(why, has_width ? "a stroke with a color, such as \"6px #285ac8\"" : PL_EXPECTED_STROKE);
    }
    if (!(stroke.width >= 0 && stroke.width <= PL_STROKE_LIMIT)) {
        return unmet_range(why, "a stroke from 0 to 1000 px wide", stroke.width);
    }
    *out = stroke;
    return true;
}

/* ---- weights ---- */

bool pl_weight_from_number(double number, int *out) {
    if (!(number >= 1 && number <= 1000)) {
        return false;
    }
    *out = (int)lround(number);
    return true;
}

bool pl_weight_parse(const char *text, int *out) {
    /* The names of CSS Fonts 4, 2.2.1, and of Fabric.js; spaces and hyphens between their words are left out.
     */
    static const struct {
        const char *name;
        int weight;
    } rows[] = {
        {"thin", 100},       {"hairline", 100},   {"extralight", 200}, {"ultralight", 200}, {"light", 300},
        {"regular", 400},    {"normal", 400},     {"medium", 500},     {"semibold", 600},   {"demibold", 600},
        {"bold", 700},       {"extrabold", 800},  {"ultrabold", 800},  {"heavy", 900},      {"black", 900},
        {"extrablack", 950}, {"ultrablack", 950},
    };
    double number;
    if (pl_number_parse(text, &number)) {
        return pl_weight_from_number(number, out);
    }
    char name[WEIGHT_NAME_SIZE];
    size_t size = 0;
    for (const char *at = text; *at; at++) {
        if (!is_space(*at) && *at != '-' && *at != '_') {
            if (size == sizeof name) {
                return false;
            }
            name[size++] = *at;
        }
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (pl_word_is(name, size, rows[i].name)) {
            *out = rows[i].weight;
            return true;
        }
    }
    return false;
}

/* ---- radii ---- */

bool pl_radius_from_number(double number, bool percent, struct pl_radius *out) {
    if (!(number >= 0)) {
        return false;
    }
    /* Beyond any box the corner is the same, and sums of radii stay finite. */
    *out = (struct pl_radius){fmin(number, RADIUS_LIMIT), percent};
    return true;
}

static bool parse_radius(const char *at, size_t size, struct pl_radius *out) {
    double number;
    const char *unit = pl_number_scan(at, &number);
    if (!unit) {
        return false;
    }
    bool percent = *unit == '%' && unit + 1 == at + size;
    return (percent || parse_length(at, size, &number)) && pl_radius_from_number(number, percent, out);
}

bool pl_radius_parse(const char *text, struct pl_radius *out) {
    const char *at = skip_space(text);
    return parse_radius(at, (size_t)(trimmed_end(at) - at), out);
}

bool pl_radii_parse(const char *text, struct pl_radii *out) {
    struct pl_radius given[4];
    int count = 0;
    for (const char *at = skip_space(text); *at;) {
        const char *end = word_end(at);
        if (end == at || count == 4 || !parse_radius(at, (size_t)(end - at), &given[count])) {
            return false;
        }
        count++;
        at = skip_space(end);
    }
    if (count == 0) {
        return false;
    }
    pl_radii_expand(given, count, out);
    return true;
}

void pl_radii_expand(const struct pl_radius *given, int count, struct pl_radii *out) {
    /* CSS Backgrounds 3, 4.1: a corner left out is its opposite's, and that is the first. */
    out->corner[0] = given[0];
    out->corner[1] = given[count > 1 ? 1 : 0];
    out->corner[2] = given[count > 2 ? 2 : 0];
    out->corner[3] = given[count > 3 ? 3 : count > 1 ? 1 : 0];
}
