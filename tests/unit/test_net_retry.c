#include "net/retry.h"
#include "unit.h"

START_TEST(retries_what_may_pass) {
    static const long passing[] = {408, 429, 500, 502, 503, 504};
    static const CURLcode broken[] = {CURLE_COULDNT_CONNECT, CURLE_GOT_NOTHING,      CURLE_HTTP2_STREAM,
                                      CURLE_PARTIAL_FILE,    CURLE_RECV_ERROR,       CURLE_OPERATION_TIMEDOUT,
                                      CURLE_SEND_ERROR,      CURLE_SSL_CONNECT_ERROR};
    struct pl_result result = {.outcome = PL_OUTCOME_STATUS, .retry_after = -1};
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++) {
        result.status = passing[i];
        ck_assert_int_eq(pl_retry_count(&result, 4), 4);
        ck_assert_int_eq(pl_retry_count(&result, 0), 0);
    }
    result.outcome = PL_OUTCOME_FAILED;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        result.code = broken[i];
        ck_assert_int_eq(pl_retry_count(&result, 4), 4);
    }
    result.outcome = PL_OUTCOME_STALLED;
    ck_assert_int_eq(pl_retry_count(&result, 4), 4);
}
END_TEST

START_TEST(retries_nothing_else) {
    static const long lasting[] = {206, 301, 400, 401, 403, 404, 410, 416, 451, 501, 505};
    static const CURLcode refused[] = {CURLE_PEER_FAILED_VERIFICATION, CURLE_UNSUPPORTED_PROTOCOL,
                                       CURLE_TOO_MANY_REDIRECTS, CURLE_BAD_CONTENT_ENCODING};
    static const enum pl_outcome ends[] = {PL_OUTCOME_WHOLE, PL_OUTCOME_TOO_LARGE, PL_OUTCOME_PRIVATE};
    struct pl_result result = {.outcome = PL_OUTCOME_STATUS, .retry_after = -1};
    for (size_t i = 0; i < sizeof lasting / sizeof *lasting; i++) {
        result.status = lasting[i];
        ck_assert_int_eq(pl_retry_count(&result, 4), 0);
    }
    result.outcome = PL_OUTCOME_FAILED;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        result.code = refused[i];
        ck_assert_int_eq(pl_retry_count(&result, 4), 0);
    }
    result.code = CURLE_COULDNT_CONNECT;
    result.status = 503;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        result.outcome = ends[i];
        ck_assert_int_eq(pl_retry_count(&result, 4), 0);
    }
}
END_TEST

START_TEST(retries_unknown_hosts_once) {
    struct pl_result result = {.outcome = PL_OUTCOME_FAILED, .code = CURLE_COULDNT_RESOLVE_HOST};
    ck_assert_int_eq(pl_retry_count(&result, 4), 1);
    ck_assert_int_eq(pl_retry_count(&result, 0), 0);
}
END_TEST

/* Delays after that many attempts are spread over all that is allowed. */
static void check_delay(double retry_after, int attempts, double least, double longest) {
    struct pl_result result = {.outcome = PL_OUTCOME_STATUS, .status = 503, .retry_after = retry_after};
    double low = 1e9;
    double high = 0;
    for (int i = 0; i < 2000; i++) {
        double delay = pl_retry_delay(&result, attempts);
        low = delay < low ? delay : low;
        high = delay > high ? delay : high;
    }
    double spread = longest - least;
    ck_assert(low >= least && low < least + spread / 10);
    ck_assert(high < longest && high > longest - spread / 10);
}

START_TEST(waits_longer_each_time) {
    check_delay(-1, 1, 0, 0.25);
    check_delay(-1, 2, 0, 0.5);
    check_delay(-1, 3, 0, 1);
    check_delay(-1, 7, 0, 16);
    check_delay(-1, 8, 0, 30);
    check_delay(-1, 2000000000, 0, 30);
}
END_TEST

START_TEST(waits_as_asked) {
    struct pl_result result = {.retry_after = 120};
    check_delay(0, 1, 0, 0.25);
    check_delay(7, 1, 7, 7.25);
    ck_assert(!pl_retry_is_late(&result));
    result.retry_after = 121;
    ck_assert(pl_retry_is_late(&result));
}
END_TEST

int main(void) {
    const TTest *const tests[] = {retries_what_may_pass,  retries_nothing_else, retries_unknown_hosts_once,
                                  waits_longer_each_time, waits_as_asked,       NULL};
    return unit_run("net_retry", tests);
}
