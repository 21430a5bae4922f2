#ifndef PL_STORE_RECORD_H
#define PL_STORE_RECORD_H

#include "base/buffer.h"
#include "document/reader.h"
#include "store/hash.h"
#include "store/store.h"

/** The largest file that a store takes: what is read for a picture elsewhere, too. */
#define PL_STORED_LIMIT (512 * 1024 * 1024)

/** What is known of one URL's file: an object of JSON. Strings are in an arena. */
struct pl_record {
    const char *url;
    const char *file;  /**< of a bundle: where it is, below the bundle's folder; else NULL */
    const char *type;  /**< or NULL */
    int size;          /**< "bytes" */
    int width, height; /**< of a picture, else 0 */
    const char *sha256;
    const char *date; /**< when this content first came, "2026-11-20T12:34:56Z", or NULL */
};

/** The record of bytes that come now. `file` is left to the caller. */
bool pl_record_init(struct pl_record *out, const char *url, const void *bytes, size_t size,
                    const struct pl_stored *what, struct pl_arena *arena, struct placard_error *error);

/** Reads a record, passing over members that it does not know. A bundle's has to have a file. */
bool pl_record_read(const cJSON *object, const struct pl_place *place, bool bundled, struct pl_record *out,
                    struct pl_arena *arena, struct placard_error *error);

/** Appends it as an object on one line, without a line break. */
void pl_record_write(const struct pl_record *record, struct pl_buffer *out);

/** Writes text in UTF-8 as a JSON string. */
void pl_record_write_text(const char *text, struct pl_buffer *out);

#endif
