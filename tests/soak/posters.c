#include "posters.h"

#include <stdlib.h>

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

/* Once in so many times a value goes as far as its limit, or does so where that takes long to draw. */
enum { FAR = 60, LONG = 4000 };

static const char *pick(struct soak_random *random, const char *const *list, int count) {
    return list[soak_below(random, count)];
}
#define PICK(random, list) pick(random, list, COUNT(list))

/* ---- values ---- */

static void put_character(struct soak_text *out, unsigned c) {
    if (c < 0x80) {
        soak_put(out, "%c", (char)c);
    } else if (c < 0x800) {
        soak_put(out, "%c%c", (char)(0xC0 | c >> 6), (char)(0x80 | (c & 63)));
    } else if (c < 0x10000) {
        soak_put(out, "%c%c%c", (char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
                 (char)(0x80 | (c & 63)));
    } else {
        soak_put(out, "%c%c%c%c", (char)(0xF0 | c >> 18), (char)(0x80 | (c >> 12 & 63)),
                 (char)(0x80 | (c >> 6 & 63)), (char)(0x80 | (c & 63)));
    }
}

/* Any character that text may have, most of which no font has. */
static unsigned any_character(struct soak_random *random) {
    unsigned c = 0x20 + (unsigned)soak_below(random, soak_once_in(random, 8) ? 0x10FFDF : 0x2FDF);
    return c >= 0xD800 && c < 0xE000 ? 0xFFFD : c == 0x7F ? ' ' : c;
}

void soak_put_words(struct soak_text *out, struct soak_random *random, int most) {
    static const char *const words[] = {
        "分享好时光",
        "春日影像，山野",
        "秋天的第一杯",
        "【只为你】",
        "二〇二四年",
        "Poster",
        "fine office",
        "AVATAR To",
        "x",
        "Ünïcödé é",
        "2024-11-11",
        "50% off!",
        "مرحبا بالعالم",
        "لا إله",
        "שלום עולם",
        "नमस्ते क्षत्रिय",
        "สวัสดีชาวโลก ก็ที่",
        "😀👍🏽",
        "👩‍👩‍👧 🇨🇳",
        "e\u0301\u0323",
        "☎ ☂",
        "\u200f\u202bab\u202c",
        "…——",
        "ｶﾀｶﾅ カタカナ",
    };
    int left = 1 + soak_below(random, most);
    while (left > 0) {
        if (soak_once_in(random, 40)) {
            put_character(out, any_character(random));
            left--;
            continue;
        }
        soak_put(out, "%s%s", PICK(random, words),
                 soak_once_in(random, 3)    ? " "
                 : soak_once_in(random, 12) ? "\n"
                                            : "");
        left -= 5;
    }
}

void soak_put_color(struct soak_text *out, struct soak_random *random) {
    static const char *const names[] = {"red", "RebeccaPurple", "white", "transparent", "#abc", "#fa38"};
    unsigned c = (unsigned)soak_next(random);
    switch (soak_below(random, 5)) {
    case 0:
        soak_put(out, "%s", PICK(random, names));
        break;
    case 1:
        soak_put(out, "#%08x", c);
        break;
    case 2:
        soak_put(out, "rgba(%u, %u, %u, 0.%u)", c & 255, c >> 8 & 255, c >> 16 & 255, c >> 28);
        break;
    default:
        soak_put(out, "#%06x", c & 0xFFFFFF);
    }
}

/* `"key": number`. */
static void put_value(struct soak_text *out, struct soak_random *random, const char *key, double number) {
    switch (soak_below(random, 4)) {
    case 0:
        soak_put(out, ", \"%s\": \"%.3f\"", key, number);
        break;
    case 1:
        soak_put(out, ", \"%s\": %.4g", key, number);
        break;
    default:
        soak_put(out, ", \"%s\": %.0f", key, number);
    }
}

/* The same, now and then one of its limits. */
static void put_number(struct soak_text *out, struct soak_random *random, const char *key, double least,
                       double most, double lower, double upper) {
    double number = soak_between(random, least, most);
    if (soak_once_in(random, FAR)) {
        number = soak_once_in(random, 2) ? lower : upper;
    }
    put_value(out, random, key, number);
}

static void put_choice(struct soak_text *out, struct soak_random *random, const char *key,
                       const char *const *list, int count) {
    if (!soak_once_in(random, 3)) {
        soak_put(out, ", \"%s\": \"%s\"", key, pick(random, list, count));
    }
}

static void put_boolean(struct soak_text *out, struct soak_random *random, const char *key) {
    static const char *const values[] = {"true", "false", "1", "\"TRUE\"", "null"};
    if (soak_once_in(random, 4)) {
        soak_put(out, ", \"%s\": %s", key, PICK(random, values));
    }
}

/* Often one of a few, so that what is kept of one poster is used for another. */
static double usual(struct soak_random *random, double least, double most, double longest) {
    return soak_once_in(random, LONG) ? longest
           : soak_once_in(random, 2)  ? least + (most - least) * (1 + soak_below(random, 3)) / 4
                                      : soak_between(random, least, most);
}

static double far_or_near(struct soak_random *random, double near, double far) {
    double limit = soak_once_in(random, FAR) ? far : near;
    return soak_between(random, -limit, limit);
}

static void put_shadows(struct soak_text *out, struct soak_random *random, bool box) {
    int count = soak_once_in(random, 20) ? 16 : soak_below(random, 3);
    if (count == 0) {
        return;
    }
    soak_put(out, ", \"%s\": \"", box ? "box_shadow" : "text_shadow");
    for (int i = 0; i < count; i++) {
        double blur = soak_once_in(random, LONG) ? 1000 : soak_between(random, 0, 12);
        soak_put(out, "%s%s%.2fpx %.1f %.2f ", i ? ", " : "", box && soak_once_in(random, 3) ? "inset " : "",
                 far_or_near(random, 8, 32767), far_or_near(random, 8, 32767), blur);
        if (box && soak_once_in(random, 2)) {
            soak_put(out, "%.1fpx ", far_or_near(random, 5, 32767));
        }
        soak_put_color(out, random);
    }
    soak_put(out, "\"");
}

static void put_radii(struct soak_text *out, struct soak_random *random) {
    switch (soak_below(random, 5)) {
    case 0:
        soak_put(out, ", \"radius\": %.1f", soak_between(random, 0, 40));
        break;
    case 1:
        soak_put(out, ", \"radius\": \"%d%%\"", soak_below(random, 60));
        break;
    case 2:
        soak_put(out, ", \"radius\": [%d, \"%dpx\", \"%d%%\", 1e6]", soak_below(random, 30),
                 soak_below(random, 30), soak_below(random, 100));
        break;
    default:
        break;
    }
}

/* ---- parts of layers ---- */

static void put_gradient(struct soak_text *out, struct soak_random *random) {
    bool radial = soak_once_in(random, 2);
    bool fractions = soak_once_in(random, 2);
    double far = fractions ? 1.2 : 90;
    soak_put(out, ", \"gradient\": {\"type\": \"%s\", \"gradient_units\": \"%s\", \"coords\": {\"x1\": %.3f",
             radial ? "radial" : "linear", fractions ? "percentage" : "pixels",
             far_or_near(random, far, 1e6));
    soak_put(out, ", \"y1\": %.3f, \"x2\": %.3f, \"y2\": %.3f", far_or_near(random, far, 1e6),
             far_or_near(random, far, 1e6), soak_once_in(random, 9) ? 0 : far_or_near(random, far, 1e6));
    if (radial) {
        put_number(out, random, "r1", 0, 20, 0, 1e6);
        put_number(out, random, "r2", 0, 90, 0, 1e6);
    }
    soak_put(out, "}, \"color_stops\": [");
    int count = soak_once_in(random, 30) ? 64 : 1 + soak_below(random, 4);
    for (int i = 0; i < count; i++) {
        soak_put(out, "%s{\"offset\": %.3f, \"color\": \"", i ? ", " : "", soak_between(random, 0, 1));
        soak_put_color(out, random);
        soak_put(out, "\"");
        if (soak_once_in(random, 4)) {
            put_number(out, random, "opacity", 0, 1, 0, 1);
        }
        soak_put(out, "}");
    }
    soak_put(out, "]}");
}

static void put_text_fields(struct soak_text *out, struct soak_random *random) {
    static const char *const families[] = {
        "Noto Sans SC",
        "Inter, sans-serif",
        "Noto Sans Arabic",
        "阿里巴巴普惠体",
        "\"Nobody Has\", 'Noto Sans Hebrew'",
        "serif",
    };
    static const char *const weights[] = {"Light", "regular", "Semi-Bold", "BLACK", "350", "thin"};
    static const char *const alignments[] = {"left", "center", "right", "justify"};
    static const char *const verticals[] = {"top", "middle", "bottom"};
    static const char *const directions[] = {"horizontal", "horizontal", "vertical"};
    static const char *const joins[] = {"round", "miter", "bevel"};
    static const char *const fits[] = {"none", "shrink"};
    struct soak_text words = {0};
    soak_put_words(&words, random, soak_once_in(random, 200) ? 3000 : 25);
    soak_put(out, ", \"content\": ");
    soak_put_string(out, words.text);
    free(words.text);
    if (soak_once_in(random, 2)) {
        soak_put(out, ", \"font_family\": ");
        soak_put_string(out, PICK(random, families));
    }
    put_choice(out, random, "font_weight", weights, COUNT(weights));
    put_value(out, random, "font_size", usual(random, 0, 40, 2000));
    put_boolean(out, random, "font_italic");
    put_boolean(out, random, "font_under_line");
    put_boolean(out, random, "font_line_through");
    soak_put(out, ", \"font_color\": \"");
    soak_put_color(out, random);
    soak_put(out, "\"");
    put_choice(out, random, "alignment", alignments, COUNT(alignments));
    put_choice(out, random, "vertical_alignment", verticals, COUNT(verticals));
    put_choice(out, random, "direction", directions, COUNT(directions));
    put_choice(out, random, "stroke_join", joins, COUNT(joins));
    put_choice(out, random, "fit", fits, COUNT(fits));
    put_number(out, random, "line_height", 0.8, 2, 0, 100);
    put_number(out, random, "letter_spacing", -1, 3, -2000, 2000);
    put_number(out, random, "min_font_size", 1, 12, 1, 2000);
    soak_put(out, ", \"max_lines\": %d", soak_once_in(random, 3) ? soak_below(random, 4) : 0);
    put_shadows(out, random, false);
    if (soak_once_in(random, 3)) {
        double width = usual(random, 0, 6, 1000);
        soak_put(out, ", \"text_stroke\": \"%.2fpx ", width);
        soak_put_color(out, random);
        soak_put(out, "\"");
    }
}

static void put_image_fields(struct soak_text *out, struct soak_random *random,
                             const struct soak_pictures *pictures) {
    static const char *const fits[] = {"fill", "contain", "cover"};
    int which = soak_below(random, pictures->count);
    soak_put(out, ", \"src\": \"");
    if (soak_once_in(random, 2)) {
        soak_put(out, "%s\"", pictures->names[which]);
    } else {
        soak_put(out, "data:image/png;base64,");
        soak_put_base64(out, pictures->bytes[which].data, pictures->bytes[which].size);
        soak_put(out, "\"");
    }
    put_choice(out, random, "fit", fits, COUNT(fits));
    put_radii(out, random);
    put_shadows(out, random, true);
}

static void put_mask_fields(struct soak_text *out, struct soak_random *random) {
    if (soak_once_in(random, 2)) {
        put_gradient(out, random);
    } else {
        soak_put(out, ", \"color\": \"");
        soak_put_color(out, random);
        soak_put(out, "\"");
    }
    put_radii(out, random);
    put_shadows(out, random, true);
}

/* Texts that differ by little, so that one is drawn with what is kept of another unless all is told apart
 * that makes a difference. */
static void put_alike(struct soak_text *out, struct soak_random *random) {
    static const char *const words[] = {"AVA", "VA", "春A"};
    static const char *const sizes[] = {"20", "20", "20.02"};
    static const char *const weights[] = {"Regular", "Regular", "Medium"};
    static const char *const families[] = {"Noto Sans SC", "Noto Sans SC", "Inter"};
    static const char *const colors[] = {"#000", "#000", "#fff"};
    static const char *const rotations[] = {"0", "20", "-20", "160"};
    static const char *const strokes[] = {"2px", "2px", "2.05px"};
    static const char *const joins[] = {"round", "miter", "bevel"};
    soak_put(out, "{\"type\": \"text\", \"left\": %d, \"top\": %d, \"width\": 60, \"height\": 30",
             soak_below(random, 40), soak_below(random, 30));
    soak_put(out, ", \"content\": \"%s\", \"font_size\": %s", PICK(random, words), PICK(random, sizes));
    soak_put(out, ", \"font_family\": \"%s\", \"font_weight\": \"%s\"", PICK(random, families),
             PICK(random, weights));
    soak_put(out, ", \"font_color\": \"%s\", \"rotation\": %s", PICK(random, colors),
             PICK(random, rotations));
    soak_put(out, ", \"letter_spacing\": %.2f, \"font_italic\": %s", 0.25 * soak_below(random, 3),
             soak_once_in(random, 4) ? "true" : "false");
    if (soak_once_in(random, 2)) {
        soak_put(out, ", \"text_stroke\": \"%s #f00\", \"stroke_join\": \"%s\"", PICK(random, strokes),
                 PICK(random, joins));
    }
    soak_put(out, "}");
}

static void put_layer(struct soak_text *out, struct soak_random *random, const struct soak_pictures *pictures,
                      bool title) {
    int kind = title ? 0 : soak_below(random, pictures->count ? 5 : 4);
    soak_put(out, "{\"type\": \"%s\"", kind < 2 ? "text" : kind < 4 ? "text_mask" : "image");
    put_number(out, random, "left", -20, 80, -1e6, 1e6);
    put_number(out, random, "top", -20, 50, -1e6, 1e6);
    put_number(out, random, "width", 1, 90, 0, 1e6);
    put_number(out, random, "height", 1, 60, 0, 1e6);
    if (soak_once_in(random, 3)) {
        put_number(out, random, "opacity", 0, 1, 0, 1);
    }
    if (soak_once_in(random, 3)) {
        put_number(out, random, "rotation", -180, 180, -1e6, 1e6);
    }
    if (soak_once_in(random, 5)) {
        put_number(out, random, "idx", -3, 3, -1e9, 1e9);
    }
    if (title) {
        soak_put(out, ", \"sub_type\": \"Title\"");
    }
    if (kind < 2) {
        put_text_fields(out, random);
    } else if (kind < 4) {
        put_mask_fields(out, random);
    } else {
        put_image_fields(out, random, pictures);
    }
    soak_put(out, "}");
}

/* ---- documents ---- */

static void choose_encoding(struct soak_random *random, struct placard_encode_options *out) {
    int kind = soak_below(random, 4);
    *out = (struct placard_encode_options){.format = kind < 2 ? "png" : "jpeg"};
    if (kind == 3) {
        out->quality = 1 + soak_below(random, 100);
        out->chroma = (enum placard_chroma)soak_below(random, 4);
    }
}

void soak_poster_make(uint64_t seed, const struct soak_pictures *pictures, struct soak_poster *out) {
    struct soak_random random = {seed};
    struct soak_text *json = &out->json;
    static const double scales[] = {0.5, 1.5, 2, 0.37};
    *out = (struct soak_poster){.scale = 1};
    if (soak_once_in(&random, 6)) {
        out->scale = scales[soak_below(&random, COUNT(scales))];
    }
    choose_encoding(&random, &out->encode);
    soak_put(json, "{\"title\": \"%llu\"", (unsigned long long)seed);
    if (pictures->count > 0 && !soak_once_in(&random, 3)) {
        soak_put(json, ", \"base\": \"%s\"", pictures->names[soak_below(&random, pictures->count)]);
    } else {
        soak_put(json, ", \"width\": %d, \"height\": %d", 1 + soak_below(&random, 110),
                 1 + soak_below(&random, 80));
    }
    soak_put(json, ", \"background\": \"");
    soak_put_color(json, &random);
    soak_put(json, "\", \"layers\": [");
    int layers = soak_once_in(&random, 50) ? 40 : 1 + soak_below(&random, 4);
    for (int i = 0; i < layers; i++) {
        soak_put(json, "%s", i ? ", " : "");
        if (i > 0 && soak_once_in(&random, 2)) {
            put_alike(json, &random);
        } else {
            put_layer(json, &random, pictures, i == 0);
        }
    }
    soak_put(json, "]}");
}
