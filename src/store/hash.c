#include "store/hash.h"

#include <glib.h>
#include <string.h>

bool pl_hash(const void *bytes, size_t size, char out[PL_HASH_SIZE]) {
    /* Nothing has no address, which older versions of GLib complain of. */
    char *digits = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes ? bytes : (const void *)"", size);
    if (digits) {
        memcpy(out, digits, PL_HASH_SIZE);
    }
    g_free(digits);
    return digits;
}

bool pl_hash_starts(const char *text) {
    return strspn(text, "0123456789abcdef") >= PL_HASH_DIGITS;
}

bool pl_hash_is(const char *text) {
    return pl_hash_starts(text) && text[PL_HASH_DIGITS] == '\0';
}
