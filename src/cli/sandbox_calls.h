#ifndef PLACARD_CLI_SANDBOX_CALLS_H
#define PLACARD_CLI_SANDBOX_CALLS_H

#include <stdbool.h>

/** Why system calls can't be forbidden here, or NULL where they can. */
const char *cli_seccomp_lack(void);

/** What is forbidden, to all threads and for good. */
enum cli_forbidden {
    CLI_FORBID_REACH = 1,   /**< other programs and processes, and what is for administrators and debuggers */
    CLI_FORBID_SOCKETS = 2, /**< new sockets, and connecting by those that are there */
    CLI_FORBID_PATHS = 4,   /**< what is done to files by their paths and Landlock has no word on */
};

/** Forbids a sum of these: such a call fails with EPERM. False, with errno, where the kernel refuses. */
bool cli_seccomp_forbid(unsigned what);

#endif
