#include "paint/color_glyph.h"

#include "paint/box.h"
#include "paint/image.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include FT_COLOR_H
#include FT_OUTLINE_H

/* Pixels per em that FreeType draws layers at, whole and in memory of their size: the largest that a document
 * can ask for. What is larger by --scale is enlarged. */
enum { LARGEST_DRAWN = 2000, MOST_DRAWN = 4 * LARGEST_DRAWN * LARGEST_DRAWN /* pixels */ };

/* The smallest strike that need not be enlarged, else the largest. */
static int choose_strike(FT_Face face, double size) {
    int best = 0;
    for (int i = 1; i < face->num_fixed_sizes; i++) {
        double here = (double)face->available_sizes[i].y_ppem / 64;
        double chosen = (double)face->available_sizes[best].y_ppem / 64;
        if (chosen < size ? here > chosen : here >= size && here < chosen) {
            best = i;
        }
    }
    return best;
}

/* How many pixels FreeType would draw of a glyph's layers at the size that is set: a font may have some that
 * are hundreds of ems large. */
static double layers_area(FT_Face face, uint32_t glyph) {
    FT_LayerIterator iterator = {.p = NULL};
    FT_UInt layer;
    FT_UInt color;
    FT_BBox all = {LONG_MAX, LONG_MAX, LONG_MIN, LONG_MIN};
    while (FT_Get_Color_Glyph_Layer(face, glyph, &layer, &color, &iterator)) {
        FT_BBox box;
        if (FT_Load_Glyph(face, layer, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0 ||
            face->glyph->format != FT_GLYPH_FORMAT_OUTLINE || face->glyph->outline.n_points == 0) {
            continue;
        }
        FT_Outline_Get_CBox(&face->glyph->outline, &box);
        all.xMin = box.xMin < all.xMin ? box.xMin : all.xMin;
        all.yMin = box.yMin < all.yMin ? box.yMin : all.yMin;
        all.xMax = box.xMax > all.xMax ? box.xMax : all.xMax;
        all.yMax = box.yMax > all.yMax ? box.yMax : all.yMax;
    }
    return all.xMin > all.xMax
               ? 0
               : ((double)all.xMax - (double)all.xMin) * ((double)all.yMax - (double)all.yMin) / 4096;
}

/* Loads the glyph as a bitmap in `face->ft`; `*scale` is what makes it as large as asked for. FreeType's
 * error. */
static FT_Error load_bitmap(struct pl_face *face, uint32_t glyph, double size, double *scale) {
    *scale = 1;
    FT_Error code;
    if (FT_IS_SCALABLE(face->ft)) {
        double drawn = fmin(size, LARGEST_DRAWN);
        code = pl_face_size(face, drawn);
        double area = code == 0 ? layers_area(face->ft, glyph) : 0;
        if (area > MOST_DRAWN) {
            drawn *= sqrt(MOST_DRAWN / area);
            code = pl_face_size(face, drawn);
        }
        *scale = size / drawn;
    } else if (face->ft->num_fixed_sizes == 0) {
        code = FT_Err_Invalid_Pixel_Size;
    } else {
        int strike = choose_strike(face->ft, size);
        code = FT_Select_Size(face->ft, strike);
        face->size = 0; /* whoever wants another size has to set it again */
        *scale = size * 64 / (double)face->ft->available_sizes[strike].y_ppem;
    }
    return code != 0 ? code : FT_Load_Glyph(face->ft, glyph, FT_LOAD_COLOR | FT_LOAD_RENDER);
}

/* FreeType's BGRA is premultiplied, and in memory what a pixmap is on little-endian machines. Layers may be
 * plain. */
static bool copy_bitmap(const FT_Bitmap *bitmap, struct pl_pixmap *out, struct placard_error *error) {
    if (!pl_pixmap_init(out, (int)bitmap->width, (int)bitmap->rows, error)) {
        return false;
    }
    for (int y = 0; y < out->height; y++) {
        const unsigned char *from = bitmap->buffer + y * bitmap->pitch;
        uint32_t *to = pl_pixmap_row(out, y);
        for (int x = 0; x < out->width; x++) {
            if (bitmap->pixel_mode == FT_PIXEL_MODE_BGRA) {
                const unsigned char *p = from + x * 4;
                to[x] = (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
            } else {
                to[x] = bitmap->pixel_mode == FT_PIXEL_MODE_GRAY ? (uint32_t)from[x] << 24 : 0;
            }
        }
    }
    return true;
}

/* Where the bitmap that is loaded in `face->ft` goes. */
static struct pl_box bitmap_box(const struct pl_face *face, double scale, double x, double y) {
    const FT_GlyphSlot slot = face->ft->glyph;
    return (struct pl_box){x + slot->bitmap_left * scale, y - slot->bitmap_top * scale,
                           slot->bitmap.width * scale, slot->bitmap.rows * scale};
}

struct pl_rect pl_color_glyph_bounds(struct pl_face *face, uint32_t glyph, double size, double x, double y,
                                     double degrees) {
    double scale;
    if (load_bitmap(face, glyph, size, &scale) != 0) {
        return (struct pl_rect){0, 0, 0, 0};
    }
    return pl_box_turned_bounds(bitmap_box(face, scale, x, y), degrees, x, y);
}

/* What pl_color_glyph_draw and pl_color_glyph_paint begin with: the glyph in `face->ft`, and where it goes.
 */
struct placed {
    bool seen;
    struct pl_box box;
    struct pl_rect rect; /* that it touches of the clip */
};

static bool place_bitmap(struct pl_face *face, uint32_t glyph, double size, double x, double y,
                         double degrees, struct pl_rect clip, struct placed *out,
                         struct placard_error *error) {
    double scale;
    *out = (struct placed){.seen = false};
    FT_Error code = load_bitmap(face, glyph, size, &scale);
    if (pl_ft_lacks_memory(code)) {
        return pl_fail_memory(error);
    }
    if (code == 0 && face->ft->glyph->bitmap.width > 0 && face->ft->glyph->bitmap.rows > 0) {
        out->box = bitmap_box(face, scale, x, y);
        out->rect = pl_rect_intersect(pl_box_turned_bounds(out->box, degrees, x, y), clip);
        out->seen = !pl_rect_empty(out->rect);
    }
    return true;
}

/* Paints the bitmap onto a pixmap whose top left pixel is (left, top). */
static bool paint_bitmap(const struct pl_face *face, struct pl_box box, double x, double y, double degrees,
                         struct pl_raster *raster, struct pl_pixmap *pixmap, int left, int top,
                         struct placard_error *error) {
    static const struct pl_radii none;
    struct pl_pixmap bitmap = {0};
    struct pl_round_box around;
    struct pl_levels levels = {0};
    if (!copy_bitmap(&face->ft->glyph->bitmap, &bitmap, error)) {
        return false;
    }
    box.x -= left;
    box.y -= top;
    /* A pixel more all around: the picture's own edges are smoothed, the clip must not cut into that. */
    pl_round_box_init(&around, (struct pl_box){box.x - 1, box.y - 1, box.width + 2, box.height + 2}, &none);
    around.pivot_x = x - left;
    around.pivot_y = y - top;
    bool ok = pl_image_paint(pixmap, &bitmap, box, &around, degrees, 1, &levels, raster, error);
    pl_levels_finish(&levels);
    pl_pixmap_finish(&bitmap);
    return ok;
}

bool pl_color_glyph_draw(struct pl_face *face, uint32_t glyph, double size, double x, double y,
                         double degrees, struct pl_rect clip, struct pl_rect band, long long most,
                         struct pl_raster *raster, struct pl_pixmap *out, struct pl_rect *bounds,
                         struct placard_error *error) {
    struct placed placed;
    *out = (struct pl_pixmap){0};
    *bounds = (struct pl_rect){0, 0, 0, 0};
    if (!place_bitmap(face, glyph, size, x, y, degrees, clip, &placed, error)) {
        return false;
    }
    struct pl_rect made = pl_rect_rows(placed.rect, band);
    if (!placed.seen || pl_rect_empty(made)) {
        return true;
    }
    struct pl_rect r = placed.rect;
    *bounds = r;
    if ((long long)(r.x1 - r.x0) * (r.y1 - r.y0) > most) {
        return true;
    }
    if (!pl_pixmap_init_band(out, r.x1 - r.x0, r.y1 - r.y0, made.y1 - made.y0, error)) {
        return false;
    }
    pl_pixmap_move(out, made.y0 - r.y0, made.y1 - r.y0);
    pl_pixmap_fill(out, 0);
    bool ok = paint_bitmap(face, placed.box, x, y, degrees, raster, out, r.x0, r.y0, error);
    if (!ok) {
        pl_pixmap_finish(out);
    }
    return ok;
}

bool pl_color_glyph_paint(struct pl_face *face, uint32_t glyph, double size, double x, double y,
                          double degrees, struct pl_raster *raster, struct pl_pixmap *pixmap, int left,
                          int top, struct placard_error *error) {
    struct placed placed;
    struct pl_rect canvas = {left, top, left + pixmap->width, top + pixmap->height};
    return place_bitmap(face, glyph, size, x, y, degrees, canvas, &placed, error) &&
           (!placed.seen || paint_bitmap(face, placed.box, x, y, degrees, raster, pixmap, left, top, error));
}
