#ifndef PLACARD_CLI_TEMPLATE_H
#define PLACARD_CLI_TEMPLATE_H

#include "cli/input.h"

/** What --layers and --use say: a layer document that is drawn over the images of every input. */
struct cli_template {
    const char *path; /**< NULL where there is none, "-" for standard input */
    struct placard_bytes bytes;
    char *folder; /**< that its paths are relative to */
    enum placard_use use;
    double timeout; /**< seconds that reading it may take for an input */
};

/** Reads the file, if one is given; cli_template_finish releases it, also after failure. */
bool cli_template_init(struct cli_template *template, const struct cli_options *options,
                       struct placard_error *error);
void cli_template_finish(struct cli_template *template);

/** Lays the template over the images of an input that could be read, in the place of layers of its own.
 * False where the template is at fault: it would be for every input. */
bool cli_template_lay(const struct cli_template *template, struct cli_input *input,
                      struct placard_error *error);

#endif
