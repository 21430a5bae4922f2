#ifndef PLACARD_CLI_NETWORK_H
#define PLACARD_CLI_NETWORK_H

#include "cli/commands.h"

/** A download that failed. */
struct cli_lost {
    char *url;
    struct placard_error error;
};

/** Fetching by the command line's options, with progress on a terminal, and what failed of it. */
struct cli_network {
    struct cli_run *run;
    struct placard_fetch_options options;
    char *token;
    double shown;          /**< when the progress line was last written */
    struct cli_lost *lost; /**< sorted by URL */
    int lost_count;
};

/** Reads the options. `network` stays in place and is finished by cli_network_finish. */
void cli_network_init(struct cli_network *network, struct cli_run *run);

/** The endpoint and the secret of a service, from options, environment and --token-file. */
bool cli_network_service(struct cli_network *network, const char *service, struct placard_error *error);

/** Downloads into a store; a failure of single pictures is in `lost` and no failure of this. */
bool cli_network_fetch(struct cli_network *network, struct placard_store *store, const char *const *urls,
                       struct placard_error *error);

/** Why a URL could not be downloaded, or NULL. */
const struct placard_error *cli_network_reason(const struct cli_network *network, const char *url);

void cli_network_finish(struct cli_network *network);

#endif
