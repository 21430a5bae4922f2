#ifndef PLACARD_CLI_SUPPLY_H
#define PLACARD_CLI_SUPPLY_H

#include "cli/network.h"
#include "cli/plan.h"

/** The files of the URLs that a plan's posters need: from bundles, from the cache, downloaded. */
struct cli_supply {
    struct cli_network network;
    struct placard_store *cache;      /**< NULL where none is needed, or it can't be had */
    struct placard_error cache_error; /**< why it can't */
    struct placard_store *stores[3];  /**< for one poster; ends in NULL */
    bool offline;
};

/** Downloads what is in no bundle and not in the cache, unless offline. False where all has to end. */
bool cli_supply_init(struct cli_supply *supply, struct cli_run *run, const struct cli_plan *plan,
                     const struct cli_bases *bases, struct placard_error *error);

/** The stores for a poster of this input, as placard_render takes them; until the next call. */
struct placard_store *const *cli_supply_stores(struct cli_supply *supply, const struct cli_input *input);

/** Whether the URL of a poster's own base image, where no other is given, is at hand, and what to do if not;
 * and whether the pictures of its layers could be downloaded. */
bool cli_supply_check(const struct cli_supply *supply, const struct cli_poster *poster, const char *base,
                      struct placard_error *error);

void cli_supply_finish(struct cli_supply *supply);

#endif
