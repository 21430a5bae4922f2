#include "base/utf8.h"
#include "fuzz.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void fuzz_fail(const char *what) {
    fprintf(stderr, "this has to hold, and does not: %s\n", what);
    abort();
}

void fuzz_require_line(const char *text) {
    fuzz_require(*text != '\0', "a message has words");
    fuzz_require(pl_utf8_valid(text, strlen(text), NULL), "a message is UTF-8");
    for (; *text; text++) {
        const unsigned char *c = (const unsigned char *)text;
        fuzz_require(*c >= ' ' && *c != 0x7f && !(*c == 0xc2 && c[1] < 0xa0),
                     "a message is one line of plain text");
    }
}

void fuzz_require_error(const struct placard_error *error) {
    size_t size = strnlen(error->message, sizeof error->message);
    fuzz_require(error->code != PLACARD_OK, "a failure has a code");
    fuzz_require(size < sizeof error->message, "a message ends");
    fuzz_require_line(error->message);
}

const struct placard_context_options *fuzz_fonts(void) {
    static const char *const folders[] = {FUZZ_ROOT "/tests/fonts", NULL};
    static const struct placard_context_options options = {
        .font_dirs = folders, .bundled_fonts = FUZZ_ROOT "/fonts", .no_system_fonts = true};
    return &options;
}

static struct placard_context *context;

static void destroy_context(void) {
    placard_context_destroy(context);
}

struct placard_context *fuzz_context(void) {
    if (!context) {
        context = placard_context_create(fuzz_fonts(), NULL);
        fuzz_require(context != NULL, "there are fonts");
        atexit(destroy_context);
    }
    return context;
}

struct placard_bytes fuzz_base(void) {
    static struct placard_bytes base;
    if (!base.data) {
        static const char text[] = "{\"width\": 64, \"height\": 64, \"background\": \"#80604020\", "
                                   "\"layers\": [{\"type\": \"text_mask\", \"left\": 8, \"top\": 8, "
                                   "\"width\": 32, \"height\": 40, \"color\": \"#204080\"}]}";
        struct placard_document *document = placard_document_parse(text, sizeof text - 1, NULL, NULL);
        struct placard_picture *picture = placard_render(fuzz_context(), document, 0, NULL, NULL);
        fuzz_require(picture && placard_encode(picture, NULL, &base, NULL), "the base can be drawn");
        placard_picture_destroy(picture);
        placard_document_destroy(document);
    }
    return base;
}

/* ---- files ---- */

static char folder[4096];

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *at) {
    return remove(path);
}

static void remove_folder(void) {
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_folder(void) {
    if (!folder[0]) {
        const char *parent = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/placard-fuzz-XXXXXX", parent ? parent : "/tmp");
        fuzz_require(mkdtemp(folder) != NULL, "a folder can be made");
        atexit(remove_folder);
    }
    return folder;
}

const char *fuzz_path(const char *name) {
    static char path[sizeof folder + 512];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    return path;
}

void fuzz_write(const char *name, const void *bytes, size_t size) {
    FILE *file = fopen(fuzz_path(name), "wb");
    fuzz_require(file && (size == 0 || fwrite(bytes, size, 1, file) == 1) && fclose(file) == 0,
                 "a file can be written");
}

/* ---- parts of an input ---- */

struct fuzz_parts fuzz_split(const uint8_t *data, size_t size) {
    const uint8_t *zero = size > 0 ? memchr(data, 0, size) : NULL;
    if (!zero) {
        return (struct fuzz_parts){data, data + size, size, 0};
    }
    size_t first = (size_t)(zero - data);
    return (struct fuzz_parts){data, zero + 1, first, size - first - 1};
}

unsigned fuzz_choose(struct fuzz_choices *choices, unsigned count) {
    if (choices->left == 0) {
        return 0;
    }
    choices->left--;
    return *choices->at++ % count;
}
