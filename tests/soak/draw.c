#include "draw.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SplitMix64: every seed, also 0, 1 and 2, starts a sequence that has nothing to do with its neighbours'. */
uint64_t soak_next(struct soak_random *random) {
    uint64_t z = random->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

int soak_below(struct soak_random *random, int count) {
    return (int)(soak_next(random) >> 33) % count;
}

bool soak_once_in(struct soak_random *random, int times) {
    return soak_below(random, times) == 0;
}

double soak_between(struct soak_random *random, double least, double most) {
    return least + (most - least) * ((double)(soak_next(random) >> 11) / 9007199254740992.0);
}

void soak_put_bytes(struct soak_text *out, const void *bytes, size_t size) {
    if (out->size + size + 1 > out->room) {
        out->room = (out->size + size + 1) * 2;
        out->text = realloc(out->text, out->room);
        if (!out->text) {
            soak_give_up("memory", "out of it");
        }
    }
    memcpy(out->text + out->size, bytes, size);
    out->size += size;
    out->text[out->size] = '\0';
}

void soak_put(struct soak_text *out, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size < 0 || (size_t)size >= sizeof text) {
        soak_give_up(format, "is too long");
    }
    soak_put_bytes(out, text, (size_t)size);
}

void soak_put_string(struct soak_text *out, const char *text) {
    soak_put(out, "\"");
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            soak_put(out, "\\%c", c);
        } else if (c < 32) {
            soak_put(out, "\\u%04x", c);
        } else {
            soak_put_bytes(out, text, 1);
        }
    }
    soak_put(out, "\"");
}

void soak_put_base64(struct soak_text *out, const unsigned char *bytes, size_t size) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        unsigned bits = (unsigned)bytes[i] << 16 | (i + 1 < size ? (unsigned)bytes[i + 1] << 8 : 0) |
                        (i + 2 < size ? bytes[i + 2] : 0);
        char four[4] = {digits[bits >> 18], digits[bits >> 12 & 63], digits[bits >> 6 & 63],
                        digits[bits & 63]};
        if (i + 1 >= size) {
            four[2] = '=';
        }
        if (i + 2 >= size) {
            four[3] = '=';
        }
        soak_put_bytes(out, four, 4);
    }
}

void soak_give_up(const char *what, const char *why) {
    fprintf(stderr, "soak: %s: %s\n", what, why);
    exit(1);
}
