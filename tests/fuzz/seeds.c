/* seeds ROOT OUT: writes what fuzzing starts from, OUT/TARGET/NAME: documents of the source tree, pictures of
 * every kind, and the texts below. */
#include "cases.h"
#include "pictures.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Larger ones are slow to change and no deeper. */
enum { SIZE_MOST = 8 * 1024 };

static const char *out;

static void write_seed(const char *target, const char *name, const void *bytes, size_t size) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", out, target);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/%s/%s", out, target, name);
    for (char *at = path + strlen(path) - strlen(name); *at; at++) {
        *at = *at == '/' ? '-' : *at;
    }
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
}

static void write_numbered(const char *target, const char *name, int number, const void *bytes, size_t size) {
    char numbered[64];
    snprintf(numbered, sizeof numbered, "%s-%03d", name, number);
    write_seed(target, numbered, bytes, size);
}

/* ---- documents ---- */

static void write_documents(const char *root) {
    static const char *const folders[] = {
        "samples",           "tests/errors",       "tests/warnings",     "docs/layers",
        "tests/net/answers", "tests/golden/cases", "tests/bench/scenes", "tests/reference/cases"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        struct cases cases;
        char folder[4096];
        snprintf(folder, sizeof folder, "%s/%s", root, folders[i]);
        if (!cases_init(&cases, folder)) {
            exit(EXIT_FAILURE);
        }
        for (size_t j = 0; j < cases.count; j++) {
            size_t size;
            char *path = cases_path(&cases, j, ".json");
            char *text = cases_read(path, &size);
            char name[512];
            snprintf(name, sizeof name, "%s-%s", strrchr(folder, '/') + 1, cases.names[j]);
            if (text && size <= SIZE_MOST) {
                write_seed("document", name, text, size);
                write_seed("poster", name, text, size);
            }
            free(text);
            free(path);
        }
        cases_finish(&cases);
    }
}

/* ---- fonts ---- */

static void write_fonts(const char *root) {
    static const char *const names[] = {"NotoSansHebrew-Bold", "NotoSansHebrew-Regular",
                                        "NotoSansSymbols2-Regular", "NotoSansThai-Regular", "TestLayers"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[4096];
        size_t size;
        snprintf(path, sizeof path, "%s/tests/fonts/%s.ttf", root, names[i]);
        char *bytes = cases_read(path, &size);
        if (!bytes) {
            perror(path);
            exit(EXIT_FAILURE);
        }
        write_seed("font", names[i], bytes, size);
        free(bytes);
    }
}

/* ---- pictures ---- */

enum { WIDTH = 19, HEIGHT = 13, CHANNELS_MOST = 8, ICC_SIZE = 200 };

static void write_data_url(const char *name, int number, const char *type, const struct pl_buffer *file) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct pl_buffer text = {0};
    pl_buffer_format(
        &text,
        "{\"width\": 64, \"height\": 64, \"layers\": [{\"type\": \"image\", \"left\": 4, \"top\": %d, "
        "\"width\": 48, \"height\": 40, \"rotation\": %d, \"radius\": %d, \"src\": \"data:image/%s;base64,",
        number % 7, number % 3 * 15, number % 5 * 4, type);
    for (size_t i = 0; i < file->size; i += 3) {
        unsigned bits = 0;
        for (size_t j = 0; j < 3; j++) {
            bits = bits << 8 | (i + j < file->size ? file->data[i + j] : 0);
        }
        for (size_t j = 0; j < 4; j++) {
            char digit = i + j > file->size ? '=' : digits[bits >> (18 - 6 * j) & 63];
            pl_buffer_append(&text, &digit, 1);
        }
    }
    pl_buffer_text(&text, "\"}]}");
    write_numbered("poster", name, number, text.data, text.size);
    pl_buffer_finish(&text);
}

static void write_png(const struct picture_png *kind, int *number) {
    unsigned char rows[(WIDTH * CHANNELS_MOST + 8) * HEIGHT];
    struct pl_buffer file = {0};
    picture_waves(rows, WIDTH * CHANNELS_MOST, HEIGHT, 1);
    picture_png_make(kind, rows, &file);
    write_numbered("png", "kind", *number, file.data, file.size);
    if (*number % 4 == 0) {
        write_data_url("png", *number, "png", &file);
    }
    ++*number;
    pl_buffer_finish(&file);
}

static void write_pngs(void) {
    static const int types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_PALETTE,
                                PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB_ALPHA};
    static const int depths[] = {1, 2, 4, 8, 16};
    unsigned char icc[ICC_SIZE];
    int number = 0;
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        for (size_t d = 0; d < sizeof depths / sizeof *depths; d++) {
            bool palette = types[t] == PNG_COLOR_TYPE_PALETTE;
            bool grey = types[t] == PNG_COLOR_TYPE_GRAY;
            if ((palette && depths[d] == 16) || (!palette && !grey && depths[d] < 8)) {
                continue;
            }
            bool alpha = (types[t] & PNG_COLOR_MASK_ALPHA) != 0;
            for (int i = 0; i < (alpha ? 4 : 8); i++) {
                picture_icc(icc, sizeof icc, grey || types[t] == PNG_COLOR_TYPE_GRAY_ALPHA ? "GRAY" : "RGB ");
                struct picture_png kind = {.width = WIDTH,
                                           .height = HEIGHT,
                                           .depth = depths[d],
                                           .type = types[t],
                                           .interlaced = i & 1,
                                           .transparent = i & 4 ? 1 : -1,
                                           .icc = i & 2 ? icc : NULL,
                                           .icc_size = sizeof icc};
                write_png(&kind, &number);
            }
        }
    }
}

/* The same with a size in its frame header that is too large to be decoded whole; its rows can be begun. */
static void write_large_jpeg(const struct pl_buffer *file, int number) {
    for (size_t i = 2; i + 9 < file->size; i += 2 + (size_t)(file->data[i + 2] << 8 | file->data[i + 3])) {
        if (file->data[i + 1] >= 0xc0 && file->data[i + 1] <= 0xc2) {
            memcpy(file->data + i + 5, "\x10\x10\x18\x18", 4);
            write_numbered("jpeg", "large", number, file->data, file->size);
            return;
        }
    }
}

static void write_jpeg(const struct picture_jpeg *kind, int *number) {
    unsigned char samples[WIDTH * HEIGHT * 4];
    struct pl_buffer file = {0};
    picture_waves(samples, WIDTH, HEIGHT, kind->in == JCS_GRAYSCALE ? 1 : kind->in == JCS_CMYK ? 4 : 3);
    picture_jpeg_make(kind, samples, &file);
    write_numbered("jpeg", "kind", *number, file.data, file.size);
    if (*number % 4 == 0) {
        write_data_url("jpeg", *number, "jpeg", &file);
        write_large_jpeg(&file, *number);
    }
    ++*number;
    pl_buffer_finish(&file);
}

static void write_jpegs(void) {
    static const struct picture_jpeg kinds[] = {
        {.in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE},
        {.in = JCS_RGB, .stored = JCS_YCbCr},
        {.in = JCS_RGB, .stored = JCS_YCbCr, .across = 2},
        {.in = JCS_RGB, .stored = JCS_YCbCr, .across = 2, .down = 2},
        {.in = JCS_RGB, .stored = JCS_YCbCr, .down = 2},
        {.in = JCS_RGB, .stored = JCS_YCbCr, .across = 4, .down = 1},
        {.in = JCS_RGB, .stored = JCS_RGB},
        {.in = JCS_CMYK, .stored = JCS_CMYK},
        {.in = JCS_CMYK, .stored = JCS_CMYK, .no_adobe = true},
        {.in = JCS_CMYK, .stored = JCS_YCCK},
        {.in = JCS_CMYK, .stored = JCS_YCCK, .across = 2, .down = 2},
    };
    unsigned char icc[ICC_SIZE], exif[64];
    int number = 0;
    picture_icc(icc, sizeof icc, "RGB ");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        for (int j = 0; j < 4; j++) {
            struct picture_jpeg kind = kinds[i];
            kind.width = WIDTH;
            kind.height = HEIGHT;
            kind.progressive = j & 1;
            if (j & 2) {
                kind.icc = icc;
                kind.icc_size = sizeof icc;
                kind.exif = exif;
                kind.exif_size = picture_exif(exif, number % 8 + 1, i & 1);
            }
            write_jpeg(&kind, &number);
        }
    }
}

/* ---- texts ---- */

/* Each line of a file, whose first byte is the first of the seed. */
static void write_lines(const char *root, const char *target, const char *path) {
    char whole[4096];
    size_t size;
    snprintf(whole, sizeof whole, "%s/%s", root, path);
    char *text = cases_read(whole, &size);
    if (!text) {
        perror(whole);
        exit(EXIT_FAILURE);
    }
    int number = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        write_numbered(target, "line", number++, line, strlen(line));
    }
    free(text);
}

static void write_rows(void) {
    /* The first letter's place in "@ABC" is that of the format: any, csv, tsv, jsonl. */
    static const char *const files[] = {
        "@a,b,c\n1,2,3\n4,,\"5\"\n",
        "@a;b;c\n1,5;2;3\n",
        "@a\tb\tc\n1\t2\t3\n",
        "@{\"a\": 1, \"b\": \"x\"}\n{\"b\": null, \"c\": [1, {\"d\": true}]}\n",
        "@[{\"a\": 1}, {\"a\": -2.5e3, \"a\": \"\\u00e9\\ud83d\\ude00\"}]",
        "@\xef\xbb\xbfz,b\r\n1,2\r\n",
        "Aname,text\r\n\"quoted \"\"inside\"\"\",\"two\nlines\"\r\n",
        "Aa,b\n1\n1,2\n1,2,3\n1,2,,\n\n",
        "Aa,b\n\"never ends\n1,2\n",
        "A a , b \n 1 , 2 \n",
        "Aa,a\n1,2\n",
        "Ba\tb\n\"x\ty\"\tz\n",
        "C{\"a\": 1}\r{\"b\": 2}\r\n\n{\"c\": 3}",
        "C{\"a\": 1}\n{bad}\n{\"a\": 2}\n",
        "C[{\"a\": 1},\n{\"b\": [1, 2]},\n{}]\n",
        "C[1, 2]",
        "C{\"long\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"n\": 1e400, \"t\": true, \"f\": false}\n",
        "A\xd6l\xe4rm\n1\n",
        "A",
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        write_numbered("rows", "file", (int)i, files[i], strlen(files[i]));
    }
}

/* A template, a zero and its rows. */
static void write_template(int number, const char *text, size_t size, const char *rows) {
    struct pl_buffer seed = {0};
    pl_buffer_append(&seed, text, size);
    pl_buffer_append(&seed, "", 1);
    pl_buffer_text(&seed, rows);
    write_numbered("template", "pair", number, seed.data, seed.size);
    pl_buffer_finish(&seed);
}

static void write_templates(const char *root) {
    static const char texts[] = "{\"width\": 64, \"height\": 64, \"layers\": ["
                                "{\"type\": \"text_mask\", \"sub_type\": \"Frame\", \"left\": 4, \"top\": 4, "
                                "\"width\": 56, \"height\": 40, "
                                "\"color\": \"#102030\", \"radius\": 8},"
                                "{\"type\": \"text\", \"sub_type\": \"Title\", \"left\": 4, \"top\": 4, "
                                "\"width\": 56, \"height\": 20, "
                                "\"content\": \"{{greeting}}, {{ name }}!\", \"font_size\": 12},"
                                "{\"type\": \"text\", \"sub_type\": \"Title\", \"left\": 4, \"top\": 34, "
                                "\"width\": 56, \"height\": 20, "
                                "\"content\": \"second\", \"font_size\": 10, \"gradient\": {\"type\": "
                                "\"linear\", \"gradient_units\": "
                                "\"percentage\", \"coords\": {\"x1\": 0, \"y1\": 0, \"x2\": 1, \"y2\": 0}, "
                                "\"color_stops\": [{\"offset\": 0, "
                                "\"color\": \"#fff\"}, {\"offset\": 1, \"color\": \"#000\"}]}}]}";
    static const char *const rows[] = {
        "greeting,name,Title.2\nHi,you,x\nHello,,\n",
        "greeting,name,Frame.radius,Title.2.font_size,background\na,b,50%,14,#fff\nc,d,,,\n",
        "greeting,name,layers.0.color,layers.2.gradient.coords.x1,layers.1.content\n1,2,red,0.5,y\n1,2,blue,"
        "nan,{{x}}\n",
        "greeting,name,Title.2.gradient.color_stops.0.color,sample\n1,2,#123,0\n1,2,#456,1\n",
        "{\"greeting\": 1, \"name\": true, \"Title.2.idx\": -1}\n{\"greeting\": null, \"name\": [1], "
        "\"base\": \"x.png\"}\n",
        "greeting\tname\tFrame.box_shadow\na\tb\tinset 0 0 4px #fff\n",
        "greeting,name,Titel\n1,2,3\n",
    };
    char path[4096];
    size_t size;
    int number = 0;
    snprintf(path, sizeof path, "%s/samples/template.json", root);
    char *template = cases_read(path, &size);
    snprintf(path, sizeof path, "%s/samples/rows.csv", root);
    char *data = cases_read(path, &(size_t){0});
    if (!template || !data) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    write_template(number++, template, size, data);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        write_template(number++, texts, sizeof texts - 1, rows[i]);
    }
    free(template);
    free(data);
}

/* SHA-256 of "a picture", a file that the targets have. */
#define HASH "92b2fa58028958317e408bd84ecfa70f5ee35b121991dbc232c49d166353708b"

static void write_bundles(void) {
    static const char *const files[] = {
        "{\"version\": 1, \"files\": []}\n",
        "{\"version\": 1, \"service\": \"dashscope\", \"task\": \"task\", \"files\": [\n"
        "{\"url\": \"https://example.com/a\", \"file\": \"pictures/" HASH ".bin\", \"type\": \"image/png\", "
        "\"bytes\": 9, \"width\": 3, \"height\": 4, \"sha256\": \"" HASH
        "\", \"date\": \"2026-11-20T12:34:56Z\"},\n"
        "{\"url\": \"https://example.com/b\", \"file\": \"pictures/" HASH
        ".bin\", \"bytes\": 9, \"sha256\": \"" HASH "\"},\n"
        "{\"url\": \"https://example.com/c\", \"file\": \"index.json\", \"bytes\": 600, \"sha256\": \"" HASH
        "\"}]}\n",
        "{\"version\": 1, \"files\": [{\"url\": \"u\", \"file\": \"../x\", \"bytes\": 0, \"sha256\": \"" HASH
        "\"}]}",
        "{\"version\": 2, \"files\": [], \"unknown\": {\"a\": 1}}",
        "{\"version\": 1, \"files\": [{\"url\": \"u\\n\\u0007\\\"\", \"file\": \"a/b/c\", \"bytes\": "
        "536870912, "
        "\"width\": 1, \"sha256\": \"" HASH "\", \"later\": []}]}",
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        write_numbered("bundle", "index", (int)i, files[i], strlen(files[i]));
    }
}

static void write_caches(void) {
    static const char *const records[] = {
        "{\"url\": \"https://example.com/a.png\", \"type\": \"image/png\", \"bytes\": 9, \"width\": 3, "
        "\"height\": 4, "
        "\"sha256\": \"" HASH "\", \"date\": \"2026-11-20T12:34:56Z\"}\n",
        "{\"url\": \"https://example.com/other\", \"bytes\": 9, \"sha256\": \"" HASH "\"}\n",
        "{\"url\": \"https://example.com/a.png\", \"bytes\": 9, \"sha256\": \"" HASH "\"",
        "",
    };
    static const char *const contents[] = {"a picture", "", "another"};
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        for (size_t j = 0; j < sizeof contents / sizeof *contents; j++) {
            struct pl_buffer seed = {0};
            pl_buffer_text(&seed, records[i]);
            pl_buffer_append(&seed, "", 1);
            pl_buffer_text(&seed, contents[j]);
            write_numbered("cache", "entry", (int)(i * 3 + j), seed.data, seed.size);
            pl_buffer_finish(&seed);
        }
    }
}

/* Bytes by chance after choices of every kind: see the target. */
static void write_pairs(void) {
    uint32_t state = 7;
    for (int i = 0; i < 32; i++) {
        unsigned char bytes[600];
        for (size_t j = 0; j < sizeof bytes; j++) {
            uint32_t random = picture_random(&state);
            /* Mostly flat, so that there are edges. */
            bytes[j] = (unsigned char)(j < 12 || random % 5 == 0 ? random >> 8 : 0);
        }
        bytes[2] = (unsigned char)(i * 8 + i);
        bytes[3] = (unsigned char)(i % 4);
        write_numbered("compare", "pair", i, bytes, sizeof bytes - (size_t)i * 16);
    }
}

int main(int count, char **words) {
    if (count != 3) {
        fprintf(stderr, "seeds: expected the source tree and a folder\n");
        return EXIT_FAILURE;
    }
    out = words[2];
    mkdir(out, 0777);
    write_documents(words[1]);
    write_fonts(words[1]);
    write_pngs();
    write_jpegs();
    write_lines(words[1], "values", "tests/fuzz/values.txt");
    write_rows();
    write_templates(words[1]);
    write_bundles();
    write_caches();
    write_pairs();
    return EXIT_SUCCESS;
}
