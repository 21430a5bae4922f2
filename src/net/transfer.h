#ifndef PL_NET_TRANSFER_H
#define PL_NET_TRANSFER_H

#include "base/buffer.h"
#include "base/error.h"
#include "net/curl_library.h"
#include "net/net.h"
#include "net/result.h"

#include <stdbool.h>

/**
 * A place for one attempt at a time. All zero is an empty one; the handle in it is kept from attempt to
 * attempt, with its TLS sessions.
 */
struct pl_transfer {
    const struct pl_curl *curl;
    const struct pl_net_options *options;
    const struct pl_request *request; /**< NULL where the place is free */
    int index;                        /**< of the request */
    long long *bytes;                 /**< of all bodies, to be added to */
    CURL *easy;
    struct curl_slist *headers;
    struct pl_buffer body;
    struct pl_result result;
    char reason[CURL_ERROR_SIZE]; /**< libcurl's words, as they are */
    bool too_large;
    bool stalled;
    curl_off_t heard; /**< bytes received, and when there were more than before, by pl_clock_ms */
    double heard_at;
};

/** Makes the handle ready for a request, which the transfer then has. */
bool pl_transfer_prepare(struct pl_transfer *transfer, const struct pl_request *request,
                         struct placard_error *error);

/** Whether there is no use in going on, at that time by pl_clock_ms: nothing has come for too long, or the
 * server says that too much will. To be asked often. */
bool pl_transfer_is_futile(struct pl_transfer *transfer, double now);

/** Fills the result of an attempt that libcurl is done with. */
void pl_transfer_conclude(struct pl_transfer *transfer, CURLcode code);

/** The body's type, in lower case and without parameters, or "". */
void pl_transfer_type(const struct pl_transfer *transfer, char *out, size_t size);

/** Frees the place for another attempt. */
void pl_transfer_clear(struct pl_transfer *transfer);

/** Releases what is kept from attempt to attempt. */
void pl_transfer_finish(struct pl_transfer *transfer);

#endif
