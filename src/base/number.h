#ifndef PL_BASE_NUMBER_H
#define PL_BASE_NUMBER_H

#include <stdbool.h>

/** Numbers as text with a decimal point, whatever the user's locale has for one. */

/**
 * Reads the CSS number (CSS Values 4, 5.2: sign, digits, `.5`, exponent) that `text` starts with, rounded
 * correctly; returns what follows it, or NULL where there is none or it is too large for a double.
 */
const char *pl_number_scan(const char *text, double *out);

#define PL_NUMBER_SIZE 32

/** Writes the shortest of 15 significant digits: "1.5", "40", "1e+20". */
void pl_number_format(double value, char out[PL_NUMBER_SIZE]);

#endif
