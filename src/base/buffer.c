#include "base/buffer.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned char *pl_buffer_room(struct pl_buffer *buffer, size_t size) {
    if (buffer->failed || size > SIZE_MAX - buffer->size - 1 ||
        !pl_reserve((void **)&buffer->data, &buffer->capacity, buffer->size + size + 1, 1)) {
        buffer->failed = true;
        return NULL;
    }
    buffer->data[buffer->size + size] = 0;
    return buffer->data + buffer->size;
}

void pl_buffer_append(struct pl_buffer *buffer, const void *bytes, size_t size) {
    unsigned char *room = pl_buffer_room(buffer, size);
    if (room && size > 0) { /* bytes that are none may be NULL */
        memcpy(room, bytes, size);
        buffer->size += size;
    }
}

void pl_buffer_text(struct pl_buffer *buffer, const char *text) {
    pl_buffer_append(buffer, text, strlen(text));
}

void pl_buffer_format(struct pl_buffer *buffer, const char *format, ...) {
    va_list arguments;
    va_list again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    unsigned char *room = size < 0 ? NULL : pl_buffer_room(buffer, (size_t)size);
    if (room) {
        vsnprintf((char *)room, (size_t)size + 1, format, again);
        buffer->size += (size_t)size;
    }
    va_end(again);
    va_end(arguments);
}

void pl_buffer_finish(struct pl_buffer *buffer) {
    free(buffer->data);
    *buffer = (struct pl_buffer){0};
}
