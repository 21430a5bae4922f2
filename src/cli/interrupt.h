#ifndef PLACARD_CLI_INTERRUPT_H
#define PLACARD_CLI_INTERRUPT_H

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

#endif
