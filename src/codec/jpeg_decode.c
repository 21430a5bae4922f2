#include "codec/exif.h"
#include "codec/icc.h"
#include "codec/jpeg.h"
#include "codec/jpeg_file.h"
#include "codec/jpeg_lazy.h"

/* Rows a call. */
enum { ROW_BATCH = 16 };

/** A picture that is decoded as a whole, or may be later. */
struct decoding {
    struct pl_jpeg_file file;
    bool lazily;
    struct pl_pixmap *out;
};

static void read_cmyk(struct decoding *decoding) {
    struct jpeg_decompress_struct *info = &decoding->file.info;
    while (info->output_scanline < info->output_height) {
        uint32_t *row = pl_pixmap_row(decoding->out, (int)info->output_scanline);
        jpeg_read_scanlines(info, &decoding->file.cmyk, 1);
        pl_jpeg_file_convert(&decoding->file, row);
    }
}

static void read_rgb(struct decoding *decoding) {
    struct jpeg_decompress_struct *info = &decoding->file.info;
    while (info->output_scanline < info->output_height) {
        JSAMPROW rows[ROW_BATCH];
        JDIMENSION count = 0;
        for (; count < ROW_BATCH && info->output_scanline + count < info->output_height; count++) {
            rows[count] = (JSAMPROW)pl_pixmap_row(decoding->out, (int)(info->output_scanline + count));
        }
        jpeg_read_scanlines(info, rows, count);
    }
}

static bool read_pixels(struct decoding *decoding) {
    struct jpeg_decompress_struct *info = &decoding->file.info;
    if (setjmp(decoding->file.failure.escape)) {
        return pl_jpeg_fail(&decoding->file.failure, decoding->file.name, decoding->file.error);
    }
    if (decoding->file.cmyk) {
        read_cmyk(decoding);
    } else {
        read_rgb(decoding);
    }
    jpeg_finish_decompress(info);
    return true;
}

static bool decode_by_library(struct decoding *decoding) {
    const struct jpeg_decompress_struct *info = &decoding->file.info;
    return pl_pixmap_init(decoding->out, (int)info->output_width, (int)info->output_height,
                          decoding->file.error) &&
           pl_jpeg_file_start(&decoding->file) && read_pixels(decoding);
}

/* Takes the coefficients over; their pixels are made now or when they are needed. */
static bool draw_blocks(struct decoding *decoding, struct pl_jpeg_blocks *blocks) {
    if (!pl_deadline_spend(decoding->file.deadline, (long long)blocks->width * blocks->height,
                           decoding->file.error)) {
        pl_jpeg_blocks_finish(blocks);
        return false;
    }
    if (!decoding->lazily || decoding->file.orientation != 1) {
        bool ok = pl_pixmap_init(decoding->out, blocks->width, blocks->height, decoding->file.error);
        if (ok) {
            pl_jpeg_blocks_draw(blocks, decoding->out, 0, blocks->rows);
        }
        pl_jpeg_blocks_finish(blocks);
        return ok;
    }
    struct pl_backing *backing = pl_jpeg_backing_create(blocks);
    if (!backing) {
        pl_jpeg_blocks_finish(blocks);
        return pl_fail_memory(decoding->file.error);
    }
    bool ok = pl_pixmap_back(decoding->out, backing, decoding->file.error);
    pl_backing_release(backing);
    return ok;
}

/* By libjpeg what there is beside the pixels, and the pixels where there are no coefficients of them. */
static bool decode_extended(struct decoding *decoding, struct pl_jpeg_blocks *blocks, bool usual) {
    struct pl_pixmap *out = decoding->out;
    if (!pl_jpeg_file_head(&decoding->file) || !pl_jpeg_file_profile(&decoding->file)) {
        pl_jpeg_blocks_finish(blocks);
        return false;
    }
    if (!(usual ? draw_blocks(decoding, blocks) : decode_by_library(decoding)) ||
        !pl_orient(out, decoding->file.orientation, decoding->file.error)) {
        return false;
    }
    out->profile_dropped = decoding->file.profile_damaged ? PL_PROFILE_DAMAGED : PL_PROFILE_KEPT;
    return !decoding->file.profile ||
           pl_icc_keep(out, decoding->file.profile, decoding->file.profile_size, decoding->file.error);
}

/* What is usual is decoded here, the rest, and what is damaged, by libjpeg. */
static bool decode(struct decoding *decoding) {
    struct pl_jpeg_blocks blocks = {0};
    bool usual = pl_jpeg_file_blocks(&decoding->file, &blocks);
    /* libjpeg might find the memory, but what is encoded of its pixels later would be another file. */
    if (!usual && blocks.lacks_memory) {
        return pl_fail_memory(decoding->file.error);
    }
    decoding->file.orientation = 1;
    if (!(usual && !blocks.extended ? draw_blocks(decoding, &blocks)
                                    : decode_extended(decoding, &blocks, usual))) {
        return false;
    }
    decoding->out->opaque = true;
    return true;
}

static bool decode_any(struct decoding *decoding) {
    *decoding->out = (struct pl_pixmap){0};
    bool done = decode(decoding);
    if (!done) {
        pl_pixmap_finish(decoding->out);
    }
    pl_jpeg_file_finish(&decoding->file);
    return done;
}

bool pl_jpeg_decode_small(const char *name, const unsigned char *bytes, size_t size, int side,
                          struct pl_pixmap *out, struct placard_error *error) {
    struct decoding decoding = {
        .file = {.name = name, .bytes = bytes, .size = size, .side = side, .error = error}, .out = out};
    return decode_any(&decoding);
}

bool pl_jpeg_decode_until(const char *name, const unsigned char *bytes, size_t size,
                          struct pl_deadline *deadline, struct pl_pixmap *out, struct placard_error *error) {
    struct decoding decoding = {
        .file = {.name = name, .bytes = bytes, .size = size, .deadline = deadline, .error = error},
        .out = out};
    return decode_any(&decoding);
}

bool pl_jpeg_decode_lazily(const char *name, const unsigned char *bytes, size_t size,
                           struct pl_deadline *deadline, struct pl_pixmap *out, struct placard_error *error) {
    struct decoding decoding = {
        .file = {.name = name, .bytes = bytes, .size = size, .deadline = deadline, .error = error},
        .lazily = true,
        .out = out};
    return decode_any(&decoding);
}

bool pl_jpeg_decode(const char *name, const unsigned char *bytes, size_t size, struct pl_pixmap *out,
                    struct placard_error *error) {
    return pl_jpeg_decode_until(name, bytes, size, NULL, out, error);
}
