#include "base/lazy.h"
#include "base/memory.h"
#include "codec/jpeg.h"
#include "codec/jpeg_forward.h"
#include "codec/jpeg_put.h"
#include "codec/keep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What coding a pixel takes, in pixels that are filled. */
enum { PIXEL_WORK = 4 };

enum { DEFAULT_QUALITY = 90, FULL_CHROMA_QUALITY = 90, DOTS_PER_INCH = 72, DENSITY_LIMIT = 65535 };
enum {
    MARKER_LIMIT = 65533,
    ICC_HEAD = 14,
    HEAD_SIZE = 1024,
    STRIP = PL_JPEG_STRIP,
    COMPONENTS = PL_JPEG_COMPONENTS
};

struct writer {
    struct pl_encoder base; /* first, so that what the functions get is this struct */
    const struct pl_pixmap *pixmap;
    const struct pl_encode_options *options;
    struct pl_buffer *out;
    struct pl_jpeg_encoder encoder;
    struct pl_jpeg_forward forward;
    uint16_t quantisers[2][PL_JPEG_COEFFICIENTS]; /* of luma and of chroma, in zigzag order */
    int across, down;                             /* luma blocks in an MCU */
    int columns, rows;                            /* MCUs */
    int dc[COMPONENTS];
    const struct pl_jpeg_blocks *kept; /* of the picture that was drawn on, or NULL */
    bool same;                         /* and it has its bits and is of the same quality */
    struct pl_jpeg_block blocks[STRIP * PL_JPEG_MCU_BLOCKS];
    struct placard_error *error;
};

/* ---- the head ---- */

static int find_density(double scale) {
    double dots = round(DOTS_PER_INCH * (scale > 0 ? scale : 1));
    return (int)fmax(1, fmin(dots, DENSITY_LIMIT));
}

static void put_marker(struct pl_buffer *out, int marker, size_t size) {
    const unsigned char bytes[] = {0xff, (unsigned char)marker, (unsigned char)((size + 2) >> 8),
                                   (unsigned char)(size + 2)};
    pl_buffer_append(out, bytes, sizeof bytes);
}

static void put_jfif(struct writer *writer) {
    int density = find_density(writer->options->scale);
    unsigned char high = (unsigned char)(density >> 8);
    unsigned char low = (unsigned char)density;
    const unsigned char bytes[] = {'J', 'F', 'I', 'F', 0, 1, 1, 1, high, low, high, low, 0, 0};
    pl_buffer_append(writer->out, "\xff\xd8", 2);
    put_marker(writer->out, 0xe0, sizeof bytes);
    pl_buffer_append(writer->out, bytes, sizeof bytes);
}

/* In as many markers as it takes (ICC.1:2022, B.4). */
static void put_profile(struct writer *writer) {
    const struct pl_pixmap *pixmap = writer->pixmap;
    const size_t most = MARKER_LIMIT - ICC_HEAD;
    size_t count = (pixmap->icc_size + most - 1) / most;
    for (size_t i = 0; i < count && count <= 255; i++) {
        size_t size = i + 1 < count ? most : pixmap->icc_size - i * most;
        const unsigned char numbers[] = {(unsigned char)(i + 1), (unsigned char)count};
        put_marker(writer->out, 0xe2, ICC_HEAD + size);
        pl_buffer_append(writer->out, "ICC_PROFILE", 12);
        pl_buffer_append(writer->out, numbers, sizeof numbers);
        pl_buffer_append(writer->out, pixmap->icc + i * most, size);
    }
}

static void put_quantisers(struct writer *writer) {
    for (int i = 0; i < 2; i++) {
        unsigned char bytes[1 + PL_JPEG_COEFFICIENTS] = {(unsigned char)i};
        for (int k = 0; k < PL_JPEG_COEFFICIENTS; k++) {
            bytes[1 + k] = (unsigned char)writer->quantisers[i][k];
        }
        put_marker(writer->out, 0xdb, sizeof bytes);
        pl_buffer_append(writer->out, bytes, sizeof bytes);
    }
}

static void put_frame(struct writer *writer) {
    int width = writer->pixmap->width;
    int height = writer->pixmap->height;
    const unsigned char bytes[] = {8,
                                   (unsigned char)(height >> 8),
                                   (unsigned char)height,
                                   (unsigned char)(width >> 8),
                                   (unsigned char)width,
                                   COMPONENTS,
                                   1,
                                   (unsigned char)(writer->across << 4 | writer->down),
                                   0,
                                   2,
                                   0x11,
                                   1,
                                   3,
                                   0x11,
                                   1};
    put_marker(writer->out, 0xc0, sizeof bytes);
    pl_buffer_append(writer->out, bytes, sizeof bytes);
}

static void put_codes(struct writer *writer, const struct pl_jpeg_codes *codes, int number) {
    unsigned char first = (unsigned char)number;
    put_marker(writer->out, 0xc4, 1 + PL_JPEG_LENGTHS + (size_t)codes->count);
    pl_buffer_append(writer->out, &first, 1);
    pl_buffer_append(writer->out, codes->lengths, PL_JPEG_LENGTHS);
    pl_buffer_append(writer->out, codes->symbols, (size_t)codes->count);
}

static void put_head(struct writer *writer) {
    static const unsigned char scan[] = {COMPONENTS, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0};
    put_jfif(writer);
    put_profile(writer);
    put_quantisers(writer);
    put_frame(writer);
    for (int i = 0; i < 2; i++) {
        put_codes(writer, &pl_jpeg_usual_dc[i], i);
        put_codes(writer, &pl_jpeg_usual_ac[i], 0x10 | i);
    }
    put_marker(writer->out, 0xda, sizeof scan);
    pl_buffer_append(writer->out, scan, sizeof scan);
}

/* ---- MCUs ---- */

static bool is_touched(const struct writer *writer, int column, int row) {
    const struct pl_lazy *lazy = writer->pixmap->lazy;
    return !writer->kept || lazy->touched[(ptrdiff_t)row * lazy->columns + column];
}

/* Behind the first MCU of a run, which is told by what is before it, the bits are what they are in the
 * picture that was drawn on, if they are of the same quality. */
static void put_kept(struct writer *writer, size_t first, int count) {
    const struct pl_jpeg_blocks *kept = writer->kept;
    int coded = writer->same ? 1 : count;
    pl_jpeg_put_kept(&writer->encoder, kept, first, coded, writer->dc);
    if (coded < count) {
        const struct pl_jpeg_start *from = kept->starts + (first + 1) * (size_t)kept->each;
        const struct pl_jpeg_start *end = kept->starts + (first + (size_t)count) * (size_t)kept->each;
        pl_jpeg_put_bits(&writer->encoder, kept->bits, from->bit, end->bit);
        for (int i = 0; i < kept->each; i++) {
            const struct pl_jpeg_start *last = end - kept->each + i;
            writer->dc[pl_jpeg_component(kept, i)] = pl_jpeg_value(kept->coefficients[last->coefficient]);
        }
    }
}

/* A run of MCUs that were either all drawn on or not at all. */
static void put_run(struct writer *writer, int column, int row, int count) {
    if (!is_touched(writer, column, row)) {
        put_kept(writer, (size_t)row * (size_t)writer->columns + (size_t)column, count);
        return;
    }
    for (int done = 0; done < count; done += STRIP) {
        int some = count - done < STRIP ? count - done : STRIP;
        pl_jpeg_forward_mcus(&writer->forward, column + done, row, some, writer->blocks);
        pl_jpeg_put_mcus(&writer->encoder, writer->blocks, writer->across * writer->down, some, writer->dc);
    }
}

static bool put_row(struct writer *writer, int row) {
    int high = writer->down * PL_JPEG_SIDE;
    if (!pl_deadline_spend(writer->options->deadline, (long long)writer->pixmap->width * high * PIXEL_WORK,
                           writer->error)) {
        return false;
    }
    if (!writer->kept) {
        int end = (row + 1) * high;
        pl_pixmap_load_rows(writer->pixmap, row * high,
                            end < writer->pixmap->height ? end : writer->pixmap->height);
    }
    size_t most = (size_t)writer->columns * PL_JPEG_MCU_BLOCKS * PL_JPEG_BLOCK_BYTES + sizeof(uint64_t) * 2;
    unsigned char *to = pl_buffer_room(writer->out, most);
    if (!to) {
        return pl_fail_memory(writer->error);
    }
    for (int column = 0; column < writer->columns;) {
        bool touched = is_touched(writer, column, row);
        int end = column + 1;
        while (end < writer->columns && is_touched(writer, end, row) == touched) {
            end++;
        }
        put_run(writer, column, row, end - column);
        column = end;
    }
    to = row + 1 < writer->rows ? pl_jpeg_put_row(&writer->encoder, to)
                                : pl_jpeg_put_end(&writer->encoder, to);
    writer->out->size = (size_t)(to - writer->out->data);
    return true;
}

/* ---- pictures ---- */

static void set_parameters(struct writer *writer) {
    const struct pl_encode_options *options = writer->options;
    int quality = options->quality != 0 ? options->quality : DEFAULT_QUALITY;
    enum pl_chroma chroma = options->chroma;
    if (chroma == PL_CHROMA_AUTO) {
        chroma = quality >= FULL_CHROMA_QUALITY ? PL_CHROMA_444 : PL_CHROMA_420;
    }
    writer->across = chroma == PL_CHROMA_444 ? 1 : 2;
    writer->down = chroma == PL_CHROMA_420 ? 2 : 1;
    writer->columns =
        (writer->pixmap->width + writer->across * PL_JPEG_SIDE - 1) / (writer->across * PL_JPEG_SIDE);
    writer->rows = (writer->pixmap->height + writer->down * PL_JPEG_SIDE - 1) / (writer->down * PL_JPEG_SIDE);
    pl_jpeg_quantisers(quality, false, writer->quantisers[0]);
    pl_jpeg_quantisers(quality, true, writer->quantisers[1]);
}

/* Of a JPEG that was drawn on, the coefficients where it was not, if they are of the same kind. */
static void find_kept(struct writer *writer) {
    const struct pl_lazy *lazy = writer->pixmap->lazy;
    const struct pl_jpeg_blocks *blocks = lazy ? lazy->backing->blocks : NULL;
    if (!blocks || blocks->across != writer->across || blocks->down != writer->down) {
        return;
    }
    writer->kept = blocks;
    writer->same = blocks->bits != NULL;
    pl_jpeg_scale_init(&writer->encoder.scale, (uint16_t(*)[PL_JPEG_COEFFICIENTS])blocks->quantisers,
                       writer->quantisers);
    for (int i = 0; i < COMPONENTS; i++) {
        const uint16_t *to = writer->quantisers[i > 0];
        writer->same &= memcmp(blocks->quantisers[i], to, sizeof blocks->quantisers[i]) == 0;
    }
}

static bool start(struct writer *writer) {
    set_parameters(writer);
    find_kept(writer);
    if (!pl_jpeg_encoder_init(&writer->encoder, writer->columns)) {
        return pl_fail_memory(writer->error);
    }
    pl_jpeg_forward_init(&writer->forward, writer->pixmap, writer->across, writer->down, writer->quantisers);
    if (!writer->pixmap->opaque) {
        writer->forward.flat = pl_calloc((size_t)STRIP * 2 * PL_JPEG_SIDE, sizeof *writer->forward.flat);
        if (!writer->forward.flat) {
            return pl_fail_memory(writer->error);
        }
    }
    /* What a picture usually takes, so that it is not copied while it grows. */
    size_t rows = (size_t)(pl_pixmap_end(writer->pixmap) - writer->pixmap->from);
    size_t area = (size_t)writer->pixmap->width * rows;
    if (!pl_buffer_room(writer->out, HEAD_SIZE + writer->pixmap->icc_size + area / 3)) {
        return pl_fail_memory(writer->error);
    }
    put_head(writer);
    return !writer->out->failed || pl_fail_memory(writer->error);
}

static bool put_rows(struct pl_encoder *base, int from, int to, struct placard_error *error) {
    struct writer *writer = (struct writer *)base;
    int row = from / base->step;
    int end = (to + base->step - 1) / base->step;
    writer->error = error;
    while (row < end && put_row(writer, row)) {
        row++;
    }
    return row == end;
}

static bool put_end(struct pl_encoder *base, struct placard_error *error) {
    struct writer *writer = (struct writer *)base;
    pl_buffer_append(writer->out, "\xff\xd9", 2);
    return !writer->out->failed || pl_fail_memory(error);
}

static void close_writer(struct pl_encoder *base) {
    struct writer *writer = (struct writer *)base;
    free(writer->forward.flat);
    pl_jpeg_encoder_finish(&writer->encoder);
    free(writer);
}

struct pl_encoder *pl_jpeg_begin(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                                 struct pl_buffer *out, struct placard_error *error) {
    struct writer *writer = pl_calloc(1, sizeof *writer);
    if (!writer) {
        pl_fail_memory(error);
        return NULL;
    }
    writer->pixmap = pixmap;
    writer->options = options;
    writer->out = out;
    writer->error = error;
    if (!start(writer)) {
        close_writer(&writer->base);
        return NULL;
    }
    writer->base = (struct pl_encoder){writer->down * PL_JPEG_SIDE, put_rows, put_end, close_writer};
    return &writer->base;
}

bool pl_jpeg_encode(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                    struct pl_buffer *out, struct placard_error *error) {
    size_t start = out->size;
    struct pl_encoder *encoder = pl_jpeg_begin(pixmap, options, out, error);
    bool done = encoder && put_rows(encoder, 0, pixmap->height, error) && put_end(encoder, error);
    if (encoder) {
        close_writer(encoder);
    }
    if (!done) {
        out->size = start;
    }
    return done;
}

/* The coefficients and bits of a file are what encoding the picture makes, told by decoding it. */
bool pl_jpeg_keep(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                  struct pl_kept *out, struct placard_error *error) {
    struct pl_buffer file = {0};
    bool done = pl_jpeg_encode(pixmap, options, &file, error) &&
                (pl_jpeg_blocks_read(file.data, file.size, &out->blocks) || pl_fail_memory(error));
    pl_buffer_finish(&file);
    if (done) {
        out->base.tile_width = out->blocks.across * PL_JPEG_SIDE;
        out->base.tile_height = out->blocks.down * PL_JPEG_SIDE;
        out->base.blocks = &out->blocks;
    }
    return done;
}
