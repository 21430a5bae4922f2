#include "base/memory.h"
#include "codec/exif.h"
#include "codec/icc.h"
#include "codec/jpeg.h"
#include "codec/jpeg_lazy.h"
#include "codec/source.h"

#include <jerror.h>
#include <stdlib.h>

/* As many scans as no encoder writes, but few enough that a file of empty scans over the largest picture
 * keeps a decoder busy for seconds, not hours; coefficients for the largest picture in four components; rows
 * a call. */
enum { SCAN_LIMIT = 100, MEMORY_LIMIT = 1 << 30, ROW_BATCH = 16, MARKER_SIZE = 0xffff };
/* libjpeg decodes at eighths of the size by computing fewer samples of each block. */
enum { EIGHTHS = 8 };

/* All that outlives a longjmp. */
struct reader {
    struct pl_jpeg_failure failure;
    struct jpeg_decompress_struct info;
    struct jpeg_progress_mgr progress;
    const char *name;
    const unsigned char *bytes;
    size_t size;
    int side; /* that the longer side has to have at least; 0 for the picture's own */
    bool lazily;
    int orientation;
    unsigned char *cmyk; /* one row, for pictures whose colours libjpeg does not convert */
    JOCTET *profile;
    unsigned profile_size;
    bool profile_damaged;
    struct pl_deadline *deadline;
    struct pl_pixmap *out;
    struct placard_error *error;
};

static void check_scans(j_common_ptr info) {
    struct reader *reader = info->client_data;
    if (((j_decompress_ptr)info)->input_scan_number > SCAN_LIMIT) {
        pl_jpeg_throw(info, PLACARD_LIMIT, "expected at most 100 scans, found more");
    }
    /* Called for every row of blocks. */
    if (!pl_deadline_spend(reader->deadline, 8LL * ((j_decompress_ptr)info)->image_width, reader->error)) {
        reader->failure.late = true;
        pl_jpeg_throw(info, PLACARD_LIMIT, "timeout");
    }
}

static int find_orientation(const struct jpeg_decompress_struct *info) {
    for (jpeg_saved_marker_ptr marker = info->marker_list; marker; marker = marker->next) {
        int orientation =
            marker->marker == JPEG_APP0 + 1 ? pl_exif_orientation(marker->data, marker->data_length) : 0;
        if (orientation != 0) {
            return orientation;
        }
    }
    return 1;
}

/* Never below what was asked for. Only at powers of two: the eighths between them are slower than decoding
 * all. */
static void choose_scale(struct jpeg_decompress_struct *info, int side) {
    JDIMENSION longer = info->image_width > info->image_height ? info->image_width : info->image_height;
    info->scale_denom = EIGHTHS;
    info->scale_num = side > 0 ? 1 : EIGHTHS;
    while (info->scale_num < EIGHTHS && (long long)longer * info->scale_num < (long long)side * EIGHTHS) {
        info->scale_num *= 2;
    }
    jpeg_calc_output_dimensions(info);
}

static bool read_header(struct reader *reader) {
    struct jpeg_decompress_struct *info = &reader->info;
    info->err = pl_jpeg_failure_init(&reader->failure);
    if (setjmp(reader->failure.escape)) {
        return pl_jpeg_fail(&reader->failure, reader->name, reader->error);
    }
    jpeg_create_decompress(info);
    info->mem->max_memory_to_use = MEMORY_LIMIT;
    reader->progress.progress_monitor = check_scans;
    info->progress = &reader->progress;
    info->client_data = reader;
    jpeg_mem_src(info, reader->bytes, reader->size);
    jpeg_save_markers(info, JPEG_APP0 + 1, MARKER_SIZE);
    jpeg_save_markers(info, JPEG_APP0 + 2, MARKER_SIZE);
    jpeg_read_header(info, TRUE);
    reader->orientation = find_orientation(info);
    choose_scale(info, reader->side);
    return pl_size_check(reader->name, info->image_width, info->image_height, reader->error);
}

/* Adobe's programs store CMYK inverted, 255 meaning no ink, and say so by their marker (Adobe TN 5116). */
static void convert_cmyk(uint32_t *row, const unsigned char *cmyk, int width, bool inverted) {
    const unsigned char flip = inverted ? 0 : 255;
    for (int x = 0; x < width; x++) {
        const unsigned char *ink = cmyk + (ptrdiff_t)x * 4;
        uint32_t light = ink[3] ^ flip;
        row[x] = 255U << 24 | pl_mul255(ink[0] ^ flip, light) << 16 | pl_mul255(ink[1] ^ flip, light) << 8 |
                 pl_mul255(ink[2] ^ flip, light);
    }
}

static void read_cmyk(struct reader *reader) {
    struct jpeg_decompress_struct *info = &reader->info;
    while (info->output_scanline < info->output_height) {
        uint32_t *row = pl_pixmap_row(reader->out, (int)info->output_scanline);
        jpeg_read_scanlines(info, &reader->cmyk, 1);
        convert_cmyk(row, reader->cmyk, reader->out->width, info->saw_Adobe_marker);
    }
}

static void read_rgb(struct reader *reader) {
    struct jpeg_decompress_struct *info = &reader->info;
    while (info->output_scanline < info->output_height) {
        JSAMPROW rows[ROW_BATCH];
        JDIMENSION count = 0;
        for (; count < ROW_BATCH && info->output_scanline + count < info->output_height; count++) {
            rows[count] = (JSAMPROW)pl_pixmap_row(reader->out, (int)(info->output_scanline + count));
        }
        jpeg_read_scanlines(info, rows, count);
    }
}

/* Before the pixels, so that what is last heard of it is about it. */
static bool read_profile(struct reader *reader) {
    struct jpeg_decompress_struct *info = &reader->info;
    if (setjmp(reader->failure.escape)) {
        return pl_jpeg_fail(&reader->failure, reader->name, reader->error);
    }
    if (!jpeg_read_icc_profile(info, &reader->profile, &reader->profile_size)) {
        reader->profile_damaged = info->err->msg_code == JWRN_BOGUS_ICC;
    }
    return true;
}

static bool read_pixels(struct reader *reader) {
    struct jpeg_decompress_struct *info = &reader->info;
    if (setjmp(reader->failure.escape)) {
        return pl_jpeg_fail(&reader->failure, reader->name, reader->error);
    }
    info->out_color_space = reader->cmyk ? JCS_CMYK : PL_JPEG_ARGB;
    jpeg_start_decompress(info);
    if (reader->cmyk) {
        read_cmyk(reader);
    } else {
        read_rgb(reader);
    }
    jpeg_finish_decompress(info);
    return true;
}

static bool decode_by_library(struct reader *reader) {
    struct jpeg_decompress_struct *info = &reader->info;
    if (!pl_pixmap_init(reader->out, (int)info->output_width, (int)info->output_height, reader->error)) {
        return false;
    }
    if (info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK) {
        reader->cmyk = pl_calloc(info->output_width, 4);
        if (!reader->cmyk) {
            return pl_fail_memory(reader->error);
        }
    }
    return read_pixels(reader);
}

/* Takes the coefficients over; their pixels are made now or when they are needed. */
static bool draw_blocks(struct reader *reader, struct pl_jpeg_blocks *blocks) {
    if (!pl_deadline_spend(reader->deadline, (long long)blocks->width * blocks->height, reader->error)) {
        pl_jpeg_blocks_finish(blocks);
        return false;
    }
    if (!reader->lazily || reader->orientation != 1) {
        bool ok = pl_pixmap_init(reader->out, blocks->width, blocks->height, reader->error);
        if (ok) {
            pl_jpeg_blocks_draw(blocks, reader->out, 0, blocks->rows);
        }
        pl_jpeg_blocks_finish(blocks);
        return ok;
    }
    struct pl_backing *backing = pl_jpeg_backing_create(blocks);
    if (!backing) {
        pl_jpeg_blocks_finish(blocks);
        return pl_fail_memory(reader->error);
    }
    bool ok = pl_pixmap_back(reader->out, backing, reader->error);
    pl_backing_release(backing);
    return ok;
}

/* Reads the coefficients of what is usual and not so large that it had better be decoded as it is read. */
static bool read_blocks(const struct reader *reader, struct pl_jpeg_blocks *blocks) {
    static const size_t largest = (size_t)8 * 1024 * 1024;
    if (reader->side > 0 || reader->size > largest ||
        !pl_jpeg_blocks_read(reader->bytes, reader->size, blocks)) {
        return false;
    }
    bool drawable = blocks->width >= PL_JPEG_LEAST_SIDE && blocks->height >= PL_JPEG_LEAST_SIDE;
    if (!drawable) {
        pl_jpeg_blocks_finish(blocks);
    }
    return drawable;
}

/* By libjpeg what there is beside the pixels, and the pixels where there are no coefficients of them. */
static bool decode_extended(struct reader *reader, struct pl_jpeg_blocks *blocks, bool usual) {
    struct pl_pixmap *out = reader->out;
    if (!read_header(reader) || !read_profile(reader)) {
        pl_jpeg_blocks_finish(blocks);
        return false;
    }
    if (!(usual ? draw_blocks(reader, blocks) : decode_by_library(reader)) ||
        !pl_orient(out, reader->orientation, reader->error)) {
        return false;
    }
    out->profile_dropped = reader->profile_damaged ? PL_PROFILE_DAMAGED : PL_PROFILE_KEPT;
    return !reader->profile || pl_icc_keep(out, reader->profile, reader->profile_size, reader->error);
}

/* What is usual is decoded here, the rest, and what is damaged, by libjpeg. */
static bool decode(struct reader *reader) {
    struct pl_jpeg_blocks blocks = {0};
    bool usual = read_blocks(reader, &blocks);
    /* libjpeg might find the memory, but what is encoded of its pixels later would be another file. */
    if (!usual && blocks.lacks_memory) {
        return pl_fail_memory(reader->error);
    }
    reader->orientation = 1;
    if (!(usual && !blocks.extended ? draw_blocks(reader, &blocks)
                                    : decode_extended(reader, &blocks, usual))) {
        return false;
    }
    reader->out->opaque = true;
    return true;
}

static bool decode_any(struct reader *reader) {
    *reader->out = (struct pl_pixmap){0};
    bool done = decode(reader);
    if (!done) {
        pl_pixmap_finish(reader->out);
    }
    free(reader->profile);
    free(reader->cmyk);
    jpeg_destroy_decompress(&reader->info);
    return done;
}

bool pl_jpeg_decode_small(const char *name, const unsigned char *bytes, size_t size, int side,
                          struct pl_pixmap *out, struct placard_error *error) {
    struct reader reader = {
        .name = name, .bytes = bytes, .size = size, .side = side, .out = out, .error = error};
    return decode_any(&reader);
}

bool pl_jpeg_decode_until(const char *name, const unsigned char *bytes, size_t size,
                          struct pl_deadline *deadline, struct pl_pixmap *out, struct placard_error *error) {
    struct reader reader = {
        .name = name, .bytes = bytes, .size = size, .deadline = deadline, .out = out, .error = error};
    return decode_any(&reader);
}

bool pl_jpeg_decode_lazily(const char *name, const unsigned char *bytes, size_t size,
                           struct pl_deadline *deadline, struct pl_pixmap *out, struct placard_error *error) {
    struct reader reader = {.name = name,
                            .bytes = bytes,
                            .size = size,
                            .lazily = true,
                            .deadline = deadline,
                            .out = out,
                            .error = error};
    return decode_any(&reader);
}

bool pl_jpeg_decode(const char *name, const unsigned char *bytes, size_t size, struct pl_pixmap *out,
                    struct placard_error *error) {
    return pl_jpeg_decode_until(name, bytes, size, NULL, out, error);
}

bool pl_jpeg_size(const char *name, const unsigned char *bytes, size_t size, int *width, int *height,
                  struct placard_error *error) {
    struct reader reader = {.name = name, .bytes = bytes, .size = size, .error = error};
    bool done = read_header(&reader);
    if (done) {
        bool swap = pl_orientation_swaps(reader.orientation);
        *width = (int)(swap ? reader.info.image_height : reader.info.image_width);
        *height = (int)(swap ? reader.info.image_width : reader.info.image_height);
    }
    jpeg_destroy_decompress(&reader.info);
    return done;
}

/** The rows of a large JPEG that has all its colours in one scan and is not to be turned. */
struct source {
    struct pl_row_source base; /* first, so that what the functions get is this struct */
    struct reader reader;
    bool rewound; /* the header is to be read again */
    bool started;
};

static bool start_rows(struct source *source) {
    struct jpeg_decompress_struct *info = &source->reader.info;
    if (setjmp(source->reader.failure.escape)) {
        return pl_jpeg_fail(&source->reader.failure, source->reader.name, source->reader.error);
    }
    info->out_color_space = source->reader.cmyk ? JCS_CMYK : PL_JPEG_ARGB;
    jpeg_start_decompress(info);
    source->started = true;
    return true;
}

/* The last row comes with the end of the file, so that a cut one is noticed. */
static bool decode_row(struct source *source, uint32_t *to) {
    struct reader *reader = &source->reader;
    struct jpeg_decompress_struct *info = &reader->info;
    if (setjmp(reader->failure.escape)) {
        return pl_jpeg_fail(&reader->failure, reader->name, reader->error);
    }
    JSAMPROW row = reader->cmyk ? reader->cmyk : (JSAMPROW)to;
    jpeg_read_scanlines(info, &row, 1);
    if (reader->cmyk) {
        convert_cmyk(to, row, source->base.width, info->saw_Adobe_marker);
    }
    if (info->output_scanline == info->output_height) {
        jpeg_finish_decompress(info);
    }
    return true;
}

static bool read_row(struct pl_row_source *base, uint32_t *to, struct placard_error *error) {
    struct source *source = (struct source *)base;
    source->reader.error = error;
    source->reader.deadline = base->deadline;
    if (source->rewound && !read_header(&source->reader)) {
        return false;
    }
    source->rewound = false;
    return (source->started || start_rows(source)) && decode_row(source, to);
}

static void rewind_rows(struct pl_row_source *base) {
    struct source *source = (struct source *)base;
    jpeg_destroy_decompress(&source->reader.info);
    source->reader.info = (struct jpeg_decompress_struct){0};
    source->rewound = true;
    source->started = false;
}

static void close_rows(struct pl_row_source *base) {
    struct source *source = (struct source *)base;
    jpeg_destroy_decompress(&source->reader.info);
    free(source->reader.cmyk);
    free(source);
}

static bool suits_rows(struct reader *reader) {
    struct jpeg_decompress_struct *info = &reader->info;
    return !jpeg_has_multiple_scans(info) && reader->orientation <= 1 &&
           (int64_t)info->image_width * info->image_height > PL_SOURCE_KEPT;
}

bool pl_jpeg_rows(const char *name, const unsigned char *bytes, size_t size, struct pl_row_source **out,
                  struct placard_error *error) {
    struct source *source = pl_calloc(1, sizeof *source);
    *out = NULL;
    if (!source) {
        return pl_fail_memory(error);
    }
    struct reader *reader = &source->reader;
    *reader = (struct reader){.name = name, .bytes = bytes, .size = size, .error = error};
    bool done = read_header(reader);
    bool suits = done && suits_rows(reader);
    if (suits && (reader->info.jpeg_color_space == JCS_CMYK || reader->info.jpeg_color_space == JCS_YCCK)) {
        reader->cmyk = pl_calloc(reader->info.image_width, 4);
        done = reader->cmyk || pl_fail_memory(error);
    }
    if (!done || !suits) {
        close_rows(&source->base);
        return done;
    }
    source->base = (struct pl_row_source){.width = (int)reader->info.image_width,
                                          .height = (int)reader->info.image_height,
                                          .read = read_row,
                                          .rewind = rewind_rows,
                                          .close = close_rows};
    *out = &source->base;
    return true;
}

/* Coefficients, where the picture is usual, are less than its pixels, and what is encoded may keep them. */
static bool open_picture(struct reader *reader, struct pl_jpeg_blocks *blocks, bool usual,
                         struct pl_banded *out) {
    if (!read_header(reader) || !read_profile(reader) ||
        (reader->profile && !pl_icc_keep(&out->head, reader->profile, reader->profile_size, reader->error))) {
        return false;
    }
    if (reader->profile_damaged) {
        out->head.profile_dropped = PL_PROFILE_DAMAGED;
    }
    out->head.width = (int)reader->info.image_width;
    out->head.height = (int)reader->info.image_height;
    out->head.opaque = true;
    if (usual && reader->orientation == 1) {
        out->backing = pl_jpeg_backing_create(blocks);
        return out->backing || pl_fail_memory(reader->error);
    }
    return pl_jpeg_rows(reader->name, reader->bytes, reader->size, &out->source, reader->error);
}

bool pl_jpeg_open(const char *name, const unsigned char *bytes, size_t size, struct pl_deadline *deadline,
                  struct pl_banded *out, struct placard_error *error) {
    struct reader reader = {.name = name, .bytes = bytes, .size = size, .deadline = deadline, .error = error};
    struct pl_jpeg_blocks blocks = {0};
    bool usual = read_blocks(&reader, &blocks);
    bool done = usual || !blocks.lacks_memory || pl_fail_memory(error);
    done = done && (!usual || pl_deadline_spend(deadline, (long long)blocks.width * blocks.height, error)) &&
           open_picture(&reader, &blocks, usual, out);
    if (!done) {
        pl_banded_finish(out);
    } else if (out->source) {
        out->source->deadline = deadline;
    }
    pl_jpeg_blocks_finish(&blocks);
    free(reader.profile);
    jpeg_destroy_decompress(&reader.info);
    return done;
}
