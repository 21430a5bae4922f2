#include "pictures.h"
#include "png_corpus.h"

#include <string.h>

/* Sound files with every chunk that says something around the pixels, and with nothing but noise in such
 * chunks: none of it changes a pixel, because browsers and Placard draw the samples as they are. */

#define CHUNK(type, content)                                                                                 \
    { type, content, sizeof(content) - 1 }

static const struct png_chunk early[] = {
    CHUNK("gAMA", "\0\0\xb1\x8f"),
    CHUNK("gAMA", "\0\1\x86\xa0"),
    CHUNK("gAMA", "\0\0\0\0"),
    CHUNK("cHRM",
          "\0\0\x7a\x26\0\0\x80\x84\0\0\xfa\0\0\0\x80\xe8\0\0\x75\x30\0\0\xea\x60\0\0\x3a\x98\0\0\x17\x70"),
    CHUNK("sRGB", "\1"),
    CHUNK("sRGB", "\x09"),
    CHUNK("sBIT", "\5\5\5\5"),
    CHUNK("sBIT", "\5"),
    CHUNK("iCCP", "broken\0\0x"),
    CHUNK("iCCP", ""),
};
static const struct png_chunk anywhere[] = {
    CHUNK("tEXt", "Title\0A picture"),
    CHUNK("tEXt", ""),
    CHUNK("zTXt", "Comment\0\0\x78\x9c\3\0\0\0\0\1"),
    CHUNK("zTXt", "Comment\0\0nonsense"),
    CHUNK("iTXt", "Title\0\0\0zh\0t\0text"),
    CHUNK("tIME", "\x07\xea\x0b\x1c\x0c\0\0"),
    CHUNK("tIME", "\xff"),
    CHUNK("eXIf", "MM\0*\0\0\0\10"),
    CHUNK("prVt", "of some program's own"),
    CHUNK("prVT", ""),
};
static const struct png_chunk before_data[] = {
    CHUNK("bKGD", "\0\1\0\2\0\3"),
    CHUNK("bKGD", "\1"),
    CHUNK("bKGD", "\0\1"),
    CHUNK("pHYs", "\0\0\x0b\x13\0\0\x0b\x13\1"),
    CHUNK("hIST", "\0\1\0\2\0\3\0\4"),
    CHUNK("sPLT", "name\0\10\1\2\3\4\0\5"),
    CHUNK("oFFs", "\0\0\0\1\0\0\0\2\0"),
    CHUNK("sCAL", "\1001\0001"),
    CHUNK("acTL", "\0\0\0\2\0\0\0\0"),
};

static const int types[][2] = {{PNG_GRAY, 1},       {PNG_GRAY, 8},    {PNG_GRAY, 16},
                               {PNG_RGB, 8},        {PNG_INDEXED, 2}, {PNG_INDEXED, 8},
                               {PNG_GRAY_ALPHA, 8}, {PNG_RGBA, 8},    {PNG_RGBA, 16}};
enum { TYPES = sizeof types / sizeof *types };

static struct png_kind kind_of(int i) {
    return (struct png_kind){21, 11, types[i / 2][1], types[i / 2][0], i & 1, PNG_EACH_FILTER, .level = 6};
}

static void check_one(struct group *group, struct tap *tap) {
    group_start(group, "a-chunk");
    for (int i = 0; i < TYPES * 2; i++) {
        struct png_kind plain = kind_of(i);
        for (size_t c = 0; c < sizeof early / sizeof *early; c++) {
            const struct png_chunk chunks[] = {early[c], {0}};
            struct png_kind kind = plain;
            kind.before_palette = chunks;
            png_sound_kind(group, &kind, early[c].type);
        }
        for (size_t c = 0; c < sizeof before_data / sizeof *before_data; c++) {
            const struct png_chunk chunks[] = {before_data[c], {0}};
            struct png_kind kind = plain;
            kind.before_data = chunks;
            png_sound_kind(group, &kind, before_data[c].type);
        }
        for (size_t c = 0; c < sizeof anywhere / sizeof *anywhere; c++) {
            const struct png_chunk chunks[] = {anywhere[c], {0}};
            struct png_kind kind = plain;
            kind.before_palette = chunks;
            png_sound_kind(group, &kind, anywhere[c].type);
            kind.before_data = kind.behind_data = chunks;
            png_sound_kind(group, &kind, anywhere[c].type);
        }
    }
    group_finish(group, tap);
}

/* A palette that a picture of true colour suggests, chunks with wrong checksums that pixels do not need,
 * bytes behind the end. */
static void check_odd(struct group *group, struct tap *tap) {
    static const struct png_chunk suggested[] = {CHUNK("PLTE", "\1\2\3\4\5\6"), {0}};
    static const struct png_chunk text[] = {CHUNK("tEXt", "Title\0A picture"), {0}};
    group_start(group, "odd");
    for (int i = 0; i < TYPES * 2; i++) {
        struct png_kind kind = kind_of(i);
        struct pl_buffer file = {0};
        kind.before_palette = text;
        png_make(&kind, &file);
        file.data[png_find(&file, "tEXt", 0) + 10] ^= 1;
        png_sound(group, &file, "a wrong checksum of text");
        struct pl_buffer more = png_splice(&file, file.size, 0, "trailing bytes\x89PNG", 18);
        png_sound(group, &more, "bytes behind the end");
        pl_buffer_finish(&more);
        pl_buffer_finish(&file);
        kind.before_palette = NULL;
        if (kind.type == PNG_RGB || kind.type == PNG_RGBA) {
            kind.before_data = suggested;
            png_sound_kind(group, &kind, "a suggested palette");
        }
    }
    group_finish(group, tap);
}

/* An index behind the palette's end is what libpng takes it for. */
static void check_indexes(struct group *group, struct tap *tap) {
    group_start(group, "indexes");
    for (int depth = 1; depth <= 8; depth *= 2) {
        for (int size = 1; size < 1 << depth; size = size * 2 + 1) {
            struct png_kind kind = {19, 7, depth, PNG_INDEXED, .alphas = size / 2, .level = 6};
            struct pl_buffer file = {0};
            png_make(&kind, &file);
            size_t at = png_find(&file, "PLTE", 0);
            struct pl_buffer less =
                png_splice(&file, at + 8 + (size_t)size * 3, (size_t)((1 << depth) - size) * 3, "", 0);
            less.data[at + 2] = (unsigned char)(size * 3 >> 8);
            less.data[at + 3] = (unsigned char)(size * 3);
            png_repair(&less, at);
            png_sound(group, &less, "fewer colours than are named");
            pl_buffer_finish(&less);
            pl_buffer_finish(&file);
        }
    }
    group_finish(group, tap);
}

void png_chunks(struct group *group, struct tap *tap) {
    check_one(group, tap);
    check_odd(group, tap);
    check_indexes(group, tap);
}
