#include "compare/compare.h"

#include "api/private.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/rows.h"

#include <math.h>
#include <stdlib.h>

static const double default_threshold = 0.1;
static const int default_gap = 8;

static struct pl_area to_area(const struct placard_rect *rect) {
    return (struct pl_area){rect->left, rect->top, rect->width, rect->height};
}

static struct placard_rect from_area(const struct pl_area *rect) {
    return (struct placard_rect){rect->left, rect->top, rect->width, rect->height};
}

static bool check(const struct placard_compare_options *options, const struct pl_rows *expected,
                  struct placard_error *error) {
    const struct pl_pixmap *mask = options->mask ? &options->mask->pixmap : NULL;
    if (isnan(options->threshold) || options->threshold > 1) {
        char found[PL_NUMBER_SIZE];
        pl_number_format(options->threshold, found);
        return pl_fail(error, PLACARD_USAGE, "threshold: expected at most 1, found %s", found);
    }
    if (mask && (mask->width != expected->width || mask->height != expected->height)) {
        return pl_fail(error, PLACARD_USAGE, "mask: expected %dx%d as the picture, found %dx%d",
                       expected->width, expected->height, mask->width, mask->height);
    }
    return true;
}

static double threshold_of(const struct placard_compare_options *options) {
    return options->threshold == 0 ? default_threshold : fmax(0, options->threshold);
}

static int gap_of(const struct placard_compare_options *options) {
    return options->gap == 0 ? default_gap : options->gap < 0 ? 0 : options->gap;
}

static bool compare(struct pl_rows *expected, struct pl_rows *actual,
                    const struct placard_compare_options *options, struct pl_difference *out,
                    struct placard_error *error) {
    struct pl_pixmap_rows mask = {0};
    struct pl_area *ignore = NULL;
    bool done = false;
    if (options->mask && !pl_pixmap_rows_init(&mask, &options->mask->pixmap, error)) {
        return false;
    }
    if (options->ignored > 0) {
        ignore = pl_calloc((size_t)options->ignored, sizeof *ignore);
        if (!ignore) {
            pl_fail_memory(error);
            goto exit;
        }
        for (int i = 0; i < options->ignored; i++) {
            ignore[i] = to_area(options->ignore + i);
        }
    }
    struct pl_compare_options internal = {.threshold = threshold_of(options),
                                          .include_antialiased = options->include_antialiased,
                                          .ignore = ignore,
                                          .ignored = options->ignored,
                                          .mask = options->mask ? &mask.rows : NULL,
                                          .regions = options->regions,
                                          .gap = gap_of(options),
                                          .ssim = options->ssim};
    done = actual ? pl_compare_rows(expected, actual, &internal, out, error)
                  : pl_compare_alike(expected->width, expected->height, &internal, out, error);
exit:
    free(ignore);
    pl_pixmap_rows_finish(&mask);
    return done;
}

/* Moves what was found into the public struct. */
static bool hand_out(struct pl_difference *found, const struct pl_rows *expected,
                     struct placard_difference *out, struct placard_error *error) {
    *out = (struct placard_difference){.same_size = found->same_size,
                                       .pixels = found->pixels,
                                       .mismatched = found->mismatched,
                                       .antialiased = found->antialiased,
                                       .share = found->share,
                                       .mean = found->mean,
                                       .rms = found->rms,
                                       .greatest = found->greatest,
                                       .ssim = found->ssim,
                                       .listed = found->listed,
                                       .region_count = found->region_count};
    if (found->listed > 0) {
        out->regions = pl_calloc((size_t)found->listed, sizeof *out->regions);
    }
    if (found->marks.count > 0) {
        out->marks = pl_calloc(1, sizeof *out->marks);
    }
    if ((found->listed > 0 && !out->regions) || (found->marks.count > 0 && !out->marks)) {
        return pl_fail_memory(error);
    }
    for (int i = 0; i < found->listed; i++) {
        out->regions[i] =
            (struct placard_region){from_area(&found->regions[i].box), found->regions[i].pixels};
    }
    if (out->marks) {
        *out->marks = (struct placard_marks){found->marks, expected->width, expected->height};
        found->marks = (struct pl_marks){0};
    }
    return true;
}

bool pl_face_compare(struct pl_rows *expected, struct pl_rows *actual,
                     const struct placard_compare_options *options, struct placard_difference *out,
                     struct placard_error *error) {
    static const struct placard_compare_options defaults;
    struct pl_difference found;
    *out = (struct placard_difference){0};
    options = options ? options : &defaults;
    if (actual && (actual->width != expected->width || actual->height != expected->height)) {
        out->share = 1;
        return true;
    }
    if (!check(options, expected, error) || !compare(expected, actual, options, &found, error)) {
        return false;
    }
    bool done = hand_out(&found, expected, out, error);
    pl_difference_finish(&found);
    if (!done) {
        placard_difference_finish(out);
    }
    return done;
}

bool placard_compare(const struct placard_picture *expected, const struct placard_picture *actual,
                     const struct placard_compare_options *options, struct placard_difference *out,
                     struct placard_error *error) {
    struct pl_pixmap_rows p = {0};
    struct pl_pixmap_rows q = {0};
    *out = (struct placard_difference){0};
    bool done = pl_pixmap_rows_init(&p, &expected->pixmap, error) &&
                pl_pixmap_rows_init(&q, &actual->pixmap, error) &&
                pl_face_compare(&p.rows, &q.rows, options, out, error);
    pl_pixmap_rows_finish(&p);
    pl_pixmap_rows_finish(&q);
    return done;
}

void placard_difference_finish(struct placard_difference *difference) {
    if (difference->marks) {
        pl_marks_finish(&difference->marks->marks);
    }
    free(difference->marks);
    free(difference->regions);
    *difference = (struct placard_difference){0};
}

static bool draw(const struct placard_difference *difference, const struct placard_picture *expected,
                 struct pl_pixmap *out, struct placard_error *error) {
    static const struct pl_marks none;
    const struct placard_marks *marks = difference->marks;
    struct pl_pixmap_rows rows;
    if (!difference->same_size) {
        return pl_fail(error, PLACARD_USAGE, "the pictures that were compared differ in size");
    }
    if (marks && (expected->pixmap.width != marks->width || expected->pixmap.height != marks->height)) {
        return pl_fail(error, PLACARD_USAGE, "expected the picture that was compared, of %dx%d, found %dx%d",
                       marks->width, marks->height, expected->pixmap.width, expected->pixmap.height);
    }
    bool done = pl_pixmap_rows_init(&rows, &expected->pixmap, error) &&
                pl_difference_draw(marks ? &marks->marks : &none, &rows.rows, out, error);
    pl_pixmap_rows_finish(&rows);
    return done;
}

struct placard_picture *placard_difference_picture(const struct placard_difference *difference,
                                                   const struct placard_picture *expected,
                                                   struct placard_error *error) {
    struct placard_picture *picture = pl_calloc(1, sizeof *picture);
    if (!picture) {
        pl_fail_memory(error);
        return NULL;
    }
    picture->scale = expected->scale;
    picture->few_colors = true;
    if (!draw(difference, expected, &picture->pixmap, error)) {
        free(picture);
        return NULL;
    }
    return picture;
}
