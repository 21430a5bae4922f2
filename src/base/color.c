#include "base/color.h"

#include "base/number.h"
#include "base/pixmap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer than any sensible spelling of a colour. */
enum { TEXT_LIMIT = 128 };

struct name {
    const char *name;
    uint32_t rgb;
};

/* CSS Color 4, 6.1; sorted for bsearch. */
static const struct name names[] = {
    {"aliceblue", 0xf0f8ff},
    {"antiquewhite", 0xfaebd7},
    {"aqua", 0x00ffff},
    {"aquamarine", 0x7fffd4},
    {"azure", 0xf0ffff},
    {"beige", 0xf5f5dc},
    {"bisque", 0xffe4c4},
    {"black", 0x000000},
    {"blanchedalmond", 0xffebcd},
    {"blue", 0x0000ff},
    {"blueviolet", 0x8a2be2},
    {"brown", 0xa52a2a},
    {"burlywood", 0xdeb887},
    {"cadetblue", 0x5f9ea0},
    {"chartreuse", 0x7fff00},
    {"chocolate", 0xd2691e},
    {"coral", 0xff7f50},
    {"cornflowerblue", 0x6495ed},
    {"cornsilk", 0xfff8dc},
    {"crimson", 0xdc143c},
    {"cyan", 0x00ffff},
    {"darkblue", 0x00008b},
    {"darkcyan", 0x008b8b},
    {"darkgoldenrod", 0xb8860b},
    {"darkgray", 0xa9a9a9},
    {"darkgreen", 0x006400},
    {"darkgrey", 0xa9a9a9},
    {"darkkhaki", 0xbdb76b},
    {"darkmagenta", 0x8b008b},
    {"darkolivegreen", 0x556b2f},
    {"darkorange", 0xff8c00},
    {"darkorchid", 0x9932cc},
    {"darkred", 0x8b0000},
    {"darksalmon", 0xe9967a},
    {"darkseagreen", 0x8fbc8f},
    {"darkslateblue", 0x483d8b},
    {"darkslategray", 0x2f4f4f},
    {"darkslategrey", 0x2f4f4f},
    {"darkturquoise", 0x00ced1},
    {"darkviolet", 0x9400d3},
    {"deeppink", 0xff1493},
    {"deepskyblue", 0x00bfff},
    {"dimgray", 0x696969},
    {"dimgrey", 0x696969},
    {"dodgerblue", 0x1e90ff},
    {"firebrick", 0xb22222},
    {"floralwhite", 0xfffaf0},
    {"forestgreen", 0x228b22},
    {"fuchsia", 0xff00ff},
    {"gainsboro", 0xdcdcdc},
    {"ghostwhite", 0xf8f8ff},
    {"gold", 0xffd700},
    {"goldenrod", 0xdaa520},
    {"gray", 0x808080},
    {"green", 0x008000},
    {"greenyellow", 0xadff2f},
    {"grey", 0x808080},
    {"honeydew", 0xf0fff0},
    {"hotpink", 0xff69b4},
    {"indianred", 0xcd5c5c},
    {"indigo", 0x4b0082},
    {"ivory", 0xfffff0},
    {"khaki", 0xf0e68c},
    {"lavender", 0xe6e6fa},
    {"lavenderblush", 0xfff0f5},
    {"lawngreen", 0x7cfc00},
    {"lemonchiffon", 0xfffacd},
    {"lightblue", 0xadd8e6},
    {"lightcoral", 0xf08080},
    {"lightcyan", 0xe0ffff},
    {"lightgoldenrodyellow", 0xfafad2},
    {"lightgray", 0xd3d3d3},
    {"lightgreen", 0x90ee90},
    {"lightgrey", 0xd3d3d3},
    {"lightpink", 0xffb6c1},
    {"lightsalmon", 0xffa07a},
    {"lightseagreen", 0x20b2aa},
    {"lightskyblue", 0x87cefa},
    {"lightslategray", 0x778899},
    {"lightslategrey", 0x778899},
    {"lightsteelblue", 0xb0c4de},
    {"lightyellow", 0xffffe0},
    {"lime", 0x00ff00},
    {"limegreen", 0x32cd32},
    {"linen", 0xfaf0e6},
    {"magenta", 0xff00ff},
    {"maroon", 0x800000},
    {"mediumaquamarine", 0x66cdaa},
    {"mediumblue", 0x0000cd},
    {"mediumorchid", 0xba55d3},
    {"mediumpurple", 0x9370db},
    {"mediumseagreen", 0x3cb371},
    {"mediumslateblue", 0x7b68ee},
    {"mediumspringgreen", 0x00fa9a},
    {"mediumturquoise", 0x48d1cc},
    {"mediumvioletred", 0xc71585},
    {"midnightblue", 0x191970},
    {"mintcream", 0xf5fffa},
    {"mistyrose", 0xffe4e1},
    {"moccasin", 0xffe4b5},
    {"navajowhite", 0xffdead},
    {"navy", 0x000080},
    {"oldlace", 0xfdf5e6},
    {"olive", 0x808000},
    {"olivedrab", 0x6b8e23},
    {"orange", 0xffa500},
    {"orangered", 0xff4500},
    {"orchid", 0xda70d6},
    {"palegoldenrod", 0xeee8aa},
    {"palegreen", 0x98fb98},
    {"paleturquoise", 0xafeeee},
    {"palevioletred", 0xdb7093},
    {"papayawhip", 0xffefd5},
    {"peachpuff", 0xffdab9},
    {"peru", 0xcd853f},
    {"pink", 0xffc0cb},
    {"plum", 0xdda0dd},
    {"powderblue", 0xb0e0e6},
    {"purple", 0x800080},
    {"rebeccapurple", 0x663399},
    {"red", 0xff0000},
    {"rosybrown", 0xbc8f8f},
    {"royalblue", 0x4169e1},
    {"saddlebrown", 0x8b4513},
    {"salmon", 0xfa8072},
    {"sandybrown", 0xf4a460},
    {"seagreen", 0x2e8b57},
    {"seashell", 0xfff5ee},
    {"sienna", 0xa0522d},
    {"silver", 0xc0c0c0},
    {"skyblue", 0x87ceeb},
    {"slateblue", 0x6a5acd},
    {"slategray", 0x708090},
    {"slategrey", 0x708090},
    {"snow", 0xfffafa},
    {"springgreen", 0x00ff7f},
    {"steelblue", 0x4682b4},
    {"tan", 0xd2b48c},
    {"teal", 0x008080},
    {"thistle", 0xd8bfd8},
    {"tomato", 0xff6347},
    {"turquoise", 0x40e0d0},
    {"violet", 0xee82ee},
    {"wheat", 0xf5deb3},
    {"white", 0xffffff},
    {"whitesmoke", 0xf5f5f5},
    {"yellow", 0xffff00},
    {"yellowgreen", 0x9acd32},
};

static int compare_name(const void *key, const void *row) {
    return strcmp(key, ((const struct name *)row)->name);
}

static bool parse_name(const char *text, struct pl_color *out) {
    if (strcmp(text, "transparent") == 0) {
        *out = (struct pl_color){0};
        return true;
    }
    const struct name *found =
        bsearch(text, names, sizeof names / sizeof *names, sizeof *names, compare_name);
    if (!found) {
        return false;
    }
    *out =
        (struct pl_color){(uint8_t)(found->rgb >> 16), (uint8_t)(found->rgb >> 8), (uint8_t)found->rgb, 255};
    return true;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool parse_hex(const char *text, struct pl_color *out) {
    size_t count = strlen(text);
    if (count != 3 && count != 4 && count != 6 && count != 8) {
        return false;
    }
    size_t width = count <= 4 ? 1 : 2;
    uint8_t channels[4] = {0, 0, 0, 255};
    for (size_t i = 0; i < count; i++) {
        int digit = hex_digit(text[i]);
        if (digit < 0) {
            return false;
        }
        uint8_t *channel = &channels[i / width];
        *channel = (uint8_t)(width == 1 ? digit * 17 : i % 2 == 0 ? digit * 16 : *channel + digit);
    }
    *out = (struct pl_color){channels[0], channels[1], channels[2], channels[3]};
    return true;
}

static const char *skip_space(const char *at) {
    return at + strspn(at, " \t\n\r\f");
}

static uint8_t to_byte(double value) {
    return (uint8_t)floor(fmin(fmax(value, 0), 255) + 0.5);
}

/** One argument of rgb(): a number, a percentage or (in the modern syntax) `none`. */
struct component {
    double value;
    enum { NUMBER, PERCENT, NONE } kind;
};

static const char *parse_component(const char *at, struct component *out) {
    at = skip_space(at);
    if (strncmp(at, "none", 4) == 0 && strchr(" \t\n\r\f/)", at[4])) {
        *out = (struct component){0, NONE};
        return skip_space(at + 4);
    }
    at = pl_number_scan(at, &out->value);
    if (!at) {
        return NULL;
    }
    out->kind = *at == '%' ? PERCENT : NUMBER;
    return skip_space(at + (*at == '%'));
}

/* rgb(1, 2, 3, 0.5) with one kind throughout, or rgb(1 2 3 / 0.5) with any mixture: CSS Color 4, 5.1. */
static bool parse_components(const char *at, struct component parts[4], bool *has_alpha) {
    bool commas = false;
    for (int i = 0; i < 3; i++) {
        at = parse_component(at, &parts[i]);
        if (!at) {
            return false;
        }
        if (i == 0) {
            commas = *at == ',';
        }
        if (i < 2 && commas && *at++ != ',') {
            return false;
        }
        if (commas && (parts[i].kind == NONE || parts[i].kind != parts[0].kind)) {
            return false;
        }
    }
    *has_alpha = *at == (commas ? ',' : '/');
    if (*has_alpha) {
        at = parse_component(at + 1, &parts[3]);
        if (!at || (commas && parts[3].kind == NONE)) {
            return false;
        }
    }
    return *at == ')' && at[1] == '\0';
}

static bool parse_rgb(const char *arguments, struct pl_color *out) {
    struct component parts[4];
    bool has_alpha;
    if (!parse_components(arguments, parts, &has_alpha)) {
        return false;
    }
    uint8_t channels[4] = {0, 0, 0, 255};
    for (int i = 0; i < 3; i++) {
        channels[i] = to_byte(parts[i].kind == PERCENT ? parts[i].value * 255 / 100 : parts[i].value);
    }
    if (has_alpha) {
        channels[3] = to_byte(parts[3].value * 255 / (parts[3].kind == PERCENT ? 100 : 1));
    }
    *out = (struct pl_color){channels[0], channels[1], channels[2], channels[3]};
    return true;
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

bool pl_color_parse(const char *text, size_t size, struct pl_color *out) {
    while (size > 0 && is_space(text[size - 1])) {
        size--;
    }
    while (size > 0 && is_space(text[0])) {
        text++;
        size--;
    }
    char lower[TEXT_LIMIT];
    if (size == 0 || size >= sizeof lower || memchr(text, '\0', size)) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        lower[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] - 'A' + 'a' : text[i]);
    }
    lower[size] = '\0';
    if (lower[0] == '#') {
        return parse_hex(lower + 1, out);
    }
    if (strncmp(lower, "rgb(", 4) == 0) {
        return parse_rgb(lower + 4, out);
    }
    if (strncmp(lower, "rgba(", 5) == 0) {
        return parse_rgb(lower + 5, out);
    }
    return parse_name(lower, out);
}

void pl_color_format(struct pl_color color, char out[10]) {
    if (color.a == 255) {
        snprintf(out, 10, "#%02x%02x%02x", color.r, color.g, color.b);
    } else {
        snprintf(out, 10, "#%02x%02x%02x%02x", color.r, color.g, color.b, color.a);
    }
}

uint32_t pl_color_pixel(struct pl_color color) {
    uint32_t a = color.a;
    return a << 24 | pl_mul255(color.r, a) << 16 | pl_mul255(color.g, a) << 8 | pl_mul255(color.b, a);
}
