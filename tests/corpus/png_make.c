#include "png_make.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static int channels_of(int type) {
    return type == PNG_RGB ? 3 : type == PNG_RGBA ? 4 : type == PNG_GRAY_ALPHA ? 2 : 1;
}

static int palette_size(const struct png_kind *kind) {
    return kind->type != PNG_INDEXED ? 0 : kind->palette ? kind->palette : 1 << kind->depth;
}

/* One sample of the picture, the same each time: noise in parts, runs in others. */
static unsigned sample(const struct png_kind *kind, int x, int y, int channel) {
    uint32_t mix =
        (uint32_t)(x / (1 + y % 4)) * 2654435761U ^ (uint32_t)(y / 2) * 40503U ^ (uint32_t)channel * 977U;
    mix ^= mix >> 15;
    mix *= 2246822519U;
    mix ^= mix >> 13;
    unsigned value = mix & ((1U << kind->depth) - 1);
    int palette = palette_size(kind);
    return palette ? value % (unsigned)palette : value;
}

/* Colours of the palette, and their alphas. */
static uint32_t entry_color(int entry) {
    return (uint32_t)((entry * 73 + 5) & 255) << 16 | (uint32_t)(255 - entry) << 8 |
           (uint32_t)(entry * entry & 255);
}

static unsigned char entry_alpha(int entry) {
    return (unsigned char)(entry * 41 + 3);
}

static void put_number(unsigned char *to, uint32_t number) {
    for (int i = 0; i < 4; i++) {
        to[i] = (unsigned char)(number >> (24 - 8 * i));
    }
}

static uint32_t get_number(const unsigned char *from) {
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

void png_put_chunk(struct pl_buffer *out, const char *type, const void *content, size_t size) {
    unsigned char head[8];
    unsigned char tail[4];
    put_number(head, (uint32_t)size);
    memcpy(head + 4, type, 4);
    uLong sum = crc32(0, head + 4, 4);
    if (size > 0) {
        sum = crc32(sum, content, (uInt)size);
    }
    put_number(tail, (uint32_t)sum);
    pl_buffer_append(out, head, sizeof head);
    if (size > 0) {
        pl_buffer_append(out, content, size);
    }
    pl_buffer_append(out, tail, sizeof tail);
}

static void put_chunks(struct pl_buffer *out, const struct png_chunk *chunks) {
    for (; chunks && chunks->type; chunks++) {
        png_put_chunk(out, chunks->type, chunks->content, chunks->size);
    }
}

/* ---- image data ---- */

static int paeth(int left, int above, int corner) {
    int to_left = abs(above - corner);
    int to_above = abs(left - corner);
    int to_corner = abs(left + above - 2 * corner);
    return to_left <= to_above && to_left <= to_corner ? left : to_above <= to_corner ? above : corner;
}

static int predict(int filter, int left, int above, int corner) {
    switch (filter) {
    case 1:
        return left;
    case 2:
        return above;
    case 3:
        return (left + above) / 2;
    case 4:
        return paeth(left, above, corner);
    default:
        return 0;
    }
}

static void put_sample(unsigned char *row, int bit, int depth, unsigned value) {
    if (depth == 16) {
        row[bit / 8] = (unsigned char)(value >> 8);
        row[bit / 8 + 1] = (unsigned char)value;
    } else {
        row[bit / 8] = (unsigned char)(row[bit / 8] | value << (8 - depth - bit % 8));
    }
}

/* One of the pictures that interlacing makes: each so many'th pixel from a first one. */
struct pass {
    int x, y, across, down;
};

static void put_pass(const struct png_kind *kind, struct pass pass, int *row_number, struct pl_buffer *out) {
    int width = (kind->width - pass.x + pass.across - 1) / pass.across;
    int height = (kind->height - pass.y + pass.down - 1) / pass.down;
    int channels = channels_of(kind->type);
    size_t pitch = ((size_t)(width * channels * kind->depth) + 7) / 8;
    size_t pixel = (size_t)(channels * kind->depth + 7) / 8;
    unsigned char *rows = width > 0 ? calloc(2, pixel + pitch) : NULL;
    for (int y = 0; rows && y < height; y++) {
        unsigned char *row = rows + (y & 1 ? pixel + pitch : 0) + pixel;
        const unsigned char *above = rows + (y & 1 ? 0 : pixel + pitch) + pixel;
        memset(row, 0, pitch);
        for (int i = 0; i < width * channels; i++) {
            put_sample(
                row, i * kind->depth, kind->depth,
                sample(kind, pass.x + i / channels * pass.across, pass.y + y * pass.down, i % channels));
        }
        unsigned char filter =
            (unsigned char)(kind->filter == PNG_EACH_FILTER ? (*row_number)++ % PNG_FILTERS : kind->filter);
        pl_buffer_append(out, &filter, 1);
        for (size_t i = 0; i < pitch; i++) {
            ptrdiff_t at = (ptrdiff_t)i;
            ptrdiff_t left = at - (ptrdiff_t)pixel;
            int value = row[at] - predict(filter, row[left], above[at], above[left]);
            unsigned char byte = (unsigned char)value;
            pl_buffer_append(out, &byte, 1);
        }
    }
    free(rows);
}

static struct pl_buffer make_rows(const struct png_kind *kind) {
    static const struct pass passes[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                         {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    struct pl_buffer rows = {0};
    int row_number = 0;
    if (!kind->interlaced) {
        put_pass(kind, (struct pass){0, 0, 1, 1}, &row_number, &rows);
    }
    for (int i = 0; kind->interlaced && i < 7; i++) {
        put_pass(kind, passes[i], &row_number, &rows);
    }
    return rows;
}

static void put_data(const struct png_kind *kind, struct pl_buffer *out) {
    struct pl_buffer rows = make_rows(kind);
    z_stream stream = {.next_in = rows.data, .avail_in = (uInt)rows.size};
    if (deflateInit2(&stream, kind->level, Z_DEFLATED, kind->window ? kind->window : 15, 8, kind->strategy) !=
        Z_OK) {
        abort();
    }
    size_t bound = deflateBound(&stream, (uLong)rows.size);
    unsigned char *packed = malloc(bound);
    stream.next_out = packed;
    stream.avail_out = (uInt)bound;
    if (!packed || deflate(&stream, Z_FINISH) != Z_STREAM_END) {
        abort();
    }
    size_t size = stream.total_out;
    deflateEnd(&stream);
    size_t part = kind->part ? kind->part : size;
    for (size_t at = 0; at < size; at += part) {
        if (kind->empty) {
            png_put_chunk(out, "IDAT", NULL, 0);
        }
        png_put_chunk(out, "IDAT", packed + at, part < size - at ? part : size - at);
    }
    if (kind->empty) {
        png_put_chunk(out, "IDAT", NULL, 0);
    }
    free(packed);
    pl_buffer_finish(&rows);
}

static void put_transparent(const struct png_kind *kind, struct pl_buffer *out) {
    unsigned char bytes[256];
    int channels = channels_of(kind->type);
    if (kind->type == PNG_INDEXED) {
        for (int i = 0; i < kind->alphas; i++) {
            bytes[i] = entry_alpha(i);
        }
        png_put_chunk(out, "tRNS", bytes, (size_t)kind->alphas);
        return;
    }
    for (int c = 0; c < channels; c++) {
        bytes[c * 2] = (unsigned char)(sample(kind, 0, 0, c) >> 8);
        bytes[c * 2 + 1] = (unsigned char)sample(kind, 0, 0, c);
    }
    png_put_chunk(out, "tRNS", bytes, (size_t)channels * 2);
}

void png_make(const struct png_kind *kind, struct pl_buffer *out) {
    unsigned char header[13] = {0};
    unsigned char palette[256 * 3];
    put_number(header, (uint32_t)kind->width);
    put_number(header + 4, (uint32_t)kind->height);
    header[8] = (unsigned char)kind->depth;
    header[9] = (unsigned char)kind->type;
    header[12] = kind->interlaced;
    pl_buffer_append(out, "\x89PNG\r\n\x1a\n", 8);
    png_put_chunk(out, "IHDR", header, sizeof header);
    put_chunks(out, kind->before_palette);
    for (int i = 0; i < palette_size(kind); i++) {
        uint32_t color = entry_color(i);
        palette[i * 3] = (unsigned char)(color >> 16);
        palette[i * 3 + 1] = (unsigned char)(color >> 8);
        palette[i * 3 + 2] = (unsigned char)color;
    }
    if (palette_size(kind) > 0) {
        png_put_chunk(out, "PLTE", palette, (size_t)palette_size(kind) * 3);
    }
    if (kind->alphas > 0) {
        put_transparent(kind, out);
    }
    put_chunks(out, kind->before_data);
    put_data(kind, out);
    put_chunks(out, kind->behind_data);
    png_put_chunk(out, "IEND", NULL, 0);
}

/* ---- what is to come of it ---- */

static uint32_t as_byte(const struct png_kind *kind, unsigned value) {
    unsigned most = (1U << kind->depth) - 1;
    return (value * 255U + most / 2) / most;
}

static uint32_t expected_pixel(const struct png_kind *kind, int x, int y) {
    unsigned values[4] = {0};
    bool transparent = kind->alphas > 0;
    int channels = channels_of(kind->type);
    for (int c = 0; c < channels; c++) {
        values[c] = sample(kind, x, y, c);
        transparent = transparent && values[c] == sample(kind, 0, 0, c);
    }
    if (kind->type == PNG_INDEXED) {
        int entry = (int)values[0];
        return (uint32_t)(entry < kind->alphas ? entry_alpha(entry) : 255) << 24 | entry_color(entry);
    }
    bool colored = channels > 2;
    uint32_t alpha = channels == 2 || channels == 4 ? as_byte(kind, values[channels - 1])
                     : transparent                  ? 0
                                                    : 255;
    uint32_t red = as_byte(kind, values[0]);
    return alpha << 24 | red << 16 | (colored ? as_byte(kind, values[1]) : red) << 8 |
           (colored ? as_byte(kind, values[2]) : red);
}

uint32_t *png_expected(const struct png_kind *kind) {
    uint32_t *pixels = calloc((size_t)kind->width * (size_t)kind->height, sizeof *pixels);
    for (int i = 0; pixels && i < kind->width * kind->height; i++) {
        pixels[i] = expected_pixel(kind, i % kind->width, i / kind->width);
    }
    return pixels;
}

/* ---- editing ---- */

size_t png_chunk_size(const struct pl_buffer *file, size_t at) {
    return get_number(file->data + at) + 12;
}

size_t png_find(const struct pl_buffer *file, const char *type, int index) {
    for (size_t at = 8; at + 12 <= file->size; at += png_chunk_size(file, at)) {
        if (memcmp(file->data + at + 4, type, 4) == 0 && index-- == 0) {
            return at;
        }
    }
    abort();
}

void png_repair(struct pl_buffer *file, size_t at) {
    size_t size = png_chunk_size(file, at) - 12;
    put_number(file->data + at + 8 + size, (uint32_t)crc32(0, file->data + at + 4, (uInt)size + 4));
}

struct pl_buffer png_splice(const struct pl_buffer *file, size_t at, size_t removed, const void *bytes,
                            size_t size) {
    struct pl_buffer out = {0};
    pl_buffer_append(&out, file->data, at);
    pl_buffer_append(&out, bytes, size);
    pl_buffer_append(&out, file->data + at + removed, file->size - at - removed);
    return out;
}
