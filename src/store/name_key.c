#include "store/name_key.h"

#include <glib.h>
#include <string.h>

static bool is_ascii(const char *text) {
    while (*text && (unsigned char)*text < 0x80) {
        text++;
    }
    return *text == '\0';
}

/* What is no UTF-8 is compared byte by byte, as file systems that know no case have no such names. */
static bool add_bytes(const char *name, struct pl_buffer *out) {
    for (const char *at = name; *at; at++) {
        char lower = g_ascii_tolower(*at);
        pl_buffer_append(out, &lower, 1);
    }
    pl_buffer_text(out, ""); /* also where there is nothing */
    return !out->failed;
}

/* A canonical caseless match (Unicode 15, 3.13, D145): some letters decompose only before they are folded,
 * others are not in order before they are decomposed again. */
bool pl_name_key(const char *name, struct pl_buffer *out) {
    if (is_ascii(name) || !g_utf8_validate(name, -1, NULL)) {
        return add_bytes(name, out);
    }
    char *apart = g_utf8_normalize(name, -1, G_NORMALIZE_NFD);
    char *folded = apart ? g_utf8_casefold(apart, -1) : NULL;
    char *key = folded ? g_utf8_normalize(folded, -1, G_NORMALIZE_NFD) : NULL;
    if (key) {
        pl_buffer_text(out, key);
    }
    bool ok = key && !out->failed;
    g_free(key);
    g_free(folded);
    g_free(apart);
    return ok;
}
