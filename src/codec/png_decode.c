#include "base/memory.h"
#include "codec/icc.h"
#include "codec/png.h"
#include "codec/png_reader.h"
#include "codec/png_unpack.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What libpng keeps of ancillary chunks, in chunks and in bytes of one: enough for any honest profile. */
enum { CHUNK_COUNT_LIMIT = 128, CHUNK_SIZE_LIMIT = 8 * 1024 * 1024, WORDS_SIZE = 256, BYTE_WORK = 64 };

/* All that outlives a longjmp. */
struct reader {
    png_structp png;
    png_infop info;
    jmp_buf escape;
    char words[WORDS_SIZE];
    char header[WORDS_SIZE]; /* what libpng has against it */
    bool memory;             /* an allocation failed */
    enum pl_profile_loss profile_doubted;
    bool profile_damaged; /* though libpng keeps it */
    const char *name;
    const unsigned char *bytes;
    const unsigned char *at;
    const unsigned char *end;
    bool has_alpha;
    bool straight; /* colours are not to be multiplied by alpha */
    bool late;     /* the deadline passed */
    struct pl_deadline *deadline;
    struct pl_pixmap *out;
    struct placard_error *error;
};

static _Noreturn void leave(png_structp png, png_const_charp words) {
    struct reader *reader = png_get_error_ptr(png);
    snprintf(reader->words, sizeof reader->words, "%s", reader->header[0] ? reader->header : words);
    longjmp(reader->escape, 1);
}

/* Of what libpng only warns of, three things matter: what is invalid in a header, of which its error says
 * nothing; a profile that it drops, or keeps with a wrong checksum; and image data whose checksum is wrong,
 * which it has by then taken for pixels. */
static void judge_warning(png_structp png, png_const_charp words) {
    struct reader *reader = png_get_error_ptr(png);
    const char *header = strstr(words, " in IHDR");
    if (header && header[strlen(" in IHDR")] == '\0') {
        snprintf(reader->header, sizeof reader->header, "IHDR: %.*s", (int)(header - words), words);
    } else if (strncmp(words, "iCCP: ", 6) == 0) {
        reader->profile_doubted = strstr(words, "exceeds application limits") ? PL_PROFILE_LARGE
                                  : strstr(words, "color space")              ? PL_PROFILE_FOREIGN
                                                                              : PL_PROFILE_DAMAGED;
        reader->profile_damaged |= strstr(words, "CRC") != NULL;
    } else if (strncmp(words, "IDAT: ", 6) == 0 && !strstr(words, "Extra") && !strstr(words, "Too much")) {
        leave(png, words);
    }
}

static png_voidp allocate(png_structp png, png_alloc_size_t size) {
    struct reader *reader = png_get_mem_ptr(png);
    void *block = malloc(size);
    reader->memory |= !block;
    return block;
}

static void release(png_structp png, png_voidp block) {
    (void)png;
    free(block);
}

static void read_bytes(png_structp png, png_bytep to, size_t size) {
    struct reader *reader = png_get_io_ptr(png);
    if ((size_t)(reader->end - reader->at) < size) {
        png_error(png, "the file ends too early");
    }
    /* A byte may stand for a thousand of the picture. */
    if (!pl_deadline_spend(reader->deadline, (long long)size * BYTE_WORK, reader->error)) {
        reader->late = true;
        png_error(png, "timeout");
    }
    memcpy(to, reader->at, size);
    reader->at += size;
}

static bool fail(const struct reader *reader) {
    if (reader->memory) {
        return pl_fail_memory(reader->error);
    }
    if (reader->late) {
        return false;
    }
    return pl_fail(reader->error, PLACARD_PICTURE, "%s: damaged PNG: %s", reader->name, reader->words);
}

/* Chunks that say nothing about the pixels as browsers show them; unread, they cost no time and cannot make
 * libpng doubt the profile. */
static const unsigned char ignored[] = "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0"
                                       "sPLT\0sRGB\0tEXt\0tIME\0zTXt";

static bool open_reader(struct reader *reader) {
    if (setjmp(reader->escape)) {
        return fail(reader);
    }
    reader->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, reader, leave, judge_warning, reader,
                                           allocate, release);
    reader->info = reader->png ? png_create_info_struct(reader->png) : NULL;
    if (!reader->info) {
        return pl_fail_memory(reader->error);
    }
    png_set_read_fn(reader->png, reader, read_bytes);
    png_set_user_limits(reader->png, PL_SIDE_LIMIT, PL_SIDE_LIMIT);
    png_set_chunk_cache_max(reader->png, CHUNK_COUNT_LIMIT);
    png_set_chunk_malloc_max(reader->png, CHUNK_SIZE_LIMIT);
    png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, ignored, sizeof ignored / 5);
    return true;
}

/* Has libpng turn every kind of PNG into the pixmap's layout, only not yet premultiplied. */
static void set_transforms(struct reader *reader) {
    png_structp png = reader->png;
    int type = png_get_color_type(png, reader->info);
    reader->has_alpha =
        (type & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png, reader->info, PNG_INFO_tRNS) != 0;
    png_set_expand(png);
    png_set_scale_16(png);
    if ((type & PNG_COLOR_MASK_COLOR) == 0) {
        png_set_gray_to_rgb(png);
    }
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    png_set_bgr(png);
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
#else
    png_set_swap_alpha(png);
    png_set_add_alpha(png, 255, PNG_FILLER_BEFORE);
#endif
    png_set_interlace_handling(png);
    png_read_update_info(png, reader->info);
}

static bool keep_profile(struct reader *reader) {
    png_charp title;
    int compression;
    png_bytep profile;
    png_uint_32 size;
    if (reader->profile_damaged ||
        !png_get_iCCP(reader->png, reader->info, &title, &compression, &profile, &size)) {
        reader->out->profile_dropped = reader->profile_doubted;
        return true;
    }
    return pl_icc_keep(reader->out, profile, size, reader->error);
}

static bool read_header(struct reader *reader) {
    if (setjmp(reader->escape)) {
        return fail(reader);
    }
    png_read_info(reader->png, reader->info);
    set_transforms(reader);
    if (png_get_rowbytes(reader->png, reader->info) != (size_t)reader->out->width * 4) {
        png_error(reader->png, "unexpected row size");
    }
    /* Without memory for a profile, libpng goes on as if there were none. */
    return reader->memory ? fail(reader) : keep_profile(reader);
}

/* To the end of the file, IEND included, so that a cut file is noticed wherever the cut is. */
static bool read_pixels(struct reader *reader) {
    if (setjmp(reader->escape)) {
        return fail(reader);
    }
    int passes = png_get_interlace_type(reader->png, reader->info) == PNG_INTERLACE_NONE
                     ? 1
                     : PNG_INTERLACE_ADAM7_PASSES;
    for (int pass = 0; pass < passes; pass++) {
        for (int y = 0; y < reader->out->height; y++) {
            if (!pl_deadline_spend(reader->deadline, 4LL * reader->out->width, reader->error)) {
                return false;
            }
            png_read_row(reader->png, (png_bytep)pl_pixmap_row(reader->out, y), NULL);
        }
    }
    png_read_end(reader->png, NULL);
    return true;
}

/* The pixels as libpng hands them out are straight. A picture whose every pixel turns out to be opaque is
 * both. */
static void settle_alpha(struct pl_pixmap *pixmap, bool straight) {
    pixmap->opaque = true;
    for (int y = 0; y < pixmap->height; y++) {
        uint32_t *row = pl_pixmap_row(pixmap, y);
        if (pl_common_bits(row, pixmap->width) >> 24 != 255) {
            pixmap->opaque = false;
            pixmap->straight = straight;
            if (straight) {
                return;
            }
            pl_premultiply_row(row, row, pixmap->width);
        }
    }
}

static bool decode(struct reader *reader, int width, int height) {
    if (!pl_pixmap_init(reader->out, width, height, reader->error) || !open_reader(reader) ||
        !read_header(reader)) {
        return false;
    }
    if (!pl_png_unpack(reader->bytes, (size_t)(reader->end - reader->bytes), reader->deadline, reader->out) &&
        !read_pixels(reader)) {
        return false;
    }
    reader->out->opaque = true;
    if (reader->has_alpha) {
        settle_alpha(reader->out, reader->straight);
    }
    return true;
}

static bool decode_picture(const char *name, const unsigned char *bytes, size_t size, bool straight,
                           struct pl_deadline *deadline, struct pl_pixmap *out, struct placard_error *error) {
    int width = 0;
    int height = 0;
    *out = (struct pl_pixmap){0};
    if (!pl_png_size(name, bytes, size, &width, &height, error) ||
        !pl_png_check_chunks(name, bytes, size, error)) {
        return false;
    }
    struct reader reader = {.name = name,
                            .bytes = bytes,
                            .at = bytes,
                            .end = bytes + size,
                            .straight = straight,
                            .deadline = deadline,
                            .out = out,
                            .error = error};
    bool done = decode(&reader, width, height);
    if (!done) {
        pl_pixmap_finish(out);
    }
    png_destroy_read_struct(&reader.png, &reader.info, NULL);
    return done;
}

bool pl_png_decode_until(const char *name, const unsigned char *bytes, size_t size,
                         struct pl_deadline *deadline, struct pl_pixmap *out, struct placard_error *error) {
    return decode_picture(name, bytes, size, false, deadline, out, error);
}

bool pl_png_decode(const char *name, const unsigned char *bytes, size_t size, struct pl_pixmap *out,
                   struct placard_error *error) {
    return pl_png_decode_until(name, bytes, size, NULL, out, error);
}

bool pl_png_decode_straight(const char *name, const unsigned char *bytes, size_t size, struct pl_pixmap *out,
                            struct placard_error *error) {
    return decode_picture(name, bytes, size, true, NULL, out, error);
}

struct pl_png_reader {
    struct reader reader;
    struct pl_pixmap size; /* without pixels: only what the header fills */
};

struct pl_png_reader *pl_png_reader_open(const char *name, const unsigned char *bytes, size_t size, int width,
                                         int height, struct pl_deadline *deadline,
                                         struct placard_error *error) {
    struct pl_png_reader *rows = pl_calloc(1, sizeof *rows);
    if (!rows) {
        pl_fail_memory(error);
        return NULL;
    }
    rows->size.width = width;
    rows->size.height = height;
    rows->reader = (struct reader){.name = name,
                                   .at = bytes,
                                   .end = bytes + size,
                                   .deadline = deadline,
                                   .out = &rows->size,
                                   .error = error};
    if (!open_reader(&rows->reader) || !read_header(&rows->reader)) {
        pl_png_reader_close(rows);
        return NULL;
    }
    return rows;
}

void pl_png_reader_head(struct pl_png_reader *rows, struct pl_pixmap *head) {
    *head = rows->size;
    head->opaque = !rows->reader.has_alpha;
    rows->size.icc = NULL;
    rows->size.icc_size = 0;
}

bool pl_png_reader_row(struct pl_png_reader *rows, uint32_t *to, struct placard_error *error) {
    rows->reader.error = error;
    if (setjmp(rows->reader.escape)) {
        return fail(&rows->reader);
    }
    png_read_row(rows->reader.png, (png_bytep)to, NULL);
    return true;
}

bool pl_png_reader_end(struct pl_png_reader *rows, struct placard_error *error) {
    rows->reader.error = error;
    if (setjmp(rows->reader.escape)) {
        return fail(&rows->reader);
    }
    png_read_end(rows->reader.png, NULL);
    return true;
}

void pl_png_reader_close(struct pl_png_reader *rows) {
    if (rows) {
        png_destroy_read_struct(&rows->reader.png, &rows->reader.info, NULL);
        pl_pixmap_finish(&rows->size);
        free(rows);
    }
}
