#include "paint/text.h"

#include "document/values.h"
#include "layers/types.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct text_layer {
    struct pl_layer layer;
    const char *content;
    const char *font_family;
    double font_size;
    int font_weight;
    bool font_italic, font_under_line, font_line_through;
    struct pl_color font_color;
    int alignment, vertical_alignment, direction, stroke_join, fit;
    double line_height, letter_spacing, min_font_size;
    int max_lines;
    struct pl_shadows text_shadow;
    struct pl_stroke text_stroke;
};

/* In the order of enum pl_align, enum pl_vertical_align and enum pl_join. */
static const char *const alignments[] = {"left", "center", "right", "justify", NULL};
static const char *const vertical_alignments[] = {"top", "middle", "bottom", NULL};
static const char *const joins[] = {"round", "miter", "bevel", NULL};
static const char *const directions[] = {"horizontal", "vertical", NULL};
static const char *const fits[] = {"none", "shrink", NULL};

#define ROW(member) .offset = offsetof(struct text_layer, member)

static const struct pl_field fields[] = {
    {"content", PL_FIELD_STRING, ROW(content), .required = true, .most = PL_CONTENT_LIMIT,
     .help = "the text; a line feed breaks a line"},
    {"font_family", PL_FIELD_STRING, ROW(font_family), .most = 1024, .help = "a name or a CSS list of names"},
    {"font_size", PL_FIELD_LENGTH, ROW(font_size), .required = true, .least = 0, .most = PL_FONT_SIZE_LIMIT,
     .help = "pixels per em"},
    {"font_weight", PL_FIELD_WEIGHT, ROW(font_weight), .standard = 400, .help = "a weight's name or number"},
    {"font_italic", PL_FIELD_BOOLEAN, ROW(font_italic),
     .help = "an italic face, else the upright one slanted"},
    {"font_under_line", PL_FIELD_BOOLEAN, ROW(font_under_line), .help = "a line under the text"},
    {"font_line_through", PL_FIELD_BOOLEAN, ROW(font_line_through), .help = "a line through the text"},
    {"font_color", PL_FIELD_COLOR, ROW(font_color), .standard = 0x000000ff, .help = "colour of the text"},
    {"alignment", PL_FIELD_CHOICE, ROW(alignment), .choices = alignments, .help = "of lines in the box"},
    {"vertical_alignment", PL_FIELD_CHOICE, ROW(vertical_alignment), .choices = vertical_alignments,
     .standard = PL_VERTICAL_MIDDLE, .help = "of the block of lines in the box"},
    {"direction", PL_FIELD_CHOICE, ROW(direction), .choices = directions, .help = "of lines"},
    {"line_height", PL_FIELD_NUMBER, ROW(line_height), .least = 0, .most = 100, .standard = 1,
     .help = "multiple of font_size"},
    {"letter_spacing", PL_FIELD_LENGTH, ROW(letter_spacing), .least = -2000, .most = 2000,
     .help = "pixels added after every character"},
    {"text_shadow", PL_FIELD_TEXT_SHADOW, ROW(text_shadow), .help = "CSS text-shadow, the first on top"},
    {"text_stroke", PL_FIELD_STROKE, ROW(text_stroke), .help = "a line along the outline, beneath the fill"},
    {"stroke_join", PL_FIELD_CHOICE, ROW(stroke_join), .choices = joins, .help = "its corners"},
    {"fit", PL_FIELD_CHOICE, ROW(fit), .choices = fits,
     .help = "shrink: to the largest size that fits the box"},
    {"min_font_size", PL_FIELD_LENGTH, ROW(min_font_size), .least = 1, .most = PL_FONT_SIZE_LIMIT,
     .standard = 8, .help = "what fit shrinks to at most"},
    {"max_lines", PL_FIELD_INTEGER, ROW(max_lines), .least = 0, .most = 10000,
     .help = "the rest is cut with an ellipsis; 0 for no limit"},
    {0},
};

static void warn_overflow(const struct text_layer *text, const struct pl_scene *scene,
                          const struct pl_layout *layout) {
    char place[128];
    pl_place_format(&text->layer.place, place, sizeof place);
    double x = layout->overflow_x / scene->scale;
    double y = layout->overflow_y / scene->scale;
    if (x > 0.5) {
        pl_warn(scene->warnings, "%s: text is %.0f px wider than its box", place, ceil(x - 0.01));
    }
    if (y > 0.5) {
        pl_warn(scene->warnings, "%s: text is %.0f px taller than its box", place, ceil(y - 0.01));
    }
    if (layout->cut) {
        pl_warn(scene->warnings, "%s: text is cut after %d line%s", place, text->max_lines,
                text->max_lines == 1 ? "" : "s");
    }
}

/* Nobody should find out from a printed poster which font or character was not there. */
static bool warn_font(const struct text_layer *text, const struct pl_scene *scene,
                      struct placard_error *error) {
    struct pl_font_match match;
    if (!pl_fonts_match(&scene->painter->fonts, text->font_family, text->font_weight, text->font_italic,
                        &match, error)) {
        return false;
    }
    if (match.substituted) {
        pl_warn(scene->warnings, "font family \"%s\" not found: %s stands in",
                text->font_family ? text->font_family : "", match.face->family);
    }
    return true;
}

static void fill_block(const struct text_layer *text, double scale, struct pl_text_block *block) {
    *block = (struct pl_text_block){
        .content = text->content,
        .typeface = {text->font_family, text->font_weight, text->font_italic},
        .size = text->font_size * scale,
        .line_height = text->line_height,
        .letter_spacing = text->letter_spacing * scale,
        .box = pl_layer_box(&text->layer, scale),
        .align = (enum pl_align)text->alignment,
        .vertical_align = (enum pl_vertical_align)text->vertical_alignment,
        .vertical = text->direction == 1,
        .max_lines = text->max_lines,
        .shrink = text->fit == 1,
        .least_size = fmin(text->min_font_size, text->font_size) * scale,
    };
}

static bool draw(const struct pl_layer *layer, const struct pl_scene *scene, struct placard_error *error) {
    const struct text_layer *text = (const struct text_layer *)layer;
    struct pl_text_block block;
    struct pl_layout layout;
    struct pl_shadow items[PL_SHADOW_LIMIT];
    if (text->font_size <= 0) {
        return true;
    }
    fill_block(text, scene->scale, &block);
    struct pl_text_look look = {
        .color = text->font_color,
        .shadows = pl_scaled_shadows(&text->text_shadow, scene->scale, items),
        .stroke = {text->text_stroke.width * scene->scale, text->text_stroke.color},
        .join = (enum pl_join)text->stroke_join,
        .under_line = text->font_under_line,
        .line_through = text->font_line_through,
        .opacity = layer->opacity,
        .rotation = layer->rotation,
    };
    bool ok = pl_layout_init(&layout, &scene->painter->fonts, &block, error) &&
              pl_text_paint(scene->painter, scene->pixmap, &layout, &block, &look, error) &&
              warn_font(text, scene, error);
    if (ok) {
        warn_overflow(text, scene, &layout);
        pl_missing_add(scene->missing, layout.missing, layout.missing_count);
    }
    pl_layout_finish(&layout);
    pl_fonts_trim(&scene->painter->fonts);
    return ok;
}

static bool check(const struct pl_layer *layer, struct pl_arena *arena, struct pl_notes *notes) {
    const struct text_layer *text = (const struct text_layer *)layer;
    char place[128];
    pl_place_format(&layer->place, place, sizeof place);
    /* Columns always stand in the middle of their box, as a browser sets them. */
    if (text->direction == 1 && text->vertical_alignment != PL_VERTICAL_MIDDLE &&
        !pl_note(notes, arena, "%s.vertical_alignment: has no effect on vertical text", place)) {
        return false;
    }
    if (text->fit == 1 && text->min_font_size > text->font_size) {
        return pl_note(notes, arena, "%s.min_font_size: is more than font_size, so fit has no effect", place);
    }
    return true;
}

static void describe(const struct pl_layer *layer, char *out, size_t size) {
    const struct text_layer *text = (const struct text_layer *)layer;
    snprintf(out, size, "%s", text->content);
    for (char *c = out; *c; c++) {
        *c = *c == '\n' || *c == '\r' || *c == '\t' ? ' ' : *c;
    }
}

bool pl_layer_text(const struct pl_layer *layer, struct pl_text_request *out) {
    if (layer->type != &pl_layer_text_type) {
        return false;
    }
    const struct text_layer *text = (const struct text_layer *)layer;
    *out = (struct pl_text_request){text->font_family, text->content, text->font_weight, text->font_italic,
                                    text->max_lines > 0};
    return true;
}

/* It is set again for each part, and glyphs that reach from one to the next are drawn in both. */
static bool divides(const struct pl_layer *layer, double scale) {
    enum { LONG = 500, LARGE = 256 };
    const struct text_layer *text = (const struct text_layer *)layer;
    return text->text_shadow.count == 0 && strnlen(text->content, LONG) < LONG &&
           text->font_size * scale < LARGE;
}

const struct pl_layer_type pl_layer_text_type = {
    .name = "text",
    .size = sizeof(struct text_layer),
    .fields = fields,
    .check = check,
    .draw = draw,
    .divides = divides,
    .describe = describe,
};
