#ifndef PLACARD_CLI_REPORT_H
#define PLACARD_CLI_REPORT_H

#include "cli/plan.h"

/** Messages of the drawing of one poster, each once; they are its own. */
struct cli_messages {
    char **items;
    int count;
};
void cli_messages_add(struct cli_messages *messages, const char *message);
void cli_messages_finish(struct cli_messages *messages);

/** What became of one poster. */
struct cli_result {
    bool ok;
    struct placard_error error;
    int width, height;
    size_t bytes;
    struct placard_timings timings;
    double encode, write, total; /**< milliseconds */
    struct cli_messages warnings;
};

/** A warning and the samples of one input that have it. */
struct cli_warning {
    char *message;
    int *samples;
    int count;
};

/** Tells what happens in a run of render, to people or, by --json, to programs. */
struct cli_report {
    struct cli_run *run;
    struct cli_json json;
    bool lines;    /**< a line for each poster on stdout */
    bool errors;   /**< messages on stderr */
    bool progress; /**< a counter on stderr */
    struct cli_warning *warnings;
    int warning_count;
};

void cli_report_init(struct cli_report *report, struct cli_run *run, const struct cli_plan *plan,
                     const struct cli_output *output);
/** The warnings of reading an input, and why it has nothing to draw if that is so. */
void cli_report_input(struct cli_report *report, const struct cli_input *input);
void cli_report_poster(struct cli_report *report, const struct cli_poster *poster,
                       const struct cli_result *result);
/** The end of an input's posters: prints the warnings that they share once. */
void cli_report_warnings(struct cli_report *report, const struct cli_input *input);

#endif
