#include "net/address.h"
#include "unit.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

static bool is_private(const char *text) {
    struct sockaddr_storage storage = {0};
    struct sockaddr_in *in = (void *)&storage;
    struct sockaddr_in6 *in6 = (void *)&storage;
    char shown[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET, text, &in->sin_addr) == 1) {
        in->sin_family = AF_INET;
    } else {
        ck_assert_msg(inet_pton(AF_INET6, text, &in6->sin6_addr) == 1, "%s", text);
        in6->sin6_family = AF_INET6;
    }
    pl_address_show((const struct sockaddr *)&storage, shown);
    ck_assert_str_eq(shown, text);
    return pl_address_is_private((const struct sockaddr *)&storage);
}

static void check_all(const char *const *texts, bool expected) {
    for (; *texts; texts++) {
        ck_assert_msg(is_private(*texts) == expected, "%s", *texts);
    }
}

START_TEST(knows_private_ipv4) {
    static const char *const texts[] = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.0",
        "169.254.169.254",
        "169.254.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.255",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        NULL,
    };
    check_all(texts, true);
}
END_TEST

START_TEST(knows_public_ipv4) {
    static const char *const texts[] = {
        "1.0.0.0",     "9.255.255.255", "11.0.0.0",    "100.63.255.255", "100.128.0.0",     "126.255.255.255",
        "128.0.0.1",   "169.253.0.1",   "169.255.0.1", "172.15.255.255", "172.32.0.0",      "191.255.255.255",
        "192.0.1.1",   "192.0.3.1",     "192.167.0.1", "192.169.0.1",    "198.17.255.255",  "198.20.0.0",
        "198.51.99.1", "203.0.112.1",   "8.8.8.8",     "47.95.1.1",      "223.255.255.255", NULL,
    };
    check_all(texts, false);
}
END_TEST

START_TEST(knows_private_ipv6) {
    static const char *const texts[] = {
        "::",          "::1",          "fc00::1", "fdff::1", "fe80::1",     "febf::1",     "fec0::1",
        "ff02::1",     "64:ff9b:1::1", "100::1",  "2001::1", "2001:1ff::1", "2001:db8::1", "3fff::1",
        "3fff:fff::1", "5f00::1",      "4000::1", "8000::1", NULL,
    };
    check_all(texts, true);
}
END_TEST

START_TEST(knows_public_ipv6) {
    static const char *const texts[] = {
        "2000::1", "2001:200::1", "2001:4860:4860::8888", "2400:3200::1", "2606:4700::1111", "3ffe::1", NULL,
    };
    check_all(texts, false);
}
END_TEST

START_TEST(looks_into_carried_ipv4) {
    static const char *const hidden[] = {
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0.0.0.0",
        "::192.168.0.1",    "64:ff9b::7f00:1", "64:ff9b::a00:1",         "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::1",   "2002:a00:1::",    "2002:c0a8:101::1",       NULL,
    };
    static const char *const open[] = {
        "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", NULL,
    };
    check_all(hidden, true);
    check_all(open, false);
}
END_TEST

START_TEST(trusts_no_other_family) {
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    char shown[INET6_ADDRSTRLEN];
    ck_assert(pl_address_is_private((const struct sockaddr *)&local));
    pl_address_show((const struct sockaddr *)&local, shown);
    ck_assert_str_eq(shown, "?");
}
END_TEST

int main(void) {
    const TTest *const tests[] = {knows_private_ipv4,
                                  knows_public_ipv4,
                                  knows_private_ipv6,
                                  knows_public_ipv6,
                                  looks_into_carried_ipv4,
                                  trusts_no_other_family,
                                  NULL};
    return unit_run("address", tests);
}
