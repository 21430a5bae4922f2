#include "document/url.h"
#include "unit.h"

#include <string.h>

START_TEST(tells_urls_of_the_web) {
    static const char *const good[] = {"http://a/b", "https://a", "HTTPS://a/b", "Http://a?b"};
    static const char *const bad[] = {"",        "a",          "a/http://b", "ftp://a/b",
                                      "http:/a", "httpss://a", "http//a",    "oss://b/c",
                                      "data:,a", "?http://a",  "://a"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_msg(pl_url_is_web(good[i]), "%s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(!pl_url_is_web(bad[i]), "%s", bad[i]);
    }
}
END_TEST

START_TEST(tells_videos) {
    static const char *const good[] = {
        "https://a/b.mp4",
        "https://a/b.MP4",
        "https://a/b.mov",
        "https://a/b.m4v",
        "https://a/b.webm",
        "https://a/b.mkv",
        "https://a/b.Avi",
        "https://a/b.mp4?c=d.png",
        "https://a/b.mp4#c.png",
        "https://a/b/c.d.mov?e=/",
        "b.mp4",
        "b.mp4?c",
        "/tmp/b.mkv",
        "https://a/.mp4",
        "https://a/b.png.mp4",
    };
    static const char *const bad[] = {
        "",
        "https://a/b.png",
        "https://a/b.gif",
        "https://a/b.png?c=d.mp4",
        "https://a/b.png#c.mp4",
        "https://a/b.mp4/c.png",
        "https://a/b.mp4/",
        "https://a.mp4",
        "https://a.mp4?b",
        "https://a/mp4",
        "https://a/b.mp45",
        "https://a/b.mp",
        "https://a/b.",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_msg(pl_url_is_video(good[i]), "%s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(!pl_url_is_video(bad[i]), "%s", bad[i]);
    }
}
END_TEST

static void check_name(const char *url, const char *expected) {
    size_t size;
    const char *name = pl_url_name(url, &size);
    ck_assert_uint_eq(size, strlen(expected));
    ck_assert_int_eq(strncmp(name, expected, size), 0);
}

START_TEST(finds_file_names) {
    check_name("https://a/b/c.png?d=/e#f", "c.png");
    check_name("https://a/b/", "");
    check_name("https://a", "");
    check_name("https://a?b/c", "");
    check_name("b/c.png", "c.png");
    check_name("c.png", "c.png");
    check_name("", "");
}
END_TEST

int main(void) {
    const TTest *const tests[] = {tells_urls_of_the_web, tells_videos, finds_file_names, NULL};
    return unit_run("url", tests);
}
