#include "paint/glyph.h"

#include "base/memory.h"
#include "paint/blend.h"
#include "paint/color_glyph.h"
#include "paint/contrast.h"
#include "paint/glyph_trace.h"
#include "paint/large_glyph.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SUBPIXELS = 4,                 /* positions of a glyph within a pixel */
    CACHE_BYTES = 6 * 1024 * 1024, /* of coverage; a full cache starts anew */
    LARGEST_COLORED = 512,         /* pixels per em: of larger glyphs in colour only what is seen is drawn */
    /* Pixels of a glyph, some 32 square ems: only fonts made to cost have larger ones. */
    LARGEST_KEPT = 2 * 1024 * 1024,
};

/* Compared and hashed as bytes: no member may leave padding. */
struct key {
    uint32_t face, glyph;
    int32_t size;
    int32_t matrix[4]; /* 16.16 */
    int32_t stroke;    /* sixty-fourths */
    int16_t contrast;
    uint8_t join;
    uint8_t subpixel; /* x + y * SUBPIXELS */
};
_Static_assert(sizeof(struct key) == 9 * 4, "no padding");

struct pl_glyph_entry {
    struct key key;
    struct pl_glyph glyph;
};

static void clear(struct pl_glyph_cache *cache) {
    for (size_t i = 0; i < cache->slot_count; i++) {
        if (cache->slots[i]) {
            pl_pixmap_finish(&cache->slots[i]->glyph.color);
            cache->slots[i] = NULL;
        }
    }
    pl_arena_finish(&cache->arena);
    cache->count = 0;
    cache->bytes = 0;
}

void pl_glyph_cache_finish(struct pl_glyph_cache *cache) {
    clear(cache);
    pl_large_glyphs_forget(cache);
    free(cache->slots);
    pl_mask_finish(&cache->drawn);
    pl_raster_finish(&cache->raster);
    pl_contour_finish(&cache->contour);
    *cache = (struct pl_glyph_cache){0};
}

static size_t hash_key(const struct key *key) {
    const unsigned char *bytes = (const unsigned char *)key;
    uint64_t hash = 14695981039346656037ULL;
    for (size_t i = 0; i < sizeof *key; i++) {
        hash = (hash ^ bytes[i]) * 1099511628211ULL;
    }
    return (size_t)(hash ^ hash >> 32);
}

static size_t slot_of(const struct pl_glyph_cache *cache, const struct key *key) {
    size_t at = hash_key(key) & (cache->slot_count - 1);
    while (cache->slots[at] && memcmp(&cache->slots[at]->key, key, sizeof *key) != 0) {
        at = (at + 1) & (cache->slot_count - 1);
    }
    return at;
}

static bool grow(struct pl_glyph_cache *cache) {
    if (cache->count * 2 < cache->slot_count) {
        return true;
    }
    struct pl_glyph_cache old = *cache;
    cache->slot_count = old.slot_count ? old.slot_count * 2 : 256;
    cache->slots = pl_calloc(cache->slot_count, sizeof *cache->slots);
    if (!cache->slots) {
        cache->slots = old.slots;
        cache->slot_count = old.slot_count;
        return false;
    }
    for (size_t i = 0; i < old.slot_count; i++) {
        if (old.slots[i]) {
            cache->slots[slot_of(cache, &old.slots[i]->key)] = old.slots[i];
        }
    }
    free(old.slots);
    return true;
}

/* The tables are made when first needed: raising a few hundred numbers to a power costs more than a small
 * glyph. */
static void apply_contrast(struct pl_glyph_cache *cache, struct pl_mask *mask, int level) {
    if (level == PL_CONTRAST_NONE) {
        return;
    }
    uint8_t *table = cache->contrast[level];
    if (!cache->contrast_made[level]) {
        pl_contrast_table(level, table);
        cache->contrast_made[level] = true;
    }
    for (ptrdiff_t i = 0; i < mask->stride * mask->height; i++) {
        mask->data[i] = table[mask->data[i]];
    }
}

/* ---- the cache ---- */

static double degrees_of(const struct pl_glyph_style *style) {
    return atan2(style->matrix[2], style->matrix[0]) * 180 / M_PI;
}

/* What a colour glyph covers is its alpha: shadows are cast by that. There is no outline to stroke. */
static bool draw_color(struct pl_glyph_cache *cache, struct pl_face *face, const struct pl_glyph_style *style,
                       uint32_t glyph, double x, double y, struct pl_rect clip, struct pl_rect band,
                       long long most, struct pl_glyph *out, struct placard_error *error) {
    out->bounds = (struct pl_rect){0, 0, 0, 0};
    if (style->stroke_width <= 0 &&
        !pl_color_glyph_draw(face, glyph, style->size, x, y, degrees_of(style), clip, band, most,
                             &cache->raster, &out->color, &out->bounds, error)) {
        return false;
    }
    struct pl_rect r = pl_pixmap_band(&out->color);
    int left = out->bounds.x0;
    int top = out->bounds.y0;
    if (!pl_mask_reset(&out->mask, (struct pl_rect){left, top + r.y0, left + r.x1, top + r.y1}, error)) {
        return false;
    }
    for (int row = r.y0; row < r.y1; row++) {
        const uint32_t *from = pl_pixmap_row(&out->color, row);
        uint8_t *to = pl_mask_row(&out->mask, row - r.y0);
        for (int i = 0; i < out->color.width; i++) {
            to[i] = (uint8_t)(from[i] >> 24);
        }
    }
    return true;
}

static double part_x(int subpixel) {
    return (double)(subpixel % SUBPIXELS) / SUBPIXELS;
}

static double part_y(int subpixel) {
    int row = subpixel / SUBPIXELS;
    return (double)row / SUBPIXELS;
}

static bool is_huge(struct pl_rect r) {
    return !pl_rect_empty(r) && (long long)(r.x1 - r.x0) * (r.y1 - r.y0) > LARGEST_KEPT;
}

static const struct pl_rect everywhere = {-40000, -40000, 80000, 80000};

/* All of a glyph; of a huge one only how large it is. */
static bool draw_whole(struct pl_glyph_cache *cache, struct pl_face *face, const struct pl_glyph_style *style,
                       const struct key *key, struct pl_glyph *out, struct placard_error *error) {
    double x = part_x(key->subpixel);
    double y = part_y(key->subpixel);
    if (face->color) {
        bool ok = draw_color(cache, face, style, key->glyph, x, y, everywhere, everywhere, LARGEST_KEPT, out,
                             error);
        out->huge = is_huge(out->bounds);
        return ok;
    }
    if (!pl_glyph_trace(cache, face, key->glyph, style, x, y)) {
        return pl_fail_memory(error);
    }
    pl_raster_close(&cache->raster);
    out->bounds = pl_rect_intersect(pl_raster_bounds(&cache->raster), everywhere);
    out->huge = is_huge(out->bounds);
    if (out->huge) {
        return pl_mask_reset(&out->mask, (struct pl_rect){0, 0, 0, 0}, error);
    }
    if (!pl_raster_fill(&cache->raster, out->bounds, &out->mask, error)) {
        return false;
    }
    apply_contrast(cache, &out->mask, style->contrast);
    return true;
}

/* The bytes behind the last row are read with it. */
static size_t mask_size(const struct pl_mask *mask) {
    return (size_t)mask->stride * (size_t)mask->height + PL_MASK_TAIL;
}

static struct pl_glyph_entry *put_away(struct pl_glyph_cache *cache, const struct key *key,
                                       const struct pl_glyph *glyph) {
    size_t size = mask_size(&glyph->mask);
    struct pl_glyph_entry *entry = pl_arena_alloc(&cache->arena, 1, sizeof *entry);
    uint8_t *data = entry ? pl_arena_alloc(&cache->arena, size, 1) : NULL;
    if (!data) {
        return NULL;
    }
    memcpy(data, glyph->mask.data, size);
    *entry = (struct pl_glyph_entry){*key, *glyph};
    entry->glyph.mask.data = data;
    entry->glyph.mask.capacity = size;
    return entry;
}

static struct pl_glyph_entry *draw_entry(struct pl_glyph_cache *cache, struct pl_face *face,
                                         const struct pl_glyph_style *style, const struct key *key,
                                         struct placard_error *error) {
    struct pl_glyph glyph = {.mask = cache->drawn};
    bool ok = draw_whole(cache, face, style, key, &glyph, error);
    struct pl_glyph_entry *entry = ok ? put_away(cache, key, &glyph) : NULL;
    cache->drawn = glyph.mask;
    if (!entry) {
        pl_pixmap_finish(&glyph.color);
    }
    if (ok && !entry) {
        pl_fail_memory(error);
    }
    return entry;
}

static const struct pl_glyph *find_glyph(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                                         const struct pl_glyph_style *style, int subpixel,
                                         struct placard_error *error) {
    struct key key = {.face = face->id,
                      .glyph = glyph,
                      .size = (int32_t)(style->size * 64 + 1e-6),
                      .stroke = (int32_t)(style->stroke_width * 64 + 0.5),
                      .contrast = (int16_t)style->contrast,
                      .join = (uint8_t)style->join,
                      .subpixel = (uint8_t)subpixel};
    for (int i = 0; i < 4; i++) {
        key.matrix[i] = (int32_t)lrint(style->matrix[i] * 65536);
    }
    if (cache->bytes > CACHE_BYTES) {
        clear(cache);
    }
    if (!grow(cache)) {
        pl_fail_memory(error);
        return NULL;
    }
    size_t slot = slot_of(cache, &key);
    if (!cache->slots[slot]) {
        struct pl_glyph_entry *entry = draw_entry(cache, face, style, &key, error);
        if (!entry) {
            return NULL;
        }
        cache->slots[slot] = entry;
        cache->count++;
        cache->bytes += entry->glyph.mask.capacity + sizeof *entry +
                        (size_t)entry->glyph.color.stride * (size_t)entry->glyph.color.height;
    }
    return &cache->slots[slot]->glyph;
}

struct spot {
    int x, y, subpixel;
};

/* The whole pixel that an origin is in, and where in it: baselines that run along an axis stay on whole
 * pixels. */
static struct spot spot_of(const struct pl_glyph_style *style, double x, double y) {
    bool across = style->matrix[2] == 0;
    bool down = style->matrix[0] == 0;
    double qx = down ? floor(x + 0.5) * SUBPIXELS : floor(x * SUBPIXELS + 0.5);
    double qy = across ? floor(y + 0.5) * SUBPIXELS : floor(y * SUBPIXELS + 0.5);
    struct spot spot = {(int)floor(qx / SUBPIXELS), (int)floor(qy / SUBPIXELS), 0};
    spot.subpixel =
        (int)(qx - spot.x * (double)SUBPIXELS) + (int)(qy - spot.y * (double)SUBPIXELS) * SUBPIXELS;
    return spot;
}

static bool is_large(const struct pl_face *face, const struct pl_glyph_style *style) {
    return face->color ? style->size > LARGEST_COLORED
                       : style->size + style->stroke_width > PL_LARGEST_CACHED;
}

/* Where the cache would have it: colour glyphs stand at quarters of a pixel, whatever their size. */
static void settle(const struct pl_glyph_style *style, double *x, double *y) {
    struct spot spot = spot_of(style, *x, *y);
    *x = spot.x + part_x(spot.subpixel);
    *y = spot.y + part_y(spot.subpixel);
}

/* The part of a large colour glyph that is within a rectangle of the canvas, of its rows in `band`;
 * finish_part releases it. */
static bool draw_part(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                      const struct pl_glyph_style *style, double x, double y, struct pl_rect clip,
                      struct pl_rect band, struct pl_glyph *out, struct placard_error *error) {
    *out = (struct pl_glyph){0};
    settle(style, &x, &y);
    return draw_color(cache, face, style, glyph, x, y, clip, band, LLONG_MAX, out, error);
}

static void finish_part(struct pl_glyph *part) {
    pl_mask_finish(&part->mask);
    pl_pixmap_finish(&part->color);
}

static bool is_near(double x, double y) {
    return fabs(x) < 1e6 && fabs(y) < 1e6;
}

static bool draw_color_part(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                            const struct pl_glyph_style *style, double x, double y, struct pl_rect all,
                            struct pl_mask *to, struct placard_error *error) {
    struct pl_glyph part;
    bool ok = draw_part(cache, face, glyph, style, x, y, all, pl_mask_rect(to), &part, error);
    if (ok) {
        pl_mask_add(to, &part.mask, 0, 0);
    }
    finish_part(&part);
    return ok;
}

/* What is seen of a glyph that is too large to be kept, where the cache would have it. */
static bool draw_huge(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                      const struct pl_glyph_style *style, double x, double y, struct pl_rect all,
                      struct pl_mask *to, struct placard_error *error) {
    if (face->color) {
        return draw_color_part(cache, face, glyph, style, x, y, all, to, error);
    }
    settle(style, &x, &y);
    struct pl_mask mask = {0};
    bool ok = pl_glyph_trace(cache, face, glyph, style, x, y) || pl_fail_memory(error);
    ok = ok && pl_raster_fill_part(&cache->raster, all, pl_rect_rows(all, pl_mask_rect(to)), &mask, error);
    if (ok) {
        apply_contrast(cache, &mask, style->contrast);
        pl_mask_add(to, &mask, 0, 0);
    }
    pl_mask_finish(&mask);
    return ok;
}

bool pl_glyph_draw(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                   const struct pl_glyph_style *style, double x, double y, struct pl_rect all,
                   struct pl_mask *to, struct placard_error *error) {
    if (!is_near(x, y)) {
        return true;
    }
    if (is_large(face, style)) {
        return face->color ? draw_color_part(cache, face, glyph, style, x, y, all, to, error)
                           : pl_large_glyph_draw(cache, face, glyph, style, x, y, all, to, error);
    }
    struct spot spot = spot_of(style, x, y);
    const struct pl_glyph *drawn = find_glyph(cache, face, glyph, style, spot.subpixel, error);
    if (!drawn) {
        return false;
    }
    if (drawn->huge) {
        return draw_huge(cache, face, glyph, style, x, y, all, to, error);
    }
    pl_mask_add(to, &drawn->mask, spot.x, spot.y);
    return true;
}

bool pl_glyph_bounds(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                     const struct pl_glyph_style *style, double x, double y, struct pl_rect *out,
                     struct placard_error *error) {
    *out = (struct pl_rect){0, 0, 0, 0};
    if (!is_near(x, y)) {
        return true;
    }
    if (is_large(face, style) && face->color) {
        settle(style, &x, &y);
        if (style->stroke_width <= 0) {
            *out = pl_color_glyph_bounds(face, glyph, style->size, x, y, degrees_of(style));
        }
        return true;
    }
    if (is_large(face, style)) {
        return pl_large_glyph_bounds(cache, face, glyph, style, x, y, out, error);
    }
    struct spot spot = spot_of(style, x, y);
    const struct pl_glyph *drawn = find_glyph(cache, face, glyph, style, spot.subpixel, error);
    if (!drawn) {
        return false;
    }
    struct pl_rect r = drawn->bounds;
    *out = (struct pl_rect){r.x0 + spot.x, r.y0 + spot.y, r.x1 + spot.x, r.y1 + spot.y};
    return true;
}

bool pl_glyph_moves(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                    const struct pl_glyph_style *style, const double from[2], const double to[2], int dx,
                    int dy, struct pl_rect all, bool *moves, struct placard_error *error) {
    *moves = false;
    if (!is_near(from[0], from[1]) || !is_near(to[0], to[1]) || (is_large(face, style) && face->color)) {
        return true;
    }
    if (is_large(face, style)) {
        return pl_large_glyph_moves(cache, face, glyph, style, from, to, dx, dy, all, moves, error);
    }
    struct spot a = spot_of(style, from[0], from[1]);
    struct spot b = spot_of(style, to[0], to[1]);
    const struct pl_glyph *drawn = find_glyph(cache, face, glyph, style, a.subpixel, error);
    if (!drawn) {
        return false;
    }
    *moves = !drawn->huge && b.x == a.x + dx && b.y == a.y + dy && b.subpixel == a.subpixel;
    return true;
}

static bool paint_part(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                       const struct pl_glyph_style *style, double x, double y, struct pl_pixmap *pixmap,
                       int left, int top, int opacity, struct placard_error *error) {
    struct pl_rect all = {left, top, left + pixmap->width, top + pixmap->height};
    struct pl_rect band = {left, top + pixmap->from, all.x1, top + pl_pixmap_end(pixmap)};
    struct pl_glyph part;
    if (opacity == 255 && style->stroke_width <= 0) {
        settle(style, &x, &y);
        return pl_color_glyph_paint(face, glyph, style->size, x, y, degrees_of(style), &cache->raster, pixmap,
                                    left, top, error);
    }
    bool ok = draw_part(cache, face, glyph, style, x, y, all, band, &part, error);
    if (ok && part.color.width > 0) {
        pl_blend_pixmap(pixmap, &part.color, part.bounds.x0 - left, part.bounds.y0 - top, opacity);
    }
    finish_part(&part);
    return ok;
}

bool pl_glyph_paint(struct pl_glyph_cache *cache, struct pl_face *face, uint32_t glyph,
                    const struct pl_glyph_style *style, double x, double y, struct pl_pixmap *pixmap,
                    int left, int top, int opacity, struct placard_error *error) {
    if (!is_near(x, y)) {
        return true;
    }
    if (is_large(face, style)) {
        return paint_part(cache, face, glyph, style, x, y, pixmap, left, top, opacity, error);
    }
    struct spot spot = spot_of(style, x, y);
    const struct pl_glyph *drawn = find_glyph(cache, face, glyph, style, spot.subpixel, error);
    if (!drawn) {
        return false;
    }
    if (drawn->huge) {
        return paint_part(cache, face, glyph, style, x, y, pixmap, left, top, opacity, error);
    }
    if (drawn->color.width > 0) {
        pl_blend_pixmap(pixmap, &drawn->color, drawn->mask.x + spot.x - left, drawn->mask.y + spot.y - top,
                        opacity);
    }
    return true;
}
