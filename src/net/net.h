#ifndef PL_NET_NET_H
#define PL_NET_NET_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * HTTP GET of many URLs at once, over connections that are kept from call to call. libcurl is loaded when one
 * is made. One belongs to one thread.
 */
struct pl_net;

/** Zero is the default of each member. Strings are copied. */
struct pl_net_options {
    int parallel;           /**< transfers at once; 0 for 8 */
    int per_host;           /**< of these from one host; 0 for 4 */
    int retries;            /**< of a transfer that may yet succeed; 0 for 4, -1 for none */
    double connect_timeout; /**< seconds; 0 for 10 */
    double stall_timeout;   /**< seconds without a byte; 0 for 30 */
    /** Loopback, private, link-local and reserved addresses too. Only then are proxies of the environment
     * used: which addresses a proxy connects to can't be checked. */
    bool allow_private;
    const char *ca_file; /**< PEM file of the authorities to trust instead of the system's; or NULL */
};

/** One GET. Strings are the caller's and live until pl_net_get returns. */
struct pl_request {
    const char *url;
    const char *authorization; /**< value of that header; redirects elsewhere do not get it; or NULL */
    size_t limit;              /**< most bytes of the body, decoded */
};

/** What came of a request. */
struct pl_answer {
    long status;                /**< of HTTP, or 0 where none came */
    struct pl_buffer body;      /**< also of a refusal; after other failures what came of it */
    char type[128];             /**< Content-Type in lower case, without parameters; "" if none */
    double retry_after;         /**< seconds that a server asked to wait; negative if it did not */
    struct placard_error error; /**< PLACARD_OK where the status is 2xx and the body whole */
};

/** What the caller is told while pl_net_get runs, in its own thread; members may be NULL. */
struct pl_net_events {
    void *data;
    /** A request has ended, successfully or not; the body is released afterwards, unless it was moved away.
     */
    void (*done)(void *data, int index, struct pl_answer *answer);
    /** At least five times a second: bytes of bodies so far, those of attempts that failed among them. True
     * stops everything. */
    bool (*progress)(void *data, long long bytes);
};

/** NULL and an error where libcurl is missing. */
struct pl_net *pl_net_create(const struct pl_net_options *options, struct placard_error *error);
void pl_net_destroy(struct pl_net *net);

/**
 * Gets all of them, and those again, after a while, that failed in a way that may pass; a server that asks
 * for time gets up to two minutes between attempts. What becomes of one is told by `done` and is no failure
 * of the whole; false is out of memory or PLACARD_CANCELED, and what has not ended by then is dropped.
 * Messages name the URL without its query, as that may hold a signature.
 */
bool pl_net_get(struct pl_net *net, const struct pl_request *requests, int count,
                const struct pl_net_events *events, struct placard_error *error);

/** "https://host/path" of a URL, in one line of UTF-8: without user, query and fragment; cut to `size`. */
void pl_net_show_url(const char *url, char *out, size_t size);

#endif
