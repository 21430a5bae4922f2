#ifndef PL_NET_RETRY_H
#define PL_NET_RETRY_H

#include "net/result.h"

#include <stdbool.h>

/** The longest wait that a server is granted, in seconds. */
#define PL_RETRY_AFTER_LIMIT 120

/** How often such a result is worth another attempt, at most `retries` times. */
int pl_retry_count(const struct pl_result *result, int retries);

/** Whether the server asked to wait for longer than it is granted. */
bool pl_retry_is_late(const struct pl_result *result);

/** Seconds to wait after that many attempts (1 or more), by chance: so that clients that failed together do
 * not come back together. Not less than the server asked for. */
double pl_retry_delay(const struct pl_result *result, int attempts);

#endif
