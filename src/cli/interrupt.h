#ifndef PLACARD_CLI_INTERRUPT_H
#define PLACARD_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/**
 * From now on Ctrl-C and the other polite ways to end the program set a flag, so that what is under way can
 * be left whole. A second one ends it at once.
 */
void cli_interrupt_catch(void);

/** Whether one came. */
bool cli_interrupt_came(void);

/** Back to the usual; where one came the program ends by it here, so that a shell sees why. */
void cli_interrupt_release(void);

/** Has these signals wait while something is written that must not be left half done. They come, caught or
 * not, by cli_interrupt_let_go of the same `mask`. */
void cli_interrupt_hold(sigset_t *mask);
void cli_interrupt_let_go(const sigset_t *mask);

/** Whether one waits. */
bool cli_interrupt_waits(void);

#endif
