#include "compose/source.h"

#include "base/file.h"
#include "base/memory.h"
#include "codec/codec.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* More than any picture within the pixel limits takes when it is stored well. */
static const size_t file_limit = (size_t)512 * 1024 * 1024;

bool pl_source_decode_file(const char *path, struct pl_pixmap *out, struct placard_error *error) {
    struct pl_buffer bytes = {0};
    bool ok = pl_file_read(path, file_limit, &bytes, error) &&
              pl_picture_decode(path, bytes.data, bytes.size, out, error);
    pl_buffer_finish(&bytes);
    return ok;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The character at `*at`, with %xx taken for what it stands for. */
static unsigned char next_byte(const char **at) {
    int high, low;
    if (**at == '%' && (high = hex_digit((*at)[1])) >= 0 && (low = hex_digit((*at)[2])) >= 0) {
        *at += 3;
        return (unsigned char)(high << 4 | low);
    }
    return (unsigned char)*(*at)++;
}

static int base64_digit(unsigned char c) {
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* The bytes of a data: URL (RFC 2397) from behind its comma; what is no base64 digit is passed over. */
static void decode_data(const char *at, bool base64, struct pl_buffer *out) {
    unsigned bits = 0;
    int count = 0;
    while (*at && !out->failed) {
        unsigned char c = next_byte(&at);
        if (!base64) {
            pl_buffer_append(out, &c, 1);
            continue;
        }
        int digit = base64_digit(c);
        if (digit < 0) {
            continue;
        }
        bits = bits << 6 | (unsigned)digit;
        count += 6;
        if (count >= 8) {
            count -= 8;
            unsigned char byte = (unsigned char)(bits >> count & 255);
            pl_buffer_append(out, &byte, 1);
        }
    }
}

static bool decode_data_url(const char *what, const char *url, struct pl_pixmap *out,
                            struct placard_error *error) {
    const char *comma = strchr(url, ',');
    struct pl_buffer bytes = {0};
    if (!comma) {
        return pl_fail(error, PLACARD_DOCUMENT, "%s: expected a data: URL with a comma before its bytes",
                       what);
    }
    bool base64 = comma - url >= 7 && strncasecmp(comma - 7, ";base64", 7) == 0;
    decode_data(comma + 1, base64, &bytes);
    bool ok = !bytes.failed || pl_fail_memory(error);
    ok = ok &&
         pl_picture_decode(what, bytes.data ? bytes.data : (const unsigned char *)"", bytes.size, out, error);
    pl_buffer_finish(&bytes);
    return ok;
}

static bool is_network_url(const char *source) {
    const char *colon = strstr(source, "://");
    return colon && strcspn(source, "/?#") > (size_t)(colon - source);
}

static bool decode_url(const char *what, const char *url, const struct pl_compose_options *options,
                       struct pl_pixmap *out, struct placard_error *error) {
    struct pl_buffer bytes = {0};
    struct placard_error reason = {.code = PLACARD_OK};
    bool ok = options->load && options->load(options->load_data, url, &bytes, &reason);
    if (ok) {
        ok = pl_picture_decode(what, bytes.data ? bytes.data : (const unsigned char *)"", bytes.size, out,
                               error);
    } else if (reason.code != PLACARD_OK) {
        pl_fail(error, reason.code, "%s: %s", what, reason.message);
    } else {
        pl_fail(error, PLACARD_FILE, "%s: expected a file at hand, found %s", what, url);
    }
    pl_buffer_finish(&bytes);
    return ok;
}

bool pl_source_decode(const char *what, const char *source, const struct pl_compose_options *options,
                      struct pl_pixmap *out, struct placard_error *error) {
    if (strncasecmp(source, "data:", 5) == 0) {
        return decode_data_url(what, source, out, error);
    }
    if (is_network_url(source)) {
        return decode_url(what, source, options, out, error);
    }
    char *path = pl_path_join(options->folder ? options->folder : "", source);
    bool ok = path || pl_fail_memory(error);
    /* A document is somebody else's data: it must not make anyone wait for a pipe or read a device. */
    if (ok && pl_file_exists(path) && !pl_file_is_plain(path)) {
        ok = pl_fail(error, PLACARD_FILE, "%s: expected a plain file", path);
    }
    ok = ok && pl_source_decode_file(path, out, error);
    free(path);
    return ok;
}
