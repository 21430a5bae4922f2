#include "cli/sandbox.h"

#include "cli/sandbox_calls.h"
#include "cli/sandbox_files.h"
#include "cli/terminal.h"

#include <errno.h>
#include <string.h>

/* LeakSanitizer traces the program from a process of its own. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static bool is(const char *mode, const char *name) {
    return mode && strcmp(mode, name) == 0;
}

static bool is_off(const char *mode) {
    return is(mode, "off") || (SANITIZED && !is(mode, "on"));
}

/* What is missing, all of it. */
static bool check(struct placard_error *error) {
    const char *files = cli_landlock_lack();
    const char *calls = cli_seccomp_lack();
    if (SANITIZED) {
        return cli_fail(
            error, PLACARD_USAGE,
            "--sandbox on: this program was built with sanitizers, which do what a sandbox forbids");
    }
    return (!files && !calls) ||
           cli_fail(error, PLACARD_USAGE,
                    "--sandbox on: there is none here: %s%s%s; --sandbox auto does without",
                    files ? files : "", files && calls ? ", and " : "", calls ? calls : "");
}

static bool refuse(const char *mode, const char *what, struct placard_error *error) {
    int reason = errno;
    return !is(mode, "on") ||
           cli_fail(error, PLACARD_USAGE, "--sandbox on: the kernel refuses %s: %s", what, strerror(reason));
}

bool cli_sandbox_start(const char *mode, bool network, struct placard_error *error) {
    if (is_off(mode)) {
        return true;
    }
    if (is(mode, "on") && !check(error)) {
        return false;
    }
    unsigned what = CLI_FORBID_REACH | (network ? 0 : CLI_FORBID_SOCKETS);
    return cli_seccomp_forbid(what) || refuse(mode, "a filter of system calls", error);
}

bool cli_sandbox_limits_files(const char *mode) {
    return !is_off(mode) && !cli_landlock_lack();
}

bool cli_sandbox_enter(const char *mode, const struct cli_places *places, bool network,
                       struct placard_error *error) {
    if (is_off(mode)) {
        return true;
    }
    if (cli_sandbox_limits_files(mode)) {
        cli_places_make(places);
    }
    unsigned what = CLI_FORBID_PATHS | (network ? 0 : CLI_FORBID_SOCKETS);
    return (cli_landlock_enter(places) || refuse(mode, "rules for files by Landlock", error)) &&
           (cli_seccomp_forbid(what) || refuse(mode, "a filter of system calls", error));
}
