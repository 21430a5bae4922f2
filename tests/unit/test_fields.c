#include "base/color.h"
#include "document/reader.h"
#include "document/values.h"
#include "unit.h"

#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** A layer of the tests' own, with a field of each type. */
struct sample_layer {
    double opacity, font_size, tracking, offset;
    int lines, count, alignment, weight;
    bool italic;
    const char *content, *label;
    struct pl_color color, font_color;
    struct pl_gradient gradient;
    struct pl_radii radius;
    struct pl_shadows box_shadow, text_shadow;
    struct pl_stroke text_stroke;
    const cJSON *extra;
};

static const char *const alignments[] = {"left", "center", "right", "justify", NULL};

#define AT(member) offsetof(struct sample_layer, member)

static const struct pl_field common[] = {
    {"opacity", PL_FIELD_NUMBER, AT(opacity), false, 0, 1, .standard = 1},
    {"color", PL_FIELD_COLOR, AT(color)},
    {"gradient", PL_FIELD_GRADIENT, AT(gradient)},
    {"radius", PL_FIELD_RADII, AT(radius)},
    {"box_shadow", PL_FIELD_BOX_SHADOW, AT(box_shadow)},
    {0},
};

static const struct pl_field own[] = {
    {"content", PL_FIELD_STRING, AT(content), false, 0, PL_CONTENT_LIMIT},
    {"sub_type", PL_FIELD_STRING, AT(label)},
    {"font_size", PL_FIELD_LENGTH, AT(font_size), true, 1, 2000},
    {"letter_spacing", PL_FIELD_LENGTH, AT(tracking)},
    {"offset", PL_FIELD_FRACTION, AT(offset), false, 0, 1},
    {"max_lines", PL_FIELD_INTEGER, AT(lines), false, 1, INFINITY, .standard = 7},
    {"count", PL_FIELD_INTEGER, AT(count)},
    {"alignment", PL_FIELD_CHOICE, AT(alignment), .choices = alignments, .standard = 1},
    {"font_weight", PL_FIELD_WEIGHT, AT(weight), .standard = 400},
    {"font_italic", PL_FIELD_BOOLEAN, AT(italic), .standard = 1},
    {"font_color", PL_FIELD_COLOR, AT(font_color), .standard = 0x010203ff},
    {"text_shadow", PL_FIELD_TEXT_SHADOW, AT(text_shadow)},
    {"text_stroke", PL_FIELD_STROKE, AT(text_stroke)},
    {"extra", PL_FIELD_JSON, AT(extra)},
    {0},
};

static const struct pl_field *const tables[] = {common, own, NULL};

static cJSON *root;
static struct pl_arena arena;
static struct pl_notes notes;
static struct sample_layer layer;
static struct placard_error error;

/* Reads `text` as layers[3]. */
static bool read_layer(const char *text) {
    struct pl_place layers = {NULL, "layers", 0};
    struct pl_place place = {&layers, NULL, 3};
    cJSON_Delete(root);
    pl_arena_finish(&arena);
    notes = (struct pl_notes){0};
    root = pl_json_parse(text, strlen(text), &error);
    ck_assert_msg(root, "%s: %s", text, error.message);
    memset(&layer, 0xa5, sizeof layer);
    return pl_fields_read(root, &place, tables, &layer, &arena, &notes, &error);
}

/* Reads one member beside the required one. */
static bool read_member(const char *member) {
    char text[4096];
    snprintf(text, sizeof text, "{\"font_size\": 20%s%s}", *member ? ", " : "", member);
    return read_layer(text);
}

static void check_bad(const char *member, const char *message) {
    ck_assert_msg(!read_member(member), "expected failure: %s", message);
    ck_assert_str_eq(error.message, message);
}

static void finish(void) {
    cJSON_Delete(root);
    root = NULL;
    pl_arena_finish(&arena);
}

START_TEST(fills_in_what_is_left_out) {
    ck_succeeds(read_member(""), error);
    ck_assert_double_eq(layer.opacity, 1);
    ck_assert_double_eq(layer.font_size, 20);
    ck_assert_int_eq(layer.lines, 7);
    ck_assert_int_eq(layer.alignment, 1);
    ck_assert_int_eq(layer.weight, 400);
    ck_assert(layer.italic);
    ck_assert_ptr_null(layer.content);
    ck_assert_ptr_null(layer.extra);
    ck_assert_uint_eq(pl_color_pixel(layer.color), 0);
    ck_assert_uint_eq(pl_color_pixel(layer.font_color), 0xff010203);
    ck_assert_int_eq(layer.gradient.type, PL_GRADIENT_NONE);
    ck_assert_int_eq(layer.text_shadow.count, 0);
    ck_assert_double_eq(layer.text_stroke.width, 0);
    ck_assert_double_eq(layer.radius.corner[3].value, 0);
    ck_assert_ptr_null(notes.first);
    finish();
}
END_TEST

START_TEST(takes_null_for_left_out) {
    ck_succeeds(read_member("\"opacity\": null, \"content\": null, \"radius\": null, \"extra\": null,"
                            "\"font_italic\": null, \"alignment\": null"),
                error);
    ck_assert_double_eq(layer.opacity, 1);
    ck_assert_ptr_null(layer.content);
    ck_assert_ptr_null(layer.extra);
    ck_assert(!read_layer("{\"font_size\": null}"));
    ck_assert_str_eq(error.message, "layers[3].font_size: expected a length in pixels, found null");
    finish();
}
END_TEST

START_TEST(takes_any_none) {
    static const char *const nones[] = {"0", "\"\"", "\"0\"", "\"none\"", "null", "\" None \"", "0.0"};
    for (size_t i = 0; i < sizeof nones / sizeof *nones; i++) {
        char text[256];
        snprintf(text, sizeof text,
                 "\"text_shadow\": %s, \"box_shadow\": %s, \"text_stroke\": %s, \"gradient\": %s", nones[i],
                 nones[i], nones[i], nones[i]);
        ck_succeeds(read_member(text), error);
        ck_assert_int_eq(layer.text_shadow.count, 0);
        ck_assert_int_eq(layer.box_shadow.count, 0);
        ck_assert_double_eq(layer.text_stroke.width, 0);
        ck_assert_int_eq(layer.gradient.type, PL_GRADIENT_NONE);
    }
    finish();
}
END_TEST

START_TEST(reads_numbers_and_numeric_strings) {
    ck_succeeds(read_member("\"opacity\": \" .5 \", \"max_lines\": \"3\", \"letter_spacing\": \"-2px\","
                            "\"offset\": \"25%\", \"count\": -2147483648"),
                error);
    ck_assert_double_eq(layer.opacity, .5);
    ck_assert_int_eq(layer.lines, 3);
    ck_assert_double_eq(layer.tracking, -2);
    ck_assert_double_eq(layer.offset, .25);
    ck_assert_int_eq(layer.count, INT_MIN);
    ck_succeeds(read_member("\"offset\": 1, \"letter_spacing\": 1e2, \"max_lines\": 3.0"), error);
    ck_assert_double_eq(layer.offset, 1);
    ck_assert_double_eq(layer.tracking, 100);
    ck_assert_int_eq(layer.lines, 3);
    finish();
}
END_TEST

START_TEST(reads_words) {
    static const char *const words[][2] = {
        {"false", "true"}, {"0", "1"}, {"\"0\"", "\"1\""}, {"\"false\"", "\"TRUE\""}};
    for (int i = 0; i < 8; i++) {
        char text[64];
        snprintf(text, sizeof text, "\"font_italic\": %s", words[i / 2][i % 2]);
        ck_succeeds(read_member(text), error);
        ck_assert_int_eq(layer.italic, i % 2);
    }
    ck_succeeds(
        read_member("\"alignment\": \"JUSTIFY\", \"font_weight\": \"Semi-Bold\", \"content\": \"a\\nb\""),
        error);
    ck_assert_int_eq(layer.alignment, 3);
    ck_assert_int_eq(layer.weight, 600);
    ck_assert_str_eq(layer.content, "a\nb");
    ck_succeeds(read_member("\"font_weight\": 725, \"extra\": [1]"), error);
    ck_assert_int_eq(layer.weight, 725);
    ck_assert(cJSON_IsArray(layer.extra));
    finish();
}
END_TEST

START_TEST(reads_styles) {
    ck_succeeds(read_member("\"color\": \"#5b4c2f80\", \"text_shadow\": \"1px 2px 3px red, 0 0 blue\","
                            "\"box_shadow\": \"inset 1px 2px 3px 4px red\", \"text_stroke\": \"6px blue\""),
                error);
    ck_assert_uint_eq(layer.color.a, 0x80);
    ck_assert_int_eq(layer.text_shadow.count, 2);
    ck_assert_double_eq(layer.text_shadow.items[0].blur, 3);
    ck_assert(layer.box_shadow.items[0].inset);
    ck_assert_double_eq(layer.text_stroke.width, 6);
    finish();
}
END_TEST

START_TEST(reads_every_form_of_radius) {
    static const struct {
        const char *text;
        double corners[4];
    } rows[] = {{"40", {40, 40, 40, 40}},
                {"\"40px\"", {40, 40, 40, 40}},
                {"\"50%\"", {50, 50, 50, 50}},
                {"[0, 20, 60, 10]", {0, 20, 60, 10}},
                {"[1]", {1, 1, 1, 1}},
                {"[1, \"2\"]", {1, 2, 1, 2}},
                {"[1, \"2%\", \"3px\"]", {1, 2, 3, 2}},
                {"\"1px 2px 3px 4px\"", {1, 2, 3, 4}}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[128];
        snprintf(text, sizeof text, "\"radius\": %s", rows[i].text);
        ck_succeeds(read_member(text), error);
        for (int c = 0; c < 4; c++) {
            ck_assert_msg(layer.radius.corner[c].value == rows[i].corners[c], "%s", rows[i].text);
        }
    }
    finish();
}
END_TEST

START_TEST(refuses_bad_numbers) {
    check_bad("\"opacity\": 1.5", "layers[3].opacity: expected a number from 0 to 1, found 1.5");
    check_bad("\"opacity\": -0.25", "layers[3].opacity: expected a number from 0 to 1, found -0.25");
    check_bad("\"opacity\": \"2\"", "layers[3].opacity: expected a number from 0 to 1, found \"2\"");
    check_bad("\"opacity\": \"half\"", "layers[3].opacity: expected a number, found \"half\"");
    check_bad("\"opacity\": \"0,5\"", "layers[3].opacity: expected a number, found \"0,5\"");
    check_bad("\"opacity\": true", "layers[3].opacity: expected a number, found true");
    check_bad("\"opacity\": []", "layers[3].opacity: expected a number, found an empty array");
    check_bad("\"opacity\": 1e999", "layers[3].opacity: expected a number, found a number out of range");
    check_bad("\"opacity\": \"1e999\"", "layers[3].opacity: expected a number, found \"1e999\"");
    check_bad("\"offset\": \"150%\"", "layers[3].offset: expected a number from 0 to 1, found \"150%\"");
    check_bad("\"offset\": \"1%%\"", "layers[3].offset: expected a number, found \"1%%\"");
    check_bad("\"max_lines\": 0", "layers[3].max_lines: expected a whole number of at least 1, found 0");
    check_bad("\"max_lines\": 1.5", "layers[3].max_lines: expected a whole number, found 1.5");
    check_bad(
        "\"max_lines\": 1e10",
        "layers[3].max_lines: expected a whole number from -2147483648 to 2147483647, found 10000000000");
    check_bad("\"count\": \"x\"", "layers[3].count: expected a whole number, found \"x\"");
    check_bad("\"letter_spacing\": \"2em\"",
              "layers[3].letter_spacing: expected a length in pixels, found \"2em\"");
    check_bad("\"letter_spacing\": false",
              "layers[3].letter_spacing: expected a length in pixels, found false");
    check_bad("\"font_size\": 2001", "layers[3].font_size: expected a length from 1 to 2000 px, found 2001");
    finish();
}
END_TEST

START_TEST(refuses_missing_fields) {
    ck_fails(read_layer("{}"), error, "layers[3].font_size: expected a length in pixels, found nothing");
    ck_fails(read_layer("[]"), error, "layers[3]: expected an object, found an empty array");
    ck_fails(read_layer("12"), error, "layers[3]: expected an object, found 12");
    finish();
}
END_TEST

START_TEST(refuses_bad_words) {
    check_bad("\"alignment\": \"centre\"",
              "layers[3].alignment: expected one of left, center, right, justify, found \"centre\"");
    check_bad("\"alignment\": 1",
              "layers[3].alignment: expected one of left, center, right, justify, found 1");
    check_bad("\"font_italic\": 2", "layers[3].font_italic: expected true or false, found 2");
    check_bad("\"font_italic\": \"yes\"", "layers[3].font_italic: expected true or false, found \"yes\"");
    check_bad("\"font_italic\": {\"a\": 1}",
              "layers[3].font_italic: expected true or false, found an object");
    check_bad("\"content\": 12", "layers[3].content: expected a string, found 12");
    check_bad("\"font_weight\": \"Boldish\"",
              "layers[3].font_weight: expected a weight such as \"Regular\" or "
              "\"Bold\", or a number from 1 to 1000, found \"Boldish\"");
    check_bad("\"font_weight\": 0",
              "layers[3].font_weight: expected a weight such as \"Regular\" or \"Bold\", or a "
              "number from 1 to 1000, found 0");
    finish();
}
END_TEST

START_TEST(bounds_strings) {
    char *text = malloc(PL_CONTENT_LIMIT + 100);
    ck_assert_ptr_nonnull(text);
    strcpy(text, "{\"font_size\": 1, \"content\": \"");
    size_t start = strlen(text);
    memset(text + start, 'a', PL_CONTENT_LIMIT + 1);
    strcpy(text + start + PL_CONTENT_LIMIT, "\"}");
    ck_succeeds(read_layer(text), error);
    ck_assert_uint_eq(strlen(layer.content), PL_CONTENT_LIMIT);
    strcpy(text + start + PL_CONTENT_LIMIT, "a\"}");
    ck_fails(read_layer(text), error, "layers[3].content: expected at most 65536 bytes, found 65537");
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
    free(text);
    finish();
}
END_TEST

START_TEST(refuses_bad_styles) {
    check_bad("\"color\": \"blu\"",
              "layers[3].color: expected a color such as \"#5b4c2f\" or \"#5b4c2fff\", found \"blu\"");
    check_bad("\"color\": 0",
              "layers[3].color: expected a color such as \"#5b4c2f\" or \"#5b4c2fff\", found 0");
    check_bad("\"text_shadow\": \"2px 3px\"",
              "layers[3].text_shadow: expected a shadow with a color, such as "
              "\"2px 3px 6px #00000080\", found \"2px 3px\"");
    check_bad("\"text_shadow\": \"1px 1px 1200px red\"",
              "layers[3].text_shadow: expected a blur from 0 to 1000 px, found 1200");
    check_bad("\"text_shadow\": 5",
              "layers[3].text_shadow: expected a shadow such as \"2px 3px 6px #00000080\", found 5");
    check_bad("\"text_shadow\": \"inset 1px 1px red\"",
              "layers[3].text_shadow: expected a text shadow without \"inset\", found \"inset 1px 1px red\"");
    check_bad("\"box_shadow\": \"1px 1px -1px red\"",
              "layers[3].box_shadow: expected a blur from 0 to 1000 px, found -1");
    check_bad(
        "\"text_stroke\": \"6px\"",
        "layers[3].text_stroke: expected a stroke with a color, such as \"6px #285ac8\", found \"6px\"");
    check_bad("\"text_stroke\": 6",
              "layers[3].text_stroke: expected a stroke such as \"6px #285ac8\", found 6");
    check_bad("\"text_stroke\": \"2000px red\"",
              "layers[3].text_stroke: expected a stroke from 0 to 1000 px wide, found 2000");
    finish();
}
END_TEST

#define RADII "expected a radius such as 40, \"40px\" or \"50%\", or a list of 1 to 4, found "

START_TEST(refuses_bad_radii) {
    check_bad("\"radius\": -1", "layers[3].radius: " RADII "-1");
    check_bad("\"radius\": \"2em\"", "layers[3].radius: " RADII "\"2em\"");
    check_bad("\"radius\": {}", "layers[3].radius: " RADII "an empty object");
    check_bad("\"radius\": []", "layers[3].radius: expected 1 to 4 radii, found 0");
    check_bad("\"radius\": [1,2,3,4,5]", "layers[3].radius: expected 1 to 4 radii, found 5");
    check_bad("\"radius\": [1, 2, null]",
              "layers[3].radius[2]: expected a radius such as 40, \"40px\" or \"50%\", found null");
    finish();
}
END_TEST

static void check_note(const char *member, const char *message) {
    ck_succeeds(read_member(member), error);
    ck_assert_msg(notes.first, "no note: %s", message);
    ck_assert_str_eq(notes.first->message, message);
    ck_assert_ptr_null(notes.first->next);
}

START_TEST(notes_unknown_fields) {
    check_note("\"font_colour\": 1", "layers[3].font_colour: unknown field (did you mean font_color?)");
    check_note("\"shadow\": 1", "layers[3].shadow: unknown field");
    check_note("\"a\\nb\": 1", "layers[3].a\\nb: unknown field");
    check_note("\"\": 1", "layers[3].: unknown field");
    finish();
}
END_TEST

START_TEST(takes_the_last_of_repeated_fields) {
    check_note("\"opacity\": 0.25, \"opacity\": 0.75",
               "layers[3].opacity: given more than once, the last one counts");
    ck_assert_double_eq(layer.opacity, .75);
    finish();
}
END_TEST

START_TEST(bounds_notes) {
    char text[2048] = "\"a00\": 0";
    for (int i = 1; i < 30; i++) {
        char member[32];
        snprintf(member, sizeof member, ",\"a%02d\":0", i);
        strcat(text, member);
    }
    ck_succeeds(read_member(text), error);
    int count = 0;
    for (const struct pl_note *note = notes.first; note; note = note->next) {
        count++;
    }
    ck_assert_int_eq(count, 21);
    ck_assert_str_eq(notes.last->message, "layers[3]: 10 more unknown or repeated fields");
    finish();
}
END_TEST

/* Of all layers of a sample together, as each is compared with the others when it is told. */
START_TEST(bounds_notes_of_a_sample) {
    struct pl_notes all = {0};
    struct pl_arena own_arena = {0};
    struct pl_place place = {NULL, "layer", 0};
    ck_succeeds(read_member("\"a\": 0, \"b\": 0"), error);
    for (int i = 0; i < 3000; i++) {
        ck_succeeds(pl_fields_read(root, &place, tables, &layer, &own_arena, &all, &error), error);
    }
    ck_assert_int_eq(all.count, 1000 + 2500);
    ck_assert_str_eq(all.last->message, "layer: 2 unknown or repeated fields");
    pl_arena_finish(&own_arena);
    finish();
}
END_TEST

int main(void) {
    const TTest *const tests[] = {fills_in_what_is_left_out,
                                  takes_null_for_left_out,
                                  takes_any_none,
                                  reads_numbers_and_numeric_strings,
                                  reads_words,
                                  reads_styles,
                                  reads_every_form_of_radius,
                                  refuses_bad_numbers,
                                  refuses_missing_fields,
                                  refuses_bad_words,
                                  bounds_strings,
                                  refuses_bad_styles,
                                  refuses_bad_radii,
                                  notes_unknown_fields,
                                  takes_the_last_of_repeated_fields,
                                  bounds_notes,
                                  bounds_notes_of_a_sample,
                                  NULL};
    return unit_run("fields", tests);
}
