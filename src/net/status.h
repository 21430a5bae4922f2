#ifndef PL_NET_STATUS_H
#define PL_NET_STATUS_H

/** What an HTTP status is called, or "" where it has no name. */
const char *pl_status_name(long status);

#endif
