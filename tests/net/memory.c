#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *must(void *allocated) {
    if (!allocated) {
        fputs("server: out of memory\n", stderr);
        exit(1);
    }
    return allocated;
}

bool bytes_read(const char *path, struct bytes *out) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        return false;
    }
    size_t room = 1 << 16;
    out->data = must(malloc(room));
    out->size = 0;
    size_t got;
    while ((got = fread(out->data + out->size, 1, room - out->size - 1, file)) > 0) {
        out->size += got;
        if (out->size + 1 == room) {
            room *= 2;
            out->data = must(realloc(out->data, room));
        }
    }
    out->data[out->size] = '\0';
    bool ok = !ferror(file);
    fclose(file);
    if (!ok) {
        free(out->data);
    }
    return ok;
}

/* The value of the {name} that the text starts with, and the length of that; or NULL. */
static const char *find_value(const char *text, const char *const *pairs, size_t *length) {
    for (; *pairs; pairs += 2) {
        *length = strlen(pairs[0]);
        if (strncmp(text + 1, pairs[0], *length) == 0 && text[1 + *length] == '}') {
            *length += 2;
            return pairs[1];
        }
    }
    return NULL;
}

struct bytes bytes_expand(struct bytes text, const char *const *pairs) {
    char *out = NULL;
    size_t size = 0;
    FILE *stream = must(open_memstream(&out, &size));
    for (const char *at = (const char *)text.data; *at != '\0';) {
        size_t length;
        const char *value = *at == '{' ? find_value(at, pairs, &length) : NULL;
        if (value) {
            fputs(value, stream);
            at += length;
        } else {
            putc(*at++, stream);
        }
    }
    if (fclose(stream) != 0) {
        must(NULL);
    }
    free(text.data);
    return (struct bytes){(unsigned char *)out, size};
}
