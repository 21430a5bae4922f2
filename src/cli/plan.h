#ifndef PLACARD_CLI_PLAN_H
#define PLACARD_CLI_PLAN_H

#include "cli/base.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/template.h"

/** One poster that is to be drawn. */
struct cli_poster {
    const struct cli_input *input;
    int position; /**< of the sample in its document */
    struct placard_sample_info sample;
    char *path;
};

/** All that a run is to draw, known and checked before the first is drawn. */
struct cli_plan {
    struct cli_input *inputs;
    int input_count;
    struct cli_poster *posters; /**< in the order of the inputs */
    int poster_count;
};

/** Reads all inputs and lays the template over them. False where options and inputs make no sense together;
 * `plan` has to be finished either way. */
bool cli_plan_make(struct cli_plan *plan, const struct cli_run *run, const struct cli_output *output,
                   const struct cli_bases *bases, const struct cli_template *template,
                   struct placard_error *error);
void cli_plan_finish(struct cli_plan *plan);

#endif
