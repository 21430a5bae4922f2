#ifndef PL_NET_ADDRESS_H
#define PL_NET_ADDRESS_H

#include <arpa/inet.h>
#include <stdbool.h>
#include <sys/socket.h>

/**
 * Whether an address is not one of the public Internet: this machine's own, private, link-local (where
 * clouds keep machines' credentials), multicast, reserved, or of a family other than IPv4 and IPv6. An IPv6
 * address that carries an IPv4 address is what that one is.
 */
bool pl_address_is_private(const struct sockaddr *address);

/** The address as people write it, without port; "?" for other families. */
void pl_address_show(const struct sockaddr *address, char out[INET6_ADDRSTRLEN]);

#endif
