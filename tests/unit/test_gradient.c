#include "document/gradient.h"
#include "document/values.h"
#include "unit.h"

#include <string.h>

static cJSON *root;
static struct pl_arena arena;
static struct pl_notes notes;
static struct pl_gradient gradient;
static struct placard_error error;

static void finish(void) {
    cJSON_Delete(root);
    root = NULL;
    pl_arena_finish(&arena);
    notes = (struct pl_notes){0};
}

/* Reads `text` as layers[3].gradient. */
static bool read_gradient(const char *text) {
    struct pl_place layers = {NULL, "layers", 0};
    struct pl_place layer = {&layers, NULL, 3};
    struct pl_place place = {&layer, "gradient", 0};
    finish();
    root = pl_json_parse(text, strlen(text), &error);
    ck_assert_msg(root, "%s: %s", text, error.message);
    return pl_gradient_read(root, &place, &gradient, &arena, &notes, &error);
}

static void check_bad(const char *text, const char *message) {
    ck_assert_msg(!read_gradient(text), "expected failure: %s", message);
    ck_assert_str_eq(error.message, message);
}

#define COORDS "\"coords\": {\"x1\": 0, \"y1\": \"340\", \"x2\": 0, \"y2\": 1.5}"
#define STOPS                                                                                                \
    "\"color_stops\": [{\"offset\": 0, \"color\": \"#f2eee400\"}, {\"offset\": 1, \"color\": \"red\"}]"

START_TEST(reads_gradients) {
    ck_succeeds(
        read_gradient("{\"type\": \"linear\", \"gradient_units\": \"pixels\", " COORDS ", " STOPS "}"),
        error);
    ck_assert_int_eq(gradient.type, PL_GRADIENT_LINEAR);
    ck_assert(!gradient.percentage);
    ck_assert_double_eq(gradient.y1, 340);
    ck_assert_double_eq(gradient.y2, 1.5);
    ck_assert_int_eq(gradient.count, 2);
    ck_assert_double_eq(gradient.stops[1].offset, 1);
    ck_assert_double_eq(gradient.stops[1].opacity, 1);
    ck_assert_uint_eq(gradient.stops[0].color.a, 0);
    ck_succeeds(read_gradient("{\"type\": \"radial\", \"gradient_units\": \"percentage\","
                              "\"coords\": {\"x1\": 1, \"y1\": 2, \"x2\": 3, \"y2\": 4, \"r2\": 5}, " STOPS
                              "}"),
                error);
    ck_assert_int_eq(gradient.type, PL_GRADIENT_RADIAL);
    ck_assert(gradient.percentage);
    ck_assert_double_eq(gradient.r1, 0);
    ck_assert_double_eq(gradient.r2, 5);
    ck_assert_ptr_null(notes.first);
    finish();
}
END_TEST

START_TEST(raises_offsets_as_svg_does) {
    ck_succeeds(
        read_gradient("{" COORDS ", \"color_stops\": ["
                      "{\"offset\": \"60%\", \"color\": \"red\", \"opacity\": 0.5},"
                      "{\"offset\": 0.2, \"color\": \"red\"}, {\"offset\": 0.9, \"color\": \"red\"}]}"),
        error);
    ck_assert_int_eq(gradient.type, PL_GRADIENT_LINEAR);
    ck_assert_double_eq(gradient.stops[0].offset, .6);
    ck_assert_double_eq(gradient.stops[0].opacity, .5);
    ck_assert_double_eq(gradient.stops[1].offset, .6);
    ck_assert_double_eq(gradient.stops[2].offset, .9);
    finish();
}
END_TEST

START_TEST(refuses_bad_gradients) {
    check_bad("\"linear\"",
              "layers[3].gradient: expected a gradient with coords and color_stops, found \"linear\"");
    check_bad("{\"type\": \"conic\"}",
              "layers[3].gradient.type: expected one of linear, radial, found \"conic\"");
    check_bad("{\"gradient_units\": \"em\"}",
              "layers[3].gradient.gradient_units: expected one of pixels, percentage, found \"em\"");
    check_bad("{" STOPS "}",
              "layers[3].gradient.coords: expected an object with x1, y1, x2 and y2, found nothing");
    check_bad("{\"coords\": {\"x1\": 0, \"y1\": 0, \"x2\": 0}, " STOPS "}",
              "layers[3].gradient.coords.y2: expected a number, found nothing");
    check_bad("{\"coords\": {\"x1\": 1e7}, " STOPS "}",
              "layers[3].gradient.coords.x1: expected a number from -1000000 to 1000000, found 10000000");
    check_bad("{\"type\": \"radial\", " COORDS ", " STOPS "}",
              "layers[3].gradient.coords.r2: expected a number, found nothing");
    check_bad("{" COORDS "}",
              "layers[3].gradient.color_stops: expected a list of 1 to 64 color stops, found nothing");
    check_bad("{" COORDS ", \"color_stops\": []}",
              "layers[3].gradient.color_stops: expected 1 to 64 color stops, found none");
    check_bad(
        "{" COORDS ", \"color_stops\": [{\"offset\": 0, \"color\": \"red\"}, {\"offset\": 1}]}",
        "layers[3].gradient.color_stops[1].color: expected a color such as \"#5b4c2f\" or \"#5b4c2fff\", "
        "found nothing");
    check_bad("{" COORDS ", \"color_stops\": [{\"offset\": 1.1, \"color\": \"red\"}]}",
              "layers[3].gradient.color_stops[0].offset: expected a number from 0 to 1, found 1.1");
    check_bad("{" COORDS ", \"color_stops\": [7]}",
              "layers[3].gradient.color_stops[0]: expected an object, found 7");
    finish();
}
END_TEST

START_TEST(bounds_stops) {
    char text[4096] = "{" COORDS ", \"color_stops\": [{\"offset\":0,\"color\":\"red\"}";
    for (int i = 1; i < 64; i++) {
        strcat(text, ",{\"offset\":0,\"color\":\"red\"}");
    }
    strcat(text, "]}");
    ck_succeeds(read_gradient(text), error);
    ck_assert_int_eq(gradient.count, 64);
    strcpy(text + strlen(text) - 2, ",{\"offset\":0,\"color\":\"red\"}]}");
    check_bad(text, "layers[3].gradient.color_stops: expected 1 to 64 color stops, found 65");
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
    finish();
}
END_TEST

static void check_note(const char *text, const char *message) {
    ck_succeeds(read_gradient(text), error);
    ck_assert_ptr_nonnull(notes.first);
    ck_assert_str_eq(notes.first->message, message);
    ck_assert_ptr_null(notes.first->next);
}

START_TEST(notes_unknown_members) {
    check_note("{" COORDS ", " STOPS ", \"angle\": 1}", "layers[3].gradient.angle: unknown field");
    check_note("{" STOPS ", \"coords\": {\"x1\": 0, \"y1\": 0, \"x2\": 0, \"y2\": 0, \"r1\": 0}}",
               "layers[3].gradient.coords.r1: unknown field");
    check_note("{" COORDS ", \"color_stops\": [{\"ofset\": 1, \"offset\": 0, \"color\": \"red\"}]}",
               "layers[3].gradient.color_stops[0].ofset: unknown field (did you mean offset?)");
    finish();
}
END_TEST

int main(void) {
    const TTest *const tests[] = {reads_gradients, raises_offsets_as_svg_does, refuses_bad_gradients,
                                  bounds_stops,    notes_unknown_members,      NULL};
    return unit_run("gradient", tests);
}
