#include "net/failure.h"
#include "unit.h"

#include <errno.h>
#include <stdio.h>

static const struct pl_net_options options = {.connect_timeout = 10, .stall_timeout = 0.5};
static const struct pl_request request = {.url = "https://user:secret@host/a.jpg?signature", .limit = 1000};

static void check_code(struct pl_result result, int attempts, enum placard_code code, const char *expected) {
    char message[PLACARD_MESSAGE_SIZE];
    struct placard_error error;
    pl_failure_write(&request, &options, &result, attempts, &error);
    snprintf(message, sizeof message, "https://host/a.jpg: %s", expected);
    ck_assert_str_eq(error.message, message);
    ck_assert_int_eq(error.code, code);
}

static void check(struct pl_result result, const char *expected) {
    check_code(result, 1, PLACARD_NETWORK, expected);
}

START_TEST(names_the_status) {
    struct pl_result result = {.outcome = PL_OUTCOME_STATUS, .status = 404, .retry_after = -1};
    check(result, "HTTP 404 Not Found");
    result.status = 599;
    check(result, "HTTP 599");
    result.status = 503;
    check_code(result, 5, PLACARD_NETWORK, "HTTP 503 Service Unavailable, after 5 attempts");
    result.retry_after = 3600;
    check_code(result, 2, PLACARD_NETWORK,
               "HTTP 503 Service Unavailable, after 2 attempts; the server asks to wait 3600 s");
}
END_TEST

START_TEST(names_sizes) {
    struct pl_result result = {.outcome = PL_OUTCOME_TOO_LARGE, .status = 200, .found = 10737418240};
    check_code(result, 1, PLACARD_LIMIT, "expected at most 1000 bytes, found 10737418240");
    result.found = -1;
    check_code(result, 1, PLACARD_LIMIT, "expected at most 1000 bytes, found more");
    result = (struct pl_result){.outcome = PL_OUTCOME_FAILED,
                                .code = CURLE_PARTIAL_FILE,
                                .status = 200,
                                .received = 12,
                                .announced = 56,
                                .reason = "transfer closed"};
    check(result, "cut off after 12 of 56 bytes");
    result.code = CURLE_RECV_ERROR;
    result.announced = -1;
    check(result, "cut off after 12 bytes");
    result.received = 0;
    check(result, "the connection broke: transfer closed");
}
END_TEST

START_TEST(names_redirects) {
    struct pl_result result = {.outcome = PL_OUTCOME_FAILED,
                               .code = CURLE_TOO_MANY_REDIRECTS,
                               .status = 302,
                               .target = "http://other/b"};
    check(result, "redirected more than 5 times");
    result.code = CURLE_UNSUPPORTED_PROTOCOL;
    check(result, "redirected to http://other/b: its answer is not HTTP");
    snprintf(result.scheme, sizeof result.scheme, "file");
    check(result, "redirected to file:..., expected http or https");
    result.code = CURLE_COULDNT_CONNECT;
    result.system_error = ECONNREFUSED;
    check(result, "redirected to http://other/b: connection refused");
}
END_TEST

START_TEST(names_other_causes) {
    struct pl_result result = {
        .outcome = PL_OUTCOME_PRIVATE, .code = CURLE_COULDNT_CONNECT, .address = "::1"};
    check(result, "its address ::1 is private; --allow-private (allow_private in the library) lets Placard "
                  "connect there");
    result.outcome = PL_OUTCOME_STALLED;
    check(result, "no data for 0.5 s");
    result.outcome = PL_OUTCOME_FAILED;
    check(result, "can't be connected to");
    result.code = CURLE_OPERATION_TIMEDOUT;
    check(result, "no connection: timed out after 10 s");
    result.code = CURLE_COULDNT_RESOLVE_HOST;
    check(result, "no host of that name is known");
    result.code = CURLE_PEER_FAILED_VERIFICATION;
    snprintf(result.reason, sizeof result.reason, "SSL certificate problem: self-signed certificate");
    check(result, "its TLS certificate can't be trusted: self-signed certificate");
    result.code = CURLE_FTP_ACCEPT_FAILED;
    check(result, "SSL certificate problem: self-signed certificate");
}
END_TEST

int main(void) {
    const TTest *const tests[] = {names_the_status, names_sizes, names_redirects, names_other_causes, NULL};
    return unit_run("net_failure", tests);
}
