#include "codec/jpeg_file.h"

#include "base/memory.h"
#include "codec/exif.h"

#include <jerror.h>
#include <stdlib.h>

/* As many scans as no encoder writes, but few enough that a file of empty scans over the largest picture
 * keeps a decoder busy for seconds, not hours; coefficients for the largest picture in four components. */
enum { SCAN_LIMIT = 100, MEMORY_LIMIT = 1 << 30, MARKER_SIZE = 0xffff };
/* libjpeg decodes at eighths of the size by computing fewer samples of each block. */
enum { EIGHTHS = 8 };

static void check_scans(j_common_ptr info) {
    struct pl_jpeg_file *file = info->client_data;
    if (((j_decompress_ptr)info)->input_scan_number > SCAN_LIMIT) {
        pl_jpeg_throw(info, PLACARD_LIMIT, "expected at most 100 scans, found more");
    }
    /* Called for every row of blocks. */
    if (!pl_deadline_spend(file->deadline, 8LL * ((j_decompress_ptr)info)->image_width, file->error)) {
        file->failure.late = true;
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

bool pl_jpeg_file_head(struct pl_jpeg_file *file) {
    struct jpeg_decompress_struct *info = &file->info;
    info->err = pl_jpeg_failure_init(&file->failure);
    if (setjmp(file->failure.escape)) {
        return pl_jpeg_fail(&file->failure, file->name, file->error);
    }
    jpeg_create_decompress(info);
    info->mem->max_memory_to_use = MEMORY_LIMIT;
    file->progress.progress_monitor = check_scans;
    info->progress = &file->progress;
    info->client_data = file;
    jpeg_mem_src(info, file->bytes, file->size);
    jpeg_save_markers(info, JPEG_APP0 + 1, MARKER_SIZE);
    jpeg_save_markers(info, JPEG_APP0 + 2, MARKER_SIZE);
    jpeg_read_header(info, TRUE);
    file->orientation = find_orientation(info);
    choose_scale(info, file->side);
    return pl_size_check(file->name, info->image_width, info->image_height, file->error);
}

bool pl_jpeg_file_profile(struct pl_jpeg_file *file) {
    struct jpeg_decompress_struct *info = &file->info;
    if (setjmp(file->failure.escape)) {
        return pl_jpeg_fail(&file->failure, file->name, file->error);
    }
    if (!jpeg_read_icc_profile(info, &file->profile, &file->profile_size)) {
        file->profile_damaged = info->err->msg_code == JWRN_BOGUS_ICC;
    }
    return true;
}

bool pl_jpeg_file_start(struct pl_jpeg_file *file) {
    struct jpeg_decompress_struct *info = &file->info;
    if (!file->cmyk && (info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK)) {
        file->cmyk = pl_calloc(info->output_width, 4);
        if (!file->cmyk) {
            return pl_fail_memory(file->error);
        }
    }
    if (setjmp(file->failure.escape)) {
        return pl_jpeg_fail(&file->failure, file->name, file->error);
    }
    info->out_color_space = file->cmyk ? JCS_CMYK : PL_JPEG_ARGB;
    jpeg_start_decompress(info);
    return true;
}

/* Adobe's programs store CMYK inverted, 255 meaning no ink, and say so by their marker (Adobe TN 5116). */
void pl_jpeg_file_convert(const struct pl_jpeg_file *file, uint32_t *row) {
    const unsigned char flip = file->info.saw_Adobe_marker ? 0 : 255;
    for (JDIMENSION x = 0; x < file->info.output_width; x++) {
        const unsigned char *ink = file->cmyk + (size_t)x * 4;
        uint32_t light = ink[3] ^ flip;
        row[x] = 255U << 24 | pl_mul255(ink[0] ^ flip, light) << 16 | pl_mul255(ink[1] ^ flip, light) << 8 |
                 pl_mul255(ink[2] ^ flip, light);
    }
}

bool pl_jpeg_file_blocks(const struct pl_jpeg_file *file, struct pl_jpeg_blocks *blocks) {
    static const size_t largest = (size_t)8 * 1024 * 1024;
    if (file->side > 0 || file->size > largest || !pl_jpeg_blocks_read(file->bytes, file->size, blocks)) {
        return false;
    }
    bool drawable = blocks->width >= PL_JPEG_LEAST_SIDE && blocks->height >= PL_JPEG_LEAST_SIDE;
    if (!drawable) {
        pl_jpeg_blocks_finish(blocks);
    }
    return drawable;
}

void pl_jpeg_file_finish(struct pl_jpeg_file *file) {
    free(file->profile);
    free(file->cmyk);
    jpeg_destroy_decompress(&file->info);
}

bool pl_jpeg_size(const char *name, const unsigned char *bytes, size_t size, int *width, int *height,
                  struct placard_error *error) {
    struct pl_jpeg_file file = {.name = name, .bytes = bytes, .size = size, .error = error};
    bool done = pl_jpeg_file_head(&file);
    if (done) {
        bool swap = pl_orientation_swaps(file.orientation);
        *width = (int)(swap ? file.info.image_height : file.info.image_width);
        *height = (int)(swap ? file.info.image_width : file.info.image_height);
    }
    pl_jpeg_file_finish(&file);
    return done;
}
