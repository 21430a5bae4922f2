#include "api/private.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/processors.h"
#include "codec/checksum.h"
#include "store/hash.h"
#include "store/name_key.h"

#include <stdlib.h>

const char *placard_version(void) {
    return PLACARD_VERSION;
}

int placard_processors(void) {
    return pl_processors();
}

void placard_bytes_finish(struct placard_bytes *bytes) {
    free(bytes->data);
    *bytes = (struct placard_bytes){0};
}

bool placard_file_write(const char *path, const void *bytes, size_t size, struct placard_error *error) {
    return pl_file_write(path, bytes, size, error);
}

unsigned placard_checksum(const void *bytes, size_t size) {
    return pl_checksum(bytes, size);
}

bool placard_hash(const void *bytes, size_t size, char out[65], struct placard_error *error) {
    return pl_hash(bytes, size, out) || pl_fail_memory(error);
}

bool placard_name_key(const char *name, struct placard_bytes *out, struct placard_error *error) {
    struct pl_buffer key = {0};
    bool ok = pl_name_key(name, &key);
    *out = ok ? (struct placard_bytes){key.data, key.size} : (struct placard_bytes){0};
    if (!ok) {
        pl_buffer_finish(&key);
    }
    return ok || pl_fail_memory(error);
}

struct placard_context *placard_context_create(const struct placard_context_options *options,
                                               struct placard_error *error) {
    struct placard_context *context = pl_calloc(1, sizeof *context);
    if (!context) {
        pl_fail_memory(error);
        return NULL;
    }
    struct pl_font_options fonts = {0};
    if (options) {
        fonts =
            (struct pl_font_options){options->font_dirs, options->bundled_fonts, options->no_system_fonts};
    }
    context->spare = pl_spare_create();
    if (!context->spare) {
        pl_fail_memory(error);
        free(context);
        return NULL;
    }
    if (!pl_fonts_init(&context->painter.fonts, &fonts, error)) {
        pl_spare_close(context->spare);
        free(context);
        return NULL;
    }
    return context;
}

void placard_context_destroy(struct placard_context *context) {
    if (context) {
        pl_painter_finish(&context->painter);
        pl_spare_close(context->spare);
        free(context);
    }
}
