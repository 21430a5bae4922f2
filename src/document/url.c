#include "document/url.h"

#include "document/values.h"

#include <string.h>

/* Length of the scheme with its "://", or 0 where there is none (RFC 3986, 3). */
static size_t scheme_size(const char *url) {
    size_t size = strcspn(url, ":/?#");
    return size > 0 && strncmp(url + size, "://", 3) == 0 ? size + 3 : 0;
}

bool pl_url_is_web(const char *url) {
    size_t size = scheme_size(url);
    return pl_word_is(url, size, "http://") || pl_word_is(url, size, "https://");
}

const char *pl_url_name(const char *url, size_t *size) {
    size_t scheme = scheme_size(url);
    const char *path = url + scheme;
    size_t length = strcspn(path, "?#");
    const char *slash = memrchr(path, '/', length);
    if (slash) {
        *size = length - (size_t)(slash + 1 - path);
        return slash + 1;
    }
    /* What follows a scheme up to the first slash is a host. */
    *size = scheme > 0 ? 0 : length;
    return path;
}

bool pl_url_is_video(const char *url) {
    static const char *const extensions[] = {"mp4", "mov", "m4v", "webm", "mkv", "avi"};
    size_t size;
    const char *name = pl_url_name(url, &size);
    const char *dot = memrchr(name, '.', size);
    for (size_t i = 0; dot && i < sizeof extensions / sizeof *extensions; i++) {
        if (pl_word_is(dot + 1, size - (size_t)(dot + 1 - name), extensions[i])) {
            return true;
        }
    }
    return false;
}
