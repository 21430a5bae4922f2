/* The small languages inside strings. The first byte says which one, the rest is the text. */
#include "document/values.h"

#include "base/color.h"
#include "document/gradient.h"
#include "document/reader.h"
#include "document/url.h"
#include "fuzz.h"
#include "net/net.h"
#include "net/url.h"
#include "suite/bounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void try_color(const char *text, size_t size) {
    struct pl_color color, again;
    char formatted[10];
    if (pl_color_parse(text, size, &color)) {
        pl_color_format(color, formatted);
        fuzz_require(pl_color_parse(formatted, strlen(formatted), &again) &&
                         memcmp(&color, &again, sizeof color) == 0,
                     "a colour is read as it was written");
        pl_color_pixel(color);
    }
}

static void try_shadows(const char *text, bool box) {
    struct pl_arena arena = {0};
    struct pl_shadows shadows = {0};
    struct pl_unmet unmet = {0};
    if (pl_shadows_parse(text, box, &arena, &shadows, &unmet)) {
        fuzz_require(shadows.count <= PL_SHADOW_LIMIT, "shadows are within their number");
        for (int i = 0; i < shadows.count; i++) {
            const struct pl_shadow *shadow = &shadows.items[i];
            fuzz_require(isfinite(shadow->dx) && isfinite(shadow->dy) && isfinite(shadow->spread),
                         "a shadow's lengths are finite");
            fuzz_require(shadow->blur >= 0 && shadow->blur <= PL_BLUR_LIMIT, "a blur is in range");
            fuzz_require(box || (!shadow->inset && shadow->spread == 0), "a text's shadow is one");
        }
    } else {
        fuzz_require(unmet.expected && unmet.code != PLACARD_OK, "what is refused is told");
    }
    pl_arena_finish(&arena);
}

static void try_box_shadows(const char *text, size_t size) {
    try_shadows(text, true);
}

static void try_text_shadows(const char *text, size_t size) {
    try_shadows(text, false);
}

static void try_stroke(const char *text, size_t size) {
    struct pl_stroke stroke;
    struct pl_unmet unmet = {0};
    if (pl_stroke_parse(text, &stroke, &unmet)) {
        fuzz_require(stroke.width >= 0 && stroke.width <= PL_STROKE_LIMIT, "a stroke's width is in range");
    } else {
        fuzz_require(unmet.expected && unmet.code != PLACARD_OK, "what is refused is told");
    }
}

static void try_weight(const char *text, size_t size) {
    int weight;
    if (pl_weight_parse(text, &weight)) {
        fuzz_require(weight >= 1 && weight <= 1000, "a weight is in range");
    }
}

static void try_radii(const char *text, size_t size) {
    struct pl_radius radius;
    struct pl_radii radii;
    bool one = pl_radius_parse(text, &radius);
    bool some = pl_radii_parse(text, &radii);
    fuzz_require(!one || some, "one radius is a list of one");
    for (int i = 0; some && i < 4; i++) {
        fuzz_require(isfinite(radii.corner[i].value) && radii.corner[i].value >= 0, "a radius is a length");
    }
}

static void try_number(const char *text, size_t size) {
    double number, again;
    char formatted[PL_NUMBER_SIZE];
    const char *end = pl_number_scan(text, &number);
    if (end) {
        fuzz_require(isfinite(number) && end > text && end <= text + size, "a number is finite and ends");
        pl_number_format(number, formatted);
        end = pl_number_scan(formatted, &again);
        fuzz_require(end && *end == '\0' && fabs(again - number) <= fabs(number) * 1e-14,
                     "a number is read as it was written");
    }
    if (pl_number_parse(text, &number)) {
        fuzz_require(isfinite(number), "a number is finite");
    }
    if (pl_length_parse(text, &number)) {
        fuzz_require(isfinite(number), "a length is finite");
    }
}

static void try_gradient(const char *text, size_t size) {
    struct pl_arena arena = {0};
    struct pl_notes notes = {0};
    struct pl_gradient gradient = {0};
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_place place = {NULL, "gradient", 0};
    cJSON *json = pl_json_parse(text, size, &error);
    if (json && pl_gradient_read(json, &place, &gradient, &arena, &notes, &error)) {
        fuzz_require(gradient.count <= PL_STOP_LIMIT, "stops are within their number");
        for (int i = 0; i < gradient.count; i++) {
            const struct pl_stop *stop = &gradient.stops[i];
            fuzz_require(stop->offset >= (i > 0 ? stop[-1].offset : 0) && stop->offset <= 1,
                         "stops are in their order");
            fuzz_require(stop->opacity >= 0 && stop->opacity <= 1, "a stop's opacity is in range");
        }
    } else {
        fuzz_require_error(&error);
    }
    cJSON_Delete(json);
    pl_arena_finish(&arena);
}

static void try_url(const char *text, size_t size) {
    size_t part;
    const char *name = pl_url_name(text, &part);
    fuzz_require(name >= text && name + part <= text + size, "a URL's name is a part of it");
    pl_url_is_web(text);
    pl_url_is_video(text);
}

static void try_quote(const char *text, size_t size) {
    char quoted[PL_QUOTE_SIZE];
    struct placard_error error;
    struct pl_place top = {NULL, text, 0};
    struct pl_place below = {&top, NULL, (int)size};
    pl_quote(text, size, quoted);
    pl_fail_place(&below, PLACARD_DOCUMENT, &error, "%s", quoted);
    fuzz_require_error(&error);
    pl_shorten(text, size, quoted);
    pl_fail_place(&top, PLACARD_DOCUMENT, &error, "of %s", quoted);
    fuzz_require_error(&error);
}

/* What servers say, in messages. */
static void try_shown(const char *text, size_t size) {
    char shown[64];
    struct placard_error error;
    size_t used = pl_show_text(text, size, shown, sizeof shown);
    fuzz_require(used < sizeof shown && shown[used] == '\0', "what is shown fits");
    pl_fail(&error, PLACARD_NETWORK, "of %s", shown);
    fuzz_require_error(&error);
    fuzz_require(strcmp(error.message + 3, shown) == 0, "what is shown is plain already");
    pl_net_show_url(text, shown, sizeof shown);
    pl_fail(&error, PLACARD_NETWORK, "of %s", shown);
    fuzz_require_error(&error);
}

static void try_rules(const char *text, size_t size) {
    struct pl_arena arena = {0};
    struct pl_rules rules = {.path = "check.json"};
    struct pl_bounds bounds;
    struct placard_error error = {.code = PLACARD_OK};
    if (pl_rules_read(text, size, &rules, &arena, &error)) {
        pl_bounds_find(&rules, "a", "a@2", &bounds);
        fuzz_require(bounds.scale_count >= 1 && bounds.scale_count <= PL_SCALES_LIMIT, "there is a scale");
        fuzz_require(bounds.threshold >= 0 && bounds.threshold <= 1, "a threshold is in range");
        pl_bounds_hold(&bounds, 5, 100);
        pl_bounds_percent(&bounds, 100);
    } else {
        fuzz_require_error(&error);
    }
    pl_arena_finish(&arena);
}

/* The first byte's letters are those of the seeds in values.txt. */
static const struct kind {
    char letter;
    void (*try)(const char *text, size_t size);
} kinds[] = {
    {'c', try_color},  {'b', try_box_shadows}, {'t', try_text_shadows}, {'s', try_stroke},
    {'w', try_weight}, {'r', try_radii},       {'n', try_number},       {'g', try_gradient},
    {'u', try_url},    {'q', try_quote},       {'h', try_shown},        {'k', try_rules},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    for (size_t i = 0; size > 0 && i < sizeof kinds / sizeof *kinds; i++) {
        if (data[0] == (uint8_t)kinds[i].letter) {
            /* In a block of its own size, so that one byte past the end is noticed. */
            char *text = malloc(size);
            fuzz_require(text != NULL, "there is memory");
            memcpy(text, data + 1, size - 1);
            text[size - 1] = '\0';
            kinds[i].try(text, strlen(text));
            free(text);
        }
    }
    return 0;
}
