#include "net/address.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What the IANA IPv4 Special-Purpose Address Registry (RFC 6890) has as not globally reachable, with
 * multicast (RFC 5771) and what is reserved. */
static const struct {
    uint8_t bytes[4];
    int bits;
} private4[] = {
    {{0}, 8},            /* this network */
    {{10}, 8},           /* private, RFC 1918 */
    {{100, 64}, 10},     /* shared by a provider's customers, RFC 6598 */
    {{127}, 8},          /* loopback */
    {{169, 254}, 16},    /* link-local, RFC 3927 */
    {{172, 16}, 12},     /* private, RFC 1918 */
    {{192, 0, 0}, 24},   /* protocol assignments */
    {{192, 0, 2}, 24},   /* documentation, RFC 5737 */
    {{192, 88, 99}, 24}, /* 6to4 relays, which are no more: RFC 7526 */
    {{192, 168}, 16},    /* private, RFC 1918 */
    {{198, 18}, 15},     /* benchmarks, RFC 2544 */
    {{198, 51, 100}, 24},
    {{203, 0, 113}, 24},
    {{224}, 4}, /* multicast */
    {{240}, 4}, /* reserved, and broadcast */
};

/* Where an IPv6 address carries an IPv4 address, and at which byte. */
static const struct {
    uint8_t bytes[16];
    int bits;
    int at;
} carriers[] = {
    {{[10] = 0xff, [11] = 0xff}, 96, 12}, /* mapped, RFC 4291, 2.5.5.2 */
    {{0}, 96, 12},                        /* compatible, 2.5.5.1; :: and ::1 carry 0.0.0.0 and 0.0.0.1 */
    {{0, 0x64, 0xff, 0x9b}, 96, 12},      /* NAT64, RFC 6052 */
    {{0x20, 0x02}, 16, 2},                /* 6to4, RFC 3056 */
};

/* Of 2000::/3, the only part of the address space that is handed out (RFC 4291, 2.4), what the IANA IPv6
 * Special-Purpose Address Registry takes back. */
static const struct {
    uint8_t bytes[16];
    int bits;
} private6[] = {
    {{0x20, 0x01}, 23},             /* protocol assignments, Teredo among them */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation, RFC 3849 */
    {{0x3f, 0xff}, 20},             /* documentation, RFC 9637 */
};

static bool starts_with(const uint8_t *address, const uint8_t *prefix, int bits) {
    size_t whole = (size_t)bits / 8;
    uint8_t mask = (uint8_t)(0xff00U >> (bits % 8));
    return memcmp(address, prefix, whole) == 0 &&
           (bits % 8 == 0 || ((address[whole] ^ prefix[whole]) & mask) == 0);
}

static bool is_private4(const uint8_t *address) {
    for (size_t i = 0; i < sizeof private4 / sizeof *private4; i++) {
        if (starts_with(address, private4[i].bytes, private4[i].bits)) {
            return true;
        }
    }
    return false;
}

static bool is_private6(const uint8_t *address) {
    static const uint8_t global[] = {0x20};
    for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++) {
        if (starts_with(address, carriers[i].bytes, carriers[i].bits)) {
            return is_private4(address + carriers[i].at);
        }
    }
    for (size_t i = 0; i < sizeof private6 / sizeof *private6; i++) {
        if (starts_with(address, private6[i].bytes, private6[i].bits)) {
            return true;
        }
    }
    return !starts_with(address, global, 3);
}

bool pl_address_is_private(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return is_private4((const uint8_t *)&in.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return is_private6((const uint8_t *)&in6.sin6_addr);
    }
    return true;
}

void pl_address_show(const struct sockaddr *address, char out[INET6_ADDRSTRLEN]) {
    const size_t at = address->sa_family == AF_INET ? offsetof(struct sockaddr_in, sin_addr)
                                                    : offsetof(struct sockaddr_in6, sin6_addr);
    if (!inet_ntop(address->sa_family, (const char *)address + at, out, INET6_ADDRSTRLEN)) {
        memcpy(out, "?", 2);
    }
}
