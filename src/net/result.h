#ifndef PL_NET_RESULT_H
#define PL_NET_RESULT_H

#include <arpa/inet.h>
#include <curl/curl.h>

/** How many redirects are followed. */
#define PL_REDIRECTS 5

/** How an attempt at a request ended. */
enum pl_outcome {
    PL_OUTCOME_WHOLE,     /**< a success, and the body is all there */
    PL_OUTCOME_STATUS,    /**< the server answered, but not with what was asked for */
    PL_OUTCOME_TOO_LARGE, /**< the body is over the limit */
    PL_OUTCOME_PRIVATE,   /**< a private address was not connected to, and no other could be */
    PL_OUTCOME_STALLED,   /**< nothing came for too long */
    PL_OUTCOME_FAILED,    /**< what `code` says */
    PL_OUTCOME_MEMORY,    /**< no room for the body */
};

/** What is known of an attempt, apart from the body: what retries and messages are made of. */
struct pl_result {
    enum pl_outcome outcome;
    CURLcode code;
    long status;          /**< of HTTP, the last one received; or 0 */
    int system_error;     /**< errno of a connection that failed, or 0 */
    curl_off_t received;  /**< bytes of the body as they were sent, coded or not */
    curl_off_t announced; /**< the same, as the server said; negative where it did not */
    curl_off_t found;     /**< size of a body that is too large; negative where only that is known */
    double retry_after;   /**< seconds the server asked to wait, negative where it did not */
    char target[256];     /**< where it was redirected to, as pl_net_show_url shows it; or "" */
    char scheme[16];      /**< of a redirect that was not followed for it, or "" */
    char address[INET6_ADDRSTRLEN]; /**< private one that was not connected to */
    char reason[CURL_ERROR_SIZE];   /**< in libcurl's words */
};

#endif
