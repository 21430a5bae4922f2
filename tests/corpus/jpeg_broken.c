#include "jpeg_corpus.h"
#include "pictures.h"

#include <stdlib.h>
#include <string.h>

/* Broken files: each is refused, with words for what is wrong with it. */

enum { WIDTH = 29, HEIGHT = 21, ROUNDS = 1500, SIGNATURE = 3 };

static const struct jpeg_kind kinds[] = {
    {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{2, 2}}},
    {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{2, 1}}, .restart = 1},
    {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, .optimise = true, .quality = 95},
    {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{2, 2}}, .progressive = true},
    {WIDTH, HEIGHT, JCS_GRAYSCALE, JCS_GRAYSCALE},
    {WIDTH, HEIGHT, JCS_CMYK, JCS_YCCK},
    {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{1, 2}}, .arithmetic = true},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static struct pl_buffer make(int kind) {
    struct pl_buffer file = {0};
    jpeg_make(&kinds[kind], &file);
    return file;
}

/* Where a change is made: so many bytes behind the first such marker. */
struct change {
    int kind;
    unsigned char marker;
    int at, removed;
    const char *bytes;
    int size;
    const char *message;
};

#define BYTES(text) text, (int)sizeof(text) - 1

static const struct change changes[] = {
    /* What is before the frame, in it, and missing. */
    {0, 0xd8, 0, 0, BYTES("\xff\xd8"), "damaged JPEG: Invalid JPEG file structure: two SOI markers"},
    {0, 0xc0, 0, 19, BYTES(""), "damaged JPEG: Invalid JPEG file structure: SOS before SOF"},
    {0, 0xdb, 0, 69, BYTES(""), "damaged JPEG: Quantization table 0x00 was not defined"},
    {0, 0xc0, 4, 1, BYTES("\14"), "unsupported JPEG: Unsupported JPEG data precision 12"},
    {0, 0xc0, 4, 1, BYTES("\20"), "unsupported JPEG: Unsupported JPEG data precision 16"},
    {0, 0xc0, 5, 2, BYTES("\0\0"), "damaged JPEG: Empty JPEG image (DNL not supported)"},
    {0, 0xc0, 7, 2, BYTES("\0\0"), "damaged JPEG: Empty JPEG image (DNL not supported)"},
    {0, 0xc0, 5, 4, BYTES("\xff\xff\0\1"),
     "unsupported JPEG: Maximum supported image dimension is 65500 pixels"},
    {0, 0xc0, 7, 2, BYTES("\x80\0"), "expected at most 32767 pixels a side, found 32768x21"},
    {0, 0xc0, 9, 1, BYTES("\0"), "damaged JPEG: Empty JPEG image (DNL not supported)"},
    {0, 0xc0, 9, 1, BYTES("\2"), "damaged JPEG: Bogus marker length"},
    {0, 0xc0, 9, 1, BYTES("\4"), "damaged JPEG: Bogus marker length"},
    {0, 0xc0, 3, 1, BYTES("\20"), "damaged JPEG: Bogus marker length"},
    {0, 0xc0, 11, 1, BYTES("\0"), "damaged JPEG: Bogus sampling factors"},
    {0, 0xc0, 11, 1, BYTES("\x02"), "damaged JPEG: Bogus sampling factors"},
    {0, 0xc0, 11, 1, BYTES("\x51"), "damaged JPEG: Bogus sampling factors"},
    {0, 0xc0, 11, 1, BYTES("\x44"), "damaged JPEG: Sampling factors too large for interleaved scan"},
    {0, 0xc0, 11, 4, BYTES("\x31\0\2\x21"), "unsupported JPEG: Fractional sampling not implemented yet"},
    {0, 0xc0, 12, 1, BYTES("\2"), "damaged JPEG: Quantization table 0x02 was not defined"},
    {0, 0xc0, 12, 1, BYTES("\7"), "damaged JPEG: Quantization table 0x07 was not defined"},
    {0, 0xc0, 13, 1, BYTES("\1"), "damaged JPEG: Invalid component ID 2 in SOS"},
    {0, 0xc0, 0, 0, BYTES("\xff\xc0\0\13\10\0\10\0\10\1\1\21\0"),
     "damaged JPEG: Invalid JPEG file structure: two SOF markers"},
    /* Kinds of coding that there is no decoder for. */
    {0, 0xc0, 1, 1, BYTES("\xc3"), "unsupported JPEG: Unsupported JPEG process: SOF type 0xc3"},
    {0, 0xc0, 1, 1, BYTES("\xc5"), "unsupported JPEG: Unsupported JPEG process: SOF type 0xc5"},
    {0, 0xc0, 1, 1, BYTES("\xcb"), "unsupported JPEG: Unsupported JPEG process: SOF type 0xcb"},
    {0, 0xc0, 1, 1, BYTES("\xc8"), "unsupported JPEG: Unsupported JPEG process: SOF type 0xc8"},
    /* Tables. */
    {0, 0xdb, 4, 1, BYTES("\4"), "damaged JPEG: Bogus DQT index 4"},
    {0, 0xdb, 3, 1, BYTES("\x42"), "damaged JPEG: Bogus marker length"},
    {0, 0xdb, 3, 1, BYTES("\x44"), "damaged JPEG: Bogus DQT index 15"},
    {0, 0xc4, 4, 1, BYTES("\4"), "damaged JPEG: Bogus DHT index 4"},
    {0, 0xc4, 4, 1, BYTES("\x20"), "damaged JPEG: Bogus DHT index 32"},
    {0, 0xc4, 5, 1, BYTES("\3"), "damaged JPEG: Bogus Huffman table definition"},
    {0, 0xc4, 5, 1, BYTES("\xff"), "damaged JPEG: Bogus Huffman table definition"},
    {0, 0xc4, 3, 1, BYTES("\5"), "damaged JPEG: Bogus marker length"},
    {0, 0xc4, 21, 1, BYTES("\x1f"), "damaged JPEG: Bogus Huffman table definition"},
    {6, 0xc9, 0, 0, BYTES("\xff\xcc\0\4\0\x01"), "damaged JPEG: Bogus DAC value 0x1"},
    {6, 0xc9, 0, 0, BYTES("\xff\xcc\0\4\x40\x01"), "damaged JPEG: Bogus DAC index 64"},
    {6, 0xc9, 0, 0, BYTES("\xff\xcc\0\5\0\x10\0"), "damaged JPEG: Bogus marker length"},
    /* Scans. */
    {0, 0xda, 0, 14, BYTES("\xff\xd9"), "damaged JPEG: Invalid JPEG file structure: missing SOS marker"},
    {0, 0xda, 4, 1, BYTES("\0"), "damaged JPEG: Bogus marker length"},
    {0, 0xda, 4, 1, BYTES("\5"), "damaged JPEG: Bogus marker length"},
    {0, 0xda, 5, 1, BYTES("\7"), "damaged JPEG: Invalid component ID 7 in SOS"},
    {0, 0xda, 7, 1, BYTES("\1"), "damaged JPEG: Invalid component ID 1 in SOS"},
    {0, 0xda, 6, 1, BYTES("\x22"), "damaged JPEG: Huffman table 0x02 was not defined"},
    {0, 0xda, 6, 1, BYTES("\x55"), "damaged JPEG: Huffman table 0x05 was not defined"},
    {0, 0xda, 3, 1, BYTES("\15"), "damaged JPEG: Bogus marker length"},
    {1, 0xdd, 3, 1, BYTES("\5"), "damaged JPEG: Bogus marker length"},
    {3, 0xda, 11, 1, BYTES("\77"), "damaged JPEG: Invalid progressive parameters Ss=63 Se=0 Ah=0 Al=1"},
    {3, 0xda, 12, 1, BYTES("\77"), "damaged JPEG: Invalid progressive parameters Ss=0 Se=63 Ah=0 Al=1"},
    {3, 0xda, 13, 1, BYTES("\x0e"), "damaged JPEG: Invalid progressive parameters Ss=0 Se=0 Ah=0 Al=14"},
    {3, 0xda, 13, 1, BYTES("\x31"), "damaged JPEG: Invalid progressive parameters Ss=0 Se=0 Ah=3 Al=1"},
    {3, 0xda, 11, 2, BYTES("\1\5"), "damaged JPEG: Invalid progressive parameters Ss=1 Se=5 Ah=0 Al=1"},
    /* Coded data. */
    {1, 0xd0, 0, 2, BYTES(""), "damaged JPEG: Corrupt JPEG data: found marker 0xd1 instead of RST0"},
    {1, 0xd1, 0, 2, BYTES("\xff\xd3"), "damaged JPEG: Corrupt JPEG data: found marker 0xd3 instead of RST1"},
    {1, 0xd1, 0, 2, BYTES("\xff\xd0"), "damaged JPEG: Corrupt JPEG data: found marker 0xd0 instead of RST1"},
    {1, 0xd2, 0, 2, BYTES("\xff\xd9"), "damaged JPEG: Corrupt JPEG data: found marker 0xd9 instead of RST2"},
    {0, 0xda, 20, 0, BYTES("\xff\xd9"), "damaged JPEG: Corrupt JPEG data: premature end of data segment"},
    {0, 0xda, 20, 0, BYTES("\xff\xd0"), "damaged JPEG: Corrupt JPEG data: premature end of data segment"},
    {0, 0xda, 20, 0, BYTES("\xff\xc0"), "damaged JPEG: Corrupt JPEG data: premature end of data segment"},
    {0, 0xda, 20, 8, BYTES("\xff\0\xff\0\xff\0\xff\0"), "damaged JPEG: Corrupt JPEG data: bad Huffman code"},
    {0, 0xd9, 0, 2, BYTES(""), "damaged JPEG: Premature end of JPEG file"},
    {0, 0xd9, 1, 1, BYTES(""), "damaged JPEG: Premature end of JPEG file"},
    {0, 0xd9, 1, 1, BYTES("\xd8"), "damaged JPEG: Invalid JPEG file structure: two SOI markers"},
    {0, 0xd9, 1, 1, BYTES("\2"), "damaged JPEG: Unsupported marker type 0x02"},
};

static void check_changes(struct group *group, struct tap *tap) {
    group_start(group, "broken");
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const struct change *change = &changes[i];
        struct pl_buffer file = make(change->kind);
        char words[32];
        size_t at = (change->marker == 0xd9 ? jpeg_find_last : jpeg_find)(&file, change->marker);
        struct pl_buffer bad = jpeg_splice(&file, at + (size_t)change->at, (size_t)change->removed,
                                           change->bytes, (size_t)change->size);
        snprintf(words, sizeof words, "%02x at %d", change->marker, change->at);
        jpeg_refused(group, &bad, change->message, words);
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
    group_start(group, "cut");
    for (int k = 0; k < KINDS; k++) {
        struct pl_buffer file = make(k);
        for (size_t size = 0; size < file.size; size++) {
            struct pl_buffer bad = cut(&file, size);
            const char *message = size == 0   ? "expected a picture (png, jpeg), found an empty file"
                                  : size == 1 ? "expected a picture (png, jpeg), found bytes ff"
                                  : size == 2 ? "expected a picture (png, jpeg), found bytes ff d8"
                                              : "damaged JPEG: Premature end of JPEG file";
            char words[64];
            snprintf(words, sizeof words, "kind %d, %zu bytes", k, size);
            jpeg_refused(group, &bad, message, words);
            pl_buffer_finish(&bad);
        }
        pl_buffer_finish(&file);
    }
    group_finish(group, tap);
}

/* Every byte of the headers after the signature and the first ones of the coded data as some others. */
static void check_bytes(struct group *group, struct tap *tap) {
    group_start(group, "changed");
    for (int k = 0; k < KINDS; k++) {
        struct pl_buffer file = make(k);
        size_t end = jpeg_find(&file, 0xda) + 90;
        for (size_t at = SIGNATURE; at < file.size && at < end; at++) {
            const unsigned char was = file.data[at];
            const unsigned char others[] = {0, 0xff, was ^ 1, was ^ 0x80, (unsigned char)(was + 16)};
            for (size_t i = 0; i < sizeof others; i++) {
                char words[64];
                snprintf(words, sizeof words, "kind %d, byte %zu from %02x to %02x", k, at, was, others[i]);
                file.data[at] = others[i];
                jpeg_judged(group, &file, words);
            }
            file.data[at] = was;
        }
        pl_buffer_finish(&file);
    }
    group_finish(group, tap);
}

/* Bits turned, bytes lost, bytes doubled, somewhere. */
static void damage(struct pl_buffer *bad, uint32_t *state) {
    for (uint32_t count = 1 + picture_random(state) % 3; count > 0; count--) {
        size_t at = SIGNATURE + picture_random(state) % (bad->size - SIGNATURE - 1);
        uint32_t how = picture_random(state) % 4;
        if (how == 0) {
            bad->data[at] = (unsigned char)picture_random(state);
        } else if (how == 1) {
            bad->data[at] ^= (unsigned char)(1U << picture_random(state) % 8);
        } else {
            size_t removed = how == 2 ? picture_random(state) % 5 % (bad->size - at) : 0;
            struct pl_buffer other = jpeg_splice(bad, at, removed, bad->data + at, how == 3 ? 1 : 0);
            pl_buffer_finish(bad);
            *bad = other;
        }
    }
}

static void check_damage(struct group *group, struct tap *tap) {
    uint32_t state = 77;
    group_start(group, "damaged");
    for (int k = 0; k < KINDS; k++) {
        struct pl_buffer file = make(k);
        for (int round = 0; round < ROUNDS; round++) {
            struct pl_buffer bad = jpeg_splice(&file, 0, 0, "", 0);
            char words[64];
            damage(&bad, &state);
            snprintf(words, sizeof words, "kind %d, round %d", k, round);
            jpeg_judged(group, &bad, words);
            pl_buffer_finish(&bad);
        }
        pl_buffer_finish(&file);
    }
    group_finish(group, tap);
}

void jpeg_broken(struct group *group, struct tap *tap) {
    check_changes(group, tap);
    check_cuts(group, tap);
    check_bytes(group, tap);
    check_damage(group, tap);
}
