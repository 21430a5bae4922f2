#ifndef PL_NET_PRIVATE_H
#define PL_NET_PRIVATE_H

#include "net/curl_library.h"
#include "net/net.h"
#include "net/transfer.h"

struct pl_net {
    struct pl_curl curl;
    struct pl_net_options options; /**< without zeros; `ca_file` is `authorities` */
    char *authorities;
    CURLM *multi; /**< has the connections */
    struct pl_transfer *places;
    int place_count;
};

#endif
