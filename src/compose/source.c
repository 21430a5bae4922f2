#include "compose/source.h"

#include "base/file.h"
#include "base/folder.h"
#include "base/memory.h"
#include "codec/codec.h"
#include "codec/source.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* More than any picture within the pixel limits takes when it is stored well. */
static const size_t file_limit = (size_t)512 * 1024 * 1024;

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

static bool load_data_url(const char *what, const char *url, struct pl_buffer *out,
                          struct placard_error *error) {
    const char *comma = strchr(url, ',');
    if (!comma) {
        return pl_fail(error, PLACARD_DOCUMENT, "%s: expected a data: URL with a comma before its bytes",
                       what);
    }
    bool base64 = comma - url >= 7 && strncasecmp(comma - 7, ";base64", 7) == 0;
    decode_data(comma + 1, base64, out);
    return !out->failed || pl_fail_memory(error);
}

static bool is_network_url(const char *source) {
    const char *colon = strstr(source, "://");
    return colon && strcspn(source, "/?#") > (size_t)(colon - source);
}

static bool load_url(const char *what, const char *url, const struct pl_compose_options *options,
                     struct pl_buffer *out, struct placard_error *error) {
    struct placard_error reason = {.code = PLACARD_OK};
    if (options->load && options->load(options->load_data, url, out, &reason)) {
        return true;
    }
    return reason.code != PLACARD_OK
               ? pl_fail(error, reason.code, "%s: %s", what, reason.message)
               : pl_fail(error, PLACARD_FILE, "%s: expected a file at hand, found %s", what, url);
}

/* Whether it is absolute or goes up, wherever that leads. */
static bool leads_away(const char *path) {
    bool away = path[0] == '/';
    for (const char *at = path; at && !away; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL) {
        away = strncmp(at, "..", 2) == 0 && (at[2] == '/' || at[2] == '\0');
    }
    return away;
}

/* A document is somebody else's data: what it draws must not be any picture that its reader can read. One
 * that is not there says no more of other folders than one that is. */
static bool check_place(const char *source, const char *path, const struct pl_compose_options *options,
                        struct placard_error *error) {
    bool allowed = pl_folder_holds(options->folder ? options->folder : "", path) ||
                   (options->assets && pl_folder_holds(options->assets, path)) ||
                   (!leads_away(source) && !pl_file_exists(path));
    return allowed ||
           pl_fail(error, PLACARD_FILE,
                   "%s: expected a file in the document's folder%s%s, found a path that leads "
                   "elsewhere; --assets FOLDER allows one more folder",
                   source, options->assets ? " or in " : "", options->assets ? options->assets : "");
}

/* A file that is no picture must not come out in the words about it. */
static bool check_kind(const char *path, const struct pl_buffer *bytes, struct placard_error *error) {
    return (bytes->size > 0 && pl_codec_sniff(bytes->data, bytes->size)) ||
           pl_fail(error, PLACARD_PICTURE, "%s: expected a picture (%s), found a file of another kind", path,
                   pl_codec_names());
}

static bool load_path(const char *source, const struct pl_compose_options *options, struct pl_source *out,
                      struct placard_error *error) {
    char *path = pl_path_join(options->folder ? options->folder : "", source);
    bool ok = path || pl_fail_memory(error);
    ok = ok && check_place(source, path, options, error) &&
         pl_file_read_plain(path, file_limit, &out->bytes, error) && check_kind(path, &out->bytes, error);
    out->name = path; /* the name in messages is the file's own */
    return ok;
}

bool pl_source_load(const char *what, const char *source, const struct pl_compose_options *options,
                    struct pl_source *out, struct placard_error *error) {
    bool data = strncasecmp(source, "data:", 5) == 0;
    *out = (struct pl_source){0};
    if (!data && !is_network_url(source)) {
        return load_path(source, options, out, error);
    }
    out->name = pl_strdup(what);
    if (!out->name) {
        return pl_fail_memory(error);
    }
    return data ? load_data_url(what, source, &out->bytes, error)
                : load_url(what, source, options, &out->bytes, error);
}

bool pl_source_load_file(const char *path, struct pl_source *out, struct placard_error *error) {
    *out = (struct pl_source){0};
    out->name = pl_strdup(path);
    return out->name ? pl_file_read(path, file_limit, &out->bytes, error) : pl_fail_memory(error);
}

const unsigned char *pl_source_bytes(const struct pl_source *source) {
    static const unsigned char nothing[1];
    return source->bytes.data ? source->bytes.data : nothing;
}

bool pl_source_size(const struct pl_source *source, int *width, int *height, struct placard_error *error) {
    return pl_picture_size(source->name, pl_source_bytes(source), source->bytes.size, width, height, error);
}

bool pl_source_decode_halved(const struct pl_source *source, int times, struct pl_deadline *deadline,
                             struct pl_pixmap *out, struct placard_error *error) {
    return pl_picture_decode_halved(source->name, pl_source_bytes(source), source->bytes.size, times,
                                    deadline, out, error);
}

bool pl_source_decode_lazily(const struct pl_source *source, struct pl_deadline *deadline,
                             struct pl_pixmap *out, struct placard_error *error) {
    return pl_picture_decode_lazily(source->name, pl_source_bytes(source), source->bytes.size, deadline, out,
                                    error);
}

void pl_source_finish(struct pl_source *source) {
    pl_buffer_finish(&source->bytes);
    free(source->name);
    *source = (struct pl_source){0};
}

/* FNV-1a. */
uint64_t pl_source_hash(const char *source) {
    uint64_t hash = 14695981039346656037U;
    for (; *source; source++) {
        hash = (hash ^ (unsigned char)*source) * 1099511628211U;
    }
    return hash;
}
