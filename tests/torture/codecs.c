#include "codec/codec.h"
#include "codec/png.h"
#include "codec/source.h"
#include "pictures.h"
#include "torture.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Every way to decode and to encode, for every kind of file that goes its own way through them. */

enum { WIDTH = 21, HEIGHT = 17, ICC_SIZE = 700 };

struct picture {
    struct pl_buffer file;
    struct pl_pixmap pixmap;
    struct pl_encode_options options;
};

static void take_pixmap(const struct pl_pixmap *pixmap, struct digest *digest) {
    digest_number(digest, pixmap->width);
    digest_number(digest, pixmap->opaque);
    digest_bytes(digest, pixmap->icc, pixmap->icc_size);
    for (int y = 0; y < pixmap->height; y++) {
        digest_bytes(digest, pl_pixmap_row(pixmap, y), (size_t)pixmap->width * sizeof(uint32_t));
    }
}

static bool decode(void *state, struct digest *digest, struct placard_error *error) {
    const struct picture *picture = state;
    struct pl_pixmap pixmap;
    bool done = pl_picture_decode("a picture", picture->file.data, picture->file.size, &pixmap, error);
    if (done) {
        take_pixmap(&pixmap, digest);
    }
    pl_pixmap_finish(&pixmap);
    return done;
}

static bool decode_straight(void *state, struct digest *digest, struct placard_error *error) {
    const struct picture *picture = state;
    struct pl_pixmap pixmap;
    bool done =
        pl_picture_decode_straight("a picture", picture->file.data, picture->file.size, &pixmap, error);
    if (done) {
        take_pixmap(&pixmap, digest);
    }
    pl_pixmap_finish(&pixmap);
    return done;
}

static bool measure(void *state, struct digest *digest, struct placard_error *error) {
    const struct picture *picture = state;
    int width = 0;
    int height = 0;
    bool done = pl_picture_size("a picture", picture->file.data, picture->file.size, &width, &height, error);
    digest_number(digest, width * 100000LL + height);
    return done;
}

static bool shrink(void *state, struct digest *digest, struct placard_error *error) {
    const struct picture *picture = state;
    struct placard_picture *small =
        placard_thumbnail("a picture", picture->file.data, picture->file.size, WIDTH / 3, error);
    if (small) {
        digest_picture(digest, small);
    }
    placard_picture_destroy(small);
    return small != NULL;
}

static bool read_rows(void *state, struct digest *digest, struct placard_error *error) {
    const struct picture *picture = state;
    static uint32_t row[8192];
    struct pl_row_source *source =
        pl_picture_source("a picture", picture->file.data, picture->file.size, error);
    bool done = source != NULL;
    for (int pass = 0; done && pass < 2; pass++) {
        int count = pass == 0 ? 3 : source->height < 300 ? source->height : 300;
        for (int y = 0; done && y < count; y++) {
            done = source->read(source, row, error);
            digest_bytes(digest, row, (size_t)source->width * sizeof *row);
        }
        source->rewind(source);
    }
    if (source) {
        source->close(source);
    }
    return done;
}

/* As pictures of layers are, when they are large. */
static bool halve(void *state, struct digest *digest, struct placard_error *error) {
    const struct picture *picture = state;
    struct pl_pixmap pixmap;
    if (!pl_picture_decode_halved("a picture", picture->file.data, picture->file.size, 2, NULL, &pixmap,
                                  error)) {
        return false;
    }
    for (int y = 0; y < pixmap.height; y++) {
        digest_bytes(digest, pl_pixmap_row(&pixmap, y), (size_t)pixmap.width * sizeof *pixmap.pixels);
    }
    pl_pixmap_finish(&pixmap);
    return true;
}

/* Rows that a thread reads ahead. */
static bool read_ahead(void *state, struct digest *digest, struct placard_error *error) {
    const struct picture *picture = state;
    struct pl_row_source *source =
        pl_picture_source("a picture", picture->file.data, picture->file.size, error);
    struct pl_rows_ahead *ahead = source ? pl_rows_ahead_start(source, error) : NULL;
    bool done = ahead != NULL;
    for (int y = 0; done && y < source->height; y++) {
        struct pl_rows *rows = pl_rows_ahead_rows(ahead);
        const uint32_t *row = rows->next(rows, error);
        done = row != NULL;
        if (row) {
            digest_bytes(digest, row, (size_t)source->width * sizeof *row);
        }
    }
    pl_rows_ahead_stop(ahead);
    if (source) {
        source->close(source);
    }
    return done;
}

static void decode_all(const char *kind, struct picture *picture) {
    static const struct {
        const char *name;
        bool (*run)(void *state, struct digest *digest, struct placard_error *error);
    } ways[] = {{"decode", decode}, {"decode straight", decode_straight}, {"measure", measure},
                {"shrink", shrink}, {"read rows of", read_rows},          {"read ahead", read_ahead},
                {"halve", halve}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char name[100];
        snprintf(name, sizeof name, "%s %s", ways[i].name, kind);
        torture(&(struct scenario){.name = name, .run = ways[i].run, .state = picture});
    }
    pl_buffer_finish(&picture->file);
}

static void decode_pngs(void) {
    static unsigned char samples[WIDTH * HEIGHT * 8];
    static unsigned char icc[ICC_SIZE];
    static const struct picture_png kinds[] = {
        {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_RGB, .transparent = -1},
        {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_RGBA, .transparent = -1},
        {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_RGB, .transparent = -1, .icc = icc, .icc_size = ICC_SIZE},
        {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_RGBA, true, .transparent = -1},
        {WIDTH, HEIGHT, 16, PNG_COLOR_TYPE_RGBA, .transparent = -1, .icc = icc, .icc_size = ICC_SIZE},
        {WIDTH, HEIGHT, 4, PNG_COLOR_TYPE_PALETTE, .transparent = 3},
        {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_GRAY, .transparent = 7},
        {WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_GRAY_ALPHA, true, .transparent = -1},
    };
    picture_icc(icc, sizeof icc, "RGB ");
    picture_waves(samples, WIDTH, HEIGHT, 8);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct picture picture = {0};
        char name[64];
        picture_png_make(&kinds[i], samples, &picture.file);
        snprintf(name, sizeof name, "PNG of type %d, %d bits%s%s", kinds[i].type, kinds[i].depth,
                 kinds[i].interlaced ? ", interlaced" : "", kinds[i].icc ? ", profile" : "");
        decode_all(name, &picture);
    }
}

static void decode_jpegs(void) {
    static unsigned char samples[WIDTH * HEIGHT * 4];
    static unsigned char icc[ICC_SIZE];
    unsigned char exif[64];
    size_t exif_size = picture_exif(exif, 6, true);
    const struct picture_jpeg kinds[] = {
        {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, 2, 2},
        {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, .progressive = true},
        {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, 2, 1, .exif = exif, .exif_size = exif_size, .icc = icc,
         .icc_size = ICC_SIZE},
        {WIDTH, HEIGHT, JCS_GRAYSCALE, JCS_GRAYSCALE},
        {WIDTH, HEIGHT, JCS_CMYK, JCS_YCCK},
    };
    picture_icc(icc, sizeof icc, "RGB ");
    picture_waves(samples, WIDTH, HEIGHT, 4);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct picture picture = {0};
        char name[64];
        picture_jpeg_make(&kinds[i], samples, &picture.file);
        snprintf(name, sizeof name, "JPEG kind %zu", i);
        decode_all(name, &picture);
    }
}

/* So large that it is not kept whole, but read row by row. */
static void decode_large(void) {
    static const int width = 8192;
    static const int height = 2100;
    unsigned char *samples = calloc((size_t)width * (size_t)height, 3);
    struct picture png = {0};
    struct picture jpeg = {0};
    if (!samples) {
        abort();
    }
    picture_png_make(&(struct picture_png){width, height, 8, PNG_COLOR_TYPE_RGB, .transparent = -1}, samples,
                     &png.file);
    picture_jpeg_make(&(struct picture_jpeg){width, height, JCS_RGB, JCS_YCbCr}, samples, &jpeg.file);
    free(samples);
    torture(
        &(struct scenario){.name = "read rows of a large PNG", .run = read_rows, .state = &png, .stride = 3});
    torture(&(struct scenario){
        .name = "read rows of a large JPEG", .run = read_rows, .state = &jpeg, .stride = 3});
    pl_buffer_finish(&jpeg.file);
    pl_buffer_finish(&png.file);
}

static void decode_damaged(void) {
    struct picture picture = {0};
    static unsigned char samples[WIDTH * HEIGHT * 4];
    picture_png_make(&(struct picture_png){WIDTH, HEIGHT, 8, PNG_COLOR_TYPE_RGBA, .transparent = -1}, samples,
                     &picture.file);
    picture.file.size -= 20;
    torture(&(struct scenario){.name = "decode a cut PNG", .run = decode, .state = &picture, .fails = true});
    pl_buffer_finish(&picture.file);
    picture_jpeg_make(&(struct picture_jpeg){WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr}, samples, &picture.file);
    picture.file.size -= 20;
    torture(&(struct scenario){.name = "decode a cut JPEG", .run = decode, .state = &picture, .fails = true});
    pl_buffer_finish(&picture.file);
    pl_buffer_text(&picture.file, "<html>");
    torture(&(struct scenario){.name = "decode a page", .run = decode, .state = &picture, .fails = true});
    pl_buffer_finish(&picture.file);
}

/* What is before it in the buffer stays, and nothing comes of a failure. */
static bool encode(const struct pl_codec *codec, const struct picture *picture, struct digest *digest,
                   struct placard_error *error) {
    struct pl_buffer out = {0};
    static const char before[] = "before";
    pl_buffer_text(&out, before);
    if (out.failed) {
        return pl_fail_memory(error);
    }
    bool done = codec->encode(&picture->pixmap, &picture->options, &out, error);
    digest_bytes(digest, out.data, out.size);
    if (!done && (out.size != strlen(before) || memcmp(out.data, before, out.size) != 0)) {
        pl_fail(error, PLACARD_USAGE, "what a failing encoder left was not as before");
    }
    pl_buffer_finish(&out);
    return done;
}

static bool encode_png(void *state, struct digest *digest, struct placard_error *error) {
    return encode(pl_codec_by_name("png"), state, digest, error);
}

static bool encode_jpeg(void *state, struct digest *digest, struct placard_error *error) {
    return encode(pl_codec_by_name("jpeg"), state, digest, error);
}

static void encode_all(void) {
    static unsigned char icc[ICC_SIZE];
    picture_icc(icc, sizeof icc, "RGB ");
    for (int kind = 0; kind < 12; kind++) {
        struct picture picture = {
            .options = {.indexed = kind & 4, .quality = kind & 1 ? 80 : 95, .scale = 2}};
        if (!pl_pixmap_init(&picture.pixmap, 300, 40, NULL)) {
            abort();
        }
        for (int i = 0; i < 300 * 40; i++) {
            uint32_t value = (uint32_t)(kind & 4 ? i / 700 : i * 7) & 255;
            uint32_t pixel = kind & 1 ? 255U << 24 | value << 16 | value : value << 24 | value << 8;
            pl_pixmap_row(&picture.pixmap, i / 300)[i % 300] = pixel;
        }
        picture.pixmap.opaque = kind & 1;
        picture.pixmap.straight = !picture.pixmap.opaque && kind & 2;
        picture.pixmap.icc = kind & 8 ? icc : NULL;
        picture.pixmap.icc_size = kind & 8 ? sizeof icc : 0;
        char name[64];
        snprintf(name, sizeof name, "encode PNG, kind %d", kind);
        torture(&(struct scenario){.name = name, .run = encode_png, .state = &picture});
        snprintf(name, sizeof name, "encode JPEG, kind %d", kind);
        torture(&(struct scenario){.name = name, .run = encode_jpeg, .state = &picture});
        picture.pixmap.icc = NULL;
        pl_pixmap_finish(&picture.pixmap);
    }
}

void torture_codecs(const char *source) {
    (void)source;
    decode_pngs();
    decode_jpegs();
    decode_large();
    decode_damaged();
    encode_all();
}
