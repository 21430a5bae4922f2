#include "jpeg_make.h"

#include "pictures.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void fill_samples(unsigned char *samples, const struct jpeg_kind *kind, int channels) {
    size_t count = (size_t)kind->width * (size_t)kind->height * (size_t)channels;
    uint32_t state = (uint32_t)(kind->width * 64 + kind->height);
    if (kind->content == JPEG_WAVES) {
        picture_waves(samples, kind->width, kind->height, channels);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        size_t pixel = i / (size_t)channels;
        int x = (int)(pixel % (size_t)kind->width);
        int y = (int)(pixel / (size_t)kind->width);
        int channel = (int)(i % (size_t)channels);
        /* Edges from the darkest to the lightest overshoot after the transform, and have to be clamped. */
        samples[i] = kind->content == JPEG_NOISE ? (unsigned char)picture_random(&state)
                                                 : (unsigned char)((x / 3 + y / 5 + channel) & 1 ? 255 : 0);
    }
}

static int channels_of(J_COLOR_SPACE space) {
    return space == JCS_GRAYSCALE ? 1 : space == JCS_CMYK ? 4 : space == JCS_UNKNOWN ? 2 : 3;
}

static void set_components(struct jpeg_compress_struct *info, const struct jpeg_kind *kind) {
    for (int i = 0; i < info->num_components; i++) {
        info->comp_info[i].h_samp_factor = kind->factors[i][0] ? kind->factors[i][0] : 1;
        info->comp_info[i].v_samp_factor = kind->factors[i][1] ? kind->factors[i][1] : 1;
        if (kind->ids) {
            info->comp_info[i].component_id = kind->ids[i];
        }
    }
}

static void set_kind(struct jpeg_compress_struct *info, const struct jpeg_kind *kind) {
    info->image_width = (JDIMENSION)kind->width;
    info->image_height = (JDIMENSION)kind->height;
    info->in_color_space = kind->in;
    info->input_components = channels_of(kind->in);
    jpeg_set_defaults(info);
    jpeg_set_colorspace(info, kind->stored);
    jpeg_set_quality(info, kind->quality ? kind->quality : 75, !kind->wide_tables);
    set_components(info, kind);
    info->write_JFIF_header = info->write_JFIF_header && !kind->no_jfif;
    info->write_Adobe_marker = (info->write_Adobe_marker && !kind->no_adobe) || kind->adobe;
    info->optimize_coding = kind->optimise;
    info->arith_code = kind->arithmetic;
    info->restart_interval = (unsigned)kind->restart;
    info->restart_in_rows = kind->restart_rows;
    if (kind->progressive) {
        jpeg_simple_progression(info);
    }
    if (kind->scans) {
        info->scan_info = kind->scans;
        info->num_scans = kind->scan_count;
    }
}

/* That tables are too coarse for baseline JPEG is what some of the kinds are for. */
static void say_nothing_of(j_common_ptr info, int level) {
    (void)info;
    (void)level;
}

void jpeg_make(const struct jpeg_kind *kind, struct pl_buffer *out) {
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    info.err = jpeg_std_error(&errors);
    errors.emit_message = say_nothing_of;
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &bytes, &size);
    set_kind(&info, kind);
    size_t pitch = (size_t)kind->width * (size_t)info.input_components;
    unsigned char *samples = calloc((size_t)kind->height, pitch);
    if (!samples) {
        abort();
    }
    fill_samples(samples, kind, info.input_components);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = samples + pitch * info.next_scanline;
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    pl_buffer_append(out, bytes, size);
    free(samples);
    free(bytes);
}

/* In a block up to four coefficients as large as a picture's can get, or all 64 of them small. */
static void fill_block(JCOEF *block, const JQUANT_TBL *table, uint32_t *state) {
    memset(block, 0, DCTSIZE2 * sizeof *block);
    bool dense = picture_random(state) % 4 == 0;
    int count = dense ? DCTSIZE2 : (int)(picture_random(state) % 5);
    for (int i = 0; i < count; i++) {
        int at = dense ? i : (int)(picture_random(state) % DCTSIZE2);
        int limit = (dense ? 48 : 1000) / table->quantval[at];
        block[at] = (JCOEF)((int)(picture_random(state) % (uint32_t)(2 * limit + 1)) - limit);
    }
}

static void fill_coefficients(struct jpeg_decompress_struct *from, jvirt_barray_ptr *arrays, int seed) {
    uint32_t state = (uint32_t)seed;
    for (int i = 0; i < from->num_components; i++) {
        jpeg_component_info *component = &from->comp_info[i];
        for (JDIMENSION y = 0; y < component->height_in_blocks; y++) {
            JBLOCKARRAY row = from->mem->access_virt_barray((j_common_ptr)from, arrays[i], y, 1, TRUE);
            for (JDIMENSION x = 0; x < component->width_in_blocks; x++) {
                fill_block(row[0][x], from->quant_tbl_ptrs[component->quant_tbl_no], &state);
            }
        }
    }
}

void jpeg_make_coefficients(const struct jpeg_kind *kind, int seed, struct pl_buffer *out) {
    struct pl_buffer file = {0};
    struct jpeg_decompress_struct from;
    struct jpeg_compress_struct to;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    jpeg_make(kind, &file);
    from.err = to.err = jpeg_std_error(&errors);
    errors.emit_message = say_nothing_of;
    jpeg_create_decompress(&from);
    jpeg_create_compress(&to);
    jpeg_mem_src(&from, file.data, file.size);
    jpeg_mem_dest(&to, &bytes, &size);
    jpeg_read_header(&from, TRUE);
    jvirt_barray_ptr *arrays = jpeg_read_coefficients(&from);
    fill_coefficients(&from, arrays, seed);
    jpeg_copy_critical_parameters(&from, &to);
    to.optimize_coding = TRUE;
    to.restart_interval = (unsigned)kind->restart;
    if (kind->progressive) {
        jpeg_simple_progression(&to);
    }
    jpeg_write_coefficients(&to, arrays);
    jpeg_finish_compress(&to);
    jpeg_destroy_compress(&to);
    jpeg_finish_decompress(&from);
    jpeg_destroy_decompress(&from);
    pl_buffer_append(out, bytes, size);
    free(bytes);
    pl_buffer_finish(&file);
}

size_t jpeg_find(const struct pl_buffer *file, unsigned char marker) {
    for (size_t at = 0; at + 1 < file->size; at++) {
        if (file->data[at] == 0xff && file->data[at + 1] == marker) {
            return at;
        }
    }
    abort();
}

size_t jpeg_find_last(const struct pl_buffer *file, unsigned char marker) {
    for (size_t at = file->size - 1; at-- > 0;) {
        if (file->data[at] == 0xff && file->data[at + 1] == marker) {
            return at;
        }
    }
    abort();
}

static bool is_alone(unsigned char marker) {
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd9);
}

size_t jpeg_next(const struct pl_buffer *file, size_t at) {
    unsigned char marker = file->data[at + 1];
    at += 2;
    if (!is_alone(marker)) {
        at += (size_t)(file->data[at] << 8 | file->data[at + 1]);
    }
    while (at + 1 < file->size && (file->data[at] != 0xff || file->data[at + 1] == 0 ||
                                   file->data[at + 1] == 0xff || (file->data[at + 1] & 0xf8) == 0xd0)) {
        at++;
    }
    return at + 1 < file->size ? at : file->size;
}

struct pl_buffer jpeg_segment(unsigned char marker, const void *content, size_t size) {
    struct pl_buffer out = {0};
    unsigned char head[] = {0xff, marker, (unsigned char)((size + 2) >> 8), (unsigned char)(size + 2)};
    pl_buffer_append(&out, head, sizeof head);
    pl_buffer_append(&out, content, size);
    return out;
}

struct pl_buffer jpeg_splice(const struct pl_buffer *file, size_t at, size_t removed, const void *bytes,
                             size_t size) {
    struct pl_buffer out = {0};
    pl_buffer_append(&out, file->data, at);
    pl_buffer_append(&out, bytes, size);
    pl_buffer_append(&out, file->data + at + removed, file->size - at - removed);
    return out;
}
