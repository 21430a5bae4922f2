#include "compare/compare.h"

#include "base/memory.h"
#include "compare/channels.h"
#include "compare/ignore.h"
#include "compare/measure.h"
#include "compare/regions.h"
#include "compare/ssim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How many rows below the one that is compared may be looked at. */
enum { EXPECTED, ACTUAL, AHEAD = PL_ROWS_KEPT / 2 };

/* A comparison under way. */
struct comparison {
    const struct pl_compare_options *options;
    struct pl_rows *sources[2];
    struct pl_window window;
    double most;    /* the distance that still counts as alike */
    int negligible; /* the difference of channels that can't be above it */
    struct pl_ignore ignore;
    struct pl_channels channels;
    struct pl_ssim ssim;
    uint32_t *patched; /* a row of the actual picture with the expected one's pixels where they are ignored */
    struct pl_difference *out;
    struct placard_error *error;
};

/* Moves the window down by a row. */
static bool advance(struct comparison *c, int y) {
    for (int i = 0; i < 2; i++) {
        const uint32_t **rows = c->window.rows[i];
        memmove(rows, rows + 1, (PL_ROWS_KEPT - 1) * sizeof *rows);
        if (y + AHEAD < c->window.height) {
            rows[PL_ROWS_KEPT - 1] = c->sources[i]->next(c->sources[i], c->error);
            if (!rows[PL_ROWS_KEPT - 1]) {
                return false;
            }
        }
    }
    c->window.y = y;
    return true;
}

static bool compare_pixel(struct comparison *c, int x, int y, uint32_t p, uint32_t q) {
    if (pl_distance(p, q, (long long)y * c->window.width + x) <= c->most) {
        return true;
    }
    bool antialiased = !c->options->include_antialiased && pl_antialiased(&c->window, x);
    c->out->antialiased += antialiased;
    c->out->mismatched += !antialiased;
    return pl_marks_add(&c->out->marks, x, y, antialiased ? PL_MARK_ANTIALIASED : PL_MARK_MISMATCHED) ||
           pl_fail_memory(c->error);
}

static bool compare_span(struct comparison *c, int y, int left, int right) {
    const uint32_t *p = c->window.rows[EXPECTED][AHEAD];
    const uint32_t *q = c->window.rows[ACTUAL][AHEAD];
    int count;
    for (int start = left; start < right; start += count) {
        count = right - start < PL_CHANNELS_BLOCK ? right - start : PL_CHANNELS_BLOCK;
        if (memcmp(p + start, q + start, (size_t)count * 4) == 0 ||
            pl_channels_add(&c->channels, p + start, q + start, count) <= c->negligible) {
            continue;
        }
        for (int x = start; x < start + count; x++) {
            if (p[x] != q[x] && !compare_pixel(c, x, y, p[x], q[x])) {
                return false;
            }
        }
    }
    return true;
}

static void add_similarity(struct comparison *c, const uint32_t *p, const uint32_t *q) {
    if (c->patched) {
        for (int x = 0; x < c->window.width; x++) {
            c->patched[x] = c->ignore.skip[x] ? p[x] : q[x];
        }
        q = c->patched;
    }
    pl_ssim_row(&c->ssim, p, q);
}

static bool compare_row(struct comparison *c, int y) {
    if (!pl_ignore_row(&c->ignore, y, c->error)) {
        return false;
    }
    const uint32_t *p = c->window.rows[EXPECTED][AHEAD];
    const uint32_t *q = c->window.rows[ACTUAL][AHEAD];
    c->out->pixels += c->window.width - c->ignore.skipped;
    if (c->options->ssim) {
        add_similarity(c, p, q);
    }
    if (memcmp(p, q, (size_t)c->window.width * 4) == 0) {
        return true;
    }
    int right;
    for (int left = 0; pl_ignore_span(&c->ignore, &left, &right); left = right) {
        if (!compare_span(c, y, left, right)) {
            return false;
        }
    }
    return true;
}

static bool init(struct comparison *c) {
    int width = c->window.width;
    if (!pl_ignore_init(&c->ignore, c->options, width, c->error) ||
        (c->options->ssim && !pl_ssim_init(&c->ssim, width, c->window.height, c->error))) {
        return false;
    }
    if (c->options->ssim && c->ignore.skip) {
        c->patched = pl_calloc((size_t)width, sizeof *c->patched);
        return c->patched || pl_fail_memory(c->error);
    }
    return true;
}

static bool settle(struct comparison *c) {
    struct pl_difference *out = c->out;
    double pixels = (double)out->pixels;
    if (out->pixels > 0) {
        out->share = (double)out->mismatched / pixels;
        out->mean = (double)c->channels.sum / (3 * pixels);
        out->rms = sqrt((double)c->channels.squares / (3 * pixels));
    }
    out->greatest = c->channels.greatest;
    if (c->options->ssim) {
        out->ssim = pl_ssim_mean(&c->ssim);
    }
    return c->options->regions <= 0 ||
           pl_find_regions(&out->marks, c->options->gap, c->options->regions, out, c->error);
}

bool pl_compare_rows(struct pl_rows *expected, struct pl_rows *actual,
                     const struct pl_compare_options *options, struct pl_difference *out,
                     struct placard_error *error) {
    double most = PL_DISTANCE_MOST * options->threshold * options->threshold;
    struct comparison c = {.options = options,
                           .sources = {expected, actual},
                           .window = {.width = expected->width, .height = expected->height},
                           .most = most,
                           .negligible = pl_distance_channel(most),
                           .out = out,
                           .error = error};
    *out = (struct pl_difference){0};
    if (actual->width != expected->width || actual->height != expected->height) {
        out->share = 1;
        return true;
    }
    out->same_size = true;
    bool done = init(&c);
    for (int y = -AHEAD; done && y < expected->height; y++) {
        done = advance(&c, y) && (y < 0 || compare_row(&c, y));
    }
    done = done && settle(&c);
    if (!done) {
        pl_difference_finish(out);
    }
    pl_ignore_finish(&c.ignore);
    pl_ssim_finish(&c.ssim);
    free(c.patched);
    return done;
}

bool pl_compare_alike(int width, int height, const struct pl_compare_options *options,
                      struct pl_difference *out, struct placard_error *error) {
    struct pl_ignore ignore;
    *out = (struct pl_difference){.same_size = true, .ssim = options->ssim ? 1 : 0};
    bool done = pl_ignore_init(&ignore, options, width, error);
    for (int y = 0; done && y < height; y++) {
        done = pl_ignore_row(&ignore, y, error);
        out->pixels += width - ignore.skipped;
    }
    pl_ignore_finish(&ignore);
    return done;
}

bool pl_compare(const struct pl_pixmap *expected, const struct pl_pixmap *actual,
                const struct pl_compare_options *options, struct pl_difference *out,
                struct placard_error *error) {
    struct pl_pixmap_rows p = {0};
    struct pl_pixmap_rows q = {0};
    *out = (struct pl_difference){0};
    bool done = pl_pixmap_rows_init(&p, expected, error) && pl_pixmap_rows_init(&q, actual, error) &&
                pl_compare_rows(&p.rows, &q.rows, options, out, error);
    pl_pixmap_rows_finish(&p);
    pl_pixmap_rows_finish(&q);
    return done;
}

void pl_difference_finish(struct pl_difference *difference) {
    pl_marks_finish(&difference->marks);
    free(difference->regions);
    *difference = (struct pl_difference){0};
}
