#include "paint/gradient_eights.h"

#include "base/vector.h"
#include "paint/gradient_circles.h"

#include <math.h>
#include <string.h>

#if PL_CHOICE
#include <immintrin.h>
#endif

PL_INLINE void entries_of(const double *places, int count, int32_t *entries) {
    for (int i = 0; i < count; i++) {
        entries[i] = entry_of(places[i]);
    }
}

/* ---- axes ---- */

struct axis {
    double t, step;
};

static struct axis axis_of(const struct pl_fill *fill, const struct pl_fill_line *line) {
    double ax = fill->x2 - fill->x1;
    double ay = fill->y2 - fill->y1;
    double length = ax * ax + ay * ay;
    return (struct axis){((line->x - fill->x1) * ax + (line->y - fill->y1) * ay) / length,
                         (line->dx * ax + line->dy * ay) / length};
}

/* Rounded as it is, no sum is less than that of a pixel before it, or none is more: between two pixels that
 * are within the axis all are. */
static bool is_within(const struct axis *axis, int from, int count) {
    double first = axis->t + axis->step * from;
    double last = axis->t + axis->step * (from + count - 1);
    return first > 0 && first < 1 && last > 0 && last < 1;
}

PL_INLINE void linear_places(const struct axis *axis, int from, int count, double *places) {
    double t = axis->t;
    double step = axis->step;
    for (int i = 0; i < count; i++) {
        places[i] = t + step * (from + i);
    }
    for (int i = 0; i < count && !is_within(axis, from, count); i++) {
        places[i] = on_axis(places[i]);
    }
}

/* As whole numbers, of which an entry has so many. */
enum { FINE_BITS = 19, FINE = 1 << FINE_BITS };

/* The entries of pixels that are within the axis, unless one of them is so close to another entry that it
 * takes all digits to tell: the first pixel's place is off by less than 1, the step by half of that. */
PL_INLINE bool linear_entries(const struct axis *axis, int from, int count, int32_t *entries) {
    const int32_t doubt = 2 + PIECE / 2;
    int32_t first = (int32_t)(((axis->t + axis->step * from) * PL_FILL_TABLE + 0.5) * FINE);
    int32_t step = (int32_t)floor(axis->step * PL_FILL_TABLE * FINE + 0.5);
    int32_t unsure = 0;
    for (int i = 0; i < count; i++) {
        int32_t at = first + step * i;
        unsure |= ((at + doubt) & (FINE - 1)) - 2 * doubt; /* less than 0 where it is so close */
        entries[i] = at >> FINE_BITS;
    }
    return unsure >= 0;
}

/* ---- colours ---- */

PL_INLINE void look_up_each(const uint32_t *table, const int32_t *entries, int count, uint32_t *out) {
    for (int i = 0; i < count; i++) {
        out[i] = table[entries[i]];
    }
}

#if PL_CHOICE
/* Eight neighbours are often of eight entries that follow each other, or fewer. */
PL_WIDE static void look_up_wide(const uint32_t *table, const int32_t *entries, int count, uint32_t *out) {
    const __m256i beyond = _mm256_set1_epi32(~7);
    for (int i = 0; i < count; i += PL_PIXELS) {
        const int32_t *at = entries + i;
        const int32_t *least = at[0] < at[7] ? at : at + 7;
        __m256i steps = _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)(const void *)at),
                                         _mm256_set1_epi32(*least));
        if (_mm256_testz_si256(steps, beyond)) {
            __m256i colors = _mm256_loadu_si256((const __m256i *)(const void *)(table + *least));
            _mm256_storeu_si256((__m256i *)(void *)(out + i), _mm256_permutevar8x32_epi32(colors, steps));
        } else {
            look_up_each(table, at, PL_PIXELS, out + i);
        }
    }
}
#endif

PL_INLINE void look_up(const uint32_t *table, const int32_t *entries, int count, uint32_t *out, bool wide) {
#if PL_CHOICE
    if (wide) {
        look_up_wide(table, entries, count, out);
        return;
    }
#endif
    look_up_each(table, entries, count, out);
}

/* What a place is in: mostly the same as the place before. */
PL_INLINE const struct pl_fill_segment *segment_at(struct pl_fill *fill, double place) {
    const struct pl_fill_segment *segments = fill->segments;
    if (place < segments[fill->last].least || place >= segments[fill->last].past) {
        int after = (int)fill->table[(int)(place * PL_FILL_TABLE)];
        while (place >= segments[after].past) {
            after++;
        }
        fill->last = after;
    }
    return &segments[fill->last];
}

/* Within both kinds of code: a call from the one to the other takes a hundred steps, where wide registers are
 * not emptied for it. */
PL_INLINE void color_each(struct pl_fill *fill, const double *places, int count, uint32_t *out) {
    for (int i = 0; i < count; i++) {
        const struct pl_fill_segment *segment = places[i] > 1 ? NULL : segment_at(fill, places[i]);
        out[i] = !segment         ? 0
                 : segment->level ? segment->pixel
                                  : pl_fill_color(segment, places[i], fill->opacity);
    }
}

PL_INLINE bool are_in(const struct pl_fill_segment *segment, const double *places) {
    four p[2]; /* not copied at once: what is stored in other parts than it is read in is waited for */
    memcpy(&p[0], places, sizeof p[0]);
    memcpy(&p[1], places + 4, sizeof p[1]);
    four_longs out = (four_longs)(p[0] < segment->least) | (four_longs)(p[1] < segment->least) |
                     (four_longs)(p[0] >= segment->past) | (four_longs)(p[1] >= segment->past);
    return !is_any(&out);
}

typedef uint32_t four_pixels __attribute__((vector_size(16)));

PL_INLINE void add_channel(const four *value, int shift, four_pixels *to) {
    *to |= (four_pixels) __builtin_convertvector(*value + 0.5, four_numbers) << shift;
}

/* As pl_fill_color(), of a segment that rises. */
PL_INLINE void color_four(const struct pl_fill_segment *s, const double *places, double opacity,
                          uint32_t *out) {
    const double *from = s->from;
    const double *rise = s->rise;
    four f;
    memcpy(&f, places, sizeof f);
    f = (f - s->offset) / s->span;
    four alpha = (four){0} + from[PL_FILL_ALPHA] / 255 * opacity;
    if (rise[PL_FILL_ALPHA] != 0) {
        alpha = (from[PL_FILL_ALPHA] + rise[PL_FILL_ALPHA] * f) / 255 * opacity;
    }
    four channels[] = {(from[PL_FILL_RED] + rise[PL_FILL_RED] * f) * alpha,
                       (from[PL_FILL_GREEN] + rise[PL_FILL_GREEN] * f) * alpha,
                       (from[PL_FILL_BLUE] + rise[PL_FILL_BLUE] * f) * alpha, alpha * 255};
    four_pixels pixels = {0};
    add_channel(&channels[PL_FILL_RED], 16, &pixels);
    add_channel(&channels[PL_FILL_GREEN], 8, &pixels);
    add_channel(&channels[PL_FILL_BLUE], 0, &pixels);
    add_channel(&channels[PL_FILL_ALPHA], 24, &pixels);
    memcpy(out, &pixels, sizeof pixels);
}

PL_INLINE void color_places(struct pl_fill *fill, const double *places, int count, uint32_t *out, bool wide) {
    if (!wide) {
        color_each(fill, places, count, out);
        return;
    }
    for (int i = 0; i < count; i += PL_PIXELS) {
        const struct pl_fill_segment *segment = &fill->segments[fill->last];
        if (!are_in(segment, places + i)) {
            color_each(fill, places + i, PL_PIXELS, out + i);
        } else if (segment->level) {
            pl_pixels level = (pl_pixels){0} + segment->pixel;
            memcpy(out + i, &level, sizeof level);
        } else {
            color_four(segment, places + i, fill->opacity, out + i);
            color_four(segment, places + i + 4, fill->opacity, out + i + 4);
        }
    }
}

/* ---- rows ---- */

PL_INLINE void linear_row(struct pl_fill *fill, const struct pl_fill_line *line, int from, int count,
                          uint32_t *out, bool wide) {
    struct axis axis = axis_of(fill, line);
    double places[PIECE] = {0};
    int32_t entries[PIECE];
    for (int i = 0; i < count; i += PIECE) {
        int piece = count - i < PIECE ? count - i : PIECE;
        if (fill->exact) {
            linear_places(&axis, from + i, piece, places);
            color_places(fill, places, piece, out + i, wide);
            continue;
        }
        if (!is_within(&axis, from + i, piece) || !linear_entries(&axis, from + i, piece, entries)) {
            linear_places(&axis, from + i, piece, places);
            entries_of(places, piece, entries);
        }
        look_up(fill->table, entries, piece, out + i, wide);
    }
}

PL_INLINE void radial_row(struct pl_fill *fill, const struct pl_fill_line *line, int from, int count,
                          uint32_t *out, bool wide) {
    struct circles circles = circles_of(fill, line);
    struct rings rings = rings_of(&circles);
    for (int i = 0; i < count; i += PIECE) {
        int piece = count - i < PIECE ? count - i : PIECE;
        double places[PIECE];
        int32_t entries[PIECE];
        if (rings.usable && !fill->exact) {
            if (!ring_entries(&circles, &rings, from + i, piece, entries)) {
                make_sure(&circles, from + i, piece, entries);
            }
            look_up(fill->table, entries, piece, out + i, wide);
            continue;
        }
        if (is_flat(&circles)) {
            flat_places(&circles, from + i, piece, places);
        } else {
            radial_places(&circles, from + i, piece, places, wide);
        }
        if (fill->exact) {
            color_places(fill, places, piece, out + i, wide);
            continue;
        }
        entries_of(places, piece, entries);
        look_up(fill->table, entries, piece, out + i, wide);
    }
}

PL_INLINE void row(struct pl_fill *fill, const struct pl_fill_line *line, int from, int count, uint32_t *out,
                   bool wide) {
    if (fill->gradient->type == PL_GRADIENT_RADIAL) {
        radial_row(fill, line, from, count, out, wide);
    } else {
        linear_row(fill, line, from, count, out, wide);
    }
}

/* Where no function is chosen when it runs, only the compiler knows whether registers are wide. */
PL_WIDE static void row_wide(struct pl_fill *fill, const struct pl_fill_line *line, int from, int count,
                             uint32_t *out) {
    row(fill, line, from, count, out, PL_CHOICE);
}

static void row_narrow(struct pl_fill *fill, const struct pl_fill_line *line, int from, int count,
                       uint32_t *out) {
    row(fill, line, from, count, out, false);
}

void pl_fill_eights(struct pl_fill *fill, const struct pl_fill_line *line, int from, int to, uint32_t *out) {
    int count = (to - from + PL_FILL_TAIL) / PL_PIXELS * PL_PIXELS;
    if (pl_has_wide()) {
        row_wide(fill, line, from, count, out);
    } else {
        row_narrow(fill, line, from, count, out);
    }
}

int pl_fill_eights_work(const struct pl_fill *fill) {
    enum { LINEAR = 1, RINGS = 2, CIRCLES = 4, EXACT_LINEAR = 3, EXACT_CIRCLES = 6 };
    if (fill->gradient->type != PL_GRADIENT_RADIAL) {
        return fill->exact ? EXACT_LINEAR : LINEAR;
    }
    struct circles circles = circles_of(fill, &(struct pl_fill_line){0});
    return fill->exact ? EXACT_CIRCLES : rings_of(&circles).usable ? RINGS : CIRCLES;
}
