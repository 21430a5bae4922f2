#ifndef PLACARD_CLI_TERMINAL_H
#define PLACARD_CLI_TERMINAL_H

#include <placard/placard.h>

#include <stdbool.h>
#include <stdio.h>

/** How this run may write to its terminals. */
struct cli_terminal {
    bool color_out, color_err;
    bool progress; /**< the last line on stderr is a counter that the next message has to erase */
};

/** `when` is "auto", "always", "never" or NULL for auto. */
void cli_terminal_init(struct cli_terminal *terminal, const char *when);

/** Columns of standard output where it is a terminal, else 0. */
int cli_terminal_columns(void);

/** "placard: MESSAGE" on stderr. */
void cli_say(struct cli_terminal *terminal, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** "placard: warning: MESSAGE" on stderr. */
void cli_warn(struct cli_terminal *terminal, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Shows "DONE/TOTAL WHAT" over the last counter. */
void cli_progress(struct cli_terminal *terminal, int done, int total, const char *what);
void cli_progress_erase(struct cli_terminal *terminal);

/** Fills `error` and returns false. */
bool cli_fail(struct placard_error *error, enum placard_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Sees to it that descriptors 0 to 2 are taken, so that no file opened later is written to by mistake. */
void cli_claim_streams(void);

/** Writes what a stream holds back; why standard output could not be is told by cli_close_output. */
void cli_flush(FILE *out);

/** Hands on what is buffered; false, after a message, where something printed to stdout was lost. */
bool cli_close_output(void);

/** Milliseconds since some moment. */
double cli_now(void);

#endif
