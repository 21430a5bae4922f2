#ifndef PLACARD_CLI_SANDBOX_FILES_H
#define PLACARD_CLI_SANDBOX_FILES_H

#include "cli/places.h"

#include <stdbool.h>

/** Why files can't be forbidden here, or NULL where they can. */
const char *cli_landlock_lack(void);

/** Forbids this thread, and those that it starts from then on, files that are in none of the places. False,
 * with errno, where the kernel refuses; then nothing has changed. */
bool cli_landlock_enter(const struct cli_places *places);

#endif
