#include "json_values.h"

#include "document/values.h"
#include "layers/layers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (unsigned)(sizeof(array) / sizeof *(array))

double fuzz_number(struct random *random) {
    static const double numbers[] = {
        0,          -0.0,  1,      -1,   0.5,        0.25,       1.5,   2,     3,    7.3,  8,     10,  16,
        20.5,       24,    32,     40,   63.5,       64,         65,    90,    100,  180,  255,   256, 360,
        -64,        -12.5, 1000,   1001, 2000,       4096,       32767, 65536, 1e-9, 1e-5, 0.999, 1e6, 1e9,
        2147483647, 1e300, 1e-300, -1e9, 2147483648, 4294967296, 45,    89.99, 270,  1e15, 0.1};
    return random_below(random, 4) == 0 ? (int)random_below(random, 2000) / 16.0 - 20
                                        : numbers[random_below(random, COUNT(numbers))];
}

const char *fuzz_text(struct random *random) {
    static const char *const texts[] = {"",
                                        "a",
                                        "Hello",
                                        "two words",
                                        "山居秋暝",
                                        "白云深处，有人家。",
                                        "（括号）——……",
                                        "「かな」ー、。",
                                        "한국어 글",
                                        "العربية نص",
                                        "עברית (abc) 12",
                                        "abc العربية 123 def",
                                        "e\xcc\x81\xcc\x82 a\xcc\xa3",
                                        "👩‍👩‍👧‍👦 👍🏽 🇩🇪",
                                        "a\nb\n\nc",
                                        "\n",
                                        "a\tb",
                                        "\xe2\x80\x8b\xe2\x80\x8d\xe2\x80\x8e",
                                        "soft\xc2\xadhyphen no\xc2\xa0way",
                                        "fi ffl AV To",
                                        "ไทย ภาษา",
                                        "हिन्दी क्षि",
                                        "\xf0\xaf\xa0\x80\xef\xbf\xbd",
                                        "\xe2\x80\xae reversed \xe2\x80\xac",
                                        "longword longerword verylongwordwithoutanyspace",
                                        "①②③ ２０２６年",
                                        "x\r\ny",
                                        "\xe2\x80\xa8",
                                        "{{NAME}}",
                                        "{{ a }} {{b}}",
                                        "0",
                                        "1",
                                        "12.5",
                                        "-3",
                                        "1e3",
                                        "50%",
                                        "100%",
                                        "40px",
                                        "0px",
                                        "none",
                                        "true",
                                        "false",
                                        "auto",
                                        "inherit",
                                        "#fff",
                                        "#5b4c2f80",
                                        "#00000000",
                                        "red",
                                        "transparent",
                                        "rgb(1, 2, 3)",
                                        "rgba(10% 20% 30% / 0.5)",
                                        "2px 3px 6px #00000080",
                                        "0 0 4px red, 1px 1px blue",
                                        "inset 0 0 8px 2px #fff",
                                        "inset 4px -4px 0 -2px #123",
                                        "0 0 40px 10px rgba(0,0,0,.5)",
                                        "6px #285ac8",
                                        "#fff 2px",
                                        "0.1px red",
                                        "50% 10px",
                                        "10px 20px 30% 40px",
                                        "linear",
                                        "radial",
                                        "percentage",
                                        "pixels",
                                        "left",
                                        "center",
                                        "right",
                                        "justify",
                                        "top",
                                        "middle",
                                        "bottom",
                                        "horizontal",
                                        "vertical",
                                        "round",
                                        "miter",
                                        "bevel",
                                        "shrink",
                                        "cover",
                                        "contain",
                                        "fill",
                                        "Bold",
                                        "Light",
                                        "semi-bold",
                                        "450",
                                        "1000",
                                        "a\xd6\xb8\xd6\xbcz x\xe0\xb8\xb1\xcc\x81",
                                        "<a href=\"x\">b</a>",
                                        "z\xe2\x80\x8dz\xe2\x81\xa0z",
                                        "Noto Sans SC",
                                        "Noto Sans Hebrew",
                                        "Noto Color Emoji",
                                        "Inter",
                                        "Noto Sans Arabic, Noto Sans Thai",
                                        "serif, Arial",
                                        "\"Quoted\", sans-serif",
                                        "text",
                                        "text_mask",
                                        "image",
                                        "SUCCEEDED",
                                        "RUNNING",
                                        "FAILED",
                                        "https://example.com/a.png",
                                        "http://example.com/b.mp4?x=1#y",
                                        "a/b.jpg",
                                        "data:,abc",
                                        "data:image/png;base64,iVBORw0KGgo="};
    return texts[random_below(random, COUNT(texts))];
}

static cJSON *number_as_text(double number, const char *unit) {
    char text[64];
    snprintf(text, sizeof text, "%.6g%s", number, unit);
    return cJSON_CreateString(text);
}

cJSON *fuzz_value(struct random *random) {
    switch (random_below(random, 12)) {
    case 0:
        return cJSON_CreateNull();
    case 1:
        return cJSON_CreateBool((int)random_below(random, 2));
    case 2:
        return cJSON_CreateArray();
    case 3:
        return cJSON_CreateObject();
    case 4:
        return number_as_text(fuzz_number(random), "px");
    case 5:
    case 6:
    case 7:
        return cJSON_CreateNumber(fuzz_number(random));
    default:
        return cJSON_CreateString(fuzz_text(random));
    }
}

static void format_color(struct random *random, char out[16]) {
    static const int digits[] = {3, 4, 6, 6, 6, 8, 8};
    int count = digits[random_below(random, COUNT(digits))];
    unsigned long long color = (unsigned long long)random_below(random, 1U << 31) << 1;
    snprintf(out, 16, "#%0*llx", count, color & ((1ULL << 4 * count) - 1));
}

static cJSON *make_color(struct random *random) {
    char text[16];
    format_color(random, text);
    return cJSON_CreateString(text);
}

static double in_range(const struct pl_field *field, struct random *random) {
    double most = field->most > 0 && isfinite(field->most) ? field->most : 100;
    double least = isfinite(field->least) ? field->least : -100;
    switch (random_below(random, 6)) {
    case 0:
        return least;
    case 1:
        return most;
    case 2:
        return fuzz_number(random);
    default:
        /* Mostly of a size that leaves something on the canvas. */
        most = most > 80 ? 80 : most;
        least = least < -20 ? -20 : least;
        return least + (most - least) * random_below(random, 1025) / 1024;
    }
}

static cJSON *make_shadows(struct random *random, bool box) {
    char text[512] = "";
    size_t used = 0;
    for (unsigned i = random_below(random, 3) + 1; i > 0; i--) {
        char color[16];
        format_color(random, color);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%gpx %gpx %gpx",
                                 box && random_below(random, 3) == 0 ? "inset " : "",
                                 (int)random_below(random, 80) / 4.0 - 10,
                                 (int)random_below(random, 80) / 4.0 - 10,
                                 (int)random_below(random, random_below(random, 8) ? 80 : 4000) / 4.0);
        if (box && random_below(random, 2)) {
            used += (size_t)snprintf(text + used, sizeof text - used, " %gpx",
                                     (int)random_below(random, 80) / 4.0 - 10);
        }
        used += (size_t)snprintf(text + used, sizeof text - used, " %s%s", color, i > 1 ? ", " : "");
    }
    return cJSON_CreateString(text);
}

static cJSON *make_stroke(struct random *random) {
    char color[16], text[64];
    format_color(random, color);
    snprintf(text, sizeof text, "%gpx %s", random_below(random, random_below(random, 8) ? 60 : 8000) / 8.0,
             color);
    return cJSON_CreateString(text);
}

static cJSON *make_radii(struct random *random) {
    cJSON *list = cJSON_CreateArray();
    for (unsigned i = random_below(random, 4) + 1; i > 0; i--) {
        double number = random_below(random, 640) / 10.0;
        cJSON_AddItemToArray(list, random_below(random, 3) == 0 ? number_as_text(number, "%")
                                                                : cJSON_CreateNumber(number));
    }
    return list;
}

static cJSON *make_gradient(struct random *random) {
    static const char *const names[] = {"x1", "y1", "x2", "y2", "r1", "r2"};
    bool percentage = random_below(random, 2);
    bool radial = random_below(random, 2);
    cJSON *gradient = cJSON_CreateObject();
    cJSON *coords = cJSON_AddObjectToObject(gradient, "coords");
    cJSON *stops = cJSON_AddArrayToObject(gradient, "color_stops");
    cJSON_AddStringToObject(gradient, "type", radial ? "radial" : "linear");
    cJSON_AddStringToObject(gradient, "gradient_units", percentage ? "percentage" : "pixels");
    for (unsigned i = 0; i < (radial ? 6U : 4U); i++) {
        double number = (int)random_below(random, 96) - 16;
        cJSON_AddNumberToObject(coords, names[i],
                                i < 4 && percentage ? number / 64
                                : i < 4             ? number
                                                    : fabs(number));
    }
    for (unsigned i = 0, count = random_below(random, 5) + 1; i < count; i++) {
        cJSON *stop = cJSON_CreateObject();
        cJSON_AddItemToObject(stop, "color", make_color(random));
        cJSON_AddNumberToObject(stop, "offset", count > 1 ? (double)i / (count - 1) : 0);
        if (random_below(random, 4) == 0) {
            cJSON_AddNumberToObject(stop, "opacity", random_below(random, 11) / 10.0);
        }
        cJSON_AddItemToArray(stops, stop);
    }
    return gradient;
}

static cJSON *make_choice(const struct pl_field *field, struct random *random) {
    unsigned count = 0;
    while (field->choices[count]) {
        count++;
    }
    return cJSON_CreateString(field->choices[random_below(random, count)]);
}

static cJSON *make_for(const struct pl_field *field, struct random *random) {
    switch (field->type) {
    case PL_FIELD_NUMBER:
    case PL_FIELD_FRACTION:
        return cJSON_CreateNumber(in_range(field, random));
    case PL_FIELD_LENGTH:
        return random_below(random, 4) ? cJSON_CreateNumber(in_range(field, random))
                                       : number_as_text(in_range(field, random), "px");
    case PL_FIELD_INTEGER:
        return cJSON_CreateNumber(floor(in_range(field, random)));
    case PL_FIELD_BOOLEAN:
        return cJSON_CreateBool((int)random_below(random, 2));
    case PL_FIELD_CHOICE:
        return make_choice(field, random);
    case PL_FIELD_COLOR:
        return make_color(random);
    case PL_FIELD_WEIGHT:
        return cJSON_CreateNumber(random_below(random, 1000) + 1);
    case PL_FIELD_GRADIENT:
        return make_gradient(random);
    case PL_FIELD_RADII:
        return make_radii(random);
    case PL_FIELD_BOX_SHADOW:
        return make_shadows(random, true);
    case PL_FIELD_TEXT_SHADOW:
        return make_shadows(random, false);
    case PL_FIELD_STROKE:
        return make_stroke(random);
    default:
        return fuzz_value(random);
    }
}

static unsigned count_fields(const struct pl_field *fields) {
    unsigned count = 0;
    while (fields[count].name) {
        count++;
    }
    return count;
}

static const struct pl_layer_type *choose_type(struct random *random) {
    unsigned count = 0;
    while (pl_layer_types[count]) {
        count++;
    }
    return pl_layer_types[random_below(random, count)];
}

cJSON *fuzz_field(struct random *random, const char **name) {
    const struct pl_field *fields = random_below(random, 4) ? choose_type(random)->fields : pl_common_fields;
    const struct pl_field *field = &fields[random_below(random, count_fields(fields))];
    *name = field->name;
    return random_below(random, 8) ? make_for(field, random) : fuzz_value(random);
}

static void add_fields(cJSON *layer, const struct pl_field *fields, struct random *random) {
    for (; fields->name; fields++) {
        if ((fields->required || random_below(random, 4) == 0) && !cJSON_HasObjectItem(layer, fields->name)) {
            cJSON_AddItemToObject(layer, fields->name, make_for(fields, random));
        }
    }
}

cJSON *fuzz_layer(struct random *random) {
    /* A layer without a picture can't be drawn, and pictures are in the seeds. */
    const struct pl_layer_type *type = choose_type(random);
    cJSON *layer = cJSON_CreateObject();
    cJSON_AddStringToObject(layer, "type", type->name);
    add_fields(layer, type->fields, random);
    add_fields(layer, pl_common_fields, random);
    return layer;
}
