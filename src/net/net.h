#ifndef PL_NET_NET_H
#define PL_NET_NET_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/** HTTP GET of many URLs at once, over connections that are kept. libcurl is loaded when the first is made.
 */
struct pl_net;

/** Zero is the default of each member. Strings are copied. */
struct pl_net_options {
    int parallel;           /**< transfers at once; 0 for 8 */
    int per_host;           /**< of these from one host; 0 for 4 */
    int retries;            /**< of a transfer that may yet succeed; 0 for 4, -1 for none */
    double connect_timeout; /**< seconds; 0 for 10 */
    double stall_timeout;   /**< seconds without a byte, rounded up to whole ones; 0 for 30 */
    bool allow_private; /**< loopback, private and link-local addresses too, and proxies of the environment */
    const char *ca_file; /**< PEM file of the authorities to trust; NULL for the system's */
};

/** One GET. Strings are the caller's and live until pl_net_get returns. */
struct pl_request {
    const char *url;
    const char *authorization; /**< value of that header, for this host alone; or NULL */
    size_t limit;              /**< most bytes of the body, decoded */
};

/** What came of a request. */
struct pl_answer {
    long status;                /**< of HTTP, or 0 where none came */
    struct pl_buffer body;      /**< also of a refusal */
    char type[128];             /**< Content-Type in lower case, without parameters; "" if none */
    double retry_after;         /**< seconds that a server asked to wait; negative if it did not */
    struct placard_error error; /**< PLACARD_OK where the status is 2xx and the body whole */
};

/** What the caller is told while pl_net_get runs, in its own thread; members may be NULL. */
struct pl_net_events {
    void *data;
    /** A request has ended, successfully or not; the body is released afterwards. */
    void (*done)(void *data, int index, struct pl_answer *answer);
    /** Now and then, at least five times a second: bytes of bodies so far. True stops everything. */
    bool (*progress)(void *data, long long bytes);
};

/** NULL and an error where libcurl is missing. */
struct pl_net *pl_net_create(const struct pl_net_options *options, struct placard_error *error);
void pl_net_destroy(struct pl_net *net);

/**
 * Gets all of them. What becomes of one is told by `done` and is no failure of the whole; false is out of
 * memory or PLACARD_CANCELED. Messages name the URL without its query, as that may hold a signature.
 */
bool pl_net_get(struct pl_net *net, const struct pl_request *requests, int count,
                const struct pl_net_events *events, struct placard_error *error);

/** "https://host/path" of a URL: without user, query and fragment; cut to `size`. */
void pl_net_show_url(const char *url, char *out, size_t size);

#endif
