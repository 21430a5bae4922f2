#include "torture.h"

#include <string.h>

/* FNV-1a over words instead of bytes, which is enough to tell that nothing has changed. */
static void take(struct digest *digest, uint64_t word) {
    digest->value = (digest->value ^ word) * 0x100000001b3U;
    digest->value ^= digest->value >> 29;
}

void digest_bytes(struct digest *digest, const void *bytes, size_t size) {
    const unsigned char *at = bytes;
    take(digest, size);
    for (; size >= sizeof(uint64_t); size -= sizeof(uint64_t), at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        take(digest, word);
    }
    for (; size > 0; size--, at++) {
        take(digest, *at);
    }
}

void digest_text(struct digest *digest, const char *text) {
    take(digest, text != NULL);
    if (text) {
        digest_bytes(digest, text, strlen(text));
    }
}

void digest_number(struct digest *digest, long long number) {
    take(digest, (uint64_t)number);
}

void digest_picture(struct digest *digest, const struct placard_picture *picture) {
    int width;
    int height;
    ptrdiff_t stride;
    const unsigned char *pixels = placard_picture_pixels(picture, &width, &height, &stride);
    take(digest, (uint64_t)width);
    for (int y = 0; y < height; y++) {
        digest_bytes(digest, pixels + y * stride, (size_t)width * 4);
    }
}

void digest_warning(void *digest, const char *message) {
    digest_text(digest, message);
}
