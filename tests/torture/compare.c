#include "torture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Comparing pictures, in memory and as files, with all that can be asked for. */

enum { WIDTH = 90, HEIGHT = 60 };

struct pair {
    struct placard_context *context;
    struct placard_picture *expected, *actual, *mask;
    struct placard_file files[2];
    struct placard_bytes bytes[2];
};

static const struct placard_rect ignored[] = {{3, 3, 10, 10}, {-5, 40, 30, 90}, {50, 50, 500, 1}};

static struct placard_compare_options options_of(const struct pair *pair) {
    return (struct placard_compare_options){
        .ignore = ignored, .ignored = 3, .mask = pair->mask, .regions = 5, .gap = 2, .ssim = true};
}

static void take_difference(const struct placard_difference *difference, struct digest *digest) {
    digest_number(digest, difference->mismatched);
    digest_number(digest, difference->antialiased);
    digest_number(digest, difference->region_count);
    digest_bytes(digest, &difference->ssim, sizeof difference->ssim);
    digest_bytes(digest, &difference->rms, sizeof difference->rms);
    for (int i = 0; i < difference->listed; i++) {
        digest_bytes(digest, &difference->regions[i].box, sizeof difference->regions[i].box);
    }
}

static bool compare(void *state, struct digest *digest, struct placard_error *error) {
    const struct pair *pair = state;
    struct placard_compare_options options = options_of(pair);
    struct placard_difference difference;
    if (!placard_compare(pair->expected, pair->actual, &options, &difference, error)) {
        return false;
    }
    take_difference(&difference, digest);
    struct placard_picture *picture = placard_difference_picture(&difference, pair->expected, error);
    if (picture) {
        digest_picture(digest, picture);
    }
    placard_difference_finish(&difference);
    placard_picture_destroy(picture);
    return picture != NULL;
}

static bool compare_files(void *state, struct digest *digest, struct placard_error *error) {
    const struct pair *pair = state;
    struct placard_compare_options options = options_of(pair);
    struct placard_difference difference;
    struct placard_bytes picture = {0};
    if (!placard_compare_files(&pair->files[0], &pair->files[1], &options, &difference, &picture, error)) {
        if (picture.data) {
            snprintf(error->message, sizeof error->message, "bytes were left over");
        }
        return false;
    }
    take_difference(&difference, digest);
    digest_bytes(digest, picture.data, picture.size);
    placard_difference_finish(&difference);
    placard_bytes_finish(&picture);
    return true;
}

static struct placard_picture *draw(const struct pair *pair, const char *layers) {
    char json[2000];
    snprintf(json, sizeof json, "{\"width\": %d, \"height\": %d, \"background\": \"#dde\", \"layers\": [%s]}",
             WIDTH, HEIGHT, layers);
    struct placard_document *document = placard_document_parse(json, strlen(json), NULL, NULL);
    struct placard_picture *picture = placard_render(pair->context, document, 0, NULL, NULL);
    placard_document_destroy(document);
    if (!picture) {
        abort();
    }
    return picture;
}

static void make_files(struct pair *pair, const char *format) {
    const struct placard_encode_options options = {.format = format};
    for (int i = 0; i < 2; i++) {
        placard_bytes_finish(&pair->bytes[i]);
        if (!placard_encode(i ? pair->actual : pair->expected, &options, &pair->bytes[i], NULL)) {
            abort();
        }
        pair->files[i] = (struct placard_file){"a file", pair->bytes[i].data, pair->bytes[i].size};
    }
}

void torture_compare(const char *source) {
    struct pair pair = {.context = placard_context_create(&torture_fonts, NULL)};
    (void)source;
    pair.expected =
        draw(&pair, "{\"type\": \"text_mask\", \"left\": 20, \"top\": 5, \"width\": 30, \"height\": 20, "
                    "\"rotation\": 7, \"color\": \"#c83c28\"}");
    pair.actual =
        draw(&pair,
             "{\"type\": \"text_mask\", \"left\": 21, \"top\": 5, \"width\": 30, \"height\": 20, "
             "\"rotation\": 9, \"color\": \"#c83c28\"}, {\"type\": \"text_mask\", \"left\": 70, \"top\": 20, "
             "\"width\": 4, \"height\": 9, \"color\": \"#123456\"}");
    torture(&(struct scenario){.name = "compare", .run = compare, .state = &pair});
    make_files(&pair, "png");
    torture(&(struct scenario){.name = "compare PNGs", .run = compare_files, .state = &pair});
    make_files(&pair, "jpeg");
    torture(&(struct scenario){.name = "compare JPEGs", .run = compare_files, .state = &pair});
    pair.mask =
        draw(&pair, "{\"type\": \"text_mask\", \"left\": 40, \"top\": 0, \"width\": 50, \"height\": 60, "
                    "\"color\": \"#000\"}");
    torture(&(struct scenario){.name = "compare with a mask", .run = compare, .state = &pair});
    make_files(&pair, "png");
    torture(&(struct scenario){.name = "compare PNGs with a mask", .run = compare_files, .state = &pair});
    pair.files[1].size -= 20;
    torture(&(struct scenario){
        .name = "compare with a cut PNG", .run = compare_files, .state = &pair, .fails = true});
    placard_bytes_finish(&pair.bytes[0]);
    placard_bytes_finish(&pair.bytes[1]);
    placard_picture_destroy(pair.mask);
    placard_picture_destroy(pair.actual);
    placard_picture_destroy(pair.expected);
    placard_context_destroy(pair.context);
}
