#include "pictures.h"
#include "png_corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Broken files: each is refused, with words for what is wrong with it. */

enum { WIDTH = 19, HEIGHT = 11, ROUNDS = 2500, SIGNATURE = 8 };

static const struct png_kind kinds[] = {
    {WIDTH, HEIGHT, 8, PNG_RGB, .filter = PNG_EACH_FILTER, .level = 6},
    {WIDTH, HEIGHT, 8, PNG_RGBA, .filter = PNG_EACH_FILTER, .level = 6, .part = 40},
    {WIDTH, HEIGHT, 4, PNG_INDEXED, .filter = 0, .alphas = 3, .level = 6},
    {WIDTH, HEIGHT, 16, PNG_GRAY_ALPHA, true, PNG_EACH_FILTER, .level = 9},
    {WIDTH, HEIGHT, 1, PNG_GRAY, .filter = 4, .alphas = 1, .level = 6},
    {WIDTH, HEIGHT, 8, PNG_RGB, true, PNG_EACH_FILTER, .level = 0},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static struct pl_buffer make(int kind) {
    struct pl_buffer file = {0};
    png_make(&kinds[kind], &file);
    return file;
}

/* Where a change is made: so many bytes behind the start of the first such chunk; "" is the file's start. */
struct change {
    int kind;
    const char *chunk;
    int at, removed;
    const char *bytes;
    int size;
    bool repaired; /* the checksum */
    const char *message;
};

#define BYTES(text) text, (int)sizeof(text) - 1

static const struct change changes[] = {
    /* The signature, as transports change it. */
    {0, "", 0, 1, BYTES("\x0a"), false,
     "expected a picture (png, jpeg), found bytes 0a 50 4e 47 0d 0a 1a 0a"},
    {0, "", 1, 3, BYTES("png"), false, "expected a picture (png, jpeg), found bytes 89 70 6e 67 0d 0a 1a 0a"},
    {0, "", 4, 2, BYTES("\n"), false, "damaged PNG: the line ends in its signature were changed"},
    {0, "", 4, 2, BYTES("\r\r"), false, "damaged PNG: the line ends in its signature were changed"},
    {0, "", 7, 1, BYTES("\r\n"), false, "damaged PNG: the line ends in its signature were changed"},
    {0, "", 7, 1, BYTES(""), false, "damaged PNG: the line ends in its signature were changed"},
    /* The header. */
    {0, "IHDR", 8, 4, BYTES("\0\0\0\0"), true, "expected at least 1x1 pixels, found 0x11"},
    {0, "IHDR", 12, 4, BYTES("\0\0\0\0"), true, "expected at least 1x1 pixels, found 19x0"},
    {0, "IHDR", 8, 4, BYTES("\x80\0\0\0"), true, "expected at most 32767 pixels a side, found 2147483648x11"},
    {0, "IHDR", 8, 8, BYTES("\0\0\x70\0\0\0\x70\0"), true,
     "expected at most 100 megapixels, found 28672x28672 (822.1 megapixels)"},
    {0, "IHDR", 16, 1, BYTES("\0"), true, "damaged PNG: IHDR: Invalid color type/bit depth combination"},
    {0, "IHDR", 16, 1, BYTES("\3"), true, "damaged PNG: IHDR: Invalid color type/bit depth combination"},
    {0, "IHDR", 16, 1, BYTES("\x63"), true, "damaged PNG: IHDR: Invalid bit depth"},
    {0, "IHDR", 17, 1, BYTES("\1"), true, "damaged PNG: IHDR: Invalid color type"},
    {0, "IHDR", 17, 1, BYTES("\11"), true, "damaged PNG: IHDR: Invalid color type"},
    {0, "IHDR", 16, 2, BYTES("\4\2"), true, "damaged PNG: IHDR: Invalid color type/bit depth combination"},
    {0, "IHDR", 18, 1, BYTES("\1"), true, "damaged PNG: IHDR: Unknown compression method"},
    {0, "IHDR", 19, 1, BYTES("\1"), true, "damaged PNG: IHDR: Invalid filter method"},
    {0, "IHDR", 20, 1, BYTES("\2"), true, "damaged PNG: IHDR: Unknown interlace method"},
    {0, "IHDR", 20, 1, BYTES("\1"), false, "damaged PNG: IHDR: CRC error"},
    {0, "IHDR", 3, 1, BYTES("\14"), false, "damaged PNG: IHDR: invalid"},
    {0, "IHDR", 0, 25, BYTES(""), false, "damaged PNG: missing IHDR"},
    {0, "IHDR", 4, 4, BYTES("iHDR"), true, "damaged PNG: missing IHDR"},
    {0, "IDAT", 0, 0, BYTES("\0\0\0\15IHDR\0\0\0\x13\0\0\0\13\10\2\0\0\0crc!"), true,
     "damaged PNG: IHDR: out of place"},
    /* The palette. */
    {2, "PLTE", 0, 60, BYTES(""), false, "damaged PNG: IDAT: Missing PLTE before IDAT"},
    {2, "PLTE", 2, 2, BYTES("\0\0"), false, "damaged PNG: PLTE: CRC error"},
    {2, "PLTE", 0, 9, BYTES("\0\0\0\x2fPLTE"), true, "damaged PNG: PLTE: invalid"},
    {2, "tRNS", 0, 0, BYTES("\0\0\0\3PLTE\1\2\3crc!"), true, "damaged PNG: PLTE: duplicate"},
    {2, "PLTE", 8, 1, BYTES("\1"), false, "damaged PNG: PLTE: CRC error"},
    /* Image data. */
    {0, "IDAT", 0, -1, BYTES(""), false, "damaged PNG: IEND: out of place"},
    {1, "IDAT", 0, 52, BYTES(""), false, "damaged PNG: IDAT: invalid window size (libpng)"},
    {0, "IDAT", 8, 1, BYTES("\x79"), true, "damaged PNG: IDAT: incorrect header check"},
    {0, "IDAT", 9, 1, BYTES("\0"), true, "damaged PNG: IDAT: incorrect header check"},
    {0, "IDAT", 8, 2, BYTES("\x88\x1c"), true, "damaged PNG: IDAT: invalid window size (libpng)"},
    {0, "IDAT", 10, 1, BYTES("\7"), true, "damaged PNG: IDAT: invalid block type"},
    {0, "IDAT", 30, 1, BYTES("\xff"), false, "damaged PNG: IDAT: invalid distance too far back"},
    {5, "IDAT", 15, 1, BYTES("\5"), true, "damaged PNG: bad adaptive filter value"},
    {5, "IDAT", 11, 1, BYTES("\1"), true, "damaged PNG: IDAT: invalid stored block lengths"},
    {0, "IHDR", 15, 1, BYTES("\14"), true, "damaged PNG: Not enough image data"},
    {0, "IHDR", 11, 1, BYTES("\24"), true, "damaged PNG: bad adaptive filter value"},
    {1, "IDAT", 52, 0, BYTES("\0\0\0\0tEXtcrc!"), false, "damaged PNG: Not enough image data"},
    /* The end, and chunks that can't be left out. */
    {0, "IEND", 0, 12, BYTES(""), false, "damaged PNG: the file ends too early"},
    {0, "IEND", 4, 4, BYTES("IENX"), true, "damaged PNG: the file ends too early"},
    {0, "IEND", 4, 4, BYTES("I\0ND"), true, "damaged PNG: I[00]ND: invalid chunk type"},
    {0, "IEND", 0, 1, BYTES("\x80"), false, "damaged PNG: PNG unsigned integer out of range"},
    {0, "IEND", 2, 1, BYTES("\1"), false, "damaged PNG: the file ends too early"},
    {0, "IEND", 8, 1, BYTES("\xaf"), false, "damaged PNG: IEND: CRC error"},
    {0, "IDAT", 0, 0, BYTES("\0\0\0\0CRITcrc!"), true, "damaged PNG: CRIT: unhandled critical chunk"},
};

static void check_changes(struct group *group, struct tap *tap) {
    group_start(group, "broken");
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const struct change *change = &changes[i];
        struct pl_buffer file = make(change->kind);
        char words[32];
        size_t chunk = change->chunk[0] ? png_find(&file, change->chunk, 0) : 0;
        size_t removed = change->removed < 0 ? png_chunk_size(&file, chunk) : (size_t)change->removed;
        struct pl_buffer bad =
            png_splice(&file, chunk + (size_t)change->at, removed, change->bytes, (size_t)change->size);
        if (change->repaired) {
            png_repair(&bad, chunk);
        }
        snprintf(words, sizeof words, "%s at %d", change->chunk, change->at);
        png_refused(group, &bad, change->message, words);
        pl_buffer_finish(&bad);
        pl_buffer_finish(&file);
    }
    group_finish(group, tap);
}

/* In blocks of their own, so that a sanitizer sees a byte read too far. */
static struct pl_buffer cut(const struct pl_buffer *file, size_t size) {
    struct pl_buffer out = {.data = malloc(size ? size : 1), .size = size};
    if (!out.data) {
        abort();
    }
    memcpy(out.data, file->data, size);
    return out;
}

static void check_cuts(struct group *group, struct tap *tap) {
    static const char *const short_ones[] = {"an empty file", "bytes 89", "bytes 89 50", "bytes 89 50 4e"};
    group_start(group, "cut");
    for (int k = 0; k < KINDS; k++) {
        struct pl_buffer file = make(k);
        for (size_t size = 0; size < file.size; size++) {
            struct pl_buffer bad = cut(&file, size);
            char message[100];
            char words[64];
            snprintf(message, sizeof message, "%s%s",
                     size < 4 ? "expected a picture (png, jpeg), found " : "damaged PNG: ",
                     size < 4 ? short_ones[size] : "the file ends too early");
            snprintf(words, sizeof words, "kind %d, %zu bytes", k, size);
            png_refused(group, &bad, message, words);
            pl_buffer_finish(&bad);
        }
        pl_buffer_finish(&file);
    }
    group_finish(group, tap);
}

/* Every byte as some others, once with the old checksum and once with a right one. */
static void check_bytes(struct group *group, struct tap *tap) {
    group_start(group, "changed");
    for (int k = 0; k < KINDS; k++) {
        struct pl_buffer file = make(k);
        size_t next;
        for (size_t chunk = SIGNATURE; chunk < file.size; chunk = next) {
            next = chunk + png_chunk_size(&file, chunk);
            for (size_t at = chunk; at < next; at++) {
                const unsigned char others[] = {0, 0xff, file.data[at] ^ 1, file.data[at] ^ 0x20,
                                                file.data[at] ^ 0x80};
                for (size_t i = 0; i < sizeof others * 2; i++) {
                    struct pl_buffer bad = png_splice(&file, at, 1, &others[i / 2], 1);
                    char words[96];
                    snprintf(words, sizeof words, "kind %d, byte %zu as %02x%s", k, at, others[i / 2],
                             i & 1 ? ", checksum right" : "");
                    if (i & 1 && at >= chunk + 4) {
                        png_repair(&bad, chunk);
                    }
                    png_judged(group, &bad, words);
                    pl_buffer_finish(&bad);
                }
            }
        }
        pl_buffer_finish(&file);
    }
    group_finish(group, tap);
}

/* Chunks left out, doubled, changed for one another, and changed at random with their checksums right. */
static void damage(struct pl_buffer *bad, uint32_t *state) {
    size_t starts[64];
    size_t count = 0;
    for (size_t at = SIGNATURE; at + 12 <= bad->size && count < 64; at += png_chunk_size(bad, at)) {
        starts[count++] = at;
    }
    if (count == 0) {
        abort();
    }
    size_t at = starts[picture_random(state) % count];
    size_t size = png_chunk_size(bad, at);
    size_t to = starts[picture_random(state) % count];
    uint32_t how = picture_random(state) % 5;
    if (how < 3 && size > 12) {
        bad->data[at + 8 + picture_random(state) % (size - 12)] = (unsigned char)picture_random(state);
        png_repair(bad, at);
        return;
    }
    struct pl_buffer other =
        how == 3 ? png_splice(bad, at, size, "", 0) : png_splice(bad, to, 0, bad->data + at, size);
    pl_buffer_finish(bad);
    *bad = other;
}

static void check_damage(struct group *group, struct tap *tap) {
    uint32_t state = 77;
    group_start(group, "damaged");
    for (int k = 0; k < KINDS; k++) {
        struct pl_buffer file = make(k);
        for (int round = 0; round < ROUNDS; round++) {
            struct pl_buffer bad = png_splice(&file, 0, 0, "", 0);
            char words[64];
            damage(&bad, &state);
            snprintf(words, sizeof words, "kind %d, round %d", k, round);
            png_judged(group, &bad, words);
            pl_buffer_finish(&bad);
        }
        pl_buffer_finish(&file);
    }
    group_finish(group, tap);
}

void png_broken(struct group *group, struct tap *tap) {
    check_changes(group, tap);
    check_cuts(group, tap);
    check_bytes(group, tap);
    check_damage(group, tap);
}
