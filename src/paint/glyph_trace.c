#include "paint/glyph_trace.h"

#include FT_OUTLINE_H

/* Takes an outline from FreeType, y up in sixty-fourths, onto the canvas. */
struct pen {
    struct pl_glyph_cache *cache;
    const struct pl_glyph_style *style;
    double x, y; /* origin */
    double at_x, at_y;
};

static void put(const struct pen *pen, const FT_Vector *v, double *x, double *y) {
    const double *m = pen->style->matrix;
    *x = pen->x + (m[0] * (double)v->x - m[1] * (double)v->y) / 64;
    *y = pen->y + (m[2] * (double)v->x - m[3] * (double)v->y) / 64;
}

static void end_contour(const struct pen *pen) {
    if (pen->style->stroke_width > 0) {
        pl_contour_stroke(&pen->cache->contour, pen->style->stroke_width, pen->style->join,
                          &pen->cache->raster);
    }
}

/* One piece: straight into the rasteriser, or kept until its contour is whole and can be stroked. */
static int piece_to(struct pen *pen, int degree, const FT_Vector *const *points) {
    double x[4] = {pen->at_x};
    double y[4] = {pen->at_y};
    struct pl_raster *raster = &pen->cache->raster;
    for (int i = 1; i <= degree; i++) {
        put(pen, points[i - 1], &x[i], &y[i]);
    }
    pen->at_x = x[degree];
    pen->at_y = y[degree];
    if (pen->style->stroke_width > 0) {
        pl_contour_add(&pen->cache->contour, degree, x, y);
    } else if (degree == 1) {
        pl_raster_line(raster, x[1], y[1]);
    } else if (degree == 2) {
        pl_raster_quadratic(raster, x[1], y[1], x[2], y[2]);
    } else {
        pl_raster_cubic(raster, x[1], y[1], x[2], y[2], x[3], y[3]);
    }
    return 0;
}

static int move_to(const FT_Vector *to, void *user) {
    struct pen *pen = user;
    end_contour(pen);
    put(pen, to, &pen->at_x, &pen->at_y);
    pl_raster_move(&pen->cache->raster, pen->at_x, pen->at_y);
    return 0;
}

static int line_to(const FT_Vector *to, void *user) {
    return piece_to(user, 1, (const FT_Vector *const[]){to});
}

static int conic_to(const FT_Vector *a, const FT_Vector *to, void *user) {
    return piece_to(user, 2, (const FT_Vector *const[]){a, to});
}

static int cubic_to(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to, void *user) {
    return piece_to(user, 3, (const FT_Vector *const[]){a, b, to});
}

/* Whether what is upright or level in the glyph stays so, or becomes the other, on the canvas. */
static bool is_axis_aligned(const double m[4]) {
    return (m[1] == 0 && m[2] == 0) || (m[0] == 0 && m[3] == 0);
}

bool pl_glyph_trace(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                    const struct pl_glyph_style *style, double x, double y) {
    static const FT_Outline_Funcs functions = {move_to, line_to, conic_to, cubic_to, 0, 0};
    pl_raster_reset(&cache->raster);
    /* Hints move stems to whole pixels, which only helps where they lie along them. */
    bool hinted = is_axis_aligned(style->matrix) && style->size <= PL_LARGEST_CACHED;
    FT_Int32 flags = (hinted ? FT_LOAD_TARGET_LIGHT : FT_LOAD_NO_HINTING) | FT_LOAD_NO_BITMAP;
    FT_Error code = pl_face_size(face, style->size);
    code = code != 0 ? code : FT_Load_Glyph(face->ft, glyph, flags);
    if (pl_ft_lacks_memory(code)) {
        return false;
    }
    if (code != 0 || face->ft->glyph->format != FT_GLYPH_FORMAT_OUTLINE ||
        face->ft->glyph->outline.n_points == 0) {
        return true;
    }
    struct pen pen = {.cache = cache, .style = style, .x = x, .y = y};
    bool ok = FT_Outline_Decompose(&face->ft->glyph->outline, &functions, &pen) == 0;
    end_contour(&pen);
    return ok && !cache->raster.failed;
}
