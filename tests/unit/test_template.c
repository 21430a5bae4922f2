#include "batch/binding.h"
#include "batch/template.h"
#include "layers/layers.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

/* Templates, what columns mean in them, and what rows make of them. */

#define MASK(label, members)                                                                                 \
    "{\"type\": \"text_mask\", \"sub_type\": \"" label                                                       \
    "\", \"left\": 1, \"top\": 2, \"width\": 3, \"height\": 4" members "}"
#define TEXT(label, members)                                                                                 \
    "{\"type\": \"text\", \"sub_type\": \"" label "\", \"left\": 1, \"top\": 2, \"width\": 3, \"height\": "  \
    "4, \"content\": \"own\", \"font_size\": 5" members "}"
#define CANVAS(members, layers) "{\"width\": 20, \"height\": 30, " members "\"layers\": [" layers "]}"

#define GRADIENT                                                                                             \
    ", \"gradient\": {\"type\": \"linear\", \"coords\": {\"x1\": 0, \"y1\": 0, \"x2\": 0, \"y2\": 9}, "      \
    "\"color_stops\": [{\"offset\": 0, \"color\": \"red\"}, {\"offset\": 1, \"color\": \"blue\"}]}"

static const char whole[] = CANVAS(
    "", MASK("Scrim", ", \"color\": \"red\"") "," TEXT("Title", ", \"font_color\": \"white\"") "," TEXT(
            "Title", ", \"text_shadow\": \"0 1px 2px #000000\"") "," TEXT("Price.now",
                                                                          "") "," MASK("Fade", GRADIENT));

static struct placard_error error;

/** A template with one row's values. */
struct bench {
    struct pl_template *template;
    struct pl_variant variant;
};

static struct pl_template *create(const char *json) {
    struct pl_template *template = pl_template_create(json, strlen(json), true, NULL, &error);
    ck_succeeds(template != NULL, error);
    return template;
}

static struct pl_template *bind(const char *json, const char *columns, int sample) {
    static const bool spare[8] = {false};
    char names[256];
    const char *list[8];
    int count = 0;
    strcpy(names, columns);
    for (char *at = strtok(names, "|"); at; at = strtok(NULL, "|")) {
        list[count++] = at;
    }
    struct pl_template *template = create(json);
    if (!pl_template_bind(template, list, spare, count, sample, &error)) {
        pl_template_destroy(template);
        return NULL;
    }
    memset(names, 'x', sizeof names); /* they are copied */
    return template;
}

static void check_bind_fails(const char *json, const char *columns, const char *expected) {
    ck_fails(bind(json, columns, -1) != NULL, error, expected);
}

/* Columns have "|" between them; values end the list. */
static struct bench make(const char *json, const char *columns, const char *const *values) {
    struct bench bench;
    bench.template = bind(json, columns, -1);
    ck_succeeds(bench.template != NULL, error);
    ck_succeeds(pl_variant_make(bench.template, values, &bench.variant, &error), error);
    return bench;
}
#define MAKE(json, columns, ...) make(json, columns, (const char *const[]){__VA_ARGS__, NULL})

static void finish(struct bench *bench) {
    pl_variant_finish(&bench->variant);
    pl_template_destroy(bench->template);
}

static void check_make_fails(const char *json, const char *columns, const char *value, const char *expected) {
    struct bench bench;
    const char *const values[] = {value, value, value};
    bench.template = bind(json, columns, -1);
    ck_succeeds(bench.template != NULL, error);
    ck_fails(pl_variant_make(bench.template, values, &bench.variant, &error), error, expected);
    ck_assert_int_eq(error.code, PLACARD_DOCUMENT);
    finish(&bench);
}

/* A member of a layer, as JSON. */
static void check_member(const struct bench *bench, int layer, const char *name, const char *expected) {
    const cJSON *value = pl_member(cJSON_GetArrayItem(bench->variant.document.root, layer), name);
    char *found = value ? cJSON_PrintUnformatted(value) : NULL;
    ck_assert_msg(found && strcmp(found, expected) == 0, "layer %d: %s: %s instead of %s", layer, name,
                  found ? found : "nothing", expected);
    cJSON_free(found);
}

/* A column with a value, and the member that it changes. */
static void check_sets(const char *column, const char *value, int layer, const char *name,
                       const char *expected) {
    struct bench bench = MAKE(whole, column, value);
    check_member(&bench, layer, name, expected);
    finish(&bench);
}

START_TEST(columns_name_layers_by_label) {
    check_sets("Title", "new", 1, "content", "\"new\"");
    check_sets("Title.1", "new", 1, "content", "\"new\"");
    check_sets("Title.2", "new", 2, "content", "\"new\"");
    check_sets("Title.font_color", "#123456", 1, "font_color", "\"#123456\"");
    check_sets("Title.1.font_color", "#123456", 1, "font_color", "\"#123456\"");
    check_sets("Title.2.font_color", "#123456", 2, "font_color", "\"#123456\"");
    check_sets("Scrim.opacity", "0.5", 0, "opacity", "\"0.5\"");
}
END_TEST

START_TEST(columns_leave_the_other_layers) {
    struct bench bench = MAKE(whole, "Title.2", "new");
    check_member(&bench, 1, "content", "\"own\"");
    check_member(&bench, 3, "content", "\"own\"");
    finish(&bench);
}
END_TEST

START_TEST(labels_may_have_dots) {
    check_sets("Price.now", "9.90", 3, "content", "\"9.90\"");
    check_sets("Price.now.font_size", "7", 3, "font_size", "\"7\"");
    /* The longest label is meant. */
    static const char both[] = CANVAS("", TEXT("A", "") "," TEXT("A", "") "," TEXT("A.2", ""));
    struct bench bench = MAKE(both, "A.2|A.2.font_size", "x", "6");
    check_member(&bench, 1, "content", "\"own\"");
    check_member(&bench, 2, "content", "\"x\"");
    check_member(&bench, 2, "font_size", "\"6\"");
    finish(&bench);
}
END_TEST

START_TEST(labels_go_before_other_meanings) {
    static const char json[] = CANVAS("", TEXT("base", "") "," TEXT("layers", "") "," TEXT("background", ""));
    struct bench bench = MAKE(json, "base|layers.font_size|background", "a", "6", "c");
    check_member(&bench, 0, "content", "\"a\"");
    check_member(&bench, 1, "font_size", "\"6\"");
    check_member(&bench, 2, "content", "\"c\"");
    ck_assert_ptr_null(bench.variant.sample.base);
    finish(&bench);
}
END_TEST

START_TEST(columns_name_layers_by_place) {
    check_sets("layers.3.top", "-4.5px", 3, "top", "\"-4.5px\"");
    check_sets("layers.1", "new", 1, "content", "\"new\"");
    check_sets("layers.0.color", "blue", 0, "color", "\"blue\"");
    struct bench bench = MAKE(whole, "layers.3.top", "-4.5px");
    ck_assert(bench.variant.sample.layers[3]->box.y <= -4.5 && bench.variant.sample.layers[3]->box.y >= -4.5);
    finish(&bench);
}
END_TEST

START_TEST(columns_reach_into_fields) {
    check_sets("Fade.gradient.coords.x1", "7", 4, "gradient",
               "{\"type\":\"linear\",\"coords\":{\"x1\":\"7\",\"y1\":0,\"x2\":0,\"y2\":9},\"color_stops\":[{"
               "\"offset\":0,\"color\":\"red\"},{\"offset\":1,\"color\":\"blue\"}]}");
    check_sets("Fade.gradient.color_stops.1.color", "lime", 4, "gradient",
               "{\"type\":\"linear\",\"coords\":{\"x1\":0,\"y1\":0,\"x2\":0,\"y2\":9},\"color_stops\":[{"
               "\"offset\":0,\"color\":\"red\"},{\"offset\":1,\"color\":\"lime\"}]}");
    /* One that the template leaves out. */
    check_sets("Fade.gradient.gradient_units", "pixels", 4, "gradient",
               "{\"type\":\"linear\",\"coords\":{\"x1\":0,\"y1\":0,\"x2\":0,\"y2\":9},\"color_stops\":[{"
               "\"offset\":0,\"color\":\"red\"},{\"offset\":1,\"color\":\"blue\"}],\"gradient_units\":"
               "\"pixels\"}");
    check_sets("Title.text_shadow", "0 0 1px #ffffff", 1, "text_shadow", "\"0 0 1px #ffffff\"");
    check_sets("Title.2.text_shadow", "0 0 1px #ffffff", 2, "text_shadow", "\"0 0 1px #ffffff\"");
}
END_TEST

START_TEST(json_values_are_values) {
    check_sets("Scrim.gradient",
               "{\"type\": \"linear\", \"coords\": {\"x1\": 0, \"y1\": 0, \"x2\": 1, \"y2\": 1}, "
               "\"color_stops\": [{\"offset\": 0, \"color\": \"red\"}]}",
               0, "gradient",
               "{\"type\":\"linear\",\"coords\":{\"x1\":0,\"y1\":0,\"x2\":1,\"y2\":1},\"color_stops\":[{"
               "\"offset\":0,\"color\":\"red\"}]}");
    check_sets("Scrim.radius", "[1, 2, 3, 4]", 0, "radius", "[1,2,3,4]");
    /* A text is a text whatever it looks like. */
    check_sets("Title", "{\"a\": 1}", 1, "content", "\"{\\\"a\\\": 1}\"");
    check_sets("Title", "[1]", 1, "content", "\"[1]\"");
    check_make_fails(
        whole, "Scrim.radius", "[1, 2",
        "layers[0].radius: expected a radius such as 40, \"40px\" or \"50%\", or a list of 1 to 4, found "
        "\"[1, 2\"");
}
END_TEST

START_TEST(columns_of_a_value_and_of_what_is_in_it) {
    struct bench bench =
        MAKE(whole, "Fade.gradient|Fade.gradient.coords.x1",
             "{\"type\": \"linear\", \"coords\": {\"x1\": 0, \"y1\": 0, \"x2\": 1, \"y2\": 1}, "
             "\"color_stops\": [{\"offset\": 0, \"color\": \"red\"}]}",
             "5");
    check_member(
        &bench, 4, "gradient",
        "{\"type\":\"linear\",\"coords\":{\"x1\":\"5\",\"y1\":0,\"x2\":1,\"y2\":1},\"color_stops\":[{"
        "\"offset\":0,\"color\":\"red\"}]}");
    finish(&bench);
    check_make_fails(whole, "Fade.gradient|Fade.gradient.coords.x1", "{}",
                     "layers[4] has no gradient.coords.x1 in this row");
    check_make_fails(whole, "Fade.gradient|Fade.gradient.coords.x1", "{\"coords\": []}",
                     "layers[4] has no gradient.coords.x1 in this row");
    check_make_fails(whole, "Fade.gradient|Fade.gradient.coords.x1", "[]",
                     "layers[4] has no gradient.coords.x1 in this row");
    check_make_fails(whole, "Fade.gradient|Fade.gradient.type", "red",
                     "layers[4] has no gradient.type in this row");
}
END_TEST

START_TEST(placeholders_are_replaced_everywhere) {
    static const char json[] = CANVAS(
        "",
        TEXT("T", ", \"font_color\": \"#{{ color }}\", \"text_shadow\": \"{{x}}px 0 #{{color}}\"") "," MASK(
            "M",
            ", \"gradient\": {\"type\": \"linear\", \"coords\": {\"x1\": \"{{x}}\", \"y1\": 0, \"x2\": 0, "
            "\"y2\": 9}, \"color_stops\": [{\"offset\": 0, \"color\": \"#{{color}}\"}]}"));
    struct bench bench = MAKE(json, "color|x", "abcdef", "3");
    check_member(&bench, 0, "font_color", "\"#abcdef\"");
    check_member(&bench, 0, "text_shadow", "\"3px 0 #abcdef\"");
    check_member(
        &bench, 1, "gradient",
        "{\"type\":\"linear\",\"coords\":{\"x1\":\"3\",\"y1\":0,\"x2\":0,\"y2\":9},\"color_stops\":[{"
        "\"offset\":0,\"color\":\"#abcdef\"}]}");
    finish(&bench);
}
END_TEST

static void check_filled(const char *text, const char *expected) {
    char json[512];
    snprintf(json, sizeof json, "[" TEXT("T", "") "," TEXT("U", "") "]");
    struct bench bench;
    char template[512];
    snprintf(
        template, sizeof template,
        "[{\"type\": \"text\", \"left\": 1, \"top\": 2, \"width\": 3, \"height\": 4, \"content\": \"%s\", "
        "\"font_size\": 5}]",
        text);
    bench = MAKE(template, "a|b c|", "A{{b c}}", "{{a}}");
    check_member(&bench, 0, "content", expected);
    finish(&bench);
}

START_TEST(placeholders_have_edges) {
    check_filled("{{a}}{{b c}}", "\"A{{b c}}{{a}}\""); /* values are not filled in again */
    check_filled("x{{ a }}y{{b c  }}z", "\"xA{{b c}}y{{a}}z\"");
    check_filled("{{{a}}} {{b c}}", "\"{A{{b c}}} {{a}}\"");
    check_filled("{a} {{a}} {{b c}} {{a", "\"{a} A{{b c}} {{a}} {{a\"");
    check_filled("}} {{a}}{{b c}}", "\"}} A{{b c}}{{a}}\"");
}
END_TEST

START_TEST(empty_values) {
    static const char json[] =
        CANVAS("\"base\": \"{{name}}.jpg\", ",
               TEXT("T", "") "," TEXT("U", ", \"font_family\": \"{{name}}\"") "," MASK("M", ""));
    struct bench bench = MAKE(json, "name|T|U.font_size|M.color|base", "", "", "", "", "");
    check_member(&bench, 0, "content", "\"\"");
    check_member(&bench, 1, "font_family", "\"\"");
    check_member(&bench, 1, "font_size", "5");
    ck_assert_ptr_null(pl_member(cJSON_GetArrayItem(bench.variant.document.root, 2), "color"));
    ck_assert_str_eq(bench.variant.sample.base, ".jpg");
    finish(&bench);
    /* NULL leaves a text as it is, and is nothing in a placeholder. */
    bench = MAKE(json, "name|T", NULL, NULL);
    check_member(&bench, 0, "content", "\"own\"");
    check_member(&bench, 1, "font_family", "\"\"");
    finish(&bench);
}
END_TEST

START_TEST(base_and_background) {
    struct bench bench = MAKE(whole, "base|background", "b.jpg", "#01020304");
    ck_assert_str_eq(bench.variant.sample.base, "b.jpg");
    ck_assert_int_eq(bench.variant.sample.width, 0);
    ck_assert_int_eq(bench.variant.sample.background.a, 4);
    finish(&bench);
    bench = MAKE(whole, "base|background", "", "");
    ck_assert_ptr_null(bench.variant.sample.base);
    ck_assert_int_eq(bench.variant.sample.width, 20);
    ck_assert_int_eq(bench.variant.sample.background.a, 255);
    finish(&bench);
    check_make_fails(whole, "background", "blau",
                     "background: expected a color such as \"#5b4c2f\" or \"transparent\", found \"blau\"");
}
END_TEST

START_TEST(placeholders_in_backgrounds) {
    static const char json[] = CANVAS("\"background\": \"#{{ tone }}\", ", TEXT("T", ""));
    struct bench bench = MAKE(json, "tone", "01020304");
    ck_assert_int_eq(bench.variant.sample.background.b, 3);
    ck_assert_int_eq(bench.variant.sample.background.a, 4);
    finish(&bench);
    /* A column says more than the template. */
    bench = MAKE(json, "tone|background", "010203", "#0a0b0c");
    ck_assert_int_eq(bench.variant.sample.background.b, 12);
    finish(&bench);
    check_make_fails(json, "tone", "blau",
                     "background: expected a color such as \"#5b4c2f\" or \"transparent\", found \"#blau\"");
    check_bind_fails(json, "T", "placeholder {{tone}}: no column has that name");
    /* What no row fills in is checked at once. */
    static const char *const bad[] = {"#{{tone", "blau", "}}{{"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[256];
        snprintf(text, sizeof text, CANVAS("\"background\": \"%s\", ", TEXT("T", "")), bad[i]);
        ck_assert_ptr_null(pl_template_create(text, strlen(text), true, NULL, &error));
        ck_assert_ptr_nonnull(strstr(error.message, "background: expected a color"));
    }
    ck_assert_ptr_null(pl_template_create(json, strlen(json), false, NULL, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "background: expected a color"));
}
END_TEST

START_TEST(braces_are_text_where_nothing_is_filled_in) {
    static const char json[] = CANVAS("", TEXT("T", ", \"font_family\": \"{{x}}\""));
    struct pl_variant variant;
    struct pl_template *template = pl_template_create(json, strlen(json), false, NULL, &error);
    ck_succeeds(template && pl_template_bind(template, NULL, NULL, 0, -1, &error), error);
    ck_succeeds(pl_variant_make(template, NULL, &variant, &error), error);
    ck_assert_str_eq(pl_member_string(cJSON_GetArrayItem(variant.document.root, 0), "font_family"), "{{x}}");
    pl_variant_finish(&variant);
    pl_template_destroy(template);
}
END_TEST

static bool shows_pictures(const char *json, const char *columns) {
    struct pl_template *template = bind(json, columns, -1);
    ck_succeeds(template != NULL, error);
    bool shows = pl_template_shows_pictures(template);
    pl_template_destroy(template);
    return shows;
}

START_TEST(templates_that_show_pictures) {
    ck_assert(!shows_pictures(whole, "Title"));
    ck_assert(shows_pictures("[{\"type\": \"image\", \"sub_type\": \"L\"}]", "L.src"));
    ck_assert(shows_pictures("[{\"type\": \"{{kind}}\", \"sub_type\": \"L\"}]", "kind"));
}
END_TEST

#define RESPONSE                                                                                             \
    "{\"output\": {\"task_id\": \"t\", \"task_status\": \"SUCCEEDED\", \"text_result\": {\"urls\": [], "     \
    "\"params\": [{\"sample_idx\": 4, \"layers\": [" TEXT(                                                   \
        "T",                                                                                                 \
        "") "]}, {\"sample_idx\": 2, \"layers\": [" MASK("M",                                                \
                                                         "") "," TEXT("T",                                   \
                                                                      "") "]}]}, \"results\": [{\"url\": "   \
                                                                          "\"https://h/0.jpg\"}]}}"

static int chosen(const char *json, const char *columns, int sample, const char *value, char **base) {
    int position = -1;
    struct pl_template *template = bind(json, columns, sample);
    ck_succeeds(template != NULL, error);
    if (!pl_template_choose(template, &value, &position, base, &error)) {
        position = -1;
    }
    pl_template_destroy(template);
    return position;
}

START_TEST(samples_are_chosen) {
    char *base;
    ck_assert_int_eq(chosen(RESPONSE, "T", -1, "x", &base), 0);
    free(base);
    ck_assert_int_eq(chosen(RESPONSE, "T", 2, "x", &base), 1);
    free(base);
    ck_assert_int_eq(chosen(RESPONSE, "sample", -1, "2", &base), 1);
    free(base);
    ck_assert_int_eq(chosen(RESPONSE, "sample", 2, "4", &base), 0);
    free(base);
    ck_assert_int_eq(chosen(RESPONSE, "sample", 2, "", &base), 1);
    free(base);
    static const char *const bad[] = {
        "1", "-2", "2.0", "2x", "x", " 2", "+2", "4294967298", "9999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(chosen(RESPONSE, "sample", -1, bad[i], &base) < 0, "%s", bad[i]);
        ck_assert_ptr_null(base);
        ck_assert_ptr_nonnull(strstr(error.message, bad[i]));
    }
    ck_assert_int_eq(chosen(CANVAS("\"base\": \"{{T}}/x.jpg\", ", ""), "T", -1, "a", &base), 0);
    ck_assert_str_eq(base, "a/x.jpg");
    free(base);
    ck_assert_int_eq(chosen(whole, "base", -1, "y.jpg", &base), 0);
    ck_assert_str_eq(base, "y.jpg");
    free(base);
    ck_assert_ptr_null(bind(RESPONSE, "T", 3));
    ck_assert_str_eq(error.message, "no sample has the number 3");
}
END_TEST

START_TEST(a_sample_column_binds_every_sample) {
    struct bench bench = MAKE(RESPONSE, "sample|T", "2", "new");
    check_member(&bench, 1, "content", "\"new\"");
    ck_assert_int_eq(bench.variant.fixed, 1);
    finish(&bench);
    check_bind_fails(
        RESPONSE, "sample|M.color",
        "column \"M.color\" matches nothing in the template: expected a placeholder's name, base, "
        "background, sample, layers.N.FIELD, or the sub_type of a layer");
    bench = MAKE(RESPONSE, "T", "new");
    check_member(&bench, 0, "content", "\"new\"");
    finish(&bench);
}
END_TEST

START_TEST(wrong_names_get_the_nearest) {
    check_bind_fails(whole, "Titel",
                     "column \"Titel\" matches nothing in the template: expected a placeholder's name, base, "
                     "background, sample, layers.N.FIELD, or the sub_type of a layer (did you mean Title?)");
    check_bind_fails(
        whole, "title.font_color",
        "column \"title.font_color\" matches nothing in the template: expected a placeholder's "
        "name, base, background, sample, layers.N.FIELD, or the sub_type of a layer (did you mean "
        "Title?)");
    check_bind_fails(whole, "bas",
                     "column \"bas\" matches nothing in the template: expected a placeholder's name, base, "
                     "background, sample, layers.N.FIELD, or the sub_type of a layer (did you mean base?)");
    check_bind_fails(whole, "zzz",
                     "column \"zzz\" matches nothing in the template: expected a placeholder's name, base, "
                     "background, sample, layers.N.FIELD, or the sub_type of a layer");
    check_bind_fails(whole, "Title.font_colour",
                     "column \"Title.font_colour\": a text layer has no field font_colour (did you mean "
                     "font_color?)");
    check_bind_fails(whole, "layers.0.font_size",
                     "column \"layers.0.font_size\": a text_mask layer has no field font_size");
    check_bind_fails(whole, "layers.5.top",
                     "column \"layers.5.top\": expected a layer from layers.0 to layers.4");
    check_bind_fails(whole, "layers.x", "column \"layers.x\": expected a layer from layers.0 to layers.4");
    check_bind_fails("[]", "layers.0.top", "column \"layers.0.top\": the template has no layers");
    check_bind_fails(whole, "Title.3",
                     "column \"Title.3\": expected Title.1 to Title.2, as 2 layers have that sub_type");
    check_bind_fails(whole, "Title.0",
                     "column \"Title.0\": expected Title.1 to Title.2, as 2 layers have that sub_type");
    check_bind_fails(whole, "Scrim.2.color",
                     "column \"Scrim.2.color\": expected Scrim.1 to Scrim.1, as 1 layer has that sub_type");
    check_bind_fails(
        whole, "Scrim",
        "column \"Scrim\": expected a field behind it, such as Scrim.color, as it is a text_mask "
        "layer");
    check_bind_fails(whole, "Title.text_shadow.blur",
                     "column \"Title.text_shadow.blur\": the template's layer 1 has no text_shadow.blur");
    check_bind_fails(whole, "Fade.gradient.coord.x1",
                     "column \"Fade.gradient.coord.x1\": the template's layer 4 has no gradient.coord.x1");
    check_bind_fails(whole, "Fade.gradient.color_stops.2.color",
                     "column \"Fade.gradient.color_stops.2.color\": the template's layer 4 has no "
                     "gradient.color_stops.2.color");
    check_bind_fails(whole, "Title.content.x",
                     "column \"Title.content.x\": the template's layer 1 has no content.x");
    check_bind_fails(CANVAS("", TEXT("T", ", \"font_family\": \"{{famly}}\"")), "family",
                     "placeholder {{famly}}: no column has that name (did you mean family?)");
    check_bind_fails(CANVAS("", TEXT("T", ", \"font_family\": \"{{}}\"")), "T",
                     "placeholder {{}}: no column has that name");
    check_bind_fails("[1]", "layers.0.top", "column \"layers.0.top\": layer 0 has no known type");
}
END_TEST

START_TEST(spare_columns_are_excused) {
    static const char *const columns[] = {"Title", "note"};
    const bool spare[] = {false, true};
    const char *const values[] = {"x", "y"};
    struct pl_variant variant;
    struct pl_template *template = create(whole);
    ck_succeeds(pl_template_bind(template, columns, spare, 2, -1, &error), error);
    ck_succeeds(pl_variant_make(template, values, &variant, &error), error);
    pl_variant_finish(&variant);
    pl_template_destroy(template);
}
END_TEST

START_TEST(values_are_checked) {
    check_make_fails(whole, "Title.font_size", "big",
                     "layers[1].font_size: expected a length in pixels, found \"big\"");
    check_make_fails(whole, "Title", "\xff", "column \"Title\": expected UTF-8, found a value that is not");
    check_make_fails(whole, "base", "\xc3", "column \"base\": expected UTF-8, found a value that is not");
    check_make_fails(CANVAS("", TEXT("T", ", \"font_family\": \"{{f}}\"")), "f", "\xed\xa0\x80",
                     "column \"f\": expected UTF-8, found a value that is not");
    check_make_fails(CANVAS("\"base\": \"{{f}}\", ", ""), "f", "\xed\xa0\x80",
                     "column \"f\": expected UTF-8, found a value that is not");
}
END_TEST

static void check_fixed(const char *json, const char *columns, int expected) {
    struct bench bench = MAKE(json, columns, "1", "1", "1", "1");
    ck_assert_msg(bench.variant.fixed == expected, "%s: %d", columns, bench.variant.fixed);
    finish(&bench);
}

START_TEST(fixed_layers_are_counted) {
    check_fixed(whole, "base", 5);
    check_fixed(whole, "Title", 1);
    check_fixed(whole, "Title.2", 2);
    check_fixed(whole, "Fade.opacity|Price.now", 3);
    check_fixed(whole, "Scrim.opacity", 0);
    check_fixed(CANVAS("", MASK("A", "") "," TEXT("B", ", \"font_family\": \"{{x}}\"")), "x", 1);
    /* By paint order. */
    static const char ordered[] =
        CANVAS("", TEXT("A", ", \"idx\": 9") "," TEXT("B", ", \"idx\": 3") "," TEXT("C", ""));
    check_fixed(ordered, "A", 2);
    check_fixed(ordered, "B", 1);
    check_fixed(ordered, "C", 0);
}
END_TEST

START_TEST(rows_that_reorder_fix_nothing) {
    check_fixed(whole, "Title.idx", 0);
    check_fixed(whole, "layers.4.idx", 0);
    static const char placed[] =
        CANVAS("", MASK("A", "") "," MASK("B", "") "," MASK("C", ", \"idx\": \"{{i}}\""));
    check_fixed(placed, "i", 0);
    struct bench bench = MAKE(whole, "Title.idx", "-1");
    ck_assert_int_eq(bench.variant.sample.layers[0]->position, 1);
    finish(&bench);
}
END_TEST

START_TEST(templates_are_checked) {
    static const char *const bad[] = {"", "{", "3", "{\"x\": 1}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_ptr_null(pl_template_create(bad[i], strlen(bad[i]), true, NULL, &error));
    }
    struct pl_template *template = bind(whole, "", -1);
    ck_assert(!pl_template_varies(template));
    pl_template_destroy(template);
    template = bind(whole, "Title", -1);
    ck_assert(pl_template_varies(template));
    pl_template_destroy(template);
    check_bind_fails("{\"layers\": 3}", "base", "layers: expected a list of layers, found 3");
}
END_TEST

/* A row's warnings are those of its own document. */
START_TEST(notes_are_the_variants_own) {
    static const char json[] =
        CANVAS("\"odd\": 1, ", TEXT("T", ", \"font_colour\": \"red\"") "," MASK("M", ", \"color\": \"red\""));
    static const char *const expected[] = {"odd: unknown field",
                                           "layers[0].font_colour: unknown field (did you mean font_color?)"};
    struct bench bench = MAKE(json, "T", "x");
    int count = 0;
    for (const struct pl_note *note = bench.variant.sample.notes.first; note; note = note->next) {
        ck_assert_msg(count < 2, "%s", note->message);
        ck_assert_str_eq(note->message, expected[count++]);
    }
    ck_assert_int_eq(count, 2);
    finish(&bench);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {columns_name_layers_by_label,
                                  columns_leave_the_other_layers,
                                  labels_may_have_dots,
                                  labels_go_before_other_meanings,
                                  columns_name_layers_by_place,
                                  columns_reach_into_fields,
                                  json_values_are_values,
                                  columns_of_a_value_and_of_what_is_in_it,
                                  placeholders_are_replaced_everywhere,
                                  placeholders_have_edges,
                                  empty_values,
                                  base_and_background,
                                  placeholders_in_backgrounds,
                                  braces_are_text_where_nothing_is_filled_in,
                                  templates_that_show_pictures,
                                  samples_are_chosen,
                                  a_sample_column_binds_every_sample,
                                  wrong_names_get_the_nearest,
                                  spare_columns_are_excused,
                                  values_are_checked,
                                  fixed_layers_are_counted,
                                  rows_that_reorder_fix_nothing,
                                  templates_are_checked,
                                  notes_are_the_variants_own,
                                  NULL};
    return unit_run("template", tests);
}
