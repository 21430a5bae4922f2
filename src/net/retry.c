#include "net/retry.h"

#include <stdint.h>
#include <sys/random.h>

/* Seconds: the longest first delay, which doubles, and where that ends. */
static const double first_delay = 0.25;
static const double last_delay = 30;

static int count_status(long status, int retries) {
    switch (status) {
    case 408: /* Request Timeout */
    case 429: /* Too Many Requests */
    case 500: /* Internal Server Error */
    case 502: /* Bad Gateway */
    case 503: /* Service Unavailable */
    case 504: /* Gateway Timeout */
        return retries;
    default:
        return 0;
    }
}

static int count_failure(CURLcode code, int retries) {
    switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SSL_CONNECT_ERROR: /* also what a reset during the handshake is */
        return retries;
    case CURLE_COULDNT_RESOLVE_HOST: /* most often a name that is wrong, which no waiting mends */
    case CURLE_COULDNT_RESOLVE_PROXY:
        return retries < 1 ? retries : 1;
    default:
        return 0;
    }
}

int pl_retry_count(const struct pl_result *result, int retries) {
    switch (result->outcome) {
    case PL_OUTCOME_STATUS:
        return count_status(result->status, retries);
    case PL_OUTCOME_STALLED:
        return retries;
    case PL_OUTCOME_FAILED:
        return count_failure(result->code, retries);
    default:
        return 0;
    }
}

bool pl_retry_is_late(const struct pl_result *result) {
    return result->retry_after > PL_RETRY_AFTER_LIMIT;
}

/* From 0 up to, but not, 1. */
static double draw(void) {
    uint32_t number = 0;
    if (getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number) {
        return 0.5;
    }
    return number / 4294967296.0;
}

double pl_retry_delay(const struct pl_result *result, int attempts) {
    double longest = first_delay;
    for (int i = 1; i < attempts && longest < last_delay; i++) {
        longest *= 2;
    }
    longest = longest < last_delay ? longest : last_delay;
    return (result->retry_after > 0 ? result->retry_after : 0) + draw() * longest;
}
