#include "png_corpus.h"

#include <stdio.h>
#include <zlib.h>

/* Sound files: types, depths, sizes, filters, palettes, and ways to compress and cut up the same rows. */

enum { LAST_SIDE = 33 };

static const int types[][2] = {{PNG_GRAY, 1},        {PNG_GRAY, 2},    {PNG_GRAY, 4},    {PNG_GRAY, 8},
                               {PNG_GRAY, 16},       {PNG_RGB, 8},     {PNG_RGB, 16},    {PNG_INDEXED, 1},
                               {PNG_INDEXED, 2},     {PNG_INDEXED, 4}, {PNG_INDEXED, 8}, {PNG_GRAY_ALPHA, 8},
                               {PNG_GRAY_ALPHA, 16}, {PNG_RGBA, 8},    {PNG_RGBA, 16}};
enum { TYPES = sizeof types / sizeof *types };

static struct png_kind kind_of(int type, bool interlaced) {
    return (struct png_kind){37, 23, types[type][1], types[type][0], interlaced, PNG_EACH_FILTER, .level = 6};
}

static void check(struct group *group, const struct png_kind *kind) {
    char words[128];
    snprintf(words, sizeof words, "%dx%d, type %d, %d bits, %sfilter %d, %d alphas, level %d", kind->width,
             kind->height, kind->type, kind->depth, kind->interlaced ? "interlaced, " : "", kind->filter,
             kind->alphas, kind->level);
    png_sound_kind(group, kind, words);
}

/* Each type in each depth, with each filter, opaque and with a transparent sample or palette. */
static void check_types(struct group *group, struct tap *tap) {
    group_start(group, "types");
    for (int i = 0; i < TYPES * 2; i++) {
        struct png_kind kind = kind_of(i / 2, i & 1);
        for (kind.filter = 0; kind.filter <= PNG_EACH_FILTER; kind.filter++) {
            kind.alphas = 0;
            check(group, &kind);
            if (kind.type == PNG_GRAY || kind.type == PNG_RGB || kind.type == PNG_INDEXED) {
                kind.alphas = kind.type == PNG_INDEXED ? (1 << kind.depth) / 2 + 1 : 1;
                kind.alphas = kind.alphas < 1 << kind.depth ? kind.alphas : 1 << kind.depth;
                check(group, &kind);
            }
        }
    }
    group_finish(group, tap);
}

static void check_sizes(struct group *group, struct tap *tap) {
    group_start(group, "sizes");
    for (int i = 0; i < TYPES * 2; i++) {
        struct png_kind kind = kind_of(i / 2, i & 1);
        kind.level = 1;
        for (kind.height = 1; kind.height <= LAST_SIDE; kind.height++) {
            /* All widths for the usual types, for the others those of which there is one for each height. */
            bool usual = kind.depth == 8 && kind.type != PNG_GRAY_ALPHA;
            for (kind.width = usual ? 1 : 1 + (kind.height * 7 + i) % 4; kind.width <= LAST_SIDE;
                 kind.width += usual ? 1 : 4) {
                check(group, &kind);
            }
        }
    }
    static const int longs[][2] = {{32767, 1}, {1, 32767}, {32766, 3}, {5, 9000}};
    for (int i = 0; i < TYPES * 2; i++) {
        struct png_kind kind = kind_of(i / 2, i & 1);
        kind.level = 1;
        kind.width = longs[i % 4][0];
        kind.height = longs[i % 4][1];
        check(group, &kind);
    }
    group_finish(group, tap);
}

static void check_palettes(struct group *group, struct tap *tap) {
    group_start(group, "palettes");
    for (int depth = 1; depth <= 8; depth *= 2) {
        for (int size = 1; size <= 1 << depth; size++) {
            for (int alphas = 0; alphas <= size; alphas += size > 16 ? size / 2 : 1) {
                struct png_kind kind = {19,         7,    depth,  PNG_INDEXED, size & 1,
                                        alphas % 6, size, alphas, .level = 6};
                check(group, &kind);
            }
        }
    }
    group_finish(group, tap);
}

/* The same rows in other streams, in chunks of other sizes. */
static void check_streams(struct group *group, struct tap *tap) {
    static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED};
    static const size_t parts[] = {0, 1, 2, 3, 7, 64, 8192};
    group_start(group, "streams");
    for (int i = 0; i < TYPES * 2; i++) {
        struct png_kind kind = kind_of(i / 2, i & 1);
        for (kind.level = 0; kind.level <= 9; kind.level++) {
            kind.strategy = strategies[(i + kind.level) % 5];
            kind.window = 9 + (i + kind.level) % 7;
            check(group, &kind);
        }
        kind.level = 6;
        for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
            kind.part = parts[p];
            for (int empty = 0; empty < 2; empty++) {
                kind.empty = empty;
                check(group, &kind);
            }
        }
    }
    group_finish(group, tap);
}

void png_kinds(struct group *group, struct tap *tap) {
    check_types(group, tap);
    check_sizes(group, tap);
    check_palettes(group, tap);
    check_streams(group, tap);
}
