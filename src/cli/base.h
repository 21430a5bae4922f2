#ifndef PLACARD_CLI_BASE_H
#define PLACARD_CLI_BASE_H

#include "cli/memory.h"

#include <placard/placard.h>

/** Where --base says that base images are. */
struct cli_bases {
    const char *file;         /**< for every sample, or NULL */
    struct cli_list folders;  /**< looked through in this order */
    struct cli_list numbered; /**< "N=FILE" */
};

bool cli_bases_init(struct cli_bases *bases, const struct cli_list *given, struct placard_error *error);
void cli_bases_finish(struct cli_bases *bases);

/** The sample number of "N=FILE", and FILE in `*path` where not NULL; -1 for anything else. */
int cli_base_number(const char *value, const char **path);

/** The base image of a sample by --base: a path to be freed in `*path`, or NULL for its own. */
bool cli_base_find(const struct cli_bases *bases, const struct placard_sample_info *sample, char **path,
                   struct placard_error *error);

/** Whether a poster at `path`, a name that nobody typed, would leave its base image alone: the one by --base,
 * or NULL for the sample's own, which lies beside the file `beside`. */
bool cli_base_spared(const char *path, const char *base, const struct placard_sample_info *sample,
                     const char *beside, struct placard_error *error);

#endif
