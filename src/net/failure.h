#ifndef PL_NET_FAILURE_H
#define PL_NET_FAILURE_H

#include "base/error.h"
#include "net/net.h"
#include "net/result.h"

/** Says for people why a request has failed: "URL: WHAT HAPPENED, after N attempts". The options are those
 * that it was made with, without zeros. */
void pl_failure_write(const struct pl_request *request, const struct pl_net_options *options,
                      const struct pl_result *result, int attempts, struct placard_error *error);

#endif
