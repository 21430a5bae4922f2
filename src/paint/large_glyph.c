#include "paint/large_glyph.h"

#include "paint/glyph_trace.h"

#include <math.h>

enum {
    LARGEST_SHARED = 4 * 1024 * 1024, /* pixels of a glyph that is kept whole */
    MOST_SHARED = 8 * 1024 * 1024,    /* of all of them */
};

/* Where a glyph is drawn: `left` and `top` are whole pixels, what is beyond them counts to so small a part of
 * a pixel that nothing shows it, but that shadows which are whole pixels apart have the same. */
struct spot {
    double left, top, x, y;
};

static double fine(double v) {
    const double parts = 4294967296.0;
    return floor(v * parts + 0.5) / parts;
}

static struct spot spot_of(double x, double y) {
    x = fine(x);
    y = fine(y);
    return (struct spot){floor(x), floor(y), x - floor(x), y - floor(y)};
}

static bool is_alike(const double *a, const double *b) {
    return a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3];
}

static bool is_of(const struct pl_large_glyph *kept, const struct pl_face *face, uint32_t glyph,
                  const struct pl_glyph_style *style, const struct spot *spot) {
    const struct pl_glyph_style *own = &kept->style;
    return kept->face == face && kept->glyph == glyph && kept->x == spot->x && kept->y == spot->y &&
           own->size == style->size && own->stroke_width == style->stroke_width && own->join == style->join &&
           is_alike(own->matrix, style->matrix);
}

static size_t bytes_of(const struct pl_large_glyph *kept) {
    return kept->mask.capacity;
}

/* Makes room for another one, in place of the one that was used longest ago. */
static struct pl_large_glyph *replace(struct pl_glyph_cache *cache) {
    struct pl_large_glyph *oldest = &cache->large[0];
    for (int i = 1; i < PL_LARGE_GLYPHS; i++) {
        oldest = cache->large[i].used < oldest->used ? &cache->large[i] : oldest;
    }
    pl_mask_finish(&oldest->mask);
    *oldest = (struct pl_large_glyph){0};
    return oldest;
}

/* What is known of a glyph; NULL is memory. */
static struct pl_large_glyph *find(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                                   const struct pl_glyph_style *style, const struct spot *spot) {
    struct pl_large_glyph *found = NULL;
    for (int i = 0; i < PL_LARGE_GLYPHS && !found; i++) {
        found = is_of(&cache->large[i], face, glyph, style, spot) ? &cache->large[i] : NULL;
    }
    if (!found) {
        if (!pl_glyph_trace(cache, face, glyph, style, spot->x, spot->y)) {
            return NULL;
        }
        pl_raster_close(&cache->raster);
        found = replace(cache);
        *found = (struct pl_large_glyph){.face = face,
                                         .glyph = glyph,
                                         .style = *style,
                                         .x = spot->x,
                                         .y = spot->y,
                                         .bounds = pl_raster_bounds(&cache->raster)};
    }
    found->used = ++cache->large_clock;
    return found;
}

static struct pl_rect move(struct pl_rect r, double x, double y) {
    return (struct pl_rect){r.x0 + (int)x, r.y0 + (int)y, r.x1 + (int)x, r.y1 + (int)y};
}

static double area(struct pl_rect r) {
    return pl_rect_empty(r) ? 0 : ((double)r.x1 - r.x0) * ((double)r.y1 - r.y0);
}

/* Whether what is seen of a glyph is drawn the same alone and as a part of all of it: sums of coverage start
 * at the left, and the rasteriser has a rule of its own for small shapes. */
static bool is_part(struct pl_rect seen, struct pl_rect all) {
    return seen.x0 == all.x0 && (seen.x1 - seen.x0 > PL_RASTER_SMALL || area(seen) > PL_RASTER_SMALL_AREA);
}

/* Draws all of a glyph, where that is hardly more than what is seen, and it was drawn before. */
static bool keep(struct pl_glyph_cache *cache, struct pl_large_glyph *glyph, struct pl_rect seen,
                 struct placard_error *error) {
    double all = area(glyph->bounds);
    if (glyph->mask.width > 0 || glyph->draws++ == 0 || all > LARGEST_SHARED || all > 1.5 * area(seen)) {
        return true;
    }
    size_t bytes = 0;
    for (int i = 0; i < PL_LARGE_GLYPHS; i++) {
        bytes += bytes_of(&cache->large[i]);
    }
    if ((double)bytes + all > MOST_SHARED) {
        return true;
    }
    return (pl_glyph_trace(cache, glyph->face, glyph->glyph, &glyph->style, glyph->x, glyph->y) ||
            pl_fail_memory(error)) &&
           pl_raster_fill(&cache->raster, glyph->bounds, &glyph->mask, error);
}

bool pl_large_glyph_draw(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                         const struct pl_glyph_style *style, double x, double y, struct pl_rect all,
                         struct pl_mask *to, struct placard_error *error) {
    struct spot spot = spot_of(x, y);
    struct pl_rect whole = move(all, -spot.left, -spot.top);
    struct pl_rect clip = pl_rect_rows(whole, move(pl_mask_rect(to), -spot.left, -spot.top));
    struct pl_large_glyph *found = find(cache, face, glyph, style, &spot);
    if (!found) {
        return pl_fail_memory(error);
    }
    struct pl_rect seen = pl_rect_intersect(found->bounds, clip);
    if (pl_rect_empty(seen)) {
        return true;
    }
    if (is_part(pl_rect_intersect(found->bounds, whole), found->bounds)) {
        if (!keep(cache, found, seen, error)) {
            return false;
        }
        if (found->mask.width > 0) {
            pl_mask_add(to, &found->mask, (int)spot.left, (int)spot.top);
            return true;
        }
    }
    struct pl_mask mask = {0};
    bool ok = pl_glyph_trace(cache, face, glyph, style, spot.x, spot.y) || pl_fail_memory(error);
    ok = ok && pl_raster_fill_part(&cache->raster, whole, clip, &mask, error);
    if (ok) {
        pl_mask_add(to, &mask, (int)spot.left, (int)spot.top);
    }
    pl_mask_finish(&mask);
    return ok;
}

bool pl_large_glyph_bounds(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                           const struct pl_glyph_style *style, double x, double y, struct pl_rect *out,
                           struct placard_error *error) {
    struct spot spot = spot_of(x, y);
    const struct pl_large_glyph *found = find(cache, face, glyph, style, &spot);
    if (!found) {
        return pl_fail_memory(error);
    }
    *out = pl_rect_empty(found->bounds) ? found->bounds : move(found->bounds, spot.left, spot.top);
    return true;
}

/* Whether at most lower rows are missing, which are drawn after the others, and that makes it no small shape.
 */
static bool is_cut_below(struct pl_rect seen, struct pl_rect all) {
    return seen.x1 == all.x1 && seen.y0 == all.y0 && (seen.y1 == all.y1 || is_part(seen, all)) &&
           seen.x0 == all.x0;
}

bool pl_large_glyph_moves(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                          const struct pl_glyph_style *style, const double from[2], const double to[2],
                          int dx, int dy, struct pl_rect all, bool *moves, struct placard_error *error) {
    struct spot a = spot_of(from[0], from[1]);
    struct spot b = spot_of(to[0], to[1]);
    const struct pl_large_glyph *found = find(cache, face, glyph, style, &a);
    if (!found) {
        return pl_fail_memory(error);
    }
    struct pl_rect seen = pl_rect_intersect(found->bounds, move(all, -b.left, -b.top));
    *moves = b.x == a.x && b.y == a.y && b.left == a.left + dx && b.top == a.top + dy &&
             (pl_rect_empty(seen) || is_cut_below(seen, found->bounds));
    return true;
}

void pl_large_glyphs_forget(struct pl_glyph_cache *cache) {
    for (int i = 0; i < PL_LARGE_GLYPHS; i++) {
        pl_mask_finish(&cache->large[i].mask);
        cache->large[i] = (struct pl_large_glyph){0};
    }
    cache->large_clock = 0;
}
