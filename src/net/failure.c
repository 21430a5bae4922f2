#include "net/failure.h"

#include "base/number.h"
#include "net/retry.h"
#include "net/status.h"
#include "net/url.h"

#include <stdio.h>
#include <string.h>

/* What happened, in words, and the message's code. */
struct words {
    enum placard_code code;
    char text[512];
};

/* What needs no more than words. libcurl says the others itself. */
static const struct {
    CURLcode code;
    const char *words;
} plain[] = {
    {CURLE_COULDNT_RESOLVE_HOST, "no host of that name is known"},
    {CURLE_COULDNT_RESOLVE_PROXY, "no host of the proxy's name is known"},
    {CURLE_GOT_NOTHING, "the connection was closed without an answer"},
    {CURLE_PARTIAL_FILE, "the connection was closed before the answer was whole"},
    {CURLE_BAD_CONTENT_ENCODING, "its answer is damaged, or compressed in an unknown way"},
    {CURLE_UNSUPPORTED_PROTOCOL, "its answer is not HTTP"},
    {CURLE_WEIRD_SERVER_REPLY, "its answer is malformed HTTP"},
    {CURLE_URL_MALFORMAT, "redirected to a malformed URL"},
    /* Rather the latter: to libcurl they are the same. */
    {CURLE_OUT_OF_MEMORY, "out of memory, or the answer's header is too large"},
};

static void describe_status(const struct pl_result *result, struct words *out) {
    const char *name = pl_status_name(result->status);
    snprintf(out->text, sizeof out->text, "HTTP %ld%s%s", result->status, *name ? " " : "", name);
}

static void describe_size(const struct pl_request *request, const struct pl_result *result,
                          struct words *out) {
    out->code = PLACARD_LIMIT;
    if (result->found < 0) {
        snprintf(out->text, sizeof out->text, "expected at most %zu bytes, found more", request->limit);
    } else {
        snprintf(out->text, sizeof out->text, "expected at most %zu bytes, found %" CURL_FORMAT_CURL_OFF_T,
                 request->limit, result->found);
    }
}

static void describe_private(const struct pl_result *result, struct words *out) {
    snprintf(out->text, sizeof out->text,
             "its address %s is private; --allow-private (allow_private in the library) lets Placard connect "
             "there",
             result->address);
}

static void describe_cut(const struct pl_result *result, struct words *out) {
    if (result->announced > result->received) {
        snprintf(out->text, sizeof out->text,
                 "cut off after %" CURL_FORMAT_CURL_OFF_T " of %" CURL_FORMAT_CURL_OFF_T " bytes",
                 result->received, result->announced);
    } else {
        snprintf(out->text, sizeof out->text, "cut off after %" CURL_FORMAT_CURL_OFF_T " bytes",
                 result->received);
    }
}

/* The system's words within a sentence: "Connection refused" begins small. */
static void describe_connect(const struct pl_result *result, struct words *out) {
    char storage[128];
    if (result->system_error == 0) {
        snprintf(out->text, sizeof out->text, "can't be connected to");
        return;
    }
    /* The GNU form: it returns the words, which may or may not be in the storage. */
    snprintf(out->text, sizeof out->text, "%s", strerror_r(result->system_error, storage, sizeof storage));
    if (out->text[0] >= 'A' && out->text[0] <= 'Z') {
        out->text[0] = (char)(out->text[0] - 'A' + 'a');
    }
}

static const char *without_prefix(const char *text, const char *prefix) {
    size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 ? text + length : text;
}

static void describe_trust(const struct pl_result *result, struct words *out) {
    const char *reason = without_prefix(result->reason, "SSL certificate problem: ");
    snprintf(out->text, sizeof out->text, "its TLS certificate can't be trusted: %s",
             without_prefix(reason, "SSL: "));
}

/* Whether the connection broke while the body came. */
static bool is_cut(const struct pl_result *result) {
    switch (result->code) {
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return result->status / 100 == 2 && (result->received > 0 || result->announced > 0);
    default:
        return false;
    }
}

static void describe_plainly(const struct pl_result *result, struct words *out) {
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        if (plain[i].code == result->code) {
            snprintf(out->text, sizeof out->text, "%s", plain[i].words);
            return;
        }
    }
    snprintf(out->text, sizeof out->text, "%s", result->reason);
}

static void describe_failure(const struct pl_net_options *options, const struct pl_result *result,
                             struct words *out) {
    if (is_cut(result)) {
        describe_cut(result, out);
    } else if (result->code == CURLE_COULDNT_CONNECT) {
        describe_connect(result, out);
    } else if (result->code == CURLE_OPERATION_TIMEDOUT) {
        char seconds[PL_NUMBER_SIZE];
        pl_number_format(options->connect_timeout, seconds);
        snprintf(out->text, sizeof out->text, "no connection: timed out after %s s", seconds);
    } else if (result->code == CURLE_TOO_MANY_REDIRECTS) {
        snprintf(out->text, sizeof out->text, "redirected more than %d times", PL_REDIRECTS);
    } else if (result->code == CURLE_UNSUPPORTED_PROTOCOL && result->scheme[0]) {
        snprintf(out->text, sizeof out->text, "redirected to %s:..., expected http or https", result->scheme);
    } else if (result->code == CURLE_PEER_FAILED_VERIFICATION) {
        describe_trust(result, out);
    } else if (result->code == CURLE_SSL_CACERT_BADFILE) {
        snprintf(out->text, sizeof out->text, "the certificates of authorities can't be read: %s",
                 options->ca_file ? options->ca_file : result->reason);
    } else if (result->code == CURLE_RECV_ERROR || result->code == CURLE_SEND_ERROR) {
        snprintf(out->text, sizeof out->text, "the connection broke: %s", result->reason);
    } else if (result->code == CURLE_SSL_CONNECT_ERROR) {
        snprintf(out->text, sizeof out->text, "no TLS connection: %s", result->reason);
    } else {
        describe_plainly(result, out);
    }
}

static void describe(const struct pl_request *request, const struct pl_net_options *options,
                     const struct pl_result *result, struct words *out) {
    char seconds[PL_NUMBER_SIZE];
    switch (result->outcome) {
    case PL_OUTCOME_STATUS:
        describe_status(result, out);
        break;
    case PL_OUTCOME_TOO_LARGE:
        describe_size(request, result, out);
        break;
    case PL_OUTCOME_PRIVATE:
        describe_private(result, out);
        break;
    case PL_OUTCOME_STALLED:
        pl_number_format(options->stall_timeout, seconds);
        snprintf(out->text, sizeof out->text, "no data for %s s", seconds);
        break;
    default:
        describe_failure(options, result, out);
        break;
    }
}

void pl_failure_write(const struct pl_request *request, const struct pl_net_options *options,
                      const struct pl_result *result, int attempts, struct placard_error *error) {
    struct words words = {.code = PLACARD_NETWORK};
    char shown[PL_URL_SHOWN];
    char times[32] = "";
    char wait[64] = "";
    pl_net_show_url(request->url, shown, sizeof shown);
    describe(request, options, result, &words);
    if (attempts > 1) {
        snprintf(times, sizeof times, ", after %d attempts", attempts);
    }
    if (pl_retry_count(result, 1) > 0 && pl_retry_is_late(result)) {
        snprintf(wait, sizeof wait, "; the server asks to wait %.0f s", result->retry_after);
    }
    bool away = result->target[0] && strncmp(words.text, "redirected ", 11) != 0;
    pl_fail(error, words.code, "%s: %s%s%s%s%s%s", shown, away ? "redirected to " : "",
            away ? result->target : "", away ? ": " : "", words.text, times, wait);
}
