#ifndef PLACARD_CLI_SANDBOX_H
#define PLACARD_CLI_SANDBOX_H

#include "cli/places.h"

#include <placard/error.h>

#include <stdbool.h>

/*
 * What the program forbids itself, so that a mistake in what decodes pictures, fonts and documents of
 * strangers gains little: docs/security.md. It comes in two steps, as inputs are opened and downloads are
 * made first. `mode` is --sandbox: "on" fails where the kernel lacks something; "auto", or NULL, does
 * without; "off" does nothing.
 */

/**
 * The first step, before anything is read and before there is a thread: no other program and no other
 * process, no tracing, nothing that reaches into the kernel, and without `network` no sockets.
 */
bool cli_sandbox_start(const char *mode, bool network, struct placard_error *error);

/** Whether the second step says which files there are: else nobody need find out which are read, which takes
 * time where it is Fontconfig that knows. */
bool cli_sandbox_limits_files(const char *mode);

/**
 * The second step, for this thread and those that it starts from then on: no file is written but in `places`,
 * none read but in those where `places` says so, and no program is run; without `network` there are no new
 * sockets on any thread. Folders of `places` that come later are no part of it.
 */
bool cli_sandbox_enter(const char *mode, const struct cli_places *places, bool network,
                       struct placard_error *error);

#endif
