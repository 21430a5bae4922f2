#include "cli/json.h"
#include "cli/memory.h"
#include "cli/output.h"
#include "cli/sheet_posters.h"
#include "cli/terminal.h"
#include "cli/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More than that are too many to look through in one picture. What a document of layers takes is 1,000 layers
 * and 16 MiB; a sheet of more is drawn in passes, each over what the one before drew. */
enum { MOST_POSTERS = 1000, MOST_LAYERS = 980, MOST_JSON = 12 * 1024 * 1024 };

/* Small pictures are made of `SIDE` pixels and shrink down to `LEAST_PERCENT` of it where a sheet would come
 * out over `MOST_PIXELS`, which is half of what the library takes, and what viewers still open with ease. */
enum { SIDE = 320, QUALITY = 92, LEAST_PERCENT = 40, MOST_PIXELS = 50 * 1000 * 1000 };

/* Pixels; what a cell has room for, in lines and in bytes a line. */
enum { MARGIN = 36, GAP = 28, LEAST_CELL = 150, LEAST_WIDTH = 520, HEADER = 76 };
enum { MOST_VALUES = 4, LINE_BYTES = 400 };

static const char *const PAGE = "#f4f4f2";
static const char *const INK = "#1d1d1f";
static const char *const SOFT = "#62626a";
static const char *const BAD = "#a3231c";
static const char *const BAD_WELL = "#fcefed";

struct box {
    double x, y, width, height;
};

/* The plan of the sheet: equal cells, each with room for the largest picture above its lines of text. */
struct grid {
    int columns, rows, lines; /* of values */
    double scale;             /* of the small pictures */
    double text;              /* of the letters */
    double picture_width, picture_height, cell_width, cell_height;
    int width, height;
};

/* One pass: a document that is being written, and what the passes before it drew. */
struct sheet {
    const struct grid *grid;
    struct placard_context *context;
    struct placard_picture *picture;
    char *document;
    size_t size;
    struct cli_json json;
    int layers;
};

/* ---- the plan ---- */

static double title_size(const struct grid *grid) {
    return round(15 * grid->text);
}

static double value_size(const struct grid *grid) {
    return round(13 * grid->text);
}

static double line_of(double size) {
    return ceil(size * 1.4);
}

static void place_columns(struct grid *grid, int count, int columns) {
    grid->columns = columns;
    grid->rows = (count + columns - 1) / columns;
    double width = 2 * MARGIN + columns * (grid->cell_width + GAP) - GAP;
    double height = 2 * MARGIN + HEADER + grid->rows * (grid->cell_height + GAP) - GAP;
    grid->width = (int)ceil(fmax(width, LEAST_WIDTH));
    grid->height = (int)ceil(fmax(height, 2 * MARGIN + HEADER));
}

/* As many columns as make the sheet nearest to a square. */
static void place_cells(struct grid *grid, int count) {
    int best = 1;
    double nearest = INFINITY;
    for (int columns = 1; columns <= count; columns++) {
        place_columns(grid, count, columns);
        double off = fabs(log((double)grid->width / grid->height));
        if (off < nearest) {
            nearest = off;
            best = columns;
        }
    }
    place_columns(grid, count, best);
}

static void size_cells(struct grid *grid, double width, double height, double scale) {
    grid->scale = scale;
    grid->text = fmax(scale, 0.85);
    grid->picture_width = ceil(width * scale);
    grid->picture_height = ceil(height * scale);
    grid->cell_width = fmax(grid->picture_width, LEAST_CELL * grid->text);
    grid->cell_height =
        grid->picture_height + 10 + line_of(title_size(grid)) + grid->lines * line_of(value_size(grid));
}

static void make_grid(struct grid *grid, const struct cli_sheet_poster *posters, int count) {
    double width = 0;
    double height = 0;
    *grid = (struct grid){0};
    for (int i = 0; i < count; i++) {
        int lines = posters[i].count < MOST_VALUES ? posters[i].count : MOST_VALUES;
        grid->lines = lines > grid->lines ? lines : grid->lines;
        width = fmax(width, posters[i].width);
        height = fmax(height, posters[i].height);
    }
    width = width > 0 ? width : SIDE * 2 / 3.0;
    height = fmax(height, SIDE / 3.0); /* a failure's words have to fit too */
    for (int percent = 100; percent >= LEAST_PERCENT; percent -= 5) {
        size_cells(grid, width, height, percent / 100.0);
        place_cells(grid, count);
        if ((double)grid->width * grid->height <= MOST_PIXELS) {
            break;
        }
    }
}

/* ---- layers ---- */

static void begin_document(struct sheet *sheet) {
    sheet->json = (struct cli_json){.out = cli_text_open(&sheet->document, &sheet->size)};
    sheet->layers = 0;
    cli_json_open(&sheet->json, NULL, '{');
    cli_json_number(&sheet->json, "width", sheet->grid->width);
    cli_json_number(&sheet->json, "height", sheet->grid->height);
    cli_json_text(&sheet->json, "background", PAGE);
    cli_json_open(&sheet->json, "layers", '[');
}

static void open_layer(struct sheet *sheet, const char *type, struct box box) {
    sheet->layers++;
    cli_json_open(&sheet->json, NULL, '{');
    cli_json_text(&sheet->json, "type", type);
    cli_json_number(&sheet->json, "left", box.x);
    cli_json_number(&sheet->json, "top", box.y);
    cli_json_number(&sheet->json, "width", box.width);
    cli_json_number(&sheet->json, "height", box.height);
}

/* A stranger's text on one line, without what would break it or turn it about. */
static char *line_text(const char *text) {
    char *line = NULL;
    size_t size = 0;
    FILE *out = cli_text_open(&line, &size);
    const char *first = text;
    while (*text && text - first < LINE_BYTES) {
        const char *start = text;
        unsigned character = cli_utf8_next(&text);
        if (cli_is_control(character)) {
            putc(' ', out);
        } else {
            fwrite(start, 1, (size_t)(text - start), out);
        }
    }
    fputs(*text ? "…" : "", out);
    cli_text_close(out);
    return line;
}

struct letters {
    double size;
    const char *weight, *color, *alignment;
    int lines;
};

static void add_text(struct sheet *sheet, struct box box, const char *text, const struct letters *letters) {
    char *line = line_text(text);
    open_layer(sheet, "text", box);
    cli_json_text(&sheet->json, "content", line);
    cli_json_number(&sheet->json, "font_size", letters->size);
    cli_json_text(&sheet->json, "font_weight", letters->weight);
    cli_json_text(&sheet->json, "font_color", letters->color);
    cli_json_text(&sheet->json, "alignment", letters->alignment ? letters->alignment : "left");
    cli_json_text(&sheet->json, "vertical_alignment", letters->lines > 1 ? "top" : "middle");
    cli_json_number(&sheet->json, "line_height", 1.4);
    cli_json_number(&sheet->json, "max_lines", letters->lines);
    cli_json_close(&sheet->json, '}');
    free(line);
}

static void add_box(struct sheet *sheet, struct box box, const char *color, const char *radius,
                    const char *shadow) {
    open_layer(sheet, "text_mask", box);
    cli_json_text(&sheet->json, "color", color);
    cli_json_text(&sheet->json, "radius", radius);
    cli_json_text(&sheet->json, "box_shadow", shadow);
    cli_json_close(&sheet->json, '}');
}

static void add_picture(struct sheet *sheet, struct box box, const struct cli_sheet_poster *poster) {
    char *url = NULL;
    size_t size = 0;
    FILE *out = cli_text_open(&url, &size);
    cli_sheet_put_url(out, poster);
    cli_text_close(out);
    open_layer(sheet, "image", box);
    cli_json_text(&sheet->json, "src", url);
    cli_json_text(&sheet->json, "radius", "4");
    cli_json_text(&sheet->json, "box_shadow", "0 1px 5px #00000030, 0 0 0 1px #0000000f");
    cli_json_close(&sheet->json, '}');
    free(url);
}

/* ---- passes ---- */

static bool draw_document(struct sheet *sheet, struct placard_error *error) {
    struct placard_bytes before = {0};
    struct placard_picture *picture = NULL;
    cli_json_close(&sheet->json, ']');
    cli_json_close(&sheet->json, '}');
    cli_text_close(sheet->json.out);
    struct placard_document *document = placard_document_parse(sheet->document, sheet->size, NULL, error);
    bool ok = document && (!sheet->picture || placard_encode(sheet->picture, NULL, &before, error));
    if (ok) {
        struct placard_render_options options = {
            .base = "sheet", .base_bytes = before.data, .base_size = before.size};
        picture = placard_render(sheet->context, document, 0, before.data ? &options : NULL, error);
    }
    placard_bytes_finish(&before);
    placard_document_destroy(document);
    placard_picture_destroy(sheet->picture);
    sheet->picture = picture;
    free(sheet->document);
    sheet->document = NULL;
    return picture != NULL;
}

static bool make_room(struct sheet *sheet, struct placard_error *error) {
    if (sheet->layers < MOST_LAYERS && ftell(sheet->json.out) < MOST_JSON) {
        return true;
    }
    bool ok = draw_document(sheet, error);
    begin_document(sheet);
    return ok;
}

/* ---- what is on it ---- */

static void add_failure(struct sheet *sheet, struct box box, const char *message) {
    double size = value_size(sheet->grid);
    double mark = line_of(size);
    struct letters sign = {size, "Bold", "#fff", "center", 1};
    struct letters word = {size, "Bold", BAD, NULL, 1};
    struct letters words = {size, "Regular", INK, NULL, 1};
    struct box inner = {box.x + 14, box.y + 14, box.width - 28, box.height - 28};
    double top = inner.y + mark + 6;
    add_box(sheet, box, BAD_WELL, "4", "inset 0 0 0 1.5px #dc9b95");
    add_box(sheet, (struct box){inner.x, inner.y, mark, mark}, BAD, "50%", "none");
    add_text(sheet, (struct box){inner.x, inner.y, mark, mark}, "!", &sign);
    add_text(sheet, (struct box){inner.x + mark + 7, inner.y, inner.width - mark - 7, mark}, "Failed", &word);
    words.lines = (int)fmax(1, floor((inner.y + inner.height - top) / (size * 1.4)));
    add_text(sheet, (struct box){inner.x, top, inner.width, inner.y + inner.height - top}, message, &words);
}

static void add_values(struct sheet *sheet, struct box box, const struct cli_sheet_poster *poster) {
    struct letters letters = {value_size(sheet->grid), "Regular", SOFT, NULL, 1};
    int shown = poster->count > MOST_VALUES ? MOST_VALUES - 1 : poster->count;
    box.height = line_of(letters.size);
    for (int i = 0; i < shown; i++) {
        char *line = cli_format("%s: %s", poster->names[i], poster->values[i]);
        add_text(sheet, box, line, &letters);
        box.y += box.height;
        free(line);
    }
    if (shown < poster->count) {
        char *line = cli_format("%d more", poster->count - shown);
        add_text(sheet, box, line, &letters);
        free(line);
    }
}

static void add_poster(struct sheet *sheet, int index, const struct cli_sheet_poster *poster) {
    const struct grid *grid = sheet->grid;
    double x = MARGIN + index % grid->columns * (grid->cell_width + GAP);
    int row = index / grid->columns;
    double y = MARGIN + HEADER + row * (grid->cell_height + GAP);
    struct letters title = {title_size(grid), "Bold", INK, NULL, 1};
    if (poster->error) {
        add_failure(sheet, (struct box){x, y, grid->cell_width, grid->picture_height}, poster->error);
    } else {
        double width = fmax(1, round(poster->width * grid->scale));
        double height = fmax(1, round(poster->height * grid->scale));
        add_picture(sheet, (struct box){x, y + grid->picture_height - height, width, height}, poster);
    }
    struct box line = {x, y + grid->picture_height + 10, grid->cell_width, line_of(title.size)};
    add_text(sheet, line, poster->title, &title);
    line.y += line.height;
    add_values(sheet, line, poster);
}

static void add_header(struct sheet *sheet, const char *title, const struct cli_sheet_poster *posters,
                       int count) {
    struct letters large = {26, "Bold", INK, NULL, 1};
    struct letters small = {15, "Regular", SOFT, NULL, 1};
    struct box line = {MARGIN, MARGIN - 6, sheet->grid->width - 2 * MARGIN, 36};
    int failed = 0;
    for (int i = 0; i < count; i++) {
        failed += posters[i].error != NULL;
    }
    char *counts = cli_sheet_counts(count, failed);
    add_text(sheet, line, title, &large);
    add_text(sheet, (struct box){line.x, line.y + 36, line.width, 24}, counts, &small);
    free(counts);
}

static bool draw_sheet(struct sheet *sheet, const char *title, const struct cli_sheet_poster *posters,
                       int count, struct placard_error *error) {
    bool ok = true;
    begin_document(sheet);
    add_header(sheet, title, posters, count);
    for (int i = 0; ok && i < count; i++) {
        ok = make_room(sheet, error);
        add_poster(sheet, i, &posters[i]);
    }
    if (ok) {
        ok = draw_document(sheet, error);
    } else {
        cli_text_close(sheet->json.out);
        free(sheet->document);
    }
    return ok;
}

static bool write_posters(const char *path, const char *title, struct placard_context *context,
                          struct cli_sheet_poster *posters, int count, struct placard_error *error) {
    struct grid grid;
    struct placard_bytes bytes = {0};
    struct sheet sheet = {.grid = &grid, .context = context};
    struct placard_encode_options options = {.format = placard_format_of(path)};
    cli_sheet_shrink(posters, count, SIDE, QUALITY);
    make_grid(&grid, posters, count);
    bool ok = draw_sheet(&sheet, title, posters, count, error) &&
              placard_encode(sheet.picture, &options, &bytes, error) && cli_file_write(path, &bytes, error);
    placard_picture_destroy(sheet.picture);
    placard_bytes_finish(&bytes);
    return ok;
}

bool cli_sheet_write_picture(const char *path, const char *title, struct placard_context *context,
                             struct cli_sheet_source *source, struct placard_error *error) {
    struct cli_sheet_poster *posters = cli_allocate(MOST_POSTERS + 1, sizeof *posters);
    int count = cli_sheet_gather(source, posters, MOST_POSTERS + 1);
    bool ok =
        count <= MOST_POSTERS
            ? write_posters(path, title, context, posters, count, error)
            : cli_fail(error, PLACARD_LIMIT,
                       "%s: expected at most %d posters on a picture, found more; a sheet whose name ends in "
                       ".html takes any number",
                       path, MOST_POSTERS);
    cli_sheet_posters_finish(posters, count);
    free(posters);
    return ok;
}
