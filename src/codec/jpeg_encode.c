#include "base/memory.h"
#include "codec/jpeg.h"

#include <math.h>
#include <stdlib.h>

enum { DEFAULT_QUALITY = 90, FULL_CHROMA_QUALITY = 90, DOTS_PER_INCH = 72, DENSITY_LIMIT = 65535 };
enum { ROW_BATCH = 64, FLAT_BATCH = 16, FIRST_ROOM = 4096 };

/* All that outlives a longjmp. */
struct writer {
    struct pl_jpeg_failure failure;
    struct jpeg_compress_struct info;
    struct jpeg_destination_mgr target;
    const struct pl_pixmap *pixmap;
    const struct pl_encode_options *options;
    struct pl_buffer *out;
    size_t room;
    uint32_t *flat; /* FLAT_BATCH rows composited over white, for pictures with alpha */
    struct placard_error *error;
};

/* Straight into the buffer, which libjpeg's own memory destination would make a copy of. */
static void open_room(struct writer *writer) {
    unsigned char *room = pl_buffer_room(writer->out, writer->room);
    if (!room) {
        pl_jpeg_throw((j_common_ptr)&writer->info, PLACARD_MEMORY, "");
    }
    writer->target.next_output_byte = room;
    writer->target.free_in_buffer = writer->room;
}

static void init_target(j_compress_ptr info) {
    open_room(info->client_data);
}

static boolean enlarge_target(j_compress_ptr info) {
    struct writer *writer = info->client_data;
    writer->out->size += writer->room;
    open_room(writer);
    return TRUE;
}

static void finish_target(j_compress_ptr info) {
    struct writer *writer = info->client_data;
    writer->out->size += writer->room - writer->target.free_in_buffer;
    writer->out->data[writer->out->size] = 0;
}

static void set_target(struct writer *writer) {
    size_t area = (size_t)writer->pixmap->width * (size_t)writer->pixmap->height;
    writer->room = area / 2 + FIRST_ROOM;
    writer->target.init_destination = init_target;
    writer->target.empty_output_buffer = enlarge_target;
    writer->target.term_destination = finish_target;
    writer->info.dest = &writer->target;
    writer->info.client_data = writer;
}

static void set_chroma(struct jpeg_compress_struct *info, enum pl_chroma chroma, int quality) {
    if (chroma == PL_CHROMA_AUTO) {
        chroma = quality >= FULL_CHROMA_QUALITY ? PL_CHROMA_444 : PL_CHROMA_420;
    }
    info->comp_info[0].h_samp_factor = chroma == PL_CHROMA_444 ? 1 : 2;
    info->comp_info[0].v_samp_factor = chroma == PL_CHROMA_420 ? 2 : 1;
}

static UINT16 find_density(double scale) {
    double dots = round(DOTS_PER_INCH * (scale > 0 ? scale : 1));
    return (UINT16)fmax(1, fmin(dots, DENSITY_LIMIT));
}

static void set_parameters(struct writer *writer) {
    struct jpeg_compress_struct *info = &writer->info;
    const struct pl_encode_options *options = writer->options;
    int quality = options->quality != 0 ? options->quality : DEFAULT_QUALITY;
    info->image_width = (JDIMENSION)writer->pixmap->width;
    info->image_height = (JDIMENSION)writer->pixmap->height;
    info->input_components = 4;
    info->in_color_space = PL_JPEG_XRGB;
    jpeg_set_defaults(info);
    jpeg_set_quality(info, quality, TRUE);
    set_chroma(info, options->chroma, quality);
    info->density_unit = 1;
    info->X_density = info->Y_density = find_density(options->scale);
}

/* Over white, as a picture without alpha is usually seen; premultiplied, so it is one addition. */
static void flatten_row(uint32_t *to, const uint32_t *from, int width, bool straight) {
    if (straight) {
        pl_premultiply_row(to, from, width);
        from = to;
    }
    for (int x = 0; x < width; x++) {
        to[x] = from[x] + (255 - (from[x] >> 24)) * 0x010101U;
    }
}

static void write_flat(struct writer *writer) {
    struct jpeg_compress_struct *info = &writer->info;
    size_t width = (size_t)writer->pixmap->width;
    while (info->next_scanline < info->image_height) {
        JSAMPROW rows[FLAT_BATCH];
        JDIMENSION count = 0;
        for (; count < FLAT_BATCH && info->next_scanline + count < info->image_height; count++) {
            uint32_t *row = writer->flat + width * count;
            flatten_row(row, pl_pixmap_row(writer->pixmap, (int)(info->next_scanline + count)), (int)width,
                        writer->pixmap->straight);
            rows[count] = (JSAMPROW)row;
        }
        jpeg_write_scanlines(info, rows, count);
    }
}

static void write_rows(struct writer *writer) {
    struct jpeg_compress_struct *info = &writer->info;
    while (info->next_scanline < info->image_height) {
        JSAMPROW rows[ROW_BATCH];
        JDIMENSION count = 0;
        for (; count < ROW_BATCH && info->next_scanline + count < info->image_height; count++) {
            rows[count] = (JSAMPROW)pl_pixmap_row(writer->pixmap, (int)(info->next_scanline + count));
        }
        jpeg_write_scanlines(info, rows, count);
    }
}

static bool encode(struct writer *writer) {
    struct jpeg_compress_struct *info = &writer->info;
    const struct pl_pixmap *pixmap = writer->pixmap;
    info->err = pl_jpeg_failure_init(&writer->failure);
    if (setjmp(writer->failure.escape)) {
        return writer->failure.code == PLACARD_MEMORY
                   ? pl_fail_memory(writer->error)
                   : pl_fail(writer->error, writer->failure.code, "cannot encode JPEG: %s",
                             writer->failure.words);
    }
    jpeg_create_compress(info);
    set_target(writer);
    set_parameters(writer);
    jpeg_start_compress(info, TRUE);
    if (pixmap->icc) {
        jpeg_write_icc_profile(info, pixmap->icc, (unsigned)pixmap->icc_size);
    }
    if (writer->flat) {
        write_flat(writer);
    } else {
        write_rows(writer);
    }
    jpeg_finish_compress(info);
    return true;
}

bool pl_jpeg_encode(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                    struct pl_buffer *out, struct placard_error *error) {
    struct writer writer = {.pixmap = pixmap, .options = options, .out = out, .error = error};
    if (!pixmap->opaque) {
        writer.flat = pl_calloc((size_t)pixmap->width * FLAT_BATCH, sizeof *writer.flat);
        if (!writer.flat) {
            return pl_fail_memory(error);
        }
    }
    size_t start = out->size;
    bool done = encode(&writer);
    if (!done) {
        out->size = start;
    }
    jpeg_destroy_compress(&writer.info);
    free(writer.flat);
    return done;
}
