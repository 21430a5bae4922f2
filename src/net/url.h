#ifndef PL_NET_URL_H
#define PL_NET_URL_H

#include "base/error.h"
#include "net/curl_library.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Room for a URL in a message, which holds other things too. */
#define PL_URL_SHOWN 400

/**
 * Reads an http or https URL. `*text` is the URL as it is asked for, with spaces and what is not ASCII in
 * path and query percent-encoded; curl->free() releases it. The message starts with the URL, as
 * pl_net_show_url shows it.
 */
bool pl_url_read(const struct pl_curl *curl, const char *url, char **text, struct placard_error *error);

/**
 * Copies text that came from elsewhere so that it can be part of a message: what is no UTF-8, and what would
 * break the line, hide or reorder a part of it, becomes U+FFFD. Cut to `size`, which is not 0; returns how
 * much was written, without the final zero.
 */
size_t pl_show_text(const char *from, size_t count, char *out, size_t size);

/** A number that is the same for all URLs of one host. Others may share it, but rarely do. */
uint64_t pl_url_host(const struct pl_curl *curl, const char *url);

#endif
