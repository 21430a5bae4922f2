#include "net/net.h"
#include "net/url.h"
#include "unit.h"

#include <string.h>
#include <strings.h>

static void check_shown(const char *url, const char *expected) {
    char shown[200];
    pl_net_show_url(url, shown, sizeof shown);
    ck_assert_str_eq(shown, expected);
}

START_TEST(hides_what_may_be_secret) {
    check_shown("https://host/a/b.jpg", "https://host/a/b.jpg");
    check_shown("https://host/a.jpg?Signature=x&Expires=1", "https://host/a.jpg");
    check_shown("https://host/a.jpg#part", "https://host/a.jpg");
    check_shown("https://host?Signature=x", "https://host");
    check_shown("https://host#a?b", "https://host");
    check_shown("https://user:secret@host:8080/a", "https://host:8080/a");
    check_shown("https://user:p@ss@host/a", "https://host/a");
    check_shown("https://host/@user/a", "https://host/@user/a");
    check_shown("https://host?a@b/c", "https://host");
    check_shown("https://[::1]:80/a", "https://[::1]:80/a");
    check_shown("user:secret@host/a", "host/a");
    check_shown("host/a?url=http://x/", "host/a");
    check_shown("", "");
}
END_TEST

START_TEST(shows_one_line_of_utf8) {
    check_shown("https://host/图.jpg", "https://host/图.jpg");
    check_shown("https://host/a\r\nb\033[1m", "https://host/a\xef\xbf\xbd\xef\xbf\xbd"
                                              "b\xef\xbf\xbd[1m");
    check_shown("https://host/\xff\xe5\x9b", "https://host/\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    check_shown("https://host/\xe2\x80\xaegpj", "https://host/\xef\xbf\xbdgpj");
}
END_TEST

START_TEST(cuts_between_characters) {
    char shown[13];
    for (size_t size = 1; size <= sizeof shown; size++) {
        memset(shown, 'x', sizeof shown);
        pl_net_show_url("http://h/图图图", shown, size);
        ck_assert_uint_lt(strlen(shown), size);
        ck_assert(strncmp("http://h/图图图", shown, strlen(shown)) == 0);
        ck_assert(strlen(shown) <= 9 || strlen(shown) == 12);
    }
    shown[0] = 'x';
    pl_net_show_url("http://h/", shown, 0);
    ck_assert_int_eq(shown[0], 'x');
}
END_TEST

static void check_read(const struct pl_curl *curl, const char *url, const char *expected) {
    struct placard_error error;
    char *text = NULL;
    ck_succeeds(pl_url_read(curl, url, &text, &error), error);
    /* Not all versions of libcurl write the digits alike. */
    ck_assert_msg(strcasecmp(text, expected) == 0, "%s", text);
    curl->free(text);
}

START_TEST(encodes_what_is_not_ascii) {
    struct placard_error error;
    struct pl_curl curl;
    ck_succeeds(pl_curl_load(&curl, &error), error);
    check_read(&curl, "https://host/a%2Fb%e5.jpg?x=a%2Bb%2f+&y=~",
               "https://host/a%2Fb%e5.jpg?x=a%2Bb%2f+&y=~");
    check_read(&curl, "http://host:81/图 1.jpg?图", "http://host:81/%e5%9b%be%201.jpg?%e5%9b%be");
    check_read(&curl, "HTTPS://Host", "https://Host/");
    pl_curl_unload(&curl);
}
END_TEST

START_TEST(refuses_what_is_no_http_url) {
    static const struct {
        const char *url;
        const char *message;
    } rows[] = {
        {"ftp://host/a?b", "ftp://host/a: expected an http or https URL"},
        {"host/a", "host/a: expected an http or https URL"},
        {"", ": expected an http or https URL"},
        {"https://", "https://: malformed URL: No host part in the URL"},
        {"https://host:x/?secret",
         "https://host:x/: malformed URL: Port number was not a decimal number between 0 and 65535"},
    };
    struct placard_error error;
    struct pl_curl curl;
    ck_succeeds(pl_curl_load(&curl, &error), error);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text = NULL;
        ck_fails(pl_url_read(&curl, rows[i].url, &text, &error), error, rows[i].message);
        ck_assert_int_eq(error.code, PLACARD_NETWORK);
        ck_assert_ptr_null(text);
    }
    pl_curl_unload(&curl);
}
END_TEST

START_TEST(tells_hosts_apart) {
    struct placard_error error;
    struct pl_curl curl;
    ck_succeeds(pl_curl_load(&curl, &error), error);
    uint64_t host = pl_url_host(&curl, "https://host/a");
    ck_assert(host == pl_url_host(&curl, "http://user@HOST:81/b?c"));
    ck_assert(host != pl_url_host(&curl, "https://host.example/a"));
    ck_assert(pl_url_host(&curl, "https://") == 0);
    pl_curl_unload(&curl);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {hides_what_may_be_secret,
                                  shows_one_line_of_utf8,
                                  cuts_between_characters,
                                  encodes_what_is_not_ascii,
                                  refuses_what_is_no_http_url,
                                  tells_hosts_apart,
                                  NULL};
    return unit_run("net_url", tests);
}
