#include "net/transfer.h"

#include "base/clock.h"
#include "net/address.h"
#include "net/url.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The bytes are decoded ones, so that little that is sent can't become much here. */
static size_t take_body(char *bytes, size_t unit, size_t count, void *data) {
    struct pl_transfer *transfer = data;
    size_t size = unit * count;
    if (size > transfer->request->limit - transfer->body.size) {
        transfer->too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    pl_buffer_append(&transfer->body, bytes, size);
    *transfer->bytes += (long long)size;
    return transfer->body.failed ? CURL_WRITEFUNC_ERROR : size;
}

/* Asked after the name is looked up, for each address and again for each redirect: so that no name, however
 * it changes, leads to what only this machine can reach. */
static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address) {
    struct pl_transfer *transfer = data;
    const struct sockaddr *to = &address->addr;
    if (!transfer->options->allow_private && pl_address_is_private(to)) {
        pl_address_show(to, transfer->result.address);
        return CURL_SOCKET_BAD;
    }
    /* Then one of its addresses is not private, and what fails is the connection. */
    transfer->result.address[0] = '\0';
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static CURLcode set_numbers(const struct pl_transfer *transfer) {
    const struct pl_net_options *options = transfer->options;
    const struct {
        CURLoption option;
        long value;
    } rows[] = {
        {CURLOPT_NOSIGNAL, 1},
        /* A look-up of a name can't be stopped; by itself libcurl waits for it even where it is given up, and
         * all transfers with it. */
        {CURLOPT_QUICK_EXIT, 1},
        {CURLOPT_FOLLOWLOCATION, 1},
        {CURLOPT_MAXREDIRS, PL_REDIRECTS},
        {CURLOPT_NETRC, CURL_NETRC_IGNORED},
        {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
        {CURLOPT_CONNECTTIMEOUT_MS, (long)ceil(options->connect_timeout * 1e3)},
    };
    CURLcode code = CURLE_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && code == CURLE_OK; i++) {
        code = transfer->curl->easy_setopt(transfer->easy, rows[i].option, rows[i].value);
    }
    /* A libcurl without HTTP/2 refuses this and does without. */
    transfer->curl->easy_setopt(transfer->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    return code;
}

static CURLcode set_pointers(struct pl_transfer *transfer, const char *url) {
    const struct pl_net_options *options = transfer->options;
    const struct {
        CURLoption option;
        const void *value;
        bool left; /* at libcurl's default */
    } rows[] = {
        {CURLOPT_URL, url},
        {CURLOPT_USERAGENT, "placard/" PLACARD_VERSION},
        {CURLOPT_PROTOCOLS_STR, "http,https"},
        {CURLOPT_REDIR_PROTOCOLS_STR, "http,https"},
        {CURLOPT_ACCEPT_ENCODING, "gzip"},
        {CURLOPT_HTTPHEADER, transfer->headers},
        {CURLOPT_ERRORBUFFER, transfer->reason},
        {CURLOPT_PRIVATE, transfer},
        {CURLOPT_WRITEDATA, transfer},
        {CURLOPT_OPENSOCKETDATA, transfer},
        /* "" is none: what addresses a proxy connects to can't be seen from here. */
        {CURLOPT_PROXY, "", options->allow_private},
        {CURLOPT_CAINFO, options->ca_file, !options->ca_file},
        /* The system's folder would be trusted beside the file. */
        {CURLOPT_CAPATH, NULL, !options->ca_file},
    };
    CURLcode code = CURLE_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && code == CURLE_OK; i++) {
        if (!rows[i].left) {
            code = transfer->curl->easy_setopt(transfer->easy, rows[i].option, rows[i].value);
        }
    }
    return code;
}

static CURLcode set_functions(const struct pl_transfer *transfer) {
    CURLcode code = transfer->curl->easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, take_body);
    return code == CURLE_OK
               ? transfer->curl->easy_setopt(transfer->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket)
               : code;
}

static bool set_options(struct pl_transfer *transfer, const char *url, struct placard_error *error) {
    CURLcode code = set_numbers(transfer);
    code = code == CURLE_OK ? set_pointers(transfer, url) : code;
    code = code == CURLE_OK ? set_functions(transfer) : code;
    if (code == CURLE_OUT_OF_MEMORY) {
        return pl_fail_memory(error);
    }
    return code == CURLE_OK ||
           pl_fail(error, PLACARD_NETWORK, "libcurl: %s", transfer->curl->easy_strerror(code));
}

/* A line break in the value would be a header of its own. libcurl sends these headers only to the host, port
 * and scheme of the URL itself, not to where it redirects. */
static bool set_authorization(struct pl_transfer *transfer, struct placard_error *error) {
    const char *value = transfer->request->authorization;
    if (!value) {
        return true;
    }
    for (const char *c = value; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) {
            char shown[PL_URL_SHOWN];
            pl_net_show_url(transfer->request->url, shown, sizeof shown);
            return pl_fail(error, PLACARD_USAGE, "%s: the authorization has control characters", shown);
        }
    }
    struct pl_buffer line = {0};
    pl_buffer_format(&line, "Authorization: %s", value);
    if (!line.failed) {
        transfer->headers = transfer->curl->slist_append(NULL, (const char *)line.data);
    }
    pl_buffer_finish(&line);
    return transfer->headers || pl_fail_memory(error);
}

bool pl_transfer_prepare(struct pl_transfer *transfer, const struct pl_request *request,
                         struct placard_error *error) {
    const struct pl_curl *curl = transfer->curl;
    char *url = NULL;
    transfer->request = request;
    transfer->reason[0] = '\0';
    transfer->result = (struct pl_result){.announced = -1, .found = -1, .retry_after = -1};
    if (!transfer->easy) {
        transfer->easy = curl->easy_init();
    }
    if (!transfer->easy) {
        return pl_fail_memory(error);
    }
    bool ok = pl_url_read(curl, request->url, &url, error) && set_authorization(transfer, error) &&
              set_options(transfer, url, error);
    curl->free(url);
    transfer->heard_at = pl_clock_ms();
    return ok;
}

/* libcurl's own CURLOPT_LOW_SPEED_TIME counts from when a mean over five seconds is zero. */
static bool is_stalled(struct pl_transfer *transfer, double now) {
    curl_off_t body = 0;
    curl_off_t sent = 0;
    long header = 0;
    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &body);
    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_HEADER_SIZE, &header);
    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &sent);
    /* Until it has connected, that has a limit of its own. */
    if (sent == 0 || body + header != transfer->heard) {
        transfer->heard = body + header;
        transfer->heard_at = now;
    }
    return now - transfer->heard_at > transfer->options->stall_timeout * 1e3;
}

/* By what the server says, before the body has come; negative where it says nothing. */
static curl_off_t announced_size(const struct pl_transfer *transfer) {
    curl_off_t size = -1;
    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
    return size;
}

static bool is_over(const struct pl_transfer *transfer, curl_off_t size) {
    return size > 0 && (uintmax_t)size > transfer->request->limit;
}

bool pl_transfer_is_futile(struct pl_transfer *transfer, double now) {
    transfer->too_large = transfer->too_large || is_over(transfer, announced_size(transfer));
    transfer->stalled = is_stalled(transfer, now);
    return transfer->too_large || transfer->stalled;
}

/* The last of that name, of whichever answer on the way. */
static const char *find_location(const struct pl_transfer *transfer) {
    const char *location = NULL;
    CURLHcode code = CURLHE_OK;
    for (int request = 0; code == CURLHE_OK || code == CURLHE_MISSING; request++) {
        struct curl_header *header = NULL;
        code = transfer->curl->easy_header(transfer->easy, "Location", 0, CURLH_HEADER, request, &header);
        location = code == CURLHE_OK ? header->value : location;
    }
    return location;
}

static bool has_retry_after(const struct pl_transfer *transfer) {
    struct curl_header *header = NULL;
    return transfer->curl->easy_header(transfer->easy, "Retry-After", 0, CURLH_HEADER, -1, &header) ==
           CURLHE_OK;
}

/* "file" of "file:///etc/passwd", or "" where it is http or https, or relative. */
static void read_scheme(const char *location, char *out, size_t size) {
    size_t length = strspn(location, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
    snprintf(out, size, "%.*s", location[length] == ':' && length < size ? (int)length : 0, location);
    if (strcasecmp(out, "http") == 0 || strcasecmp(out, "https") == 0) {
        out[0] = '\0';
    }
}

static void read_redirects(struct pl_transfer *transfer) {
    struct pl_result *result = &transfer->result;
    const char *url = NULL;
    long redirects = 0;
    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_REDIRECT_COUNT, &redirects);
    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
    if (redirects > 0 && url) {
        pl_net_show_url(url, result->target, sizeof result->target);
    }
    const char *location = result->code == CURLE_UNSUPPORTED_PROTOCOL ? find_location(transfer) : NULL;
    if (location) {
        read_scheme(location, result->scheme, sizeof result->scheme);
    }
}

/* What libcurl says may hold what a server says; some of its messages end in a space. */
static void read_reason(struct pl_transfer *transfer) {
    struct pl_result *result = &transfer->result;
    const char *reason = transfer->reason[0] ? transfer->reason : transfer->curl->easy_strerror(result->code);
    size_t length = strlen(reason);
    while (length > 0 && reason[length - 1] == ' ') {
        length--;
    }
    pl_show_text(reason, length, result->reason, sizeof result->reason);
}

static void read_information(struct pl_transfer *transfer) {
    const struct pl_curl *curl = transfer->curl;
    struct pl_result *result = &transfer->result;
    curl_off_t wait = 0;
    long error = 0;
    curl->easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &result->status);
    curl->easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &error);
    curl->easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &result->received);
    curl->easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &wait);
    result->system_error = (int)error;
    result->announced = announced_size(transfer);
    result->found = is_over(transfer, result->announced) ? result->announced : -1;
    if (has_retry_after(transfer)) {
        result->retry_after = wait > 0 ? (double)wait : 0;
    }
    read_reason(transfer);
    read_redirects(transfer);
}

static enum pl_outcome judge(const struct pl_transfer *transfer) {
    const struct pl_result *result = &transfer->result;
    if (transfer->body.failed) {
        return PL_OUTCOME_MEMORY;
    }
    /* A refusal says more than what became of its body. A part, unasked, is not what was asked for. */
    bool success = result->status / 100 == 2 && result->status != 206;
    if (result->status >= 400 || (result->code == CURLE_OK && !success)) {
        return PL_OUTCOME_STATUS;
    }
    if (transfer->too_large) {
        return PL_OUTCOME_TOO_LARGE;
    }
    if (transfer->stalled) {
        return PL_OUTCOME_STALLED;
    }
    if (result->code == CURLE_COULDNT_CONNECT && result->address[0]) {
        return PL_OUTCOME_PRIVATE;
    }
    return result->code == CURLE_OK ? PL_OUTCOME_WHOLE : PL_OUTCOME_FAILED;
}

void pl_transfer_conclude(struct pl_transfer *transfer, CURLcode code) {
    transfer->result.code = code;
    read_information(transfer);
    transfer->result.outcome = judge(transfer);
}

void pl_transfer_type(const struct pl_transfer *transfer, char *out, size_t size) {
    const char *type = NULL;
    size_t used = 0;
    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_CONTENT_TYPE, &type);
    for (const char *c = type ? type : ""; *c > ' ' && *c < 0x7f && *c != ';' && used + 1 < size; c++) {
        out[used++] = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    }
    out[used] = '\0';
}

void pl_transfer_clear(struct pl_transfer *transfer) {
    if (transfer->easy) {
        transfer->curl->easy_reset(transfer->easy);
    }
    transfer->curl->slist_free_all(transfer->headers);
    pl_buffer_finish(&transfer->body);
    transfer->headers = NULL;
    transfer->request = NULL;
    transfer->too_large = false;
    transfer->stalled = false;
    transfer->heard = 0;
}

void pl_transfer_finish(struct pl_transfer *transfer) {
    transfer->curl->easy_cleanup(transfer->easy);
    transfer->easy = NULL;
}
