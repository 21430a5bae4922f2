#include "base/utf8.h"

#include <string.h>

uint32_t pl_utf8_next(const char **at, const char *end) {
    const unsigned char *s = (const unsigned char *)*at;
    size_t left = (size_t)(end - *at);
    uint32_t code_point = s[0];
    size_t length = s[0] < 0x80   ? 1
                    : s[0] < 0xc2 ? 0
                    : s[0] < 0xe0 ? 2
                    : s[0] < 0xf0 ? 3
                    : s[0] < 0xf5 ? 4
                                  : 0;
    if (length == 0 || length > left) {
        *at += 1;
        return 0xfffd;
    }
    if (length > 1) {
        code_point &= 0x7fU >> length;
        for (size_t i = 1; i < length; i++) {
            if ((s[i] & 0xc0) != 0x80) {
                *at += 1;
                return 0xfffd;
            }
            code_point = code_point << 6 | (s[i] & 0x3f);
        }
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code_point < least[length] || code_point > 0x10ffff ||
        (code_point >= 0xd800 && code_point < 0xe000)) {
        *at += 1;
        return 0xfffd;
    }
    *at += length;
    return code_point;
}

/* Over eight bytes of ASCII at once, which most texts are made of. */
static const char *skip_ascii(const char *at, const char *end) {
    const uint64_t high = UINT64_C(0x8080808080808080);
    for (uint64_t eight; end - at >= (ptrdiff_t)sizeof eight; at += sizeof eight) {
        memcpy(&eight, at, sizeof eight);
        if (eight & high) {
            break;
        }
    }
    return at;
}

bool pl_utf8_valid(const char *text, size_t size, size_t *bad) {
    const char *at = text;
    const char *end = text + size;
    while ((at = skip_ascii(at, end)) < end) {
        const char *before = at;
        /* A genuine U+FFFD takes three bytes, the stand-in for an ill-formed one takes one. */
        if (pl_utf8_next(&at, end) == 0xfffd && at - before == 1) {
            if (bad) {
                *bad = (size_t)(before - text);
            }
            return false;
        }
    }
    return true;
}

size_t pl_utf8_put(uint32_t c, char out[4]) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    out[0] = (char)((0xf00 >> length) | c);
    return length;
}

void pl_utf8_trim(char *text) {
    size_t size = strlen(text);
    size_t start = size;
    while (start > 0 && size - start < 3 && ((unsigned char)text[start - 1] & 0xc0) == 0x80) {
        start--;
    }
    if (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0xc0) {
        start--;
        if (!pl_utf8_valid(text + start, size - start, NULL)) {
            text[start] = '\0';
        }
    }
}
