#include "net/url.h"

#include "base/utf8.h"
#include "net/net.h"

#include <string.h>
#include <strings.h>

/* libcurl's, so that what is checked is what is asked for. */
static CURLUcode parse(const struct pl_curl *curl, CURLU *parsed, const char *url) {
    return parsed ? curl->url_set(parsed, CURLUPART_URL, url, CURLU_URLENCODE | CURLU_ALLOW_SPACE)
                  : CURLUE_OUT_OF_MEMORY;
}

static bool is_http(const char *url) {
    return strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0;
}

bool pl_url_read(const struct pl_curl *curl, const char *url, char **text, struct placard_error *error) {
    char shown[PL_URL_SHOWN];
    pl_net_show_url(url, shown, sizeof shown);
    if (!is_http(url)) {
        return pl_fail(error, PLACARD_NETWORK, "%s: expected an http or https URL", shown);
    }
    CURLU *parsed = curl->url();
    CURLUcode code = parse(curl, parsed, url);
    if (code == CURLUE_OK) {
        code = curl->url_get(parsed, CURLUPART_URL, text, 0);
    }
    curl->url_cleanup(parsed);
    if (code == CURLUE_OUT_OF_MEMORY) {
        return pl_fail_memory(error);
    }
    return code == CURLUE_OK ||
           pl_fail(error, PLACARD_NETWORK, "%s: malformed URL: %s", shown, curl->url_strerror(code));
}

/* FNV-1a, in lower case, as names of hosts are the same in both. */
static uint64_t hash_host(const char *host) {
    uint64_t hash = 0xcbf29ce484222325U;
    for (const char *c = host; *c; c++) {
        unsigned char byte = (unsigned char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
        hash = (hash ^ byte) * 0x100000001b3U;
    }
    return hash;
}

uint64_t pl_url_host(const struct pl_curl *curl, const char *url) {
    CURLU *parsed = curl->url();
    char *host = NULL;
    uint64_t hash = 0;
    if (parse(curl, parsed, url) == CURLUE_OK &&
        curl->url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
        hash = hash_host(host);
        curl->free(host);
    }
    curl->url_cleanup(parsed);
    return hash;
}

/* Controls, and the marks of Unicode for lines and directions. */
static bool is_unprintable(uint32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

size_t pl_show_text(const char *from, size_t count, char *out, size_t size) {
    const char *end = from + count;
    size_t used = 0;
    while (from < end) {
        char bytes[4];
        uint32_t c = pl_utf8_next(&from, end);
        size_t length = pl_utf8_put(is_unprintable(c) ? 0xfffd : c, bytes);
        if (length > size - 1 - used) {
            break;
        }
        memcpy(out + used, bytes, length);
        used += length;
    }
    out[used] = '\0';
    return used;
}

void pl_net_show_url(const char *url, char *out, size_t size) {
    if (size == 0) {
        return;
    }
    size_t scheme = strcspn(url, ":/?#");
    scheme = strncmp(url + scheme, "://", 3) == 0 ? scheme + 3 : 0;
    const char *host = url + scheme;
    const char *user_end = memrchr(host, '@', strcspn(host, "/?#"));
    const char *shown = user_end ? user_end + 1 : host;
    size_t used = pl_show_text(url, scheme, out, size);
    pl_show_text(shown, strcspn(shown, "?#"), out + used, size - used);
}
