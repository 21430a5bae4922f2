/* Two pictures and how they are to be compared. Both have the same pixels, some of which the input changes.
 * Compared as files, they differ by as much. */
#include "compare/compare.h"

#include "codec/codec.h"
#include "fuzz.h"

#include <string.h>

enum { SIDE_MOST = 40, REGIONS = 8, AREAS = 3 };

static void fill(struct pl_pixmap *pixmap, struct fuzz_choices *choices, bool opaque) {
    uint32_t pixel = 0xff808080;
    pixmap->opaque = opaque;
    for (int y = 0; y < pixmap->height; y++) {
        uint32_t *row = pl_pixmap_row(pixmap, y);
        for (int x = 0; x < pixmap->width; x++) {
            unsigned step = fuzz_choose(choices, 256);
            pixel = (pixel ^ step * 0x01010101U) + (step << 9);
            row[x] = opaque ? pixel | 0xff000000 : pixel;
            if (!opaque) {
                /* Premultiplied, as all pixmaps of the library are. */
                pl_premultiply_row(&row[x], &row[x], 1);
            }
        }
    }
}

static void change(struct pl_pixmap *pixmap, struct fuzz_choices *choices) {
    while (choices->left > 0) {
        int x = (int)fuzz_choose(choices, (unsigned)pixmap->width);
        int y = (int)fuzz_choose(choices, (unsigned)pixmap->height);
        uint32_t *pixel = pl_pixmap_row(pixmap, y) + x;
        *pixel ^= fuzz_choose(choices, 256) * 0x010001U;
        *pixel = pixmap->opaque ? *pixel | 0xff000000 : *pixel;
    }
}

static void require_difference(const struct pl_difference *difference, const struct pl_pixmap *pixmap,
                               const struct pl_compare_options *options) {
    long long pixels = (long long)pixmap->width * pixmap->height;
    fuzz_require(difference->same_size, "the pictures are of one size");
    fuzz_require(difference->pixels >= 0 && difference->pixels <= pixels, "pixels are counted");
    fuzz_require(difference->mismatched + difference->antialiased <= difference->pixels,
                 "what differs was compared");
    fuzz_require(difference->share >= 0 && difference->share <= 1, "a share is one");
    fuzz_require(difference->mean >= 0 && difference->rms >= difference->mean - 1e-9 &&
                     difference->rms <= difference->greatest + 1e-9 && difference->greatest <= 255,
                 "a mean is not above the greatest");
    fuzz_require(difference->ssim >= -1 - 1e-9 && difference->ssim <= 1 + 1e-9, "similarity is in range");
    fuzz_require(difference->listed <= options->regions && difference->listed <= difference->region_count,
                 "regions are within their number");
    long long listed = 0;
    for (int i = 0; i < difference->listed; i++) {
        const struct pl_area *box = &difference->regions[i].box;
        listed += difference->regions[i].pixels;
        fuzz_require(box->left >= 0 && box->top >= 0 && box->width > 0 && box->height > 0 &&
                         box->left + box->width <= pixmap->width && box->top + box->height <= pixmap->height,
                     "a region is within the picture");
    }
    fuzz_require(listed <= difference->mismatched, "regions consist of mismatched pixels");
    if (options->regions > 0 && difference->listed == difference->region_count) {
        fuzz_require(listed == difference->mismatched, "every mismatched pixel is in a region");
    }
}

static void draw(const struct pl_difference *difference, const struct pl_pixmap *expected) {
    struct pl_pixmap_rows rows;
    struct pl_pixmap picture;
    fuzz_require(pl_pixmap_rows_init(&rows, expected, NULL), "there is memory");
    fuzz_require(pl_difference_draw(&difference->marks, &rows.rows, &picture, NULL),
                 "a difference can be drawn");
    pl_pixmap_finish(&picture);
    pl_pixmap_rows_finish(&rows);
}

static void compare(const struct pl_pixmap *expected, const struct pl_pixmap *actual, struct pl_pixmap *mask,
                    struct pl_compare_options *options) {
    struct pl_difference difference = {0};
    struct pl_pixmap_rows rows;
    if (mask) {
        fuzz_require(pl_pixmap_rows_init(&rows, mask, NULL), "there is memory");
        options->mask = &rows.rows;
    }
    fuzz_require(pl_compare(expected, actual, options, &difference, NULL), "pictures can be compared");
    require_difference(&difference, expected, options);
    if (expected == actual) {
        fuzz_require(difference.mismatched == 0 && difference.greatest == 0, "a picture is like itself");
    }
    draw(&difference, expected);
    if (mask) {
        pl_pixmap_rows_finish(&rows);
        options->mask = NULL;
    }
    pl_difference_finish(&difference);
}

static void encode(const struct pl_pixmap *pixmap, struct pl_buffer *out) {
    const struct pl_encode_options options = {.indexed = true};
    fuzz_require(pl_codec_by_name("png")->encode(pixmap, &options, out, NULL), "a picture can be encoded");
}

static void compare_files(const struct pl_pixmap *expected, const struct pl_pixmap *actual,
                          const struct pl_compare_options *options) {
    struct pl_buffer files[2] = {{0}, {0}};
    struct pl_difference found = {0};
    struct placard_difference again;
    struct placard_bytes picture;
    struct placard_error error;
    encode(expected, &files[0]);
    encode(actual, &files[1]);
    const struct placard_file first = {"expected", files[0].data, files[0].size};
    const struct placard_file second = {"actual", files[1].data, files[1].size};
    const struct placard_compare_options same = {.threshold =
                                                     options->threshold > 0 ? options->threshold : -1,
                                                 .include_antialiased = options->include_antialiased,
                                                 .regions = options->regions,
                                                 .gap = options->gap > 0 ? options->gap : -1,
                                                 .ssim = options->ssim};
    struct pl_compare_options plain = *options;
    plain.ignored = 0;
    fuzz_require(pl_compare(expected, actual, &plain, &found, NULL), "pictures can be compared");
    fuzz_require(placard_compare_files(&first, &second, &same, &again, &picture, &error),
                 "files can be compared");
    fuzz_require(found.mismatched == again.mismatched && found.antialiased == again.antialiased &&
                     found.greatest == again.greatest && found.region_count == again.region_count,
                 "files differ as their pictures do");
    fuzz_require((again.marks != NULL) == (picture.size > 0),
                 "where something differs there is a picture of it");
    placard_difference_finish(&again);
    placard_bytes_finish(&picture);
    pl_difference_finish(&found);
    pl_buffer_finish(&files[0]);
    pl_buffer_finish(&files[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_choices choices = {data, size};
    int width = 1 + (int)fuzz_choose(&choices, SIDE_MOST);
    int height = 1 + (int)fuzz_choose(&choices, SIDE_MOST);
    unsigned flags = fuzz_choose(&choices, 256);
    struct pl_area ignore[AREAS];
    struct pl_compare_options options = {.threshold = fuzz_choose(&choices, 11) / 10.0,
                                         .include_antialiased = flags & 1,
                                         .ssim = flags & 2,
                                         .regions = (int)fuzz_choose(&choices, REGIONS),
                                         .gap = (int)fuzz_choose(&choices, 16),
                                         .ignore = ignore,
                                         .ignored = flags >> 2 & AREAS};
    for (int i = 0; i < options.ignored; i++) {
        ignore[i] = (struct pl_area){(int)fuzz_choose(&choices, 64) - 12, (int)fuzz_choose(&choices, 64) - 12,
                                     (int)fuzz_choose(&choices, 64), (int)fuzz_choose(&choices, 64)};
    }
    struct pl_pixmap expected, actual, mask;
    fuzz_require(pl_pixmap_init(&expected, width, height, NULL) && pl_pixmap_init(&mask, width, height, NULL),
                 "there is memory");
    struct fuzz_choices changes = choices;
    size_t half = choices.left / 2;
    changes.at += half;
    changes.left -= half;
    choices.left = half;
    fill(&expected, &choices, flags & 16);
    fill(&mask, &choices, flags & 32);
    fuzz_require(pl_pixmap_init(&actual, width, height, NULL), "there is memory");
    memcpy(actual.pixels, expected.pixels, (size_t)expected.stride * (size_t)height);
    actual.opaque = expected.opaque;
    change(&actual, &changes);
    compare(&expected, &actual, flags & 64 ? &mask : NULL, &options);
    compare(&expected, &expected, flags & 64 ? &mask : NULL, &options);
    if (flags & 128) {
        compare_files(&expected, &actual, &options);
    }
    pl_pixmap_finish(&expected);
    pl_pixmap_finish(&actual);
    pl_pixmap_finish(&mask);
    return 0;
}
