#ifndef PL_BASE_BUFFER_H
#define PL_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * Bytes that grow. All zero is an empty one. The data always ends in a zero that `size` does not count.
 * A failed append sets `failed` and drops what follows, so that a writer checks once, at the end.
 */
struct pl_buffer {
    unsigned char *data;
    size_t size;
    size_t capacity;
    bool failed;
};

void pl_buffer_append(struct pl_buffer *buffer, const void *bytes, size_t size);
void pl_buffer_text(struct pl_buffer *buffer, const char *text);
void pl_buffer_format(struct pl_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Room for `size` more bytes behind the current end, to be filled by the caller, who then adds to `size`; or
 * NULL. */
unsigned char *pl_buffer_room(struct pl_buffer *buffer, size_t size);

void pl_buffer_finish(struct pl_buffer *buffer);

#endif
