#include "paint/blur_strip.h"

#include "base/memory.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

/* Positions beyond either end that kernels read, stretches starting and ending up to a strip further out. */
static int pad_of(const struct pl_kernel *kernel) {
    return 2 * kernel->reach + 2 * PL_STRIP;
}

bool pl_strip_init(struct pl_strip *strip, const struct pl_kernel *kernel, int length) {
    int pad = pad_of(kernel);
    strip->room = pl_calloc((size_t)length + 2 * (size_t)pad, PL_STRIP);
    strip->length = length;
    strip->at = strip->room ? strip->room + (ptrdiff_t)pad * PL_STRIP : NULL;
    return strip->room != NULL;
}

void pl_strip_finish(struct pl_strip *strip) {
    free(strip->room);
    *strip = (struct pl_strip){0};
}

static bool differs(const struct pl_strip *strip, int at) {
    const uint8_t *here = strip->at + (ptrdiff_t)at * PL_STRIP;
    return memcmp(here, here - PL_STRIP, PL_STRIP) != 0;
}

bool pl_strip_stretch(const struct pl_strip *strip, const struct pl_kernel *kernel,
                      struct pl_stretch *stretch) {
    int at = stretch->next;
    while (at <= strip->length && !differs(strip, at)) {
        at++;
    }
    if (at > strip->length) {
        return false;
    }
    int last = at;
    stretch->from = at - kernel->reach;
    for (at++; at <= strip->length && at - last <= 2 * kernel->reach + 2 * PL_STRIP; at++) {
        last = differs(strip, at) ? at : last;
    }
    stretch->to = last + kernel->reach;
    stretch->next = at;
    return true;
}

/* ---- small ones ---- */

static void small_positions(const struct pl_kernel *kernel, const struct pl_strip *strip, struct pl_span span,
                            uint8_t *out, ptrdiff_t stride) {
    const uint8_t *at = strip->at + (ptrdiff_t)span.first * PL_STRIP;
    for (int i = span.first; i < span.end; i++) {
        float sums[PL_STRIP];
        for (int x = 0; x < PL_STRIP; x++) {
            sums[x] = kernel->weights[0] * at[x] + 0.5F;
        }
        for (int k = 1; k < kernel->taps; k++) {
            const uint8_t *before = at - (ptrdiff_t)k * PL_STRIP;
            const uint8_t *behind = at + (ptrdiff_t)k * PL_STRIP;
            for (int x = 0; x < PL_STRIP; x++) {
                sums[x] += kernel->weights[k] * (float)(before[x] + behind[x]);
            }
        }
        for (int x = 0; x < PL_STRIP; x++) {
            int value = (int)sums[x];
            out[x] = (uint8_t)(value > 255 ? 255 : value);
        }
        at += PL_STRIP;
        out += stride;
    }
}

/* ---- wide ones: three running means ---- */

/*
 * Three running means in one go. Their kernel is (1 - z^w)(1 - z^w)(1 - z^v) / (1 - z)^3, v being w, or w + 1
 * where w is even so that the middle stays on a pixel: six positions go into the innermost of three sums.
 * Wrapping around is harmless, as the outermost sum itself always fits; halved it is positive as a signed
 * number too, which is what vectors turn into floats.
 */
typedef uint8_t column_bytes __attribute__((vector_size(PL_STRIP)));
typedef int16_t column_words __attribute__((vector_size(2 * PL_STRIP)));
typedef int32_t numbers __attribute__((vector_size(2 * PL_STRIP)));
typedef float reals __attribute__((vector_size(2 * PL_STRIP)));

/* The three sums of every other line. */
struct sums {
    numbers a;
    pl_pixels b, c;
};

PL_INLINE void add_changes(struct sums *sums, const numbers *changes, const reals *scale, numbers *means) {
    sums->a += *changes;
    sums->b += (pl_pixels)sums->a;
    sums->c += sums->b;
    reals mean = __builtin_convertvector((numbers)(sums->c >> 1), reals) * *scale + 0.5F;
    *means = __builtin_convertvector(mean, numbers);
}

PL_INLINE void load_columns(const uint8_t *from, column_words *words) {
    column_bytes bytes;
    memcpy(&bytes, from, sizeof bytes);
    *words = __builtin_convertvector(bytes, column_words);
}

/* The sums stay in registers all the way. They start as what they are where all was alike so far: the
 * innermost two at nothing. */
PL_INLINE void running_positions(const struct pl_kernel *kernel, const struct pl_strip *strip,
                                 struct pl_span span, uint8_t *out, ptrdiff_t stride) {
    const uint8_t *at = strip->at + (ptrdiff_t)span.from * PL_STRIP;
    const uint8_t *r0 = at + (ptrdiff_t)kernel->reach * PL_STRIP;
    const uint8_t *r1 = r0 - (ptrdiff_t)kernel->w * PL_STRIP;
    const uint8_t *r2 = r0 - (ptrdiff_t)kernel->v * PL_STRIP;
    const uint8_t *r3 = r1 - (ptrdiff_t)kernel->w * PL_STRIP;
    const uint8_t *r4 = r1 - (ptrdiff_t)kernel->v * PL_STRIP;
    const uint8_t *r5 = r3 - (ptrdiff_t)kernel->v * PL_STRIP;
    column_words before;
    load_columns(at - PL_STRIP, &before);
    pl_pixels all = (pl_pixels){0} + (uint32_t)kernel->w * (uint32_t)kernel->w * (uint32_t)kernel->v;
    struct sums even = {.c = ((pl_pixels)before & 0xffff) * all};
    struct sums odd = {.c = ((pl_pixels)before >> 16) * all};
    reals scale = (reals){0} + (float)kernel->scale;
    ptrdiff_t skipped = (ptrdiff_t)(span.first - span.from) * PL_STRIP;
    ptrdiff_t end = (ptrdiff_t)(span.end - span.from) * PL_STRIP;
    for (ptrdiff_t i = 0; i < end; i += PL_STRIP) {
        column_words p0, p1, p2, p3, p4, p5;
        load_columns(r0 + i, &p0);
        load_columns(r1 + i, &p1);
        load_columns(r2 + i, &p2);
        load_columns(r3 + i, &p3);
        load_columns(r4 + i, &p4);
        load_columns(r5 + i, &p5);
        pl_pixels changes = (pl_pixels)(p0 - p2 + p3 - p5 + 2 * (p4 - p1));
        numbers first = (numbers)(changes << 16) >> 16;
        numbers second = (numbers)changes >> 16;
        add_changes(&even, &first, &scale, &first);
        add_changes(&odd, &second, &scale, &second);
        column_bytes means = __builtin_convertvector((column_words)(first | second << 16), column_bytes);
        if (i >= skipped) {
            memcpy(out, &means, sizeof means);
            out += stride;
        }
    }
}

PL_WIDE static void running_wide(const struct pl_kernel *kernel, const struct pl_strip *strip,
                                 struct pl_span span, uint8_t *out, ptrdiff_t stride) {
    running_positions(kernel, strip, span, out, stride);
}

static void running_narrow(const struct pl_kernel *kernel, const struct pl_strip *strip, struct pl_span span,
                           uint8_t *out, ptrdiff_t stride) {
    running_positions(kernel, strip, span, out, stride);
}

void pl_strip_blur(const struct pl_strip *strip, const struct pl_kernel *kernel, struct pl_span span,
                   uint8_t *out, ptrdiff_t stride) {
    if (kernel->taps > 0) {
        small_positions(kernel, strip, span, out, stride);
    } else if (pl_has_wide()) {
        running_wide(kernel, strip, span, out, stride);
    } else {
        running_narrow(kernel, strip, span, out, stride);
    }
}
