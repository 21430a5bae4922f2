#ifndef PLACARD_CLI_READING_H
#define PLACARD_CLI_READING_H

#include "cli/base.h"
#include "cli/places.h"
#include "cli/plan.h"

/** What posters are drawn of, for the sandbox: each of these adds to the places that may be read. */

/** The folder that a document's paths lead to: its own, or the bundle. */
void cli_read_document(struct cli_places *places, const struct cli_input *input);

/** The base image of a poster that is known already, where --base names it. */
void cli_read_poster(struct cli_places *places, const struct cli_poster *poster,
                     const struct cli_bases *bases);

/** All that --base names, and where links in its folders lead: these are the user's own. */
void cli_read_bases(struct cli_places *places, const struct cli_bases *bases);

/** What --assets names, or nothing. */
void cli_read_assets(struct cli_places *places, const char *assets);

/** What downloading reads, besides the system: authorities and settings that the environment names, and where
 * links of the system's own lead out of it, as the one that says which servers know names. */
void cli_read_network(struct cli_places *places);

/** Where the fonts of a context are; `system` also those of the system, unless it has none. */
void cli_read_fonts(struct cli_places *places, struct placard_context *context, bool system);

#endif
