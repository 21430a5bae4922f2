#include "base/memory.h"
#include "codec/icc.h"
#include "codec/jpeg.h"
#include "codec/jpeg_file.h"
#include "codec/jpeg_lazy.h"
#include "codec/source.h"

#include <stdlib.h>

/** The rows of a large JPEG that has all its colours in one scan and is not to be turned. */
struct source {
    struct pl_row_source base; /* first, so that what the functions get is this struct */
    struct pl_jpeg_file file;
    bool rewound; /* the header is to be read again */
    bool started;
};

/* The last row comes with the end of the file, so that a cut one is noticed. */
static bool decode_row(struct source *source, uint32_t *to) {
    struct pl_jpeg_file *file = &source->file;
    struct jpeg_decompress_struct *info = &file->info;
    if (setjmp(file->failure.escape)) {
        return pl_jpeg_fail(&file->failure, file->name, file->error);
    }
    JSAMPROW row = file->cmyk ? file->cmyk : (JSAMPROW)to;
    jpeg_read_scanlines(info, &row, 1);
    if (file->cmyk) {
        pl_jpeg_file_convert(file, to);
    }
    if (info->output_scanline == info->output_height) {
        jpeg_finish_decompress(info);
    }
    return true;
}

static bool read_row(struct pl_row_source *base, uint32_t *to, struct placard_error *error) {
    struct source *source = (struct source *)base;
    source->file.error = error;
    source->file.deadline = base->deadline;
    if (source->rewound && !pl_jpeg_file_head(&source->file)) {
        return false;
    }
    source->rewound = false;
    source->started = source->started || pl_jpeg_file_start(&source->file);
    return source->started && decode_row(source, to);
}

static void rewind_rows(struct pl_row_source *base) {
    struct source *source = (struct source *)base;
    jpeg_destroy_decompress(&source->file.info);
    source->file.info = (struct jpeg_decompress_struct){0};
    source->rewound = true;
    source->started = false;
}

static void close_rows(struct pl_row_source *base) {
    struct source *source = (struct source *)base;
    pl_jpeg_file_finish(&source->file);
    free(source);
}

static bool suits_rows(struct pl_jpeg_file *file) {
    struct jpeg_decompress_struct *info = &file->info;
    return !jpeg_has_multiple_scans(info) && file->orientation <= 1 &&
           (int64_t)info->image_width * info->image_height > PL_SOURCE_KEPT;
}

bool pl_jpeg_rows(const char *name, const unsigned char *bytes, size_t size, struct pl_row_source **out,
                  struct placard_error *error) {
    struct source *source = pl_calloc(1, sizeof *source);
    *out = NULL;
    if (!source) {
        return pl_fail_memory(error);
    }
    struct pl_jpeg_file *file = &source->file;
    *file = (struct pl_jpeg_file){.name = name, .bytes = bytes, .size = size, .error = error};
    bool done = pl_jpeg_file_head(file);
    bool suits = done && suits_rows(file);
    if (!done || !suits) {
        close_rows(&source->base);
        return done;
    }
    source->base = (struct pl_row_source){.width = (int)file->info.image_width,
                                          .height = (int)file->info.image_height,
                                          .read = read_row,
                                          .rewind = rewind_rows,
                                          .close = close_rows};
    *out = &source->base;
    return true;
}

/* Coefficients, where the picture is usual, are less than its pixels, and what is encoded may keep them. */
static bool open_picture(struct pl_jpeg_file *file, struct pl_jpeg_blocks *blocks, bool usual,
                         struct pl_banded *out) {
    if (!pl_jpeg_file_head(file) || !pl_jpeg_file_profile(file) ||
        (file->profile && !pl_icc_keep(&out->head, file->profile, file->profile_size, file->error))) {
        return false;
    }
    if (file->profile_damaged) {
        out->head.profile_dropped = PL_PROFILE_DAMAGED;
    }
    out->head.width = (int)file->info.image_width;
    out->head.height = (int)file->info.image_height;
    out->head.opaque = true;
    if (usual && file->orientation == 1) {
        out->backing = pl_jpeg_backing_create(blocks);
        return out->backing || pl_fail_memory(file->error);
    }
    return pl_jpeg_rows(file->name, file->bytes, file->size, &out->source, file->error);
}

bool pl_jpeg_open(const char *name, const unsigned char *bytes, size_t size, struct pl_deadline *deadline,
                  struct pl_banded *out, struct placard_error *error) {
    struct pl_jpeg_file file = {
        .name = name, .bytes = bytes, .size = size, .deadline = deadline, .error = error};
    struct pl_jpeg_blocks blocks = {0};
    bool usual = pl_jpeg_file_blocks(&file, &blocks);
    bool done = usual || !blocks.lacks_memory || pl_fail_memory(error);
    done = done && (!usual || pl_deadline_spend(deadline, (long long)blocks.width * blocks.height, error)) &&
           open_picture(&file, &blocks, usual, out);
    if (!done) {
        pl_banded_finish(out);
    } else if (out->source) {
        out->source->deadline = deadline;
    }
    pl_jpeg_blocks_finish(&blocks);
    pl_jpeg_file_finish(&file);
    return done;
}
