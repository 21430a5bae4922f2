#include "jpeg_corpus.h"

#include <string.h>

/* Sound files: sizes, sampling factors, codings, scans, colours, coefficients. */

enum { WIDTH = 67, HEIGHT = 45, LAST_SIDE = 33 };

struct sampling {
    const char *name;
    int factors[4][2];
};

/* The usual ones, then what only the standard knows: chroma finer than luma, components that all differ. */
static const struct sampling samplings[] = {
    {"4:4:4", {{1, 1}, {1, 1}, {1, 1}}},
    {"4:2:2", {{2, 1}, {1, 1}, {1, 1}}},
    {"4:2:0", {{2, 2}, {1, 1}, {1, 1}}},
    {"4:4:0", {{1, 2}, {1, 1}, {1, 1}}},
    {"4:1:1", {{4, 1}, {1, 1}, {1, 1}}},
    {"4:1:0", {{4, 2}, {1, 1}, {1, 1}}},
    {"1x4", {{1, 4}, {1, 1}, {1, 1}}},
    {"2x4", {{2, 4}, {1, 1}, {1, 1}}},
    {"3x1", {{3, 1}, {1, 1}, {1, 1}}},
    {"1x3", {{1, 3}, {1, 1}, {1, 1}}},
    {"3x2", {{3, 2}, {1, 1}, {1, 1}}},
    {"4:4:4 as 1x3", {{1, 3}, {1, 3}, {1, 3}}},
    {"4:4:4 as 1x2", {{1, 2}, {1, 2}, {1, 2}}},
    {"4:4:4 as 3x1", {{3, 1}, {3, 1}, {3, 1}}},
    {"4:2:0 as 2x2, 1x2", {{2, 2}, {1, 2}, {1, 2}}},
    {"4:2:0 as 2x2, 2x1", {{2, 2}, {2, 1}, {2, 1}}},
    {"2x2, 2x1, 1x2", {{2, 2}, {2, 1}, {1, 2}}},
    {"2x2, 1x1, 2x2", {{2, 2}, {1, 1}, {2, 2}}},
    {"chroma finer", {{1, 1}, {2, 2}, {2, 1}}},
    {"chroma finer down", {{1, 1}, {1, 2}, {1, 2}}},
    {"4x1, 2x1, 1x1", {{4, 1}, {2, 1}, {1, 1}}},
    {"2x1, 1x1, 1x2", {{2, 1}, {1, 1}, {1, 2}}},
    /* More blocks than an interleaved scan may have, so only in scans of one component. */
    {"4:4:4 as 2x2", {{2, 2}, {2, 2}, {2, 2}}},
    {"4x4", {{4, 4}, {1, 1}, {1, 1}}},
};
enum { ALL = sizeof samplings / sizeof *samplings, INTERLEAVED = ALL - 2 };

static const struct jpeg_kind plain = {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr};

static struct jpeg_kind sampled(const struct sampling *sampling) {
    struct jpeg_kind kind = plain;
    memcpy(kind.factors, sampling->factors, sizeof kind.factors);
    return kind;
}

static void all_sizes(struct group *group, struct jpeg_kind kind, const char *what) {
    char words[64];
    for (kind.height = 1; kind.height <= LAST_SIDE; kind.height++) {
        for (kind.width = 1; kind.width <= LAST_SIDE; kind.width++) {
            snprintf(words, sizeof words, "%s %dx%d", what, kind.width, kind.height);
            jpeg_sound_kind(group, &kind, words);
        }
    }
}

void jpeg_sizes(struct group *group, struct tap *tap) {
    static const char *const names[] = {"sizes-444", "sizes-422", "sizes-420", "sizes-440", "sizes-411"};
    for (int i = 0; i < 5; i++) {
        struct jpeg_kind kind = sampled(&samplings[i]);
        group_start(group, names[i]);
        all_sizes(group, kind, samplings[i].name);
        group_finish(group, tap);
    }
    group_start(group, "sizes-gray");
    all_sizes(group, (struct jpeg_kind){.in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE}, "gray");
    group_finish(group, tap);
    group_start(group, "sizes-progressive");
    struct jpeg_kind progressive = sampled(&samplings[2]);
    progressive.progressive = true;
    all_sizes(group, progressive, "progressive");
    group_finish(group, tap);
    group_start(group, "sizes-long");
    static const int longs[][2] = {{32767, 1}, {1, 32767}, {32767, 2}, {3, 32760}, {4097, 17}, {17, 4097}};
    for (size_t i = 0; i < sizeof longs / sizeof *longs; i++) {
        for (int s = 0; s < 4; s++) {
            struct jpeg_kind kind = sampled(&samplings[s]);
            kind.width = longs[i][0];
            kind.height = longs[i][1];
            jpeg_sound_kind(group, &kind, samplings[s].name);
        }
    }
    group_finish(group, tap);
}

/* Ways to write the same coefficients. */
static const struct {
    const char *name;
    bool progressive, optimise, arithmetic;
    int restart, restart_rows;
} codings[] = {
    {"baseline", false, false, false, 0, 0},
    {"optimised", false, true, false, 0, 0},
    {"progressive", true, true, false, 0, 0},
    {"arithmetic", false, false, true, 0, 0},
    {"progressive arithmetic", true, false, true, 0, 0},
    {"a restart each MCU", false, false, false, 1, 0},
    {"a restart each 3 MCUs", false, true, false, 3, 0},
    {"a restart each row", false, false, false, 0, 1},
    {"restarts, progressive", true, true, false, 2, 0},
    {"restarts, arithmetic", false, false, true, 5, 0},
    {"a restart each 10,000 MCUs", false, false, false, 10000, 0},
};

static void check_codings(struct group *group, struct jpeg_kind kind, const char *what) {
    char words[128];
    static const int qualities[] = {1, 20, 75, 95, 100};
    for (size_t i = 0; i < sizeof codings / sizeof *codings; i++) {
        kind.progressive = codings[i].progressive;
        kind.optimise = codings[i].optimise;
        kind.arithmetic = codings[i].arithmetic;
        kind.restart = codings[i].restart;
        kind.restart_rows = codings[i].restart_rows;
        /* Two of the five for each coding and kind, all of them over the whole. */
        for (size_t q = 0; q < 2; q++) {
            size_t turn = i + q * 2 + (size_t)kind.factors[0][0] + (size_t)kind.factors[0][1] * 2;
            kind.quality = qualities[turn % 5];
            kind.content = (enum jpeg_content)(turn % JPEG_CONTENTS);
            snprintf(words, sizeof words, "%s, %s, quality %d, content %d", what, codings[i].name,
                     kind.quality, kind.content);
            jpeg_sound_kind(group, &kind, words);
        }
    }
}

static void check_samplings(struct group *group, struct tap *tap) {
    group_start(group, "samplings");
    for (size_t i = 0; i < INTERLEAVED; i++) {
        check_codings(group, sampled(&samplings[i]), samplings[i].name);
    }
    group_finish(group, tap);
}

/* Colours are told by markers, and without them by the components' names. */
static void check_colours(struct group *group, struct tap *tap) {
    static const unsigned char rgb[] = {'R', 'G', 'B'};
    static const unsigned char from_zero[] = {0, 1, 2};
    static const unsigned char letters[] = {'Y', 'C', 'c'};
    static const unsigned char high[] = {255, 7, 130, 9};
    const struct jpeg_kind kinds[] = {
        {WIDTH, HEIGHT, JCS_GRAYSCALE, JCS_GRAYSCALE},
        {WIDTH, HEIGHT, JCS_GRAYSCALE, JCS_GRAYSCALE, {{2, 2}}},
        {WIDTH, HEIGHT, JCS_GRAYSCALE, JCS_GRAYSCALE, {{4, 3}}},
        {WIDTH, HEIGHT, JCS_GRAYSCALE, JCS_GRAYSCALE, .no_jfif = true, .ids = high},
        {WIDTH, HEIGHT, JCS_RGB, JCS_GRAYSCALE},
        {WIDTH, HEIGHT, JCS_RGB, JCS_RGB},
        {WIDTH, HEIGHT, JCS_RGB, JCS_RGB, {{2, 1}}},
        {WIDTH, HEIGHT, JCS_RGB, JCS_RGB, .no_adobe = true, .ids = rgb},
        {WIDTH, HEIGHT, JCS_RGB, JCS_RGB, {{2, 2}}, .no_adobe = true, .ids = rgb},
        {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, .no_jfif = true},
        {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{2, 2}}, .no_jfif = true, .ids = from_zero},
        {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{2, 1}}, .no_jfif = true, .ids = letters},
        {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{2, 2}}, .no_jfif = true, .ids = high},
        {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{2, 2}}, .ids = high},
        {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{2, 2}}, .no_jfif = true, .adobe = true},
        {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{1, 2}}, .adobe = true},
        {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, .ids = rgb},
        {WIDTH, HEIGHT, JCS_CMYK, JCS_CMYK},
        {WIDTH, HEIGHT, JCS_CMYK, JCS_CMYK, .no_adobe = true},
        {WIDTH, HEIGHT, JCS_CMYK, JCS_CMYK, {{2, 2}}, .no_adobe = true, .ids = high},
        {WIDTH, HEIGHT, JCS_CMYK, JCS_YCCK},
        {WIDTH, HEIGHT, JCS_CMYK, JCS_YCCK, {{2, 2}, {1, 1}, {1, 1}, {2, 2}}},
        {WIDTH, HEIGHT, JCS_CMYK, JCS_YCCK, {{2, 1}, {1, 1}, {1, 1}, {2, 1}}},
        {WIDTH, HEIGHT, JCS_CMYK, JCS_YCCK, {{2, 2}, {1, 1}, {1, 1}, {1, 1}}},
    };
    group_start(group, "colours");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char words[32];
        snprintf(words, sizeof words, "kind %zu", i);
        check_codings(group, kinds[i], words);
    }
    group_finish(group, tap);
}

#define SCRIPT(name) name, (int)(sizeof(name) / sizeof *(name))

/* Scans in other orders, and cut otherwise, than encoders do by themselves. */
static void check_scans(struct group *group, struct tap *tap) {
    static const jpeg_scan_info apart[] = {
        {1, {0}, 0, 63, 0, 0}, {1, {1}, 0, 63, 0, 0}, {1, {2}, 0, 63, 0, 0}};
    static const jpeg_scan_info backwards[] = {
        {1, {2}, 0, 63, 0, 0}, {1, {1}, 0, 63, 0, 0}, {1, {0}, 0, 63, 0, 0}};
    static const jpeg_scan_info pairs[] = {{2, {0, 2}, 0, 63, 0, 0}, {1, {1}, 0, 63, 0, 0}};
    static const jpeg_scan_info spectrum[] = {{3, {0, 1, 2}, 0, 0, 0, 0}, {1, {0}, 1, 5, 0, 0},
                                              {1, {2}, 1, 63, 0, 0},      {1, {1}, 1, 63, 0, 0},
                                              {1, {0}, 6, 6, 0, 0},       {1, {0}, 7, 63, 0, 0}};
    static const jpeg_scan_info bits[] = {
        {3, {0, 1, 2}, 0, 0, 0, 3}, {1, {0}, 1, 63, 0, 3},      {3, {0, 1, 2}, 0, 0, 3, 2},
        {1, {0}, 1, 63, 3, 2},      {1, {0}, 1, 63, 2, 1},      {1, {1}, 1, 63, 0, 1},
        {1, {2}, 1, 63, 0, 1},      {3, {0, 1, 2}, 0, 0, 2, 1}, {3, {0, 1, 2}, 0, 0, 1, 0},
        {1, {0}, 1, 63, 1, 0},      {1, {1}, 1, 63, 1, 0},      {1, {2}, 1, 63, 1, 0}};
    static const jpeg_scan_info dc_apart[] = {
        {1, {0}, 0, 0, 0, 1}, {1, {1}, 0, 0, 0, 0}, {1, {2}, 0, 0, 0, 2},  {1, {2}, 0, 0, 2, 1},
        {1, {2}, 0, 0, 1, 0}, {1, {0}, 0, 0, 1, 0}, {1, {1}, 1, 63, 0, 0}, {1, {0}, 1, 63, 0, 0}};
    /* The chroma's finer coefficients never come. */
    static const jpeg_scan_info unfinished[] = {{3, {0, 1, 2}, 0, 0, 0, 1}, {1, {0}, 1, 63, 0, 0}};
    static const struct {
        const char *name;
        const jpeg_scan_info *scans;
        int count;
    } scripts[] = {
        {"apart", SCRIPT(apart)},          {"backwards", SCRIPT(backwards)}, {"pairs", SCRIPT(pairs)},
        {"spectrum", SCRIPT(spectrum)},    {"bits", SCRIPT(bits)},           {"DC apart", SCRIPT(dc_apart)},
        {"unfinished", SCRIPT(unfinished)}};
    enum { APART = 2 };
    group_start(group, "scans");
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        for (size_t s = 0; s < (i < APART ? ALL : INTERLEAVED); s++) {
            for (int coding = 0; coding < 6; coding++) {
                struct jpeg_kind kind = sampled(&samplings[s]);
                char words[96];
                kind.scans = scripts[i].scans;
                kind.scan_count = scripts[i].count;
                kind.arithmetic = coding & 1;
                kind.restart = coding / 2 * 3;
                kind.content = (enum jpeg_content)(coding % JPEG_CONTENTS);
                kind.quality = 90;
                snprintf(words, sizeof words, "%s, %s, coding %d", scripts[i].name, samplings[s].name,
                         coding);
                jpeg_sound_kind(group, &kind, words);
            }
        }
    }
    group_finish(group, tap);
}

/* Tables of 16 bits, and coefficients as no picture has them. */
static void check_coefficients(struct group *group, struct tap *tap) {
    group_start(group, "coefficients");
    for (size_t s = 0; s < INTERLEAVED; s++) {
        for (int seed = 0; seed < 12; seed++) {
            struct jpeg_kind kind = sampled(&samplings[s]);
            struct pl_buffer file = {0};
            char words[96];
            kind.quality = seed % 3 == 0 ? 100 : seed % 3 == 1 ? 60 : 1;
            kind.wide_tables = seed % 3 == 2;
            kind.progressive = seed % 2;
            kind.restart = seed % 4 == 3 ? 2 : 0;
            jpeg_make_coefficients(&kind, seed + (int)s * 100, &file);
            snprintf(words, sizeof words, "%s, seed %d", samplings[s].name, seed);
            jpeg_sound(group, &file, 1, words);
            pl_buffer_finish(&file);
        }
    }
    group_finish(group, tap);
    group_start(group, "wide-tables");
    for (int quality = 1; quality < 25; quality += 3) {
        for (int coding = 0; coding < 6; coding++) {
            struct jpeg_kind kind = sampled(&samplings[coding % 4]);
            kind.quality = quality;
            kind.wide_tables = true;
            kind.progressive = coding == 4;
            kind.arithmetic = coding == 5;
            kind.content = (enum jpeg_content)(coding % JPEG_CONTENTS);
            jpeg_sound_kind(group, &kind, "16 bits a number");
        }
    }
    group_finish(group, tap);
}

void jpeg_kinds(struct group *group, struct tap *tap) {
    check_samplings(group, tap);
    check_colours(group, tap);
    check_scans(group, tap);
    check_coefficients(group, tap);
}
